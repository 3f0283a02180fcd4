package rest

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/sluice-desktop/sluice/internal/argocd"
	"github.com/sluice-desktop/sluice/internal/operation"
	"github.com/sluice-desktop/sluice/internal/operation/operationtest"
	"github.com/sluice-desktop/sluice/internal/policy"
	"github.com/sluice-desktop/sluice/internal/secret"
)

const (
	oldSHA = "1111111111111111111111111111111111111111"
	newSHA = "2222222222222222222222222222222222222222"
)

// server is an Argo CD in a test: it answers as the real one does, and can be told to misbehave.
type server struct {
	*httptest.Server
	mu       sync.Mutex
	apps     map[string]*application
	live     map[string]managed
	sessions map[string]string // token → login
	issued   int
	writes   int // requests that changed something, or tried
	seen     []string
	instead  map[string]http.HandlerFunc // "GET /path" → what answers in its place
	watchers map[chan string]bool
	script   []func(*application) // what each look at a running sync finds next
}

var accounts = map[string]string{"ops1": "right", "dev1": "right", "gone": "disabled", "robot": "apikey"}

func newServer(t *testing.T) *server {
	t.Helper()
	s := &server{
		apps: map[string]*application{}, live: map[string]managed{}, sessions: map[string]string{},
		instead: map[string]http.HandlerFunc{}, watchers: map[chan string]bool{},
	}
	s.add("acme-shop-prod", "prod", "Synced")
	s.add("acme-shop-stage", "stage", "Synced")
	s.apps["acme-shop-prod"].Status.Sync = synced{Status: "OutOfSync", Revision: newSHA}
	s.Server = httptest.NewServer(http.HandlerFunc(s.serve))
	t.Cleanup(func() { s.CloseClientConnections(); s.Close() })
	return s
}

func (s *server) add(name, project, sync string) {
	s.apps[name] = &application{
		Metadata: metadata{Name: name, Labels: map[string]string{"customer": "acme", "product": "shop"}},
		Spec: spec{
			Project: project, Source: &source{RepoURL: "https://robot:token@git.example/releases", Path: "charts/shop", TargetRevision: "prod-release/v1.4.2"},
			Destination: destination{Name: "ocean", Namespace: "acme-" + project},
		},
		Status: status{
			Sync: synced{Status: sync, Revision: oldSHA}, Health: health{Status: "Healthy"},
			Resources: []resource{{Group: "apps", Kind: "Deployment", Namespace: "acme-" + project, Name: "shop", Status: "OutOfSync", Health: &health{Status: "Healthy"}}},
			History:   []deployed{{ID: 0, Revision: "0000", DeployedAt: "2026-01-01T00:00:00Z"}, {ID: 1, Revision: oldSHA, DeployedAt: "2026-01-02T00:00:00Z", InitiatedBy: initiator{Automated: true}}},
		},
	}
	s.live[name] = managed{
		Kind: "Deployment", Namespace: "acme-" + project, Name: "shop",
		LiveState: `{"kind":"Deployment","metadata":{"name":"shop","uid":"u"},"spec":{"replicas":2}}`, NormalizedLiveState: `{"kind":"Deployment","metadata":{"name":"shop"},"spec":{"replicas":2}}`,
		TargetState: `{"kind":"Deployment","metadata":{"name":"shop"},"spec":{"replicas":3}}`, PredictedLiveState: `{"kind":"Deployment","metadata":{"name":"shop"},"spec":{"replicas":3}}`,
	}
}

func (s *server) serve(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	s.seen = append(s.seen, r.Method+" "+r.URL.RequestURI())
	if r.Method != http.MethodGet || strings.HasSuffix(r.URL.Path, "/logout") {
		s.writes++
	}
	instead := s.instead[r.Method+" "+r.URL.Path]
	login := s.sessions[strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer ")]
	s.mu.Unlock()
	switch {
	case instead != nil:
		instead(w, r)
	case r.URL.Path == "/api/version":
		answer(w, version{"v2.14.21+unknown"})
	case r.URL.Path == "/api/v1/session" && r.Method == http.MethodPost:
		s.signIn(w, r)
	case r.URL.Path == "/auth/logout":
		s.signOut(w, r)
	case login == "":
		problem(w, http.StatusUnauthorized, codeUnauthenticated, "invalid session: token is revoked, please re-login")
	case r.URL.Path == "/api/v1/session/userinfo":
		answer(w, userinfo{LoggedIn: true, Username: login})
	case r.URL.Path == "/api/v1/stream/applications":
		s.stream(w, r)
	case r.URL.Path == "/api/v1/applications":
		s.list(w)
	default:
		s.application(w, r, login)
	}
}

func answer(w http.ResponseWriter, body any) {
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(body)
}

func problem(w http.ResponseWriter, status, code int, message string) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(apiError{Code: code, Message: message, Error: message})
}

