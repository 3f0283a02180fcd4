package keychain

import (
	"context"
	"encoding/json"
	"errors"
	"maps"
	"slices"
	"strings"
	"time"
)

// Entry is one secret that is kept, by its name.
type Entry struct {
	System  string
	Account string
	Durable bool // it outlives the window
}

// index is the entry that names all others: no system's keychain lets its items be listed by everybody's means.
const index = "index"

// keep writes a secret and enters its name. A name without a secret is found out when it is read; a secret without a
// name would be forgotten for ever, so the name comes first.
func (s items) keep(ctx context.Context, name, text string) error {
	err := s.enter(ctx, func(names map[string]bool) { names[name] = true })
	if err != nil {
		return err
	}
	return s.write(ctx, name, text)
}

// drop removes a secret, and then its name.
func (s items) drop(ctx context.Context, name string) error {
	if err := s.remove(ctx, name); err != nil {
		return err
	}
	return s.enter(ctx, func(names map[string]bool) { delete(names, name) })
}

func (s items) names(ctx context.Context) (map[string]bool, error) {
	text, err := s.read(ctx, index)
	names := map[string]bool{}
	if errors.Is(err, errAbsent) {
		return names, nil
	}
	if err != nil {
		return nil, err
	}
	var list []string
	if json.Unmarshal([]byte(text), &list) == nil { // a damaged list is begun anew: what is used enters itself again
		for _, name := range list {
			names[name] = true
		}
	}
	return names, nil
}

func (s items) enter(ctx context.Context, change func(map[string]bool)) error {
	names, err := s.names(ctx)
	if err != nil {
		return err
	}
	before := len(names)
	change(names)
	switch {
	case len(names) == before:
		return nil
	case len(names) == 0:
		return s.remove(ctx, index)
	}
	text, err := json.Marshal(slices.Sorted(maps.Keys(names)))
	if err != nil {
		return err
	}
	return s.write(ctx, index, string(text))
}

// Entries are the secrets that are kept, by system and account. What a keychain holds that cannot be read now, because it
// is locked, is not among them; State says so.
func (k *Keychain) Entries(ctx context.Context) ([]Entry, error) {
	names := map[string]bool{} // → durable
	err := k.ask(ctx, func(ctx context.Context) error {
		listed, err := k.items.names(ctx)
		for name := range listed {
			if _, bad := k.items.header(ctx, name); !errors.Is(bad, errAbsent) {
				names[name] = true
			}
		}
		return err
	})
	k.mu.Lock()
	defer k.mu.Unlock()
	for name := range k.memory {
		names[name] = false
	}
	out := []Entry{}
	for _, name := range slices.Sorted(maps.Keys(names)) {
		if system, account, ok := strings.Cut(name, "/"); ok && !k.deleted[name] {
			out = append(out, Entry{System: system, Account: account, Durable: names[name]})
		}
	}
	return out, stopped(err)
}

// Unlock has the keychain ask the person, waits for the answer at most as long as within, and then moves there what
// memory holds. Meanwhile everybody else goes on with memory.
func (k *Keychain) Unlock(ctx context.Context, within time.Duration) State {
	k.mu.Lock()
	busy := k.asking
	k.asking = true
	k.mu.Unlock()
	if !busy {
		_ = k.within(ctx, within, func(ctx context.Context) error {
			if err := k.items.settled(ctx); err != nil {
				return err
			}
			if _, err := k.items.header(ctx, "probe"); err != nil && !errors.Is(err, errAbsent) {
				return err
			}
			return k.store(ctx)
		})
		k.mu.Lock()
		k.asking = false
		k.mu.Unlock()
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.state
}

// store moves what memory holds into the keychain, and takes away what was forgotten meanwhile.
func (k *Keychain) store(ctx context.Context) error {
	k.mu.Lock()
	held, gone := maps.Clone(k.memory), maps.Clone(k.deleted)
	k.mu.Unlock()
	for name := range gone {
		if err := k.items.drop(ctx, name); err != nil {
			return err
		}
	}
	for name, v := range held {
		if err := k.items.keep(ctx, name, v.Reveal()); err != nil {
			return err
		}
		k.mu.Lock()
		if now, still := k.memory[name]; still && now.Reveal() == v.Reveal() {
			delete(k.memory, name)
		}
		k.mu.Unlock()
	}
	return nil
}
