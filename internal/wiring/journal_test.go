package wiring

import (
	"context"
	"path/filepath"
	"testing"
	"time"

	"github.com/sluice-desktop/sluice/internal/audit"
	auditfile "github.com/sluice-desktop/sluice/internal/audit/file"
	"github.com/sluice-desktop/sluice/internal/secret"
)

// forgetful is a keychain that keeps nothing.
type forgetful struct{}

func (forgetful) Get(context.Context, string) (secret.Value, bool, error) { return secret.Value{}, false, nil }
func (forgetful) Set(context.Context, string, secret.Value) error         { return nil }
func (forgetful) Lasting(context.Context) bool                            { return false }

func TestARecordWaitsUntilItCanBeSigned(t *testing.T) {
	j := auditfile.New(filepath.Join(t.TempDir(), "journal.db"), time.Now)
	if err := j.Open(); err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		time.Sleep(100 * time.Millisecond) // a keychain takes its time
		j.Seal(ctx, forgetful{})
	}()
	if _, err := (signedFirst{j}).Append(t.Context(), audit.Event{Operation: "a", Outcome: audit.Refused}); err != nil {
		t.Fatal(err)
	}
	select {
	case <-j.Sealed():
	default:
		t.Error("the record was written before it could be signed")
	}
	if v, err := j.Verify(t.Context()); err != nil || !v.Intact || v.Records != 1 {
		t.Errorf("%+v, %v", v, err)
	}
	stop()
	<-ended
	if err := j.Close(); err != nil {
		t.Error(err)
	}
}
