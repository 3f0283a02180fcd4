// Package schedule says when things may be deployed. The clock is passed in.
package schedule

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/sluice-desktop/sluice/internal/fault"
	"github.com/sluice-desktop/sluice/internal/identity"
	"github.com/sluice-desktop/sluice/internal/policy"
)

// Freeze is a time in which nothing is deployed to what it names; an empty list names everything.
type Freeze struct {
	Name         string
	Environments []string
	Customers    []string
	Products     []string
	From         time.Time // it holds from here on; zero: it has always held
	Until        time.Time // and until just before this; zero: until it is taken out of the fleet file
	Reason       string
}

func (f Freeze) names(t policy.Target) bool {
	return among(f.Environments, t.Environment) && among(f.Customers, t.Customer) && among(f.Products, t.Product)
}

func among(list []string, one string) bool { return len(list) == 0 || slices.Contains(list, one) }

func (f Freeze) at(now time.Time) bool {
	return !now.Before(f.From) && (f.Until.IsZero() || now.Before(f.Until))
}

// deploys are the actions that change what runs: what a freeze holds.
var deploys = []policy.Action{
	policy.ApplicationSync, policy.ReleaseApply, policy.ReleaseOverride, policy.ReleaseRollback, policy.PromotionDeploy,
}

// Freezes hold deployments while a freeze lasts.
type Freezes struct {
	Now func() time.Time // its location is what people see as local time
	In  func() []Freeze
	// MayBreak are the people who may act there all the same, in an emergency.
	MayBreak func(policy.Target) []string
}

// Admit holds a deployment that a freeze covers.
func (f Freezes) Admit(_ context.Context, _ identity.Actor, action policy.Action, t policy.Target) error {
	if why := f.Held(action, t); why != "" {
		return fault.New(fault.Held, "schedule", nil, "%s", why)
	}
	return nil
}

// Held says in words what holds an action on a target now, until when and who may break it; empty when nothing does.
func (f Freezes) Held(action policy.Action, t policy.Target) string {
	if !slices.Contains(deploys, action) {
		return ""
	}
	now := f.Now()
	hold := holding(f.In(), t, now)
	if len(hold) == 0 {
		return ""
	}
	said := fmt.Sprintf("%s until %s: %s", titles(hold), end(hold, now.Location()), reasons(hold))
	if people := f.MayBreak(t); len(people) > 0 {
		said += ". In an emergency " + strings.Join(people, " or ") + " may break glass"
	}
	return said
}

// holding are the freezes that cover t now, and those that follow without a gap, in the order of their ends.
func holding(all []Freeze, t policy.Target, now time.Time) []Freeze {
	left := slices.DeleteFunc(slices.Clone(all), func(f Freeze) bool { return !f.names(t) })
	var out []Freeze
	for at := now; ; {
		before := len(out)
		left = slices.DeleteFunc(left, func(f Freeze) bool {
			if f.at(at) {
				out = append(out, f)
			}
			return f.at(at)
		})
		if len(out) == before {
			return out
		}
		slices.SortStableFunc(out, sooner)
		if at = out[len(out)-1].Until; at.IsZero() {
			return out
		}
	}
}

// sooner orders by end; what has none comes last.
func sooner(a, b Freeze) int {
	switch {
	case a.Until.IsZero() || b.Until.IsZero():
		return cmp.Compare(open(a), open(b))
	default:
		return a.Until.Compare(b.Until)
	}
}

func open(f Freeze) int {
	if f.Until.IsZero() {
		return 1
	}
	return 0
}

func titles(hold []Freeze) string {
	names := make([]string, 0, len(hold))
	for _, f := range hold {
		names = append(names, fmt.Sprintf("%q", f.Name))
	}
	if len(names) == 1 {
		return "The freeze " + names[0] + " holds this"
	}
	return "The freezes " + strings.Join(names, " and ") + " hold this"
}

// end is when the last freeze ends, in local time and in UTC.
func end(hold []Freeze, local *time.Location) string {
	until := hold[len(hold)-1].Until
	if until.IsZero() {
		return "it is taken out of the fleet file"
	}
	const day, clock = "Mon 2 Jan 2006 15:04", "15:04"
	here, utc := until.In(local), until.UTC()
	if here.Format(time.DateOnly) != utc.Format(time.DateOnly) {
		return fmt.Sprintf("%s (%s UTC)", here.Format(day+" MST"), utc.Format(day))
	}
	if here.Format(clock) == utc.Format(clock) {
		return utc.Format(day) + " UTC"
	}
	return fmt.Sprintf("%s (%s UTC)", here.Format(day+" MST"), utc.Format(clock))
}

func reasons(hold []Freeze) string {
	var out []string
	for _, f := range hold {
		if f.Reason != "" && !slices.Contains(out, f.Reason) {
			out = append(out, f.Reason)
		}
	}
	if len(out) == 0 {
		return "no reason is given"
	}
	return strings.Join(out, "; ")
}
