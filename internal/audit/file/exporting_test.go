package file_test

import (
	"bufio"
	"context"
	"encoding/csv"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/sluice-desktop/sluice/internal/audit"
	"github.com/sluice-desktop/sluice/internal/audit/file"
	"github.com/sluice-desktop/sluice/internal/fault"
	"github.com/sluice-desktop/sluice/internal/live"
	"github.com/sluice-desktop/sluice/internal/operation"
	"github.com/sluice-desktop/sluice/internal/operation/operationtest"
	"github.com/sluice-desktop/sluice/internal/policy"
)

func TestAnExportHoldsWhatTheListShows(t *testing.T) {
	j, folder := told(t), t.TempDir()
	in := audit.ExportInput{Folder: folder, Format: audit.JSONLines, Filter: "acme", Facets: map[string][]string{"outcome": {"asked", "refused"}},
		Ranges: map[string]live.Range{"at": {To: "2026-03-03T00:00:00Z"}}}
	out, err := operation.Do(t.Context(), operationtest.Executor(j), j.Exporting(), in)
	if err != nil || out.Records != 2 || filepath.Dir(out.Path) != folder {
		t.Fatalf("%+v, %v", out, err)
	}
	if info, err := os.Stat(out.Path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("others may read it: %v, %v", info, err)
	}
	written, err := os.Open(out.Path)
	if err != nil {
		t.Fatal(err)
	}
	defer written.Close()
	lines := bufio.NewScanner(written)
	for _, seq := range []int64{1, 3} {
		var e audit.Event
		if !lines.Scan() || json.Unmarshal(lines.Bytes(), &e) != nil || e.Seq != seq || e.Hash == "" || e.Person == "" {
			t.Errorf("record %d: %s", seq, lines.Text())
		}
	}
	trail, err := j.Since(t.Context(), 6, 10)
	if err != nil || len(trail) != 2 || trail[0].Action != "audit.export" || trail[1].Outcome != audit.Succeeded ||
		trail[1].Details["records"] != "2" || trail[1].Details["file"] != filepath.Base(out.Path) || trail[0].Details["file"] != "" {
		t.Errorf("the journal says of it %+v, %v", trail, err)
	}
}

func TestAnExportThatCannotBeIsNoFile(t *testing.T) {
	j := told(t)
	tests := []struct {
		name  string
		in    audit.ExportInput
		field string
	}{
		{"a folder that is not there", audit.ExportInput{Folder: filepath.Join(t.TempDir(), "none"), Format: audit.CSV}, "folder"},
		{"a folder without its whole path", audit.ExportInput{Folder: ".", Format: audit.CSV}, "folder"},
		{"a file", audit.ExportInput{Folder: j.Path(), Format: audit.CSV}, "folder"},
		{"a format that is none", audit.ExportInput{Folder: t.TempDir(), Format: "pdf"}, "format"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if _, err := operation.Do(t.Context(), operationtest.Executor(j), j.Exporting(), tt.in); fault.Of(err).Field != tt.field {
				t.Errorf("%v", err)
			}
		})
	}
	t.Run("without a permit", func(t *testing.T) {
		folder := t.TempDir()
		if _, err := j.Export(t.Context(), operation.Permit{}, audit.ExportInput{Folder: folder, Format: audit.CSV}); err == nil {
			t.Error("it was written")
		}
		none(t, folder)
	})
	t.Run("one that is cancelled", func(t *testing.T) {
		folder := t.TempDir()
		operationtest.With(t, policy.JournalExport, func(ctx context.Context, permit operation.Permit) {
			ctx, cancel := context.WithCancel(ctx)
			cancel()
			if _, err := j.Export(ctx, permit, audit.ExportInput{Folder: folder, Format: audit.CSV}); err == nil || fault.Of(err).Kind != fault.Cancelled {
				t.Errorf("%v", err)
			}
		})
		none(t, folder)
	})
}

func none(t *testing.T, folder string) {
	t.Helper()
	if left, err := os.ReadDir(folder); err != nil || len(left) != 0 {
		t.Errorf("%v, %v", left, err)
	}
}

// A spreadsheet runs what begins like a formula: no cell of ours does.
func TestNoCellOfAnExportIsAFormula(t *testing.T) {
	path := filepath.Join(t.TempDir(), "journal.db")
	j := open(t, path)
	hostile := []string{`=HYPERLINK("http://x")`, "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", " =1", "＝1", "a\n=1"}
	for _, text := range hostile {
		if _, err := j.Append(t.Context(), audit.Event{Operation: "a", Person: text, Name: text, Reason: text, Details: map[string]string{text: text}, Logins: []string{text}}); err != nil {
			t.Fatal(err)
		}
	}
	if err := j.Close(); err != nil {
		t.Fatal(err)
	}
	c, err := file.OpenCopy(path)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	var out strings.Builder
	if n, err := c.Export(t.Context(), live.Query{}, audit.CSV, &out); err != nil || n != len(hostile) {
		t.Fatalf("%d, %v", n, err)
	}
	rows, err := csv.NewReader(strings.NewReader(out.String())).ReadAll()
	if err != nil || len(rows) != len(hostile)+1 || rows[0][0] != "seq" {
		t.Fatalf("%d rows, %v", len(rows), err)
	}
	for _, row := range rows {
		for i, cell := range row {
			if first := strings.TrimLeft(cell, " \t\r\n"); first != "" && strings.ContainsAny(first[:1], "=+-@") || strings.HasPrefix(first, "＝") {
				t.Errorf("%s is %q", rows[0][i], cell)
			}
		}
	}
}
