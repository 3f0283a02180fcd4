// Package helm is Helm releases as Sluice sees them.
package helm

import (
	"context"

	"github.com/sluice-desktop/sluice/internal/diff"
	"github.com/sluice-desktop/sluice/internal/live"
	"github.com/sluice-desktop/sluice/internal/operation"
)

// Ref names a release in a cluster.
type Ref struct {
	Context   string `json:"context"`
	Namespace string `json:"namespace"`
	Name      string `json:"name"`
}

// Revision is one entry of a release's history, newest first in a list.
type Revision struct {
	Revision    int    `json:"revision"`
	Status      string `json:"status"` // Helm's word: deployed, superseded, failed, pending-upgrade, …
	Chart       string `json:"chart"`  // name-version
	AppVersion  string `json:"appVersion"`
	Updated     string `json:"updated"` // RFC 3339
	Description string `json:"description"`
	Problem     string `json:"problem"` // why this revision cannot be read; empty when it can
}

// Values of one revision as YAML, redacted: secret-looking keys show a mask, references stay.
type Values struct {
	Revision int    `json:"revision"`
	User     string `json:"user"`     // what was given
	Computed string `json:"computed"` // merged with the chart's own
	Hidden   int    `json:"hidden"`   // how many values are masked
}

// Owner is who else rewrites what a release's objects say.
type Owner struct {
	System string `json:"system"` // "argocd", "flux"; empty when Helm alone does
	Name   string `json:"name"`
}

// Release is one release with its history.
type Release struct {
	Ref     Ref        `json:"ref"`
	Current Revision   `json:"current"`
	History []Revision `json:"history"`
	Owner   Owner      `json:"owner"`
	Notes   string     `json:"notes"`
}

// RollbackInput asks for a release to return to an earlier revision.
type RollbackInput struct {
	Ref      Ref `json:"ref"`
	Revision int `json:"revision"`
	// Current is the revision the person saw when deciding; another one by now is a conflict.
	Current int `json:"current"`
	// Emergency passes what holds it; nil when nothing has to be passed.
	Emergency *operation.Emergency `json:"emergency,omitempty"`
}

// BreakGlass is the input's emergency.
func (in RollbackInput) BreakGlass() *operation.Emergency { return in.Emergency }

// Reader reads releases. Lists come from metadata alone; a release is decoded when it is looked at.
type Reader interface {
	Release(ctx context.Context, ref Ref) (Release, error)
	Values(ctx context.Context, ref Ref, revision int) (Values, error)
	// Compare is the rendered diff between two revisions' manifests; revision 0 is the current one.
	Compare(ctx context.Context, ref Ref, from, to int) (diff.Result, error)
	// View is the list "releases" of one context, optionally one namespace.
	View() live.View
}

// Writer changes releases.
type Writer interface {
	// Rollback makes the release's next revision a copy of an earlier one and returns it.
	Rollback(ctx context.Context, permit operation.Permit, in RollbackInput) (Revision, error)
}
