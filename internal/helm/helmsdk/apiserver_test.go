package helmsdk

import (
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/labels"
	"k8s.io/apimachinery/pkg/util/strategicpatch"
)

// apiServer answers as much of the Kubernetes API as Helm asks for, and counts what it is asked to change.
type apiServer struct {
	*httptest.Server
	forbid func(verb, namespace, resource string) bool
	why    string // what it says to that; empty: as RBAC does

	mu       sync.Mutex
	objects  map[string]map[string]any // by path
	version  int
	writes   int
	reads    int
	watchers map[chan watched]string // path of the collection
}

type watched struct {
	kind   string
	object map[string]any
}

// served are the resources, by collection's name.
var served = map[string]struct {
	group, kind string
	typed       any
}{
	"secrets":     {"", "Secret", corev1.Secret{}},
	"configmaps":  {"", "ConfigMap", corev1.ConfigMap{}},
	"deployments": {"apps", "Deployment", appsv1.Deployment{}},
	"replicasets": {"apps", "ReplicaSet", appsv1.ReplicaSet{}},
}

func startAPIServer(t *testing.T) *apiServer {
	t.Helper()
	s := &apiServer{
		objects: map[string]map[string]any{}, watchers: map[chan watched]string{},
		forbid: func(string, string, string) bool { return false },
	}
	s.Server = httptest.NewServer(http.HandlerFunc(s.serve))
	t.Cleanup(func() { s.CloseClientConnections(); s.Close() })
	return s
}

// put stores an object as somebody else would.
func (s *apiServer) put(namespace, resource string, object any) {
	text, _ := json.Marshal(object)
	var o map[string]any
	_ = json.Unmarshal(text, &o)
	kind := served[resource]
	o["kind"], o["apiVersion"] = kind.kind, strings.TrimPrefix(kind.group+"/v1", "/")
	s.mu.Lock()
	defer s.mu.Unlock()
	s.store(collection(namespace, resource)+"/"+metaOfObject(o)["name"].(string), o, "MODIFIED")
}

// drop removes a Secret as somebody else would.
func (s *apiServer) drop(name string) {
	path := collection(greeter.Namespace, "secrets") + "/" + name
	s.mu.Lock()
	defer s.mu.Unlock()
	s.store(path, s.objects[path], "DELETED")
}

func (s *apiServer) changes() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.writes
}

func collection(namespace, resource string) string {
	root := "/api/v1"
	if group := served[resource].group; group != "" {
		root = "/apis/" + group + "/v1"
	}
	if namespace != "" {
		root += "/namespaces/" + namespace
	}
	return root + "/" + resource
}

func metaOfObject(o map[string]any) map[string]any {
	meta, _ := o["metadata"].(map[string]any)
	return meta
}

func (s *apiServer) store(path string, o map[string]any, event string) {
	s.version++
	metaOfObject(o)["resourceVersion"] = strconv.Itoa(s.version)
	if parts := strings.Split(path, "/namespaces/"); len(parts) == 2 {
		metaOfObject(o)["namespace"] = strings.Split(parts[1], "/")[0]
	}
	if event == "DELETED" {
		delete(s.objects, path)
	} else {
		s.objects[path] = o
	}
	for w, at := range s.watchers {
		if inside(path, at) {
			w <- watched{event, o}
		}
	}
}

// inside reports whether an object lies in a collection, which may span namespaces.
func inside(path, at string) bool {
	resource := at[strings.LastIndex(at, "/")+1:]
	parts := strings.Split(path, "/")
	if parts[len(parts)-2] != resource {
		return false
	}
	return !strings.Contains(at, "/namespaces/") || strings.HasPrefix(path, at+"/")
}

func (s *apiServer) serve(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	if r.Method == http.MethodGet {
		s.reads++
	} else {
		s.writes++
	}
	s.mu.Unlock()
	if s.discovery(w, r.URL.Path) {
		return
	}
	if !strings.HasPrefix(r.URL.Path, "/api/v1/") && !strings.HasPrefix(r.URL.Path, "/apis/apps/v1/") {
		refuse(w, http.StatusNotFound, metav1.StatusReasonNotFound, "not served")
		return
	}
	parts := strings.Split(strings.Trim(r.URL.Path, "/"), "/")
	namespace, at := "", slices.Index(parts, "namespaces")
	if at >= 0 {
		namespace = parts[at+1]
		parts = parts[at+2:]
	} else {
		parts = parts[slices.Index(parts, "v1")+1:]
	}
	if len(parts) == 0 {
		refuse(w, http.StatusNotFound, metav1.StatusReasonNotFound, "not served")
		return
	}
	resource, name := parts[0], ""
	if len(parts) > 1 {
		name = parts[1]
	}
	if s.forbid(r.Method, namespace, resource) {
		refuse(w, http.StatusForbidden, metav1.StatusReasonForbidden, cmp.Or(s.why, fmt.Sprintf("%s is forbidden: User %q cannot do it", resource, "tester")))
		return
	}
	switch {
	case r.URL.Query().Get("watch") != "":
		s.stream(w, r)
	case r.Method == http.MethodGet && name == "":
		s.list(w, r, served[resource].kind)
	default:
		s.one(w, r, resource, name)
	}
}

