// Command plane is a Kubernetes control plane in one process: etcd, the API server, the controller manager, the
// scheduler and KWOK, which plays the nodes. It reads its certificates and kubeconfigs from a folder that the sandbox
// has written, and keeps its data there.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"
	"time"
	_ "time/tzdata" // CronJobs name time zones

	"go.etcd.io/etcd/server/v3/embed"
	_ "k8s.io/component-base/logs/json/register"
	_ "k8s.io/component-base/metrics/prometheus/clientgo"
	_ "k8s.io/component-base/metrics/prometheus/version"
)

func main() {
	dir := flag.String("dir", "", "folder with pki/ and the components' kubeconfigs; etcd's data goes there too")
	sockets := flag.String("sockets", "", "folder for etcd's unix sockets; short, because their paths may not exceed 107 bytes")
	port := flag.Int("port", 0, "port of the API server on 127.0.0.1")
	still := flag.Bool("still", false, "etcd and the API server alone: nothing in the cluster moves by itself")
	flag.Parse()
	if *dir == "" || *sockets == "" || *port == 0 {
		fmt.Fprintln(os.Stderr, "usage: plane --dir DIR --sockets DIR --port PORT [--still]")
		os.Exit(2)
	}
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM, syscall.SIGINT)
	defer stop()
	if err := run(ctx, layout{dir: *dir, sockets: *sockets, port: *port}, *still); err != nil {
		fmt.Fprintln(os.Stderr, "plane:", err)
		os.Exit(1)
	}
}

// run starts the components in the order they need each other and stops them the other way round: an API server that
// still serves watches takes its time to end, so its clients go first.
func run(ctx context.Context, at layout, still bool) error {
	etcd, err := startEtcd(at)
	if err != nil {
		return fmt.Errorf("etcd: %w", err)
	}
	defer etcd.Close()

	api, err := startAPIServer(at)
	if err != nil {
		return fmt.Errorf("kube-apiserver: %w", err)
	}
	defer api.stop(10 * time.Second)
	if err := waitReady(ctx, at, api.ended); err != nil {
		return err
	}
	if !still {
		return runClients(ctx, at, etcd, api)
	}
	fmt.Fprintf(os.Stderr, "plane: ready on %s\n", at.server())
	select {
	case <-ctx.Done():
		return nil
	case err := <-etcd.Err():
		return fmt.Errorf("etcd ended: %w", err)
	case <-api.ended:
		return api.failure()
	}
}

// runClients adds what makes a cluster live.
func runClients(ctx context.Context, at layout, etcd *embed.Etcd, api *component) error {
	clients, cancel := context.WithCancel(ctx)
	controllers, err := startControllerManager(clients, at)
	if err != nil {
		cancel()
		return fmt.Errorf("kube-controller-manager: %w", err)
	}
	scheduler, err := startScheduler(clients, at)
	if err != nil {
		cancel()
		return fmt.Errorf("kube-scheduler: %w", err)
	}
	nodes, err := startKwok(clients, at)
	if err != nil {
		cancel()
		return fmt.Errorf("kwok: %w", err)
	}
	defer func() {
		cancel()
		controllers.wait(5 * time.Second)
		scheduler.wait(5 * time.Second)
	}()
	fmt.Fprintf(os.Stderr, "plane: ready on %s\n", at.server())

	select {
	case <-ctx.Done():
		return nil
	case err := <-etcd.Err():
		return fmt.Errorf("etcd ended: %w", err)
	case <-api.ended:
		return api.failure()
	case <-controllers.ended:
		return controllers.failure()
	case <-scheduler.ended:
		return scheduler.failure()
	case <-nodes.ended:
		return nodes.failure()
	}
}

// layout says where everything of one control plane lies.
type layout struct {
	dir, sockets string
	port         int
}

func (l layout) pki(name string) string        { return filepath.Join(l.dir, "pki", name) }
func (l layout) kubeconfig(name string) string { return filepath.Join(l.dir, name+".kubeconfig") }
func (l layout) server() string                { return fmt.Sprintf("https://127.0.0.1:%d", l.port) }
func (l layout) etcdSocket() string            { return filepath.Join(l.sockets, "e.sock") }
func (l layout) peerSocket() string            { return filepath.Join(l.sockets, "p.sock") }
