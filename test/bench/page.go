package main

import (
	"cmp"
	"fmt"
	"os"
	"strings"
)

// The table in a page stands between these.
const (
	tableBegins = "<!-- results -->\n"
	tableEnds   = "<!-- end of results -->"
)

// intoPage puts the table into a Markdown file, in the place of the one before.
func (r *results) intoPage(path string) error {
	text, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	before, rest, begins := strings.Cut(string(text), tableBegins)
	_, after, ends := strings.Cut(rest, tableEnds)
	if !begins || !ends {
		return fmt.Errorf("%s has no place for results: put %q and %q there", path, strings.TrimSpace(tableBegins), tableEnds)
	}
	return os.WriteFile(path, []byte(before+tableBegins+r.markdown()+tableEnds+after), 0o644)
}

func (r *results) markdown() string {
	var out strings.Builder
	m := r.Machine
	fmt.Fprintf(&out, "Commit `%s`, %s, %d cores (%s), %d MiB, %s, %s; load %.1f before and %.1f after.\n\n",
		r.Commit, r.Taken, m.Cores, m.CPU, m.MemoryMiB, m.Kernel, m.Go, m.LoadBefore, m.LoadAfter)
	out.WriteString("| What | Sluice | lowest to highest | Peer | its value | Ratio |\n|---|---:|---:|---|---:|---:|\n")
	for _, f := range r.Rows {
		peer, ratio := "", ""
		if f.PeerValue != nil {
			peer = fmt.Sprintf("%v %s", *f.PeerValue, f.Unit)
		}
		if f.Ratio != nil {
			ratio = fmt.Sprintf("%v ×", *f.Ratio)
		}
		fmt.Fprintf(&out, "| %s | %v %s | %v to %v | %s | %s | %s |\n", f.Name, f.Value, f.Unit, f.Low, f.High, cmp.Or(f.Peer, "none"), peer, ratio)
	}
	return out.String()
}
