package connection_test

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/sluice-desktop/sluice/internal/connection"
	"github.com/sluice-desktop/sluice/internal/fault"
	"github.com/sluice-desktop/sluice/internal/operation"
	"github.com/sluice-desktop/sluice/internal/operation/operationtest"
	"github.com/sluice-desktop/sluice/internal/policy"
	"github.com/sluice-desktop/sluice/internal/secret"
)

// board is a Board over parts, with what it has told.
func (w *world) board(t *testing.T, parts ...connection.Part) (*connection.Board, *told) {
	t.Helper()
	heard := &told{last: map[string]connection.Connection{}}
	heard.more = sync.NewCond(&heard.mu)
	return &connection.Board{Parts: parts, Person: w.acting, Base: t.Context, Now: w.Now, Changed: heard.hear}, heard
}

type told struct {
	mu   sync.Mutex
	more *sync.Cond
	last map[string]connection.Connection
	n    int
}

func (h *told) hear(c connection.Connection) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.last[c.ID] = c
	h.n++
	h.more.Broadcast()
}

// await waits until a connection was told in a state.
func (h *told) await(t *testing.T, id string, state connection.State) connection.Connection {
	t.Helper()
	late := time.AfterFunc(10*time.Second, h.more.Broadcast)
	defer late.Stop()
	h.mu.Lock()
	defer h.mu.Unlock()
	for began := time.Now(); h.last[id].State != state; h.more.Wait() {
		if time.Since(began) > 9*time.Second {
			t.Fatalf("%s was last told %+v", id, h.last[id])
		}
	}
	return h.last[id]
}

func (h *told) count() int {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.n
}

// slow is a kind of one server that answers when it is let.
type slow struct {
	kind connection.Kind
	let  chan struct{}
	mu   sync.Mutex
	err  error
	n    int
}

func (s *slow) Connections(context.Context, string) []connection.Connection {
	return []connection.Connection{{ID: connection.ID(s.kind, "far"), Kind: s.kind, Name: "far", URL: "https://far.example", State: connection.Unasked}}
}

func (s *slow) Check(ctx context.Context, _, _ string) connection.Connection {
	s.mu.Lock()
	s.n++
	err := s.err
	s.mu.Unlock()
	select {
	case <-s.let:
	case <-ctx.Done():
	}
	c := s.Connections(ctx, "")[0]
	c.CheckedAt = newClock().Now().UTC().Format(time.RFC3339)
	return c.Judged(err)
}

func (s *slow) asked() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.n
}

