// Package argocdtest is what every argocd.Reader and argocd.Writer must keep, and one of them in memory.
package argocdtest

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/sluice-desktop/sluice/internal/argocd"
	"github.com/sluice-desktop/sluice/internal/diff"
	"github.com/sluice-desktop/sluice/internal/fault"
	"github.com/sluice-desktop/sluice/internal/live"
	"github.com/sluice-desktop/sluice/internal/operation"
	"github.com/sluice-desktop/sluice/internal/operation/operationtest"
	"github.com/sluice-desktop/sluice/internal/policy"
	"github.com/sluice-desktop/sluice/internal/secret"
)

// World is an Argo CD to try things on. Nobody is signed in to it yet.
type World struct {
	Reader   argocd.Reader
	Writer   argocd.Writer
	Instance string
	Login    string
	Password string
	Stale    argocd.Ref // out of sync, healthy, and Login may sync it
	Foreign  argocd.Ref // Login sees it, but Argo CD does not let them sync it
}

// Suite holds a Reader and a Writer to the contract. The steps follow one another, as a person's would; the last
// syncs Stale.
func Suite(t *testing.T, open func(t *testing.T) World) {
	w := open(t)
	step := func(name string, test func(*testing.T, World)) {
		t.Helper()
		if !t.Run(name, func(t *testing.T) { test(t, w) }) {
			t.FailNow()
		}
	}
	step("who is not signed in is told so, by name", notSignedIn)
	step("a wrong password opens nothing", wrongPassword)
	step("a password opens a session that the server vouches for", signIn)
	step("the list has both applications", lists)
	step("an application says where it stands", application)
	step("an application that is not there is not found", missing)
	step("the difference is the one between live and desired", compares)
	step("nothing changes without a permit", unpermitted)
	step("a revision that nobody saw is a conflict", otherRevision)
	step("Argo CD's own refusal is passed on", refused)
	step("a dry run changes nothing", dryRun)
	step("a sync brings the revision that was seen", syncs)
	step("who signs out is not signed in", signOut)
}

// do runs a change inside an operation.
func do[T any](t *testing.T, action policy.Action, change func(context.Context, operation.Permit) (T, error)) (out T, err error) {
	t.Helper()
	operationtest.With(t, action, func(ctx context.Context, p operation.Permit) { out, err = change(ctx, p) })
	return out, err
}

func wantKind(t *testing.T, err error, kind fault.Kind) {
	t.Helper()
	if err == nil || fault.Of(err).Kind != kind {
		t.Fatalf("got %v, want a fault of kind %s", err, kind)
	}
}

