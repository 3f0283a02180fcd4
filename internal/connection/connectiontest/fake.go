package connectiontest

import (
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/sluice-desktop/sluice/internal/connection"
	"github.com/sluice-desktop/sluice/internal/endpoint"
	"github.com/sluice-desktop/sluice/internal/fault"
	"github.com/sluice-desktop/sluice/internal/operation"
	"github.com/sluice-desktop/sluice/internal/secret"
)

// Tokens keeps what a test signs in with, as the keychain would.
type Tokens struct {
	mu   sync.Mutex
	kept map[string]secret.Value
}

// Get finds one.
func (k *Tokens) Get(_ context.Context, system, account string) (secret.Value, bool, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	v, ok := k.kept[system+"/"+account]
	return v, ok, nil
}

// Set keeps one.
func (k *Tokens) Set(_ context.Context, system, account string, v secret.Value) error {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.kept == nil {
		k.kept = map[string]secret.Value{}
	}
	k.kept[system+"/"+account] = v
	return nil
}

// Delete forgets one.
func (k *Tokens) Delete(_ context.Context, system, account string) error {
	k.mu.Lock()
	defer k.mu.Unlock()
	delete(k.kept, system+"/"+account)
	return nil
}

// Count is how many are kept.
func (k *Tokens) Count() int {
	k.mu.Lock()
	defer k.mu.Unlock()
	return len(k.kept)
}

// Fake is a server of no kind in particular, in memory. It gives out sessions of Life.
type Fake struct {
	Passwords map[string]string
	Life      time.Duration
	Now       func() time.Time

	mu       sync.Mutex
	down     error
	asked    int
	made     int
	sessions map[string]session
}

type session struct {
	login string
	until time.Time
}

// Fail makes it answer every question with err, until told nil.
func (f *Fake) Fail(err error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.down = err
}

// Revoked ends every session.
func (f *Fake) Revoked() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.sessions = nil
}

// Sessions is how many live, and Asked how often whose they are was asked.
func (f *Fake) Sessions() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return len(f.sessions)
}

// Asked is how often a credential was shown to it.
func (f *Fake) Asked() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.asked
}

// Methods are all.
func (f *Fake) Methods(endpoint.Endpoint) []string {
	return []string{connection.Password, connection.Token}
}

// Version is told to everybody.
func (f *Fake) Version(context.Context, *endpoint.Site) (string, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return "1.0", f.down
}

// Who knows the sessions that live.
func (f *Fake) Who(_ context.Context, _ *endpoint.Site, as connection.Credential) (connection.Session, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.down != nil {
		return connection.Session{}, f.down
	}
	if !as.Secret.Empty() {
		f.asked++
	}
	s, ok := f.sessions[as.Secret.Reveal()]
	if !ok || f.Now().After(s.until) {
		return connection.Session{}, fault.New(fault.SignIn, "vault", nil, "The fake does not know this session")
	}
	return connection.Session{Login: s.login, Expires: s.until, Renewable: true}, nil
}

// Exchange knows the passwords.
func (f *Fake) Exchange(_ context.Context, permit operation.Permit, _ *endpoint.Site, in connection.SignInInput) (connection.Credential, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	switch {
	case f.down != nil:
		return connection.Credential{}, f.down
	case in.Method == connection.Token:
		return connection.Credential{Secret: in.Secret}, nil
	case f.Passwords[in.Login] == "" || f.Passwords[in.Login] != in.Secret.Reveal():
		return connection.Credential{}, fault.New(fault.SignIn, "vault", nil, "The fake does not accept this").On("secret")
	}
	f.made++
	token := fmt.Sprint("token-", f.made)
	if f.sessions == nil {
		f.sessions = map[string]session{}
	}
	f.sessions[token] = session{in.Login, f.Now().Add(f.Life)}
	return connection.Credential{Login: in.Login, Secret: secret.New(token), Made: true}, nil
}

// Renew gives a session its whole life again.
func (f *Fake) Renew(_ context.Context, _ operation.Permit, _ *endpoint.Site, as connection.Credential) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	s, ok := f.sessions[as.Secret.Reveal()]
	if !ok {
		return fault.New(fault.SignIn, "vault", nil, "The fake does not know this session")
	}
	f.sessions[as.Secret.Reveal()] = session{s.login, f.Now().Add(f.Life)}
	return nil
}

// Revoke ends one.
func (f *Fake) Revoke(_ context.Context, _ operation.Permit, _ *endpoint.Site, as connection.Credential) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	delete(f.sessions, as.Secret.Reveal())
	return f.down
}
