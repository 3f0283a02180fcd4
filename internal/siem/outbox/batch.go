package outbox

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/sluice-desktop/sluice/internal/audit"
	"github.com/sluice-desktop/sluice/internal/fault"
)

// A batch has at most so many records, and so many bytes unless it is a single one.
const (
	mostRecords = 100
	mostBytes   = 256 << 10
)

// record is one event on its way.
type record struct {
	audit.Event
	journal string
	body    []byte // as JSON
}

// wire is what a record looks like outside: the event as the journal has it, under a key of its own.
type wire struct {
	Key     string `json:"key"`
	Journal string `json:"journal"`
	audit.Event
}

func keyOf(journal string, seq int64) string { return fmt.Sprintf("%s-%d", journal, seq) }

// key names the record in every delivery: whoever gets it twice knows by it.
func (r record) key() string { return keyOf(r.journal, r.Seq) }

func (r record) in(l *line) place { return place{l.address(), r.journal} }

func newRecord(journal string, e audit.Event) (record, error) {
	body, err := json.Marshal(wire{keyOf(journal, e.Seq), journal, e})
	return record{e, journal, body}, err
}

// keyOfBatch names a batch by its first and last record.
func keyOfBatch(batch []record) string {
	return fmt.Sprintf("%s-%d", batch[0].key(), batch[len(batch)-1].Seq)
}

// nextBatch is what the sink gets next; none when it has all.
func (l *line) nextBatch(ctx context.Context) ([]record, error) {
	if err := l.o.kept.ready(); err != nil {
		return nil, err
	}
	journal := l.o.Journal.ID()
	if journal == "" {
		return nil, fault.New(fault.Internal, "audit", nil, "The audit journal cannot be read, so nothing can be copied from it")
	}
	at := place{l.address(), journal}
	mark := l.o.kept.mark(at)
	if mark.position > 0 && l.o.Journal.Length() == mark.position {
		return nil, nil
	}
	// The last record that went there is read again: if it is gone, or another, the journal is not the one that was sent.
	events, err := l.o.Journal.Since(ctx, max(mark.position-1, 0), mostRecords+1)
	if err != nil {
		return nil, err
	}
	if mark.position > 0 {
		if len(events) == 0 || events[0].Seq != mark.position || events[0].Hash != mark.hash {
			if err := l.o.kept.tear(at); err != nil {
				return nil, err
			}
			return l.nextBatch(ctx) // all of it, from the beginning
		}
		events = events[1:]
	}
	return pack(journal, events)
}

func pack(journal string, events []audit.Event) ([]record, error) {
	batch := make([]record, 0, len(events))
	size := 0
	for _, e := range events[:min(len(events), mostRecords)] {
		r, err := newRecord(journal, e)
		if err != nil {
			return nil, err
		}
		if size += len(r.body); size > mostBytes && len(batch) > 0 {
			break
		}
		batch = append(batch, r)
	}
	return batch, nil
}
