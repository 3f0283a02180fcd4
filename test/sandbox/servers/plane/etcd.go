package main

import (
	"errors"
	"net/url"
	"os"
	"path/filepath"
	"time"

	"go.etcd.io/etcd/server/v3/embed"
)

// startEtcd serves etcd on unix sockets only: a port on loopback would be open to every user of the machine. Syncing to
// disk is off, because a sandbox that loses its data is seeded again.
func startEtcd(at layout) (*embed.Etcd, error) {
	// Sockets of a process that crashed would be "address already in use".
	_ = os.Remove(at.etcdSocket())
	_ = os.Remove(at.peerSocket())

	client := url.URL{Scheme: "unix", Path: at.etcdSocket()}
	peer := url.URL{Scheme: "unix", Path: at.peerSocket()}
	cfg := embed.NewConfig()
	cfg.Name = "plane"
	cfg.Dir = filepath.Join(at.dir, "etcd")
	cfg.ListenClientUrls = []url.URL{client}
	cfg.AdvertiseClientUrls = []url.URL{client}
	// The peer listener looks at the host alone: with an empty one it would bind an abstract socket, which has no
	// file permissions.
	cfg.ListenPeerUrls = []url.URL{{Scheme: "unix", Host: at.peerSocket()}}
	cfg.AdvertisePeerUrls = []url.URL{peer}
	cfg.InitialCluster = cfg.InitialClusterFromName(cfg.Name)
	cfg.UnsafeNoFsync = true
	cfg.QuotaBackendBytes = 4 << 30
	cfg.LogLevel = "warn"
	cfg.LogOutputs = []string{"stderr"}

	server, err := embed.StartEtcd(cfg)
	if err != nil {
		return nil, err
	}
	select {
	case <-server.Server.ReadyNotify():
		return server, nil
	case <-time.After(60 * time.Second):
		server.Close()
		return nil, errors.New("not ready after 60 s")
	}
}
