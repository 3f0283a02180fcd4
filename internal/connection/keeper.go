package connection

import (
	"context"
	"encoding/json"

	"github.com/sluice-desktop/sluice/internal/endpoint"
	"github.com/sluice-desktop/sluice/internal/secret"
)

// Tokens keeps what a sign-in gave. The keychain is one.
type Tokens interface {
	Get(ctx context.Context, system, account string) (v secret.Value, ok bool, err error)
	Set(ctx context.Context, system, account string, v secret.Value) error
	Delete(ctx context.Context, system, account string) error
}

// Credential is what is kept of a sign-in.
type Credential struct {
	Login  string // who signed in; empty where only the server knows
	Secret secret.Value
	Made   bool // the server made it for this sign-in, so it is taken back at the end; else it is the person's own
}

// wire is a Credential as the keychain holds it.
type wire struct {
	Login  string `json:"login"`
	Secret string `json:"secret"`
	Made   bool   `json:"made"`
}

// account names a credential by its person and the server's address. The address, not the fleet's name: a fleet file
// that points the name elsewhere gets no credential of the former server.
func account(person string, s *endpoint.Site) string { return person + " at " + s.Base.String() }

func (c *Client) kept(ctx context.Context, person string, s *endpoint.Site) (Credential, bool, error) {
	text, ok, err := c.Tokens.Get(ctx, string(c.kind), account(person, s))
	if err != nil || !ok {
		return Credential{}, false, err
	}
	var w wire
	if json.Unmarshal([]byte(text.Reveal()), &w) != nil || w.Secret == "" {
		return Credential{}, false, nil // of another version, or damaged: as good as none
	}
	return Credential{Login: w.Login, Secret: secret.New(w.Secret), Made: w.Made}, true, nil
}

func (c *Client) keep(ctx context.Context, person string, s *endpoint.Site, of Credential) error {
	text, err := json.Marshal(wire{of.Login, of.Secret.Reveal(), of.Made})
	if err != nil {
		return err
	}
	return c.Tokens.Set(ctx, string(c.kind), account(person, s), secret.New(string(text)))
}

// drop forgets a credential that the server does not take any more, unless a newer one has taken its place.
func (c *Client) drop(ctx context.Context, person string, s *endpoint.Site, old Credential) {
	if now, ok, err := c.kept(ctx, person, s); err == nil && ok && now.Secret.Reveal() == old.Secret.Reveal() {
		_ = c.Tokens.Delete(ctx, string(c.kind), account(person, s))
	}
}
