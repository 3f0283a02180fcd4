package keychain

import (
	"encoding/base64"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/sluice-desktop/sluice/internal/secret"
)

// small is a keychain whose items hold little, as the real ones do.
type small struct {
	*drawer
	takes func(account, text string) bool
	log   []string
}

func (s *small) Set(account, text string) error {
	s.log = append(s.log, "set "+account)
	if !s.takes(account, text) {
		return errors.New("data passed to Set was too big")
	}
	return s.drawer.Set(account, text)
}

func (s *small) Delete(account string) error {
	s.log = append(s.log, "delete "+account)
	return s.drawer.Delete(account)
}

// windows takes 2,560 bytes an item. macOS takes a command line of 4,096, in which the text stands in base64 behind a
// prefix, beside the names.
var (
	windows = func(_, text string) bool { return len(text) <= 2560 }
	macOS   = func(account, text string) bool {
		return len("add-generic-password -U -s '' -a '' -w ''\n")+len(service)+len(account)+len("go-keyring-base64:")+base64.StdEncoding.EncodedLen(len(text)) <= 4096
	}
)

func TestLongTokensFitIntoSmallItems(t *testing.T) {
	for name, takes := range map[string]func(string, string) bool{"Windows": windows, "macOS": macOS} {
		t.Run(name, func(t *testing.T) {
			s := &small{drawer: newDrawer(), takes: takes}
			k := over(s, patience)
			account := "ops1 at https://argocd.harbor.storefront.example/argocd"
			token := strings.Repeat("header.payload.signature/", 2000)
			for i := range 60 { // the list of names grows beyond one item as well
				if err := k.Set(t.Context(), "argocd", fmt.Sprint(account, i), secret.New(token)); err != nil {
					t.Fatal(err)
				}
			}
			if s := k.State(t.Context()); s.Mode != Available {
				t.Fatalf("it says %+v", s)
			}
			next := over(s, patience)
			if v, ok, _ := next.Get(t.Context(), "argocd", account+"59"); !ok || v.Reveal() != token {
				t.Errorf("the next window reads %v, %d bytes", ok, len(v.Reveal()))
			}
			if all, err := next.Entries(t.Context()); err != nil || len(all) != 60 {
				t.Errorf("%d entries, %v", len(all), err)
			}
		})
	}
}

func TestANewTokenIsWholeBeforeTheOldOneGoes(t *testing.T) {
	s := &small{drawer: newDrawer(), takes: windows}
	k := over(s, patience)
	set(t, k, strings.Repeat("old", 1000))
	s.log = nil
	set(t, k, strings.Repeat("new", 1000))
	text := strings.Join(s.log, ",")
	head := strings.LastIndex(text, "set argocd/ops1,")
	if head < 0 || strings.Contains(text[:head], "delete") || !strings.Contains(text[head:], "delete argocd/ops1#") {
		t.Errorf("it went %s", text)
	}
	if got := get(t, over(s, patience)); got != strings.Repeat("new", 1000) {
		t.Errorf("it reads %d bytes", len(got))
	}
}

