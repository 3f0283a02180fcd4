package argocdtest

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"sync"
	"time"

	"github.com/sluice-desktop/sluice/internal/argocd"
	"github.com/sluice-desktop/sluice/internal/diff"
	"github.com/sluice-desktop/sluice/internal/fault"
	"github.com/sluice-desktop/sluice/internal/live"
	"github.com/sluice-desktop/sluice/internal/operation"
	"github.com/sluice-desktop/sluice/internal/policy"
)

// Fake is one Argo CD in memory, which keeps the suite.
type Fake struct {
	name     string
	accounts map[string]Account

	mu    sync.Mutex
	login string // whose session it is; empty: nobody's
	apps  map[string]*Kept
	moved chan struct{} // closed and renewed with every change
}

// Account is a login of a Fake.
type Account struct {
	Password string
	Projects []string // whose applications it may sync
}

// Kept is an application of a Fake: as it is, and what the next sync makes of it.
type Kept struct {
	Application argocd.Application
	Live        string // YAML
	Desired     string // YAML
	After       string // health after a sync; empty: Healthy
}

// NewFake is an instance with these accounts and applications.
func NewFake(name string, accounts map[string]Account, apps ...Kept) *Fake {
	f := &Fake{name: name, accounts: accounts, apps: map[string]*Kept{}, moved: make(chan struct{})}
	for _, a := range apps {
		a.Application.Ref.Instance = name
		f.apps[a.Application.Ref.Name] = &a
	}
	return f
}

func (f *Fake) instance() argocd.Instance {
	out := argocd.Instance{Name: f.name, URL: "https://" + f.name + ".example", Version: "v2.14.21", Login: f.login, SignedIn: f.login != ""}
	if f.login == "" {
		out.Problem = f.nobody()
	}
	return out
}

func (f *Fake) nobody() *fault.Error {
	return fault.New(fault.SignIn, "argocd", nil, "Sign in to Argo CD %s to see its applications", f.name)
}

func (f *Fake) changed() {
	close(f.moved)
	f.moved = make(chan struct{})
}

// Instances is the one.
func (f *Fake) Instances(context.Context) ([]argocd.Instance, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return []argocd.Instance{f.instance()}, nil
}

// Instance is the one, by its name.
func (f *Fake) Instance(_ context.Context, name string) (argocd.Instance, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if name != f.name {
		return argocd.Instance{}, fault.New(fault.NotFound, "argocd", nil, "There is no Argo CD %q", name)
	}
	return f.instance(), nil
}

func (f *Fake) find(ref argocd.Ref) (*Kept, error) {
	switch app := f.apps[ref.Name]; {
	case ref.Instance != f.name:
		return nil, fault.New(fault.NotFound, "argocd", nil, "There is no Argo CD %q", ref.Instance)
	case f.login == "":
		return nil, f.nobody()
	case app == nil:
		return nil, fault.New(fault.NotFound, "argocd", nil, "Argo CD %s has no application %q", f.name, ref.Name)
	default:
		return app, nil
	}
}

// Application reads one.
func (f *Fake) Application(_ context.Context, ref argocd.Ref) (argocd.Application, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	kept, err := f.find(ref)
	if err != nil {
		return argocd.Application{}, err
	}
	out := kept.Application
	out.Warnings, out.Conditions = append([]string{}, out.Warnings...), append([]argocd.Condition{}, out.Conditions...)
	out.Resources, out.History = append([]argocd.Resource{}, out.Resources...), append([]argocd.Deployed{}, out.History...)
	out.LastSync.Objects = append([]argocd.Resource{}, out.LastSync.Objects...)
	out.ReadAt = time.Now().UTC().Format(time.RFC3339)
	return out, nil
}

// Compare is Live against Desired.
func (f *Fake) Compare(_ context.Context, ref argocd.Ref) (diff.Result, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	kept, err := f.find(ref)
	if err != nil {
		return diff.Result{}, err
	}
	before, err := diff.ParseYAML(kept.Live)
	if err != nil {
		return diff.Result{}, err
	}
	after, err := diff.ParseYAML(kept.Desired)
	return diff.Compare("Live", "Desired, "+kept.Application.Target, before, after), err
}

