package desktop

import (
	"context"

	"github.com/sluice-desktop/sluice/internal/operation"
	"github.com/sluice-desktop/sluice/internal/secret"
	"github.com/sluice-desktop/sluice/internal/siem"
)

// SiemService shows how far the journal's copies are, and brings back what was refused.
type SiemService struct {
	calls   Calls
	sinks   siem.Reader
	signIn  operation.Operation[siem.SignInInput, siem.Sink]
	signOut operation.Operation[string, siem.Sink]
	replay  operation.Operation[siem.ReplayInput, siem.Replayed]
}

// NewSiemService reads by r and writes by w.
func NewSiemService(c Calls, r siem.Reader, w siem.Writer) *SiemService {
	return &SiemService{calls: c, sinks: r, signIn: siem.SignInTo(w), signOut: siem.SignOutOf(w), replay: siem.Replay(w)}
}

// Overview is all sinks of the fleet, and the worst of each.
func (s *SiemService) Overview() (siem.Overview, error) { return ask(s.calls, s.sinks.Overview) }

// Letters are the records that a sink refused, oldest first.
func (s *SiemService) Letters(sink string) ([]siem.Letter, error) {
	return ask(s.calls, func(ctx context.Context) ([]siem.Letter, error) { return s.sinks.Letters(ctx, sink) })
}

// Try has a sink tried now instead of later.
func (s *SiemService) Try(sink string) (siem.Sink, error) {
	return ask(s.calls, func(ctx context.Context) (siem.Sink, error) { return s.sinks.Try(ctx, sink) })
}

// SinkToken is a token on its way in; nothing of it comes back.
type SinkToken struct {
	Sink  string `json:"sink"`
	Token string `json:"token"`
}

// SignIn gives a sink a token.
func (s *SiemService) SignIn(in SinkToken) (operation.Status, error) {
	return change(s.calls, s.signIn, siem.SignInInput{Sink: in.Sink, Token: secret.New(in.Token)})
}

// SignOut forgets a sink's token.
func (s *SiemService) SignOut(sink string) (operation.Status, error) {
	return change(s.calls, s.signOut, sink)
}

// Replay sends records again that a sink refused.
func (s *SiemService) Replay(in siem.ReplayInput) (operation.Status, error) {
	return change(s.calls, s.replay, in)
}
