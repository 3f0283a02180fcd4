package outbox_test

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/hex"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/sluice-desktop/sluice/internal/audit"
	"github.com/sluice-desktop/sluice/internal/secret"
	"github.com/sluice-desktop/sluice/internal/siem"
	"github.com/sluice-desktop/sluice/internal/siem/outbox"
)

// journal is a Source in memory.
type journal struct {
	mu     sync.Mutex
	id     string
	events []audit.Event
	grown  chan struct{}
}

func newJournal(records int) *journal {
	j := &journal{id: "j1", grown: make(chan struct{})}
	j.write(records)
	return j
}

// write adds so many records.
func (j *journal) write(records int) {
	for range records {
		n := strconv.Itoa(len(j.Events()) + 1)
		j.add(audit.Event{Operation: "op" + n, Outcome: audit.Succeeded, Details: map[string]string{"revision": n}})
	}
}

func (j *journal) add(e audit.Event) {
	j.mu.Lock()
	defer j.mu.Unlock()
	e.At, e.Action, e.Person, e.Role = "2026-10-02T08:00:00.123456789Z", "helm.release.rollback", "Olga", "operations"
	e.Name, e.Host, e.Logins = "acme-shop", "desk", []string{"kubernetes:ops1"}
	if n := len(j.events); n > 0 {
		e.Prev = j.events[n-1].Hash
	}
	e.Seq = int64(len(j.events) + 1)
	e.Hash = hashOf(e)
	j.events = append(j.events, e)
	close(j.grown)
	j.grown = make(chan struct{})
}

// hashOf stands for the journal's own sum.
func hashOf(e audit.Event) string {
	e.Hash = ""
	body, _ := json.Marshal(e) // text and numbers always marshal
	sum := sha256.Sum256(body)
	return hex.EncodeToString(sum[:])
}

// tamper has the journal be as edit makes it.
func (j *journal) tamper(edit func([]audit.Event) []audit.Event) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.events = edit(slices.Clone(j.events))
}

// Events are all records; nobody changes them.
func (j *journal) Events() []audit.Event {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.events
}

func (j *journal) Since(_ context.Context, after int64, limit int) ([]audit.Event, error) {
	all := j.Events()
	from := min(int(after), len(all))
	return all[from:min(from+limit, len(all))], nil
}

func (j *journal) Grown() <-chan struct{} {
	j.mu.Lock()
	defer j.mu.Unlock()
	return j.grown
}

func (j *journal) ID() string    { return j.id }
func (j *journal) Length() int64 { return int64(len(j.Events())) }

// tokens is a keychain in memory.
type tokens struct {
	mu   sync.Mutex
	kept map[string]string
}

func (k *tokens) Get(_ context.Context, system, account string) (secret.Value, bool, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	text, ok := k.kept[system+"/"+account]
	return secret.New(text), ok, nil
}

func (k *tokens) Set(_ context.Context, system, account string, v secret.Value) error {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.kept[system+"/"+account] = v.Reveal()
	return nil
}

func (k *tokens) Delete(_ context.Context, system, account string) error {
	k.mu.Lock()
	defer k.mu.Unlock()
	delete(k.kept, system+"/"+account)
	return nil
}

// quick is a pace at which a test ends soon.
var quick = outbox.Pace{Answer: 10 * time.Second, First: 5 * time.Millisecond, Longest: 30 * time.Millisecond, Announce: 5 * time.Millisecond}

// longest draws the longest pause, so that tests know what comes.
func longest(below time.Duration) time.Duration { return below }

// desk is an outbox on somebody's computer.
type desk struct {
	*outbox.Outbox
	t       *testing.T
	tokens  *tokens
	stop    func()
	changed chan struct{}
}

// configure is a usual configuration over a fresh folder.
func configure(t *testing.T, j outbox.Source, sinks ...outbox.Endpoint) outbox.Config {
	t.Helper()
	return outbox.Config{
		Path: filepath.Join(t.TempDir(), "outbox.db"), Journal: j, Sinks: func() []outbox.Endpoint { return sinks },
		Tokens: &tokens{kept: map[string]string{}}, Agent: "sluice/test", Now: time.Now, Random: longest, Pace: quick,
	}
}