func names(t *testing.T, k *Keychain) string {
	t.Helper()
	all, err := k.Entries(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, e := range all {
		text := e.System + "/" + e.Account
		if !e.Durable {
			text += " (memory)"
		}
		out = append(out, text)
	}
	return strings.Join(out, ", ")
}

func TestWhatIsKeptIsListedByEveryWindow(t *testing.T) {
	d := newDrawer()
	first, second := over(d, patience), over(d, patience)
	set(t, first, "a")
	if err := second.Set(t.Context(), "vault", "olga at https://vault.example/x", secret.New("b")); err != nil {
		t.Fatal(err)
	}
	if got := names(t, over(d, patience)); got != "argocd/ops1, vault/olga at https://vault.example/x" {
		t.Errorf("listed: %s", got)
	}
	if err := second.Delete(t.Context(), "argocd", "ops1"); err != nil {
		t.Fatal(err)
	}
	if got := names(t, first); got != "vault/olga at https://vault.example/x" {
		t.Errorf("after deleting: %s", got)
	}
	// A name whose secret somebody took away by the system's own means is not shown.
	delete(d.items, "vault/olga at https://vault.example/x")
	if got := names(t, first); got != "" {
		t.Errorf("after deleting it elsewhere: %s", got)
	}
	// A damaged list is begun anew.
	set(t, first, "c")
	d.items[index] = "sluice1:x:1:y"
	set(t, first, "d")
	if got := names(t, first); got != "argocd/ops1" {
		t.Errorf("after damage: %s", got)
	}
}

func TestUnlockingMovesIntoTheKeychainWhatMemoryHeld(t *testing.T) {
	d := newDrawer()
	set(t, over(d, patience), "an old one")
	if err := over(d, patience).Set(t.Context(), "vault", "olga", secret.New("to be forgotten")); err != nil {
		t.Fatal(err)
	}
	d.spare, d.err = 0, errors.New("failed to unlock correct collection")
	k := over(d, patience)
	set(t, k, "a new one")
	if err := k.Delete(t.Context(), "vault", "olga"); err == nil {
		t.Error("a locked keychain let go")
	}
	if got := names(t, k); got != "argocd/ops1 (memory)" || get(t, k) != "a new one" {
		t.Errorf("while locked: %s", got)
	}
	if s := k.Unlock(t.Context(), time.Second); s.Mode != Locked || get(t, k) != "a new one" {
		t.Errorf("the person did not unlock it, but it is %+v", s)
	}
	d.err = nil // now they do
	if s := k.Unlock(t.Context(), time.Second); s.Mode != Available {
		t.Errorf("it is %+v", s)
	}
	next := over(d, patience)
	if got := get(t, next); got != "a new one" {
		t.Errorf("the next window reads %q", got)
	}
	if got := names(t, next); got != "argocd/ops1" {
		t.Errorf("the next window lists %s", got)
	}
}

// A keychain that asks blocks whoever calls it, until the person has answered.
func TestUnlockingGivesThePersonTimeAndKeepsNobodyElseWaiting(t *testing.T) {
	d := newDrawer()
	d.stuck = make(chan struct{})
	k := over(d, 30*time.Millisecond)
	set(t, k, "held") // it hangs: memory has it
	ended := make(chan State)
	go func() { ended <- k.Unlock(t.Context(), 20*time.Second) }()
	for asking := false; !asking; time.Sleep(time.Millisecond) {
		k.mu.Lock()
		asking = k.asking
		k.mu.Unlock()
	}
	began := time.Now()
	for range 50 {
		if got := get(t, k); got != "held" {
			t.Fatalf("it reads %q", got)
		}
		if _, ok, _ := k.Get(t.Context(), "vault", "nobody"); ok {
			t.Fatal("it made a secret up")
		}
	}
	if took := time.Since(began); took > time.Second {
		t.Errorf("the others waited %s", took)
	}
	time.Sleep(50 * time.Millisecond) // the person thinks, longer than anybody else would wait
	close(d.stuck)
	if s := <-ended; s.Mode != Available {
		t.Errorf("it is %+v", s)
	}
	if got := get(t, over(d, patience)); got != "held" {
		t.Errorf("the next window reads %q", got)
	}
}

func TestAPersonWhoDoesNotAnswerIsNotWaitedForForEver(t *testing.T) {
	d := newDrawer()
	d.stuck = make(chan struct{})
	defer close(d.stuck)
	k := over(d, 10*time.Millisecond)
	set(t, k, "held")
	if s := k.Unlock(t.Context(), 50*time.Millisecond); s.Mode != Locked {
		t.Errorf("it is %+v", s)
	}
	if got := get(t, k); got != "held" {
		t.Errorf("it reads %q", got)
	}
}
