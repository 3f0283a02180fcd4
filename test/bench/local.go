package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/sluice-desktop/sluice/internal/audit"
	"github.com/sluice-desktop/sluice/internal/audit/file"
	"github.com/sluice-desktop/sluice/internal/live"
	"github.com/sluice-desktop/sluice/internal/policy"
	"github.com/sluice-desktop/sluice/internal/secret"
)

const (
	appended = 5000      // records, each synced
	listed   = 100_000   // records that are filtered
	verified = 1_000_000 // records
	decided  = 2000      // decisions in one run
)

// journal measures the audit journal: writing on the disk that holds the user's cache, because a folder in memory would
// flatter it; reading from a file that was written without waiting for a disk.
func journal(ctx context.Context, s settings, r *results) error {
	cache, err := os.UserCacheDir()
	if err != nil {
		return err
	}
	folder, err := os.MkdirTemp(cache, "sluice-bench-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(folder)
	if err := appends(ctx, folder, r); err != nil {
		return err
	}
	memory, err := os.MkdirTemp("/dev/shm", "sluice-bench-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(memory)
	log := file.New(filepath.Join(memory, "journal.db"), time.Now)
	if err := log.Open(); err != nil {
		return err
	}
	defer log.Close()
	if err := fill(ctx, log, 0, listed); err != nil {
		return err
	}
	if err := windows(ctx, log, s, r); err != nil {
		return err
	}
	if err := fill(ctx, log, listed, verified); err != nil {
		return err
	}
	return verify(ctx, log, s, r)
}

// forgetful keeps the journal's key for as long as the measuring takes.
type forgetful struct {
	mu   sync.Mutex
	kept map[string]secret.Value
}

func (f *forgetful) Get(_ context.Context, name string) (secret.Value, bool, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	v, ok := f.kept[name]
	return v, ok, nil
}

func (f *forgetful) Set(_ context.Context, name string, v secret.Value) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.kept[name] = v
	return nil
}

func (f *forgetful) Lasting(context.Context) bool { return true }

func appends(ctx context.Context, folder string, r *results) error {
	log := file.New(filepath.Join(folder, "journal.db"), time.Now)
	if err := log.Open(); err != nil {
		return err
	}
	defer log.Close()
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	go log.Seal(ctx, &forgetful{kept: map[string]secret.Value{}})
	<-log.Sealed()
	var took []float64
	for i := range appended {
		began := time.Now()
		if _, err := log.Append(ctx, record(i)); err != nil {
			return err
		}
		took = append(took, float64(time.Since(began).Nanoseconds())/1e6)
	}
	r.alone("journal: one record, signed and synced to disk", "ms", took[100:])
	return nil
}

func fill(ctx context.Context, log *file.Journal, from, to int) error {
	for i := from; i < to; i++ {
		if _, err := log.Append(ctx, record(i)); err != nil {
			return err
		}
	}
	return nil
}

// windows measures the list: its first window, and a keystroke in the filter together with a facet and an order.
func windows(ctx context.Context, log *file.Journal, s settings, r *results) error {
	look := func(q live.Query) taker {
		return func(ctx context.Context) (float64, error) {
			took, err := timed(func() error {
				page, err := log.Window(ctx, q)
				if err == nil && (page.Matched == 0 || page.Total != listed) {
					err = fmt.Errorf("the list is not what was written: %d of %d", page.Matched, page.Total)
				}
				return err
			})
			return took, err
		}
	}
	first, err := look(live.Query{Limit: 100})(ctx)
	if err != nil {
		return err
	}
	r.alone(fmt.Sprintf("journal: first window of %d records", listed), "ms", []float64{first})
	var keys []float64
	for i := range s.runs * 10 {
		took, err := look(live.Query{Limit: 100, Sort: "name", Filter: fmt.Sprintf("shop-%d", i),
			Facets: map[string][]string{"outcome": {string(audit.Asked)}}, Ranges: map[string]live.Range{"at": {From: "2026-01-01T00:00:00Z"}}})(ctx)
		if err != nil {
			return err
		}
		keys = append(keys, took)
	}
	r.alone(fmt.Sprintf("journal: filter, facet and order over %d records", listed), "ms", keys)
	return nil
}

func verify(ctx context.Context, log *file.Journal, s settings, r *results) error {
	speed, err := alternate(ctx, s.runs, func(ctx context.Context) (float64, error) {
		took, err := timed(func() error {
			verdict, err := log.Verify(ctx)
			if err == nil && (!verdict.Intact || verdict.Records != verified) {
				err = fmt.Errorf("the chain is not what was written: %+v", verdict)
			}
			return err
		})
		return took / 1000, err
	})
	if err != nil {
		return err
	}
	r.alone(fmt.Sprintf("journal: chain of %d records verified", verified), "s", speed[0])
	return nil
}

// record is as long as those of a deployment.
func record(i int) audit.Event {
	return audit.Event{
		At: "2026-03-01T12:00:00.123456789Z", Operation: fmt.Sprintf("operation-%06d", i/2), Outcome: audit.Asked,
		Person: "ops1", Role: "operations", Proof: "group sluice:operations", Logins: []string{"kubernetes:ops1@ocean", "argocd:ops1"},
		Action: "argocd.application.sync", Cluster: "ocean", Namespace: "acme-prod", Name: fmt.Sprintf("acme-shop-%d", i%500),
		Environment: "prod", Customer: "acme", Product: "shop", Rule: "operations-deploy", Version: "v0.1.0", Host: "workstation",
		Details: map[string]string{"revision": "3f1c2d4e5a6b7c8d9e0f11223344556677889900", "prune": "false", "dryRun": "false"},
	}
}

// decisions measures the policy: an answer of yes, and one of no that names who may.
func decisions(ctx context.Context, s settings, r *results) error {
	rules, err := policy.Default(func(policy.Role) []string { return []string{"ops1", "ops2"} })
	if err != nil {
		return err
	}
	target := policy.Target{Cluster: "ocean", Namespace: "acme-prod", Name: "acme-shop-prod", Environment: "prod", Tier: "prod",
		Production: true, Customer: "acme", Product: "shop"}
	ask := func(role policy.Role, allowed bool) taker {
		return func(context.Context) (float64, error) {
			took, err := timed(func() error {
				for range decided {
					if rules.Decide(policy.Principal{Person: "ops1", Role: role}, policy.ApplicationSync, target).Allowed != allowed {
						return errors.New("the policy decides otherwise than it should")
					}
				}
				return nil
			})
			return took * 1000 / decided, err
		}
	}
	taken, err := alternate(ctx, s.runs, ask(policy.Operations, true), ask(policy.Developer, false))
	if err != nil {
		return err
	}
	r.alone("policy: one decision, allowed", "µs", taken[0])
	r.alone("policy: one refusal, with who may instead", "µs", taken[1])
	whole, err := alternate(ctx, s.runs, func(context.Context) (float64, error) {
		took, err := timed(func() error { return matrix(rules, target) })
		return took, err
	})
	if err != nil {
		return err
	}
	r.alone("policy: one person's matrix, 500 customers × 5 environments × every action", "ms", whole[0])
	return nil
}

// matrix asks everything that one person could be asked about.
func matrix(rules *policy.Rules, target policy.Target) error {
	allowed := 0
	for i := range 500 {
		target.Customer = fmt.Sprintf("customer-%03d", i)
		for _, tier := range []string{"dev", "stage", "stage", "prod", "prod"} {
			target.Tier, target.Environment = tier, tier
			for _, action := range policy.Actions() {
				if rules.Judge(policy.Principal{Person: "ops1", Role: policy.Operations}, action, target).Allowed {
					allowed++
				}
			}
		}
	}
	if allowed == 0 {
		return errors.New("the policy decides otherwise than it should")
	}
	return nil
}
