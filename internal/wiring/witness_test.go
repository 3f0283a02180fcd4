package wiring

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/sluice-desktop/sluice/internal/audit"
	"github.com/sluice-desktop/sluice/internal/desktop"
	"github.com/sluice-desktop/sluice/internal/siem"
)

// chain is a journal of three records that fits in itself, unless it is broken.
type chain struct {
	desktop.Journal
	broken bool
}

func (c chain) Verify(context.Context) (audit.Verdict, error) {
	return audit.Verdict{Records: 3, Intact: !c.broken, Reason: "the chain's own"}, nil
}

func (chain) ID() string { return "j1" }

func (chain) Since(_ context.Context, after int64, _ int) ([]audit.Event, error) {
	all := []audit.Event{{Seq: 1, Hash: "a"}, {Seq: 2, Hash: "b"}, {Seq: 3, Hash: "c"}}
	return all[min(int(after), len(all)):], nil
}

func TestAJournalIsComparedWithWhatTheSIEMsHold(t *testing.T) {
	held := func(journal string, seq int64, hash string) siem.Anchor {
		return siem.Anchor{Sink: "https https://siem.example", Journal: journal, Seq: seq, Hash: hash, At: "2026-10-02T08:00:00Z"}
	}
	tests := []struct {
		name   string
		broken bool
		held   []siem.Anchor
		err    error
		first  int64
		says   string // empty: intact
	}{
		{"nobody holds anything", false, nil, nil, 0, ""},
		{"they hold what is there", false, []siem.Anchor{held("j1", 3, "c"), held("j1", 1, "a")}, nil, 0, ""},
		{"one holds more than is there", false, []siem.Anchor{held("j1", 5, "e")}, nil, 5, "record 5 is missing: the SIEM at https://siem.example acknowledged it on 2026"},
		{"one holds another", false, []siem.Anchor{held("j1", 5, "e"), held("j1", 2, "x"), held("j1", 3, "x")}, nil, 2, "record 2 is not the one"},
		{"one holds a journal that was here before", false, []siem.Anchor{held("j0", 90, "z")}, nil, 0, ""},
		{"the chain is broken by itself", true, []siem.Anchor{held("j1", 5, "e")}, nil, 0, "the chain's own"},
		{"what they hold cannot be read", false, nil, errors.New("disk"), 0, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c := chain{broken: tt.broken}
			v, err := witnessed{c, c, func() ([]siem.Anchor, error) { return tt.held, tt.err }}.Verify(t.Context())
			if err != nil || v.Intact != (tt.says == "") || v.First != tt.first || !strings.Contains(v.Reason, tt.says) || v.Records != 3 {
				t.Errorf("%+v, %v", v, err)
			}
		})
	}
}
