package kube

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"

	"github.com/sluice-desktop/sluice/internal/fault"
	"github.com/sluice-desktop/sluice/internal/live"
)

// atOnce bounds the namespaces watched one by one: a server carries about a hundred streams on a connection.
const atOnce = 60

// spread watches the namespaces that the person knows of one by one, because the cluster as a whole is
// forbidden. Those that are forbidden too are left out; if all are, whole, the first refusal, stands.
func (w *watching) spread(from open, whole error) error {
	names, err := w.client.Namespaces(w.ctx, w.link.name)
	if err != nil || len(names) == 0 {
		return whole
	}
	known := len(names)
	w.client.workFirst(w.link, names)
	names = names[:min(known, atOnce)]
	p := &pieces{watching: w, rows: map[string]map[string]live.Row{}, waiting: len(names), known: known}
	var all sync.WaitGroup
	for _, name := range names {
		all.Go(func() {
			err := w.stream(from, name, &piece{pieces: p, namespace: name})
			switch {
			case err == nil, w.ctx.Err() != nil:
			case fault.Of(w.link.fault(err)).Kind == fault.Denied:
				p.leaveOut()
			default:
				w.stop(err)
			}
		})
	}
	all.Wait()
	if w.ctx.Err() != nil {
		return context.Cause(w.ctx)
	}
	return whole
}

// workFirst puts the namespaces that belong to an environment before the rest.
func (c *Client) workFirst(l *link, names []string) {
	outside := func(name string) int {
		if environment, _ := c.cfg.Classify(l.server, name); environment != "" {
			return 0
		}
		return 1
	}
	slices.SortStableFunc(names, func(a, b string) int { return outside(a) - outside(b) })
}

// pieces are the rows of several namespaces that make one table.
type pieces struct {
	*watching
	known int // namespaces there are

	mu      sync.Mutex
	rows    map[string]map[string]live.Row
	waiting int // namespaces that neither gave their rows nor refused
}

// leaveOut settles a namespace that refused.
func (p *pieces) leaveOut() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.settled()
}

// settled shows all rows once the last namespace has answered.
func (p *pieces) settled() {
	p.waiting--
	if p.waiting <= 0 && len(p.rows) > 0 {
		p.show()
	}
}

func (p *pieces) show() {
	all := []live.Row{}
	for _, rows := range p.rows {
		for _, row := range rows {
			all = append(all, row)
		}
	}
	slices.SortFunc(all, func(a, b live.Row) int { return strings.Compare(a.ID, b.ID) })
	seen := fmt.Sprintf("%d of %d namespaces", len(p.rows), p.known)
	if len(p.rows) <= 3 {
		seen = strings.Join(slices.Sorted(maps.Keys(p.rows)), ", ")
	}
	p.table.Narrow(fmt.Sprintf("Only %s: listing the whole cluster is forbidden to the context %s", seen, p.link.name))
	p.table.Replace(all)
	p.ready()
}

// piece is one namespace's share.
type piece struct {
	pieces    *pieces
	namespace string
}

// early shows nothing: half of the namespaces would pass for all.
func (s *piece) early(live.Row, bool) {}

func (s *piece) replace(list []live.Row) {
	p := s.pieces
	p.mu.Lock()
	defer p.mu.Unlock()
	_, again := p.rows[s.namespace]
	rows := make(map[string]live.Row, len(list))
	for _, row := range list {
		rows[row.ID] = row
	}
	p.rows[s.namespace] = rows
	switch {
	case !again:
		p.settled()
	case p.waiting <= 0:
		p.show()
	}
}

func (s *piece) upsert(row live.Row) {
	p := s.pieces
	p.mu.Lock()
	defer p.mu.Unlock()
	p.rows[s.namespace][row.ID] = row
	if p.waiting <= 0 {
		p.table.Upsert(row)
	}
}

func (s *piece) remove(id string) {
	p := s.pieces
	p.mu.Lock()
	defer p.mu.Unlock()
	delete(p.rows[s.namespace], id)
	if p.waiting <= 0 {
		p.table.Delete(id)
	}
}
