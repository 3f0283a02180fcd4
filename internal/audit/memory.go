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

// Append keeps e.
func (m *Memory) Append(_ context.Context, e Event) (Event, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.Err != nil {
		return Event{}, m.Err
	}
	e.Seq = int64(len(m.events) + 1)
	m.events = append(m.events, e)
	return e, nil
}

// Events is a copy of what was recorded.
func (m *Memory) Events() []Event {
	m.mu.Lock()
	defer m.mu.Unlock()
	return append([]Event{}, m.events...)
}
