// Package audit records what was asked, what was decided and what happened.
package audit

import "context"

// Outcome is where an operation stands in one record.
type Outcome string

// The outcomes. Every operation has one Refused record, or one Asked and later one of the others.
const (
	Asked       Outcome = "asked" // written, durably, before anything runs
	Refused     Outcome = "refused"
	Succeeded   Outcome = "succeeded"
	Failed      Outcome = "failed"
	Cancelled   Outcome = "cancelled"
	Interrupted Outcome = "interrupted" // the app ended while it ran: what it did must be checked
)

// TimeLayout is RFC 3339 with all nine digits of the fraction: texts of it, in UTC, sort as the times do.
const TimeLayout = "2006-01-02T15:04:05.000000000Z07:00"

// Event is one record. Details holds only what the action's domain lists as fit to be kept: never a secret.
type Event struct {
	Seq         int64             `json:"seq"`
	At          string            `json:"at"`        // TimeLayout, UTC
	Operation   string            `json:"operation"` // joins the records of one operation
	Outcome     Outcome           `json:"outcome"`
	Person      string            `json:"person"`
	Role        string            `json:"role"`
	Proof       string            `json:"proof"` // empty: self-declared
	Logins      []string          `json:"logins"`
	Action      string            `json:"action"`
	Cluster     string            `json:"cluster"`
	Namespace   string            `json:"namespace"`
	Name        string            `json:"name"`
	Environment string            `json:"environment"`
	Customer    string            `json:"customer"`
	Product     string            `json:"product"`
	Details     map[string]string `json:"details"`
	Rule        string            `json:"rule"`      // the policy rule that decided
	Fault       string            `json:"fault"`     // kind of the error, when there is one
	Reason      string            `json:"reason"`    // why refused or failed, in words; in an emergency what held it
	Emergency   string            `json:"emergency"` // why it was done although something held it; empty when nothing did
	Millis      int64             `json:"millis"`    // how long it ran
	Version     string            `json:"version"`
	Host        string            `json:"host"`
	Prev        string            `json:"prev"` // hash of the record before
	Hash        string            `json:"hash"` // SHA-256 over this record and the hash before it
}

// Log appends records. Append returns only after the record is durable; the returned event has its sequence
// number and hash.
type Log interface {
	Append(ctx context.Context, e Event) (Event, error)
}
