package kube_test

import (
	"net"
	"sync"
	"testing"
)

// line is a network cable to a server: a test can cut it, or make it swallow everything.
type line struct {
	address, server string

	mu     sync.Mutex
	listen net.Listener
	conns  []net.Conn
	frozen chan struct{} // closed while bytes flow
}

func cable(t *testing.T, server string) *line {
	t.Helper()
	l := &line{address: "127.0.0.1:0", server: server}
	l.mend()
	t.Cleanup(l.cut)
	return l
}

// mend makes a new start: what was cut is connected, what was swallowed is lost.
func (l *line) mend() {
	l.cut()
	l.mu.Lock()
	defer l.mu.Unlock()
	listen, err := net.Listen("tcp", l.address)
	if err != nil {
		panic(err)
	}
	flow := make(chan struct{})
	close(flow)
	l.listen, l.address, l.frozen = listen, listen.Addr().String(), flow
	go l.accept(listen)
}

// cut ends all connections and refuses new ones.
func (l *line) cut() {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.listen != nil {
		l.listen.Close()
	}
	for _, c := range l.conns {
		c.Close()
	}
	l.conns = nil
}

// freeze lets connections stand, and nothing through.
func (l *line) freeze() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.frozen = make(chan struct{})
}

func (l *line) flows() chan struct{} {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.frozen
}

func (l *line) accept(listen net.Listener) {
	for {
		here, err := listen.Accept()
		if err != nil {
			return
		}
		there, err := net.Dial("tcp", l.server)
		if err != nil {
			here.Close()
			continue
		}
		l.mu.Lock()
		l.conns = append(l.conns, here, there)
		l.mu.Unlock()
		go l.carry(here, there)
		go l.carry(there, here)
	}
}

func (l *line) carry(from, to net.Conn) {
	defer to.Close()
	buffer := make([]byte, 32<<10)
	for {
		n, err := from.Read(buffer)
		<-l.flows()
		if n > 0 {
			if _, err := to.Write(buffer[:n]); err != nil {
				return
			}
		}
		if err != nil {
			return
		}
	}
}
