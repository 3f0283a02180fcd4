package kube

import (
	"context"
	"slices"
	"sync"
	"time"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/rest"

	"github.com/sluice-desktop/sluice/internal/cluster"
)

// remembered is how long a verdict holds. A failure is no verdict.
const remembered = 5 * time.Minute

// capability is a resource that features depend on. Groups are shared (three tools live in argoproj.io), and a
// group can be served by somebody who is down, so the resource itself is asked for.
type capability struct{ name, group, resource string }

var capabilities = []capability{
	{"OpenShift projects", "project.openshift.io", "projects"},
	{"OpenShift routes", "route.openshift.io", "routes"},
	{"OpenShift builds", "build.openshift.io", "builds"},
	{"OpenShift deployment configs", "apps.openshift.io", "deploymentconfigs"},
	{"OpenShift image streams", "image.openshift.io", "imagestreams"},
	{"Argo CD", "argoproj.io", "applications"},
	{"Argo Workflows", "argoproj.io", "workflows"},
	{"Argo Rollouts", "argoproj.io", "rollouts"},
	{"External Secrets", "external-secrets.io", "externalsecrets"},
	{"Flux", "kustomize.toolkit.fluxcd.io", "kustomizations"},
	{"cert-manager", "cert-manager.io", "certificates"},
	{"Metrics", "metrics.k8s.io", "pods"},
}

// verdict is what a server said about one API group.
type verdict struct {
	presence  cluster.Presence
	version   string
	resources []string
	at        time.Time
}

func unknown() []cluster.Capability {
	out := make([]cluster.Capability, 0, len(capabilities))
	for _, c := range capabilities {
		out = append(out, cluster.Capability{Name: c.name, Group: c.group, Presence: cluster.Unknown})
	}
	return out
}

// capabilities asks for each group once, side by side.
func (l *link) capabilities(ctx context.Context, raw rest.Interface, now time.Time) []cluster.Capability {
	answers := map[string]verdict{}
	var mu sync.Mutex
	var asked sync.WaitGroup
	for _, c := range capabilities {
		mu.Lock()
		_, twice := answers[c.group]
		answers[c.group] = verdict{presence: cluster.Unknown}
		mu.Unlock()
		if twice {
			continue
		}
		asked.Go(func() {
			v := l.group(ctx, raw, c.group, now)
			mu.Lock()
			answers[c.group] = v
			mu.Unlock()
		})
	}
	asked.Wait()
	out := unknown()
	for i, c := range capabilities {
		v := answers[c.group]
		out[i].Presence, out[i].Version = v.presence, v.version
		if v.presence == cluster.Present && !slices.Contains(v.resources, c.resource) {
			out[i].Presence, out[i].Version = cluster.Absent, ""
		}
	}
	return out
}

// group is the verdict about one API group: remembered, or asked for now.
func (l *link) group(ctx context.Context, raw rest.Interface, name string, now time.Time) verdict {
	l.mu.Lock()
	v, ok := l.known[name]
	l.mu.Unlock()
	if ok && now.Sub(v.at) < remembered {
		return v
	}
	v = ask(ctx, raw, name)
	v.at = now
	if v.presence != cluster.Unknown {
		l.mu.Lock()
		l.known[name] = v
		l.mu.Unlock()
	}
	return v
}

func ask(ctx context.Context, raw rest.Interface, name string) verdict {
	var group metav1.APIGroup
	if err := get(ctx, raw, "/apis/"+name, &group); err != nil {
		return verdict{presence: presence(err)}
	}
	var served metav1.APIResourceList
	if err := get(ctx, raw, "/apis/"+group.PreferredVersion.GroupVersion, &served); err != nil {
		p := presence(err)
		if p == cluster.Absent {
			// The group is announced, but whoever serves it does not: that is a failure, not an absence.
			p = cluster.Unknown
		}
		return verdict{presence: p}
	}
	v := verdict{presence: cluster.Present, version: group.PreferredVersion.Version}
	for _, r := range served.APIResources {
		v.resources = append(v.resources, r.Name)
	}
	return v
}

// presence tells absent, forbidden and no answer apart.
func presence(err error) cluster.Presence {
	switch {
	case apierrors.IsNotFound(err):
		return cluster.Absent
	case apierrors.IsForbidden(err):
		return cluster.Forbidden
	}
	return cluster.Unknown
}
