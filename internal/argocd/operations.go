package argocd

import (
	"context"
	"fmt"
	"strconv"

	"github.com/sluice-desktop/sluice/internal/operation"
	"github.com/sluice-desktop/sluice/internal/policy"
)

// touched is what the duties see of an application: where it deploys to, as the server says, not the window.
func (a Application) touched() policy.Target {
	return policy.Target{
		Cluster: a.Cluster, Namespace: a.Namespace, Name: a.Ref.Name,
		Environment: a.Environment, Production: a.Production, Customer: a.Customer, Product: a.Product,
	}
}

// Sync brings an application to the revision that was looked at.
func Sync(r Reader, w Writer) operation.Operation[SyncInput, SyncResult] {
	return operation.Operation[SyncInput, SyncResult]{
		Action: policy.ApplicationSync,
		Target: func(ctx context.Context, in SyncInput) (policy.Target, error) {
			app, err := r.Application(ctx, in.Ref)
			if err != nil {
				return policy.Target{Name: in.Ref.Name}, err // what was asked for is recorded with why it could not be
			}
			return app.touched(), nil
		},
		Details: func(in SyncInput) map[string]string {
			return map[string]string{
				"instance": in.Ref.Instance, "revision": in.Revision,
				"prune": strconv.FormatBool(in.Prune), "dryRun": strconv.FormatBool(in.DryRun),
			}
		},
		Run:     w.Sync,
		Results: func(out SyncResult) map[string]string { return map[string]string{"revision": out.Revision} },
		Done: func(in SyncInput, out SyncResult) string {
			if in.DryRun {
				return fmt.Sprintf("A dry run of %s at %.8s would succeed", in.Ref.Name, out.Revision)
			}
			return fmt.Sprintf("%s is deployed at %.8s", in.Ref.Name, out.Revision)
		},
	}
}
