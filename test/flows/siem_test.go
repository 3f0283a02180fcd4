//go:build sandbox

package flows_test

import (
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"testing"

	"github.com/sluice-desktop/sluice/internal/audit"
	"github.com/sluice-desktop/sluice/internal/desktop"
	"github.com/sluice-desktop/sluice/internal/fault"
	"github.com/sluice-desktop/sluice/internal/siem"
)

// arrived is a record as the sandbox's SIEM keeps it.
type arrived struct {
	Via  string      `json:"via"`
	Key  string      `json:"key"`
	Body audit.Event `json:"body"`
}

// siemServer asks the sandbox's SIEM as somebody who reads there.
func (s servers) siemServer(t *testing.T, method, path string, in, out any) {
	t.Helper()
	authority, err := os.ReadFile(s.SIEM.CAFile)
	if err != nil {
		t.Fatal(err)
	}
	pool := x509.NewCertPool()
	pool.AppendCertsFromPEM(authority)
	client := &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: pool}, DisableKeepAlives: true}}
	body, err := json.Marshal(in)
	if err != nil {
		t.Fatal(err)
	}
	r, err := http.NewRequestWithContext(t.Context(), method, s.SIEM.URL+path, bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer "+s.SIEM.Token)
	response, err := client.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	if err := json.NewDecoder(response.Body).Decode(out); err != nil || response.StatusCode != http.StatusOK {
		t.Fatalf("%s: %s, %v", path, response.Status, err)
	}
}

// trouble has the SIEM refuse the next batches that come as JSON.
func (s servers) trouble(t *testing.T, status, requests int) {
	t.Helper()
	var done struct{}
	s.siemServer(t, http.MethodPost, "/trouble", map[string]any{"path": "/ingest", "status": status, "requests": requests}, &done)
}

// threeWays is the sandbox's fleet with its SIEM under every kind that there is.
func (s servers) threeWays(t *testing.T) servers {
	t.Helper()
	fleet, err := os.ReadFile(s.Fleet)
	if err != nil {
		t.Fatal(err)
	}
	more := fmt.Sprintf("siem:\n  - {name: collector, kind: otlp, url: %q, ca: %q}\n  - {name: archive, kind: syslog, url: %q, ca: %q}\n",
		s.SIEM.URL, s.SIEM.CAFile, s.SIEM.Syslog, s.SIEM.CAFile)
	s.Fleet = filepath.Join(t.TempDir(), "sluice.yaml")
	if err := os.WriteFile(s.Fleet, bytes.Replace(fleet, []byte("siem:\n"), []byte(more), 1), 0o600); err != nil {
		t.Fatal(err)
	}
	return s
}

func (a *app) sink(name string) siem.Sink {
	a.t.Helper()
	all, err := a.copies.Overview()
	if err != nil {
		a.t.Fatal(err)
	}
	for _, s := range all.Sinks {
		if s.Name == name {
			return s
		}
	}
	a.t.Fatalf("there is no sink %s among %+v", name, all.Sinks)
	return siem.Sink{}
}

func TestTheJournalIsCopiedOut(t *testing.T) {
	s := sandbox(t).threeWays(t)
	a := open(t, s, "ops1@ocean")

	// Without a token nothing is taken; a wrong one is said to be wrong, and that is recorded.
	refused := a.follow(a.copies.SignIn(desktop.SinkToken{Sink: "central", Token: "wrong"}))
	if refused.State != "failed" || refused.Fault.Kind != fault.SignIn {
		t.Fatalf("%+v %+v", refused, refused.Fault)
	}
	until(t, "it wants a token", func() bool { return a.sink("central").State == siem.SignIn })
	operations := []string{refused.ID}
	for _, sink := range []string{"central", "collector"} {
		end := a.follow(a.copies.SignIn(desktop.SinkToken{Sink: sink, Token: s.SIEM.Token}))
		if end.State != "succeeded" {
			t.Fatalf("%s: %+v %+v", sink, end, end.Fault)
		}
		operations = append(operations, end.ID)
	}

	// A SIEM that is not well for a while gets everything all the same.
	s.trouble(t, http.StatusServiceUnavailable, 2)
	a.signIn(s, "ops1")
	for _, sink := range []string{"central", "collector", "archive"} {
		until(t, sink+" has everything", func() bool { return a.sink(sink).State == siem.OK })
	}
	if got := a.sink("central"); got.Certificate.Issuer != "sluice-sandbox-siem" || got.Acked.Seq < 8 || got.Insecure {
		t.Errorf("%+v", got)
	}

	// What is there is what the journal has, by each way, in order.
	var all []arrived
	s.siemServer(t, http.MethodGet, "/records", nil, &all)
	for _, via := range []string{"https", "otlp", "syslog"} {
		for _, operation := range operations {
			records, err := a.journal.Records(operation)
			if err != nil || len(records) != 2 {
				t.Fatalf("%+v, %v", records, err)
			}
			for _, want := range records {
				if !slices.ContainsFunc(all, func(r arrived) bool {
					return r.Via == via && reflect.DeepEqual(r.Body, want)
				}) {
					t.Errorf("record %d of %s did not come by %s", want.Seq, operation, via)
				}
			}
		}
	}

	// A record that it refuses waits until somebody sends it again.
	s.trouble(t, http.StatusUnprocessableEntity, 2) // alone or in a batch of two: one record is refused at least
	if out := a.follow(a.copies.SignOut("collector")); out.State != "succeeded" {
		t.Fatalf("%+v", out)
	}
	until(t, "a record is refused", func() bool { return a.sink("central").State == siem.Dead })
	letters, err := a.copies.Letters("central")
	if err != nil || len(letters) == 0 || letters[0].Action != "session.signOut" {
		t.Fatalf("%+v, %v", letters, err)
	}
	if again := a.follow(a.copies.Replay(siem.ReplayInput{Sink: "central"})); again.State != "succeeded" || a.trail(again.ID) != "asked,succeeded" {
		t.Fatalf("%+v %+v", again, again.Fault)
	}
	until(t, "it has everything again", func() bool { return a.sink("central").State == siem.OK })
	s.siemServer(t, http.MethodGet, "/records", nil, &all)
	if !slices.ContainsFunc(all, func(r arrived) bool { return r.Via == "https" && r.Key == letters[0].Key }) {
		t.Error("what was sent again did not arrive")
	}
}
