package outbox

import (
	"bytes"
	"context"
	"crypto/tls"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/sluice-desktop/sluice/internal/fault"
	"github.com/sluice-desktop/sluice/internal/secret"
)

// mostSaid is how much of an answer is read.
const mostSaid = 64 << 10

// shape is how a batch looks in the body of a request, and what the answer to it says.
type shape interface {
	// path is added to an address without one.
	path() string
	contentType() string
	body(batch []record) ([]byte, error)
	// taken reads an answer that says yes. An error is a no after all.
	taken(contentType string, answer []byte) (head, error)
}

// poster sends batches as HTTPS requests, one after the other; HTTP/1.1 is enough for that.
type poster struct {
	line  *line
	at    string
	host  string
	shape shape
	http  *http.Client
}

func newPoster(l *line, at *url.URL, trust *tls.Config, made func(*line) shape) *poster {
	s := made(l)
	if at.Path == "" || at.Path == "/" {
		at = at.JoinPath(s.path())
	}
	return &poster{line: l, at: at.String(), host: at.Host, shape: s, http: &http.Client{
		Transport: &http.Transport{
			Proxy: http.ProxyFromEnvironment, TLSClientConfig: trust,
			TLSHandshakeTimeout: l.o.Pace.Answer, IdleConnTimeout: 30 * time.Second, MaxIdleConns: 1,
		},
		// A redirect would carry records and token to somebody else, or turn the POST into a GET that is answered with 200.
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
}

func (p *poster) end() { p.http.CloseIdleConnections() }

func (p *poster) send(ctx context.Context, batch []record, token secret.Value) (reply, error) {
	body, err := p.shape.body(batch)
	if err != nil {
		return reply{}, err
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, p.at, bytes.NewReader(body))
	if err != nil {
		return reply{}, err
	}
	r.Header.Set("Content-Type", p.shape.contentType())
	r.Header.Set("Idempotency-Key", keyOfBatch(batch))
	r.Header.Set("User-Agent", p.line.o.Agent)
	if !token.Empty() {
		r.Header.Set("Authorization", "Bearer "+token.Reveal())
	}
	response, err := p.http.Do(r)
	if err != nil {
		return reply{}, p.line.unreached(ctx, p.host, err)
	}
	defer response.Body.Close()
	answered := reply{certificate: seen(response.TLS)}
	said, err := io.ReadAll(io.LimitReader(response.Body, mostSaid))
	if err != nil {
		return answered, p.line.unreached(ctx, p.host, err)
	}
	if response.StatusCode/100 != 2 {
		return answered, p.judge(response, said)
	}
	answered.head, err = p.shape.taken(mediaType(response), said)
	return answered, err
}

func mediaType(r *http.Response) string {
	kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	return kind
}

// judge is the one table of what an answer means.
func (p *poster) judge(r *http.Response, said []byte) *setback {
	name, longest := p.line.Name, p.line.o.Pace.Longest
	cause := errors.New(r.Status)
	answer := func(why why, after time.Duration, kind fault.Kind, format string, args ...any) *setback {
		return &setback{why, after, fault.New(kind, "siem", cause, format, args...)}
	}
	switch code := r.StatusCode; {
	case (code == http.StatusUnauthorized || code == http.StatusForbidden) && r.Request.Header.Get("Authorization") == "":
		return answer(signIn, 0, fault.SignIn, "SIEM %s wants a token (%d). Sign in with one that may write records", name, code)
	case code == http.StatusUnauthorized, code == http.StatusForbidden:
		return answer(signIn, 0, fault.SignIn, "SIEM %s does not accept this token (%d). Sign in with one that it accepts", name, code)
	case code == http.StatusRequestTimeout, code == http.StatusTooEarly, code >= 500:
		return answer(again, retryAfter(r, p.line.o.Now()), fault.Unreachable, "SIEM %s is not well (%s). It is tried again by itself", name, r.Status)
	case code == http.StatusTooManyRequests:
		return answer(again, retryAfter(r, p.line.o.Now()), fault.Unreachable, "SIEM %s asks for a pause. It is tried again by itself", name)
	case code/100 == 3:
		return answer(again, longest, fault.Invalid, "%s sends on to %s, and Sluice does not follow. If that is SIEM %s, write its address in the fleet's file", p.host, elsewhere(r), name)
	case code == http.StatusNotFound, code == http.StatusMethodNotAllowed, code == http.StatusGone:
		return answer(again, longest, fault.Invalid, "%s takes no records at this address (%s). Check the URL of SIEM %s in the fleet's file", p.host, r.Status, name)
	case code/100 == 4:
		return answer(refused, 0, fault.Invalid, "%s", sentence(r, said))
	}
	return answer(again, longest, fault.Invalid, "SIEM %s answered with %s, which Sluice does not understand", name, r.Status)
}

func elsewhere(r *http.Response) string {
	to, err := r.Location()
	if err != nil {
		return "another place"
	}
	return to.Scheme + "://" + to.Host
}

// retryAfter is how long the sink wants to be left alone: seconds, or a date.
func retryAfter(r *http.Response, now time.Time) time.Duration {
	asked := r.Header.Get("Retry-After")
	if seconds, err := strconv.Atoi(asked); err == nil && seconds > 0 {
		return min(time.Duration(seconds), 366*24*3600) * time.Second
	}
	if at, err := http.ParseTime(asked); err == nil {
		return max(at.Sub(now), 0)
	}
	return 0
}

// sentence is a refusal in words: the status, and what the sink says where that is text, without what looks secret.
func sentence(r *http.Response, said []byte) string {
	kind := mediaType(r)
	words := ""
	if kind == "application/json" || kind == "text/plain" {
		words = strings.Join(strings.Fields(secret.Said(string(said[:min(len(said), 1000)]))), " ")
	}
	if words == "" {
		return r.Status
	}
	return fmt.Sprintf("%s: %s", r.Status, words)
}

// inJSON is a batch as a JSON array of records.
type inJSON struct{}

func newJSON(*line) shape { return inJSON{} }

func (inJSON) path() string        { return "" }
func (inJSON) contentType() string { return "application/json" }

func (inJSON) body(batch []record) ([]byte, error) {
	parts := make([][]byte, len(batch))
	for i, r := range batch {
		parts[i] = r.body
	}
	return append(append([]byte("["), bytes.Join(parts, []byte(","))...), ']'), nil
}

// taken finds the head that the sink holds, where it tells: {"head": {"journal": …, "seq": …, "hash": …}}.
func (inJSON) taken(contentType string, answer []byte) (head, error) {
	var told struct {
		Head head `json:"head"`
	}
	if contentType != "application/json" || json.Unmarshal(answer, &told) != nil {
		return head{}, nil // most say nothing, or something of their own
	}
	return told.Head, nil
}
