//go:build sandbox

package flows_test

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/sluice-desktop/sluice/internal/argocd"
	"github.com/sluice-desktop/sluice/internal/argocd/argocdtest"
	"github.com/sluice-desktop/sluice/internal/argocd/rest"
	"github.com/sluice-desktop/sluice/internal/live"
	"github.com/sluice-desktop/sluice/internal/operation"
	"github.com/sluice-desktop/sluice/internal/operation/operationtest"
	"github.com/sluice-desktop/sluice/internal/policy"
	"github.com/sluice-desktop/sluice/internal/secret"
)

// The suite that the fake passes, on the sandbox's Argo CD.
func TestArgoCDKeepsTheContract(t *testing.T) {
	at := sandbox(t).ArgoCD
	box := argoCD{URL: at.URL, Accounts: at.Accounts}
	stale := argocd.Ref{Instance: "harbor", Project: "prod", Name: "acme-shop-prod"}
	box.syncAsAdmin(t, stale.Name, "prod-release/v1.4.1")
	t.Cleanup(func() { box.syncAsAdmin(t, stale.Name, "prod-release/v1.4.1") })
	argocdtest.Suite(t, func(t *testing.T) argocdtest.World {
		r, w := rest.New(box.config("ops1"))
		return argocdtest.World{
			Reader: r, Writer: w, Instance: "harbor", Login: "ops1", Password: box.Accounts["ops1"],
			Stale:   stale,
			Foreign: argocd.Ref{Instance: "harbor", Project: "stage", Name: "acme-billing-stage"},
		}
	})
}

// argoCD is the sandbox's Argo CD.
type argoCD struct {
	URL      string
	Accounts map[string]string
}

func (b argoCD) config(person string) rest.Config {
	return rest.Config{
		Instances: func() []rest.Endpoint { return []rest.Endpoint{{Name: "harbor", URL: b.URL}} },
		Person:    func(context.Context) (string, error) { return person, nil },
		Owner:     func(login string) (string, bool) { return login, login != "admin" },
		Tokens:    &tokens{kept: map[string]secret.Value{}},
		Classify: func(_, cluster, namespace string, labels map[string]string) rest.Place {
			environment := namespace[strings.LastIndex(namespace, "-")+1:]
			return rest.Place{
				Cluster: cluster, Environment: environment, Production: environment == "prod",
				Customer: labels["sluice.dev/customer"], Product: labels["sluice.dev/product"],
			}
		},
	}
}

// tokens keeps tokens as long as a test.
type tokens struct {
	mu   sync.Mutex
	kept map[string]secret.Value
}

func (d *tokens) Get(_ context.Context, system, account string) (secret.Value, bool, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	v, ok := d.kept[system+account]
	return v, ok, nil
}

func (d *tokens) Set(_ context.Context, system, account string, v secret.Value) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.kept[system+account] = v
	return nil
}

func (d *tokens) Delete(_ context.Context, system, account string) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	delete(d.kept, system+account)
	return nil
}

// syncAsAdmin puts an application where a test needs it, past Sluice.
func (b argoCD) syncAsAdmin(t *testing.T, name, revision string) {
	t.Helper()
	var session struct{ Token string }
	b.post(t, "", "/api/v1/session", map[string]any{"username": "admin", "password": b.Accounts["admin"]}, &session)
	b.post(t, session.Token, "/api/v1/applications/"+name+"/sync", map[string]any{"revision": revision}, &struct{}{})
	for range 100 {
		var app struct {
			Operation *struct{}
			Status    struct {
				Sync           struct{ Status string }
				Health         struct{ Status string }
				OperationState struct{ Phase string }
			}
		}
		b.send(t, "GET", session.Token, "/api/v1/applications/"+name+"?refresh=normal", nil, &app)
		if app.Operation == nil && app.Status.OperationState.Phase == "Succeeded" && app.Status.Health.Status == "Healthy" && app.Status.Sync.Status == "OutOfSync" {
			return
		}
		time.Sleep(300 * time.Millisecond)
	}
	t.Fatalf("%s did not come to rest at %s", name, revision)
}

func (b argoCD) post(t *testing.T, token, path string, body, out any) {
	t.Helper()
	b.send(t, "POST", token, path, body, out)
}

func (b argoCD) send(t *testing.T, method, token, path string, body, out any) {
	t.Helper()
	text, err := json.Marshal(body)
	if err != nil {
		t.Fatal(err)
	}
	r, err := http.NewRequestWithContext(context.Background(), method, b.URL+path, bytes.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Authorization", "Bearer "+token)
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		t.Fatalf("%s %s: %s", method, path, response.Status)
	}
	if err := json.NewDecoder(response.Body).Decode(out); err != nil {
		t.Fatal(err)
	}
}

// A change made by somebody else is on the list without anybody asking for it.
func TestTheListOfApplicationsFollowsTheServer(t *testing.T) {
	at := sandbox(t).ArgoCD
	box := argoCD{URL: at.URL, Accounts: at.Accounts}
	r, w := rest.New(box.config("ops1"))
	operationtest.With(t, policy.SessionSignIn, func(ctx context.Context, p operation.Permit) {
		if _, err := w.SignIn(ctx, p, argocd.SignInInput{Instance: "harbor", Login: "ops1", Password: secret.New(box.Accounts["ops1"])}); err != nil {
			t.Fatal(err)
		}
	})
	lists := live.New([]live.View{r.View()}, time.Now, func(live.Changed) {})
	defer lists.Close()
	state := func(name string) (sync, label string) {
		page, err := lists.Window(t.Context(), live.Query{View: "applications", Limit: 100})
		if err != nil || page.Stale != nil {
			t.Fatalf("%v, %v", page.Stale, err)
		}
		for _, row := range page.Rows {
			if row.Cells[0] == name {
				return row.Cells[6], row.Cells[4]
			}
		}
		t.Fatalf("%s is not among %d rows", name, len(page.Rows))
		return "", ""
	}
	const name = "globex-shop-dev"
	_, before := state(name)
	label := func(value string) {
		box.patchAsAdmin(t, name, `{"metadata":{"labels":{"sluice.dev/customer":"`+value+`"}}}`)
	}
	defer label(before)
	time.Sleep(3 * time.Second) // past the list that follows the opening of the stream
	began := time.Now()
	label("renamed")
	until(t, "the change is shown", func() bool { _, now := state(name); return now == "renamed" })
	t.Logf("shown %v after it was asked for", time.Since(began).Round(time.Millisecond))
}

func (b argoCD) patchAsAdmin(t *testing.T, name, merge string) {
	t.Helper()
	var session struct{ Token string }
	b.post(t, "", "/api/v1/session", map[string]any{"username": "admin", "password": b.Accounts["admin"]}, &session)
	b.send(t, "PATCH", session.Token, "/api/v1/applications/"+name, map[string]any{"name": name, "patch": merge, "patchType": "merge"}, &struct{}{})
}
