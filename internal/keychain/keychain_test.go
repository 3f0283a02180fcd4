package keychain

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/zalando/go-keyring"

	"github.com/sluice-desktop/sluice/internal/fault"
	"github.com/sluice-desktop/sluice/internal/secret"
)

// drawer is a keychain in memory. It fails with err, after spare more calls; it hangs while stuck is open.
type drawer struct {
	mu    sync.Mutex
	items map[string]string
	spare int
	err   error
	stuck chan struct{}
	calls int
}

func newDrawer() *drawer { return &drawer{items: map[string]string{}, spare: 1 << 30} }

func (d *drawer) do(use func() error) error {
	if d.stuck != nil {
		<-d.stuck
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	d.calls++
	if d.spare--; d.spare < 0 && d.err != nil {
		return d.err
	}
	return use()
}

func (d *drawer) Get(account string) (text string, err error) {
	return text, d.do(func() error {
		var ok bool
		if text, ok = d.items[account]; !ok {
			return keyring.ErrNotFound
		}
		return nil
	})
}

func (d *drawer) Set(account, text string) error {
	return d.do(func() error { d.items[account] = text; return nil })
}

func (d *drawer) Delete(account string) error {
	return d.do(func() error {
		if _, ok := d.items[account]; !ok {
			return keyring.ErrNotFound
		}
		delete(d.items, account)
		return nil
	})
}

func get(t *testing.T, k *Keychain) string {
	t.Helper()
	v, ok, err := k.Get(t.Context(), "argocd", "ops1")
	if err != nil {
		t.Fatal(err)
	}
	if !ok {
		return "absent"
	}
	return v.Reveal()
}

func set(t *testing.T, k *Keychain, text string) {
	t.Helper()
	if err := k.Set(t.Context(), "argocd", "ops1", secret.New(text)); err != nil {
		t.Fatal(err)
	}
}

func TestSecretsOfAnyLengthComeBackAndLeaveNothingBehind(t *testing.T) {
	for _, length := range []int{0, 1, 1499, 1500, 1501, 9000, 90_000} {
		t.Run(fmt.Sprint(length), func(t *testing.T) {
			d := newDrawer()
			want := strings.Repeat("é\x00", length)[:length]
			k := over(d, patience)
			set(t, k, "an older and longer one"+strings.Repeat("x", 4000))
			set(t, k, want)
			if got := get(t, over(d, patience)); got != want {
				t.Fatalf("another window reads %d bytes, want %d", len(got), length)
			}
			for name, item := range d.items {
				if len(item) > 2000 {
					t.Errorf("item %s has %d bytes", name, len(item))
				}
			}
			if pieces := (length + pieceSize - 1) / pieceSize; len(d.items) != pieces+1+2 {
				t.Errorf("%d items for %d pieces, a header, and the list of names in two", len(d.items), pieces)
			}
			if err := k.Delete(t.Context(), "argocd", "ops1"); err != nil || len(d.items) != 0 {
				t.Errorf("after deleting: %v, %d items left", err, len(d.items))
			}
			if got := get(t, k); got != "absent" {
				t.Errorf("after deleting it reads %q", got)
			}
		})
	}
}

// However far a write came before the machine stopped, a later window reads the old secret or the new one.
func TestAWriteThatBrokeOffNeverReadsAsASecret(t *testing.T) {
	before, after := strings.Repeat("old", 1000), strings.Repeat("new", 1500)
	seen := map[string]int{}
	for spare := range 20 {
		d := newDrawer()
		set(t, over(d, patience), before)
		d.spare, d.err = spare, errors.New("the machine stopped")
		set(t, over(d, patience), after)
		d.err = nil
		switch got := get(t, over(d, patience)); got {
		case before:
			seen["old"]++
		case after:
			seen["new"]++
		default:
			t.Errorf("after %d calls it reads %d bytes that are neither", spare, len(got))
		}
	}
	if seen["old"] == 0 || seen["new"] == 0 {
		t.Errorf("the breaks missed one side: %v", seen)
	}
}

func TestDamagedItemsAreNoSecret(t *testing.T) {
	for name, damage := range map[string]func(*drawer, string, string){
		"a piece is lost":          func(d *drawer, _, piece string) { delete(d.items, piece) },
		"a piece is another's":     func(d *drawer, _, piece string) { d.items[piece] = "b3RoZXI=" },
		"a piece is no base64":     func(d *drawer, _, piece string) { d.items[piece] = "%%%" },
		"the header is older":      func(d *drawer, head, _ string) { d.items[head] = "sluice0:x:1:y" },
		"the header counts beyond": func(d *drawer, head, _ string) { d.items[head] = "sluice1:x:99999999:y" },
		"the header is a token":    func(d *drawer, head, _ string) { d.items[head] = "eyJhbGciOi" },
	} {
		t.Run(name, func(t *testing.T) {
			d := newDrawer()
			k := over(d, patience)
			set(t, k, "token")
			head := "argocd/ops1"
			h, _ := parseHeader(d.items[head])
			damage(d, head, h.piece(head, 0))
			if got := get(t, k); got != "absent" {
				t.Errorf("it reads %q", got)
			}
			set(t, k, "a new one")
			if got := get(t, k); got != "a new one" {
				t.Errorf("after signing in again it reads %q", got)
			}
		})
	}
}

func TestWithoutAKeychainSecretsLiveAsLongAsTheWindow(t *testing.T) {
	for _, row := range []struct{ name, err, mode, note string }{
		{"no bus", `exec: "dbus-launch": executable file not found in $PATH`, Memory, "no D-Bus"},
		{"no service", "The name org.freedesktop.secrets was not provided by any .service files", Memory, "GNOME Keyring"},
		{"locked", "failed to unlock correct collection '/org/freedesktop/secrets/aliases/default'", Locked, "Unlock it"},
		{"something else", "quota", Memory, "refused"},
	} {
		t.Run(row.name, func(t *testing.T) {
			d := newDrawer()
			d.spare, d.err = 0, errors.New(row.err)
			k := over(d, patience)
			if s := k.State(t.Context()); s.Mode != row.mode || !strings.Contains(s.Note, row.note) {
				t.Errorf("state is %+v", s)
			}
			set(t, k, "token")
			if got := get(t, k); got != "token" {
				t.Errorf("the window reads %q", got)
			}
			if got := get(t, over(d, patience)); got != "absent" {
				t.Errorf("the next window reads %q", got)
			}
			err := k.Delete(t.Context(), "argocd", "ops1")
			if kept := err != nil; kept != (row.mode == Locked) {
				t.Errorf("deleting says %v", err)
			}
			if got := get(t, k); got != "absent" {
				t.Errorf("after deleting it reads %q", got)
			}
		})
	}
}

func TestAKeychainThatComesBackIsUsedAgain(t *testing.T) {
	d := newDrawer()
	d.spare, d.err = 0, errors.New("failed to unlock")
	k := over(d, patience)
	set(t, k, "in memory")
	d.err = nil
	set(t, k, "kept")
	if s := k.State(t.Context()); s.Mode != Available || s.Note != "" {
		t.Errorf("state is %+v", s)
	}
	if got := get(t, over(d, patience)); got != "kept" {
		t.Errorf("the next window reads %q", got)
	}
}

func TestAHangingKeychainHoldsNobodyUp(t *testing.T) {
	d := newDrawer()
	d.stuck = make(chan struct{})
	k := over(d, 50*time.Millisecond)
	began := time.Now()
	set(t, k, "token")
	for range 100 {
		if got := get(t, k); got != "token" {
			t.Fatalf("it reads %q", got)
		}
		if _, ok, _ := k.Get(t.Context(), "argocd", "somebody else"); ok {
			t.Fatal("it made a secret up")
		}
	}
	if took := time.Since(began); took > time.Second {
		t.Errorf("two hundred reads took %v", took)
	}
	if s := k.State(t.Context()); s.Mode != Locked {
		t.Errorf("state is %+v", s)
	}
	close(d.stuck) // the person unlocks it
	for k.items.stuck.Load() {
		time.Sleep(time.Millisecond)
	}
	set(t, k, "kept")
	if s := k.State(t.Context()); s.Mode != Available {
		t.Errorf("after unlocking, state is %+v", s)
	}
}

func TestReadingAndWritingAtOnceSeesWholeSecrets(t *testing.T) {
	k := over(newDrawer(), patience)
	set(t, k, strings.Repeat("a", 4000))
	var all sync.WaitGroup
	for i := range 8 {
		all.Go(func() {
			for n := range 50 {
				if i%2 == 0 {
					_ = k.Set(context.Background(), "argocd", "ops1", secret.New(strings.Repeat(string(rune('a'+n%26)), 4000)))
				} else if v, ok, _ := k.Get(context.Background(), "argocd", "ops1"); !ok || strings.Trim(v.Reveal(), v.Reveal()[:1]) != "" {
					t.Error("half a secret was read")
				}
			}
		})
	}
	all.Wait()
}

func TestWhoStopsWaitingHearsThat(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	d := newDrawer()
	d.stuck = make(chan struct{})
	_, _, err := over(d, patience).Get(ctx, "argocd", "ops1")
	if fault.Of(err).Kind != fault.Cancelled {
		t.Errorf("it says %v", err)
	}
}

// Who would make anew what is not there must not take silence for an answer.
func TestFindingTellsNothingThereFromNoAnswer(t *testing.T) {
	d := newDrawer()
	k := over(d, 30*time.Millisecond)
	if _, ok, err := k.Find(t.Context(), "journal", "key"); ok || err != nil {
		t.Errorf("an empty keychain says that there is none: %v, %v", ok, err)
	}
	k.turn <- struct{}{} // somebody else's question takes long, and says nothing of the keychain's state
	if _, ok, err := k.Find(t.Context(), "journal", "key"); ok || err == nil {
		t.Errorf("nobody answered: %v, %v", ok, err)
	}
	if _, ok, err := k.Get(t.Context(), "journal", "key"); ok || err != nil {
		t.Errorf("for everybody else that is none: %v, %v", ok, err)
	}
	<-k.turn
	if k.State(t.Context()).Mode != Available {
		t.Error("the keychain is as it was")
	}
}
