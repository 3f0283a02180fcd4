package live

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/sluice-desktop/sluice/internal/fault"
)

// reassess is how often it is tried anew what may be seen: rights and namespaces come and go.
const reassess = 5 * time.Minute

// Parts is v for people who may not see the whole of it at once: where watching without a namespace is denied, each
// namespace that names gives is watched by itself, and their rows stand in one table. Those that are denied too are
// left out, and the page says so; when all are, the answer is the denial.
func Parts(v View, names func(ctx context.Context, s Scope) ([]string, error)) View {
	whole := v.Watch
	v.Watch = func(ctx context.Context, s Scope, t *Table) error {
		err := whole(ctx, s, t)
		if s.Namespace != "" || err == nil || fault.Of(err).Kind != fault.Denied {
			return err
		}
		found, unknown := names(ctx, s)
		if unknown != nil || len(found) == 0 {
			return err
		}
		ctx, stop := context.WithTimeout(ctx, reassess)
		defer stop()
		p := &parts{into: t, watch: whole, denied: err}
		return p.run(ctx, s, found)
	}
	return v
}

type parts struct {
	into   *Table
	watch  func(context.Context, Scope, *Table) error
	denied error

	mu   sync.Mutex
	open []*part
	left int // how many were left out
}

type part struct {
	name  string
	table *Table
}

// run watches the parts until ctx ends, or one of them fails for another reason than a denial.
func (p *parts) run(ctx context.Context, s Scope, names []string) error {
	ctx, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	moved := make(chan struct{}, 1)
	var running sync.WaitGroup
	for _, name := range names {
		one := &part{name, NewTable(p.into.columns, p.into.now)}
		one.table.dirty = moved
		p.open = append(p.open, one)
	}
	for _, one := range slices.Clone(p.open) {
		within := s
		within.Namespace = one.name
		running.Go(func() {
			err := guarded(func() error { return p.watch(ctx, within, one.table) })
			switch {
			case ctx.Err() != nil:
			case err != nil && fault.Of(err).Kind == fault.Denied:
				p.leave(one)
				wake(moved)
			default:
				stop(orEnded(err))
			}
		})
	}
	p.gather(ctx, stop, moved)
	running.Wait()
	if err := context.Cause(ctx); err != context.DeadlineExceeded {
		return err
	}
	return nil // time to see what may be seen now
}

func orEnded(err error) error {
	if err == nil {
		return fault.New(fault.Unreachable, "live", nil, "The source ended. It is asked again")
	}
	return err
}

func wake(moved chan struct{}) {
	select {
	case moved <- struct{}{}:
	default:
	}
}

// leave takes out a part that may not be seen.
func (p *parts) leave(one *part) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.open = slices.DeleteFunc(p.open, func(o *part) bool { return o == one })
	p.left++
}

// gather puts the parts' rows into the one table whenever some have moved, once all have answered.
func (p *parts) gather(ctx context.Context, stop context.CancelCauseFunc, moved chan struct{}) {
	// A part that fills without a row moves nothing, so the first time is looked for.
	look := time.NewTicker(20 * time.Millisecond)
	defer look.Stop()
	ready := false
	for {
		select {
		case <-ctx.Done():
			return
		case <-moved:
		case <-look.C:
		}
		p.mu.Lock()
		open, left := slices.Clone(p.open), p.left
		p.mu.Unlock()
		if len(open) == 0 {
			stop(p.denied)
			return
		}
		if !ready && slices.ContainsFunc(open, func(o *part) bool { return !o.table.isReady() }) {
			continue
		}
		p.into.Narrow(narrowed(open, left))
		p.into.Replace(rowsOf(open))
		p.into.Ready()
		if !ready {
			ready = true
			look.Reset(pause) // how current the rows are is passed on as often as changes are told
		}
	}
}

// narrowed says what is seen, by name while there are few.
func narrowed(open []*part, left int) string {
	seen := fmt.Sprintf("%d of %d namespaces", len(open), len(open)+left)
	if len(open) <= 3 {
		names := make([]string, 0, len(open))
		for _, o := range open {
			names = append(names, o.name)
		}
		slices.Sort(names)
		seen = strings.Join(names, ", ")
	}
	return "Only " + seen + ": listing the whole cluster is forbidden"
}

func rowsOf(open []*part) []Row {
	var all []*entry
	for _, o := range open {
		entries, _ := o.table.snapshot()
		slices.SortFunc(entries, func(a, b *entry) int { return strings.Compare(a.row.ID, b.row.ID) })
		all = append(all, entries...)
	}
	out := make([]Row, 0, len(all))
	for _, e := range all {
		out = append(out, Row{e.row.ID, slices.Clone(e.row.Cells)}) // each table owns its rows
	}
	return out
}
