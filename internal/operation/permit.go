package operation

import (
	"context"
	"net/http"
	"sync/atomic"

	"github.com/sluice-desktop/sluice/internal/fault"
	"github.com/sluice-desktop/sluice/internal/policy"
)

// Permit is proof that Do said yes. Its zero value opens nothing, and a finished operation's opens nothing
// any more.
type Permit struct{ *grant }

type grant struct {
	action policy.Action
	target policy.Target
	live   atomic.Bool
	report func(Step)
}

// Step is how far a running operation has come.
type Step struct {
	Phase  string `json:"phase"` // "waiting for health"
	Done   int    `json:"done"`
	Total  int    `json:"total"` // 0: not known
	Detail string `json:"detail"`
}

func mint(a policy.Action, t policy.Target, report func(Step)) (Permit, func()) {
	g := &grant{action: a, target: t, report: report}
	g.live.Store(true)
	return Permit{g}, func() { g.live.Store(false) }
}

func (p Permit) open() bool { return p.grant != nil && p.live.Load() }

// Check is for leaves that do not write by HTTP: it fails unless this very action is running.
func (p Permit) Check(a policy.Action) error {
	if !p.open() || p.action != a {
		return refused("an unaudited %s", a)
	}
	return nil
}

// Covers reports whether the operation was allowed to touch this place. A leaf asks again right before it writes,
// because things move after they were decided on. An operation without a place, such as signing in, covers every.
func (p Permit) Covers(cluster, namespace string) bool {
	if !p.open() {
		return false
	}
	t := p.target
	return t.Cluster == "" && t.Namespace == "" || t.Cluster == cluster && t.Namespace == namespace
}

// Report tells the person how far the operation has come.
func (p Permit) Report(s Step) {
	if p.open() {
		p.report(s)
	}
}

type permitKey struct{}

// Context lets requests made with the returned context through a Guard while the operation runs.
func (p Permit) Context(ctx context.Context) context.Context {
	return context.WithValue(ctx, permitKey{}, p)
}

// Guard is the transport of every client: it reads, and refuses writes unless the request's context carries a
// live permit.
func Guard(s System, next http.RoundTripper) http.RoundTripper {
	return roundTripper(func(r *http.Request) (*http.Response, error) {
		if p, _ := r.Context().Value(permitKey{}).(Permit); !p.open() && !reads(s, r) {
			return nil, refused("an unaudited %s %s", r.Method, r.URL.Path)
		}
		return next.RoundTrip(r)
	})
}

// Transport is a Guard for libraries that take no context, such as Helm's: it carries this permit by itself.
func (p Permit) Transport(s System, next http.RoundTripper) http.RoundTripper {
	guarded := Guard(s, next)
	return roundTripper(func(r *http.Request) (*http.Response, error) {
		return guarded.RoundTrip(r.WithContext(p.Context(r.Context())))
	})
}

func refused(format string, args ...any) error {
	return fault.New(fault.Internal, "guard", nil, "Refused "+format+". Nothing was changed", args...)
}

type roundTripper func(*http.Request) (*http.Response, error)

func (f roundTripper) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }
