package outbox_test

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/sluice-desktop/sluice/internal/fault"
	"github.com/sluice-desktop/sluice/internal/operation"
	"github.com/sluice-desktop/sluice/internal/operation/operationtest"
	"github.com/sluice-desktop/sluice/internal/policy"
	"github.com/sluice-desktop/sluice/internal/siem"
)

// poisoned refuses whatever holds one of these records.
func poisoned(seqs ...int64) answer {
	return func(w http.ResponseWriter, _ *http.Request, batch []received) bool {
		for _, r := range batch {
			if slices.Contains(seqs, r.Seq) {
				w.Header().Set("Content-Type", "application/json")
				w.WriteHeader(http.StatusUnprocessableEntity)
				_, _ = w.Write([]byte(`{"error": "field details.revision is too long", "token": "hunter2-hunter2"}`))
				return false
			}
		}
		return true
	}
}

func (d *desk) replay(in siem.ReplayInput) (out siem.Replayed, err error) {
	d.t.Helper()
	operationtest.With(d.t, policy.JournalReplay, func(ctx context.Context, p operation.Permit) { out, err = d.Replay(ctx, p, in) })
	return out, err
}

func TestARecordThatIsRefusedDoesNotHoldTheOthers(t *testing.T) {
	t.Parallel()
	c := newCollector(t)
	c.from(poisoned(1, 57, 58, 230))
	j := newJournal(230)
	cfg := configure(t, j, c.endpoint())
	d := start(t, cfg)
	s := d.until("all is sent or refused", func(s siem.Sink) bool { return s.Queue == 0 })
	if s.State != siem.Dead || s.Dead != 4 || s.Acked.Seq != 229 {
		t.Fatalf("%+v", s)
	}
	got, _ := c.records()
	if len(got) != 226 || got[0].Seq != 2 || !slices.IsSortedFunc(got, func(a, b received) int { return int(a.Seq - b.Seq) }) {
		t.Fatalf("%d arrived, the first %d", len(got), got[0].Seq)
	}
	letters, err := d.Letters(t.Context(), "central")
	if err != nil || len(letters) != 4 {
		t.Fatalf("%+v, %v", letters, err)
	}
	one := letters[1]
	if one.Seq != 57 || one.Key != "j1-57" || one.Action != "helm.release.rollback" || one.Person != "Olga" || one.At == "" || one.Recorded == "" ||
		!strings.Contains(one.Reason, "422 Unprocessable Entity") || !strings.Contains(one.Reason, "too long") || strings.Contains(one.Reason, "hunter2") {
		t.Errorf("%+v", one)
	}

	// A restart remembers them and does not send them by itself.
	d.stop()
	d = start(t, cfg)
	j.write(1)
	if s := d.until("the next is sent", func(s siem.Sink) bool { return s.Acked.Seq == 231 }); s.Dead != 4 {
		t.Fatalf("%+v", s)
	}

	// Sent again while it still refuses them they stay; once it does not they are gone.
	if _, err := d.replay(siem.ReplayInput{Sink: "central", Seq: 57}); fault.Of(err).Kind != fault.Invalid || d.sink().Dead != 4 {
		t.Errorf("%v, %+v", err, d.sink())
	}
	c.from(nil)
	if out, err := d.replay(siem.ReplayInput{Sink: "central", Seq: 57}); err != nil || out != (siem.Replayed{Sent: 1}) || d.sink().Dead != 3 {
		t.Errorf("%+v, %v", out, err)
	}
	if out, err := d.replay(siem.ReplayInput{Sink: "central"}); err != nil || out != (siem.Replayed{Sent: 3}) {
		t.Errorf("%+v, %v", out, err)
	}
	if _, err := d.replay(siem.ReplayInput{Sink: "central"}); fault.Of(err).Kind != fault.NotFound {
		t.Errorf("nothing was left: %v", err)
	}
	got, duplicates := c.records()
	if s := d.sink(); s.State != siem.OK || len(got) != 231 || duplicates != 0 {
		t.Errorf("%+v: %d arrived, %d twice", s, len(got), duplicates)
	}
	d.stop()
	if d = start(t, cfg); d.sink().Dead != 0 {
		t.Error("a restart brought them back")
	}
}

// A sink that refuses everything is not made for this: the queue does not become dead letters.
func TestASIEMThatRefusesEverythingIsSuspectedItself(t *testing.T) {
	t.Parallel()
	c := newCollector(t)
	c.from(says(http.StatusBadRequest))
	j := newJournal(500)
	d := start(t, configure(t, j, c.endpoint()))
	s := d.until("it is suspected", func(s siem.Sink) bool { return s.State == siem.Failing })
	if s.Dead != 20 || s.Queue != 480 || !strings.Contains(s.Problem.Detail, "in a row") {
		t.Fatalf("%+v: %v", s, s.Problem)
	}
	if n := c.requests(); n > 80 {
		t.Errorf("%d requests until it was suspected", n)
	}
	c.from(nil)
	d.until("what was not refused is sent", func(s siem.Sink) bool { return s.Queue == 0 })
	if out, err := d.replay(siem.ReplayInput{Sink: "central"}); err != nil || out.Sent != 20 {
		t.Fatalf("%+v, %v", out, err)
	}
	if got, duplicates := c.records(); len(got) != 500 || duplicates != 0 {
		t.Errorf("%d arrived, %d twice", len(got), duplicates)
	}
}

// An address that is wrong is said, and costs no record.
func TestAnAddressThatIsWrong(t *testing.T) {
	other := newCollector(t)
	tests := []struct {
		name   string
		answer answer
		kind   fault.Kind
		says   string
	}{
		{"nothing there", says(404), fault.Invalid, "Check the URL"},
		{"something else there", says(405), fault.Invalid, "Check the URL"},
		{"sent on to another host", says(307, "Location: "+other.endpoint().URL), fault.Invalid, "does not follow"},
		{"sent on to a page", says(302, "Location: /login"), fault.Invalid, "does not follow"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			c := newCollector(t)
			c.from(tt.answer)
			d := start(t, configure(t, newJournal(3), c.endpoint()))
			s := d.until("it says so", func(s siem.Sink) bool { return s.State == siem.Failing })
			if s.Dead != 0 || s.Queue != 3 || s.Problem.Kind != tt.kind || !strings.Contains(s.Problem.Detail, tt.says) || s.Next == "" {
				t.Errorf("%+v: %v", s, s.Problem)
			}
			c.from(nil)
			d.untilAll(3)
		})
	}
	t.Cleanup(func() {
		if other.requests() != 0 {
			t.Error("records, and a token, went to another host")
		}
	})
}

func TestNothingIsSentAgainWithoutAPermit(t *testing.T) {
	t.Parallel()
	c := newCollector(t)
	d := start(t, configure(t, newJournal(1), c.endpoint()))
	d.untilAll(1)
	if _, err := d.Replay(t.Context(), operation.Permit{}, siem.ReplayInput{Sink: "central"}); err == nil || c.requests() != 1 {
		t.Errorf("%v", err)
	}
	operationtest.With(t, policy.JournalExport, func(ctx context.Context, p operation.Permit) {
		if _, err := d.Replay(ctx, p, siem.ReplayInput{Sink: "central"}); err == nil {
			t.Error("another action's permit opened it")
		}
	})
	if _, err := d.replay(siem.ReplayInput{Sink: "none"}); fault.Of(err).Kind != fault.NotFound {
		t.Errorf("%v", err)
	}
}
