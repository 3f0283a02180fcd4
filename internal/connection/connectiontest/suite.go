// Package connectiontest is what the connections to every kind of server must keep, and a server in memory.
package connectiontest

import (
	"context"
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/sluice-desktop/sluice/internal/connection"
	"github.com/sluice-desktop/sluice/internal/fault"
	"github.com/sluice-desktop/sluice/internal/operation"
	"github.com/sluice-desktop/sluice/internal/operation/operationtest"
	"github.com/sluice-desktop/sluice/internal/policy"
	"github.com/sluice-desktop/sluice/internal/secret"
)

// World is a server to sign in to. Nobody is yet.
type World struct {
	Client *connection.Client
	ID     string
	Person string // who acts
	In     connection.SignInInput
	Wrong  secret.Value // what the server does not accept in place of In's secret; empty: a token's check is its use
	// Foreign is the sign-in of a login that the fleet maps to somebody else; without an ID there is none at hand.
	Foreign connection.SignInInput
	// Revoke ends what Client signed in with, past Client. Nil: the server cannot.
	Revoke func(t *testing.T)
	Tokens *Tokens
}

// Suite holds a client to the contract. The steps follow one another, as a person's would.
func Suite(t *testing.T, open func(t *testing.T) World) {
	w := open(t)
	step := func(name string, test func(*testing.T, World)) {
		t.Helper()
		if !t.Run(name, func(t *testing.T) { test(t, w) }) {
			t.FailNow()
		}
	}
	step("it is listed without being asked", listed)
	step("who is not signed in is told so, and how one signs in", signedOut)
	step("what is missing is said by its field", incomplete)
	step("a wrong secret opens nothing and is kept nowhere", wrongSecret)
	step("somebody else's login opens nothing and is kept nowhere", foreign)
	step("nothing is exchanged without a permit", unpermitted)
	step("signing in says who one is", signsIn)
	step("the session is still there when it is looked at again", stays)
	step("what is renewable is renewed, and what is not says so", renews)
	step("a session that the server has ended is forgotten", revoked)
	step("who signs out is not signed in", signsOut)
}

func do[T any](t *testing.T, action policy.Action, change func(context.Context, operation.Permit) (T, error)) (out T, err error) {
	t.Helper()
	operationtest.With(t, action, func(ctx context.Context, p operation.Permit) { out, err = change(ctx, p) })
	return out, err
}

func (w World) signIn(t *testing.T, in connection.SignInInput) (connection.Connection, error) {
	t.Helper()
	return do(t, policy.SessionSignIn, func(ctx context.Context, p operation.Permit) (connection.Connection, error) {
		return w.Client.SignIn(ctx, p, in)
	})
}

func (w World) check(t *testing.T) connection.Connection {
	t.Helper()
	_, name := connection.Split(w.ID)
	c := w.Client.Check(t.Context(), w.Person, name)
	if c.ID != w.ID || c.Methods == nil || c.Facts == nil {
		t.Errorf("it says %+v", c)
	}
	if _, err := time.Parse(time.RFC3339, c.CheckedAt); err != nil {
		t.Error(err)
	}
	text, err := json.Marshal(c)
	if err != nil || strings.Contains(string(text), w.In.Secret.Reveal()) {
		t.Errorf("the answer holds the secret, or %v", err)
	}
	return c
}

func listed(t *testing.T, w World) {
	all := w.Client.Connections(t.Context(), w.Person)
	at := slices.IndexFunc(all, func(c connection.Connection) bool { return c.ID == w.ID })
	if at < 0 || all[at].State != connection.Unasked || all[at].URL == "" {
		t.Fatalf("%+v", all)
	}
}

func signedOut(t *testing.T, w World) {
	c := w.check(t)
	if c.State != connection.SignedOut || c.Problem == nil || c.Problem.Kind != fault.SignIn || c.Kept || c.Login != "" {
		t.Errorf("it says %+v, %v", c, c.Problem)
	}
	if !slices.Contains(c.Methods, w.In.Method) || !strings.Contains(c.Problem.Detail, c.Name) {
		t.Errorf("methods %v, %q", c.Methods, c.Problem.Detail)
	}
}

