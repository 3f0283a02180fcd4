package rest

import (
	"bytes"
	"cmp"
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"io"
	"mime"
	"net/http"
	"net/url"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/sluice-desktop/sluice/internal/fault"
	"github.com/sluice-desktop/sluice/internal/operation"
)

// mostBytes is the longest answer that is read: ten thousand applications take a quarter of it.
const mostBytes = 128 << 20

// site is one endpoint and the client that reaches it.
type site struct {
	Endpoint
	base *url.URL
	http *http.Client
	once *http.Client // follows no redirect
}

// site finds an instance by its name.
func (c *client) site(name string) (*site, error) {
	endpoints := c.Config.Instances()
	at := slices.IndexFunc(endpoints, func(e Endpoint) bool { return e.Name == name })
	if at < 0 {
		return nil, fault.New(fault.NotFound, "argocd", nil, "The fleet names no Argo CD %q. Look at argocd: in the fleet's file", name)
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if s, ok := c.sites[endpoints[at]]; ok {
		return s, nil
	}
	s, err := c.dial(endpoints[at])
	if err != nil {
		return nil, err
	}
	for known, old := range c.sites {
		if !slices.Contains(endpoints, known) {
			old.http.CloseIdleConnections()
			delete(c.sites, known)
		}
	}
	c.sites[endpoints[at]] = s
	return s, nil
}

func (c *client) dial(e Endpoint) (*site, error) {
	base, err := url.Parse(strings.TrimSuffix(e.URL, "/"))
	if err != nil || base.Host == "" || base.Scheme != "https" && base.Scheme != "http" {
		return nil, fault.New(fault.Invalid, "argocd", nil, "Argo CD %s has no usable URL. It begins with https://; correct it in the fleet's file", e.Name)
	}
	if base.User != nil {
		return nil, fault.New(fault.Invalid, "argocd", nil, "The URL of Argo CD %s holds a login. Take it out of the fleet's file; people sign in here", e.Name)
	}
	transport, err := c.transport(e)
	if err != nil {
		return nil, err
	}
	guarded := operation.Guard(operation.ArgoCD, transport)
	return &site{
		Endpoint: e, base: base,
		http: &http.Client{Transport: guarded, CheckRedirect: homeOnly},
		once: &http.Client{Transport: guarded, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }},
	}, nil
}

// transport has the endpoint's own idea of whom to trust. A transport that is not Go's own is taken as it is.
func (c *client) transport(e Endpoint) (http.RoundTripper, error) {
	base := c.Transport
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
			return nil, fault.New(fault.Invalid, "argocd", err, "The authority of Argo CD %s, %s, is no readable PEM file. Correct ca: in the fleet's file", e.Name, e.CA)
		}
		own.TLSClientConfig.RootCAs = pool
	}
	return own, nil
}

// homeOnly follows a redirect on the same server, and from its http to its https. Any other would carry the
// session, or a password, to somebody else.
func homeOnly(r *http.Request, via []*http.Request) error {
	from, to := via[0].URL, r.URL
	upgrade := from.Scheme == "http" && to.Scheme == "https" && from.Hostname() == to.Hostname() && from.Port() == "" && to.Port() == ""
	if len(via) < 5 && (upgrade || from.Scheme == to.Scheme && from.Host == to.Host) {
		return nil
	}
	return fault.New(fault.Unreachable, "argocd", nil,
		"%s sends on to %s://%s, and Sluice does not follow. If that is Argo CD, write its address in the fleet's file", from.Host, to.Scheme, to.Host)
}

// request is one question to a site. A zero session asks as nobody.
type request struct {
	method string
	path   []string
	query  url.Values
	body   any
	as     session
	within time.Duration // 0: as any answer
}

func (s *site) send(ctx context.Context, q request, accept string) (*http.Response, error) {
	var body io.Reader
	if q.body != nil {
		text, err := json.Marshal(q.body)
		if err != nil {
			return nil, fault.New(fault.Internal, "argocd", err, "The request to Argo CD %s could not be written", s.Name)
		}
		body = bytes.NewReader(text)
	}
	path := make([]string, len(q.path))
	for i, part := range q.path {
		path[i] = url.PathEscape(part)
	}
	address := s.base.JoinPath(path...)
	address.RawQuery = q.query.Encode()
	r, err := http.NewRequestWithContext(ctx, q.method, address.String(), body)
	if err != nil {
		return nil, fault.New(fault.Invalid, "argocd", err, "Argo CD %s cannot be asked that", s.Name)
	}
	r.Header.Set("Accept", accept)
	if body != nil {
		r.Header.Set("Content-Type", "application/json")
	}
	if !q.as.token.Empty() {
		r.Header.Set("Authorization", "Bearer "+q.as.token.Reveal())
	}
	response, err := s.http.Do(r)
	if err != nil {
		return nil, s.unreached(ctx, err)
	}
	return response, nil
}

// call asks and decodes the answer into out.
func (c *client) call(ctx context.Context, s *site, q request, out any) error {
	ctx, cancel := context.WithTimeout(ctx, cmp.Or(q.within, c.pace.Answer))
	defer cancel()
	response, err := s.send(ctx, q, "application/json")
	if err != nil {
		return err
	}
	defer response.Body.Close()
	if response.StatusCode/100 != 2 {
		return c.refused(s, q, response)
	}
	if !isJSON(response) {
		return s.foreign(response)
	}
	bounded := &io.LimitedReader{R: response.Body, N: mostBytes}
	if err := json.NewDecoder(bounded).Decode(out); err != nil {
		if bounded.N == 0 {
			return fault.New(fault.Invalid, "argocd", err, "Argo CD %s answered with more than %d MiB. Narrow what is asked, or ask its administrators", s.Name, mostBytes>>20)
		}
		if ctx.Err() != nil {
			return s.unreached(ctx, ctx.Err())
		}
		return fault.New(fault.Unreachable, "argocd", err, "The answer of Argo CD %s broke off or is not what Sluice knows. Retry; if it stays so, its version may be too new or too old", s.Name)
	}
	return nil
}

func isJSON(r *http.Response) bool {
	kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	return kind == "application/json"
}
