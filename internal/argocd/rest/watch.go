package rest

import (
	"context"
	"errors"
	"math/rand/v2"
	"net/http"
	"net/url"
	"sync"
	"time"

	"github.com/sluice-desktop/sluice/internal/fault"
	"github.com/sluice-desktop/sluice/internal/live"
)

const (
	lookAround = 3 * time.Second // for another fleet file, or another person
	lastRetry  = 8 * time.Second // a server that is back is seen within ten seconds
	askPerson  = 30 * time.Second
)

// watcher is one instance being watched for one person.
type watcher struct {
	key  string
	stop func() // returns once it says nothing any more
}

// watch keeps the applications of all instances, or of the scope's, in t.
func (c *client) watch(ctx context.Context, scope live.Scope, t *live.Table) error {
	b := &board{table: t, now: c.Now}
	running := map[string]watcher{}
	var all sync.WaitGroup
	defer all.Wait()
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	failed := make(chan struct{}, 1)
	for {
		if err := c.arrange(ctx, scope, b, running, &all, failed); err != nil {
			return err
		}
		if err := b.hopeless(); err != nil {
			return err
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-failed:
		case <-c.changes():
		case <-time.After(lookAround):
		}
	}
}

// arrange starts and stops watchers until they are those of the fleet and of the acting person.
func (c *client) arrange(ctx context.Context, scope live.Scope, b *board, running map[string]watcher, all *sync.WaitGroup, failed chan<- struct{}) error {
	person, err := c.acting(ctx)
	if err != nil {
		if len(running) == 0 {
			return err
		}
		return nil // those that run, run as who was proven
	}
	wanted := map[string]string{} // name → what makes a watcher another one
	var names []string
	for _, e := range c.Config.Instances() {
		if scope.Instance == "" || scope.Instance == e.Name {
			wanted[e.Name] = person + "\x00" + e.URL + "\x00" + e.CA
			names = append(names, e.Name)
		}
	}
	if scope.Instance != "" && len(names) == 0 {
		_, err := c.site(scope.Instance)
		return err
	}
	moved := func(name string) bool { return running[name].key != "" && running[name].key != wanted[name] }
	for name, w := range running {
		if wanted[name] != w.key {
			w.stop()
		}
	}
	b.only(names, moved)
	for name := range running {
		if wanted[name] == "" || moved(name) {
			delete(running, name)
		}
	}
	for _, name := range names {
		if _, runs := running[name]; runs {
			continue
		}
		own, cancel := context.WithCancel(ctx)
		ended := make(chan struct{})
		running[name] = watcher{key: wanted[name], stop: func() { cancel(); <-ended }}
		all.Go(func() {
			defer close(ended)
			defer cancel()
			c.keep(own, name, person, b, failed)
		})
	}
	return nil
}

// keep follows one instance until ctx ends, with back-off.
func (c *client) keep(ctx context.Context, name, person string, b *board, failed chan<- struct{}) {
	pause := c.pace.Retry
	for {
		changed := c.changes()
		began := c.Now()
		err := c.follow(ctx, name, person, b)
		if ctx.Err() != nil {
			return
		}
		lived := c.Now().Sub(began) > c.pace.Silence/3
		if lived {
			pause = c.pace.Retry
		}
		// A stream that lived and then just ended is how proxies and restarts look: look again before saying so.
		if !lived || !errors.Is(err, errStreamEnded) {
			b.fail(name, err)
			select {
			case failed <- struct{}{}:
			default:
			}
		}
		wait := pause*3/4 + rand.N(pause/2+1)
		if k := fault.Of(err).Kind; k == fault.SignIn || k == fault.Denied {
			wait = askPerson // hammering does not sign anybody in
		}
		select {
		case <-ctx.Done():
			return
		case <-changed:
		case <-time.After(wait):
		}
		pause = min(2*pause, lastRetry)
	}
}

// follow lists an instance's applications and then takes its events, until that breaks. It lists again once the
// stream has begun, for what fell between, and now and then, because Argo CD drops events when it is pressed.
func (c *client) follow(ctx context.Context, name, person string, b *board) error {
	s, err := c.site(name)
	if err != nil {
		return err
	}
	as, err := c.sessionOf(ctx, s, person)
	if err != nil {
		return err
	}
	if err := c.list(ctx, s, as, b); err != nil {
		return err
	}
	ctx, cancel := context.WithCancelCause(ctx)
	var streaming sync.WaitGroup
	defer streaming.Wait()
	defer cancel(nil)
	begun := make(chan struct{})
	streaming.Go(func() {
		cancel(c.stream(ctx, s, as, begun, func(kind string, a application) {
			row := c.row(s.Name, a)
			if kind == "DELETED" {
				b.upsert(s.Name, row.ID, nil)
				return
			}
			b.upsert(s.Name, row.ID, &row)
		}))
	})
	again := time.NewTimer(min(c.pace.Relist, 2*time.Second))
	defer again.Stop()
	for {
		select {
		case <-ctx.Done():
			return context.Cause(ctx)
		case <-begun:
			begun = nil
		case <-again.C:
		}
		if err := c.list(ctx, s, as, b); err != nil {
			if ctx.Err() != nil {
				return context.Cause(ctx)
			}
			return err
		}
		again.Reset(c.pace.Relist)
	}
}

func (c *client) list(ctx context.Context, s *site, as session, b *board) error {
	b.begin(s.Name)
	var found applications
	err := c.call(ctx, s, request{
		method: http.MethodGet, path: []string{"api", "v1", "applications"}, as: as,
		query: url.Values{"fields": {fields("items.", listed, "metadata.resourceVersion")}},
	}, &found)
	if err != nil {
		return err
	}
	rows := make([]live.Row, 0, len(found.Items))
	for _, a := range found.Items {
		rows = append(rows, c.row(s.Name, a))
	}
	b.listed(s.Name, rows)
	return nil
}
