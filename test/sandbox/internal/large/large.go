// Package large is one cluster of a size that hurts, for measuring: many pods, nodes and Helm releases. Filling it takes
// minutes, so its etcd folder is kept in the user's cache and put back in seconds.
package large

import (
	"context"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sync"

	"github.com/sluice-desktop/sluice/test/sandbox/internal/landscape"
	"github.com/sluice-desktop/sluice/test/sandbox/internal/pki"
	"github.com/sluice-desktop/sluice/test/sandbox/internal/seed"
	"github.com/sluice-desktop/sluice/test/sandbox/internal/site"
)

// How much there is of everything.
const (
	Namespaces = 50
	Nodes      = 1000
	Pods       = 10_000
	Releases   = 500
	Revisions  = 5
)

// chart is the one that all releases are of.
const chart = "shop"

// reader is the account that looks at everything, as operations do.
func reader() landscape.Account { return landscape.Account{Name: "ops1", Role: "operations"} }

// what fills the cluster decides whether a kept one is still good.
//
//go:embed large.go cluster.go pods.go releases.go
var sources embed.FS

// Key names the cluster's content by everything it is made from.
func Key(s *site.Site) (string, error) {
	folder, err := seed.ChartFolder(s, chart, "key")
	if err != nil {
		return "", err
	}
	sum := sha256.New()
	for _, program := range []string{"plane", "helm"} {
		fmt.Fprintln(sum, filepath.Base(s.Binary(program).Assets))
	}
	for _, tree := range []fs.FS{sources, os.DirFS(folder)} {
		err := fs.WalkDir(tree, ".", func(path string, entry fs.DirEntry, err error) error {
			if err != nil || entry.IsDir() {
				return err
			}
			content, err := fs.ReadFile(tree, path)
			fmt.Fprintf(sum, "%s %d\n", path, len(content))
			sum.Write(content)
			return err
		})
		if err != nil {
			return "", err
		}
	}
	return hex.EncodeToString(sum.Sum(nil))[:12], nil
}

// Certify writes the control plane's certificates and a kubeconfig for the reader.
func Certify(s *site.Site) error {
	authority, err := pki.WritePlane(s.Path(landscape.Large), s.Cluster(landscape.Large))
	if err != nil {
		return err
	}
	if _, err := os.Stat(s.Kubeconfig()); err == nil {
		return nil
	}
	account := reader()
	pair, err := authority.Client(account.Name, account.Group())
	if err != nil {
		return err
	}
	people := pki.NewKubeconfig()
	name := account.Name + "@" + landscape.Large
	people.Add(name, landscape.Large, name, s.Cluster(landscape.Large), authority.Certificate, pair)
	return people.Write(s.Kubeconfig())
}

// atOnce is how many requests are under way at a time while the cluster is filled.
const atOnce = 32

// each runs a piece of work for every number below n and gives the first failure.
func each(ctx context.Context, n int, run func(context.Context, int) error) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	next := make(chan int)
	var workers sync.WaitGroup
	for range atOnce {
		workers.Go(func() {
			for i := range next {
				if err := run(ctx, i); err != nil {
					cancel(err)
				}
			}
		})
	}
	for i := 0; i < n && ctx.Err() == nil; i++ {
		select {
		case next <- i:
		case <-ctx.Done():
		}
	}
	close(next)
	workers.Wait()
	return context.Cause(ctx)
}
