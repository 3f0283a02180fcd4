// Package argocd is Argo CD's applications as Sluice sees them, over any number of instances.
package argocd

import (
	"context"

	"github.com/sluice-desktop/sluice/internal/diff"
	"github.com/sluice-desktop/sluice/internal/endpoint"
	"github.com/sluice-desktop/sluice/internal/fault"
	"github.com/sluice-desktop/sluice/internal/live"
	"github.com/sluice-desktop/sluice/internal/operation"
	"github.com/sluice-desktop/sluice/internal/secret"
)

// Instance is one Argo CD server of the fleet and this person's session there.
type Instance struct {
	Name     string       `json:"name"`
	URL      string       `json:"url"`
	Hint     string       `json:"hint"` // what the fleet says about signing in
	SignedIn bool         `json:"signedIn"`
	Login    string       `json:"login"`   // who the server says this is
	Suggest  string       `json:"suggest"` // the login the fleet has for this person
	Version  string       `json:"version"`
	Expires  string       `json:"expires"`  // RFC 3339: when the session ends; empty when there is none, or it does not say
	Insecure bool         `json:"insecure"` // its certificate is not verified: shown in red
	Problem  *fault.Error `json:"problem"`  // not signed in, refused, unreachable, or a session of somebody else

	Certificate *endpoint.Certificate `json:"certificate"`
}

// Ref names an application.
type Ref struct {
	Instance string `json:"instance"`
	Project  string `json:"project"`
	Name     string `json:"name"`
}

// Resource is one object an application manages.
type Resource struct {
	Group     string `json:"group"`
	Kind      string `json:"kind"`
	Namespace string `json:"namespace"`
	Name      string `json:"name"`
	Sync      string `json:"sync"`   // Synced, OutOfSync, Unknown
	Health    string `json:"health"` // Healthy, Progressing, Degraded, Suspended, Missing, Unknown
	Message   string `json:"message"`
	Prune     bool   `json:"prune"` // not in Git any more
}

// Condition is what the controller says is wrong.
type Condition struct {
	Type    string `json:"type"`
	Message string `json:"message"`
	At      string `json:"at"` // RFC 3339
}

// Deployed is one entry of an application's history, newest first in a list.
type Deployed struct {
	ID       int    `json:"id"`
	Revision string `json:"revision"` // SHA
	Target   string `json:"target"`   // branch or tag that was asked for
	At       string `json:"at"`       // RFC 3339
	By       string `json:"by"`
}

// SyncResult is the last or running sync.
type SyncResult struct {
	Phase    string     `json:"phase"` // Running, Succeeded, Failed, Error, Terminating; empty: never synced
	Message  string     `json:"message"`
	Revision string     `json:"revision"`
	Started  string     `json:"started"`
	Finished string     `json:"finished"`
	By       string     `json:"by"`
	Objects  []Resource `json:"objects"` // per object: Sync is the result, Message says why
}

// Application is one application in full.
type Application struct {
	Ref         Ref         `json:"ref"`
	Cluster     string      `json:"cluster"` // the fleet's name, else Argo CD's with the instance's
	Namespace   string      `json:"namespace"`
	Environment string      `json:"environment"`
	Production  bool        `json:"production"`
	Customer    string      `json:"customer"`
	Product     string      `json:"product"`
	Repository  string      `json:"repository"`
	Path        string      `json:"path"`
	Target      string      `json:"target"`  // branch, tag or SHA it follows
	Desired     string      `json:"desired"` // SHA that Target means now
	Live        string      `json:"live"`    // SHA last deployed; empty when never
	Sync        string      `json:"sync"`
	Health      string      `json:"health"`
	HealthWhy   string      `json:"healthWhy"`
	AutoSync    string      `json:"autoSync"` // in words: "off", "on", "on, prunes and heals"
	Warnings    []string    `json:"warnings"` // such as auto-sync left on in production
	Conditions  []Condition `json:"conditions"`
	Resources   []Resource  `json:"resources"`
	History     []Deployed  `json:"history"`
	LastSync    SyncResult  `json:"lastSync"`
	ReadAt      string      `json:"readAt"`
}

// SyncInput asks for an application to be brought to a revision.
type SyncInput struct {
	Ref      Ref    `json:"ref"`
	Revision string `json:"revision"` // the SHA the person saw; another one by now is a conflict
	Prune    bool   `json:"prune"`
	DryRun   bool   `json:"dryRun"`
	// Emergency passes what holds it; nil when nothing has to be passed.
	Emergency *operation.Emergency `json:"emergency,omitempty"`
}

// BreakGlass is the input's emergency.
func (in SyncInput) BreakGlass() *operation.Emergency { return in.Emergency }

// SignInInput carries a password to the backend, once. It is never logged, recorded or returned.
type SignInInput struct {
	Instance string
	Login    string
	Password secret.Value
}

// Reader reads instances and applications.
type Reader interface {
	Instances(ctx context.Context) ([]Instance, error)
	// Instance is one of them. Its problem is part of the answer.
	Instance(ctx context.Context, name string) (Instance, error)
	Application(ctx context.Context, ref Ref) (Application, error)
	// Compare is live against desired, per resource, as Argo CD normalises it.
	Compare(ctx context.Context, ref Ref) (diff.Result, error)
	// View is the list "applications" over all instances, or one.
	View() live.View
}

// Writer changes applications and sessions.
type Writer interface {
	// Sync starts a sync and follows it, reporting by permit, until it has succeeded or failed.
	Sync(ctx context.Context, permit operation.Permit, in SyncInput) (SyncResult, error)
	// SignIn exchanges a password for a session and keeps its token in the keychain.
	SignIn(ctx context.Context, permit operation.Permit, in SignInInput) (Instance, error)
	// SignOut forgets the session.
	SignOut(ctx context.Context, permit operation.Permit, instance string) (Instance, error)
}
