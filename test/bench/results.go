package main

import (
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"os"
	"slices"
	"text/tabwriter"
)

// results is what results.json holds.
type results struct {
	Machine machine  `json:"machine"`
	Commit  string   `json:"commit"`
	Taken   string   `json:"taken"` // RFC 3339
	Rows    []figure `json:"rows"`
}

// figure is one measured value, and that of its peer where it has one. Values are medians.
type figure struct {
	Name      string   `json:"name"`
	Value     float64  `json:"value"`
	Unit      string   `json:"unit"`
	Peer      string   `json:"peer"`
	PeerValue *float64 `json:"peer_value"`
	Ratio     *float64 `json:"ratio"` // the peer's value divided by ours
	Runs      int      `json:"runs"`
	Low       float64  `json:"low"`
	High      float64  `json:"high"`
	PeerLow   *float64 `json:"peer_low,omitempty"`
	PeerHigh  *float64 `json:"peer_high,omitempty"`
}

// alone adds a figure that has no peer.
func (r *results) alone(name, unit string, values []float64) {
	r.Rows = append(r.Rows, figure{
		Name: name, Unit: unit, Value: round(median(values)), Low: round(slices.Min(values)), High: round(slices.Max(values)), Runs: len(values),
	})
}

// beside adds a figure with its peer's, taken in the same run.
func (r *results) beside(name, unit string, values []float64, peer string, peers []float64) {
	r.alone(name, unit, values)
	last := &r.Rows[len(r.Rows)-1]
	last.Peer = peer
	last.PeerValue, last.PeerLow, last.PeerHigh = new(round(median(peers))), new(round(slices.Min(peers))), new(round(slices.Max(peers)))
	if ours := median(values); ours > 0 {
		last.Ratio = new(round(median(peers) / ours))
	}
}

func (r *results) print(to io.Writer) {
	table := tabwriter.NewWriter(to, 0, 8, 2, ' ', 0)
	fmt.Fprintln(table, "WHAT\tSLUICE\tUNIT\tPEER\tITS VALUE\tRATIO")
	for _, f := range r.Rows {
		peer, ratio := "", ""
		if f.PeerValue != nil {
			peer = fmt.Sprint(*f.PeerValue)
		}
		if f.Ratio != nil {
			ratio = fmt.Sprintf("%v×", *f.Ratio)
		}
		fmt.Fprintf(table, "%s\t%v\t%s\t%s\t%s\t%s\n", f.Name, f.Value, f.Unit, cmp.Or(f.Peer, "-"), peer, ratio)
	}
	_ = table.Flush() // to the terminal
	m := r.Machine
	fmt.Fprintf(to, "\n%d cores (%s), %d MiB, %s, %s; load %.1f before, %.1f after: the machine is shared\n",
		m.Cores, m.CPU, m.MemoryMiB, m.Kernel, m.Go, m.LoadBefore, m.LoadAfter)
}

func (r *results) write(path string) error {
	text, err := json.MarshalIndent(r, "", "  ")
	if err != nil {
		return err
	}
	return os.WriteFile(path, append(text, '\n'), 0o644)
}

func median(values []float64) float64 {
	sorted := slices.Sorted(slices.Values(values))
	if len(sorted) == 0 {
		return 0
	}
	middle := len(sorted) / 2
	if len(sorted)%2 == 1 {
		return sorted[middle]
	}
	return (sorted[middle-1] + sorted[middle]) / 2
}

// round keeps three digits: more would pretend.
func round(v float64) float64 {
	if v == 0 || math.IsInf(v, 0) || math.IsNaN(v) {
		return 0
	}
	scale := math.Pow(10, 2-math.Floor(math.Log10(math.Abs(v))))
	return math.Round(v*scale) / scale
}
