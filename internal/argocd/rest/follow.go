package rest

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/sluice-desktop/sluice/internal/argocd"
	"github.com/sluice-desktop/sluice/internal/fault"
	"github.com/sluice-desktop/sluice/internal/operation"
)

// follower looks at an application while it is being synced. Argo CD answers a look from the cluster itself,
// not from a cache, so what is seen is never older than the sync that was asked for.
type follower struct {
	*client
	site   *site
	as     session
	in     argocd.SyncInput
	permit operation.Permit
}

// blind is how many looks in a row may fail before the sync is lost from sight.
const blind = 10

// until looks again and again until done says so.
func (f follower) until(ctx context.Context, done func(application) (bool, error)) (application, bool, error) {
	deadline := time.After(f.pace.Patience)
	failed := 0
	for {
		app, err := f.get(ctx, f.site, f.as, f.in.Ref)
		switch {
		case ctx.Err() != nil:
			return app, false, f.stopped(ctx)
		case err != nil:
			failed++
			if failed >= blind || fault.Of(err).Kind != fault.Unreachable {
				return app, false, fault.New(fault.Of(err).Kind, "argocd", err, "The sync of %s has begun, but was lost from sight: %s. It goes on in Argo CD", f.in.Ref.Name, fault.Of(err).Detail)
			}
		default:
			failed = 0
			if over, err := done(app); over || err != nil {
				return app, over, err
			}
		}
		select {
		case <-ctx.Done():
			return app, false, f.stopped(ctx)
		case <-deadline:
			return app, false, nil
		case <-time.After(f.pace.Poll):
		}
	}
}

func (f follower) stopped(ctx context.Context) error {
	return fault.New(fault.Cancelled, "argocd", ctx.Err(), "Stopped following %s. Its sync goes on in Argo CD unless it is terminated there", f.in.Ref.Name)
}

// ended waits for the end of the sync itself.
func (f follower) ended(ctx context.Context) (application, error) {
	app, over, err := f.until(ctx, func(a application) (bool, error) {
		state := a.Status.OperationState
		if state == nil {
			f.permit.Report(operation.Step{Phase: "waiting for Argo CD to begin"})
			return false, nil
		}
		if s := state.Operation.Sync; s != nil && (s.Revision != f.in.Revision || s.DryRun != f.in.DryRun) {
			return false, fault.New(fault.Conflict, "argocd", nil, "Another sync of %s has taken the place of this one%s. Look at its history", f.in.Ref.Name, by(state.Operation.InitiatedBy))
		}
		f.permit.Report(progress(a))
		return state.FinishedAt != "", nil
	})
	if err != nil {
		return app, err
	}
	result := lastSync(app)
	if !over {
		return app, fault.New(fault.Unreachable, "argocd", nil, "After %s the sync of %s is still going on: %s. It goes on in Argo CD; look again in a while", words(f.pace.Patience), f.in.Ref.Name, someOf(nil, result.Message))
	}
	if result.Phase != "Succeeded" {
		what := "The sync"
		if f.in.DryRun {
			what = "The dry run"
		}
		return app, fault.New(fault.Invalid, "argocd", nil, "%s of %s failed: %s", what, f.in.Ref.Name, failures(result))
	}
	return app, nil
}

func progress(a application) operation.Step {
	step := operation.Step{Phase: "syncing", Detail: clean(a.Status.OperationState.Message)}
	for _, r := range a.Status.Resources {
		if !r.Hook {
			step.Total++
		}
	}
	if result := a.Status.OperationState.SyncResult; result != nil {
		for _, r := range result.Resources {
			if r.Status != "" && r.HookType == "" {
				step.Done++
			}
		}
	}
	if step.Total < step.Done {
		step.Total = step.Done
	}
	if step.Total > 0 {
		step.Phase = fmt.Sprintf("syncing %d of %d", step.Done, step.Total)
	}
	return step
}

// healthy waits until what was synced is well. Argo CD's health is older than the sync until it has compared
// again, and bad for a moment while things are replaced: neither is believed at once.
func (f follower) healthy(ctx context.Context, synced application) (argocd.SyncResult, error) {
	result := lastSync(synced)
	var since time.Time
	last := ""
	app, over, err := f.until(ctx, func(a application) (bool, error) {
		if a.Operation != nil || a.Status.OperationState == nil {
			return false, fault.New(fault.Conflict, "argocd", nil, "%s was synced to %.8s, but another sync has begun since. Look at its history", f.in.Ref.Name, f.in.Revision)
		}
		if word := a.Status.Health.Status + a.Status.Sync.Status; word != last || !compared(a) {
			last, since = word, f.Now()
		}
		f.permit.Report(operation.Step{Phase: "waiting for health", Detail: waitingFor(a)})
		return settled(a, f.Now().Sub(since) >= f.pace.Settle), nil
	})
	if err != nil {
		return result, err
	}
	health := app.Status.Health.Status
	switch {
	case !over:
		return result, fault.New(fault.Unreachable, "argocd", nil, "%s was synced to %.8s, but after %s it is still %s: %s. Argo CD goes on; look again in a while",
			f.in.Ref.Name, f.in.Revision, words(f.pace.Patience), orUnknown(health), unhealthy(app, health))
	case health == "Degraded" || health == "Missing":
		return result, fault.New(fault.Invalid, "argocd", nil, "%s was synced to %.8s, but is %s: %s. Roll back in Git, or mend what is named", f.in.Ref.Name, f.in.Revision, health, unhealthy(app, health))
	case health == "Suspended":
		result.Message = "Synced; it waits for somebody to go on: " + unhealthy(app, health)
	case app.Status.Sync.Status == "OutOfSync":
		result.Message = "Synced and healthy, but Argo CD still sees a difference. Look at it: a pruning that was left out, or something that changes the objects back"
	}
	return result, nil
}

// settled says whether an application's health is an end. Healthy and in sync is one at once; anything else
// only when it has stayed so.
func settled(a application, stayed bool) bool {
	if !compared(a) {
		return false
	}
	switch a.Status.Health.Status {
	case "Healthy":
		return a.Status.Sync.Status == "Synced" || stayed
	case "Degraded", "Missing", "Suspended":
		return stayed
	}
	return false
}

// compared says whether Argo CD has looked since the sync ended.
func compared(a application) bool {
	finished, err := time.Parse(time.RFC3339, a.Status.OperationState.FinishedAt)
	if err != nil {
		return false
	}
	reconciled, err := time.Parse(time.RFC3339, a.Status.ReconciledAt)
	return err == nil && !reconciled.Before(finished)
}

func waitingFor(a application) string {
	if h := a.Status.Health.Status; h != "Healthy" && h != "" {
		return h + ": " + strings.TrimSuffix(unhealthy(a, h), ".")
	}
	return ""
}

// words is a duration as people say it.
func words(d time.Duration) string {
	if d >= time.Minute {
		return fmt.Sprintf("%d minutes", int(d.Minutes()))
	}
	return d.Round(time.Second).String()
}
