package main

import (
	"fmt"
	"net"
	"os"
	"strings"
	"time"

	"github.com/leodido/go-syslog/v4"
	"github.com/leodido/go-syslog/v4/octetcounting"
	"github.com/leodido/go-syslog/v4/rfc5424"
)

const longest = 256 << 10

func (s *store) acceptSyslog(lines net.Listener) {
	for {
		conn, err := lines.Accept()
		if err != nil {
			fmt.Fprintln(os.Stderr, "siem: syslog:", err)
			return
		}
		go s.readSyslog(conn)
	}
}

// readSyslog reads to the other side's end, and only then closes.
func (s *store) readSyslog(conn net.Conn) {
	defer conn.Close()
	_ = conn.SetDeadline(time.Now().Add(time.Minute))
	octetcounting.NewParser(syslog.WithMaxMessageLength(longest), syslog.WithListener(func(r *syslog.Result) {
		m, ok := r.Message.(*rfc5424.SyslogMessage)
		if r.Error != nil || !ok || m.Message == nil || m.StructuredData == nil {
			fmt.Fprintln(os.Stderr, "siem: syslog: not RFC 5424:", r.Error)
			return
		}
		if _, err := s.take("syslog", [][]byte{[]byte(strings.TrimPrefix(*m.Message, "\ufeff"))}); err != nil {
			fmt.Fprintln(os.Stderr, "siem: syslog:", err)
		}
	})).Parse(conn)
}
