package desktop

import (
	"context"

	"github.com/sluice-desktop/sluice/internal/diff"
	"github.com/sluice-desktop/sluice/internal/helm"
	"github.com/sluice-desktop/sluice/internal/operation"
)

// HelmService reads and changes Helm releases.
type HelmService struct {
	calls    Calls
	releases helm.Reader
	rollback operation.Operation[helm.RollbackInput, helm.Revision]
}

// NewHelmService reads by r and writes by w.
func NewHelmService(c Calls, r helm.Reader, w helm.Writer) *HelmService {
	return &HelmService{calls: c, releases: r, rollback: helm.Rollback(w)}
}

// Release is one release with its history.
func (s *HelmService) Release(ref helm.Ref) (helm.Release, error) {
	return ask(s.calls, func(ctx context.Context) (helm.Release, error) { return s.releases.Release(ctx, ref) })
}

// Values are one revision's values, redacted.
func (s *HelmService) Values(ref helm.Ref, revision int) (helm.Values, error) {
	return ask(s.calls, func(ctx context.Context) (helm.Values, error) { return s.releases.Values(ctx, ref, revision) })
}

// Compare is what differs between two revisions; 0 is the current one.
func (s *HelmService) Compare(ref helm.Ref, from, to int) (diff.Result, error) {
	return ask(s.calls, func(ctx context.Context) (diff.Result, error) { return s.releases.Compare(ctx, ref, from, to) })
}

// Rollback returns a release to an earlier revision.
func (s *HelmService) Rollback(in helm.RollbackInput) (operation.Status, error) {
	return change(s.calls, s.rollback, in)
}
