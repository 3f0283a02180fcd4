package file

import (
	"bufio"
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/sluice-desktop/sluice/internal/audit"
	"github.com/sluice-desktop/sluice/internal/fault"
	"github.com/sluice-desktop/sluice/internal/live"
	"github.com/sluice-desktop/sluice/internal/operation"
	"github.com/sluice-desktop/sluice/internal/policy"
)

// Exporting writes records that the list shows into a file.
func (j *Journal) Exporting() operation.Operation[audit.ExportInput, audit.Exported] {
	return operation.Operation[audit.ExportInput, audit.Exported]{
		Action: policy.JournalExport,
		Target: func(_ context.Context, in audit.ExportInput) (policy.Target, error) {
			return policy.Target{Name: "audit journal"}, place(in)
		},
		Details: func(in audit.ExportInput) map[string]string {
			return map[string]string{"format": in.Format, "folder": in.Folder}
		},
		Run: j.Export,
		Results: func(out audit.Exported) map[string]string {
			return map[string]string{"records": strconv.Itoa(out.Records), "file": filepath.Base(out.Path)}
		},
		Done: func(_ audit.ExportInput, out audit.Exported) string {
			if out.Records == 1 {
				return "One record is in " + out.Path
			}
			return fmt.Sprintf("%d records are in %s", out.Records, out.Path)
		},
	}
}

// Export writes records into a new file that only the person may read.
func (j *Journal) Export(ctx context.Context, permit operation.Permit, in audit.ExportInput) (audit.Exported, error) {
	if err := permit.Check(policy.JournalExport); err != nil {
		return audit.Exported{}, err
	}
	s, err := j.reader()
	if err != nil {
		return audit.Exported{}, err
	}
	name := fmt.Sprintf("sluice-journal-%s.%s", j.now().UTC().Format("20060102T150405.000Z"), in.Format)
	out := audit.Exported{Path: filepath.Join(in.Folder, name)}
	file, err := os.OpenFile(out.Path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return audit.Exported{}, unwritable(in.Folder, err)
	}
	q := live.Query{Filter: in.Filter, Facets: in.Facets, Ranges: in.Ranges, Sort: "at"}
	out.Records, err = s.export(ctx, q, in.Format, file, func(done, total int) {
		permit.Report(operation.Step{Phase: "writing records", Done: done, Total: total})
	})
	if err = errors.Join(err, file.Close()); err != nil {
		_ = os.Remove(out.Path) // half an export is none
		if ctx.Err() != nil || fault.Of(err).System == "audit" {
			return audit.Exported{}, err
		}
		return audit.Exported{}, unwritable(in.Folder, err)
	}
	return out, nil
}

// place refuses what can be seen to fail before anything is asked: the person is still at the form.
func place(in audit.ExportInput) error {
	if in.Format != audit.JSONLines && in.Format != audit.CSV {
		return fault.New(fault.Invalid, "audit", nil, "There is no format %q", in.Format).On("format")
	}
	if info, err := os.Stat(in.Folder); err != nil || !info.IsDir() || !filepath.IsAbs(in.Folder) {
		return fault.New(fault.Invalid, "audit", err, "%q is no folder of this computer. Name one by its whole path", in.Folder).On("folder")
	}
	return nil
}

func unwritable(folder string, err error) error {
	return fault.New(fault.Invalid, "audit", err, "No file can be written in %s. Choose another folder, or free some space there", folder).On("folder")
}

// Export writes the records that q leaves to w.
func (c *Copy) Export(ctx context.Context, q live.Query, format string, w io.Writer) (int, error) {
	return c.export(ctx, q, format, w, func(int, int) {})
}

// atOnce is how many records are read and reported together.
const atOnce = 1000

func (s *store) export(ctx context.Context, q live.Query, format string, w io.Writer, report func(done, total int)) (int, error) {
	q.Descending = false
	ix, err := s.find(ctx, q)
	if err != nil {
		return 0, err
	}
	seqs := s.lines.numbers(ix.lines)
	buffered := bufio.NewWriter(w)
	write, flush := lineWriter(buffered)
	if format == audit.CSV {
		write, flush = csvWriter(buffered)
	}
	done := 0
	for part := range slices.Chunk(seqs, atOnce) {
		report(done, len(seqs))
		if err := s.these(ctx, part, write); err != nil {
			return 0, err
		}
		done += len(part)
	}
	return done, errors.Join(flush(), buffered.Flush())
}

// lineWriter writes records as JSON, one a line.
func lineWriter(w io.Writer) (write func(audit.Event) error, flush func() error) {
	out := json.NewEncoder(w)
	out.SetEscapeHTML(false)
	return func(e audit.Event) error { return out.Encode(e) }, func() error { return nil }
}

var csvHeader = []string{"seq", "at", "operation", "outcome", "person", "role", "proof", "logins", "action", "cluster", "namespace", "name",
	"environment", "customer", "product", "details", "rule", "fault", "reason", "emergency", "millis", "version", "host", "prev", "hash"}

// csvWriter writes records as CSV, in which no cell is a formula to a spreadsheet.
func csvWriter(w io.Writer) (write func(audit.Event) error, flush func() error) {
	out := csv.NewWriter(w)
	begun := false
	begin := func() error {
		if begun {
			return nil
		}
		begun = true
		return out.Write(csvHeader)
	}
	write = func(e audit.Event) error {
		cells := []string{strconv.FormatInt(e.Seq, 10), e.At, e.Operation, string(e.Outcome), e.Person, e.Role, e.Proof, strings.Join(e.Logins, " "),
			e.Action, e.Cluster, e.Namespace, e.Name, e.Environment, e.Customer, e.Product, detailsText(e.Details), e.Rule, e.Fault, e.Reason,
			e.Emergency, strconv.FormatInt(e.Millis, 10), e.Version, e.Host, e.Prev, e.Hash}
		for i, cell := range cells {
			cells[i] = inert(cell)
		}
		return errors.Join(begin(), out.Write(cells))
	}
	return write, func() error {
		err := begin() // an export of no records still says what its columns are
		out.Flush()
		return errors.Join(err, out.Error())
	}
}

func detailsText(details map[string]string) string {
	parts := make([]string, 0, len(details))
	for _, key := range slices.Sorted(maps.Keys(details)) {
		parts = append(parts, key+"="+details[key])
	}
	return strings.Join(parts, "; ")
}

// inert keeps a spreadsheet from reading a cell as a formula. Some skip blanks before they look.
func inert(cell string) string {
	if text := strings.TrimLeft(cell, " \t\r\n"); text != "" && strings.ContainsRune("=+-@＝＋－＠", []rune(text)[0]) || text != cell {
		return "'" + cell
	}
	return cell
}
