package helmsdk

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"sync/atomic"
	"time"

	"helm.sh/helm/v3/pkg/kube"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/cli-runtime/pkg/resource"

	"github.com/sluice-desktop/sluice/internal/operation"
)

// errLeft ends an action that the person stopped.
var errLeft = errors.New("stopped by the person")

// poll is how often waiting looks again.
const poll = time.Second

// cluster is Helm's client of the cluster, made to stop at the next safe place when ctx ends and to tell how far
// it has come: Helm's actions do neither.
type cluster struct {
	*kube.Client
	ctx    context.Context
	permit operation.Permit
	began  atomic.Bool // the new revision is stored
}

// IsReachable is the first thing an action asks.
func (c *cluster) IsReachable() error {
	if c.ctx.Err() != nil {
		return errLeft
	}
	c.permit.Report(operation.Step{Phase: "preparing"})
	return c.Client.IsReachable()
}

// Build is first asked once the new revision is stored.
func (c *cluster) Build(manifest io.Reader, validate bool) (kube.ResourceList, error) {
	c.began.Store(true)
	return c.Client.Build(manifest, validate)
}

// Update changes the objects; once begun, it is not cut.
func (c *cluster) Update(original, target kube.ResourceList, force bool) (*kube.Result, error) {
	if c.ctx.Err() != nil {
		return &kube.Result{}, errLeft
	}
	c.permit.Report(operation.Step{Phase: "applying", Total: len(target)})
	return c.Client.Update(original, target, force)
}

// WatchUntilReady waits for a hook; leaving it leaves the hook running.
func (c *cluster) WatchUntilReady(hooks kube.ResourceList, timeout time.Duration) error {
	c.permit.Report(operation.Step{Phase: "running hooks", Total: len(hooks), Detail: strings.Join(words(hooks), ", ")})
	done := make(chan error, 1)
	go func() { done <- c.Client.WatchUntilReady(hooks, timeout) }()
	select {
	case err := <-done:
		return err
	case <-c.ctx.Done():
		return errLeft
	}
}

// Wait returns once all targets are ready, and tells how many are.
func (c *cluster) Wait(targets kube.ResourceList, timeout time.Duration) error {
	set, err := c.Factory.KubernetesClientSet()
	if err != nil {
		return err
	}
	ctx, stop := context.WithTimeout(c.ctx, timeout)
	defer stop()
	checker := kube.NewReadyChecker(set, func(string, ...any) {}, kube.PausedAsReady(true))
	for {
		var pending kube.ResourceList
		for _, target := range targets {
			ready, err := checker.IsReady(ctx, target)
			if apierrors.IsForbidden(err) {
				return err
			}
			if !ready {
				pending = append(pending, target)
			}
		}
		waitsFor := strings.Join(words(pending), ", ")
		c.permit.Report(operation.Step{Phase: "waiting for resources", Done: len(targets) - len(pending), Total: len(targets), Detail: waitsFor})
		if len(pending) == 0 {
			return nil
		}
		select {
		case <-time.After(poll):
		case <-ctx.Done():
			if c.ctx.Err() != nil {
				return errLeft
			}
			return &notReady{ready: len(targets) - len(pending), total: len(targets), after: timeout, waits: waitsFor}
		}
	}
}

// notReady is a wait that took too long.
type notReady struct {
	ready, total int
	after        time.Duration
	waits        string
}

func (n *notReady) Error() string {
	return fmt.Sprintf("%d of %d resources are ready after %s; not ready: %s", n.ready, n.total, n.after, n.waits)
}

// words names at most three of a list.
func words(list kube.ResourceList) []string {
	var out []string
	for i, target := range list {
		if i == 3 {
			return append(out, fmt.Sprintf("%d more", len(list)-i))
		}
		out = append(out, word(target))
	}
	return out
}

func word(i *resource.Info) string { return i.Mapping.GroupVersionKind.Kind + " " + i.Name }
