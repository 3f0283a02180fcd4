//go:build keychain

package keychain

import (
	"strings"
	"testing"
	"time"

	"github.com/godbus/dbus/v5"

	"github.com/sluice-desktop/sluice/internal/secret"
)

// These need a session bus of their own, with a Secret Service whose password is "pw" or without one: build/keychain
// gives each the session that its name says.

const token = "header.payload.signature/"

func TestPresentTheRealKeychainKeepsALongTokenAcrossWindows(t *testing.T) {
	long := strings.Repeat(token, 400)
	first := New()
	if s := first.State(t.Context()); s.Mode != Available {
		t.Fatalf("the keychain is %+v", s)
	}
	for _, text := range []string{long + "before", long} { // the second takes the place of the first
		if err := first.Set(t.Context(), "argocd", "test", secret.New(text)); err != nil {
			t.Fatal(err)
		}
	}
	second := New()
	v, ok, err := second.Get(t.Context(), "argocd", "test")
	if err != nil || !ok || v.Reveal() != long {
		t.Fatalf("another window finds %v, %d bytes, %v", ok, len(v.Reveal()), err)
	}
	if got := names(t, second); got != "argocd/test" {
		t.Errorf("another window lists %s", got)
	}
	if err := second.Delete(t.Context(), "argocd", "test"); err != nil {
		t.Fatal(err)
	}
	if _, ok, _ := New().Get(t.Context(), "argocd", "test"); ok {
		t.Error("it is still there")
	}
	if n := left(t); n != 0 {
		t.Errorf("%d items are left in the keychain", n)
	}
}

func TestLockedTheRealKeychainIsAskedForAndThenTakesWhatMemoryHeld(t *testing.T) {
	if err := New().Set(t.Context(), "argocd", "before", secret.New("kept")); err != nil {
		t.Fatal(err)
	}
	lock(t)
	k := New()
	if err := k.Set(t.Context(), "argocd", "test", secret.New("held")); err != nil {
		t.Fatal(err)
	}
	if s := k.State(t.Context()); s.Mode != Locked {
		t.Fatalf("the keychain is %+v", s)
	}
	if v, ok, _ := k.Get(t.Context(), "argocd", "test"); !ok || v.Reveal() != "held" {
		t.Fatal("memory does not hold it")
	}
	unlock(t, "pw")
	if s := k.Unlock(t.Context(), 60*time.Second); s.Mode != Available {
		t.Fatalf("after unlocking it is %+v", s)
	}
	next := New()
	if v, ok, _ := next.Get(t.Context(), "argocd", "test"); !ok || v.Reveal() != "held" {
		t.Error("the next window does not find what memory held")
	}
	if v, ok, _ := next.Get(t.Context(), "argocd", "before"); !ok || v.Reveal() != "kept" {
		t.Error("what was kept before is gone")
	}
}

func TestAbsentWithoutARealKeychainSecretsLiveAsLongAsTheWindow(t *testing.T) {
	k := New()
	if err := k.Set(t.Context(), "argocd", "test", secret.New("held")); err != nil {
		t.Fatal(err)
	}
	if s := k.State(t.Context()); s.Mode != Memory || !strings.Contains(s.Note, "until Sluice is closed") {
		t.Fatalf("the keychain is %+v", s)
	}
	if v, ok, _ := k.Get(t.Context(), "argocd", "test"); !ok || v.Reveal() != "held" {
		t.Error("memory does not hold it")
	}
	if got := names(t, k); got != "argocd/test (memory)" {
		t.Errorf("listed: %s", got)
	}
	if _, ok, _ := New().Get(t.Context(), "argocd", "test"); ok {
		t.Error("the next window finds it: where was it kept?")
	}
	if s := k.Unlock(t.Context(), time.Second); s.Mode != Memory {
		t.Errorf("after unlocking what is not there it is %+v", s)
	}
}

const login = dbus.ObjectPath("/org/freedesktop/secrets/collection/login")

func bus(t *testing.T) *dbus.Conn {
	t.Helper()
	conn, err := dbus.ConnectSessionBus()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	return conn
}

func lock(t *testing.T) {
	t.Helper()
	service := bus(t).Object("org.freedesktop.secrets", "/org/freedesktop/secrets")
	if err := service.Call("org.freedesktop.Secret.Service.Lock", 0, []dbus.ObjectPath{login}).Err; err != nil {
		t.Fatal(err)
	}
}

// unlock is the person typing the password into the keyring's own window.
func unlock(t *testing.T, password string) {
	t.Helper()
	service := bus(t).Object("org.freedesktop.secrets", "/org/freedesktop/secrets")
	var output dbus.Variant
	var session dbus.ObjectPath
	if err := service.Call("org.freedesktop.Secret.Service.OpenSession", 0, "plain", dbus.MakeVariant("")).Store(&output, &session); err != nil {
		t.Fatal(err)
	}
	typed := struct {
		Session     dbus.ObjectPath
		Parameters  []byte
		Value       []byte
		ContentType string
	}{session, []byte{}, []byte(password), "text/plain"}
	err := service.Call("org.gnome.keyring.InternalUnsupportedGuiltRiddenInterface.UnlockWithMasterPassword", 0, login, typed).Err
	if err != nil {
		t.Fatal(err)
	}
}

// left is how many items the keychain holds.
func left(t *testing.T) int {
	t.Helper()
	all, err := bus(t).Object("org.freedesktop.secrets", login).GetProperty("org.freedesktop.Secret.Collection.Items")
	if err != nil {
		t.Fatal(err)
	}
	paths, _ := all.Value().([]dbus.ObjectPath)
	return len(paths)
}
