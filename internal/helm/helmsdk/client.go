// Package helmsdk reads and changes releases with Helm's own library. What is not in helm.Reader or helm.Writer
// cannot be called.
package helmsdk

import (
	"time"

	"k8s.io/client-go/rest"

	"github.com/sluice-desktop/sluice/internal/fault"
	"github.com/sluice-desktop/sluice/internal/helm"
	"github.com/sluice-desktop/sluice/internal/operation"
)

// system is who answers for this package's faults.
const system = "helm"

// Config is what the leaf needs to know of the world.
type Config struct {
	// RESTConfig is the way to a kubeconfig context's cluster.
	RESTConfig func(context string) (*rest.Config, error)
	// Cluster is the fleet's name of an API server; empty when it knows none. It may be nil.
	Cluster func(server string) string
	// Now is the clock.
	Now func() time.Time
	// Wait is how long a rollback waits for its resources; five minutes when 0.
	Wait time.Duration
}

type client struct{ cfg Config }

// New is all this package exports beside its Config.
func New(cfg Config) (helm.Reader, helm.Writer) {
	if cfg.Wait == 0 {
		cfg.Wait = 5 * time.Minute
	}
	if cfg.Cluster == nil {
		cfg.Cluster = func(string) string { return "" }
	}
	c := &client{cfg}
	return c, c
}

// rest is a context's way to its cluster, through which permit opens writes; the zero Permit opens none.
func (c *client) rest(context string, permit operation.Permit) (*rest.Config, error) {
	base, err := c.cfg.RESTConfig(context)
	if err != nil {
		return nil, translate(err, "reach %s", context)
	}
	own := rest.CopyConfig(base)
	own.ContentConfig = rest.ContentConfig{} // every client of Helm's sets its own
	if own.QPS == 0 {
		own.QPS, own.Burst = 50, 100
	}
	own.Wrap(func(next transport) transport { return permit.Transport(operation.Kubernetes, next) })
	return own, nil
}

// reading is rest for a client that only reads typed objects: in protobuf, which servers answer fastest.
func (c *client) reading(context string) (*rest.Config, error) {
	cfg, err := c.rest(context, operation.Permit{})
	if err != nil {
		return nil, err
	}
	cfg.ContentType = "application/vnd.kubernetes.protobuf"
	cfg.AcceptContentTypes = cfg.ContentType + ",application/json"
	return cfg, nil
}

func named(ref helm.Ref) error {
	if ref.Namespace == "" {
		return fault.New(fault.Invalid, system, nil, "Say in which namespace the release is").On("namespace")
	}
	if ref.Name == "" {
		return fault.New(fault.Invalid, system, nil, "Say which release").On("name")
	}
	return nil
}
