package outbox

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/sluice-desktop/sluice/internal/secret"
)

// courier sends batches by syslog over TLS (RFC 5424 in the frames of RFC 5425). The protocol has no acknowledgement:
// what was written may have been lost with the connection. So each batch has a connection of its own, which is closed
// after it, and counts as taken only when the other side closes after that, and not before: then it has read so far.
// Whatever else happens, the batch is sent again.
type courier struct {
	line  *line
	at    string
	trust *tls.Config
}

func newSyslog(l *line, at *url.URL, trust *tls.Config) *courier {
	port := at.Port()
	if port == "" {
		port = "6514"
	}
	return &courier{l, net.JoinHostPort(at.Hostname(), port), trust}
}

func (c *courier) end() {}

func (c *courier) send(ctx context.Context, batch []record, _ secret.Value) (reply, error) {
	var frames bytes.Buffer
	for _, r := range batch {
		message := rfc5424(r)
		frames.WriteString(strconv.Itoa(len(message)) + " ")
		frames.Write(message)
	}
	began := time.Now()
	conn, err := (&net.Dialer{}).DialContext(ctx, "tcp", c.at)
	if err != nil {
		return reply{}, c.line.unreached(ctx, c.at, err)
	}
	defer conn.Close()
	// Reading and writing know no context: when it ends, the connection does.
	defer context.AfterFunc(ctx, func() { _ = conn.Close() })()
	secured := tls.Client(conn, c.trust)
	if err := secured.HandshakeContext(ctx); err != nil {
		return reply{}, c.line.unreached(ctx, c.at, err)
	}
	state := secured.ConnectionState()
	answered := reply{certificate: seen(&state)}
	// A close on its way to us when we say that this was all would look like an answer to it. Connecting took longer
	// than it can be on its way.
	if err := hand(secured, frames.Bytes(), max(20*time.Millisecond, time.Since(began))); err != nil {
		return answered, c.line.unreached(ctx, c.at, err)
	}
	return answered, nil
}

var (
	errTalks = errors.New("it answered, which syslog does not")
	errEarly = errors.New("it closed the connection before it had all")
)

// hand writes frames, waits whether the other side has something against them, says that this was all, and waits until
// it closes.
func hand(secured *tls.Conn, frames []byte, settle time.Duration) error {
	closed := make(chan error, 1)
	go func() {
		n, err := secured.Read(make([]byte, 1))
		if n > 0 {
			err = errTalks
		}
		closed <- err
	}()
	if _, err := secured.Write(frames); err != nil {
		return err
	}
	select {
	case err := <-closed:
		if errors.Is(err, io.EOF) {
			return errEarly
		}
		return err
	case <-time.After(settle):
	}
	if err := secured.CloseWrite(); err != nil {
		return err
	}
	if half, ok := secured.NetConn().(*net.TCPConn); ok {
		if err := half.CloseWrite(); err != nil {
			return err
		}
	}
	if err := <-closed; !errors.Is(err, io.EOF) {
		return err
	}
	return nil
}

// facility 13 is the log audit.
const facility = 13

// dataID names our structured data. 32473 is the number that RFC 5612 gives to whoever has none.
const dataID = "sluice@32473"

// rfc5424 is a record as a syslog message: the fields as structured data, the whole record as JSON.
func rfc5424(r record) []byte {
	var out bytes.Buffer
	out.WriteString("<" + strconv.Itoa(facility*8+int(grave(r.Event))) + ">1 ")
	out.WriteString(stamp(r.At) + " " + header(r.Host, 255) + " sluice - " + header(r.Action, 32) + " [" + dataID)
	for _, f := range fieldsOf(r) {
		out.WriteString(" " + f.name + `="` + strings.NewReplacer(`\`, `\\`, `"`, `\"`, `]`, `\]`).Replace(valid(f.value)) + `"`)
	}
	out.WriteString("] \xef\xbb\xbf") // the mark that says: UTF-8 follows
	out.Write(r.body)
	return out.Bytes()
}

// stamp has at most six digits of the fraction; "-" says that the time is not known.
func stamp(at string) string {
	t, err := time.Parse(time.RFC3339Nano, at)
	if err != nil {
		return "-"
	}
	return t.UTC().Format("2006-01-02T15:04:05.000000Z")
}

// header keeps what a field of the header may hold: printable ASCII without spaces, and not too much of it.
func header(value string, most int) string {
	kept := strings.Map(func(r rune) rune {
		if r < 33 || r > 126 {
			return '_'
		}
		return r
	}, value)
	if kept == "" {
		return "-"
	}
	return kept[:min(len(kept), most)]
}

func valid(value string) string { return strings.ToValidUTF8(value, "�") }