// start begins to deliver.
func start(t *testing.T, cfg outbox.Config) *desk {
	t.Helper()
	d := &desk{t: t, tokens: cfg.Tokens.(*tokens), changed: make(chan struct{}, 1)}
	cfg.Changed = func() {
		select {
		case d.changed <- struct{}{}:
		default:
		}
	}
	d.Outbox = outbox.New(cfg)
	ctx, cancel := context.WithCancel(context.Background())
	d.stop = sync.OnceFunc(func() {
		cancel()
		if err := d.Stop(); err != nil {
			t.Error(err)
		}
	})
	t.Cleanup(d.stop)
	d.Start(ctx)
	return d
}

// sink is how the only sink stands.
func (d *desk) sink() siem.Sink {
	d.t.Helper()
	all, err := d.Overview(context.Background())
	if err != nil || len(all.Sinks) == 0 {
		d.t.Fatalf("%+v, %v", all, err)
	}
	return all.Sinks[0]
}

// until waits for the sink to stand as it should.
func (d *desk) until(what string, reached func(siem.Sink) bool) siem.Sink {
	d.t.Helper()
	for deadline := time.Now().Add(20 * time.Second); ; {
		s := d.sink()
		if reached(s) {
			return s
		}
		if time.Now().After(deadline) {
			d.t.Fatalf("never came: %s; it is %+v, %v", what, s, s.Problem)
		}
		select {
		case <-d.changed:
		case <-time.After(20 * time.Millisecond):
		}
	}
}

func (d *desk) untilAll(records int64) siem.Sink {
	d.t.Helper()
	return d.until(fmt.Sprintf("all %d are acknowledged", records), func(s siem.Sink) bool { return s.Queue == 0 && s.Acked.Seq == records })
}

// authority signs certificates of servers and of people.
type authority struct {
	t           *testing.T
	certificate *x509.Certificate
	key         *ecdsa.PrivateKey
	path        string
}

func newAuthority(t *testing.T) *authority {
	t.Helper()
	a := &authority{t: t}
	template := &x509.Certificate{Subject: pkix.Name{CommonName: "Test authority"}, IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign}
	a.path, _, _ = a.issue(template)
	return a
}

// issue makes a certificate and gives its files.
func (a *authority) issue(template *x509.Certificate) (certPath, keyPath string, pair tls.Certificate) {
	a.t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		a.t.Fatal(err)
	}
	template.SerialNumber = big.NewInt(time.Now().UnixNano())
	template.NotBefore, template.NotAfter = time.Now().Add(-time.Hour), time.Now().Add(time.Hour)
	if a.certificate == nil {
		a.certificate, a.key = template, key
	}
	der, err := x509.CreateCertificate(rand.Reader, template, a.certificate, key.Public(), a.key)
	if err != nil {
		a.t.Fatal(err)
	}
	if template.IsCA {
		a.certificate, err = x509.ParseCertificate(der)
		if err != nil {
			a.t.Fatal(err)
		}
	}
	secretPart, err := x509.MarshalECPrivateKey(key)
	if err != nil {
		a.t.Fatal(err)
	}
	certPEM := pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})
	keyPEM := pem.EncodeToMemory(&pem.Block{Type: "EC PRIVATE KEY", Bytes: secretPart})
	folder := a.t.TempDir()
	certPath, keyPath = filepath.Join(folder, "a.crt"), filepath.Join(folder, "a.key")
	for path, content := range map[string][]byte{certPath: certPEM, keyPath: keyPEM} {
		if err := os.WriteFile(path, content, 0o600); err != nil {
			a.t.Fatal(err)
		}
	}
	if pair, err = tls.X509KeyPair(certPEM, keyPEM); err != nil {
		a.t.Fatal(err)
	}
	return certPath, keyPath, pair
}

// server is a TLS configuration for 127.0.0.1.
func (a *authority) server() *tls.Config {
	_, _, pair := a.issue(&x509.Certificate{Subject: pkix.Name{CommonName: "siem.example"}, IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
		KeyUsage: x509.KeyUsageDigitalSignature, ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth}})
	return &tls.Config{Certificates: []tls.Certificate{pair}, MinVersion: tls.VersionTLS12}
}

// client is a person's certificate.
func (a *authority) client() (cert, key string) {
	cert, key, _ = a.issue(&x509.Certificate{Subject: pkix.Name{CommonName: "desk"}, KeyUsage: x509.KeyUsageDigitalSignature,
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}})
	return cert, key
}

// pool trusts the authority.
func (a *authority) pool() *x509.CertPool {
	pool := x509.NewCertPool()
	pool.AddCert(a.certificate)
	return pool
}
