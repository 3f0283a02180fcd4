package outbox_test

import (
	"context"
	"crypto/tls"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/sluice-desktop/sluice/internal/fault"
	"github.com/sluice-desktop/sluice/internal/operation"
	"github.com/sluice-desktop/sluice/internal/operation/operationtest"
	"github.com/sluice-desktop/sluice/internal/policy"
	"github.com/sluice-desktop/sluice/internal/secret"
	"github.com/sluice-desktop/sluice/internal/siem"
	"github.com/sluice-desktop/sluice/internal/siem/outbox"
)

func (d *desk) signIn(token string) (out siem.Sink, err error) {
	d.t.Helper()
	operationtest.With(d.t, policy.SessionSignIn, func(ctx context.Context, p operation.Permit) {
		out, err = d.SignIn(ctx, p, siem.SignInInput{Sink: "central", Token: secret.New(token)})
	})
	return out, err
}

// Without a token that it accepts a SIEM is not asked again until a person has given one.
func TestATokenThatIsRevokedStopsTheQueueUntilSomebodySignsIn(t *testing.T) {
	t.Parallel()
	c := newCollector(t)
	c.token = "first"
	j := newJournal(2)
	cfg := configure(t, j, c.endpoint())
	d := start(t, cfg)
	s := d.until("it asks for a token", func(s siem.Sink) bool { return s.State == siem.SignIn })
	if s.Problem.Kind != fault.SignIn || !strings.Contains(s.Problem.Detail, "wants a token") || s.SignedIn || s.Next != "" || !s.Tokens {
		t.Errorf("%+v", s)
	}
	if _, err := d.signIn("wrong"); fault.Of(err).Kind != fault.SignIn || fault.Of(err).Field != "token" || len(d.tokens.kept) != 0 {
		t.Errorf("%v; kept %v", err, d.tokens.kept)
	}
	if s, err := d.signIn("first"); err != nil || !s.SignedIn {
		t.Fatalf("%+v, %v", s, err)
	}
	d.untilAll(2)

	c.mu.Lock()
	c.token = "second"
	c.mu.Unlock()
	before := c.requests()
	j.write(3)
	d.until("it asks again", func(s siem.Sink) bool { return s.State == siem.SignIn })
	j.write(3)
	time.Sleep(100 * time.Millisecond) // three of its longest pauses
	if n := c.requests() - before; n != 1 {
		t.Errorf("a SIEM that does not want the token was asked %d times", n)
	}
	if s, err := d.signIn("second"); err != nil || s.Problem != nil && s.State == siem.SignIn {
		t.Fatalf("%+v, %v", s, err)
	}
	d.untilAll(8)
	if n := c.complete(j.Events()); n != 0 {
		t.Errorf("%d came twice", n)
	}

	d.stop()
	d = start(t, cfg) // the keychain remembers
	j.write(1)
	d.untilAll(9)
	operationtest.With(t, policy.SessionSignOut, func(ctx context.Context, p operation.Permit) {
		if s, err := d.SignOut(ctx, p, "central"); err != nil || s.SignedIn || len(d.tokens.kept) != 0 {
			t.Errorf("%+v, %v, %v", s, err, d.tokens.kept)
		}
	})
	j.write(1)
	d.until("it asks for a token", func(s siem.Sink) bool { return s.State == siem.SignIn })
}

// A token belongs to an address: a fleet file that points the name elsewhere gets none.
func TestATokenDoesNotFollowTheName(t *testing.T) {
	t.Parallel()
	c, elsewhere := newCollector(t), newCollector(t)
	c.token = "first"
	sinks := []outbox.Endpoint{c.endpoint()}
	cfg := configure(t, newJournal(1))
	cfg.Sinks = func() []outbox.Endpoint { return sinks }
	d := start(t, cfg)
	if _, err := d.signIn("first"); err != nil {
		t.Fatal(err)
	}
	elsewhere.from(func(_ http.ResponseWriter, r *http.Request, _ []received) bool {
		if r.Header.Get("Authorization") != "" {
			t.Error("another address got the token")
		}
		return true
	})
	sinks = []outbox.Endpoint{elsewhere.endpoint()}
	d.Reload()
	d.until("another address gets the records", func(siem.Sink) bool { return elsewhere.requests() > 0 })
}

// A keychain that was changed behind our back is looked at again when a person says so.
func TestTryingAgainLooksForATokenAgain(t *testing.T) {
	t.Parallel()
	c := newCollector(t)
	c.token = "first"
	d := start(t, configure(t, newJournal(1), c.endpoint()))
	d.until("it asks for a token", func(s siem.Sink) bool { return s.State == siem.SignIn })
	if err := d.tokens.Set(t.Context(), "siem", "https "+c.endpoint().URL, secret.New("first")); err != nil {
		t.Fatal(err)
	}
	if _, err := d.Try(t.Context(), "central"); err != nil {
		t.Fatal(err)
	}
	d.untilAll(1)
}

