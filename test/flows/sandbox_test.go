//go:build sandbox

// Package flows_test runs contract suites and whole flows against the sandbox's real servers, without a window.
package flows_test

import (
	"encoding/json"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/sluice-desktop/sluice/internal/desktop"
	"github.com/sluice-desktop/sluice/internal/identity"
	"github.com/sluice-desktop/sluice/internal/live"
	"github.com/sluice-desktop/sluice/internal/operation"
	"github.com/sluice-desktop/sluice/internal/policy"
	"github.com/sluice-desktop/sluice/internal/wiring"
)

// servers is what the sandbox's state file says.
type servers struct {
	Kubeconfig string `json:"kubeconfig"`
	HelmBinary string `json:"helmBinary"`
	Fleet      string `json:"fleet"`
	Clusters   map[string]struct {
		Server          string `json:"server"`
		AdminKubeconfig string `json:"adminKubeconfig"`
	} `json:"clusters"`
	ArgoCD struct {
		URL      string            `json:"url"`
		Accounts map[string]string `json:"accounts"`
	} `json:"argocd"`
	Vault struct {
		URL       string            `json:"url"`
		RootToken string            `json:"rootToken"`
		Accounts  map[string]string `json:"accounts"`
	} `json:"vault"`
	Registry struct {
		Address  string `json:"address"`
		Username string `json:"username"`
		Password string `json:"password"`
	} `json:"registry"`
	Gitea struct {
		URL      string            `json:"url"`
		Accounts map[string]string `json:"accounts"`
	} `json:"gitea"`
	SIEM struct {
		URL    string `json:"url"`
		Syslog string `json:"syslog"`
		CAFile string `json:"caFile"`
		Token  string `json:"token"`
	} `json:"siem"`
}

func sandbox(t *testing.T) servers {
	t.Helper()
	path := os.Getenv("SLUICE_SANDBOX")
	if path == "" {
		t.Fatal("no sandbox: run these tests by make flows")
	}
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var s servers
	if err := json.Unmarshal(text, &s); err != nil {
		t.Fatal(err)
	}
	return s
}

// app is the whole backend, driven as the window drives it.
type app struct {
	t            *testing.T
	core         *wiring.Core
	applications *desktop.ArgocdService
	connections  *desktop.ConnectionService
	releases     *desktop.HelmService
	clusters     *desktop.ClusterService
	lists        *desktop.LiveService
	identity     *desktop.IdentityService
	duties       *desktop.PolicyService
	journal      *desktop.AuditService
	glass        *desktop.BreakglassService
	copies       *desktop.SiemService
	data         string
	heard        *heard // what leaves the backend; nil when nobody listens

	mu       sync.Mutex
	statuses map[string]operation.Status
	moved    *sync.Cond
}

// open starts the backend with its own data folder, acting from one context of the sandbox's kubeconfig.
func open(t *testing.T, s servers, context string) *app {
	t.Helper()
	return listened(t, s, context, nil)
}

// listened is open with somebody who hears what leaves the backend.
func listened(t *testing.T, s servers, context string, h *heard) *app {
	t.Helper()
	t.Setenv("KUBECONFIG", s.Kubeconfig)
	// No session of the desktop's keychain: tokens of tests live in memory.
	t.Setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent")
	a := &app{t: t, data: t.TempDir(), heard: h, statuses: map[string]operation.Status{}}
	a.moved = sync.NewCond(&a.mu)
	a.core = wiring.New(wiring.Options{Version: "test", Data: a.data, Fleet: s.Fleet, Emit: a.hear})
	for _, service := range a.core.Services {
		switch service := service.(type) {
		case *desktop.ArgocdService:
			a.applications = service
		case *desktop.ConnectionService:
			a.connections = service
		case *desktop.HelmService:
			a.releases = service
		case *desktop.ClusterService:
			a.clusters = service
		case *desktop.LiveService:
			a.lists = service
		case *desktop.IdentityService:
			a.identity = service
		case *desktop.PolicyService:
			a.duties = service
		case *desktop.AuditService:
			a.journal = service
		case *desktop.BreakglassService:
			a.glass = service
		case *desktop.SiemService:
			a.copies = service
		}
	}
	a.core.Start(t.Context())
	t.Cleanup(a.core.Stop)
	a.use(context)
	return a
}

