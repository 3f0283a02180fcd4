package servers

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"github.com/sluice-desktop/sluice/test/sandbox/internal/landscape"
	"github.com/sluice-desktop/sluice/test/sandbox/internal/site"
)

// planes are the two Kubernetes clusters, each one process.
func planes() []Server {
	var all []Server
	for _, cluster := range landscape.Clusters() {
		one := plane(cluster)
		one.After = []string{"certificates"}
		all = append(all, one)
	}
	return all
}

// Large is the one server of the sandbox for measuring. It is still, so that nothing but the measuring takes time.
func Large() Server { return plane(landscape.Large, "--still") }

func plane(cluster string, more ...string) Server {
	return Server{
		Name: cluster, Binary: "plane", Port: cluster,
		Args: func(s *site.Site) []string {
			return append([]string{"--dir", s.Path(cluster), "--sockets", filepath.Join(s.Sockets, cluster), "--port", fmt.Sprint(s.Ports[cluster])}, more...)
		},
		Prepare: func(_ context.Context, s *site.Site) error {
			return os.MkdirAll(filepath.Join(s.Sockets, cluster), 0o700)
		},
		Ready: func(_ context.Context, s *site.Site) error {
			admin, err := s.Admin(cluster)
			if err != nil {
				return err
			}
			return admin.Ready()
		},
	}
}
