package file

import (
	"context"
	"errors"
	"fmt"

	"github.com/sluice-desktop/sluice/internal/audit"
)

var errFound = errors.New("first bad record found")

// Verify recomputes the chain from its first record and names the first that does not fit.
func (j *Journal) Verify(ctx context.Context) (audit.Verdict, error) {
	v := audit.Verdict{Intact: true}
	bad := func(seq int64, format string, args ...any) error {
		v.Intact, v.First, v.Reason = false, seq, fmt.Sprintf(format, args...)
		return errFound
	}
	err := j.each(ctx, `SELECT seq, hash, body FROM events ORDER BY seq`, nil, func(e audit.Event, r row) error {
		switch {
		case r.seq != v.Records+1:
			return bad(v.Records+1, "record %d is missing", v.Records+1)
		case e.Hash == "unreadable":
			return bad(r.seq, "record %d does not decode", r.seq)
		case e.Seq != r.seq:
			return bad(r.seq, "record %d says that it is record %d", r.seq, e.Seq)
		case e.Prev != v.Head:
			return bad(r.seq, "record %d does not follow from the one before it", r.seq)
		case audit.Sum(e) != e.Hash || r.hash != e.Hash:
			return bad(r.seq, "record %d was changed after it was written", r.seq)
		}
		v.Records, v.Head = r.seq, e.Hash
		return nil
	})
	if err != nil && !errors.Is(err, errFound) {
		return audit.Verdict{}, err
	}
	return v, nil
}

// Interrupt closes operations that were asked but have no outcome: the app ended while they ran. It returns how
// many there were. It is for the start, before anything can run.
func (j *Journal) Interrupt(ctx context.Context) (int, error) {
	open := map[string]audit.Event{}
	order := []string{}
	err := j.each(ctx, `SELECT seq, hash, body FROM events WHERE operation IN
		(SELECT operation FROM events GROUP BY operation HAVING count(*) = 1) ORDER BY seq`, nil, func(e audit.Event, _ row) error {
		if e.Outcome == audit.Asked {
			open[e.Operation] = e
			order = append(order, e.Operation)
		}
		return nil
	})
	if err != nil {
		return 0, err
	}
	for i, operation := range order {
		e := open[operation]
		e.Outcome, e.Millis = audit.Interrupted, 0
		e.At = j.now().UTC().Format(audit.TimeLayout)
		e.Reason = "Sluice ended while this ran. Check what it did: " + e.Name
		if _, err := j.Append(ctx, e); err != nil {
			return i, err
		}
	}
	return len(order), nil
}
