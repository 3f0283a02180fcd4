package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"time"
)

const (
	quiet     = 2 * time.Second  // a screen on which nothing has moved for so long is complete
	starting  = 30 * time.Second // how long a start may take
	tolerance = 0.001            // share of the pixels that may still differ on a complete screen: a cursor, a clock
)

// launch is what one start of the app gives.
type launch struct {
	painted, complete float64 // milliseconds
	memory, main      float64 // megabytes: all processes, and the one with the Go code
}

// start measures the production binary from outside, on a virtual screen whose memory is read: nothing is built into the
// app for it, and what counts is what a person would see.
func start(ctx context.Context, s settings, r *results) error {
	cluster, err := findLarge(s)
	if err != nil {
		return err
	}
	if _, err := os.Stat(s.app); err != nil {
		return fmt.Errorf("the app is not built: run `make build` (%w)", err)
	}
	folder, err := os.MkdirTemp("", "bench-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(folder)
	screen, err := openScreen(ctx, folder)
	if err != nil {
		return err
	}
	defer screen.close()

	var all []launch
	for range s.runs + 1 {
		one, err := launched(ctx, s, cluster, screen, folder)
		if err != nil {
			return err
		}
		all = append(all, one)
	}
	r.alone("start: window painted, first time with an empty home", "ms", []float64{all[0].painted})
	r.alone("start: first screen complete with the cluster's data, first time", "ms", []float64{all[0].complete})
	all = all[1:]
	r.alone("start: window painted", "ms", pick(all, func(l launch) float64 { return l.painted }))
	r.alone("start: first screen complete with the cluster's data", "ms", pick(all, func(l launch) float64 { return l.complete }))
	r.alone("memory (PSS) of all processes after the start", "MB", pick(all, func(l launch) float64 { return l.memory }))
	r.alone("of it the process with the Go code", "MB", pick(all, func(l launch) float64 { return l.main }))
	return nil
}

func launched(ctx context.Context, s settings, cluster large, screen *screen, home string) (launch, error) {
	if !screen.blank(5 * time.Second) {
		return launch{}, errors.New("the screen still shows the run before")
	}
	path, err := filepath.Abs(s.app)
	if err != nil {
		return launch{}, err
	}
	log, err := os.Create(filepath.Join(home, "app.log"))
	if err != nil {
		return launch{}, err
	}
	defer log.Close()
	app := exec.CommandContext(ctx, path)
	app.Env = append(screen.environment(), "HOME="+home, "PATH="+os.Getenv("PATH"), "LANG=C.UTF-8",
		"KUBECONFIG="+cluster.kubeconfig, "SLUICE_FLEET="+cluster.fleet)
	app.Stdout, app.Stderr = log, log
	began := time.Now()
	if err := app.Start(); err != nil {
		return launch{}, err
	}
	ended := make(chan error, 1)
	go func() { ended <- app.Wait() }()
	frames, err := screen.film(began, ended)
	if err != nil {
		said, _ := os.ReadFile(log.Name())
		return launch{}, fmt.Errorf("%w; it said:\n%s", err, said)
	}
	var one launch
	one.painted, one.complete = moments(frames)
	one.memory, one.main = memory(app.Process.Pid)
	if s.picture != "" {
		if err := screen.save(s.picture); err != nil {
			return launch{}, err
		}
	}
	return one, end(app, ended)
}

// end closes the app as a session does that ends, and kills it when it stays.
func end(app *exec.Cmd, ended <-chan error) error {
	if err := app.Process.Signal(syscall.SIGTERM); err != nil {
		return err
	}
	select {
	case <-ended:
		return nil
	case <-time.After(5 * time.Second):
	}
	if err := app.Process.Kill(); err != nil {
		return err
	}
	<-ended
	return nil
}
