package rest

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/sluice-desktop/sluice/internal/argocd"
	"github.com/sluice-desktop/sluice/internal/diff"
)

// Application reads one application in full.
func (c *client) Application(ctx context.Context, ref argocd.Ref) (argocd.Application, error) {
	s, as, err := c.session(ctx, ref.Instance)
	if err != nil {
		return argocd.Application{}, err
	}
	app, err := c.get(ctx, s, as, ref)
	if err != nil {
		return argocd.Application{}, err
	}
	return c.application(ref.Instance, app), nil
}

func (c *client) get(ctx context.Context, s *site, as session, ref argocd.Ref) (application, error) {
	var app application
	err := c.call(ctx, s, request{method: http.MethodGet, path: applicationPath(ref), query: project(ref), as: as}, &app)
	return app, err
}

// refreshed makes Argo CD look at Git and at the cluster before it answers, which takes as long as they do.
func (c *client) refreshed(ctx context.Context, s *site, as session, ref argocd.Ref) (application, error) {
	query := project(ref)
	query.Set("refresh", "normal")
	var app application
	err := c.call(ctx, s, request{method: http.MethodGet, path: applicationPath(ref), query: query, as: as, within: 3 * c.pace.Answer}, &app)
	return app, err
}

func applicationPath(ref argocd.Ref, more ...string) []string {
	return append([]string{"api", "v1", "applications", ref.Name}, more...)
}

// project lets Argo CD tell "not found" from "not allowed".
func project(ref argocd.Ref) url.Values {
	if ref.Project == "" {
		return url.Values{}
	}
	return url.Values{"project": {ref.Project}}
}

func (c *client) application(instance string, a application) argocd.Application {
	place := c.place(instance, a)
	out := argocd.Application{
		Ref:     argocd.Ref{Instance: instance, Project: a.Spec.Project, Name: a.Metadata.Name},
		Cluster: place.Cluster, Namespace: a.Spec.Destination.Namespace,
		Environment: place.Environment, Production: place.Production, Customer: place.Customer, Product: place.Product,
		Target: a.target(), Desired: a.Status.Sync.desired(),
		Sync: orUnknown(a.Status.Sync.Status), Health: orUnknown(a.Status.Health.Status), HealthWhy: clean(a.Status.Health.Message),
		AutoSync: autoSync(a.Spec.auto()), Warnings: warnings(a, place),
		Conditions: []argocd.Condition{}, Resources: []argocd.Resource{}, History: []argocd.Deployed{},
		LastSync: lastSync(a), ReadAt: c.Now().UTC().Format(time.RFC3339),
	}
	out.Repository, out.Path = origin(a.Spec)
	for _, said := range a.Status.Conditions {
		out.Conditions = append(out.Conditions, argocd.Condition{Type: said.Type, Message: clean(said.Message), At: said.LastTransitionTime})
	}
	for _, r := range a.Status.Resources {
		if !r.Hook {
			out.Resources = append(out.Resources, r.shown())
		}
	}
	for _, d := range slices.Backward(a.Status.History) {
		out.History = append(out.History, d.shown())
	}
	if len(out.History) > 0 {
		out.Live = out.History[0].Revision
	}
	return out
}

// place asks the fleet. A cluster that it does not know goes by Argo CD's word, which never reads as one of the
// fleet's: two people may call two clusters alike.
func (c *client) place(instance string, a application) Place {
	p := c.Classify(instance, a.Spec.Destination.where(), a.Spec.Destination.Namespace, a.Metadata.Labels)
	if p.Cluster == "" {
		p.Cluster = fmt.Sprintf("%s (Argo CD %s)", a.Spec.Destination.where(), instance)
	}
	return p
}

func origin(s spec) (repository, path string) {
	sources := s.Sources
	if len(sources) == 0 && s.Source != nil {
		sources = []source{*s.Source}
	}
	var repositories, paths []string
	for _, from := range sources {
		repositories = append(repositories, userInfo.ReplaceAllString(from.RepoURL, "://"))
		paths = append(paths, from.Path+from.Chart)
	}
	return strings.Join(slices.Compact(repositories), ", "), strings.Join(paths, ", ")
}

