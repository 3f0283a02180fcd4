package audit

import "github.com/sluice-desktop/sluice/internal/live"

// The formats of an export.
const (
	JSONLines = "jsonl"
	CSV       = "csv"
)

// ExportInput says which records go where: those that the query leaves, oldest first, into a new file in Folder.
type ExportInput struct {
	Folder string                `json:"folder"`
	Format string                `json:"format"`
	Filter string                `json:"filter"`
	Facets map[string][]string   `json:"facets"`
	Ranges map[string]live.Range `json:"ranges"`
}

// Exported is a file that was written.
type Exported struct {
	Path    string `json:"path"`
	Records int    `json:"records"`
}
