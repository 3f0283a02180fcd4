package wiring

import (
	"log/slog"
	"sync"
	"time"

	"github.com/sluice-desktop/sluice/internal/fleet"
	"github.com/sluice-desktop/sluice/internal/policy"
	"github.com/sluice-desktop/sluice/internal/schedule"
)

// hotRules are the duties in force: the default ones and what the fleet adds, made anew when another fleet is.
type hotRules struct {
	fleet *fleet.Hot
	base  *policy.Rules

	mu    sync.Mutex
	of    *fleet.Fleet
	rules *policy.Rules
}

func newRules(f *fleet.Hot) *hotRules {
	base, err := policy.Default(func(r policy.Role) []string { return f.Now().PeopleOf(r) })
	if err != nil {
		panic(err) // the embedded policy does not parse: a test holds that it does
	}
	return &hotRules{fleet: f, base: base, rules: base}
}

// Now are the duties in force; never nil.
func (h *hotRules) Now() *policy.Rules {
	h.mu.Lock()
	defer h.mu.Unlock()
	now := h.fleet.Now()
	if now == h.of {
		return h.rules
	}
	h.of = now
	rules, err := h.base.With(h.fleet.Path(), []byte(now.Rules))
	if err != nil {
		// The fleet refuses such a file when it is loaded, so this keeps what was in force.
		slog.Error("rules of the fleet", "error", err)
		return h.rules
	}
	h.rules = rules
	return rules
}

// newFreezes are the fleet's, by this computer's clock.
func (c *Core) newFreezes() schedule.Freezes {
	return schedule.Freezes{
		Now: time.Now,
		In: func() []schedule.Freeze {
			var out []schedule.Freeze
			for _, f := range c.fleet.Now().Freezes {
				out = append(out, schedule.Freeze{
					Name: f.Name, Environments: f.Environments, Customers: f.Customers, Products: f.Products,
					From: moment(f.From), Until: moment(f.Until), Reason: f.Reason,
				})
			}
			return out
		},
		MayBreak: func(t policy.Target) []string {
			return c.rules.Now().Decide(policy.Principal{Role: policy.Unknown}, policy.BreakGlass, t).People
		},
	}
}

// moment is a time of the fleet file. What cannot be read is no limit, so that it holds too much rather than too little.
func moment(text string) time.Time {
	at, err := time.Parse(time.RFC3339, text)
	if err != nil {
		return time.Time{}
	}
	return at
}
