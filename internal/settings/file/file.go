// Package file keeps the settings in a JSON file.
package file

import (
	"encoding/json"
	"os"
	"path/filepath"

	"github.com/sluice-desktop/sluice/internal/settings"
)

// Load reads the settings at path. A missing or damaged file is no reason not to start: it gives the defaults,
// and the error says why.
func Load(path string) (settings.Settings, error) {
	s := settings.Default()
	text, err := os.ReadFile(path)
	if err != nil {
		return s, err
	}
	if err := json.Unmarshal(text, &s); err != nil {
		return settings.Default(), err
	}
	return s.Sane(), nil
}

// Save writes s so that a crash leaves either the old file or the new one.
func Save(path string, s settings.Settings) error {
	text, err := json.MarshalIndent(s, "", "  ")
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	next := path + ".new"
	if err := os.WriteFile(next, text, 0o600); err != nil {
		return err
	}
	return os.Rename(next, path)
}
