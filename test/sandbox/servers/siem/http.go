package main

import (
	"crypto/subtle"
	"encoding/json"
	"errors"
	"io"
	"net/http"

	collector "go.opentelemetry.io/proto/otlp/collector/logs/v1"
	"google.golang.org/protobuf/proto"
)

func (s *store) handler(token string) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /health", func(http.ResponseWriter, *http.Request) {})
	mux.HandleFunc("POST /ingest", s.ingest)
	mux.HandleFunc("POST /v1/logs", s.logs)
	mux.HandleFunc("GET /records", func(w http.ResponseWriter, _ *http.Request) { answer(w, s.all()) })
	mux.HandleFunc("POST /trouble", s.make)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/health" && subtle.ConstantTimeCompare([]byte(r.Header.Get("Authorization")), []byte("Bearer "+token)) != 1 {
			http.Error(w, "this token is not one of ours", http.StatusUnauthorized)
			return
		}
		mux.ServeHTTP(w, r)
	})
}

func answer(w http.ResponseWriter, what any) {
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(what)
}

// body reads a request, unless trouble was asked for: then it has been answered.
func (s *store) body(w http.ResponseWriter, r *http.Request) ([]byte, bool) {
	if t := s.troubled(r.URL.Path); t.Status != 0 {
		if t.RetryAfter != "" {
			w.Header().Set("Retry-After", t.RetryAfter)
		}
		http.Error(w, "as it was told to", t.Status)
		return nil, false
	}
	content, err := io.ReadAll(http.MaxBytesReader(w, r.Body, 8<<20))
	if err != nil {
		http.Error(w, err.Error(), http.StatusRequestEntityTooLarge)
		return nil, false
	}
	return content, true
}

func (s *store) ingest(w http.ResponseWriter, r *http.Request) {
	content, ok := s.body(w, r)
	if !ok {
		return
	}
	var batch []json.RawMessage
	err := json.Unmarshal(content, &batch)
	bodies := make([][]byte, len(batch))
	for i, one := range batch {
		bodies[i] = one
	}
	var last head
	if err == nil {
		last, err = s.take("https", bodies)
	}
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	answer(w, map[string]head{"head": last})
}

// logs takes what an OpenTelemetry collector takes, and reads it with OpenTelemetry's own types.
func (s *store) logs(w http.ResponseWriter, r *http.Request) {
	content, ok := s.body(w, r)
	if !ok {
		return
	}
	var export collector.ExportLogsServiceRequest
	var bodies [][]byte
	err := proto.Unmarshal(content, &export)
	for _, resource := range export.ResourceLogs {
		for _, scope := range resource.ScopeLogs {
			for _, l := range scope.LogRecords {
				if l.TimeUnixNano == 0 || l.SeverityText == "" || len(l.Attributes) == 0 {
					err = errors.New("a log record without time, severity or attributes")
				}
				bodies = append(bodies, []byte(l.Body.GetStringValue()))
			}
		}
	}
	if err == nil {
		_, err = s.take("otlp", bodies)
	}
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	said, err := proto.Marshal(&collector.ExportLogsServiceResponse{})
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "application/x-protobuf")
	_, _ = w.Write(said)
}

func (s *store) make(w http.ResponseWriter, r *http.Request) {
	var t trouble
	if err := json.NewDecoder(r.Body).Decode(&t); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.trouble = t
	answer(w, t)
}
