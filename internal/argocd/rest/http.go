package rest

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"io"
	"mime"
	"net/http"
	"net/url"
	"time"

	"github.com/sluice-desktop/sluice/internal/endpoint"
	"github.com/sluice-desktop/sluice/internal/fault"
)

// mostBytes is the longest answer that is read: ten thousand applications take a quarter of it.
const mostBytes = 128 << 20

// site is one instance and the clients that reach it.
type site struct{ *endpoint.Site }

// site finds an instance by its name.
func (c *client) site(name string) (*site, error) {
	found, err := c.sites.Find(name)
	if err != nil {
		return nil, err
	}
	return &site{found}, nil
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
	address := s.Base.JoinPath(path...)
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
	response, err := s.HTTP.Do(r)
	if err != nil {
		return nil, s.Unreached(ctx, err)
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
		return s.Foreign(response)
	}
	bounded := &io.LimitedReader{R: response.Body, N: mostBytes}
	if err := json.NewDecoder(bounded).Decode(out); err != nil {
		if bounded.N == 0 {
			return fault.New(fault.Invalid, "argocd", err, "Argo CD %s answered with more than %d MiB. Narrow what is asked, or ask its administrators", s.Name, mostBytes>>20)
		}
		if ctx.Err() != nil {
			return s.Unreached(ctx, ctx.Err())
		}
		return fault.New(fault.Unreachable, "argocd", err, "The answer of Argo CD %s broke off or is not what Sluice knows. Retry; if it stays so, its version may be too new or too old", s.Name)
	}
	return nil
}

func isJSON(r *http.Response) bool {
	kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	return kind == "application/json"
}
