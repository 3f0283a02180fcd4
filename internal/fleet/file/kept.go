package file

import (
	"encoding/json"
	"os"
	"path/filepath"

	"github.com/sluice-desktop/sluice/internal/fleet"
)

// Kept is the last good version of a fleet that comes from elsewhere, in a file of this computer.
type Kept struct {
	Path    string
	Address string // whose it is: what was kept of another address is not taken for this one's
}

var _ fleet.Keeper = Kept{}

type kept struct {
	Address string        `json:"address"`
	Version fleet.Version `json:"version"`
}

// Kept is what was kept; ok is false when there is none of this address.
func (k Kept) Kept() (fleet.Version, bool) {
	text, err := os.ReadFile(k.Path)
	if err != nil {
		return fleet.Version{}, false
	}
	var found kept
	if err := json.Unmarshal(text, &found); err != nil || found.Address != k.Address {
		return fleet.Version{}, false
	}
	return found.Version, true
}

// Keep keeps v for the next start.
func (k Kept) Keep(v fleet.Version) error {
	text, err := json.Marshal(kept{k.Address, v})
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(k.Path), 0o700); err != nil {
		return err
	}
	return replace(k.Path, text, 0o600)
}
