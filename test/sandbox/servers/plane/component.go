package main

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/spf13/pflag"
)

// component is one part of the control plane running in a goroutine.
type component struct {
	name   string
	cancel context.CancelFunc
	ended  chan struct{}

	mu  sync.Mutex
	err error
}

func start(ctx context.Context, name string, run func(context.Context) error) *component {
	ctx, cancel := context.WithCancel(ctx)
	c := &component{name: name, cancel: cancel, ended: make(chan struct{})}
	go func() {
		defer close(c.ended)
		err := run(ctx)
		c.mu.Lock()
		defer c.mu.Unlock()
		c.err = err
	}()
	return c
}

// failure is why the component ended; that it ended at all is one.
func (c *component) failure() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.err == nil {
		return errors.New(c.name + " ended by itself")
	}
	return fmt.Errorf("%s ended: %w", c.name, c.err)
}

func (c *component) wait(patience time.Duration) {
	select {
	case <-c.ended:
	case <-time.After(patience):
	}
}

func (c *component) stop(patience time.Duration) {
	c.cancel()
	c.wait(patience)
}

// parse reads a component's flags as its own command line would.
func parse(name string, sections map[string]*pflag.FlagSet, args []string) error {
	all := pflag.NewFlagSet(name, pflag.ContinueOnError)
	for _, section := range sections {
		all.AddFlagSet(section)
	}
	return all.Parse(args)
}