func instance(t *testing.T, w World) argocd.Instance {
	t.Helper()
	all, err := w.Reader.Instances(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, i := range all {
		if i.Name == w.Instance {
			one, err := w.Reader.Instance(t.Context(), i.Name)
			if err != nil || one.SignedIn != i.SignedIn || one.Login != i.Login || one.Version != i.Version {
				t.Errorf("alone it is %+v, %v; among all %+v", one, err, i)
			}
			return i
		}
	}
	t.Fatalf("no instance %s among %d", w.Instance, len(all))
	return argocd.Instance{}
}

func read(t *testing.T, w World, ref argocd.Ref) argocd.Application {
	t.Helper()
	app, err := w.Reader.Application(t.Context(), ref)
	if err != nil {
		t.Fatal(err)
	}
	return app
}

func notSignedIn(t *testing.T, w World) {
	if i := instance(t, w); i.SignedIn || i.Problem == nil || i.Problem.Kind != fault.SignIn {
		t.Errorf("the instance says %+v", i)
	}
	_, err := w.Reader.Application(t.Context(), w.Stale)
	wantKind(t, err, fault.SignIn)
	if !strings.Contains(fault.Of(err).Detail, w.Instance) {
		t.Errorf("%q does not name the instance", fault.Of(err).Detail)
	}
}

func wrongPassword(t *testing.T, w World) {
	_, err := do(t, policy.SessionSignIn, func(ctx context.Context, p operation.Permit) (argocd.Instance, error) {
		return w.Writer.SignIn(ctx, p, argocd.SignInInput{Instance: w.Instance, Login: w.Login, Password: secret.New("wrong")})
	})
	wantKind(t, err, fault.SignIn)
	if i := instance(t, w); i.SignedIn {
		t.Error("it counts as signed in")
	}
}

func signIn(t *testing.T, w World) {
	in := argocd.SignInInput{Instance: w.Instance, Login: w.Login, Password: secret.New(w.Password)}
	if _, err := w.Writer.SignIn(t.Context(), operation.Permit{}, in); err == nil {
		t.Fatal("a password was sent without a permit")
	}
	i, err := do(t, policy.SessionSignIn, func(ctx context.Context, p operation.Permit) (argocd.Instance, error) {
		return w.Writer.SignIn(ctx, p, in)
	})
	if err != nil || !i.SignedIn || i.Login != w.Login || i.Problem != nil || i.Version == "" {
		t.Fatalf("it says %+v, %v", i, err)
	}
}

func lists(t *testing.T, w World) {
	lists := live.New([]live.View{w.Reader.View()}, time.Now, func(live.Changed) {})
	defer lists.Close()
	page, err := lists.Window(t.Context(), live.Query{View: "applications", Limit: 1000})
	if err != nil {
		t.Fatal(err)
	}
	if page.Stale != nil {
		t.Errorf("the rows are old: %v", page.Stale)
	}
	column := map[string]int{}
	for i, id := range page.Columns {
		column[id] = i
	}
	rows := map[string][]string{}
	for _, r := range page.Rows {
		rows[r.Cells[column["name"]]] = r.Cells
	}
	for _, ref := range []argocd.Ref{w.Stale, w.Foreign} {
		cells, app := rows[ref.Name], read(t, w, ref)
		if cells == nil {
			t.Fatalf("%s is not among %d rows", ref.Name, len(rows))
		}
		for id, want := range map[string]string{
			"instance": w.Instance, "project": app.Ref.Project, "environment": app.Environment, "customer": app.Customer,
			"sync": app.Sync, "health": app.Health, "cluster": app.Cluster, "revision": app.Target,
		} {
			if got := cells[column[id]]; got != want {
				t.Errorf("%s of %s is %q in the list and %q in full", id, ref.Name, got, want)
			}
		}
	}
}

func application(t *testing.T, w World) {
	app := read(t, w, w.Stale)
	if app.Ref != w.Stale || app.Sync != "OutOfSync" || app.Health != "Healthy" {
		t.Errorf("it is %+v, %s, %s", app.Ref, app.Sync, app.Health)
	}
	if len(app.Desired) != 40 || app.Live == app.Desired || app.Target == "" || app.Repository == "" {
		t.Errorf("live %q, desired %q by %q of %q", app.Live, app.Desired, app.Target, app.Repository)
	}
	if len(app.Resources) == 0 || app.Conditions == nil || app.Warnings == nil || app.History == nil || app.LastSync.Objects == nil {
		t.Errorf("a list is missing: %+v", app)
	}
	if _, err := time.Parse(time.RFC3339, app.ReadAt); err != nil {
		t.Error(err)
	}
}

func missing(t *testing.T, w World) {
	_, err := w.Reader.Application(t.Context(), argocd.Ref{Instance: w.Instance, Project: w.Stale.Project, Name: "no-such-application"})
	wantKind(t, err, fault.NotFound)
	_, err = w.Reader.Application(t.Context(), argocd.Ref{Instance: "nowhere", Name: w.Stale.Name})
	wantKind(t, err, fault.NotFound)
	_, err = w.Reader.Instance(t.Context(), "nowhere")
	wantKind(t, err, fault.NotFound)
}

func changed(r diff.Result) int {
	n := 0
	for _, o := range r.Objects {
		if o.Change != diff.Unchanged {
			n++
		}
	}
	return n
}

func compares(t *testing.T, w World) {
	result, err := w.Reader.Compare(t.Context(), w.Stale)
	if err != nil {
		t.Fatal(err)
	}
	if changed(result) == 0 || result.Objects[0].Change == diff.Unchanged || result.Before == "" || result.After == "" {
		t.Errorf("%d objects differ between %q and %q", changed(result), result.Before, result.After)
	}
}

func syncTo(t *testing.T, w World, in argocd.SyncInput) (argocd.SyncResult, error) {
	return do(t, policy.ApplicationSync, func(ctx context.Context, p operation.Permit) (argocd.SyncResult, error) {
		return w.Writer.Sync(ctx, p, in)
	})
}

func unpermitted(t *testing.T, w World) {
	before := read(t, w, w.Stale)
	in := argocd.SyncInput{Ref: w.Stale, Revision: before.Desired}
	if _, err := w.Writer.Sync(t.Context(), operation.Permit{}, in); err == nil {
		t.Error("an empty permit opened the door")
	}
	var kept operation.Permit
	operationtest.With(t, policy.ApplicationSync, func(_ context.Context, p operation.Permit) { kept = p })
	if _, err := w.Writer.Sync(t.Context(), kept, in); err == nil {
		t.Error("a permit outlived its operation")
	}
	if _, err := w.Writer.SignOut(t.Context(), operation.Permit{}, w.Instance); err == nil {
		t.Error("a session ended without a permit")
	}
	if after := read(t, w, w.Stale); after.LastSync.Started != before.LastSync.Started || after.Sync != before.Sync {
		t.Errorf("something was synced: %+v", after.LastSync)
	}
}

func otherRevision(t *testing.T, w World) {
	const other = "0123456789abcdef0123456789abcdef01234567"
	_, err := syncTo(t, w, argocd.SyncInput{Ref: w.Stale, Revision: other})
	wantKind(t, err, fault.Conflict)
	if text, now := fault.Of(err).Detail, read(t, w, w.Stale).Desired; !strings.Contains(text, other[:8]) || !strings.Contains(text, now[:8]) {
		t.Errorf("%q does not name both revisions", text)
	}
}

func refused(t *testing.T, w World) {
	before := read(t, w, w.Foreign)
	_, err := syncTo(t, w, argocd.SyncInput{Ref: w.Foreign, Revision: before.Desired})
	wantKind(t, err, fault.Denied)
	if fault.Of(err).System != "argocd" {
		t.Errorf("the refusal is said to be %q's", fault.Of(err).System)
	}
	if after := read(t, w, w.Foreign); after.LastSync.Started != before.LastSync.Started {
		t.Error("it was synced all the same")
	}
}

func dryRun(t *testing.T, w World) {
	before := read(t, w, w.Stale)
	result, err := syncTo(t, w, argocd.SyncInput{Ref: w.Stale, Revision: before.Desired, DryRun: true})
	if err != nil || result.Phase != "Succeeded" || result.Revision != before.Desired {
		t.Fatalf("it says %+v, %v", result, err)
	}
	if after := read(t, w, w.Stale); after.Sync != "OutOfSync" || after.Live != before.Live {
		t.Errorf("it is %s at %s", after.Sync, after.Live)
	}
}

func syncs(t *testing.T, w World) {
	before := read(t, w, w.Stale)
	result, err := syncTo(t, w, argocd.SyncInput{Ref: w.Stale, Revision: before.Desired})
	if err != nil || result.Phase != "Succeeded" || result.Revision != before.Desired || len(result.Objects) == 0 {
		t.Fatalf("it says %+v, %v", result, err)
	}
	after := read(t, w, w.Stale)
	if after.Sync != "Synced" || after.Health != "Healthy" || after.Live != before.Desired || after.History[0].By != w.Login {
		t.Errorf("it is %s, %s, at %s by %s", after.Sync, after.Health, after.Live, after.History[0].By)
	}
	if result, err := w.Reader.Compare(t.Context(), w.Stale); err != nil || changed(result) != 0 {
		t.Errorf("%d objects still differ, %v", changed(result), err)
	}
}

func signOut(t *testing.T, w World) {
	i, err := do(t, policy.SessionSignOut, func(ctx context.Context, p operation.Permit) (argocd.Instance, error) {
		return w.Writer.SignOut(ctx, p, w.Instance)
	})
	if err != nil || i.SignedIn || i.Problem == nil || i.Problem.Kind != fault.SignIn {
		t.Fatalf("it says %+v, %v", i, err)
	}
	_, err = w.Reader.Application(t.Context(), w.Stale)
	wantKind(t, err, fault.SignIn)
}
