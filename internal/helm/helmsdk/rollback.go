package helmsdk

import (
	"context"
	"errors"
	"fmt"
	"time"

	"helm.sh/helm/v3/pkg/action"
	"helm.sh/helm/v3/pkg/kube"
	"helm.sh/helm/v3/pkg/release"

	"github.com/sluice-desktop/sluice/internal/fault"
	"github.com/sluice-desktop/sluice/internal/helm"
	"github.com/sluice-desktop/sluice/internal/operation"
	"github.com/sluice-desktop/sluice/internal/policy"
	"github.com/sluice-desktop/sluice/internal/secret"
)

// grace is how long a stopped rollback may take to come to a safe place.
const grace = 30 * time.Second

// Rollback makes the release's next revision a copy of an earlier one, applies it, and waits until it is ready.
func (c *client) Rollback(ctx context.Context, permit operation.Permit, in helm.RollbackInput) (helm.Revision, error) {
	if err := permit.Check(policy.ReleaseRollback); err != nil {
		return helm.Revision{}, err
	}
	history, err := c.history(ctx, in.Ref)
	if err != nil {
		return helm.Revision{}, err
	}
	if err := rollable(history, in); err != nil {
		return helm.Revision{}, err
	}
	if owner := c.owner(ctx, in.Ref, history[0]); owner.System != "" {
		return helm.Revision{}, held(in.Ref, owner)
	}
	run, err := c.prepare(ctx, permit, in, history[0].driver)
	if err != nil {
		return helm.Revision{}, err
	}
	failed, ended := run.carry(ctx)
	after, readErr := c.history(context.WithoutCancel(ctx), in.Ref)
	if failed != nil {
		return helm.Revision{}, run.told(failed, ended, after)
	}
	if readErr != nil {
		return helm.Revision{}, readErr
	}
	revision, _ := described(after[0])
	return revision, nil
}

// rollable is what must hold before anything is touched.
func rollable(history []record, in helm.RollbackInput) error {
	newest := history[0]
	if newest.labelled.revision != in.Current {
		return fault.New(fault.Conflict, system, nil, "%s is at revision %d by now; you looked at revision %d. Reload, look at the difference again, then decide",
			in.Ref.Name, newest.labelled.revision, in.Current)
	}
	if in.Revision == in.Current || in.Revision <= 0 {
		return fault.New(fault.Invalid, system, nil, "Choose an earlier revision than %d to return to", in.Current).On("revision")
	}
	if release.Status(newest.labelled.status).IsPending() {
		return fault.New(fault.Conflict, system, nil,
			"%s is %s since %s: another change of it is running, or broke off. Wait until it ends; if nobody runs one, ask the owner of the release to end it, because revision %d would be built on a half-made one",
			in.Ref.Name, newest.labelled.status, newest.labelled.at(), in.Revision)
	}
	target, err := pick(history, in.Ref, in.Revision)
	if err != nil {
		return err
	}
	for _, r := range history {
		_, err := decode(r)
		tooLarge := err != nil && unpack(r.payload, &struct{}{}) == errLarge
		// Helm steps over what it cannot read, and would take an older revision for the current one. What
		// unpacks without end it would unpack to the end.
		if err != nil && (tooLarge || r.object == newest.object || r.object == target.object) {
			return err
		}
	}
	return nil
}

// held refuses what its owner would undo, with the way that lasts.
func held(ref helm.Ref, owner helm.Owner) error {
	if owner.System == "argocd" {
		return fault.New(fault.Held, system, nil,
			"The Argo CD application %s owns %s and would undo this. Revert the change in Git, then sync the application", owner.Name, ref.Name)
	}
	return fault.New(fault.Held, system, nil,
		"Flux's HelmRelease %s owns %s and would undo this. Revert the change in Git; Flux applies it", owner.Name, ref.Name)
}

// rollback is one that runs.
type rollback struct {
	in      helm.RollbackInput
	helm    *action.Configuration
	cluster *cluster
	seen    *witness
	wait    time.Duration
}

