package endpoint_test

import (
	"encoding/pem"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/sluice-desktop/sluice/internal/endpoint"
	"github.com/sluice-desktop/sluice/internal/fault"
	"github.com/sluice-desktop/sluice/internal/operation"
)

// Whom a server says that it is, is known whether it is believed or not.
func TestACertificateIsShownWhetherItIsTrustedOrNot(t *testing.T) {
	s := httptest.NewTLSServer(http.NotFoundHandler())
	defer s.Close()
	s.Config.ErrorLog = log.New(io.Discard, "", 0)
	ca := filepath.Join(t.TempDir(), "ca.pem")
	if err := os.WriteFile(ca, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: s.Certificate().Raw}), 0o600); err != nil {
		t.Fatal(err)
	}
	for name, row := range map[string]struct {
		at       endpoint.Endpoint
		answers  bool
		verified bool
	}{
		"trusted":                    {endpoint.Endpoint{CA: ca}, true, true},
		"not verified, by exception": {endpoint.Endpoint{InsecureTLS: true}, true, false},
		"not trusted":                {endpoint.Endpoint{}, false, false},
	} {
		t.Run(name, func(t *testing.T) {
			row.at.Name, row.at.URL = "main", s.URL
			sites := endpoint.Sites{
				Family: endpoint.Family{System: operation.Vault, Title: "Vault", Section: "vault"},
				Named:  func() []endpoint.Endpoint { return []endpoint.Endpoint{row.at} },
			}
			site, err := sites.Find("main")
			if err != nil || site.Certificate() != nil {
				t.Fatalf("before: %+v, %v", site, err)
			}
			answer, err := site.HTTP.Get(s.URL)
			if (err == nil) != row.answers {
				t.Fatalf("%v", err)
			}
			if err == nil {
				answer.Body.Close()
			}
			got := site.Certificate()
			if got == nil || got.Name != "example.com" || got.Issuer == "" || got.Verified != row.verified {
				t.Fatalf("%+v", got)
			}
			if _, err := time.Parse(time.RFC3339, got.Until); err != nil {
				t.Error(err)
			}
		})
	}
}

func TestAServerThatIsNotUpIsToldFromOneThatRefuses(t *testing.T) {
	site := &endpoint.Site{Endpoint: endpoint.Endpoint{Name: "main"}, Family: endpoint.Family{System: operation.Vault, Title: "Vault"}}
	for status, busy := range map[int]bool{408: true, 429: true, 500: true, 503: true, 599: true, 400: false, 401: false, 403: false, 404: false} {
		err := site.Busy(status)
		if (err != nil) != busy || busy && fault.Of(err).Kind != fault.Unreachable {
			t.Errorf("%d: %v", status, err)
		}
	}
}
