package outbox_test

import (
	"fmt"
	"net/http"
	"slices"
	"testing"
	"time"

	"github.com/sluice-desktop/sluice/internal/audit"
	"github.com/sluice-desktop/sluice/internal/siem"
)

// What a SIEM has acknowledged is the anchor of the journal: a tail that is cut off, or written anew, shows.
func TestATailThatWasTamperedWithShows(t *testing.T) {
	forge := func(e audit.Event) audit.Event {
		e.Person = "Nobody"
		e.Hash = hashOf(e)
		return e
	}
	tests := []struct {
		name   string
		tamper func([]audit.Event) []audit.Event
	}{
		{"the last are cut off", func(all []audit.Event) []audit.Event { return all[:7] }},
		{"the last was written anew", func(all []audit.Event) []audit.Event {
			all[9] = forge(all[9])
			return all
		}},
		{"all are gone", func([]audit.Event) []audit.Event { return nil }},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			c := newCollector(t)
			c.from(func(http.ResponseWriter, *http.Request, []received) bool { return false }) // two records under one key are the point
			j := newJournal(10)
			cfg := configure(t, j, c.endpoint())
			d := start(t, cfg)
			was := d.untilAll(10).Acked
			d.stop()
			j.tamper(tt.tamper)
			d = start(t, cfg)
			j.write(1)
			now := int64(len(j.Events()))
			s := d.until("the new end is sent", func(s siem.Sink) bool { return s.Queue == 0 && s.Acked.Seq == now })
			if s.State != siem.Tampered || s.Problem == nil {
				t.Errorf("%+v", s)
			}
			anchors, err := d.Acknowledged()
			if err != nil || !slices.ContainsFunc(anchors, func(a siem.Anchor) bool {
				return a.Journal == "j1" && a.Seq == 10 && a.Hash == was.Hash && a.At != ""
			}) {
				t.Errorf("%+v, %v: what it holds is forgotten", anchors, err)
			}
			d.stop()
			if d = start(t, cfg); d.until("", func(siem.Sink) bool { return true }).State != siem.Tampered {
				t.Error("a restart forgot it")
			}
		})
	}
}

// Whoever puts the journal and our own file back together is found by the SIEM that says what it holds.
func TestASIEMThatSaysWhatItHoldsIsAnAnchor(t *testing.T) {
	t.Parallel()
	c := newCollector(t)
	c.from(func(w http.ResponseWriter, _ *http.Request, batch []received) bool {
		w.Header().Set("Content-Type", "application/json")
		_, _ = fmt.Fprint(w, `{"head": {"journal": "j1", "seq": 60, "hash": "of-the-sixtieth"}}`)
		return true
	})
	d := start(t, configure(t, newJournal(50), c.endpoint()))
	s := d.untilAll(50)
	// What it says of itself is noted a moment after its acknowledgement is shown.
	anchors, err := d.Acknowledged()
	for patience := time.Now().Add(5 * time.Second); err == nil && len(anchors) != 2 && time.Now().Before(patience); {
		time.Sleep(5 * time.Millisecond)
		anchors, err = d.Acknowledged()
	}
	if err != nil || len(anchors) != 2 {
		t.Fatalf("%+v, %v", anchors, err)
	}
	for _, want := range []siem.Anchor{{Seq: 60, Hash: "of-the-sixtieth"}, {Seq: 50, Hash: s.Acked.Hash}} {
		if !slices.ContainsFunc(anchors, func(a siem.Anchor) bool { return a.Seq == want.Seq && a.Hash == want.Hash && a.Journal == "j1" }) {
			t.Errorf("%+v is not among %+v", want, anchors)
		}
	}
}

// Another journal in its place, after a damaged one was moved away, is sent from its beginning, and is not an intruder.
func TestAnotherJournalBeginsAnew(t *testing.T) {
	t.Parallel()
	c := newCollector(t)
	cfg := configure(t, newJournal(5), c.endpoint())
	d := start(t, cfg)
	d.untilAll(5)
	d.stop()
	other := newJournal(3)
	other.id = "j2"
	cfg.Journal = other
	d = start(t, cfg)
	if s := d.untilAll(3); s.State != siem.OK {
		t.Errorf("%+v", s)
	}
	if got, duplicates := c.records(); len(got) != 8 || duplicates != 0 || got[5].Key != "j2-1" {
		t.Errorf("%d arrived, %d twice", len(got), duplicates)
	}
	if anchors, err := d.Acknowledged(); err != nil || len(anchors) != 2 {
		t.Errorf("%+v, %v", anchors, err)
	}
}