// View lists the applications and follows their changes.
func (f *Fake) View() live.View {
	columns := make([]live.Column, 0, 12)
	for _, id := range []string{"name", "instance", "project", "environment", "customer", "product", "sync", "health", "revision", "cluster", "autosync", "operation"} {
		columns = append(columns, live.Column{ID: id, Format: live.Text, Search: true})
	}
	return live.View{Name: "applications", Columns: columns, Watch: func(ctx context.Context, _ live.Scope, t *live.Table) error {
		for {
			rows, moved, err := f.rows()
			if err != nil {
				return err
			}
			t.Replace(rows)
			t.Ready()
			select {
			case <-ctx.Done():
				return ctx.Err()
			case <-moved:
			}
		}
	}}
}

func (f *Fake) rows() ([]live.Row, <-chan struct{}, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.login == "" {
		return nil, nil, f.nobody()
	}
	rows := []live.Row{}
	for _, name := range slices.Sorted(maps.Keys(f.apps)) {
		a := f.apps[name].Application
		rows = append(rows, live.Row{ID: f.name + "/" + name, Cells: []string{
			name, f.name, a.Ref.Project, a.Environment, a.Customer, a.Product, a.Sync, a.Health, a.Target, a.Cluster, a.AutoSync, a.LastSync.Phase,
		}})
	}
	return rows, f.moved, nil
}

// Sync makes live what is desired.
func (f *Fake) Sync(ctx context.Context, permit operation.Permit, in argocd.SyncInput) (argocd.SyncResult, error) {
	none := argocd.SyncResult{Objects: []argocd.Resource{}}
	if err := permit.Check(policy.ApplicationSync); err != nil {
		return none, err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	kept, err := f.find(in.Ref)
	if err != nil {
		return none, err
	}
	app := &kept.Application
	switch {
	case in.Revision != app.Desired:
		return none, fault.New(fault.Conflict, "argocd", nil, "You looked at %.12s, but %s is now %.12s", in.Revision, in.Ref.Name, app.Desired)
	case !slices.Contains(f.accounts[f.login].Projects, app.Ref.Project):
		return none, fault.New(fault.Denied, "argocd", nil, "Argo CD %s refused %s by its own RBAC", f.name, f.login)
	}
	permit.Report(operation.Step{Phase: fmt.Sprintf("syncing %d of %d", len(app.Resources), len(app.Resources)), Done: len(app.Resources), Total: len(app.Resources)})
	now := time.Now().UTC().Format(time.RFC3339)
	result := argocd.SyncResult{Phase: "Succeeded", Revision: in.Revision, Started: now, Finished: now, By: f.login, Objects: []argocd.Resource{}}
	for _, r := range app.Resources {
		r.Sync, r.Health, r.Message = "Synced", "", "configured"
		result.Objects = append(result.Objects, r)
	}
	app.LastSync = result
	defer f.changed()
	if in.DryRun {
		return result, nil
	}
	kept.Live, app.Live, app.Sync, app.Health = kept.Desired, in.Revision, "Synced", "Healthy"
	app.History = slices.Insert(app.History, 0, argocd.Deployed{ID: len(app.History), Revision: in.Revision, Target: app.Target, At: now, By: f.login})
	if kept.After != "" {
		app.Health = kept.After
		return result, fault.New(fault.Invalid, "argocd", nil, "%s was synced to %.8s, but is %s", in.Ref.Name, in.Revision, kept.After)
	}
	return result, ctx.Err()
}

// SignIn knows the accounts.
func (f *Fake) SignIn(_ context.Context, permit operation.Permit, in argocd.SignInInput) (argocd.Instance, error) {
	if err := permit.Check(policy.SessionSignIn); err != nil {
		return argocd.Instance{}, err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if account, ok := f.accounts[in.Login]; !ok || account.Password != in.Password.Reveal() {
		return argocd.Instance{}, fault.New(fault.SignIn, "argocd", nil, "Argo CD %s does not accept this login and password", f.name).On("password")
	}
	f.login = in.Login
	f.changed()
	return f.instance(), nil
}

// SignOut ends the session.
func (f *Fake) SignOut(_ context.Context, permit operation.Permit, _ string) (argocd.Instance, error) {
	if err := permit.Check(policy.SessionSignOut); err != nil {
		return argocd.Instance{}, err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.login = ""
	f.changed()
	return f.instance(), nil
}
