package wiring

import (
	"context"
	"fmt"
	"log/slog"
	"strings"

	"github.com/sluice-desktop/sluice/internal/audit"
	"github.com/sluice-desktop/sluice/internal/desktop"
	"github.com/sluice-desktop/sluice/internal/siem"
)

// witnessed is the journal beside what the SIEMs hold of it: a chain that fits, but lacks a record that a SIEM has
// acknowledged, or has another in its place, was cut or written anew.
type witnessed struct {
	desktop.Journal
	source interface {
		Since(ctx context.Context, after int64, limit int) ([]audit.Event, error)
		ID() string
	}
	held func() ([]siem.Anchor, error)
}

// Verify recomputes the whole chain, and compares it with the SIEMs.
func (w witnessed) Verify(ctx context.Context) (audit.Verdict, error) {
	v, err := w.Journal.Verify(ctx)
	if err != nil || !v.Intact {
		return v, err
	}
	anchors, err := w.held()
	if err != nil {
		slog.Warn("the journal was verified without what the SIEMs hold of it", "cause", err)
		return v, nil
	}
	for _, a := range anchors {
		if a.Journal != w.source.ID() {
			continue // a journal that lay here before
		}
		there, err := w.source.Since(ctx, a.Seq-1, 1)
		if err != nil {
			return v, err
		}
		_, address, _ := strings.Cut(a.Sink, " ")
		reason := ""
		switch {
		case len(there) == 0 || there[0].Seq != a.Seq:
			reason = fmt.Sprintf("record %d is missing: the SIEM at %s acknowledged it on %s", a.Seq, address, a.At)
		case there[0].Hash != a.Hash:
			reason = fmt.Sprintf("record %d is not the one that the SIEM at %s acknowledged on %s", a.Seq, address, a.At)
		}
		if reason != "" && (v.Intact || a.Seq < v.First) {
			v.Intact, v.First, v.Reason = false, a.Seq, reason
		}
	}
	return v, nil
}
