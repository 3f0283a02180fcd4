package secret_test

import (
	"encoding/base64"
	"testing"
	"time"

	"github.com/sluice-desktop/sluice/internal/secret"
)

func TestATokenThatSaysWhenItEndsIsUnderstood(t *testing.T) {
	jwt := func(claims string) string {
		return "head." + base64.RawURLEncoding.EncodeToString([]byte(claims)) + ".sign"
	}
	for text, want := range map[string]time.Time{
		jwt(`{"sub":"ops1","exp":1927857906}`): time.Date(2031, 2, 3, 4, 5, 6, 0, time.UTC),
		jwt(`{"sub":"ops1"}`):                  {},
		jwt(`{"exp":"soon"}`):                  {},
		jwt(`{"exp":-1}`):                      {},
		"head.%%%.sign":                        {},
		"opaque":                               {},
		"":                                     {},
	} {
		if got := secret.New(text).Ends(); !got.Equal(want) {
			t.Errorf("%s ends at %s", text, got)
		}
	}
}
