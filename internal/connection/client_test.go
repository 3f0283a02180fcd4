package connection_test

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/sluice-desktop/sluice/internal/connection"
	"github.com/sluice-desktop/sluice/internal/connection/connectiontest"
	"github.com/sluice-desktop/sluice/internal/endpoint"
	"github.com/sluice-desktop/sluice/internal/fault"
	"github.com/sluice-desktop/sluice/internal/identity"
	"github.com/sluice-desktop/sluice/internal/operation"
	"github.com/sluice-desktop/sluice/internal/operation/operationtest"
	"github.com/sluice-desktop/sluice/internal/policy"
	"github.com/sluice-desktop/sluice/internal/secret"
)

// clock is a time that a test moves.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func newClock() *clock { return &clock{now: time.Date(2031, 1, 2, 3, 4, 5, 0, time.UTC)} }

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) pass(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// world is one fake server, the fleet's people, and somebody who acts.
type world struct {
	*clock
	server *connectiontest.Fake
	client *connection.Client
	kept   *connectiontest.Tokens

	mu     sync.Mutex
	person string
	owners map[string]string
	url    string
}

func newWorld() *world {
	w := &world{clock: newClock(), kept: &connectiontest.Tokens{}, person: "olga", url: "https://vault.example", owners: map[string]string{"ops1": "olga", "dev1": "dan"}}
	w.server = &connectiontest.Fake{Passwords: map[string]string{"ops1": "right", "dev1": "right", "robot": "right"}, Life: time.Hour, Now: w.Now}
	w.client = connection.NewClient(connection.Vault, endpoint.Family{System: operation.Vault, Title: "Vault", Section: "vault"}, w.server, connection.Config{
		Named: func() []endpoint.Endpoint {
			w.mu.Lock()
			defer w.mu.Unlock()
			return []endpoint.Endpoint{{Name: "main", URL: w.url, Hint: "ask Olga"}}
		},
		Tokens: w.kept, Now: w.Now, Person: w.acting, Suggest: func(p string) string { return p + "'s" },
		Owner: func(login string) (string, bool) {
			w.mu.Lock()
			defer w.mu.Unlock()
			person, ok := w.owners[login]
			return person, ok
		},
	})
	return w
}

func (w *world) acting(context.Context) (string, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.person == "" {
		return "", fault.New(fault.Unreachable, "kubernetes", nil, "ocean did not answer")
	}
	return w.person, nil
}

func in(login, password string) connection.SignInInput {
	return connection.SignInInput{ID: "vault/main", Method: connection.Password, Login: login, Secret: secret.New(password)}
}

func signIn(t *testing.T, w connection.Writer, in connection.SignInInput) (c connection.Connection, err error) {
	t.Helper()
	operationtest.With(t, policy.SessionSignIn, func(ctx context.Context, p operation.Permit) { c, err = w.SignIn(ctx, p, in) })
	return c, err
}

func TestTheFakeKeepsTheContract(t *testing.T) {
	connectiontest.Suite(t, func(*testing.T) connectiontest.World {
		w := newWorld()
		return connectiontest.World{
			Client: w.client, ID: "vault/main", Person: "olga", In: in("ops1", "right"), Wrong: secret.New("not it"),
			Foreign: in("dev1", "right"), Tokens: w.kept, Revoke: func(*testing.T) { w.server.Revoked() },
		}
	})
}

func TestASessionIsItsPersonsAndItsAddressesAlone(t *testing.T) {
	w := newWorld()
	if _, err := signIn(t, w.client, in("ops1", "right")); err != nil {
		t.Fatal(err)
	}
	if c := w.client.Check(t.Context(), "dan", "main"); c.State != connection.SignedOut || c.Kept {
		t.Errorf("dan has it: %+v", c)
	}
	w.mu.Lock()
	w.url = "https://elsewhere.example"
	w.mu.Unlock()
	asked := w.server.Asked()
	if c := w.client.Check(t.Context(), "olga", "main"); c.State != connection.SignedOut || w.server.Asked() != asked {
		t.Errorf("another address was shown the token: %+v", c)
	}
}

func TestALoginThatTheFleetDoesNotKnowCountsAsItselfAndSaysSo(t *testing.T) {
	w := newWorld()
	c, err := signIn(t, w.client, in("robot", "right"))
	if err != nil || c.Login != "robot" || c.Person != "" || c.State != connection.Connected {
		t.Errorf("%+v, %v", c, err)
	}
}

// The fleet may learn whose a login is after the sign-in: then the session is shown as what it is, and not used.
func TestASessionThatTurnsOutToBeSomebodyElsesIsShownAndNotUsed(t *testing.T) {
	w := newWorld()
	if _, err := signIn(t, w.client, in("robot", "right")); err != nil {
		t.Fatal(err)
	}
	w.mu.Lock()
	w.owners["robot"] = "rita"
	w.mu.Unlock()
	c := w.client.Check(t.Context(), "olga", "main")
	if c.State != connection.WrongPerson || c.Login != "robot" || c.Person != "rita" || !strings.Contains(c.Problem.Detail, "which is rita, but acting as olga") {
		t.Errorf("%+v, %v", c, c.Problem)
	}
	operationtest.With(t, policy.SessionRenew, func(ctx context.Context, p operation.Permit) {
		if _, err := w.client.Renew(ctx, p, "vault/main"); !errors.Is(err, identity.ErrSomebodyElse) {
			t.Errorf("renewed: %v", err)
		}
	})
}

func TestSigningInAgainEndsTheSessionBefore(t *testing.T) {
	w := newWorld()
	for range 3 {
		if _, err := signIn(t, w.client, in("ops1", "right")); err != nil {
			t.Fatal(err)
		}
	}
	if n := w.server.Sessions(); n != 1 {
		t.Errorf("%d sessions live at the server", n)
	}
}

func TestWhoBringsATokenKeepsIt(t *testing.T) {
	w := newWorld()
	if _, err := signIn(t, w.client, in("ops1", "right")); err != nil {
		t.Fatal(err)
	}
	_, token, _, err := w.client.Credential(t.Context(), "main")
	if err != nil {
		t.Fatal(err)
	}
	other := newWorld()
	other.server = w.server
	mine := connection.NewClient(connection.Vault, endpoint.Family{System: operation.Vault, Title: "Vault", Section: "vault"}, w.server, other.client.Config)
	c, err := signIn(t, mine, connection.SignInInput{ID: "vault/main", Method: connection.Token, Secret: token})
	if err != nil || !c.Lasting {
		t.Fatalf("%+v, %v", c, err)
	}
	operationtest.With(t, policy.SessionSignOut, func(ctx context.Context, p operation.Permit) {
		if c, err := mine.SignOut(ctx, p, "vault/main"); err != nil || c.State != connection.SignedOut {
			t.Errorf("%+v, %v", c, err)
		}
	})
	if w.server.Sessions() != 1 {
		t.Error("the person's own token was revoked")
	}
}

func TestAServerThatIsDownKeepsNobodyFromForgetting(t *testing.T) {
	w := newWorld()
	if _, err := signIn(t, w.client, in("ops1", "right")); err != nil {
		t.Fatal(err)
	}
	w.server.Fail(fault.New(fault.Unreachable, "vault", nil, "down"))
	if c := w.client.Check(t.Context(), "olga", "main"); c.State != connection.Unreachable || !c.Kept {
		t.Errorf("it cannot be signed out of: %+v", c)
	}
	operationtest.With(t, policy.SessionSignOut, func(ctx context.Context, p operation.Permit) {
		if _, err := w.client.SignOut(ctx, p, "vault/main"); fault.Of(err).Kind != fault.Unreachable {
			t.Errorf("that the server was not told is not said: %v", err)
		}
	})
	if w.kept.Count() != 0 {
		t.Error("the credential is still kept")
	}
}

func TestAnEndIsAnnouncedBeforeItComesAndKnownWhenItHasCome(t *testing.T) {
	w := newWorld()
	c, err := signIn(t, w.client, in("ops1", "right"))
	if err != nil {
		t.Fatal(err)
	}
	for after, want := range map[time.Duration]connection.State{
		0: connection.Connected, 49 * time.Minute: connection.Connected, 51 * time.Minute: connection.Expiring, time.Hour: connection.SignedOut,
	} {
		if got := c.At(w.Now().Add(after)); got.State != want || (want == connection.SignedOut) != (got.Problem != nil) {
			t.Errorf("after %s it is %s, want %s", after, got.State, want)
		}
	}
}