func (a *app) use(context string) identity.Acting {
	a.t.Helper()
	acting, err := a.identity.Use(context)
	if err != nil || acting.Problem != nil {
		a.t.Fatalf("use %s: %v, %+v", context, err, acting.Problem)
	}
	return acting
}

func (a *app) hear(name string, data any) {
	if a.heard != nil {
		a.heard.note("the events", data)
	}
	if s, ok := data.(operation.Status); ok && name == "operation" {
		a.mu.Lock()
		defer a.mu.Unlock()
		if s.Seq > a.statuses[s.ID].Seq {
			a.statuses[s.ID] = s
		}
		a.moved.Broadcast()
	}
}

// follow waits until an operation has ended.
func (a *app) follow(started operation.Status, err error) operation.Status {
	a.t.Helper()
	if err != nil {
		a.t.Fatalf("not started: %v", err)
	}
	deadline := time.AfterFunc(2*time.Minute, a.moved.Broadcast)
	defer deadline.Stop()
	a.mu.Lock()
	defer a.mu.Unlock()
	for until := time.Now().Add(2 * time.Minute); a.statuses[started.ID].Ended == ""; a.moved.Wait() {
		if time.Now().After(until) {
			a.t.Fatalf("it did not end: %+v", a.statuses[started.ID])
		}
	}
	return a.statuses[started.ID]
}

// signIn opens an Argo CD session for whoever acts.
func (a *app) signIn(s servers, login string) {
	a.t.Helper()
	end := a.follow(a.connections.SignIn(desktop.SignIn{ID: "argocd/harbor", Method: "password", Login: login, Secret: s.ArgoCD.Accounts[login]}))
	if end.State != "succeeded" {
		a.t.Fatalf("sign in as %s: %+v %+v", login, end, end.Fault)
	}
}

// row finds one line of a list by the value of its name column, as a map of its columns.
func (a *app) row(view string, scope live.Scope, name string) map[string]string {
	a.t.Helper()
	page, err := a.lists.Window(live.Query{View: view, Scope: scope, Filter: name, Limit: 100})
	for err == nil && page.Reading {
		time.Sleep(50 * time.Millisecond)
		page, err = a.lists.Window(live.Query{View: view, Scope: scope, Filter: name, Limit: 100})
	}
	if err != nil {
		a.t.Fatalf("%s: %v", view, err)
	}
	for _, r := range page.Rows {
		cells := map[string]string{}
		for i, column := range page.Columns {
			cells[column] = r.Cells[i]
		}
		if cells["name"] == name {
			return cells
		}
	}
	a.t.Fatalf("%s has no row %q among %d", view, name, page.Total)
	return nil
}

// until asks again and again, because the world takes its time.
func until(t *testing.T, what string, reached func() bool) {
	t.Helper()
	for deadline := time.Now().Add(60 * time.Second); !reached(); time.Sleep(200 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("never came: %s", what)
		}
	}
}

// trail is what the journal says of an operation: outcomes in order.
func (a *app) trail(id string) string {
	a.t.Helper()
	records, err := a.journal.Records(id)
	if err != nil {
		a.t.Fatal(err)
	}
	var out []string
	for _, r := range records {
		out = append(out, string(r.Outcome))
	}
	return strings.Join(out, ",")
}

func (a *app) may(action policy.Action, target policy.Target) policy.Decision {
	a.t.Helper()
	decisions, err := a.duties.May([]desktop.Question{{Action: action.String(), Target: target}})
	if err != nil {
		a.t.Fatal(err)
	}
	return decisions[0]
}
