package wiring

import (
	"context"
	"slices"
	"strconv"
	"time"

	"github.com/sluice-desktop/sluice/internal/argocd"
	"github.com/sluice-desktop/sluice/internal/cluster"
	"github.com/sluice-desktop/sluice/internal/connection"
	"github.com/sluice-desktop/sluice/internal/endpoint"
	"github.com/sluice-desktop/sluice/internal/fault"
	"github.com/sluice-desktop/sluice/internal/identity"
	"github.com/sluice-desktop/sluice/internal/operation"
	"github.com/sluice-desktop/sluice/internal/siem"
	"github.com/sluice-desktop/sluice/internal/siem/outbox"
)

// clusters are the kubeconfig's contexts as connections.
type clusters struct {
	reader  cluster.Reader
	session *identity.Session
}

// certificateEnds is how long before its end a client certificate's is announced: it takes somebody to make a new one.
const certificateEnds = 7 * 24 * time.Hour

func (k clusters) Connections(ctx context.Context, _ string) []connection.Connection {
	out := []connection.Connection{}
	for _, one := range k.reader.Contexts(ctx).Contexts {
		c := connection.Connection{
			ID: connection.ID(connection.Cluster, one.Name), Kind: connection.Cluster, Name: one.Name, URL: one.Server,
			Insecure: one.Insecure, State: connection.Unasked, Methods: []string{}, Facts: []connection.Fact{},
		}
		if one.Problem != nil {
			c = c.Judged(one.Problem)
		}
		out = append(out, c)
	}
	return out
}

func (k clusters) Check(ctx context.Context, _, name string) connection.Connection {
	all := k.Connections(ctx, "")
	i := slices.IndexFunc(all, func(c connection.Connection) bool { return c.Name == name })
	if i < 0 {
		return connection.Connection{ID: connection.ID(connection.Cluster, name), Kind: connection.Cluster, Name: name, Methods: []string{}, Facts: []connection.Fact{}}.
			Judged(fault.New(fault.NotFound, "kubeconfig", nil, "The kubeconfig has no context %q any more", name))
	}
	out := all[i]
	state, err := k.reader.Probe(ctx, name)
	out.CheckedAt = state.CheckedAt
	if err != nil {
		out.CheckedAt = time.Now().UTC().Format(time.RFC3339)
		return out.Judged(err)
	}
	out.Version, out.Login, out.Certificate = state.Version, state.Login, state.Certificate
	if state.LoginNote != "" {
		out.Facts = append(out.Facts, connection.Fact{Name: "Known", Value: state.LoginNote})
	}
	for _, group := range state.Groups {
		out.Facts = append(out.Facts, connection.Fact{Name: "Group", Value: group})
	}
	if state.Login != "" {
		out.Person, _ = k.session.Directory().Person("kubernetes", state.Login)
	}
	if ends, err := time.Parse(time.RFC3339, state.Expires); err == nil {
		out.Ends(ends, certificateEnds)
	}
	if state.Problem != nil {
		return out.Judged(state.Problem)
	}
	return out.Judged(nil).At(time.Now())
}

// argocds are the Argo CD instances as connections: their client has sessions of its own.
type argocds struct {
	reader argocd.Reader
	writer argocd.Writer
	core   *Core
}

func (a argocds) Connections(_ context.Context, person string) []connection.Connection {
	out := []connection.Connection{}
	for _, i := range a.core.fleet.Now().ArgoCD {
		out = append(out, a.shown(argocd.Instance{
			Name: i.Name, URL: i.URL, Hint: i.Hint, Insecure: i.Insecure, Suggest: a.core.fleet.Now().LoginOf(person, "argocd"),
		}))
	}
	return out
}

func (a argocds) Check(ctx context.Context, person, name string) connection.Connection {
	instance, err := a.reader.Instance(identity.InNameOf(ctx, identity.Actor{Person: person}), name)
	return a.asked(instance, name, err)
}

// shown is an instance as a connection that nobody has asked.
func (a argocds) shown(i argocd.Instance) connection.Connection {
	return connection.Connection{
		ID: connection.ID(connection.ArgoCD, i.Name), Kind: connection.ArgoCD, Name: i.Name, URL: i.URL, Hint: i.Hint,
		State: connection.Unasked, Login: i.Login, Suggest: i.Suggest, Version: i.Version, Insecure: i.Insecure, Certificate: i.Certificate,
		Methods: []string{connection.Password}, Facts: []connection.Fact{},
	}
}

func (a argocds) asked(i argocd.Instance, name string, err error) connection.Connection {
	i.Name = name
	out := a.shown(i)
	now := time.Now()
	out.CheckedAt = now.UTC().Format(time.RFC3339)
	if i.Login != "" {
		out.Person, _ = a.core.fleet.Now().Person("argocd", i.Login)
	}
	out.Kept = i.Login != ""
	if ends, bad := time.Parse(time.RFC3339, i.Expires); bad == nil {
		out.Ends(ends, 10*time.Minute)
	}
	switch {
	case err != nil:
		return out.Judged(err)
	case i.Problem != nil:
		return out.Judged(i.Problem)
	}
	return out.Judged(nil).At(now)
}

