//go:build keychain

package keychain

import (
	"strings"
	"testing"

	"github.com/sluice-desktop/sluice/internal/secret"
)

// Needs a session bus with an unlocked Secret Service, such as
//
//	HOME=$(mktemp -d) dbus-run-session -- sh -c 'echo -n pw | gnome-keyring-daemon --unlock --components=secrets >/dev/null 2>&1; go test -tags keychain ./internal/keychain'
func TestTheRealKeychainKeepsALongTokenAcrossWindows(t *testing.T) {
	token := strings.Repeat("header.payload.signature/", 400)
	first := New()
	if s := first.State(t.Context()); s.Mode != Available {
		t.Fatalf("the keychain is %+v", s)
	}
	if err := first.Set(t.Context(), "argocd", "test", secret.New(token)); err != nil {
		t.Fatal(err)
	}
	second := New()
	v, ok, err := second.Get(t.Context(), "argocd", "test")
	if err != nil || !ok || v.Reveal() != token {
		t.Fatalf("another window finds %v, %d bytes, %v", ok, len(v.Reveal()), err)
	}
	if err := second.Delete(t.Context(), "argocd", "test"); err != nil {
		t.Fatal(err)
	}
	if _, ok, _ := New().Get(t.Context(), "argocd", "test"); ok {
		t.Error("it is still there")
	}
}
