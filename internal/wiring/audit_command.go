package wiring

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"regexp"
	"strings"
	"time"
	"unicode"

	"github.com/sluice-desktop/sluice/internal/audit"
	auditfile "github.com/sluice-desktop/sluice/internal/audit/file"
	"github.com/sluice-desktop/sluice/internal/fault"
	"github.com/sluice-desktop/sluice/internal/live"
)

// What `sluice audit` ends with.
const (
	exitIntact   = 0
	exitTampered = 1
	exitUnread   = 2 // the file could not be read, or the command is not one
)

const auditUsage = `Reads an audit journal without a window. The file is not changed; a copy of it does as well.

  sluice audit verify FILE [--key FINGERPRINT]
        Recomputes the chain and checks what was signed. Without --key, compare the printed fingerprint with the one
        that the Audit screen of that person shows: whoever rewrites a file can sign it with a key of their own.

  sluice audit export FILE [--format jsonl|csv] [--out FILE] [--from TIME] [--to TIME] [--filter WORDS]
                      [--person P] [--role R] [--action A] [--outcome O] [--environment E] [--customer C]
                      [--name N] [--cluster C] [--namespace N]
        Writes records, oldest first, to --out or to the terminal. TIME is 2026-03-01 or 2026-03-01T12:00:00Z; a day
        begins at midnight UTC. Values with commas are several: --person ann,bob.

Exit codes: 0 the journal is intact, or the export is written; 1 it was tampered with; 2 it could not be read, or the
command is not understood.
`

// AuditCommand is the program without its window: what an auditor does with a journal file.
func AuditCommand(ctx context.Context, args []string, out, errs io.Writer) int {
	verb := ""
	if len(args) > 0 {
		verb, args = args[0], args[1:]
	}
	var err error
	code := exitUnread
	switch verb {
	case "verify":
		code, err = verifyFile(ctx, args, out)
	case "export":
		code, err = exportFile(ctx, args, out)
	case "help", "-h", "-help", "--help":
		err = flag.ErrHelp
	default:
		err = fmt.Errorf("sluice audit verify, or sluice audit export? %q is neither", verb)
	}
	switch {
	case errors.Is(err, flag.ErrHelp):
		fmt.Fprint(out, auditUsage)
		return exitIntact
	case err != nil:
		fmt.Fprintln(errs, said(err))
		return exitUnread
	}
	return code
}

// said is an error as people read it: a fault's own sentence.
func said(err error) string {
	if known := new(fault.Error); errors.As(err, &known) {
		return known.Detail
	}
	return err.Error() + "\nsluice audit --help says more"
}

// parse reads flags that stand before or after the one file.
func parse(flags *flag.FlagSet, args []string) (path string, err error) {
	flags.SetOutput(io.Discard)
	if err := flags.Parse(args); err != nil {
		return "", err
	}
	rest := flags.Args()
	if len(rest) > 0 {
		path = rest[0]
		if err := flags.Parse(rest[1:]); err != nil {
			return "", err
		}
	}
	if path == "" || flags.NArg() > 0 {
		return "", errors.New("name one journal file")
	}
	return path, nil
}

func verifyFile(ctx context.Context, args []string, out io.Writer) (int, error) {
	flags := flag.NewFlagSet("verify", flag.ContinueOnError)
	key := flags.String("key", "", "")
	path, err := parse(flags, args)
	if err != nil {
		return exitUnread, err
	}
	fingerprint := strings.ToLower(*key)
	if fingerprint != "" && !regexp.MustCompile(`^[0-9a-f]{8}(-[0-9a-f]{8}){3}$`).MatchString(fingerprint) {
		return exitUnread, fmt.Errorf("%q is no fingerprint: it reads like 9f86d081-884c7d65-9a2feaa0-c55ad015", *key)
	}
	journal, err := auditfile.OpenCopy(path)
	if err != nil {
		return exitUnread, err
	}
	defer journal.Close()
	v, err := journal.Verify(ctx, fingerprint)
	if err != nil {
		return exitUnread, err
	}
	printVerdict(out, journal, v)
	if !v.Intact {
		return exitTampered, nil
	}
	return exitIntact, nil
}