func html(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/html")
	fmt.Fprint(w, "<html>Please log in</html>")
}

func (s *server) signIn(w http.ResponseWriter, r *http.Request) {
	var in credentials
	_ = json.NewDecoder(r.Body).Decode(&in)
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case accounts[in.Username] == "disabled":
		problem(w, http.StatusUnauthorized, codeUnauthenticated, "Account gone is disabled")
	case accounts[in.Username] == "apikey":
		problem(w, http.StatusUnauthorized, codeUnauthenticated, "Account robot does not have login capability")
	case accounts[in.Username] == "" || accounts[in.Username] != in.Password:
		problem(w, http.StatusUnauthorized, codeUnauthenticated, "Invalid username or password")
	default:
		s.issued++
		token := fmt.Sprintf("token-%d", s.issued)
		s.sessions[token] = in.Username
		answer(w, issued{token})
	}
}

func (s *server) signOut(w http.ResponseWriter, r *http.Request) {
	if cookie, err := r.Cookie("argocd.token"); err == nil {
		s.revoke(cookie.Value)
	}
	http.Redirect(w, r, "https://elsewhere.example/", http.StatusSeeOther)
}

func (s *server) revoke(token string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.sessions, token)
}

func (s *server) list(w http.ResponseWriter) {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := applications{}
	for _, name := range slices.Sorted(maps.Keys(s.apps)) {
		out.Items = append(out.Items, *s.apps[name])
	}
	answer(w, out)
}

// stream passes on what emit says, until the client or the server goes.
func (s *server) stream(w http.ResponseWriter, r *http.Request) {
	events := make(chan string, 100)
	s.mu.Lock()
	s.watchers[events] = true
	s.mu.Unlock()
	defer func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		delete(s.watchers, events)
	}()
	w.Header().Set("Content-Type", "text/event-stream")
	fmt.Fprint(w, ":\n")
	w.(http.Flusher).Flush()
	for {
		select {
		case <-r.Context().Done():
			return
		case e, ok := <-events:
			if !ok {
				return
			}
			fmt.Fprintf(w, "data: %s \n\n", e)
			w.(http.Flusher).Flush()
		}
	}
}

// emit sends a line to every watcher; cut ends their streams.
func (s *server) emit(line string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for events := range s.watchers {
		events <- line
	}
}

func (s *server) cut() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for events := range s.watchers {
		close(events)
		delete(s.watchers, events)
	}
}

func (s *server) watching() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.watchers)
}

func (s *server) event(kind, name string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	text, _ := json.Marshal(map[string]any{"result": map[string]any{"type": kind, "application": s.apps[name]}})
	return string(text)
}

func (s *server) application(w http.ResponseWriter, r *http.Request, login string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	part := strings.Split(strings.TrimPrefix(r.URL.Path, "/api/v1/applications/"), "/")
	app := s.apps[part[0]]
	if app == nil {
		problem(w, http.StatusNotFound, codeNotFound, `applications.argoproj.io "x" not found`)
		return
	}
	switch {
	case len(part) == 2 && part[1] == "managed-resources":
		answer(w, managedResources{[]managed{s.live[part[0]]}})
	case len(part) == 2 && part[1] == "sync":
		s.sync(w, r, app, login)
	default:
		if r.URL.Query().Get("refresh") == "" && app.Operation != nil {
			s.advance(app)
		}
		answer(w, app)
	}
}

func (s *server) sync(w http.ResponseWriter, r *http.Request, app *application, login string) {
	var in syncRequest
	_ = json.NewDecoder(r.Body).Decode(&in)
	if app.Spec.Project == "stage" {
		problem(w, http.StatusForbidden, codePermissionDenied, "permission denied: applications, sync, stage/"+in.Name+", sub: "+login+", iat: 2026-01-01T00:00:00Z")
		return
	}
	app.Operation = &operating{Sync: &syncOperation{Revision: in.Revision, DryRun: in.DryRun}, InitiatedBy: initiator{Username: login}}
	app.Status.OperationState = nil
	answer(w, app)
}

// advance is one look later: the script's next step, else the sync runs and then succeeds.
func (s *server) advance(app *application) {
	if len(s.script) > 0 {
		s.script[0](app)
		s.script = s.script[1:]
		return
	}
	if app.Status.OperationState == nil {
		app.Status.OperationState = &operationState{Operation: *app.Operation, Phase: "Running", StartedAt: "2026-01-03T00:00:00Z"}
		return
	}
	s.finish(app, "Succeeded", "Healthy")
}

