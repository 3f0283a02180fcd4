package main

import (
	"encoding/json"
	"fmt"
	"sync"
)

// record is one that arrived: the way it came, and what it says of itself. Its body is kept as it came.
type record struct {
	Via     string          `json:"via"` // https, otlp, syslog
	Key     string          `json:"key"`
	Journal string          `json:"journal"`
	Seq     int64           `json:"seq"`
	Hash    string          `json:"hash"`
	Body    json.RawMessage `json:"body"`
}

// head is the last record of a journal that is here.
type head struct {
	Journal string `json:"journal"`
	Seq     int64  `json:"seq"`
	Hash    string `json:"hash"`
}

// trouble is how the next requests are answered instead of being taken.
type trouble struct {
	Path       string `json:"path"` // of requests; empty: of all
	Status     int    `json:"status"`
	RetryAfter string `json:"retryAfter"`
	Requests   int    `json:"requests"` // how many of them
}

type store struct {
	mu      sync.Mutex
	records []record
	heads   map[string]head
	trouble trouble
}

func parse(via string, body []byte) (record, error) {
	r := record{Via: via, Body: body}
	if err := json.Unmarshal(body, &r); err != nil {
		return r, err
	}
	r.Via, r.Body = via, body
	if r.Key == "" || r.Journal == "" || r.Seq == 0 || r.Hash == "" {
		return r, fmt.Errorf("a record without key, journal, seq or hash")
	}
	return r, nil
}

// take keeps a batch whole or not at all, and says what is held last of its journal.
func (s *store) take(via string, bodies [][]byte) (head, error) {
	batch := make([]record, 0, len(bodies))
	for _, body := range bodies {
		r, err := parse(via, body)
		if err != nil {
			return head{}, err
		}
		batch = append(batch, r)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.records = append(s.records, batch...)
	last := head{}
	for _, r := range batch {
		if r.Seq >= s.heads[r.Journal].Seq {
			s.heads[r.Journal] = head{r.Journal, r.Seq, r.Hash}
		}
		last = s.heads[r.Journal]
	}
	return last, nil
}

func (s *store) all() []record {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]record{}, s.records...)
}

// troubled takes one request's worth of trouble; the zero value is none.
func (s *store) troubled(path string) trouble {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.trouble.Requests == 0 || s.trouble.Path != "" && s.trouble.Path != path {
		return trouble{}
	}
	s.trouble.Requests--
	return s.trouble
}
