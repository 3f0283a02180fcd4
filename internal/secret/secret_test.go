package secret_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"github.com/sluice-desktop/sluice/internal/secret"
)

func TestAValueIsNeverShown(t *testing.T) {
	v := secret.New("hunter2")
	holder := struct {
		Token  secret.Value
		hidden secret.Value
	}{v, v}
	var log bytes.Buffer
	slog.New(slog.NewTextHandler(&log, nil)).Info("x", "v", v, "h", holder)
	slog.New(slog.NewJSONHandler(&log, nil)).Info("x", "v", v, "h", holder)
	encoded, err := json.Marshal(holder)
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{fmt.Sprint(v), fmt.Sprintf("%v %+v %#v %s %q %x", holder, holder, holder, v, v, v), string(encoded), log.String()} {
		if strings.Contains(text, "hunter2") || strings.Contains(text, fmt.Sprintf("%x", "hunter2")) {
			t.Errorf("shown: %s", text)
		}
	}
	if v.Reveal() != "hunter2" || v.Empty() || !(secret.Value{}).Empty() {
		t.Error("a value must open for those who ask for it")
	}
}
