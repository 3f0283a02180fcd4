package outbox_test

import (
	"io"
	"log"
	"net/http"
	"testing"
	"time"

	"github.com/sluice-desktop/sluice/internal/fault"
	"github.com/sluice-desktop/sluice/internal/siem"
	"github.com/sluice-desktop/sluice/internal/siem/outbox"
)

func quiet() *log.Logger { return log.New(io.Discard, "", 0) }

func TestEveryRecordArrivesInOrderWhateverTheSIEMDoes(t *testing.T) {
	tests := []struct {
		name       string
		misbehave  []answer
		duplicates int // batches that it had kept without saying so come again
		hangs      bool
	}{
		{"well", nil, 0, false},
		{"it fails", []answer{says(500), says(503), says(502)}, 0, false},
		{"it is too busy", []answer{says(429), says(425), says(408)}, 0, false},
		{"it hangs", []answer{hangs, hangs}, 200, true},
		{"it resets the connection", []answer{resets, resets}, 0, false},
		{"it is cut off before it can say yes", []answer{vanishes}, 100, false},
		{"all at once, in the middle", []answer{nil, says(500), hangs, nil, resets, says(429), says(503), nil}, 100, true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			c := newCollector(t)
			c.next(tt.misbehave...)
			j := newJournal(1234)
			cfg := configure(t, j, c.endpoint())
			if tt.hangs {
				cfg.Pace.Answer = 300 * time.Millisecond
			}
			d := start(t, cfg)
			s := d.untilAll(1234)
			// On a busy machine more than what hangs may take longer than that.
			if got := c.complete(j.Events()); got != tt.duplicates && !(tt.hangs && got > tt.duplicates) {
				t.Errorf("%d came twice, not %d", got, tt.duplicates)
			}
			last := j.Events()[1233]
			if s.State != siem.OK || s.Acked.Hash != last.Hash || s.Acked.At == "" || s.Problem != nil || s.Dead != 0 {
				t.Errorf("%+v", s)
			}
			if c.most != 100 || c.batches[0] != "j1-1-100" {
				t.Errorf("batches of %d, the first %s", c.most, c.batches[0])
			}
		})
	}
}

// A SIEM that asks for time gets it; one that does not is asked less and less often.
func TestASIEMIsNotHammered(t *testing.T) {
	t.Run("it says how long", func(t *testing.T) {
		t.Parallel()
		c := newCollector(t)
		c.next(says(429, "Retry-After: 1"))
		began := time.Now()
		d := start(t, configure(t, newJournal(1), c.endpoint()))
		s := d.until("it waits", func(s siem.Sink) bool { return s.State == siem.Failing })
		if s.Problem.Kind != fault.Unreachable || s.Next == "" || s.Queue != 1 || s.Oldest == "" {
			t.Errorf("%+v", s)
		}
		d.untilAll(1)
		if took := time.Since(began); took < time.Second || took > 5*time.Second || c.requests() != 2 {
			t.Errorf("%d requests in %s", c.requests(), took)
		}
	})
	t.Run("it is down", func(t *testing.T) {
		t.Parallel()
		c := newCollector(t)
		c.from(says(503))
		cfg := configure(t, newJournal(1), c.endpoint())
		cfg.Pace.First, cfg.Pace.Longest = 50*time.Millisecond, 400*time.Millisecond
		d := start(t, cfg)
		time.Sleep(time.Second) // 50 + 100 + 200 + 400 and again 400: five requests by then
		j := cfg.Journal.(*journal)
		for range 5 {
			j.write(1) // more records are no reason to ask sooner
		}
		if n := c.requests(); n < 3 || n > 6 {
			t.Errorf("%d requests in a second", n)
		}
		c.from(nil)
		if _, err := d.Try(t.Context(), "central"); err != nil {
			t.Fatal(err)
		}
		d.untilAll(6)
	})
}