// A keychain that was locked at the start has the token once it is unlocked: nobody has to give it again.
func TestAnUnlockedKeychainGivesTheTokenItHad(t *testing.T) {
	t.Parallel()
	c := newCollector(t)
	c.token = "first"
	cfg := configure(t, newJournal(1), c.endpoint())
	locked := cfg.Tokens.(*tokens)
	d := start(t, cfg)
	d.until("it asks for a token", func(s siem.Sink) bool { return s.State == siem.SignIn })
	if err := locked.Set(t.Context(), "siem", "https "+c.endpoint().URL, secret.New("first")); err != nil {
		t.Fatal(err)
	}
	d.TryAll()
	d.untilAll(1)
}

// A keychain that did not answer once is asked again with the next record.
func TestAKeychainThatDidNotAnswerIsAskedAgain(t *testing.T) {
	t.Parallel()
	c := newCollector(t) // it takes records from everybody as long as it has no token
	j := newJournal(1)
	d := start(t, configure(t, j, c.endpoint()))
	d.untilAll(1)
	if err := d.tokens.Set(t.Context(), "siem", "https "+c.endpoint().URL, secret.New("first")); err != nil {
		t.Fatal(err)
	}
	c.mu.Lock()
	c.token = "first"
	c.mu.Unlock()
	j.write(1)
	d.untilAll(2)
}

func TestWhoTheSIEMIsIsVerified(t *testing.T) {
	strangers := newAuthority(t)
	mutual := newCollector(t)
	mutual.Server.Close()
	config := mutual.authority.server()
	config.ClientAuth, config.ClientCAs = tls.RequireAndVerifyClientCert, mutual.authority.pool()
	mutual.listen("127.0.0.1:0", config)
	cert, key := mutual.authority.client()
	foreignCert, foreignKey := strangers.client()
	plain := httptest.NewServer(http.NotFoundHandler())
	t.Cleanup(plain.Close)

	tests := []struct {
		name string
		to   *collector
		edit func(*outbox.Endpoint)
		says string // empty: it is delivered
	}{
		{"its authority is named", newCollector(t), func(*outbox.Endpoint) {}, ""},
		{"another authority", newCollector(t), func(e *outbox.Endpoint) { e.CA = strangers.path }, "is not trusted"},
		{"no authority", newCollector(t), func(e *outbox.Endpoint) { e.CA = "" }, "is not trusted"},
		{"nobody asks", newCollector(t), func(e *outbox.Endpoint) { e.CA, e.Insecure = "", true }, ""},
		{"an authority that is no file", newCollector(t), func(e *outbox.Endpoint) { e.CA = "/nowhere.pem" }, "no readable PEM file"},
		{"mutual", mutual, func(e *outbox.Endpoint) { e.Cert, e.Key = cert, key }, ""},
		{"mutual, without a certificate", mutual, func(*outbox.Endpoint) {}, "asked for a certificate"},
		{"mutual, with a stranger's", mutual, func(e *outbox.Endpoint) { e.Cert, e.Key = foreignCert, foreignKey }, "asked for a certificate"},
		{"mutual, with another's key", mutual, func(e *outbox.Endpoint) { e.Cert, e.Key = cert, foreignKey }, "do not belong together"},
		{"no TLS at all", newCollector(t), func(e *outbox.Endpoint) { e.URL = strings.Replace(plain.URL, "http:", "https:", 1) }, "does not speak TLS"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			e := tt.to.endpoint()
			tt.edit(&e)
			d := start(t, configure(t, newJournal(1), e))
			if tt.says == "" {
				s := d.untilAll(1)
				if s.Certificate.Name != "siem.example" || s.Certificate.Issuer != "Test authority" || s.Certificate.Until == "" || s.Insecure != e.Insecure || s.Mutual != (e.Cert != "") {
					t.Errorf("%+v", s)
				}
				return
			}
			before := tt.to.requests()
			s := d.until("it says so", func(s siem.Sink) bool { return s.State == siem.Failing })
			if !strings.Contains(s.Problem.Detail, tt.says) || tt.to.requests() != before {
				t.Errorf("%v; %d requests", s.Problem, tt.to.requests()-before)
			}
		})
	}
}

// A certificate that was mended on the disk is used without a restart.
func TestAnAuthorityThatWasMendedIsReadAgain(t *testing.T) {
	t.Parallel()
	c := newCollector(t)
	e := c.endpoint()
	e.CA = t.TempDir() + "/ca.pem"
	d := start(t, configure(t, newJournal(1), e))
	d.until("it says so", func(s siem.Sink) bool { return s.State == siem.Failing })
	pem, err := os.ReadFile(c.authority.path)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(e.CA, pem, 0o600); err != nil {
		t.Fatal(err)
	}
	d.untilAll(1)
}
