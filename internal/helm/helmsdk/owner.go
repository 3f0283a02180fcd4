package helmsdk

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"sync"

	"k8s.io/apimachinery/pkg/api/meta"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/client-go/metadata"

	"github.com/sluice-desktop/sluice/internal/diff"
	"github.com/sluice-desktop/sluice/internal/helm"
)

// The marks by which other systems know their objects.
const (
	argoTracking = "argocd.argoproj.io/tracking-id" // annotation: "app:group/Kind:namespace/name"
	argoInstance = "argocd.argoproj.io/instance"    // label, where configured so
	instance     = "app.kubernetes.io/instance"     // label: Argo CD's default, and Helm's for the release's name
	fluxName     = "helm.toolkit.fluxcd.io/name"    // label
	fluxSpace    = "helm.toolkit.fluxcd.io/namespace"
)

// inspected is how many objects are asked at most: one that is owned is enough.
const inspected = 6

// ownerOf says who marked an object as theirs.
func ownerOf(o metav1.ObjectMeta) helm.Owner {
	if app, _, ok := strings.Cut(o.Annotations[argoTracking], ":"); ok && app != "" {
		return helm.Owner{System: "argocd", Name: app}
	}
	if app := o.Labels[argoInstance]; app != "" {
		return helm.Owner{System: "argocd", Name: app}
	}
	if name := o.Labels[fluxName]; name != "" {
		return helm.Owner{System: "flux", Name: strings.TrimPrefix(o.Labels[fluxSpace]+"/"+name, "/")}
	}
	return helm.Owner{}
}

// owner looks for marks on the stored revision, in its manifest, and on the objects as they are in the cluster,
// where Argo CD's show when it took over what Helm made. What may not be read tells nothing.
func (c *client) owner(ctx context.Context, ref helm.Ref, newest record) helm.Owner {
	if newest.owner.System != "" {
		return newest.owner
	}
	rel, err := decode(newest)
	if err != nil {
		return helm.Owner{}
	}
	objects, err := diff.ParseYAML(rel.Manifest)
	if err != nil {
		return helm.Owner{}
	}
	declared := make([]unstructured.Unstructured, 0, len(objects))
	for _, o := range objects {
		u := unstructured.Unstructured{Object: o}
		if owner := ownerOf(metaOf(&u)); owner.System != "" {
			return owner
		}
		declared = append(declared, u)
	}
	return c.liveOwner(ctx, ref, declared)
}

func metaOf(u *unstructured.Unstructured) metav1.ObjectMeta {
	return metav1.ObjectMeta{Name: u.GetName(), Namespace: u.GetNamespace(), Labels: u.GetLabels(), Annotations: u.GetAnnotations()}
}

func (c *client) liveOwner(ctx context.Context, ref helm.Ref, declared []unstructured.Unstructured) helm.Owner {
	cfg, err := c.reading(ref.Context)
	if err != nil {
		return helm.Owner{}
	}
	reader, err := metadata.NewForConfig(cfg)
	if err != nil {
		return helm.Owner{}
	}
	slices.SortStableFunc(declared, func(a, b unstructured.Unstructured) int { return cmp.Compare(weight(a), weight(b)) })
	declared = declared[:min(len(declared), inspected)]
	owners := make([]helm.Owner, len(declared))
	var asked sync.WaitGroup
	for i, o := range declared {
		asked.Go(func() { owners[i] = asLive(ctx, reader, ref, o) })
	}
	asked.Wait()
	for _, owner := range owners {
		if owner.System != "" {
			return owner
		}
	}
	return helm.Owner{}
}

// weight puts workloads first: other systems may leave the rest alone.
func weight(o unstructured.Unstructured) int {
	switch o.GetKind() {
	case "Deployment", "StatefulSet", "DaemonSet":
		return 0
	case "Service", "ConfigMap":
		return 1
	}
	return 2
}

// asLive asks one object's metadata. Its resource is guessed from its kind, which is right for every kind of
// Kubernetes itself and spares a discovery.
func asLive(ctx context.Context, reader metadata.Interface, ref helm.Ref, o unstructured.Unstructured) helm.Owner {
	resource, _ := meta.UnsafeGuessKindToResource(o.GroupVersionKind())
	found, err := reader.Resource(resource).Namespace(cmp.Or(o.GetNamespace(), ref.Namespace)).Get(ctx, o.GetName(), metav1.GetOptions{})
	if err != nil {
		return helm.Owner{}
	}
	if owner := ownerOf(found.ObjectMeta); owner.System != "" {
		return owner
	}
	// Another instance than Helm rendered was written by somebody since: Argo CD in its default way of tracking.
	if app := found.Labels[instance]; app != "" && o.GetLabels()[instance] != "" && app != o.GetLabels()[instance] {
		return helm.Owner{System: "argocd", Name: app}
	}
	return helm.Owner{}
}