func (r resource) shown() argocd.Resource {
	out := argocd.Resource{Group: r.Group, Kind: r.Kind, Namespace: r.Namespace, Name: r.Name, Sync: orUnknown(r.Status), Prune: r.RequiresPruning}
	if r.Health != nil {
		out.Health, out.Message = r.Health.Status, clean(r.Health.Message)
	}
	return out
}

func (d deployed) shown() argocd.Deployed {
	revision := d.Revision
	if len(d.Revisions) > 0 {
		revision = strings.Join(d.Revisions, ", ")
	}
	return argocd.Deployed{ID: d.ID, Revision: revision, Target: d.Source.TargetRevision, At: d.DeployedAt, By: d.InitiatedBy.shown()}
}

func (i initiator) shown() string {
	if i.Automated {
		return "auto-sync"
	}
	return i.Username
}

func lastSync(a application) argocd.SyncResult {
	out := argocd.SyncResult{Objects: []argocd.Resource{}}
	state := a.Status.OperationState
	if state == nil {
		if a.Operation != nil {
			out.Phase, out.Message, out.By = "Running", "Waiting for Argo CD to begin", a.Operation.InitiatedBy.shown()
		}
		return out
	}
	out.Phase, out.Message, out.Started, out.Finished = state.Phase, clean(state.Message), state.StartedAt, state.FinishedAt
	out.By = state.Operation.InitiatedBy.shown()
	if state.Operation.Sync != nil {
		out.Revision = state.Operation.Sync.Revision
	}
	if state.SyncResult == nil {
		return out
	}
	if state.SyncResult.Revision != "" {
		out.Revision = state.SyncResult.Revision
	}
	for _, r := range state.SyncResult.Resources {
		result := r.Status
		if r.HookType != "" {
			result = "Hook " + r.HookPhase
		}
		out.Objects = append(out.Objects, argocd.Resource{Group: r.Group, Kind: r.Kind, Namespace: r.Namespace, Name: r.Name, Sync: result, Message: clean(r.Message)})
	}
	return out
}

func autoSync(a *automated) string {
	switch {
	case a == nil:
		return "off"
	case a.Prune && a.SelfHeal:
		return "on, prunes and heals"
	case a.Prune:
		return "on, prunes"
	case a.SelfHeal:
		return "on, heals"
	}
	return "on"
}

// warnings are what no server would complain about, and people should know before they deploy.
func warnings(a application, p Place) []string {
	out := []string{}
	if p.Production && a.Spec.auto() != nil {
		out = append(out, "Auto-sync is on in production: every change in Git deploys itself, without an approval. Taking prune and selfHeal away does not switch it off; the field automated must go")
	}
	if p.Production && !a.several() && a.target() == "HEAD" {
		out = append(out, "Production follows HEAD: what is deployed next is whatever was merged last. Pin a release tag")
	}
	if a.several() {
		out = append(out, fmt.Sprintf("This application has %d sources. Sluice shows it, but does not sync it yet: each source needs its own pinned revision", len(a.Spec.Sources)))
	}
	return out
}

func orUnknown(word string) string {
	if word == "" {
		return "Unknown"
	}
	return word
}

// Compare is live against desired, per resource, as Argo CD normalises it. Argo CD masks secrets before it sends
// them; the comparison masks again.
func (c *client) Compare(ctx context.Context, ref argocd.Ref) (diff.Result, error) {
	s, as, err := c.session(ctx, ref.Instance)
	if err != nil {
		return diff.Result{}, err
	}
	app, err := c.get(ctx, s, as, ref)
	if err != nil {
		return diff.Result{}, err
	}
	var answer managedResources
	if err := c.call(ctx, s, request{method: http.MethodGet, path: applicationPath(ref, "managed-resources"), query: project(ref), as: as}, &answer); err != nil {
		return diff.Result{}, err
	}
	live, desired, err := sides(s, answer.Items)
	if err != nil {
		return diff.Result{}, err
	}
	after := "Desired, " + app.target()
	if sha := app.Status.Sync.Revision; sha != "" && !strings.HasPrefix(sha, app.target()) {
		after = fmt.Sprintf("Desired, %s (%.8s)", app.target(), sha)
	}
	return diff.Compare("Live in "+c.place(ref.Instance, app).Cluster+"/"+app.Spec.Destination.Namespace, after, live, desired), nil
}
