package helm

import (
	"context"
	"fmt"
	"strconv"

	"github.com/sluice-desktop/sluice/internal/operation"
	"github.com/sluice-desktop/sluice/internal/policy"
)

func (r Ref) target() policy.Target {
	return policy.Target{Context: r.Context, Namespace: r.Namespace, Name: r.Name}
}

// Rollback returns a release to an earlier revision.
func Rollback(w Writer) operation.Operation[RollbackInput, Revision] {
	return operation.Operation[RollbackInput, Revision]{
		Action: policy.ReleaseRollback,
		Target: func(_ context.Context, in RollbackInput) (policy.Target, error) { return in.Ref.target(), nil },
		Details: func(in RollbackInput) map[string]string {
			return map[string]string{"from": strconv.Itoa(in.Current), "to": strconv.Itoa(in.Revision)}
		},
		Run:     w.Rollback,
		Results: func(out Revision) map[string]string { return map[string]string{"revision": strconv.Itoa(out.Revision)} },
		Done: func(in RollbackInput, out Revision) string {
			return fmt.Sprintf("%s is at revision %d, a copy of revision %d", in.Ref.Name, out.Revision, in.Revision)
		},
	}
}
