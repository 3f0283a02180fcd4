package wiring

import (
	"context"
	"log/slog"
	"os"
	"path/filepath"

	"github.com/sluice-desktop/sluice/internal/keychain"
	"github.com/sluice-desktop/sluice/internal/secret"
)

// journalKeeper keeps the journal's key and its head in the keychain.
type journalKeeper struct{ *keychain.Keychain }

func (k journalKeeper) Get(ctx context.Context, name string) (secret.Value, bool, error) {
	return k.Find(ctx, "journal", name)
}

func (k journalKeeper) Set(ctx context.Context, name string, text secret.Value) error {
	return k.Keychain.Set(ctx, "journal", name, text)
}

func (k journalKeeper) Lasting(ctx context.Context) bool {
	return k.State(ctx).Mode == keychain.Available
}

// closeInterrupted records what the last session's end interrupted, once records are signed.
func (c *Core) closeInterrupted(ctx context.Context) {
	select {
	case <-ctx.Done():
		return
	case <-c.journal.Sealed():
	}
	if n, err := c.journal.Interrupt(ctx); err != nil || n > 0 {
		slog.Warn("operations were interrupted by the last end", "count", n, "error", err)
	}
}

// folders are where files for people go: their downloads, or beside the journal where there are none.
type folders struct {
	data   string
	choose func(title, at string) (string, error)
}

// Usual is where one would look first.
func (f folders) Usual(context.Context) (string, error) {
	home, err := os.UserHomeDir()
	if err != nil {
		return f.data, nil
	}
	downloads := filepath.Join(home, "Downloads")
	if info, err := os.Stat(downloads); err != nil || !info.IsDir() {
		return f.data, nil
	}
	return downloads, nil
}

// Choose asks the person.
func (f folders) Choose(_ context.Context, at string) (string, error) {
	if f.choose == nil {
		return "", nil
	}
	if info, err := os.Stat(at); err != nil || !info.IsDir() {
		at = "" // the dialog refuses to begin where nothing is
	}
	return f.choose("Choose where the export goes", at)
}
