package outbox_test

import (
	"crypto/tls"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"reflect"
	"strings"
	"sync"
	"testing"

	"github.com/sluice-desktop/sluice/internal/audit"
	"github.com/sluice-desktop/sluice/internal/siem/outbox"
)

// received is a record as a SIEM gets it.
type received struct {
	Key     string `json:"key"`
	Journal string `json:"journal"`
	audit.Event
}

// answer treats a request in place of the collector; it reports whether the collector shall keep the batch too.
type answer func(w http.ResponseWriter, r *http.Request, batch []received) (keep bool)

// collector is a SIEM that takes JSON over HTTPS. It misbehaves as it is told.
type collector struct {
	t         *testing.T
	authority *authority
	*httptest.Server
	address string

	mu      sync.Mutex
	got     []received
	asked   int      // requests
	most    int      // records in one request
	batches []string // their idempotency keys
	once    []answer // for the next requests, one each
	always  answer   // for those after
	token   string   // that it wants; empty: none
	body    func(contentType string, body []byte) ([]received, error)
}

func newCollector(t *testing.T) *collector {
	t.Helper()
	c := &collector{t: t, authority: newAuthority(t), body: fromJSON}
	c.listen("127.0.0.1:0", c.authority.server())
	return c
}

// listen begins to serve, at the address of before when it returns.
func (c *collector) listen(address string, config *tls.Config) {
	c.t.Helper()
	listener, err := net.Listen("tcp", address)
	if err != nil {
		c.t.Fatal(err)
	}
	c.address = listener.Addr().String()
	c.Server = httptest.NewUnstartedServer(c)
	c.Server.Listener.Close()
	c.Server.Listener, c.Server.TLS = listener, config
	c.Server.Config.ErrorLog = quiet()
	c.StartTLS()
	c.t.Cleanup(c.Server.Close)
}

func (c *collector) endpoint() outbox.Endpoint {
	return outbox.Endpoint{Name: "central", Kind: outbox.HTTPS, URL: "https://" + c.address + "/records", CA: c.authority.path}
}

func fromJSON(contentType string, body []byte) ([]received, error) {
	if contentType != "application/json" {
		return nil, fmt.Errorf("content type %q", contentType)
	}
	var batch []received
	return batch, json.Unmarshal(body, &batch)
}

func (c *collector) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return
	}
	batch, err := c.body(r.Header.Get("Content-Type"), body)
	if err != nil || len(batch) == 0 || r.Method != http.MethodPost || r.Header.Get("User-Agent") != "sluice/test" {
		c.t.Errorf("%s %s: %v: %.200s", r.Method, r.URL, err, body)
	}
	if act := c.treat(r, batch); act != nil && !act(w, r, batch) {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.batches = append(c.batches, r.Header.Get("Idempotency-Key"))
	c.got = append(c.got, batch...)
}

// treat counts a request and says what is to be done with it; nil: take it.
func (c *collector) treat(r *http.Request, batch []received) answer {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.asked++
	c.most = max(c.most, len(batch))
	if c.token != "" && r.Header.Get("Authorization") != "Bearer "+c.token {
		return says(http.StatusUnauthorized)
	}
	if len(c.once) == 0 {
		return c.always
	}
	act := c.once[0]
	c.once = c.once[1:]
	return act
}

// next has the coming requests treated so, one each.
func (c *collector) next(answers ...answer) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.once = append(c.once, answers...)
}

func (c *collector) from(now answer) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.always = now
}

func (c *collector) requests() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.asked
}

// records are those that arrived, each once, in the order in which each came first; and how many came twice.
func (c *collector) records() (distinct []received, duplicates int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	seen := map[string]string{}
	for _, r := range c.got {
		hash, known := seen[r.Key]
		switch {
		case !known:
			seen[r.Key] = r.Hash
			distinct = append(distinct, r)
		case hash != r.Hash:
			c.t.Errorf("two records came under the key %s", r.Key)
		default:
			duplicates++
		}
	}
	return distinct, duplicates
}

// complete checks that all records of a journal arrived, in order, unchanged, and gives how many came twice.
func (c *collector) complete(events []audit.Event) (duplicates int) {
	c.t.Helper()
	got, duplicates := c.records()
	if len(got) != len(events) {
		c.t.Fatalf("%d records arrived of %d", len(got), len(events))
	}
	for i, e := range events {
		if got[i].Key != fmt.Sprintf("%s-%d", got[0].Journal, e.Seq) || !reflect.DeepEqual(got[i].Event, e) {
			c.t.Fatalf("in place %d came %+v, not %+v", i, got[i], e)
		}
	}
	return duplicates
}

// says answers with a status and keeps nothing.
func says(status int, headers ...string) answer {
	return func(w http.ResponseWriter, _ *http.Request, _ []received) bool {
		for _, h := range headers {
			name, value, _ := strings.Cut(h, ": ")
			w.Header().Set(name, value)
		}
		w.WriteHeader(status)
		return false
	}
}

// hangs keeps the batch and never says so.
func hangs(_ http.ResponseWriter, r *http.Request, _ []received) bool {
	<-r.Context().Done()
	return true
}

// resets breaks the connection and keeps nothing.
func resets(w http.ResponseWriter, _ *http.Request, _ []received) bool {
	if conn, _, err := w.(http.Hijacker).Hijack(); err == nil {
		_ = conn.(*tls.Conn).NetConn().(*net.TCPConn).SetLinger(0)
		_ = conn.(*tls.Conn).NetConn().Close()
	}
	return false
}

// vanishes breaks the connection after the batch was kept.
func vanishes(w http.ResponseWriter, r *http.Request, batch []received) bool {
	return !resets(w, r, batch)
}
