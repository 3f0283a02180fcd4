package rest

import (
	"context"
	"errors"
	"fmt"
	"net/http"

	"github.com/sluice-desktop/sluice/internal/argocd"
	"github.com/sluice-desktop/sluice/internal/fault"
	"github.com/sluice-desktop/sluice/internal/operation"
	"github.com/sluice-desktop/sluice/internal/policy"
)

// Sync brings an application to the revision that the person saw, and no other, and follows it to its end.
func (c *client) Sync(ctx context.Context, permit operation.Permit, in argocd.SyncInput) (argocd.SyncResult, error) {
	none := argocd.SyncResult{Objects: []argocd.Resource{}}
	if err := permit.Check(policy.ApplicationSync); err != nil {
		return none, err
	}
	if in.Revision == "" {
		return none, fault.New(fault.Invalid, "argocd", nil, "Say which revision to sync. Argo CD has not resolved the target yet: look at the application's conditions").On("revision")
	}
	s, as, err := c.session(ctx, in.Ref.Instance)
	if err != nil {
		return none, err
	}
	permit.Report(operation.Step{Phase: "asking what the target is now"})
	if err := c.same(permit.Context(ctx), permit, s, as, in); err != nil {
		return none, err
	}
	permit.Report(operation.Step{Phase: "asking Argo CD to sync"})
	if err := c.begin(permit.Context(ctx), s, as, in); err != nil {
		return none, err
	}
	f := follower{client: c, site: s, as: as, in: in, permit: permit}
	app, err := f.ended(ctx)
	if err != nil {
		return none, err
	}
	if in.DryRun {
		return lastSync(app), nil
	}
	return f.healthy(ctx, app)
}

// same makes Argo CD look at Git again, and refuses when the application is not what the person looked at.
func (c *client) same(ctx context.Context, permit operation.Permit, s *site, as session, in argocd.SyncInput) error {
	app, err := c.refreshed(ctx, s, as, in.Ref)
	if err != nil {
		return stillUntouched(err)
	}
	if at := c.place(in.Ref.Instance, app).Cluster; !permit.Covers(at, app.Spec.Destination.Namespace) {
		return fault.New(fault.Conflict, "argocd", nil, "%s deploys to %s/%s by now, which nobody has decided on. Reload it, look again, then decide", in.Ref.Name, at, app.Spec.Destination.Namespace)
	}
	if app.several() {
		return fault.New(fault.Invalid, "argocd", nil, "%s has %d sources. Sluice cannot pin each of them yet, so it does not sync it. Sync it in Argo CD", in.Ref.Name, len(app.Spec.Sources))
	}
	if app.Operation != nil {
		return fault.New(fault.Conflict, "argocd", nil, "%s is being synced already%s. Wait for its end, then look again", in.Ref.Name, by(app.Operation.InitiatedBy))
	}
	if now := app.Status.Sync.Revision; now != in.Revision {
		if now == "" {
			now = "nothing that Argo CD could resolve"
		}
		return fault.New(fault.Conflict, "argocd", nil, "You looked at %.12s, but %s of %s is now %.50s. Look at the new difference before deploying", in.Revision, app.target(), in.Ref.Name, now).On("revision")
	}
	return nil
}

func by(i initiator) string {
	if who := i.shown(); who != "" {
		return " by " + who
	}
	return ""
}

// begin asks for the sync. When no answer came back it may have begun all the same, and that is said.
func (c *client) begin(ctx context.Context, s *site, as session, in argocd.SyncInput) error {
	var taken application
	err := c.call(ctx, s, request{method: http.MethodPost, path: applicationPath(in.Ref, "sync"), as: as, body: syncRequest{
		Name: in.Ref.Name, Project: in.Ref.Project, Revision: in.Revision, Prune: in.Prune, DryRun: in.DryRun,
	}}, &taken)
	var known *fault.Error
	if !errors.As(err, &known) {
		return err
	}
	switch known.Kind {
	case fault.Unreachable:
		return fault.New(fault.Unreachable, "argocd", err, "No clear answer to the sync of %s: %s. It may have begun: look at the application before trying again", in.Ref.Name, known.Detail)
	case fault.Cancelled:
		return fault.New(fault.Cancelled, "argocd", err, "Stopped while the sync of %s was being asked for. It may have begun: look at the application", in.Ref.Name)
	}
	return err
}

func stillUntouched(err error) error {
	if known := fault.Of(err); known.Kind == fault.Cancelled {
		return fault.New(fault.Cancelled, "argocd", err, "Stopped before anything was asked of Argo CD. Nothing was changed")
	}
	return err
}

// failures says which objects a sync failed on, and why.
func failures(of argocd.SyncResult) string {
	var bad []string
	for _, o := range of.Objects {
		if o.Sync == "SyncFailed" || o.Sync == "Hook Failed" || o.Sync == "Hook Error" {
			bad = append(bad, fmt.Sprintf("%s %s: %s", o.Kind, o.Name, o.Message))
		}
	}
	return someOf(bad, of.Message)
}

// unhealthy says which objects are in a state of health, and why.
func unhealthy(a application, state string) string {
	var bad []string
	for _, r := range a.Status.Resources {
		if r.Health != nil && r.Health.Status == state {
			text := r.Kind + " " + r.Name
			if r.Health.Message != "" {
				text += ": " + clean(r.Health.Message)
			}
			bad = append(bad, text)
		}
	}
	return someOf(bad, a.Status.Health.Message)
}

// someOf keeps a message short: three are enough to begin with.
func someOf(texts []string, otherwise string) string {
	const most = 3
	out := ""
	for i, text := range texts {
		switch {
		case i == most:
			return fmt.Sprintf("%s; and %d more", out, len(texts)-most)
		case i > 0:
			out += "; "
		}
		out += text
	}
	if out == "" {
		out = clean(otherwise)
	}
	if out == "" {
		return "Argo CD does not say why"
	}
	return out
}
