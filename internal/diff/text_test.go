package diff_test

import (
	"testing"

	"github.com/sluice-desktop/sluice/internal/diff"
)

func TestTextIsComparedAsItIsWritten(t *testing.T) {
	of := diff.Entry{Kind: "Fleet", Name: "sluice.yaml"}
	tests := []struct {
		name, before, after, change string
		added, removed              int
	}{
		{"a comment counts", "a: 1\n# one\nb: 2\n", "a: 1\n# two\nb: 2\n", diff.Changed, 1, 1},
		{"order counts", "a: 1\nb: 2\n", "b: 2\na: 1\n", diff.Changed, 1, 1},
		{"the first text is all new", "", "a: 1\n", diff.Added, 1, 0},
		{"nothing differs", "a: 1\r\n", "a: 1\n", diff.Unchanged, 0, 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := diff.Text("on disk", "yours", of, tt.before, tt.after)
			if got.Before != "on disk" || len(got.Objects) != 1 {
				t.Fatalf("%+v", got)
			}
			if o := got.Objects[0]; o.Change != tt.change || o.Added != tt.added || o.Removed != tt.removed || o.Kind != "Fleet" || o.Name != "sluice.yaml" {
				t.Fatalf("%+v", o)
			}
		})
	}
}