func TestOneSlowServerDelaysNoOther(t *testing.T) {
	w := newWorld()
	far := &slow{kind: connection.Cluster, let: make(chan struct{})}
	b, heard := w.board(t, connection.Part{Kind: connection.Cluster, Reader: far}, connection.Part{Kind: connection.Vault, Reader: w.client, Writer: w.client})
	began := time.Now()
	all, err := b.All(t.Context())
	if err != nil || len(all) != 2 || all[0].State != connection.Unasked || all[1].State != connection.Unasked {
		t.Fatalf("%+v, %v", all, err)
	}
	if took := time.Since(began); took > time.Second {
		t.Errorf("the list took %s", took)
	}
	heard.await(t, "vault/main", connection.SignedOut)
	for range 20 {
		if _, err := b.All(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	close(far.let)
	heard.await(t, "cluster/far", connection.Connected)
	if n := far.asked(); n != 1 {
		t.Errorf("the slow one was asked %d times at once", n)
	}
	all, _ = b.All(t.Context())
	if all[0].State != connection.Connected || all[1].State != connection.SignedOut || all[1].Hint != "ask Olga" || all[1].Suggest != "olga's" {
		t.Errorf("%+v", all)
	}
}

func TestWhoActsIsNotWaitedFor(t *testing.T) {
	w := newWorld()
	b, heard := w.board(t, connection.Part{Kind: connection.Vault, Reader: w.client, Writer: w.client})
	b.Person = func(ctx context.Context) (string, error) { <-ctx.Done(); return "", ctx.Err() }
	began := time.Now()
	if all, err := b.All(t.Context()); err != nil || len(all) != 1 || time.Since(began) > 5*time.Second {
		t.Fatalf("%+v, %v after %s", all, err, time.Since(began))
	}
	if c := heard.await(t, "vault/main", connection.SignedOut); !strings.Contains(c.Problem.Detail, "Nobody is acting") {
		t.Errorf("%v", c.Problem)
	}
}

func TestThePersonsLoginsAreThoseThatWereProven(t *testing.T) {
	w := newWorld()
	b, _ := w.board(t, connection.Part{Kind: connection.Vault, Reader: w.client, Writer: w.client})
	if got := b.Logins("olga"); len(got) != 0 {
		t.Fatalf("before: %+v", got)
	}
	if _, err := signIn(t, b, in("ops1", "right")); err != nil {
		t.Fatal(err)
	}
	if got := b.Logins("olga"); len(got) != 1 || got[0].String() != "vault/main:ops1" || got[0].Person != "olga" {
		t.Errorf("%+v", got)
	}
	if got := b.Logins("dan"); len(got) != 0 {
		t.Errorf("dan: %+v", got)
	}
	w.pass(2 * time.Hour)
	if got := b.Logins("olga"); len(got) != 0 {
		t.Errorf("after its end: %+v", got)
	}
}

func TestAnEndIsAnnouncedByTheClockAlone(t *testing.T) {
	w := newWorld()
	b, heard := w.board(t, connection.Part{Kind: connection.Vault, Reader: w.client, Writer: w.client})
	if _, err := signIn(t, b, in("ops1", "right")); err != nil {
		t.Fatal(err)
	}
	heard.await(t, "vault/main", connection.Connected)
	ctx, stop := context.WithCancel(t.Context())
	again, ended := make(chan struct{}), make(chan struct{})
	go func() { b.Watch(ctx, again); close(ended) }()
	asked := w.server.Asked()
	w.pass(4 * time.Minute)
	again <- struct{}{}
	again <- struct{}{} // the look before has ended
	if w.server.Asked() != asked {
		t.Error("the server was asked although nobody looks")
	}
	w.server.Life = 0 // what is asked from now on could not say more
	w.pass(47 * time.Minute)
	again <- struct{}{}
	heard.await(t, "vault/main", connection.Expiring)
	stop()
	<-ended
}

func TestOneSignInOfAPersonAtATime(t *testing.T) {
	w := newWorld()
	held := &holding{let: make(chan struct{}), begun: make(chan struct{})}
	b, _ := w.board(t, connection.Part{Kind: connection.Vault, Reader: w.client, Writer: held})
	first := make(chan error)
	go func() {
		_, err := signIn(t, b, in("ops1", "right"))
		first <- err
	}()
	<-held.begun
	if _, err := signIn(t, b, in("ops1", "right")); fault.Of(err).Kind != fault.Conflict {
		t.Errorf("a second one: %v", err)
	}
	close(held.let)
	if err := <-first; err != nil {
		t.Error(err)
	}
	if _, err := signIn(t, b, in("ops1", "right")); err != nil {
		t.Errorf("the next one: %v", err)
	}
}

// holding signs in when it is let.
type holding struct {
	let, begun chan struct{}
	once       sync.Once
}

func (h *holding) SignIn(context.Context, operation.Permit, connection.SignInInput) (connection.Connection, error) {
	h.once.Do(func() { close(h.begun) })
	<-h.let
	return connection.Connection{ID: "vault/main", Kind: connection.Vault, State: connection.Connected}, nil
}

func (h *holding) SignOut(context.Context, operation.Permit, string) (connection.Connection, error) {
	return connection.Connection{}, nil
}

func (h *holding) Renew(context.Context, operation.Permit, string) (connection.Connection, error) {
	return connection.Connection{}, nil
}

func TestAfterThreeRefusalsNobodyIsAskedForAGrowingTime(t *testing.T) {
	w := newWorld()
	b, _ := w.board(t, connection.Part{Kind: connection.Vault, Reader: w.client, Writer: w.client})
	refusedFor := func() time.Duration {
		for began := w.Now(); ; w.pass(time.Second) {
			if _, err := signIn(t, b, in("ops1", "wrong")); fault.Of(err).Kind == fault.SignIn {
				return w.Now().Sub(began)
			} else if fault.Of(err).Kind != fault.Held || !strings.Contains(err.Error(), "lock the account") {
				t.Fatalf("%v", err)
			}
		}
	}
	waits := fmt.Sprint(refusedFor(), refusedFor(), refusedFor(), refusedFor(), refusedFor())
	if waits != "0s 0s 0s 15s 30s" {
		t.Errorf("it waits %s", waits)
	}
	w.pass(time.Hour)
	if _, err := signIn(t, b, in("ops1", "right")); err != nil {
		t.Fatal(err)
	}
	if wait := refusedFor(); wait != 0 {
		t.Errorf("after a success it waits %s", wait)
	}
}

// A credential that is refused again and again, such as a kubeconfig's, makes no storm; a person's own word asks once.
func TestARefusedCredentialIsNotShownAgainAndAgain(t *testing.T) {
	w := newWorld()
	far := &slow{kind: connection.Cluster, let: make(chan struct{}), err: fault.New(fault.SignIn, "kubernetes", nil, "expired")}
	close(far.let)
	b, heard := w.board(t, connection.Part{Kind: connection.Cluster, Reader: far})
	for range 40 {
		if _, err := b.All(t.Context()); err != nil {
			t.Fatal(err)
		}
		heard.await(t, "cluster/far", connection.SignedOut)
		for told, waited := heard.count(), 0; heard.count() == told && waited < 20; waited++ {
			time.Sleep(time.Millisecond) // it rests, or the answer is on its way
		}
		w.pass(46 * time.Second)
	}
	if n := far.asked(); n < 4 || n > 10 {
		t.Errorf("asked %d times in half an hour of looking", n)
	}
	before := far.asked()
	if c, err := b.Test(t.Context(), "cluster/far"); err != nil || c.State != connection.SignedOut || far.asked() != before+1 {
		t.Errorf("%+v, %v, asked %d times", c, err, far.asked()-before)
	}
	if _, err := b.Test(t.Context(), "nothing/there"); fault.Of(err).Kind != fault.NotFound {
		t.Error(err)
	}
}

func TestAClusterIsNotSignedInToHere(t *testing.T) {
	w := newWorld()
	b, _ := w.board(t, connection.Part{Kind: connection.Cluster, Reader: &slow{kind: connection.Cluster}})
	if _, err := signIn(t, b, connection.SignInInput{ID: "cluster/far", Method: connection.Token, Secret: secret.New("x")}); fault.Of(err).Kind != fault.Invalid {
		t.Error(err)
	}
}

func TestOperationsNameTheirTargetsAndRecordNoSecret(t *testing.T) {
	w := newWorld()
	signIn := connection.SignIn(w.client)
	at, err := signIn.Target(t.Context(), in("ops1", "right"))
	if err != nil || at.Name != "Vault main" || signIn.Action != policy.SessionSignIn {
		t.Errorf("%+v, %v", at, err)
	}
	if details := fmt.Sprint(signIn.Details(in("ops1", "right"))); details != "map[login:ops1 method:password]" {
		t.Errorf("recorded: %s", details)
	}
	for id, want := range map[string]string{"argocd/harbor": "Argo CD harbor", "git/code": "Git host code", "registry/images": "registry images", "siem/corp": "SIEM corp"} {
		if at, _ := connection.SignOut(w.client).Target(t.Context(), id); at.Name != want {
			t.Errorf("%s is %q", id, at.Name)
		}
	}
}

func TestForgettingNeedsTheDoor(t *testing.T) {
	shelf := &shelf{}
	forgotten := 0
	op := connection.Forget(shelf, func() { forgotten++ })
	entry := connection.Entry{System: "vault", Account: "olga at https://old.example"}
	if _, err := op.Run(t.Context(), operation.Permit{}, entry); err == nil || len(shelf.deleted) != 0 {
		t.Errorf("without a permit: %v", err)
	}
	operationtest.With(t, policy.SessionForget, func(ctx context.Context, p operation.Permit) {
		if _, err := op.Run(ctx, p, entry); err != nil {
			t.Error(err)
		}
	})
	if len(shelf.deleted) != 1 || forgotten != 1 {
		t.Errorf("%v, told %d", shelf.deleted, forgotten)
	}
}

type shelf struct{ deleted []string }

func (s *shelf) Entries(context.Context) ([]connection.Entry, error) { return nil, nil }
func (s *shelf) Delete(_ context.Context, system, account string) error {
	s.deleted = append(s.deleted, system+"/"+account)
	return nil
}
