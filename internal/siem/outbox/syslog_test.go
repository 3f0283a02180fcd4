package outbox_test

import (
	"bytes"
	"crypto/tls"
	"encoding/json"
	"io"
	"net"
	"strings"
	"sync"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/leodido/go-syslog/v4"
	"github.com/leodido/go-syslog/v4/octetcounting"
	"github.com/leodido/go-syslog/v4/rfc5424"

	"github.com/sluice-desktop/sluice/internal/audit"
	"github.com/sluice-desktop/sluice/internal/siem"
	"github.com/sluice-desktop/sluice/internal/siem/outbox"
)

// logServer is a syslog server over TLS. What it reads goes through a parser that is not ours.
type logServer struct {
	*collector // keeps what arrived
	conduct    []func(net.Conn)
	messages   []*rfc5424.SyslogMessage
}

// newLogServer treats the first connections as it is told, and all others well.
func newLogServer(t *testing.T, config *tls.Config, conduct ...func(net.Conn)) *logServer {
	t.Helper()
	s := &logServer{collector: &collector{t: t, authority: newAuthority(t)}, conduct: conduct}
	if config == nil {
		config = s.authority.server()
	}
	listener, err := tls.Listen("tcp", "127.0.0.1:0", config)
	if err != nil {
		t.Fatal(err)
	}
	s.address = listener.Addr().String()
	var all sync.WaitGroup
	all.Go(func() {
		for n := 0; ; n++ {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			all.Go(func() {
				defer conn.Close()
				if n < len(conduct) {
					conduct[n](conn)
					return
				}
				s.read(conn)
			})
		}
	})
	t.Cleanup(func() { _ = listener.Close(); all.Wait() })
	return s
}

func (s *logServer) endpoint() outbox.Endpoint {
	return outbox.Endpoint{Name: "central", Kind: outbox.Syslog, URL: "tls://" + s.address, CA: s.authority.path}
}

// read keeps what comes until the other side is through.
func (s *logServer) read(conn io.Reader) {
	frames, err := io.ReadAll(conn)
	if err != nil || len(frames) == 0 {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.asked++
	octetcounting.NewParser(syslog.WithMaxMessageLength(64<<10), syslog.WithListener(func(r *syslog.Result) {
		if r.Error != nil {
			s.t.Errorf("not RFC 5424: %v", r.Error)
			return
		}
		m := r.Message.(*rfc5424.SyslogMessage)
		s.messages = append(s.messages, m)
		body, marked := strings.CutPrefix(*m.Message, "\ufeff")
		var record received
		if err := json.Unmarshal([]byte(body), &record); err != nil || !marked {
			s.t.Errorf("%v: %s", err, *m.Message)
		}
		s.got = append(s.got, record)
	})).Parse(bytes.NewReader(frames))
}

func TestRecordsArriveBySyslogWhateverTheServerDoes(t *testing.T) {
	some := func(conn net.Conn, bytes int) { _, _ = io.ReadFull(conn, make([]byte, bytes)) }
	tests := []struct {
		name    string
		conduct []func(net.Conn)
	}{
		{"well", nil},
		{"it closes at once", []func(net.Conn){func(net.Conn) {}, func(c net.Conn) { _ = c.(*tls.Conn).Handshake() }}},
		{"it resets in the middle of a batch", []func(net.Conn){func(c net.Conn) {
			some(c, 5000)
			_ = c.(*tls.Conn).NetConn().(*net.TCPConn).SetLinger(0)
			_ = c.(*tls.Conn).NetConn().Close()
		}}},
		{"it closes in the middle of a batch, as if all were well", []func(net.Conn){func(c net.Conn) { some(c, 5000) }}},
		{"it takes all and never closes", []func(net.Conn){func(c net.Conn) {
			_, _ = io.Copy(io.Discard, c)
			time.Sleep(2 * time.Second)
		}}},
		{"it talks", []func(net.Conn){func(c net.Conn) {
			_, _ = c.Write([]byte("hello"))
			_, _ = io.Copy(io.Discard, c)
		}}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s := newLogServer(t, nil, tt.conduct...)
			j := newJournal(250)
			cfg := configure(t, j, s.endpoint())
			cfg.Pace.Answer = time.Second
			d := start(t, cfg)
			d.untilAll(250)
			s.complete(j.Events())
			if got := d.sink(); got.State != siem.OK || got.Certificate.Name != "siem.example" || got.Tokens || got.Dead != 0 {
				t.Errorf("%+v", got)
			}
		})
	}
}

func TestASyslogMessageSaysWhatTheRecordSays(t *testing.T) {
	t.Parallel()
	s := newLogServer(t, nil)
	j := newJournal(0)
	j.add(audit.Event{Operation: `a"b\c]d`, Outcome: audit.Refused, Reason: "Grüße an \"alle\"\n]", Rule: "dev-only", Customer: "Ünïcode\xff"})
	j.add(audit.Event{Operation: "e", Outcome: audit.Asked, Emergency: "The shop is down and the window is closed"})
	d := start(t, configure(t, j, s.endpoint()))
	d.untilAll(2)
	s.mu.Lock()
	defer s.mu.Unlock()
	m := s.messages[0]
	if *m.Facility != 13 || *m.Severity != 4 || *m.Hostname != "desk" || *m.Appname != "sluice" || m.ProcID != nil || *m.MsgID != "helm.release.rollback" ||
		!m.Timestamp.Equal(time.Date(2026, 10, 2, 8, 0, 0, 123456000, time.UTC)) {
		t.Errorf("%+v", m)
	}
	data := (*m.StructuredData)["sluice@32473"]
	if data["key"] != "j1-1" || data["operation"] != `a"b\c]d` || data["rule"] != "dev-only" || data["outcome"] != "refused" || data["hash"] == "" || data["seq"] != "1" {
		t.Errorf("%v", data)
	}
	if !utf8.ValidString(data["customer"]) || !strings.HasPrefix(data["customer"], "Ünïcode") {
		t.Errorf("%q", data["customer"])
	}
	if *s.messages[1].Severity != 1 || s.got[1].Emergency == "" {
		t.Errorf("an emergency came as %+v", s.messages[1])
	}
}

func TestASyslogServerMayWantACertificate(t *testing.T) {
	t.Parallel()
	authority := newAuthority(t)
	config := authority.server()
	config.ClientAuth, config.ClientCAs = tls.RequireAndVerifyClientCert, authority.pool()
	s := newLogServer(t, config)
	e := s.endpoint()
	e.CA = authority.path
	j := newJournal(2)
	without := start(t, configure(t, j, e))
	if got := without.until("it says so", func(s siem.Sink) bool { return s.State == siem.Failing }); !strings.Contains(got.Problem.Detail, "asked for a certificate") {
		t.Errorf("%v", got.Problem)
	}
	e.Cert, e.Key = authority.client()
	start(t, configure(t, j, e)).untilAll(2)
	s.complete(j.Events())
}
