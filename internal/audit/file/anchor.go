package file

import (
	"bytes"
	"cmp"
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"log/slog"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/sluice-desktop/sluice/internal/audit"
	"github.com/sluice-desktop/sluice/internal/fault"
	"github.com/sluice-desktop/sluice/internal/secret"
)

// Keeper keeps little texts where who can write the file cannot: in the keychain.
type Keeper interface {
	// Get fails where nobody can say whether something is kept: then nothing may be kept over it.
	Get(ctx context.Context, name string) (text secret.Value, ok bool, err error)
	Set(ctx context.Context, name string, text secret.Value) error
	// Lasting reports whether what is kept outlives this session.
	Lasting(ctx context.Context) bool
}

// anchor is what is kept outside the file: where it ended. A file that was cut, exchanged or is an older copy of itself
// does not fit it.
type anchor struct {
	Journal string   `json:"journal"`
	Seq     int64    `json:"seq"`
	Hash    string   `json:"hash"`
	Key     string   `json:"key"` // fingerprint of the key that had signed that record as the head; empty: none had
	At      string   `json:"at"`
	Notes   []string `json:"notes"` // what did not fit, and when that was found
}

// found is what does not fit.
type found struct {
	first  int64
	reason string
}

const (
	keyName     = "key"
	pauseAnchor = 2 * time.Second // between a record and its anchor: a keychain is slow
	usualRetry  = time.Minute     // a keychain that was locked may be open by now
	lastWords   = 5 * time.Second // what the last anchor may take
	mostNotes   = 10
)

// Seal gives the journal its key from the keeper, compares the file with what was kept there, and from then on keeps
// there where it ends, until ctx does. Records do not wait for any of it. It is called once.
func (j *Journal) Seal(ctx context.Context, k Keeper) {
	j.mu.Lock()
	j.sealing = true
	j.mu.Unlock()
	j.recall(ctx, k)
	key, lasting := j.key(ctx, k)
	j.check(ctx, key) // before anything is signed: what somebody added is not to be vouched for unseen
	j.adopt(ctx, key, lasting)
	close(j.sealed)
	for ctx.Err() == nil {
		grown := j.Grown()
		j.anchor(ctx, k)
		var again <-chan time.Time
		if !lasting || !j.recalled {
			again = time.After(j.retry)
		}
		select {
		case <-grown:
			select {
			case <-time.After(pauseAnchor):
			case <-ctx.Done():
			}
		case <-again:
			j.recall(ctx, k)
			key, lasting = j.key(ctx, k)
			j.adopt(ctx, key, lasting)
		case <-ctx.Done():
		}
	}
	final, done := context.WithTimeout(context.WithoutCancel(ctx), lastWords)
	defer done()
	j.anchor(final, k)
}

// fetching is how long a record waits for the key: a keychain that hangs must not hold it up for ever.
const fetching = 10 * time.Second

// untilSigned waits while the key is being fetched. An app that is killed in its first seconds then leaves no record that
// somebody else might have put in.
func (j *Journal) untilSigned(ctx context.Context) {
	j.mu.Lock()
	wait := j.sealing
	j.mu.Unlock()
	if !wait {
		return
	}
	select {
	case <-j.sealed:
	case <-ctx.Done():
	case <-time.After(fetching):
	}
}

// Sealed is closed once what is written is signed.
func (j *Journal) Sealed() <-chan struct{} { return j.sealed }

// key is the keeper's key, which is made by the first who asks; one for this session alone while nothing is kept longer.
func (j *Journal) key(ctx context.Context, k Keeper) (key ed25519.PrivateKey, lasting bool) {
	text, ok, err := k.Get(ctx, keyName)
	lasting = err == nil && k.Lasting(ctx)
	seed, bad := base64.StdEncoding.DecodeString(text.Reveal())
	if ok && bad == nil && len(seed) == ed25519.SeedSize {
		return ed25519.NewKeyFromSeed(seed), lasting
	}
	j.mu.Lock()
	key = j.signer
	j.mu.Unlock()
	if key == nil {
		_, key, err = ed25519.GenerateKey(rand.Reader) // which never fails: the system's randomness ends the program sooner
	}
	if !lasting || err != nil { // a keychain that does not answer may hold a key: it must not be written over
		return key, false
	}
	err = k.Set(ctx, keyName, secret.New(base64.StdEncoding.EncodeToString(key.Seed())))
	return key, err == nil && k.Lasting(ctx)
}

// anchorName is one for each place where a journal can lie.
func (j *Journal) anchorName() string {
	path, err := filepath.Abs(j.path)
	if err != nil {
		path = j.path
	}
	sum := sha256.Sum256([]byte(path))
	return "head-" + hex.EncodeToString(sum[:8])
}

