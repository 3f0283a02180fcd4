// Package endpoint is one server that the fleet names, as a leaf reaches it: whom to trust there, where a redirect may
// lead, and in which words it is said that nobody answered.
package endpoint

import (
	"cmp"
	"crypto/tls"
	"crypto/x509"
	"maps"
	"net/http"
	"net/url"
	"os"
	"slices"
	"strings"
	"sync"

	"github.com/sluice-desktop/sluice/internal/fault"
	"github.com/sluice-desktop/sluice/internal/operation"
)

// Endpoint is one server, as the fleet names it.
type Endpoint struct {
	Name        string
	URL         string
	Hint        string // shown where people sign in
	CA          string // path of a PEM file; empty: the system's authorities
	InsecureTLS bool   // the certificate is not verified
	Namespace   string // Vault's, where it has several
	Kind        string // whose API a Git host speaks
}

// Family is what the servers of one kind have in common.
type Family struct {
	System  operation.System // whose protocol they speak
	Title   string           // what people call one, before its name: "Argo CD", "Git host"
	As      string           // likewise in a sentence, where that needs an article: "a Git host"
	Section string           // where the fleet's file names them: "argocd"
}

func (f Family) as() string { return cmp.Or(f.As, f.Title) }

// Site is an endpoint and the clients that reach it. Both clients only read, unless a request carries a permit.
type Site struct {
	Endpoint
	Family
	Base *url.URL
	HTTP *http.Client // follows redirects that stay on the same server
	Once *http.Client // follows no redirect
	seen Seen
}

// Certificate is what the server last showed; nil while it has shown none.
func (s *Site) Certificate() *Certificate { return s.seen.Certificate() }

// Sites are the servers of one family that the fleet names now, each with its connections kept.
type Sites struct {
	Family
	// Named are the fleet's servers now; the list may change at any time.
	Named func() []Endpoint
	// Transport is nil for Go's own, which then trusts whom each endpoint says. Another is taken as it is.
	Transport http.RoundTripper

	mu   sync.Mutex
	open map[Endpoint]*Site
}

// Find is the site of that name.
func (s *Sites) Find(name string) (*Site, error) {
	named := s.Named()
	at := slices.IndexFunc(named, func(e Endpoint) bool { return e.Name == name })
	if at < 0 {
		return nil, fault.New(fault.NotFound, string(s.System), nil, "The fleet names no %s %q. Look at %s: in the fleet's file", s.Title, name, s.Section)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if known, ok := s.open[named[at]]; ok {
		return known, nil
	}
	site, err := s.dial(named[at])
	if err != nil {
		return nil, err
	}
	maps.DeleteFunc(s.open, func(known Endpoint, _ *Site) bool { return !slices.Contains(named, known) })
	if s.open == nil {
		s.open = map[Endpoint]*Site{}
	}
	s.open[named[at]] = site
	return site, nil
}

func (s *Sites) dial(e Endpoint) (*Site, error) {
	base, err := url.Parse(strings.TrimSuffix(e.URL, "/"))
	if err != nil || base.Host == "" || base.Scheme != "https" && base.Scheme != "http" {
		return nil, fault.New(fault.Invalid, string(s.System), nil, "%s %s has no usable URL. It begins with https://; correct it in the fleet's file", s.Title, e.Name)
	}
	if base.User != nil {
		return nil, fault.New(fault.Invalid, string(s.System), nil, "The URL of %s %s holds a login. Take it out of the fleet's file; people sign in here", s.Title, e.Name)
	}
	transport, err := s.transport(e)
	if err != nil {
		return nil, err
	}
	site := &Site{Endpoint: e, Family: s.Family, Base: base}
	guarded := operation.Guard(s.System, site.seen.Transport(transport, !e.InsecureTLS))
	site.HTTP = &http.Client{Transport: guarded, CheckRedirect: site.homeOnly}
	site.Once = &http.Client{Transport: guarded, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	return site, nil
}

// transport has the endpoint's own idea of whom to trust.
func (s *Sites) transport(e Endpoint) (http.RoundTripper, error) {
	base := s.Transport
	if base == nil {
		base = http.DefaultTransport
	}
	own, ok := base.(*http.Transport)
	if !ok || e.CA == "" && !e.InsecureTLS {
		return base, nil
	}
	own = own.Clone()
	if own.TLSClientConfig == nil {
		own.TLSClientConfig = &tls.Config{MinVersion: tls.VersionTLS12}
	}
	own.TLSClientConfig.InsecureSkipVerify = e.InsecureTLS
	if e.CA != "" {
		pem, err := os.ReadFile(e.CA)
		pool := x509.NewCertPool()
		if err != nil || !pool.AppendCertsFromPEM(pem) {
			return nil, fault.New(fault.Invalid, string(s.System), err, "The authority of %s %s, %s, is no readable PEM file. Correct ca: in the fleet's file", s.Title, e.Name, e.CA)
		}
		own.TLSClientConfig.RootCAs = pool
	}
	return own, nil
}

// homeOnly follows a redirect on the same server, and from its http to its https. Any other would carry the
// session, or a password, to somebody else.
func (s *Site) homeOnly(r *http.Request, via []*http.Request) error {
	from, to := via[0].URL, r.URL
	upgrade := from.Scheme == "http" && to.Scheme == "https" && from.Hostname() == to.Hostname() && from.Port() == "" && to.Port() == ""
	if len(via) < 5 && (upgrade || from.Scheme == to.Scheme && from.Host == to.Host) {
		return nil
	}
	return s.Away(to)
}

// Away says that the server sends on to somebody else.
func (s *Site) Away(to *url.URL) error {
	return fault.New(fault.Unreachable, string(s.System), nil,
		"%s sends on to %s://%s, and Sluice does not follow. If that is %s, write its address in the fleet's file", s.Base.Host, to.Scheme, to.Host, s.as())
}