func (s *apiServer) discovery(w http.ResponseWriter, path string) bool {
	var answer any
	switch path {
	case "/version":
		answer = map[string]string{"major": "1", "minor": "37", "gitVersion": "v1.37.2"}
	case "/api":
		answer = metav1.APIVersions{Versions: []string{"v1"}}
	case "/apis":
		v := metav1.GroupVersionForDiscovery{GroupVersion: "apps/v1", Version: "v1"}
		answer = metav1.APIGroupList{Groups: []metav1.APIGroup{{Name: "apps", Versions: []metav1.GroupVersionForDiscovery{v}, PreferredVersion: v}}}
	case "/api/v1", "/apis/apps/v1":
		group := strings.TrimSuffix(strings.TrimPrefix(path, "/apis/"), "/v1")
		if path == "/api/v1" {
			group = ""
		}
		list := metav1.APIResourceList{GroupVersion: strings.TrimPrefix(group+"/v1", "/")}
		for name, resource := range served {
			if resource.group == group {
				list.APIResources = append(list.APIResources, metav1.APIResource{
					Name: name, Kind: resource.kind, Namespaced: true, Verbs: metav1.Verbs{"get", "list", "watch", "create", "update", "patch", "delete"},
				})
			}
		}
		answer = list
	default:
		return false
	}
	reply(w, http.StatusOK, answer)
	return true
}

func (s *apiServer) list(w http.ResponseWriter, r *http.Request, kind string) {
	selector, _ := labels.Parse(r.URL.Query().Get("labelSelector"))
	s.mu.Lock()
	defer s.mu.Unlock()
	items := []any{}
	for _, path := range slices.Sorted(maps.Keys(s.objects)) {
		if inside(path, r.URL.Path) && selector.Matches(labelsOf(s.objects[path])) {
			items = append(items, as(r, s.objects[path]))
		}
	}
	answer := map[string]any{"kind": kind + "List", "apiVersion": "v1", "metadata": map[string]any{"resourceVersion": strconv.Itoa(s.version)}, "items": items}
	if partial(r) {
		answer["kind"], answer["apiVersion"] = "PartialObjectMetadataList", "meta.k8s.io/v1"
	}
	reply(w, http.StatusOK, answer)
}

func labelsOf(o map[string]any) labels.Set {
	out := labels.Set{}
	found, _ := metaOfObject(o)["labels"].(map[string]any)
	for key, value := range found {
		out[key] = fmt.Sprint(value)
	}
	return out
}

func partial(r *http.Request) bool {
	return strings.Contains(r.Header.Get("Accept"), "as=PartialObjectMetadata")
}

func as(r *http.Request, o map[string]any) map[string]any {
	if !partial(r) {
		return o
	}
	return map[string]any{"kind": "PartialObjectMetadata", "apiVersion": "meta.k8s.io/v1", "metadata": o["metadata"]}
}

func (s *apiServer) stream(w http.ResponseWriter, r *http.Request) {
	events := make(chan watched, 100)
	s.mu.Lock()
	s.watchers[events] = r.URL.Path
	s.mu.Unlock()
	defer func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		delete(s.watchers, events)
	}()
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(http.StatusOK)
	w.(http.Flusher).Flush()
	for {
		select {
		case <-r.Context().Done():
			return
		case e := <-events:
			s.mu.Lock()
			text, _ := json.Marshal(map[string]any{"type": e.kind, "object": as(r, e.object)})
			s.mu.Unlock()
			_, _ = w.Write(append(text, '\n'))
			w.(http.Flusher).Flush()
		}
	}
}

func (s *apiServer) one(w http.ResponseWriter, r *http.Request, resource, name string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var sent map[string]any
	if r.Method == http.MethodPost || r.Method == http.MethodPut {
		_ = json.NewDecoder(r.Body).Decode(&sent)
	}
	path := r.URL.Path
	if r.Method == http.MethodPost {
		path += "/" + fmt.Sprint(metaOfObject(sent)["name"])
	}
	had, there := s.objects[path]
	switch {
	case r.Method == http.MethodPost && there:
		refuse(w, http.StatusConflict, metav1.StatusReasonAlreadyExists, "it exists")
		return
	case r.Method != http.MethodPost && !there:
		refuse(w, http.StatusNotFound, metav1.StatusReasonNotFound, name+" not found")
		return
	}
	switch r.Method {
	case http.MethodPost, http.MethodPut:
		had = sent
		s.store(path, sent, map[bool]string{true: "MODIFIED", false: "ADDED"}[there])
	case http.MethodPatch:
		had = patched(r, had, served[resource].typed)
		s.store(path, had, "MODIFIED")
	case http.MethodDelete:
		s.store(path, had, "DELETED")
	}
	reply(w, http.StatusOK, as(r, had))
}

func patched(r *http.Request, had map[string]any, typed any) map[string]any {
	before, _ := json.Marshal(had)
	var patch json.RawMessage
	_ = json.NewDecoder(r.Body).Decode(&patch)
	after, err := strategicpatch.StrategicMergePatch(before, patch, typed)
	if err != nil {
		panic(err)
	}
	var out map[string]any
	_ = json.Unmarshal(after, &out)
	return out
}

func refuse(w http.ResponseWriter, code int, reason metav1.StatusReason, message string) {
	reply(w, code, metav1.Status{TypeMeta: metav1.TypeMeta{Kind: "Status", APIVersion: "v1"}, Status: "Failure", Reason: reason, Message: message, Code: int32(code)})
}

func reply(w http.ResponseWriter, code int, answer any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(code)
	_ = json.NewEncoder(w).Encode(answer)
}
