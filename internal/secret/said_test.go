package secret_test

import (
	"strings"
	"testing"

	"github.com/sluice-desktop/sluice/internal/secret"
)

func TestWhatIsSaidHoldsNoSecret(t *testing.T) {
	for _, row := range []struct{ name, said, want string }{
		{"nothing to hide", `pods is forbidden: User "dev1" cannot list resource "pods"`, `pods is forbidden: User "dev1" cannot list resource "pods"`},
		{"a quoted value", `spec.port: Invalid value: "hunter2": must be a number`, `spec.port: Invalid value: must be a number`},
		{"a quoted object", `Invalid value: {"password":"hunter2"}: no`, `Invalid value: no`},
		{"a login in an address", "cannot fetch https://robot:hunter2@git.example/a", "cannot fetch https://git.example/a"},
		{"a token in an address", "cannot fetch https://hunter2@git.example/a", "cannot fetch https://git.example/a"},
		{"a password", "login failed, password=hunter2", "login failed, password=•••"},
		{"a key over several lines", "bad key -----BEGIN PRIVATE KEY-----\nhunter2\n-----END PRIVATE KEY-----", "•••"},
	} {
		if got := secret.Said(row.said); got != row.want {
			t.Errorf("%s: %q", row.name, got)
		}
	}
	if got := secret.Said(strings.Repeat("é", 1000)); len([]rune(got)) != 401 {
		t.Errorf("%d runes", len([]rune(got)))
	}
}
