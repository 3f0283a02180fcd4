package audit

import (
	"context"
	"sync"
)

// Memory is a Log for tests; Err makes it fail.
type Memory struct {
	mu     sync.Mutex
	events []Event
	Err    error
}

// Append keeps e, chained like the real journal.
func (m *Memory) Append(_ context.Context, e Event) (Event, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.Err != nil {
		return Event{}, m.Err
	}
	if n := len(m.events); n > 0 {
		e.Prev = m.events[n-1].Hash
	}
	e.Seq = int64(len(m.events) + 1)
	e.Hash = Sum(e)
	m.events = append(m.events, e)
	return e, nil
}

// Events is a copy of what was recorded.
func (m *Memory) Events() []Event {
	m.mu.Lock()
	defer m.mu.Unlock()
	return append([]Event{}, m.events...)
}
