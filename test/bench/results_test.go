package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestMediansAndRoundingSayNoMoreThanWasMeasured(t *testing.T) {
	for _, c := range []struct {
		name   string
		values []float64
		want   float64
	}{
		{"nothing measured", nil, 0},
		{"an outlier does not count", []float64{9000, 12.3456, 11}, 12.3},
		{"two in the middle are averaged", []float64{4, 1, 2, 100}, 3},
		{"large values keep three digits", []float64{123456}, 123000},
		{"small values keep three digits", []float64{0.000123456}, 0.000123},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := round(median(c.values)); got != c.want {
				t.Errorf("%v gives %v, want %v", c.values, got, c.want)
			}
		})
	}
}

func TestARatioSaysHowOftenOursFitsIntoThePeers(t *testing.T) {
	var r results
	r.beside("release list", "ms", []float64{30, 10, 20}, "helm list", []float64{400, 800, 600})
	r.alone("journal append", "ms", []float64{1})
	if f := r.Rows[0]; f.Value != 20 || *f.PeerValue != 600 || *f.Ratio != 30 || f.Low != 10 || *f.PeerHigh != 800 || f.Runs != 3 {
		t.Errorf("beside: %+v", f)
	}
	if f := r.Rows[1]; f.PeerValue != nil || f.Ratio != nil {
		t.Errorf("a figure without a peer has one: %+v", f)
	}
}

func TestAPageKeepsItsWordsAndGetsTheNewTable(t *testing.T) {
	path := filepath.Join(t.TempDir(), "README.md")
	page := "# Figures\n" + tableBegins + "| old |\n" + tableEnds + "\nNot measured: the rest.\n"
	if err := os.WriteFile(path, []byte(page), 0o600); err != nil {
		t.Fatal(err)
	}
	var r results
	r.beside("release list", "ms", []float64{20}, "helm list", []float64{600})
	if err := r.intoPage(path); err != nil {
		t.Fatal(err)
	}
	now, _ := os.ReadFile(path)
	for _, want := range []string{"# Figures\n", "| release list | 20 ms | 20 to 20 | helm list | 600 ms | 30 × |", "Not measured: the rest."} {
		if !strings.Contains(string(now), want) {
			t.Errorf("the page lacks %q:\n%s", want, now)
		}
	}
	if strings.Contains(string(now), "old") {
		t.Errorf("the old table is still there:\n%s", now)
	}
}
