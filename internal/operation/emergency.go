package operation

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/sluice-desktop/sluice/internal/fault"
	"github.com/sluice-desktop/sluice/internal/policy"
)

// Emergency asks the door to pass what holds an operation. The person gives a reason and types the target's name; the
// door asks the policy whether they may break glass, and records the reason with the operation.
type Emergency struct {
	Reason  string `json:"reason"`
	Confirm string `json:"confirm"`
}

// Breakable is an input that may carry an emergency; nil is none. The door looks for it by itself, so an operation over
// such an input can be done in an emergency, and any other cannot.
type Breakable interface{ BreakGlass() *Emergency }

func emergencyOf(in any) *Emergency {
	if b, ok := in.(Breakable); ok {
		return b.BreakGlass()
	}
	return nil
}

func (e *Emergency) reason() string {
	if e == nil {
		return ""
	}
	return strings.Join(strings.Fields(e.Reason), " ")
}

const (
	// leastReason is how many characters a reason has at least.
	leastReason = 20
	// leastLetters is how many different letters and digits it has at least: less is filler.
	leastLetters = 6
)

// check refuses an emergency that is none, has no reason to speak of, or names another target.
func (e *Emergency) check(t policy.Target, held []*fault.Error) error {
	invalid := func(field, format string, args ...any) error {
		return fault.New(fault.Invalid, "operation", nil, format, args...).On(field)
	}
	switch reason := e.reason(); {
	case len(held) == 0:
		return invalid("emergency", "Nothing holds this now, so it is no emergency. Do it as usual")
	case utf8.RuneCountInString(reason) < leastReason:
		return invalid("emergency.reason", "An emergency needs a reason of at least %d characters, for whoever reads the journal", leastReason)
	case filler(reason):
		return invalid("emergency.reason", "This reason says nothing. Say what is broken and for whom")
	case t.Name == "" || e.Confirm != t.Name:
		return invalid("emergency.confirm", "Type %s to confirm that it is meant", t.Name)
	}
	return nil
}

// filler is a text of few different letters, or one word over and over.
func filler(reason string) bool {
	letters, words := map[rune]bool{}, map[string]bool{}
	all := strings.Fields(strings.ToLower(reason))
	for _, word := range all {
		words[word] = true
		for _, r := range word {
			if unicode.IsLetter(r) || unicode.IsDigit(r) {
				letters[r] = true
			}
		}
	}
	return len(letters) < leastLetters || len(all) > 1 && len(words) == 1
}
