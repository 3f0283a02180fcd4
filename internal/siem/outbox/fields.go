package outbox

import (
	"strconv"

	"github.com/sluice-desktop/sluice/internal/audit"
)

// field is a part of a record that one searches by.
type field struct{ name, value string }

// fieldsOf are the record's filled ones, under the names of the JSON.
func fieldsOf(r record) []field {
	all := []field{
		{"key", r.key()}, {"journal", r.journal}, {"seq", strconv.FormatInt(r.Seq, 10)},
		{"operation", r.Operation}, {"outcome", string(r.Outcome)}, {"action", r.Action},
		{"person", r.Person}, {"role", r.Role}, {"proof", r.Proof},
		{"cluster", r.Cluster}, {"namespace", r.Namespace}, {"name", r.Name},
		{"environment", r.Environment}, {"customer", r.Customer}, {"product", r.Product},
		{"rule", r.Rule}, {"fault", r.Fault}, {"emergency", r.Emergency}, {"hash", r.Hash}, {"prev", r.Prev},
	}
	filled := all[:0]
	for _, f := range all {
		if f.value != "" {
			filled = append(filled, f)
		}
	}
	return filled
}

// gravity is how much a record wants to be looked at, as syslog counts it: the less, the graver.
type gravity int

const (
	alert   gravity = 1
	failure gravity = 3
	warning gravity = 4
	notice  gravity = 5
	plain   gravity = 6
)

// grave ranks a record by its outcome; an emergency goes before all.
func grave(e audit.Event) gravity {
	switch {
	case e.Emergency != "":
		return alert
	case e.Outcome == audit.Failed, e.Outcome == audit.Interrupted:
		return failure
	case e.Outcome == audit.Refused:
		return warning
	case e.Outcome == audit.Succeeded, e.Outcome == audit.Cancelled:
		return notice
	}
	return plain
}
