package file

import (
	"context"
	"time"

	"github.com/sluice-desktop/sluice/internal/audit"
)

// Whole sets how long a journal may be to be verified from its beginning at every start.
func Whole(j *Journal, records int64) { j.whole = records }

// Fill writes many records without waiting for the disk each time.
func Fill(ctx context.Context, j *Journal, n int, record func(i int) audit.Event) error {
	if _, err := j.store.db.Exec(`PRAGMA synchronous = OFF`); err != nil {
		return err
	}
	j.store.db.SetMaxOpenConns(1)
	for i := range n {
		if _, err := j.Append(ctx, record(i)); err != nil {
			return err
		}
	}
	j.store.db.SetMaxOpenConns(0)
	return nil
}

// Retry has j ask a keychain that did not answer again after a pause.
func Retry(j *Journal, pause time.Duration) { j.retry = pause }
