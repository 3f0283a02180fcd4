package helmsdk

import (
	"context"
	"fmt"
	"strings"
	"time"

	"helm.sh/helm/v3/pkg/release"

	"github.com/sluice-desktop/sluice/internal/diff"
	"github.com/sluice-desktop/sluice/internal/fault"
	"github.com/sluice-desktop/sluice/internal/helm"
	"github.com/sluice-desktop/sluice/internal/secret"
)

// Release is one release with its history. A revision that cannot be read says so; the others are there.
func (c *client) Release(ctx context.Context, ref helm.Ref) (helm.Release, error) {
	history, err := c.history(ctx, ref)
	if err != nil {
		return helm.Release{}, err
	}
	out := helm.Release{Ref: ref, History: make([]helm.Revision, 0, len(history))}
	for i, r := range history {
		revision, notes := described(r)
		out.History = append(out.History, revision)
		if i == 0 {
			out.Current, out.Notes = revision, notes
		}
	}
	out.Owner = c.owner(ctx, ref, history[0])
	return out, nil
}

// described is a record in words, with its notes. What the payload does not say, the labels do.
func described(r record) (helm.Revision, string) {
	out := helm.Revision{Revision: r.labelled.revision, Status: r.labelled.status, Updated: r.labelled.at()}
	s, err := summarise(r)
	if err != nil {
		out.Problem = fault.Of(err).Detail
		return out, ""
	}
	out.Status = s.Info.Status.String()
	out.Chart = chartName(s.Chart.Metadata.Name, s.Chart.Metadata.Version)
	out.AppVersion = s.Chart.Metadata.AppVersion
	out.Description = secret.Said(s.Info.Description)
	if !s.Info.LastDeployed.IsZero() {
		out.Updated = s.Info.LastDeployed.UTC().Format(time.RFC3339)
	}
	return out, shown(s.Info.Notes)
}

// shown is a chart's own prose without the passwords that some print in it.
func shown(text string) string {
	return secret.Redacted(secret.NewRedactor().Lines(text)).String()
}

func chartName(name, version string) string {
	return strings.Trim(name+"-"+version, "-")
}

// Compare is the rendered diff between two revisions' manifests, hooks included.
func (c *client) Compare(ctx context.Context, ref helm.Ref, from, to int) (diff.Result, error) {
	history, err := c.history(ctx, ref)
	if err != nil {
		return diff.Result{}, err
	}
	before, left, err := rendered(history, ref, from)
	if err != nil {
		return diff.Result{}, err
	}
	after, right, err := rendered(history, ref, to)
	if err != nil {
		return diff.Result{}, err
	}
	return diff.Compare(before, after, left, right), nil
}

// rendered are the objects of a revision, and the revision in words.
func rendered(history []record, ref helm.Ref, revision int) (string, []map[string]any, error) {
	r, err := pick(history, ref, revision)
	if err != nil {
		return "", nil, err
	}
	rel, err := decode(r)
	if err != nil {
		return "", nil, err
	}
	objects, err := diff.ParseYAML(manifests(rel))
	if err != nil {
		return "", nil, fault.New(fault.Invalid, system, err, "The manifest of revision %d is not YAML: %s", rel.Version, fault.Of(err).Detail)
	}
	words := fmt.Sprintf("revision %d", rel.Version)
	if rel.Chart != nil && rel.Chart.Metadata != nil {
		words += fmt.Sprintf(" (%s)", chartName(rel.Chart.Metadata.Name, rel.Chart.Metadata.Version))
	}
	return words, objects, nil
}

func manifests(rel *release.Release) string {
	var all strings.Builder
	all.WriteString(rel.Manifest)
	for _, hook := range rel.Hooks {
		if hook != nil {
			all.WriteString("\n---\n" + hook.Manifest)
		}
	}
	return all.String()
}
