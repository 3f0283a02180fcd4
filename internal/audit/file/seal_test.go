package file_test

import (
	"context"
	"database/sql"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/sluice-desktop/sluice/internal/audit"
	"github.com/sluice-desktop/sluice/internal/audit/file"
	"github.com/sluice-desktop/sluice/internal/secret"
)

// eventually waits for what another goroutine does.
func eventually(t *testing.T, what string, is func() bool) {
	t.Helper()
	for range 1000 {
		if is() {
			return
		}
		time.Sleep(5 * time.Millisecond)
	}
	t.Fatalf("not within five seconds: %s", what)
}

func stateOf(t *testing.T, j *file.Journal) audit.State {
	t.Helper()
	state, err := j.State(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return state
}

func TestEveryRecordIsSignedByOneKeyThatStays(t *testing.T) {
	path, keys := filepath.Join(t.TempDir(), "journal.db"), newKeeper()
	key := fill(t, path, keys)
	session(t, path, keys, func(j *file.Journal) {
		last := add(t, j, "later", audit.Refused)
		v, err := j.Verify(t.Context())
		if err != nil || !v.Intact || v.Key != key || v.SignedTo != last.Seq || v.Head != last.Hash || v.Unsigned != 0 || len(v.Unchecked) != 0 {
			t.Errorf("%+v, %v", v, err)
		}
		if state := stateOf(t, j); !state.Lasting || state.Key != key || state.Anchored == "" || state.Checked == nil {
			t.Errorf("%+v", state)
		}
	})
	session(t, path, keys, func(j *file.Journal) {
		if state := stateOf(t, j); state.AnchoredTo != 7 {
			t.Errorf("the end of the last session was not kept: %+v", state)
		}
	})
	for name, text := range keys.kept {
		if strings.Contains(text.String(), key) {
			t.Errorf("%s prints what it keeps", name)
		}
	}
}

// A record of the first moments waits for the key: killed without a signature, it could not be told from one that was put in.
func TestARecordWaitsUntilItCanBeSigned(t *testing.T) {
	path, keys := filepath.Join(t.TempDir(), "journal.db"), newKeeper()
	keys.answers = make(chan struct{})
	j := open(t, path)
	ctx, stop := context.WithCancel(t.Context())
	sealed, written := make(chan struct{}), make(chan error, 1)
	go func() { j.Seal(ctx, keys); close(sealed) }()
	time.Sleep(50 * time.Millisecond) // until Seal has begun to ask
	go func() {
		_, err := j.Append(t.Context(), audit.Event{Operation: "early", Outcome: audit.Refused})
		written <- err
	}()
	select {
	case err := <-written:
		t.Errorf("written before it could be signed: %v", err)
	case <-time.After(200 * time.Millisecond):
	}
	close(keys.answers)
	if err := <-written; err != nil {
		t.Error(err)
	}
	if v, err := j.Verify(t.Context()); err != nil || !v.Intact || v.Unsigned != 0 || v.SignedTo != 1 {
		t.Errorf("with the key: %+v, %v", v, err)
	}
	stop()
	<-sealed
}

// Without a keychain a session signs with a key of its own, and never puts one into a keychain that only does not answer.
func TestASessionWithoutAKeychainSignsForItself(t *testing.T) {
	path, keys := filepath.Join(t.TempDir(), "journal.db"), newKeeper()
	own := fill(t, path, keys)
	gone := newKeeper()
	gone.fleets = true
	session(t, path, gone, func(j *file.Journal) {
		add(t, j, "alone", audit.Refused)
		state := stateOf(t, j)
		v, err := j.Verify(t.Context())
		if err != nil || !v.Intact || v.Key == own || v.Key != state.Key || state.Lasting || len(v.Unchecked) != 1 || !strings.Contains(v.Unchecked[0], own) {
			t.Errorf("%+v, %+v, %v", state, v, err)
		}
	})
	if _, kept := gone.kept["key"]; kept {
		t.Error("a key was put where another may lie")
	}
	session(t, path, keys, func(j *file.Journal) {
		add(t, j, "again", audit.Refused)
		if v, err := j.Verify(t.Context()); err != nil || !v.Intact || v.Key != own || len(v.Unchecked) != 1 || v.Records != 8 {
			t.Errorf("the key of old goes on: %+v, %v", v, err)
		}
	})
}

// A keychain that is locked at the start holds the proof of what was there before: nothing is kept over it, and what it
// says is compared as soon as it says it.
func TestAKeychainThatIsUnlockedLateIsBelievedAllTheSame(t *testing.T) {
	path, keys := filepath.Join(t.TempDir(), "journal.db"), newKeeper()
	own := fill(t, path, keys)
	edit(t, path, func(db *sql.DB) { run(t, db, noTail+strip) })
	before := keys.written()
	keys.lock(true)
	j := open(t, path)
	file.Retry(j, 5*time.Millisecond)
	ctx, stop := context.WithCancel(t.Context())
	sealed := make(chan struct{})
	go func() { j.Seal(ctx, keys); close(sealed) }()
	<-j.Sealed()
	add(t, j, "while it is locked", audit.Refused)
	if v, err := j.Verify(t.Context()); err != nil || !v.Intact {
		t.Errorf("the file alone shows nothing: %+v, %v", v, err)
	}
	if keys.written() != before {
		t.Error("what the keychain holds was written over unseen")
	}
	keys.lock(false)
	eventually(t, "the key of old is back", func() bool { return stateOf(t, j).Key == own })
	if v, err := j.Verify(t.Context()); err != nil || v.Intact || v.First != 6 {
		t.Errorf("what was kept there is missing here: %+v, %v", v, err)
	}
	stop()
	<-sealed
}

// A lost key begins a new epoch: what the old one signed cannot be checked, and is not called tampered with.
func TestALostKeyBeginsANewEpoch(t *testing.T) {
	path, keys := filepath.Join(t.TempDir(), "journal.db"), newKeeper()
	old := fill(t, path, keys)
	delete(keys.kept, "key")
	session(t, path, keys, func(j *file.Journal) {
		add(t, j, "later", audit.Refused)
		v, err := j.Verify(t.Context())
		if err != nil || !v.Intact || v.Key == old || len(v.Unchecked) != 1 || !strings.Contains(v.Unchecked[0], "up to record 6 by key "+old) {
			t.Errorf("%+v, %v", v, err)
		}
	})
}

// Many records are one anchor: a keychain is slow.
func TestTheAnchorFollowsSeldom(t *testing.T) {
	path, keys := filepath.Join(t.TempDir(), "journal.db"), newKeeper()
	session(t, path, keys, func(j *file.Journal) {
		for range 200 {
			add(t, j, "busy", audit.Refused)
		}
	})
	if keys.sets > 5 {
		t.Errorf("%d times for 200 records", keys.sets)
	}
	session(t, path, keys, func(j *file.Journal) {
		if state := stateOf(t, j); state.AnchoredTo != 200 {
			t.Errorf("%+v", state)
		}
		before := add(t, j, "calm", audit.Refused)
		eventually(t, "the anchor follows by itself", func() bool { return stateOf(t, j).AnchoredTo == before.Seq })
	})
}

// A long journal is verified at the start from where it was last kept outside.
func TestTheStartVerifiesWhatIsNew(t *testing.T) {
	path, keys := filepath.Join(t.TempDir(), "journal.db"), newKeeper()
	fill(t, path, keys)
	j := open(t, path)
	file.Whole(j, 3)
	add(t, j, "new", audit.Refused)
	ctx, stop := context.WithCancel(t.Context())
	sealed := make(chan struct{})
	go func() { j.Seal(ctx, keys); close(sealed) }()
	<-j.Sealed()
	if v := stateOf(t, j).Checked; v == nil || !v.Intact || v.From != 6 || v.Records != 7 {
		t.Errorf("%+v", v)
	}
	stop()
	<-sealed
}

// spoilt is what a keychain gives back when somebody wrote to it.
func TestASpoiltEntryOfTheKeychainIsNoKey(t *testing.T) {
	path, keys := filepath.Join(t.TempDir(), "journal.db"), newKeeper()
	old := fill(t, path, keys)
	for name := range keys.kept {
		keys.kept[name] = secret.New("{")
	}
	session(t, path, keys, func(j *file.Journal) {
		add(t, j, "later", audit.Refused)
		if v, err := j.Verify(t.Context()); err != nil || !v.Intact || v.Key == old {
			t.Errorf("%+v, %v", v, err)
		}
	})
}
