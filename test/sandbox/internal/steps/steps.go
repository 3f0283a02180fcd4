// Package steps runs steps that need each other: each starts as soon as all it comes after are done.
package steps

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"
)

// Step is one piece of work.
type Step struct {
	Name  string
	After []string
	Run   func(context.Context) error
}

// Done is told about each step as it ends.
type Done func(name string, took time.Duration, err error)

// errBefore marks a step that did not start because one that it needs had failed.
var errBefore = errors.New("a step before it failed")

// Run returns the failures of all steps; a step whose needs failed is not started and adds nothing.
func Run(ctx context.Context, all []Step, done Done) error {
	ended := make(map[string]chan struct{}, len(all))
	for _, step := range all {
		if ended[step.Name] != nil {
			return fmt.Errorf("two steps are named %q", step.Name)
		}
		ended[step.Name] = make(chan struct{})
	}
	for _, step := range all {
		for _, need := range step.After {
			if ended[need] == nil {
				return fmt.Errorf("step %q comes after %q, which does not exist", step.Name, need)
			}
		}
	}

	var mu sync.Mutex
	failed := make(map[string]error)
	var everything sync.WaitGroup
	for _, step := range all {
		everything.Go(func() {
			defer close(ended[step.Name])
			err := waitFor(ctx, step.After, ended, &mu, failed)
			if err == nil {
				began := time.Now()
				err = step.Run(ctx)
				done(step.Name, time.Since(began), err)
			}
			if err != nil {
				mu.Lock()
				failed[step.Name] = err
				mu.Unlock()
			}
		})
	}
	everything.Wait()

	var failures []error
	for _, step := range all {
		if err := failed[step.Name]; err != nil && !errors.Is(err, errBefore) {
			failures = append(failures, fmt.Errorf("%s: %w", step.Name, err))
		}
	}
	return errors.Join(failures...)
}

func waitFor(ctx context.Context, needs []string, ended map[string]chan struct{}, mu *sync.Mutex, failed map[string]error) error {
	for _, need := range needs {
		select {
		case <-ended[need]:
		case <-ctx.Done():
			return ctx.Err()
		}
		mu.Lock()
		err := failed[need]
		mu.Unlock()
		if err != nil {
			return errBefore
		}
	}
	return nil
}
