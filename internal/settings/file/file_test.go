package file_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/sluice-desktop/sluice/internal/settings"
	"github.com/sluice-desktop/sluice/internal/settings/file"
)

func TestSettingsSurvive(t *testing.T) {
	path := filepath.Join(t.TempDir(), "deep", "settings.json")
	want := settings.Settings{Width: 1600, Height: 900, Fleet: "/team/sluice.yaml"}
	if err := file.Save(path, want); err != nil {
		t.Fatal(err)
	}
	if got, err := file.Load(path); err != nil || got != want {
		t.Fatalf("%+v, %v", got, err)
	}
}

func TestADamagedFileStillStarts(t *testing.T) {
	for _, text := range []string{"", "{", `{"width": "wide"}`, `{"width": 1, "height": -4}`, `{"width": 99999999, "height": 10}`} {
		path := filepath.Join(t.TempDir(), "settings.json")
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if got, _ := file.Load(path); got != settings.Default() {
			t.Errorf("%q: %+v", text, got)
		}
	}
	if got, err := file.Load(filepath.Join(t.TempDir(), "none")); got != settings.Default() || err == nil {
		t.Errorf("%+v, %v", got, err)
	}
}