func printVerdict(out io.Writer, journal *auditfile.Copy, v audit.Verdict) {
	if v.Intact {
		fmt.Fprintf(out, "Intact: all %d records fit.\n", v.Records)
	} else {
		fmt.Fprintf(out, "TAMPERED WITH, from record %d on: %s.\n", v.First, plain(v.Reason))
	}
	fmt.Fprintf(out, "File      %s\nJournal   %s\nHead      %s\n", journal.Path(), plain(journal.ID()), v.Head)
	if v.Key == "" {
		fmt.Fprintln(out, "Signed    by no key: the file alone does not show whether its end was cut off")
	} else {
		fmt.Fprintf(out, "Signed    by key %s, up to record %d, on %s\n", v.Key, v.SignedTo, plain(v.SignedAt))
	}
	if v.Unsigned > 0 && v.Key != "" {
		fmt.Fprintf(out, "Unsigned  %d records carry no signature of their own, the first is %d\n", v.Unsigned, v.FirstUnsigned)
	}
	for _, other := range v.Unchecked {
		fmt.Fprintf(out, "Unchecked head %s\n", plain(other))
	}
	if v.Continues != "" {
		fmt.Fprintf(out, "Continues %s\n", plain(v.Continues))
	}
}

// plain is a text of the file without what moves a terminal's cursor: whoever tampered with the file wrote it, and could
// overwrite the verdict.
func plain(text string) string {
	return strings.Map(func(r rune) rune {
		if !unicode.IsPrint(r) {
			return '\uFFFD'
		}
		return r
	}, text)
}

func exportFile(ctx context.Context, args []string, out io.Writer) (code int, err error) {
	flags := flag.NewFlagSet("export", flag.ContinueOnError)
	format, to := flags.String("format", audit.JSONLines, ""), flags.String("out", "", "")
	filter, from, until := flags.String("filter", "", ""), flags.String("from", "", ""), flags.String("to", "", "")
	facets := map[string]*string{}
	for _, name := range []string{"person", "role", "action", "outcome", "environment", "customer", "name", "cluster", "namespace"} {
		facets[name] = flags.String(name, "", "")
	}
	path, err := parse(flags, args)
	if err != nil {
		return exitUnread, err
	}
	if *format != audit.JSONLines && *format != audit.CSV {
		return exitUnread, fmt.Errorf("there is no format %q: jsonl or csv", *format)
	}
	q := live.Query{Filter: *filter, Sort: "at", Facets: map[string][]string{}}
	for name, values := range facets {
		if *values != "" {
			q.Facets[name] = strings.Split(*values, ",")
		}
	}
	if q.Ranges, err = between(*from, *until); err != nil {
		return exitUnread, err
	}
	journal, err := auditfile.OpenCopy(path)
	if err != nil {
		return exitUnread, err
	}
	defer journal.Close()
	if *to != "" {
		file, err := os.OpenFile(*to, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
		if err != nil {
			return exitUnread, err
		}
		defer func() { err = errors.Join(err, file.Close()) }()
		out = file
	}
	_, err = journal.Export(ctx, q, *format, out)
	return exitIntact, err
}

// between reads the span of an export.
func between(from, to string) (map[string]live.Range, error) {
	var r live.Range
	for _, end := range []struct {
		text string
		into *string
	}{{from, &r.From}, {to, &r.To}} {
		if end.text == "" {
			continue
		}
		moment, err := time.Parse(time.RFC3339, end.text)
		if err != nil {
			if moment, err = time.Parse(time.DateOnly, end.text); err != nil {
				return nil, fmt.Errorf("%q is no time: it reads like 2026-03-01 or 2026-03-01T12:00:00Z", end.text)
			}
		}
		*end.into = moment.Format(time.RFC3339)
	}
	return map[string]live.Range{"at": r}, nil
}
