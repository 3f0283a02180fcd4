package outbox_test

import (
	"context"
	"database/sql"
	"fmt"
	"math/rand/v2"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/sluice-desktop/sluice/internal/audit"
	"github.com/sluice-desktop/sluice/internal/audit/file"
	"github.com/sluice-desktop/sluice/internal/siem"
	"github.com/sluice-desktop/sluice/internal/siem/outbox"
)

func TestARestartGoesOnWhereItWas(t *testing.T) {
	t.Parallel()
	c := newCollector(t)
	j := newJournal(250)
	cfg := configure(t, j, c.endpoint())
	c.next(nil, nil, says(503))
	c.from(says(503))
	first := start(t, cfg)
	first.until("two batches are acknowledged", func(s siem.Sink) bool { return s.Acked.Seq == 200 })
	first.stop()
	if info, err := os.Stat(cfg.Path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("others may read it: %v, %v", info.Mode(), err)
	}
	j.write(7)
	c.from(nil)
	second := start(t, cfg)
	second.untilAll(257)
	if n := c.complete(j.Events()); n != 0 {
		t.Errorf("%d came twice", n)
	}
}

// child delivers a real journal until it is killed. It is this test's own program, started again.
func child(t *testing.T) {
	folder := os.Getenv("OUTBOX_CHILD")
	j := file.New(filepath.Join(folder, "journal.db"), time.Now)
	if err := j.Open(); err != nil {
		t.Fatal(err)
	}
	o := outbox.New(outbox.Config{
		Path: filepath.Join(folder, "outbox.db"), Journal: j, Tokens: &tokens{kept: map[string]string{}}, Agent: "sluice/test", Now: time.Now, Pace: quick,
		Sinks: func() []outbox.Endpoint {
			return []outbox.Endpoint{{Name: "central", Kind: outbox.HTTPS, URL: os.Getenv("OUTBOX_URL"), CA: os.Getenv("OUTBOX_CA")}}
		},
	})
	o.Start(t.Context())
	<-t.Context().Done()
}

// Killed at any moment, nothing is lost and nothing changes its place. What was on its way comes twice.
func TestKilledInTheMiddleNothingIsLost(t *testing.T) {
	if os.Getenv("OUTBOX_CHILD") != "" {
		child(t)
		return
	}
	t.Parallel()
	const records, kills = 1500, 12
	folder := t.TempDir()
	j := file.New(filepath.Join(folder, "journal.db"), time.Now)
	if err := j.Open(); err != nil {
		t.Fatal(err)
	}
	defer j.Close()
	for i := range records {
		if _, err := j.Append(t.Context(), audit.Event{Operation: fmt.Sprint(i), Outcome: audit.Refused}); err != nil {
			t.Fatal(err)
		}
	}
	c := newCollector(t)
	arrived := make(chan struct{}, records)
	c.from(func(http.ResponseWriter, *http.Request, []received) bool {
		arrived <- struct{}{}
		time.Sleep(time.Duration(rand.IntN(4)) * time.Millisecond)
		return true
	})
	run := func() *exec.Cmd {
		cmd := exec.Command(os.Args[0], "-test.run=^TestKilledInTheMiddleNothingIsLost$")
		cmd.Env = append(os.Environ(), "OUTBOX_CHILD="+folder, "OUTBOX_URL="+c.endpoint().URL, "OUTBOX_CA="+c.authority.path)
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		return cmd
	}
	for range kills {
		cmd := run()
		<-arrived
		time.Sleep(time.Duration(rand.IntN(8000)) * time.Microsecond)
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	}
	last := run()
	defer func() { _ = last.Process.Kill(); _ = last.Wait() }()
	for deadline := time.Now().Add(30 * time.Second); ; time.Sleep(5 * time.Millisecond) {
		if got, _ := c.records(); len(got) == records {
			break
		}
		if time.Now().After(deadline) {
			t.Fatal("they never all came")
		}
	}
	events, err := j.Since(context.Background(), 0, records)
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%d of %d came twice over %d kills", c.complete(events), records, kills)
}

// A file of progress that is damaged costs duplicates, never records; one that cannot be written stops, and says so.
func TestTheFileOfProgressMayBreak(t *testing.T) {
	t.Run("damaged", func(t *testing.T) {
		t.Parallel()
		c := newCollector(t)
		j := newJournal(3)
		cfg := configure(t, j, c.endpoint())
		if err := os.WriteFile(cfg.Path, []byte("this is not a database, and it is long enough to be looked at closely"), 0o600); err != nil {
			t.Fatal(err)
		}
		start(t, cfg).untilAll(3)
		if _, err := os.Stat(cfg.Path + ".damaged"); err != nil {
			t.Error("what was there is gone")
		}
	})
	t.Run("its folder is none", func(t *testing.T) {
		t.Parallel()
		c := newCollector(t)
		cfg := configure(t, newJournal(3), c.endpoint())
		folder := filepath.Join(t.TempDir(), "file")
		if err := os.WriteFile(folder, nil, 0o600); err != nil {
			t.Fatal(err)
		}
		cfg.Path = filepath.Join(folder, "outbox.db")
		d := start(t, cfg)
		d.until("it says that it cannot", func(s siem.Sink) bool { return s.State == siem.Failing })
		if all, err := d.Overview(t.Context()); err != nil || all.Problem == nil || c.requests() != 0 {
			t.Errorf("%+v, %v", all, err)
		}
		if err := os.Remove(folder); err != nil {
			t.Fatal(err)
		}
		d.untilAll(3) // by itself
	})
	t.Run("locked by another program in the middle", func(t *testing.T) {
		t.Parallel()
		c := newCollector(t)
		j := newJournal(3)
		cfg := configure(t, j, c.endpoint())
		d := start(t, cfg)
		d.untilAll(3)
		db, err := sql.Open("sqlite", cfg.Path)
		if err != nil {
			t.Fatal(err)
		}
		defer db.Close()
		db.SetMaxOpenConns(1)
		if _, err := db.Exec("BEGIN IMMEDIATE"); err != nil {
			t.Fatal(err)
		}
		j.write(1)
		d.until("it says that it cannot", func(s siem.Sink) bool { return s.State == siem.Failing })
		if _, err := db.Exec("ROLLBACK"); err != nil {
			t.Fatal(err)
		}
		d.until("it goes on", func(s siem.Sink) bool { return s.State == siem.OK })
		j.write(1)
		d.untilAll(5)
		c.complete(j.Events())
		d.stop()
		again := start(t, cfg)
		again.untilAll(5)
		if n := c.complete(j.Events()); n != 0 {
			t.Errorf("%d came twice: their place was not kept", n)
		}
	})
}
