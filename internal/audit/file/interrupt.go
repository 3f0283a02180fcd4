package file

import (
	"context"

	"github.com/sluice-desktop/sluice/internal/audit"
	"github.com/sluice-desktop/sluice/internal/policy"
)

// Interrupt closes operations that an earlier session asked for and that have no outcome: the app ended while they ran.
// It returns how many there were.
func (j *Journal) Interrupt(ctx context.Context) (int, error) {
	// A subject begins with its outcome, so those that were refused need not be read.
	j.mu.Lock()
	opened := j.opened
	j.mu.Unlock()
	alone, err := j.list(ctx, `WHERE e.seq <= ? AND e.operation IN (SELECT operation FROM events GROUP BY operation HAVING count(*) = 1)
		AND s.text GLOB '{"outcome":"asked",*' ORDER BY e.seq`, opened)
	if err != nil {
		return 0, err
	}
	closed := 0
	for _, e := range alone {
		if e.Outcome != audit.Asked {
			continue
		}
		e.Outcome, e.Millis = audit.Interrupted, 0
		e.At = j.now().UTC().Format(audit.TimeLayout)
		action, _ := policy.Named(e.Action)
		e.Reason = "Sluice ended while this ran. Check " + action.Kind().Check(e.Name)
		if _, err := j.Append(ctx, e); err != nil {
			return closed, err
		}
		closed++
	}
	return closed, nil
}
