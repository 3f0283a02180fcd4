package kube_test

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	appsv1 "k8s.io/api/apps/v1"
	authv1 "k8s.io/api/authentication/v1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"

	"github.com/sluice-desktop/sluice/internal/cluster/kube"
	"github.com/sluice-desktop/sluice/internal/fault"
	"github.com/sluice-desktop/sluice/internal/live"
)

var forbidden = refuse(http.StatusForbidden, metav1.StatusReasonForbidden, "pods is forbidden")

// landscape is a kubeconfig with a server that works, one that forbids and one that is down.
func landscape(t *testing.T) *kube.Client {
	t.Helper()
	a, no := serve(t), serve(t)
	a.on("/apis/authentication.k8s.io/v1/selfsubjectreviews", say(http.StatusCreated, authv1.SelfSubjectReview{
		Status: authv1.SelfSubjectReviewStatus{UserInfo: authv1.UserInfo{Username: "ops1", Groups: []string{"operations"}}},
	}))
	all := func() []corev1.Pod { return []corev1.Pod{pod("acme-prod", "shop"), pod("globex-prod", "shop")} }
	a.pods("/api/v1/pods", all, nil)
	a.pods("/api/v1/namespaces/acme-prod/pods", func() []corev1.Pod { return all()[:1] }, nil)
	list(a, "/api/v1/namespaces", metav1.PartialObjectMetadataList{
		TypeMeta: metav1.TypeMeta{Kind: "PartialObjectMetadataList", APIVersion: "meta.k8s.io/v1"},
		Items:    []metav1.PartialObjectMetadata{namespace("acme-prod"), namespace("globex-prod")},
	})
	list(a, "/apis/apps/v1/deployments", appsv1.DeploymentList{
		TypeMeta: metav1.TypeMeta{Kind: "DeploymentList", APIVersion: "apps/v1"}, Items: []appsv1.Deployment{{ObjectMeta: metav1.ObjectMeta{Namespace: "acme-prod", Name: "shop"}}},
	})
	no.on("/api/v1/pods", forbidden)
	return kube.New(kube.Config{Files: []string{write(t, fmt.Sprintf(`
clusters: [{name: a, cluster: {server: %q, insecure-skip-tls-verify: true}}, {name: b, cluster: {server: %q, insecure-skip-tls-verify: true}}, {name: c, cluster: {server: "https://127.0.0.1:1"}}]
contexts: [{name: here, context: {cluster: a}}, {name: denied, context: {cluster: b}}, {name: down, context: {cluster: c}}]
`, a.URL, no.URL))}})
}

// list serves one answer, and watches in which nothing happens.
func list(a *api, path string, body any) {
	a.on(path, func(w http.ResponseWriter, r *http.Request) {
		switch q := r.URL.Query(); {
		case q.Get("sendInitialEvents") != "":
			refuse(http.StatusUnprocessableEntity, metav1.StatusReasonInvalid, "not supported")(w, r)
		case q.Get("watch") != "":
			w.(http.Flusher).Flush()
			<-r.Context().Done()
		default:
			say(http.StatusOK, body)(w, r)
		}
	})
}

func namespace(name string) metav1.PartialObjectMetadata {
	return metav1.PartialObjectMetadata{TypeMeta: metav1.TypeMeta{Kind: "PartialObjectMetadata", APIVersion: "meta.k8s.io/v1"}, ObjectMeta: metav1.ObjectMeta{Name: name}}
}

// look opens the lists of a client; page asks for one of them.
func look(t *testing.T, c *kube.Client) func(view string) (live.Page, error) {
	t.Helper()
	lists := live.New(c.Views(), time.Now, func(live.Changed) {})
	t.Cleanup(lists.Close)
	return func(view string) (live.Page, error) {
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
		defer cancel()
		return lists.Whole(ctx, live.Query{View: view, Scope: live.Scope{Context: "here"}, Sort: "name", Limit: 100})
	}
}

func names(p live.Page) string {
	var out []string
	for _, r := range p.Rows {
		out = append(out, r.ID)
	}
	return strings.Join(out, " ")
}

