// Package rest speaks JSON with the sandbox's servers.
package rest

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"
)

// Client asks one server.
type Client struct {
	Base string
	HTTP *http.Client
	// Header goes with every request, as the token does.
	Header http.Header
}

// New gives a client without credentials.
func New(base string) *Client {
	return &Client{Base: base, HTTP: &http.Client{Timeout: time.Minute}, Header: http.Header{}}
}

// With gives a copy that sends one more header.
func (c *Client) With(name, value string) *Client {
	header := c.Header.Clone()
	header.Set(name, value)
	return &Client{Base: c.Base, HTTP: c.HTTP, Header: header}
}

// Refused is an answer that is not a success.
type Refused struct {
	Method, Path string
	Status       int
	Body         string
}

func (r *Refused) Error() string {
	return fmt.Sprintf("%s %s: %d %s", r.Method, r.Path, r.Status, strings.TrimSpace(r.Body))
}

// Do sends in as JSON unless it is nil or bytes already, and decodes the answer into out unless that is nil.
func (c *Client) Do(ctx context.Context, method, path string, in, out any) error {
	return c.Send(ctx, method, path, "application/json", in, out)
}

// Send is Do with another content type.
func (c *Client) Send(ctx context.Context, method, path, contentType string, in, out any) error {
	body, err := encode(in)
	if err != nil {
		return err
	}
	req, err := http.NewRequestWithContext(ctx, method, c.Base+path, body)
	if err != nil {
		return err
	}
	for name, values := range c.Header {
		req.Header[name] = values
	}
	req.Header.Set("Content-Type", contentType)
	req.Header.Set("Accept", "application/json")
	resp, err := c.HTTP.Do(req)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	content, err := io.ReadAll(resp.Body)
	if err != nil {
		return err
	}
	if resp.StatusCode >= 300 {
		return &Refused{Method: method, Path: path, Status: resp.StatusCode, Body: string(content)}
	}
	if out == nil {
		return nil
	}
	return json.Unmarshal(content, out)
}

func encode(in any) (io.Reader, error) {
	switch in := in.(type) {
	case nil:
		return http.NoBody, nil
	case []byte:
		return bytes.NewReader(in), nil
	}
	content, err := json.Marshal(in)
	return bytes.NewReader(content), err
}

// Until asks again and again, until the question is answered with yes, the context ends or patience does. The last
// error is the reason given.
func Until(ctx context.Context, patience, pause time.Duration, ask func(context.Context) error) error {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	for {
		err := ask(ctx)
		if err == nil {
			return nil
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("not after %s: %w", patience, err)
		case <-time.After(pause):
		}
	}
}