func (c *client) prepare(ctx context.Context, permit operation.Permit, in helm.RollbackInput, driver string) (*rollback, error) {
	cfg, seen, err := c.configuration(in.Ref, driver, permit)
	if err != nil {
		return nil, err
	}
	reached, err := cfg.RESTClientGetter.ToRESTConfig()
	if err != nil {
		return nil, translate(err, "reach %s", in.Ref.Context)
	}
	if !permit.Covers(c.cfg.Cluster(reached.Host), in.Ref.Namespace) {
		return nil, fault.New(fault.Conflict, system, nil, "The context %s reaches another cluster by now than was decided on. Look at the release there, then decide", in.Ref.Context)
	}
	watched := &cluster{Client: cfg.KubeClient.(*kube.Client), ctx: ctx, permit: permit}
	cfg.KubeClient = watched
	return &rollback{in: in, helm: cfg, cluster: watched, seen: seen, wait: c.cfg.Wait}, nil
}

// carry runs it. ended is false when it was stopped and did not come to a safe place in time.
func (r *rollback) carry(ctx context.Context) (err error, ended bool) {
	done := make(chan error, 1)
	go func() {
		err := r.run()
		if err != nil {
			r.close(err)
		}
		done <- err
	}()
	select {
	case err := <-done:
		return err, true
	case <-ctx.Done():
	}
	select {
	case err := <-done:
		return err, true
	case <-time.After(grace):
		return errLeft, false
	}
}

func (r *rollback) run() (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %v", p)
		}
	}()
	back := action.NewRollback(r.helm)
	back.Version, back.Wait, back.Timeout = r.in.Revision, true, r.wait
	back.MaxHistory = 0 // a rollback is no reason to lose revisions: they are evidence
	return back.Run(r.in.Ref.Name)
}

// close marks the new revision failed where Helm left it pending, which would block every later change.
func (r *rollback) close(why error) {
	if !r.cluster.began.Load() {
		return
	}
	rel, err := r.helm.Releases.Get(r.in.Ref.Name, r.in.Current+1)
	if err != nil || !rel.Info.Status.IsPending() {
		return
	}
	rel.SetStatus(release.StatusFailed, fmt.Sprintf("Rollback to %d failed: %s", r.in.Revision, clean(why)))
	_ = r.helm.Releases.Update(rel) // what state it is in is read and told afterwards
}

// told is the failure with the state it left, as read from the cluster.
func (r *rollback) told(err error, ended bool, after []record) error {
	left := r.left(ended, after)
	cause := errors.New(clean(err))
	var late *notReady
	var known *fault.Error
	switch {
	case errors.As(err, &known):
		return fault.New(known.Kind, known.System, cause, "%s. %s", known.Detail, left)
	case errors.Is(err, errLeft):
		return fault.New(fault.Cancelled, system, cause, "Stopped. %s", left)
	case errors.As(err, &late):
		return fault.New(fault.Unreachable, system, cause, "%s. %s. Look at these resources, then roll back again if need be", late, left)
	case r.seen.refused() != "":
		return fault.New(fault.Denied, kubernetes, cause, "The cluster does not let you roll back %s: %s. %s", r.in.Ref.Name, r.seen.refused(), left)
	}
	translated := fault.Of(translate(err, "roll back %s", r.in.Ref.Name))
	return fault.New(translated.Kind, translated.System, cause, "%s. %s", translated.Detail, left)
}

func (r *rollback) left(ended bool, after []record) string {
	switch {
	case !ended || len(after) == 0:
		return fmt.Sprintf("What state it left could not be told in time: check the history of %s", r.in.Ref.Name)
	case after[0].labelled.revision == r.in.Current:
		return fmt.Sprintf("Nothing was changed; %s is still at revision %d", r.in.Ref.Name, r.in.Current)
	default:
		return fmt.Sprintf("%s is at revision %d (%s), whose objects may be changed in part", r.in.Ref.Name, after[0].labelled.revision, after[0].labelled.status)
	}
}

// clean is an error's text without the values that servers quote in it.
func clean(err error) string {
	return secret.Said(err.Error())
}