// recall reads what was kept outside. It is tried again until it is known: a keychain that is locked holds the proof of
// what was there before, and only Seal asks.
func (j *Journal) recall(ctx context.Context, k Keeper) {
	if j.recalled {
		return
	}
	text, ok, err := k.Get(ctx, j.anchorName())
	if err != nil {
		return
	}
	var last anchor
	if !ok || json.Unmarshal([]byte(text.Reveal()), &last) != nil {
		last = anchor{}
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	late := j.signer != nil
	if j.recalled, j.anchored = true, last; !late || j.store == nil {
		return
	}
	if wrong := j.store.against(ctx, last); wrong != nil {
		j.remember(*wrong) // before a key that lasts goes on with its head
	}
}

// anchor keeps outside where the file ends now, and what was found wrong with it, unless that is known there.
func (j *Journal) anchor(ctx context.Context, k Keeper) {
	next, ok := j.nextAnchor(ctx)
	if !ok {
		return
	}
	if j.recalled { // else it is remembered for this session alone
		text, _ := json.Marshal(next) // texts and numbers always marshal
		if err := k.Set(ctx, j.anchorName(), secret.New(string(text))); err != nil {
			return
		}
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	j.anchored = next
}

func (j *Journal) nextAnchor(ctx context.Context) (next anchor, ok bool) {
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.usable() != nil {
		return anchor{}, false
	}
	if wrong := j.store.against(ctx, j.anchored); wrong != nil {
		j.remember(*wrong)
	}
	now := j.now().UTC().Format(time.RFC3339)
	next = anchor{Journal: j.store.id, Seq: j.seq, Hash: hex.EncodeToString(j.head), Notes: j.anchored.Notes, At: j.anchored.At}
	next.Key = j.store.signerOf(ctx, j.seq)
	for _, f := range j.found {
		if !slices.ContainsFunc(next.Notes, func(note string) bool { return strings.HasSuffix(note, f.reason) }) {
			next.Notes = append(next.Notes[:len(next.Notes):len(next.Notes)], "Found on "+now+": "+f.reason)
		}
	}
	next.Notes = next.Notes[max(0, len(next.Notes)-mostNotes):]
	same := reflect.DeepEqual(next, j.anchored)
	next.At = now
	return next, !same
}

// remember keeps what was found wrong for the rest of the session.
func (j *Journal) remember(f found) {
	if !slices.Contains(j.found, f) {
		j.found = append(j.found, f)
		slog.Error("the audit journal is not what it was", "first", f.first, "found", f.reason, "path", j.path)
	}
}

// against compares the file with what was kept outside; nil when it fits.
func (s *store) against(ctx context.Context, a anchor) *found {
	if a.Journal == "" {
		return nil
	}
	if a.Journal != s.id {
		return &found{1, fmt.Sprintf("this is another journal than the one of %d records that lay here until %s", a.Seq, a.At)}
	}
	hash, err := s.hashOf(ctx, a.Seq)
	last, _, ended := s.end()
	want, bad := hex.DecodeString(a.Hash)
	switch {
	case err != nil || ended != nil || bad != nil || a.Seq == 0:
		return nil // what cannot be read is told by whoever reads it
	case last < a.Seq:
		return &found{last + 1, fmt.Sprintf("records %d to %d are missing: the journal ended with record %d on %s", last+1, a.Seq, a.Seq, a.At)}
	case !bytes.Equal(hash, want):
		first := a.Seq
		if s.carries(ctx, a.Seq) {
			first = max(s.blame(ctx, a.Seq), 1)
		}
		return &found{first, fmt.Sprintf("record %d is not what it was on %s", first, a.At)}
	case a.Key != "" && !s.signedTo(ctx, a.Seq, a.Key):
		return &found{a.Seq + 1, fmt.Sprintf("the signed head of %s is gone: nothing after record %d is vouched for", a.At, a.Seq)}
	}
	return nil
}

// check verifies what was written since the journal was last kept outside; all of it when it is short, or never was.
func (j *Journal) check(ctx context.Context, key ed25519.PrivateKey) {
	j.mu.Lock()
	last := j.anchored
	j.mu.Unlock()
	s, err := j.reader()
	if err != nil {
		return
	}
	from := last.Seq
	if from <= j.whole || last.Journal != s.id || s.against(ctx, last) != nil {
		from = 0
	}
	if _, err := j.verify(ctx, s, from, fingerprint(publicOf(key))); err != nil {
		slog.Error("the audit journal could not be verified", "cause", err)
	}
}

// State is how the journal stands.
func (j *Journal) State(context.Context) (audit.State, error) {
	j.mu.Lock()
	defer j.mu.Unlock()
	out := audit.State{Path: j.path, Records: j.seq, Lasting: j.lasting, Anchored: j.anchored.At, AnchoredTo: j.anchored.Seq, Checked: j.checked}
	if err := cmp.Or(j.broken, j.failed); err != nil {
		out.Problem = fault.Of(err).Detail
	}
	if j.store != nil {
		out.ID = j.store.id
	}
	if j.signer != nil {
		out.Key = fingerprint(publicOf(j.signer))
	}
	if j.store == nil || j.anchored.Journal != j.store.id {
		out.Anchored, out.AnchoredTo = "", 0
	}
	return out, nil
}
