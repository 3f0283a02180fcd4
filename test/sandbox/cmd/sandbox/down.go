package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"time"

	"github.com/sluice-desktop/sluice/test/sandbox/internal/process"
	"github.com/sluice-desktop/sluice/test/sandbox/internal/site"
	"github.com/sluice-desktop/sluice/test/sandbox/internal/state"
)

// stopPatience is how long a server may take to end before it is killed.
const stopPatience = 5 * time.Second

func down(_ context.Context, o options) error {
	dir, err := site.Folder(o.name)
	if err != nil {
		return err
	}
	unlock, err := lock(dir, o)
	if err != nil {
		return err
	}
	defer unlock()
	return takeDown(o, dir)
}

// takeDown needs nothing but the list of processes, so that a damaged sandbox can be ended too.
func takeDown(o options, dir string) error {
	if _, err := os.Stat(dir); errors.Is(err, fs.ErrNotExist) {
		fmt.Fprintf(o.out, "There is no sandbox %s\n", o.name)
		return nil
	}
	processes, err := process.Open(dir+"/processes.json", dir)
	if err != nil {
		return err
	}
	stopped, err := processes.StopAll(stopPatience)
	if err != nil {
		return err
	}
	if err := os.Remove(state.Path(dir)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	fmt.Fprintf(o.out, "The sandbox %s is down: %d servers ended\n", o.name, stopped)
	return nil
}

func reset(ctx context.Context, o options) error {
	if o.name == benchName {
		return errBenchName
	}
	dir, err := site.Folder(o.name)
	if err != nil {
		return err
	}
	unlock, err := lock(dir, o)
	if err != nil {
		return err
	}
	defer unlock()
	if err := wipe(o, dir); err != nil {
		return err
	}
	return bringUp(ctx, o, dir)
}

func wipe(o options, dir string) error {
	if err := takeDown(o, dir); err != nil {
		return err
	}
	return site.Wipe(dir)
}
