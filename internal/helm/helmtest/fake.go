package helmtest

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"sync"
	"time"

	"github.com/sluice-desktop/sluice/internal/diff"
	"github.com/sluice-desktop/sluice/internal/fault"
	"github.com/sluice-desktop/sluice/internal/helm"
	"github.com/sluice-desktop/sluice/internal/live"
	"github.com/sluice-desktop/sluice/internal/operation"
	"github.com/sluice-desktop/sluice/internal/policy"
)

// Fake is Helm in memory. It keeps the contract, and does no more than that.
type Fake struct {
	now func() time.Time

	mu       sync.Mutex
	releases map[helm.Ref]*kept
	watchers map[*live.Table]live.Scope
}

type kept struct {
	owner     helm.Owner
	revisions []Revision // oldest first
}

// Revision is one that the fake keeps: what is told of it, and what was rendered.
type Revision struct {
	helm.Revision
	Values   helm.Values
	Manifest string
	Notes    string
}

// NewFake is a cluster without releases.
func NewFake(now func() time.Time) *Fake {
	return &Fake{now: now, releases: map[helm.Ref]*kept{}, watchers: map[*live.Table]live.Scope{}}
}

// Put makes a release of these revisions, oldest first, all of them readable.
func (f *Fake) Put(ref helm.Ref, owner helm.Owner, revisions ...Revision) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.releases[ref] = &kept{owner: owner, revisions: revisions}
	f.tell(ref)
}

func (f *Fake) find(ref helm.Ref) (*kept, error) {
	if k := f.releases[ref]; k != nil {
		return k, nil
	}
	return nil, fault.New(fault.NotFound, "helm", nil, "There is no release %s in the namespace %s. Reload the list", ref.Name, ref.Namespace)
}

func (k *kept) newest() Revision { return k.revisions[len(k.revisions)-1] }

func (k *kept) pick(revision int) (Revision, error) {
	if revision == 0 {
		return k.newest(), nil
	}
	for _, r := range k.revisions {
		if r.Revision.Revision == revision {
			return r, nil
		}
	}
	return Revision{}, fault.New(fault.NotFound, "helm", nil, "Revision %d is not kept any more. Choose one of the history", revision)
}

// Release is one release with its history.
func (f *Fake) Release(_ context.Context, ref helm.Ref) (helm.Release, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	k, err := f.find(ref)
	if err != nil {
		return helm.Release{}, err
	}
	out := helm.Release{Ref: ref, Owner: k.owner, Notes: k.newest().Notes, Current: k.newest().Revision, History: []helm.Revision{}}
	for _, r := range slices.Backward(k.revisions) {
		out.History = append(out.History, r.Revision)
	}
	return out, nil
}

// Values are one revision's values as they were put.
func (f *Fake) Values(_ context.Context, ref helm.Ref, revision int) (helm.Values, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	k, err := f.find(ref)
	if err != nil {
		return helm.Values{}, err
	}
	r, err := k.pick(revision)
	if err != nil {
		return helm.Values{}, err
	}
	r.Values.Revision = r.Revision.Revision
	return r.Values, nil
}

// Compare is the difference of two revisions' manifests.
func (f *Fake) Compare(_ context.Context, ref helm.Ref, from, to int) (diff.Result, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	k, err := f.find(ref)
	if err != nil {
		return diff.Result{}, err
	}
	var names [2]string
	var objects [2][]map[string]any
	for i, revision := range []int{from, to} {
		r, err := k.pick(revision)
		if err != nil {
			return diff.Result{}, err
		}
		if objects[i], err = diff.ParseYAML(r.Manifest); err != nil {
			return diff.Result{}, err
		}
		names[i] = fmt.Sprintf("revision %d (%s)", r.Revision.Revision, r.Chart)
	}
	return diff.Compare(names[0], names[1], objects[0], objects[1]), nil
}

// Rollback adds a copy of an earlier revision.
func (f *Fake) Rollback(_ context.Context, permit operation.Permit, in helm.RollbackInput) (helm.Revision, error) {
	if err := permit.Check(policy.ReleaseRollback); err != nil {
		return helm.Revision{}, err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	k, err := f.find(in.Ref)
	if err != nil {
		return helm.Revision{}, err
	}
	current := k.newest().Revision.Revision
	switch {
	case current != in.Current:
		return helm.Revision{}, fault.New(fault.Conflict, "helm", nil, "%s is at revision %d by now; you looked at revision %d", in.Ref.Name, current, in.Current)
	case in.Revision >= in.Current || in.Revision <= 0:
		return helm.Revision{}, fault.New(fault.Invalid, "helm", nil, "Choose an earlier revision than %d", in.Current).On("revision")
	case k.owner.System != "":
		return helm.Revision{}, fault.New(fault.Held, "helm", nil, "%s owns %s and would undo this. Revert the change in Git", k.owner.Name, in.Ref.Name)
	}
	next, err := k.pick(in.Revision)
	if err != nil {
		return helm.Revision{}, err
	}
	for i := range k.revisions {
		if k.revisions[i].Status == "deployed" {
			k.revisions[i].Status = "superseded"
		}
	}
	next.Revision.Revision, next.Status = current+1, "deployed"
	next.Description, next.Updated = fmt.Sprintf("Rollback to %d", in.Revision), f.now().UTC().Format(time.RFC3339)
	k.revisions = append(k.revisions, next)
	f.tell(in.Ref)
	return next.Revision, nil
}

// View is the list "releases".
func (f *Fake) View() live.View {
	return live.View{Name: "releases", Columns: helm.Columns(), Watch: f.watch}
}

func (f *Fake) watch(ctx context.Context, scope live.Scope, t *live.Table) error {
	f.mu.Lock()
	f.watchers[t] = scope
	for ref := range f.releases {
		f.tell(ref)
	}
	f.mu.Unlock()
	t.Ready()
	<-ctx.Done()
	f.mu.Lock()
	defer f.mu.Unlock()
	delete(f.watchers, t)
	return ctx.Err()
}

// tell shows a release's newest revision to those who watch it.
func (f *Fake) tell(ref helm.Ref) {
	k := f.releases[ref]
	owner := k.owner.System
	if owner == "" {
		owner = "helm"
	}
	r := k.newest().Revision
	for t, scope := range f.watchers {
		if scope.Context == ref.Context && (scope.Namespace == "" || scope.Namespace == ref.Namespace) {
			cells := []string{ref.Name, ref.Namespace, strconv.Itoa(r.Revision), r.Status, r.Updated, owner}
			t.Upsert(live.Row{ID: ref.Namespace + "/" + ref.Name, Cells: cells})
		}
	}
}
