package helmsdk

import (
	"context"
	"fmt"

	"helm.sh/helm/v3/pkg/chart"
	"helm.sh/helm/v3/pkg/chartutil"

	"github.com/sluice-desktop/sluice/internal/diff"
	"github.com/sluice-desktop/sluice/internal/fault"
	"github.com/sluice-desktop/sluice/internal/helm"
	"github.com/sluice-desktop/sluice/internal/secret"
)

// Values are one revision's values, redacted; revision 0 is the current one.
func (c *client) Values(ctx context.Context, ref helm.Ref, revision int) (helm.Values, error) {
	history, err := c.history(ctx, ref)
	if err != nil {
		return helm.Values{}, err
	}
	r, err := pick(history, ref, revision)
	if err != nil {
		return helm.Values{}, err
	}
	rel, err := decode(r)
	if err != nil {
		return helm.Values{}, err
	}
	redactor := secret.NewRedactor()
	user := redacted(redactor, rel.Config)
	computed, err := merged(redactor, rel.Chart, user)
	if err != nil {
		return helm.Values{}, fault.New(fault.Invalid, system, err, "The values of revision %d do not fit its chart's own", rel.Version)
	}
	return helm.Values{
		Revision: rel.Version,
		User:     printed(user),
		Computed: printed(computed),
		Hidden:   max(secret.Masked(user), secret.Masked(computed)),
	}, nil
}

func redacted(redactor *secret.Redactor, values map[string]any) map[string]any {
	if values == nil {
		values = map[string]any{}
	}
	return redactor.Plain(values)
}

// merged lays the values over the chart's own as Helm does. Both are redacted before, because Helm prints
// values that do not fit to the standard log.
func merged(redactor *secret.Redactor, c *chart.Chart, user map[string]any) (out map[string]any, err error) {
	if c == nil {
		return user, nil
	}
	defer func() { // the chart comes from a Secret that anybody may have written
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %v", p)
		}
	}()
	return chartutil.CoalesceValues(masked(redactor, c), user)
}

// masked is the chart's skeleton, values redacted.
func masked(redactor *secret.Redactor, c *chart.Chart) *chart.Chart {
	out := &chart.Chart{Metadata: c.Metadata, Values: redacted(redactor, c.Values)}
	for _, d := range c.Dependencies() {
		out.AddDependency(masked(redactor, d))
	}
	return out
}

func printed(values map[string]any) string {
	if len(values) == 0 {
		return ""
	}
	return diff.Print(values)
}
