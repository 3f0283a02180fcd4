package desktop

import (
	"context"

	"github.com/sluice-desktop/sluice/internal/argocd"
	"github.com/sluice-desktop/sluice/internal/diff"
	"github.com/sluice-desktop/sluice/internal/operation"
	"github.com/sluice-desktop/sluice/internal/secret"
)

// ArgocdService reads and changes Argo CD applications.
type ArgocdService struct {
	calls        Calls
	applications argocd.Reader
	sync         operation.Operation[argocd.SyncInput, argocd.SyncResult]
	signIn       operation.Operation[argocd.SignInInput, argocd.Instance]
	signOut      operation.Operation[string, argocd.Instance]
}

// NewArgocdService reads by r and writes by w.
func NewArgocdService(c Calls, r argocd.Reader, w argocd.Writer) *ArgocdService {
	return &ArgocdService{calls: c, applications: r, sync: argocd.Sync(r, w), signIn: argocd.SignIn(w), signOut: argocd.SignOut(w)}
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

// Credentials are a login and a password on their way in; nothing of theirs comes back.
type Credentials struct {
	Instance string `json:"instance"`
	Login    string `json:"login"`
	Password string `json:"password"`
}

// SignIn opens a session at an instance.
func (s *ArgocdService) SignIn(in Credentials) (operation.Status, error) {
	return change(s.calls, s.signIn, argocd.SignInInput{Instance: in.Instance, Login: in.Login, Password: secret.New(in.Password)})
}

// SignOut ends the session at an instance.
func (s *ArgocdService) SignOut(instance string) (operation.Status, error) {
	return change(s.calls, s.signOut, instance)
}
