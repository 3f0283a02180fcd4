// Command bench measures Sluice beside its peers on a cluster of a size that hurts, prints a table and writes
// bench/results.json. What each figure means is in bench/README.md.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"slices"
	"strings"
	"time"
)

// settings are the program's flags.
type settings struct {
	state    string        // the state file of the sandbox for measuring
	app      string        // the production binary
	out      string        // where the results go; empty: nowhere
	page     string        // the Markdown file that shows the results; empty: none
	picture  string        // where the last picture of the app's screen goes; empty: nowhere
	runs     int           // of what takes a second or more
	changing time.Duration // how long pods change in one run
	only     string        // names of the parts to run, with commas; empty: all
}

// part is one group of figures.
type part struct {
	name string
	run  func(ctx context.Context, s settings, r *results) error
}

func main() {
	var s settings
	flag.StringVar(&s.state, "sandbox", os.Getenv("SLUICE_SANDBOX"), "state file of the sandbox for measuring")
	flag.StringVar(&s.app, "app", "build/bin/sluice", "the production binary")
	flag.StringVar(&s.out, "out", "bench/results.json", "where the results go")
	flag.StringVar(&s.page, "page", "bench/README.md", "the Markdown file that shows the results")
	flag.StringVar(&s.picture, "picture", "", "where a PNG of the app's first screen goes")
	flag.IntVar(&s.runs, "runs", 7, "how often each figure is taken")
	flag.DurationVar(&s.changing, "changing", 15*time.Second, "how long pods change in one run")
	flag.StringVar(&s.only, "only", "", "parts to run: releases,pods,bridge,journal,policy,start")
	flag.Parse()

	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, s); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, s settings) error {
	parts := []part{
		{"releases", releases}, {"pods", pods}, {"bridge", bridge}, {"journal", journal}, {"policy", decisions}, {"start", start},
	}
	r := &results{Machine: look(), Commit: commit(ctx), Taken: time.Now().UTC().Format(time.RFC3339)}
	var failures []error
	for _, p := range parts {
		if s.only != "" && !slices.Contains(strings.Split(s.only, ","), p.name) {
			continue
		}
		fmt.Fprintln(os.Stderr, "measuring", p.name)
		if err := p.run(ctx, s, r); err != nil {
			failures = append(failures, fmt.Errorf("%s: %w", p.name, err))
		}
		if ctx.Err() != nil {
			return ctx.Err()
		}
	}
	r.Machine.LoadAfter = load()
	r.print(os.Stdout)
	if s.out != "" && len(r.Rows) > 0 {
		failures = append(failures, r.write(s.out))
		if s.page != "" {
			failures = append(failures, r.intoPage(s.page))
		}
	}
	return errors.Join(failures...)
}