func eventually(t *testing.T, within time.Duration, what string, holds func() bool) {
	t.Helper()
	for end := time.Now().Add(within); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		if holds() {
			return
		}
	}
	t.Fatalf("not within %s: %s", within, what)
}

func event(kind string, p corev1.Pod) metav1.WatchEvent {
	return metav1.WatchEvent{Type: kind, Object: runtime.RawExtension{Object: &p}}
}

func TestRowsFollowTheWatch(t *testing.T) {
	a, events := serve(t), make(chan metav1.WatchEvent)
	a.pods("/api/v1/pods", func() []corev1.Pod { return []corev1.Pod{pod("x", "one"), pod("x", "two")} }, events)
	page := look(t, client(t, a.URL, "{}", ""))
	if p, err := page("pods"); err != nil || names(p) != "x/one x/two" || p.Narrowed != "" {
		t.Fatal(names(p), err)
	}
	failing := pod("x", "one")
	failing.Status.ContainerStatuses = []corev1.ContainerStatus{{State: corev1.ContainerState{Waiting: &corev1.ContainerStateWaiting{Reason: "CrashLoopBackOff"}}}}
	for _, e := range []metav1.WatchEvent{event("ADDED", pod("x", "three")), event("DELETED", pod("x", "two")), event("MODIFIED", failing)} {
		events <- e
	}
	eventually(t, 5*time.Second, "the changes are in", func() bool {
		p, _ := page("pods")
		return names(p) == "x/one x/three" && p.Rows[0].Cells[2] == "CrashLoopBackOff"
	})
}

func TestWhenHistoryHasGoneTheListIsReadAnew(t *testing.T) {
	a, events := serve(t), make(chan metav1.WatchEvent)
	now := []corev1.Pod{pod("x", "old")}
	a.pods("/api/v1/pods", func() []corev1.Pod { a.mu.Lock(); defer a.mu.Unlock(); return now }, events)
	page := look(t, client(t, a.URL, "{}", ""))
	if p, err := page("pods"); err != nil || names(p) != "x/old" {
		t.Fatal(names(p), err)
	}
	a.mu.Lock()
	now = []corev1.Pod{pod("x", "new")}
	a.mu.Unlock()
	gone := metav1.Status{TypeMeta: metav1.TypeMeta{Kind: "Status", APIVersion: "v1"}, Status: metav1.StatusFailure, Code: http.StatusGone, Reason: metav1.StatusReasonExpired}
	events <- metav1.WatchEvent{Type: "ERROR", Object: runtime.RawExtension{Object: &gone}}
	eventually(t, 5*time.Second, "the new list is in", func() bool { p, _ := page("pods"); return names(p) == "x/new" })
}

func TestForbiddenEverywhereFallsBackToTheContextsNamespace(t *testing.T) {
	for _, c := range []struct {
		name, namespace, view, rows string
		kind                        fault.Kind
	}{
		{"pods, with a namespace", "mine", "pods", "mine/shop", ""},
		{"namespaces, with a namespace", "mine", "namespaces", "mine", ""},
		{"pods, without", "", "pods", "", fault.Denied},
		{"namespaces, without", "", "namespaces", "", fault.Denied},
		{"deployments, forbidden there too", "mine", "deployments", "", fault.Denied},
	} {
		t.Run(c.name, func(t *testing.T) {
			a := serve(t)
			for _, path := range []string{"/api/v1/pods", "/api/v1/namespaces", "/api/v1/namespaces/mine", "/apis/apps/v1/deployments", "/apis/apps/v1/namespaces/mine/deployments"} {
				a.on(path, forbidden)
			}
			a.pods("/api/v1/namespaces/mine/pods", func() []corev1.Pod { return []corev1.Pod{pod("mine", "shop")} }, nil)
			p, err := look(t, client(t, a.URL, "{}", c.namespace))(c.view)
			if c.kind != "" {
				if fault.Of(err).Kind != c.kind || !strings.Contains(fault.Of(err).Detail, "is forbidden") {
					t.Errorf("%+v %v", p, err)
				}
				return
			}
			if err != nil || names(p) != c.rows || !strings.Contains(p.Narrowed, "Only mine") {
				t.Errorf("%s %q %v", names(p), p.Narrowed, err)
			}
		})
	}
}

