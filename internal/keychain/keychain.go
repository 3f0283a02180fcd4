// Package keychain keeps tokens in the operating system's keychain, and in memory where there is none. Never in
// a file.
package keychain

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/zalando/go-keyring"

	"github.com/sluice-desktop/sluice/internal/fault"
	"github.com/sluice-desktop/sluice/internal/secret"
)

// The modes of a keychain.
const (
	Available = "available" // secrets outlive the window
	Memory    = "memory"    // no keychain answers: secrets are gone when the window closes
	Locked    = "locked"    // there is one, but it was not unlocked: as Memory until it is
)

// State says where secrets are kept, and why when it is not the keychain.
type State struct {
	Mode string
	Note string
}

// patience is how long the keychain may take. One that hangs must not hang the window.
const patience = 3 * time.Second

// Keychain keeps secrets by system and account.
type Keychain struct {
	items items
	turn  chan struct{} // a secret is several items: one reading or writing at a time

	mu       sync.Mutex
	state    State
	known    bool                    // state was found out, not assumed
	asking   bool                    // the person is being asked to unlock it
	memory   map[string]secret.Value // what the keychain would not take
	deleted  map[string]bool         // what it would not give up: never read again by this window
	patience time.Duration
}

// New opens the operating system's keychain. It is not touched before the first use.
func New() *Keychain { return over(system{}, patience) }

func over(b backend, patience time.Duration) *Keychain {
	return &Keychain{
		turn: make(chan struct{}, 1), items: items{&bounded{backend: b, free: make(chan struct{}, 1)}},
		memory: map[string]secret.Value{}, deleted: map[string]bool{}, patience: patience,
	}
}

// system is the real keychain.
type system struct{}

func (system) Get(account string) (string, error) { return keyring.Get(service, account) }
func (system) Set(account, text string) error     { return keyring.Set(service, account, text) }
func (system) Delete(account string) error        { return keyring.Delete(service, account) }

// Get finds a secret; ok is false when there is none, or only half of one, or the keychain does not say.
func (k *Keychain) Get(ctx context.Context, system, account string) (v secret.Value, ok bool, err error) {
	v, ok, err = k.Find(ctx, system, account)
	return v, ok, stopped(err)
}

// Find is Get for whoever would make anew what is not there: it fails when the keychain does not say.
func (k *Keychain) Find(ctx context.Context, system, account string) (v secret.Value, ok bool, err error) {
	name := system + "/" + account
	k.mu.Lock()
	v, ok = k.memory[name]
	gone := k.deleted[name]
	k.mu.Unlock()
	if ok || gone {
		return v, ok, nil
	}
	var text string
	err = k.ask(ctx, func(ctx context.Context) (err error) {
		text, err = k.items.read(ctx, name)
		return err
	})
	switch {
	case errors.Is(err, errAbsent):
		return secret.Value{}, false, nil
	case err != nil:
		return secret.Value{}, false, err
	}
	return secret.New(text), true, nil
}

// Set keeps a secret: in the keychain, or until the window closes where that does not take it. State says which.
func (k *Keychain) Set(ctx context.Context, system, account string, v secret.Value) error {
	name := system + "/" + account
	failed := k.ask(ctx, func(ctx context.Context) error { return k.items.keep(ctx, name, v.Reveal()) })
	k.mu.Lock()
	defer k.mu.Unlock()
	delete(k.deleted, name)
	delete(k.memory, name)
	if failed != nil {
		k.memory[name] = v // goes before what the keychain may still hold under this name, which is older
	}
	return stopped(failed)
}

// Delete forgets a secret. A fault says that the keychain kept its copy.
func (k *Keychain) Delete(ctx context.Context, system, account string) error {
	name := system + "/" + account
	k.mu.Lock()
	delete(k.memory, name)
	k.deleted[name] = true
	k.mu.Unlock()
	failed := k.ask(ctx, func(ctx context.Context) error { return k.items.drop(ctx, name) })
	if failed == nil || k.State(ctx).Mode == Memory {
		return nil
	}
	return fault.New(fault.Unreachable, "keychain", failed,
		"Forgotten by this window, but the keychain did not let go of its copy. Unlock the keychain and remove the entry %q of %q there", name, service)
}

// Asking reports whether the person is being asked to unlock it.
func (k *Keychain) Asking() bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.asking
}

// Forgotten reports whether a secret was deleted by this window. It asks nobody.
func (k *Keychain) Forgotten(system, account string) bool {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.deleted[system+"/"+account]
}

// State is where secrets are kept. The first call finds it out.
func (k *Keychain) State(ctx context.Context) State {
	k.mu.Lock()
	known := k.known
	k.mu.Unlock()
	if !known {
		_ = k.ask(ctx, func(ctx context.Context) error {
			_, err := k.items.header(ctx, "probe")
			return err
		})
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.state
}

// ask gives use its turn and a bounded time, and draws the state from what the keychain answered.
func (k *Keychain) ask(ctx context.Context, use func(context.Context) error) error {
	k.mu.Lock()
	asking := k.asking
	k.mu.Unlock()
	if asking {
		return errHangs // nobody waits for a person who may take a minute
	}
	return k.within(ctx, k.patience, use)
}

func (k *Keychain) within(ctx context.Context, patience time.Duration, use func(context.Context) error) error {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	select {
	case k.turn <- struct{}{}:
		defer func() { <-k.turn }()
	case <-ctx.Done():
		return ended(ctx)
	}
	err := use(ctx)
	if errors.Is(err, context.Canceled) {
		return err // says nothing about the keychain
	}
	seen := err
	if errors.Is(err, errAbsent) {
		seen = nil
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	k.known, k.state = true, stateOf(seen)
	return err
}

// stopped lets only the person's own cancelling through: a keychain that fails is told by State.
func stopped(err error) error {
	if errors.Is(err, context.Canceled) {
		return err
	}
	return nil
}