// What was written while nobody listened is sent when somebody does, and what comes after it at once.
func TestASIEMThatWasGoneGetsAllThatItMissed(t *testing.T) {
	t.Parallel()
	c := newCollector(t)
	j := newJournal(3)
	d := start(t, configure(t, j, c.endpoint()))
	d.untilAll(3)
	c.Server.CloseClientConnections()
	c.Server.Close()
	j.write(400)
	s := d.until("it fails", func(s siem.Sink) bool { return s.State == siem.Failing && s.Queue == 400 })
	if s.Problem.Kind != fault.Unreachable || s.Acked.Seq != 3 {
		t.Errorf("%+v %v", s, s.Problem)
	}
	c.listen(c.address, c.authority.server())
	d.untilAll(403)
	j.write(2)
	d.untilAll(405)
	if n := c.complete(j.Events()); n != 0 {
		t.Errorf("%d came twice", n)
	}
}

// Days of records are sent in seconds, and one SIEM that hangs does not delay another.
func TestALongQueueIsDrainedQuicklyBesideASIEMThatHangs(t *testing.T) {
	t.Parallel()
	c, slow := newCollector(t), newCollector(t)
	slow.from(hangs)
	other := slow.endpoint()
	other.Name = "slow"
	j := newJournal(10_000)
	began := time.Now()
	d := start(t, configure(t, j, c.endpoint(), other))
	d.untilAll(10_000)
	took := time.Since(began)
	t.Logf("10,000 records in %s", took.Round(time.Millisecond))
	if n := c.complete(j.Events()); n != 0 || took > 10*time.Second {
		t.Errorf("%d came twice, after %s", n, took)
	}
	all, err := d.Overview(t.Context())
	if err != nil || all.State == siem.OK || all.Queue != 10_000 || len(all.Sinks) != 2 {
		t.Errorf("%+v, %v", all, err)
	}
}

// The fleet may change while the app runs: a new sink gets everything, a new name for a known one nothing twice.
func TestSinksComeAndGoWithTheFleet(t *testing.T) {
	t.Parallel()
	c, second := newCollector(t), newCollector(t)
	sinks := []outbox.Endpoint{c.endpoint()}
	j := newJournal(5)
	cfg := configure(t, j)
	cfg.Sinks = func() []outbox.Endpoint { return sinks }
	d := start(t, cfg)
	d.untilAll(5)
	renamed, added := c.endpoint(), second.endpoint()
	renamed.Name, added.Name = "renamed", "added"
	sinks = []outbox.Endpoint{added, renamed}
	d.Reload()
	d.untilAll(5)
	second.complete(j.Events())
	if n := c.complete(j.Events()); n != 0 || c.requests() != 1 {
		t.Errorf("a new name made %d records come again", n)
	}
	sinks = nil
	d.Reload()
	if all, err := d.Overview(t.Context()); err != nil || all.State != siem.Off || len(all.Sinks) != 0 {
		t.Errorf("%+v, %v", all, err)
	}
}

func TestItEndsWithinASecondWhileASIEMHangs(t *testing.T) {
	t.Parallel()
	c := newCollector(t)
	c.from(hangs)
	cfg := configure(t, newJournal(10), c.endpoint())
	cfg.Pace.Answer = time.Minute
	d := start(t, cfg)
	for c.requests() == 0 {
		time.Sleep(time.Millisecond)
	}
	began := time.Now()
	d.stop()
	if took := time.Since(began); took > time.Second {
		t.Errorf("it took %s", took)
	}
}

// A sink that was never spoken to is not said to be well.
func TestNothingSentIsNothingKnown(t *testing.T) {
	t.Parallel()
	c := newCollector(t)
	j := newJournal(0)
	d := start(t, configure(t, j, c.endpoint()))
	if s := d.sink(); s.State != siem.Idle {
		t.Errorf("%+v", s)
	}
	j.write(1)
	if s := d.untilAll(1); s.State != siem.OK || c.requests() != 1 {
		t.Errorf("%+v", s)
	}
}

// What a response says is not believed beyond its size, and a body that never ends does not hold the queue.
func TestALongAnswerIsNotReadToItsEnd(t *testing.T) {
	t.Parallel()
	c := newCollector(t)
	c.next(func(w http.ResponseWriter, _ *http.Request, _ []received) bool {
		for range 64 {
			_, _ = w.Write(make([]byte, 1<<20))
		}
		return true
	})
	d := start(t, configure(t, newJournal(1), c.endpoint()))
	d.untilAll(1)
}