func TestForbiddenEverywhereShowsTheNamespacesWhereOneMay(t *testing.T) {
	a, events := serve(t), make(chan metav1.WatchEvent)
	list(a, "/api/v1/namespaces", metav1.PartialObjectMetadataList{
		TypeMeta: metav1.TypeMeta{Kind: "PartialObjectMetadataList", APIVersion: "meta.k8s.io/v1"},
		Items:    []metav1.PartialObjectMetadata{namespace("one"), namespace("secret"), namespace("two")},
	})
	a.on("/api/v1/pods", forbidden)
	a.on("/api/v1/namespaces/secret/pods", forbidden)
	a.pods("/api/v1/namespaces/one/pods", func() []corev1.Pod { return []corev1.Pod{pod("one", "a"), pod("one", "b")} }, events)
	a.pods("/api/v1/namespaces/two/pods", func() []corev1.Pod { return []corev1.Pod{pod("two", "c")} }, nil)
	page := look(t, client(t, a.URL, "{}", ""))
	p, err := page("pods")
	if err != nil || names(p) != "one/a one/b two/c" || !strings.Contains(p.Narrowed, "Only one, two:") {
		t.Fatal(names(p), p.Narrowed, err)
	}
	events <- event("DELETED", pod("one", "a"))
	events <- event("ADDED", pod("one", "d"))
	eventually(t, 5*time.Second, "the changes are in", func() bool { p, _ := page("pods"); return names(p) == "one/b two/c one/d" })
}

func TestProjectsAreListedWhereTheyAreServed(t *testing.T) {
	a := serve(t)
	a.on("/apis/project.openshift.io", say(http.StatusOK, metav1.APIGroup{PreferredVersion: metav1.GroupVersionForDiscovery{GroupVersion: "project.openshift.io/v1", Version: "v1"}}))
	a.on("/apis/project.openshift.io/v1", say(http.StatusOK, metav1.APIResourceList{APIResources: []metav1.APIResource{{Name: "projects"}}}))
	a.on("/api/v1/namespaces", forbidden)
	list(a, "/apis/project.openshift.io/v1/projects", metav1.PartialObjectMetadataList{
		TypeMeta: metav1.TypeMeta{Kind: "PartialObjectMetadataList", APIVersion: "meta.k8s.io/v1"}, Items: []metav1.PartialObjectMetadata{namespace("acme")},
	})
	c := kube.New(kube.Config{
		Files:    []string{write(t, kubeconfig(a.URL, "{}", ""))},
		Classify: func(server, namespace string) (string, string) { return server + "-prod", namespace + "-corp" },
	})
	p, err := look(t, c)("namespaces")
	if err != nil || len(p.Rows) != 1 || strings.Join(p.Rows[0].Cells[:4], " ") != "acme "+a.URL+"-prod acme-corp Active" {
		t.Errorf("%v %v", p.Rows, err)
	}
}

func TestAClusterThatGoesDownKeepsItsRowsAndRefreshesWhenItIsBack(t *testing.T) {
	a := serve(t)
	count := 1
	a.pods("/api/v1/pods", func() []corev1.Pod {
		a.mu.Lock()
		defer a.mu.Unlock()
		var out []corev1.Pod
		for i := range count {
			out = append(out, pod("x", fmt.Sprint("shop-", i)))
		}
		return out
	}, nil)
	w := cable(t, strings.TrimPrefix(a.URL, "https://"))
	page := look(t, client(t, "https://"+w.address, "{}", ""))
	if p, err := page("pods"); err != nil || p.Total != 1 {
		t.Fatal(p, err)
	}
	for _, c := range []struct {
		name string
		cut  func()
	}{{"refuses", w.cut}, {"swallows everything", w.freeze}} {
		c.cut()
		eventually(t, 12*time.Second, c.name+": the rows are marked", func() bool {
			p, err := page("pods")
			return err == nil && p.Stale != nil && p.Stale.Kind == fault.Unreachable && p.Total == count
		})
		a.mu.Lock()
		count++
		a.mu.Unlock()
		w.mend()
		eventually(t, 15*time.Second, c.name+": the rows are new", func() bool {
			p, err := page("pods")
			return err == nil && p.Stale == nil && p.Total == count
		})
	}
}
