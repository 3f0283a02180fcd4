package desktop

import (
	"context"

	"github.com/sluice-desktop/sluice/internal/argocd"
	"github.com/sluice-desktop/sluice/internal/diff"
	"github.com/sluice-desktop/sluice/internal/operation"
)

// ArgocdService reads and changes Argo CD applications.
type ArgocdService struct {
	calls        Calls
	applications argocd.Reader
	sync         operation.Operation[argocd.SyncInput, argocd.SyncResult]
}

// NewArgocdService reads by r and writes by w.
func NewArgocdService(c Calls, r argocd.Reader, w argocd.Writer) *ArgocdService {
	return &ArgocdService{calls: c, applications: r, sync: argocd.Sync(r, w)}
}

// Instances lists the fleet's Argo CD servers and who we are there.
func (s *ArgocdService) Instances() ([]argocd.Instance, error) {
	return ask(s.calls, s.applications.Instances)
}

// Application is one application in full.
func (s *ArgocdService) Application(ref argocd.Ref) (argocd.Application, error) {
	return ask(s.calls, func(ctx context.Context) (argocd.Application, error) { return s.applications.Application(ctx, ref) })
}

// Compare is live against desired, per resource.
func (s *ArgocdService) Compare(ref argocd.Ref) (diff.Result, error) {
	return ask(s.calls, func(ctx context.Context) (diff.Result, error) { return s.applications.Compare(ctx, ref) })
}

// Sync brings an application to the revision that was looked at.
func (s *ArgocdService) Sync(in argocd.SyncInput) (operation.Status, error) {
	return change(s.calls, s.sync, in)
}
