package kube

import (
	"context"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"k8s.io/client-go/metadata"

	"github.com/sluice-desktop/sluice/internal/cluster"
)

// namespaceKind is what holds workloads there: projects where OpenShift serves them, because people may list their
// projects but not all namespaces.
func (c *Client) namespaceKind(ctx context.Context, l *link) (schema.GroupVersionResource, error) {
	raw, err := l.raw()
	if err != nil {
		return schema.GroupVersionResource{}, l.fault(err)
	}
	if v := l.group(ctx, raw, "project.openshift.io", c.cfg.Now()); v.presence == cluster.Present {
		return schema.GroupVersionResource{Group: "project.openshift.io", Version: v.version, Resource: "projects"}, nil
	}
	return schema.GroupVersionResource{Version: "v1", Resource: "namespaces"}, nil
}

// Namespaces are the names that a person may know of: all where listing is allowed, else the context's own.
func (c *Client) Namespaces(ctx context.Context, name string) ([]string, error) {
	l, err := c.link(ctx, name)
	if err != nil {
		return nil, err
	}
	what, err := c.namespaceKind(ctx, l)
	if err != nil {
		return nil, err
	}
	client, err := metadata.NewForConfigAndClient(metadata.ConfigFor(l.compact()), l.http)
	if err != nil {
		return nil, l.fault(err)
	}
	list, err := client.Resource(what).List(ctx, metav1.ListOptions{})
	switch {
	case apierrors.IsForbidden(err) && l.namespace != "":
		return []string{l.namespace}, nil
	case err != nil:
		return nil, l.fault(err)
	}
	out := make([]string, 0, len(list.Items))
	for i := range list.Items {
		out = append(out, list.Items[i].Name)
	}
	return out, nil
}
