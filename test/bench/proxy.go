package main

import (
	"io"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"sync/atomic"

	"k8s.io/client-go/tools/clientcmd"
)

// counter stands between a client and the API server and counts what the server sends, encrypted as it is.
type counter struct {
	listener net.Listener
	server   string
	received atomic.Int64
}

// throughCounter is the cluster behind a counter, by kubeconfig files in folder.
func (l large) throughCounter(folder string) (large, *counter, error) {
	config, err := clientcmd.LoadFromFile(l.kubeconfig)
	if err != nil {
		return l, nil, err
	}
	cluster := config.Clusters[config.Contexts[l.context].Cluster]
	server, err := url.Parse(cluster.Server)
	if err != nil {
		return l, nil, err
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return l, nil, err
	}
	c := &counter{listener: listener, server: server.Host}
	go c.serve()
	cluster.Server = "https://" + listener.Addr().String()
	l.kubeconfig = filepath.Join(folder, "counted.kubeconfig")
	if err := clientcmd.WriteToFile(*config, l.kubeconfig); err != nil {
		return l, nil, err
	}
	return l, c, os.Chmod(l.kubeconfig, 0o600)
}

func (c *counter) serve() {
	for {
		client, err := c.listener.Accept()
		if err != nil {
			return
		}
		go c.relay(client)
	}
}

func (c *counter) relay(client net.Conn) {
	defer client.Close()
	server, err := net.Dial("tcp", c.server)
	if err != nil {
		return
	}
	defer server.Close()
	go func() {
		_, _ = io.Copy(server, client)
		_ = server.Close() // the client has gone
	}()
	_, _ = io.Copy(io.MultiWriter(client, tally{&c.received}), server)
}

// take is how many megabytes came since it was last asked.
func (c *counter) take() float64 { return float64(c.received.Swap(0)) / 1e6 }

func (c *counter) close() { _ = c.listener.Close() }

// tally is a writer that only counts.
type tally struct{ n *atomic.Int64 }

func (t tally) Write(p []byte) (int, error) {
	t.n.Add(int64(len(p)))
	return len(p), nil
}
