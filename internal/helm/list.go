package helm

import "github.com/sluice-desktop/sluice/internal/live"

// Columns are those of the list "releases": the newest revision of each. Owner is "helm" where nobody else
// marked the release as theirs.
func Columns() []live.Column {
	return []live.Column{
		{ID: "name", Format: live.Text, Search: true},
		{ID: "namespace", Format: live.Text, Search: true, Facet: true},
		{ID: "revision", Format: live.Number},
		{ID: "status", Format: live.Status, Facet: true},
		{ID: "updated", Format: live.Time},
		{ID: "owner", Format: live.Text, Facet: true},
	}
}
