package kube_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/sluice-desktop/sluice/internal/cluster/kube"
)

// api is the little of an API server that a test needs: answers by path, the rest is not found.
type api struct {
	*httptest.Server
	mu      sync.Mutex
	answers map[string]http.HandlerFunc
	asked   []string // "GET /version", in order
}

func serve(tb testing.TB) *api {
	tb.Helper()
	a := &api{answers: map[string]http.HandlerFunc{}}
	a.on("/version", say(http.StatusOK, map[string]string{"gitVersion": "v1.37.2"}))
	a.Server = httptest.NewUnstartedServer(a)
	a.EnableHTTP2 = true
	a.StartTLS()
	tb.Cleanup(func() { a.CloseClientConnections(); a.Close() })
	return a
}

func (a *api) on(path string, h http.HandlerFunc) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.answers[path] = h
}

func (a *api) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	a.mu.Lock()
	a.asked = append(a.asked, r.Method+" "+r.URL.Path)
	h := a.answers[r.URL.Path]
	a.mu.Unlock()
	if h == nil {
		h = refuse(http.StatusNotFound, metav1.StatusReasonNotFound, "nothing here")
	}
	h(w, r)
}

// hits are the requests whose line starts with prefix.
func (a *api) hits(prefix string) int {
	a.mu.Lock()
	defer a.mu.Unlock()
	n := 0
	for _, line := range a.asked {
		if strings.HasPrefix(line, prefix) {
			n++
		}
	}
	return n
}

func say(code int, body any) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(code)
		_ = json.NewEncoder(w).Encode(body)
	}
}

func refuse(code int, reason metav1.StatusReason, message string) http.HandlerFunc {
	return say(code, metav1.Status{
		TypeMeta: metav1.TypeMeta{Kind: "Status", APIVersion: "v1"},
		Status:   metav1.StatusFailure, Code: int32(code), Reason: reason, Message: message,
	})
}

// pods serves a list that changes by its channel: each value is a new state, told to the watch that is open.
func (a *api) pods(path string, now func() []corev1.Pod, events <-chan metav1.WatchEvent) {
	a.on(path, func(w http.ResponseWriter, r *http.Request) {
		q := r.URL.Query()
		switch {
		case q.Get("sendInitialEvents") != "":
			refuse(http.StatusUnprocessableEntity, metav1.StatusReasonInvalid, "sendInitialEvents is not supported")(w, r)
		case q.Get("watch") != "":
			w.Header().Set("Content-Type", "application/json")
			w.(http.Flusher).Flush()
			for {
				select {
				case <-r.Context().Done():
					return
				case e, open := <-events:
					if !open {
						return
					}
					_ = json.NewEncoder(w).Encode(e)
					w.(http.Flusher).Flush()
				}
			}
		default:
			say(http.StatusOK, corev1.PodList{
				TypeMeta: metav1.TypeMeta{Kind: "PodList", APIVersion: "v1"},
				ListMeta: metav1.ListMeta{ResourceVersion: "5"}, Items: now(),
			})(w, r)
		}
	})
}

func pod(namespace, name string) corev1.Pod {
	return corev1.Pod{
		TypeMeta:   metav1.TypeMeta{Kind: "Pod", APIVersion: "v1"},
		ObjectMeta: metav1.ObjectMeta{Namespace: namespace, Name: name, ResourceVersion: "6"},
		Status:     corev1.PodStatus{Phase: corev1.PodRunning},
	}
}

// client reads one kubeconfig whose context "here" reaches server with the given user fields (YAML, in flow
// style) and, when namespace is not empty, names it.
func client(tb testing.TB, server, user, namespace string) *kube.Client {
	tb.Helper()
	return kube.New(kube.Config{Files: []string{write(tb, kubeconfig(server, user, namespace))}, Now: time.Now})
}

func kubeconfig(server, user, namespace string) string {
	return fmt.Sprintf(`apiVersion: v1
kind: Config
current-context: here
clusters: [{name: ocean, cluster: {server: %q, insecure-skip-tls-verify: true}}]
users: [{name: ops, user: %s}]
contexts: [{name: here, context: {cluster: ocean, user: ops, namespace: %q}}]
`, server, user, namespace)
}

func write(tb testing.TB, text string) string {
	tb.Helper()
	name := filepath.Join(tb.TempDir(), "config")
	if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
		tb.Fatal(err)
	}
	return name
}
