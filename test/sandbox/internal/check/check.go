// Package check asks the servers whether everything that the seed promises is so.
package check

import (
	"context"
	"fmt"

	"github.com/sluice-desktop/sluice/test/sandbox/internal/site"
)

// claim is one promise of the seed.
type claim struct {
	name string
	hold func(context.Context, *site.Site) error
}

func claims() []claim {
	all := applicationClaims()
	all = append(all, clusterClaims()...)
	return append(all, otherClaims()...)
}

// Count says how many promises there are.
func Count() int { return len(claims()) }

// Run gives a line for each promise that does not hold.
func Run(ctx context.Context, s *site.Site) []error {
	var wrong []error
	for _, c := range claims() {
		if err := c.hold(ctx, s); err != nil {
			wrong = append(wrong, fmt.Errorf("  %s: %w", c.name, err))
		}
	}
	return wrong
}
