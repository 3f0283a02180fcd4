// Package siem is the copying of the audit journal to the places that the fleet names: how far each is, and what they
// would not take.
package siem

import (
	"context"

	"github.com/sluice-desktop/sluice/internal/fault"
	"github.com/sluice-desktop/sluice/internal/operation"
	"github.com/sluice-desktop/sluice/internal/secret"
)

// State is how a sink stands, in a word. A list of sinks is as its worst, in the order of States.
type State string

// The states.
const (
	Tampered State = "tampered" // it holds a record that is not in the journal any more
	SignIn   State = "signIn"   // it does not accept the token, or wants one
	Failing  State = "failing"  // the last try failed; the next comes by itself
	Dead     State = "dead"     // all is sent, but for records that it refused
	Behind   State = "behind"   // records wait and are being sent
	Idle     State = "idle"     // there was nothing to send yet, so nobody knows
	OK       State = "ok"       // it has acknowledged all there is
	Off      State = "off"      // the fleet names no sink
)

// States are all of them, the worst first.
var States = []State{Tampered, SignIn, Failing, Dead, Behind, Idle, OK, Off}

// Overview is all sinks and the worst of each: the status light.
type Overview struct {
	State  State  `json:"state"`
	Queue  int64  `json:"queue"`  // the longest
	Oldest string `json:"oldest"` // RFC 3339: when the record was written that has waited longest; empty when none waits
	Dead   int64  `json:"dead"`
	Sinks  []Sink `json:"sinks"`
	// Problem is why progress cannot be kept on this computer; records are sent all the same.
	Problem *fault.Error `json:"problem"`
}

// Sink is one place that records are copied to, and how far it is.
type Sink struct {
	Name        string       `json:"name"`
	Kind        string       `json:"kind"` // https, syslog, otlp
	URL         string       `json:"url"`
	Hint        string       `json:"hint"`
	State       State        `json:"state"`
	Insecure    bool         `json:"insecure"`    // its certificate is not verified
	Mutual      bool         `json:"mutual"`      // we show a certificate of our own
	Tokens      bool         `json:"tokens"`      // it is spoken to with a token, where it wants one; syslog knows none
	SignedIn    bool         `json:"signedIn"`    // there is a token for it
	Certificate Certificate  `json:"certificate"` // what it showed last
	Queue       int64        `json:"queue"`
	Oldest      string       `json:"oldest"`
	Acked       Mark         `json:"acked"`
	Dead        int64        `json:"dead"`
	Tried       string       `json:"tried"` // when it was last spoken to
	Next        string       `json:"next"`  // when it will be again; empty: with the next record, or not by itself
	Problem     *fault.Error `json:"problem"`
}

// Mark is how far a sink has acknowledged: all records up to this one, but for its dead letters.
type Mark struct {
	Seq  int64  `json:"seq"` // 0: none yet
	Hash string `json:"hash"`
	At   string `json:"at"`
}

// Certificate is whom a sink says that it is.
type Certificate struct {
	Name   string `json:"name"`
	Issuer string `json:"issuer"`
	Until  string `json:"until"`
}

// Letter is a record that a sink refused. The record itself is in the journal.
type Letter struct {
	Sink     string `json:"sink"`
	Seq      int64  `json:"seq"`
	Key      string `json:"key"` // by which the sink knows the record
	Reason   string `json:"reason"`
	At       string `json:"at"`
	Action   string `json:"action"`
	Name     string `json:"name"`
	Person   string `json:"person"`
	Outcome  string `json:"outcome"`
	Recorded string `json:"recorded"`
}

// Anchor is what a sink is known to hold: a journal that lacks this record, or has another in its place, was
// tampered with.
type Anchor struct {
	Sink    string
	Journal string
	Seq     int64
	Hash    string
	At      string
}

// SignInInput carries a token to the backend, once. It is never logged, recorded or returned.
type SignInInput struct {
	Sink  string
	Token secret.Value
}

// ReplayInput names the dead letters of a sink to be sent again; Seq 0 means all.
type ReplayInput struct {
	Sink string `json:"sink"`
	Seq  int64  `json:"seq"`
}

// Replayed is what came of sending dead letters again.
type Replayed struct {
	Sent int `json:"sent"`
	Left int `json:"left"`
}

// Reader tells how far the copies are.
type Reader interface {
	Overview(ctx context.Context) (Overview, error)
	// Letters are the dead letters of a sink, oldest first.
	Letters(ctx context.Context, sink string) ([]Letter, error)
	// Try has a sink tried now instead of later. It sends nothing that would not be sent anyway.
	Try(ctx context.Context, sink string) (Sink, error)
}

// Writer changes what a sink is spoken to with, and brings back what it refused.
type Writer interface {
	// SignIn tries a token and keeps it in the keychain unless the sink refuses it.
	SignIn(ctx context.Context, permit operation.Permit, in SignInInput) (Sink, error)
	// SignOut forgets the token.
	SignOut(ctx context.Context, permit operation.Permit, sink string) (Sink, error)
	// Replay sends dead letters again; what is refused again stays.
	Replay(ctx context.Context, permit operation.Permit, in ReplayInput) (Replayed, error)
}
