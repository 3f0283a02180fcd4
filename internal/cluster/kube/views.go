package kube

import (
	"context"
	"fmt"
	"time"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/fields"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/apimachinery/pkg/watch"
	appsv1client "k8s.io/client-go/kubernetes/typed/apps/v1"
	corev1client "k8s.io/client-go/kubernetes/typed/core/v1"
	"k8s.io/client-go/metadata"
	"k8s.io/client-go/rest"
	"k8s.io/client-go/tools/cache"

	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"

	"github.com/sluice-desktop/sluice/internal/fault"
	"github.com/sluice-desktop/sluice/internal/live"
)

// Views are the lists that every cluster offers.
func (c *Client) Views() []live.View {
	return []live.View{
		{Name: "namespaces", Columns: namespaceColumns, Watch: c.namespaces},
		{Name: "deployments", Columns: deploymentColumns, Watch: c.deployments},
		{Name: "pods", Columns: podColumns, Watch: c.pods},
	}
}

func (c *Client) pods(ctx context.Context, scope live.Scope, t *live.Table) error {
	return c.follow(ctx, scope, t, func(l *link, namespace string) (source, error) {
		core, err := corev1client.NewForConfigAndClient(l.compact(), l.http)
		if err != nil {
			return source{}, err
		}
		return source{
			from: cache.NewListWatchFromClient(core.RESTClient(), "pods", namespace, fields.Everything()),
			kind: &corev1.Pod{}, row: func(o any) live.Row { return podRow(o.(*corev1.Pod)) },
		}, nil
	})
}

func (c *Client) deployments(ctx context.Context, scope live.Scope, t *live.Table) error {
	return c.follow(ctx, scope, t, func(l *link, namespace string) (source, error) {
		apps, err := appsv1client.NewForConfigAndClient(l.compact(), l.http)
		if err != nil {
			return source{}, err
		}
		return source{
			from: cache.NewListWatchFromClient(apps.RESTClient(), "deployments", namespace, fields.Everything()),
			kind: &appsv1.Deployment{}, row: func(o any) live.Row { return deploymentRow(o.(*appsv1.Deployment)) },
		}, nil
	})
}

// namespaces lists projects where OpenShift serves them: there, people may list their projects but not all
// namespaces. Only metadata is asked for; that is all the columns need.
func (c *Client) namespaces(ctx context.Context, scope live.Scope, t *live.Table) error {
	l, err := c.link(ctx, scope.Context)
	if err != nil {
		return err
	}
	what, err := c.namespaceKind(ctx, l)
	if err != nil {
		return err
	}
	// The server is asked about, not a name: whoever writes the kubeconfig can call a cluster by another one's.
	row := func(o any) live.Row { return c.namespaceRow(l.server, o.(*metav1.PartialObjectMetadata)) }
	all := func(l *link, _ string) (source, error) {
		client, err := metadata.NewForConfigAndClient(metadata.ConfigFor(l.compact()), l.http)
		if err != nil {
			return source{}, err
		}
		return source{from: metadataOf(client.Resource(what)), kind: &metav1.PartialObjectMetadata{}, row: row}, nil
	}
	return c.watching(ctx, l, t, func(w *watching) error {
		err := w.stream(all, "", &whole{w})
		if own := l.namespace; own != "" && w.ctx.Err() == nil && fault.Of(l.fault(err)).Kind == fault.Denied {
			return w.onlyNamespace(own, row)
		}
		return err
	})
}

func metadataOf(r metadata.ResourceInterface) *cache.ListWatch {
	return &cache.ListWatch{
		ListWithContextFunc:  func(ctx context.Context, o metav1.ListOptions) (runtime.Object, error) { return r.List(ctx, o) },
		WatchFuncWithContext: func(ctx context.Context, o metav1.ListOptions) (watch.Interface, error) { return r.Watch(ctx, o) },
	}
}

// onlyNamespace shows the one namespace that the kubeconfig names, to a person who may not list them.
func (w *watching) onlyNamespace(name string, row func(any) live.Row) error {
	client, err := metadata.NewForConfigAndClient(metadata.ConfigFor(w.link.compact()), w.link.http)
	if err != nil {
		return err
	}
	namespaces := client.Resource(schema.GroupVersionResource{Version: "v1", Resource: "namespaces"})
	for {
		seen, err := namespaces.Get(w.ctx, name, metav1.GetOptions{})
		switch {
		case apierrors.IsForbidden(err):
			// Many may work in a namespace without the right to look at it.
			bare := row(&metav1.PartialObjectMetadata{ObjectMeta: metav1.ObjectMeta{Name: name}})
			bare.Cells[3] = ""
			w.table.Replace([]live.Row{bare})
		case err != nil:
			return err
		default:
			w.table.Replace([]live.Row{row(seen)})
		}
		w.table.Narrow(fmt.Sprintf("Only %s, the namespace of the context %s: listing all is forbidden there", name, w.link.name))
		w.ready()
		select {
		case <-w.ctx.Done():
			return context.Cause(w.ctx)
		case <-time.After(beat):
		}
	}
}

// compact is the configuration for kinds that the server can send as protobuf: a fifth of the time of JSON.
func (l *link) compact() *rest.Config {
	cfg := rest.CopyConfig(l.rest)
	cfg.ContentType = runtime.ContentTypeProtobuf
	cfg.AcceptContentTypes = runtime.ContentTypeProtobuf + "," + runtime.ContentTypeJSON
	return cfg
}