func incomplete(t *testing.T, w World) {
	for field, in := range map[string]connection.SignInInput{
		"method": {ID: w.ID, Method: "by magic", Login: "a", Secret: secret.New("b")},
		"login":  {ID: w.ID, Method: connection.Password, Secret: secret.New("b")},
		"secret": {ID: w.ID, Method: w.In.Method, Login: "a"},
	} {
		if field == "login" && !slices.Contains(w.check(t).Methods, connection.Password) {
			continue
		}
		if _, err := w.signIn(t, in); fault.Of(err).Kind != fault.Invalid || fault.Of(err).Field != field {
			t.Errorf("%s: %v", field, err)
		}
	}
}

func wrongSecret(t *testing.T, w World) {
	if w.Wrong.Empty() {
		return
	}
	in := w.In
	in.Secret = w.Wrong
	_, err := w.signIn(t, in)
	if fault.Of(err).Kind != fault.SignIn || fault.Of(err).Detail == "" || strings.Contains(err.Error(), w.Wrong.Reveal()) {
		t.Errorf("%v", err)
	}
	if c := w.check(t); c.State != connection.SignedOut || w.Tokens.Count() != 0 {
		t.Errorf("it counts as %+v, %d kept", c, w.Tokens.Count())
	}
}

func foreign(t *testing.T, w World) {
	if w.Foreign.ID == "" {
		return
	}
	if _, err := w.signIn(t, w.Foreign); fault.Of(err).Kind != fault.Denied {
		t.Errorf("%v", err)
	}
	if w.Tokens.Count() != 0 {
		t.Errorf("%d kept", w.Tokens.Count())
	}
}

func unpermitted(t *testing.T, w World) {
	if _, err := w.Client.SignIn(t.Context(), operation.Permit{}, w.In); err == nil {
		t.Error("a secret was sent without a permit")
	}
	if _, err := w.Client.SignOut(t.Context(), operation.Permit{}, w.ID); err == nil {
		t.Error("signed out without a permit")
	}
	if _, err := w.Client.Renew(t.Context(), operation.Permit{}, w.ID); err == nil {
		t.Error("renewed without a permit")
	}
	if w.Tokens.Count() != 0 {
		t.Error("something was kept")
	}
}

func signsIn(t *testing.T, w World) {
	c, err := w.signIn(t, w.In)
	if err != nil || c.State != connection.Connected && c.State != connection.Expiring || c.Login == "" || !c.Kept || c.Problem != nil {
		t.Fatalf("%+v, %v", c, err)
	}
	if w.Tokens.Count() != 1 {
		t.Errorf("%d kept", w.Tokens.Count())
	}
}

func stays(t *testing.T, w World) {
	if c := w.check(t); c.Login == "" || c.Problem != nil {
		t.Errorf("%+v, %v", c, c.Problem)
	}
}

func renews(t *testing.T, w World) {
	before := w.check(t)
	after, err := do(t, policy.SessionRenew, func(ctx context.Context, p operation.Permit) (connection.Connection, error) {
		return w.Client.Renew(ctx, p, w.ID)
	})
	switch {
	case before.Renewable && (err != nil || after.Expires < before.Expires || after.Problem != nil):
		t.Errorf("from %s to %s, %v", before.Expires, after.Expires, err)
	case !before.Renewable && fault.Of(err).Kind != fault.Invalid:
		t.Errorf("%v", err)
	}
}

func revoked(t *testing.T, w World) {
	if w.Revoke == nil {
		return
	}
	w.Revoke(t)
	if c := w.check(t); c.State != connection.SignedOut || c.Problem == nil {
		t.Errorf("%+v, %v", c, c.Problem)
	}
	if w.Tokens.Count() != 0 {
		t.Error("the dead credential is still kept")
	}
	if _, err := w.signIn(t, w.In); err != nil {
		t.Fatalf("signing in again: %v", err)
	}
}

func signsOut(t *testing.T, w World) {
	for range 2 {
		c, err := do(t, policy.SessionSignOut, func(ctx context.Context, p operation.Permit) (connection.Connection, error) {
			return w.Client.SignOut(ctx, p, w.ID)
		})
		if err != nil || c.State != connection.SignedOut || c.Kept || w.Tokens.Count() != 0 {
			t.Errorf("%+v, %v, %d kept", c, err, w.Tokens.Count())
		}
	}
}