func (a argocds) SignIn(ctx context.Context, permit operation.Permit, in connection.SignInInput) (connection.Connection, error) {
	_, name := connection.Split(in.ID)
	i, err := a.writer.SignIn(ctx, permit, argocd.SignInInput{Instance: name, Login: in.Login, Password: in.Secret})
	if err != nil {
		return connection.Connection{}, err
	}
	return a.asked(i, name, nil), nil
}

func (a argocds) SignOut(ctx context.Context, permit operation.Permit, id string) (connection.Connection, error) {
	_, name := connection.Split(id)
	i, err := a.writer.SignOut(ctx, permit, name)
	if i.Name == "" {
		return connection.Connection{}, err
	}
	return a.asked(i, name, nil), err
}

// Renew is not to be had: Argo CD gives a new session for a password only.
func (a argocds) Renew(_ context.Context, _ operation.Permit, id string) (connection.Connection, error) {
	_, name := connection.Split(id)
	return connection.Connection{}, fault.New(fault.Invalid, "argocd", nil, "Argo CD %s does not prolong this session. Sign in again", name)
}

// siems are the places that the journal is copied to, as connections. Their token belongs to an address, not to a person.
type siems struct{ outbox *outbox.Outbox }

func (s siems) Connections(ctx context.Context, _ string) []connection.Connection {
	all, err := s.outbox.Overview(ctx)
	if err != nil {
		return nil
	}
	out := []connection.Connection{}
	for _, sink := range all.Sinks {
		c := shownSink(sink)
		c.State, c.Problem = connection.Unasked, nil
		out = append(out, c)
	}
	return out
}

func (s siems) Check(ctx context.Context, _, name string) connection.Connection {
	all, err := s.outbox.Overview(ctx)
	for _, sink := range all.Sinks {
		if sink.Name == name {
			return shownSink(sink)
		}
	}
	if err == nil {
		err = fault.New(fault.NotFound, "siem", nil, "The fleet names no SIEM %q", name)
	}
	return shownSink(siem.Sink{Name: name}).Judged(err)
}

// Test has what waits sent now. That is tried; what came of it is told later.
func (s siems) Test(ctx context.Context, name string) (connection.Connection, error) {
	sink, err := s.outbox.Try(ctx, name)
	return shownSink(sink), err
}

func shownSink(s siem.Sink) connection.Connection {
	c := connection.Connection{
		ID: connection.ID(connection.SIEM, s.Name), Kind: connection.SIEM, Name: s.Name, URL: s.URL, Hint: s.Hint, Insecure: s.Insecure,
		Methods: []string{}, Kept: s.SignedIn, Lasting: s.SignedIn, CheckedAt: time.Now().UTC().Format(time.RFC3339),
		Facts: []connection.Fact{{Name: "Kind", Value: s.Kind}, {Name: "Waiting", Value: strconv.FormatInt(s.Queue, 10) + " records"}},
	}
	if s.Tokens {
		c.Methods = []string{connection.Token}
	}
	if s.Dead > 0 {
		c.Facts = append(c.Facts, connection.Fact{Name: "Refused", Value: strconv.FormatInt(s.Dead, 10) + " records: look under SIEM"})
	}
	if s.Certificate.Name != "" {
		c.Certificate = &endpoint.Certificate{Name: s.Certificate.Name, Issuer: s.Certificate.Issuer, Until: s.Certificate.Until, Verified: !s.Insecure}
	}
	switch {
	case s.Problem != nil:
		return c.Judged(s.Problem)
	case s.State == siem.SignIn:
		return c.Judged(fault.New(fault.SignIn, "siem", nil, "%s wants a token", s.Name))
	case s.State == siem.Idle:
		c.State = connection.Unasked // nothing was sent yet, so nobody knows
		return c
	}
	return c.Judged(nil)
}

func (s siems) SignIn(ctx context.Context, permit operation.Permit, in connection.SignInInput) (connection.Connection, error) {
	_, name := connection.Split(in.ID)
	sink, err := s.outbox.SignIn(ctx, permit, siem.SignInInput{Sink: name, Token: in.Secret})
	if err != nil {
		return connection.Connection{}, err
	}
	return shownSink(sink), nil
}

func (s siems) SignOut(ctx context.Context, permit operation.Permit, id string) (connection.Connection, error) {
	_, name := connection.Split(id)
	sink, err := s.outbox.SignOut(ctx, permit, name)
	if err != nil {
		return connection.Connection{}, err
	}
	return shownSink(sink), nil
}

// Renew is not to be had: a SIEM's token lasts as long as its keepers say.
func (s siems) Renew(_ context.Context, _ operation.Permit, id string) (connection.Connection, error) {
	_, name := connection.Split(id)
	return connection.Connection{}, fault.New(fault.Invalid, "siem", nil, "%s does not prolong a token. Sign in with another", name)
}