func (s *server) finish(app *application, phase, after string) {
	op := *app.Operation
	app.Operation = nil
	app.Status.OperationState = &operationState{
		Operation: op, Phase: phase, StartedAt: "2026-01-03T00:00:00Z", FinishedAt: "2026-01-03T00:00:01Z", Message: "one or more objects failed",
		SyncResult: &syncResult{Revision: op.Sync.Revision, Resources: []resourceResult{{Kind: "Deployment", Name: "shop", Status: "Synced", Message: "configured"}}},
	}
	app.Status.ReconciledAt = "2026-01-03T00:00:02Z"
	if phase != "Succeeded" || op.Sync.DryRun {
		return
	}
	app.Status.Sync.Status, app.Status.Health.Status = "Synced", after
	app.Status.History = append(app.Status.History, deployed{ID: len(app.Status.History), Revision: op.Sync.Revision, DeployedAt: "2026-01-03T00:00:01Z", InitiatedBy: op.InitiatedBy})
	m := s.live[app.Metadata.Name]
	m.LiveState, m.NormalizedLiveState = m.TargetState, m.PredictedLiveState
	s.live[app.Metadata.Name] = m
}

func (s *server) requests(part string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	n := 0
	for _, seen := range s.seen {
		if strings.Contains(seen, part) {
			n++
		}
	}
	return n
}

// tokens is a keychain that lasts as long as a test.
type tokens struct {
	mu   sync.Mutex
	kept map[string]secret.Value
}

func (k *tokens) Get(_ context.Context, system, account string) (secret.Value, bool, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	v, ok := k.kept[system+"/"+account]
	return v, ok, nil
}

func (k *tokens) Set(_ context.Context, system, account string, v secret.Value) error {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.kept[system+"/"+account] = v
	return nil
}

func (k *tokens) Delete(_ context.Context, system, account string) error {
	k.mu.Lock()
	defer k.mu.Unlock()
	delete(k.kept, system+"/"+account)
	return nil
}

// desk is a client with one person before it.
type desk struct {
	*client
	t      *testing.T
	kept   *tokens
	mu     sync.Mutex
	person string
	fleet  []Endpoint
}

func newDesk(t *testing.T, endpoints ...Endpoint) *desk {
	d := &desk{t: t, kept: &tokens{kept: map[string]secret.Value{}}, person: "olga", fleet: endpoints}
	d.client = open(Config{
		Instances: func() []Endpoint { d.mu.Lock(); defer d.mu.Unlock(); return slices.Clone(d.fleet) },
		Person:    func(context.Context) (string, error) { d.mu.Lock(); defer d.mu.Unlock(); return d.person, nil },
		Suggest:   func(string) string { return "ops1" },
		Owner: func(login string) (string, bool) {
			p, ok := map[string]string{"ops1": "olga", "dev1": "dan"}[login]
			return p, ok
		},
		Tokens: d.kept,
		Classify: func(_, cluster, namespace string, labels map[string]string) Place {
			_, env, _ := strings.Cut(namespace, "-")
			if cluster == "unheard-of" {
				return Place{}
			}
			return Place{Cluster: cluster, Environment: env, Production: env == "prod", Customer: labels["customer"], Product: labels["product"]}
		},
		Pace: Pace{
			Answer: 2 * time.Second, Poll: time.Millisecond, Settle: 20 * time.Millisecond, Patience: 500 * time.Millisecond,
			Retry: 5 * time.Millisecond, Relist: time.Hour, Silence: 5 * time.Second,
		},
	})
	return d
}

func (d *desk) act(person string) { d.mu.Lock(); defer d.mu.Unlock(); d.person = person }

func (d *desk) in(instance, login, password string) (out argocd.Instance, err error) {
	d.t.Helper()
	operationtest.With(d.t, policy.SessionSignIn, func(ctx context.Context, p operation.Permit) {
		out, err = d.SignIn(ctx, p, argocd.SignInInput{Instance: instance, Login: login, Password: secret.New(password)})
	})
	return out, err
}

func (d *desk) sync(in argocd.SyncInput) (out argocd.SyncResult, err error) {
	d.t.Helper()
	operationtest.With(d.t, policy.ApplicationSync, func(ctx context.Context, p operation.Permit) { out, err = d.Sync(ctx, p, in) })
	return out, err
}

// seated is a desk at one server, signed in as its person.
func seated(t *testing.T) (*desk, *server) {
	t.Helper()
	s := newServer(t)
	d := newDesk(t, Endpoint{Name: "harbor", URL: s.URL, Hint: "ask Olga"})
	if _, err := d.in("harbor", "ops1", "right"); err != nil {
		t.Fatal(err)
	}
	return d, s
}

var prod = argocd.Ref{Instance: "harbor", Project: "prod", Name: "acme-shop-prod"}
