package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/sluice-desktop/sluice/internal/audit"
	"github.com/sluice-desktop/sluice/internal/audit/file"
	"github.com/sluice-desktop/sluice/internal/policy"
)

const (
	appended = 5000 // records
	decided  = 2000 // decisions in one run
)

// journal measures the audit journal on the disk that holds the user's cache: a folder in memory would flatter it.
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
	log := file.New(filepath.Join(folder, "journal.db"), time.Now)
	if err := log.Open(); err != nil {
		return err
	}
	defer log.Close()
	var appends []float64
	for i := range appended {
		began := time.Now()
		if _, err := log.Append(ctx, record(i)); err != nil {
			return err
		}
		appends = append(appends, float64(time.Since(began).Nanoseconds())/1e6)
	}
	r.alone("journal: one record, synced to disk", "ms", appends[100:])
	speed, err := alternate(ctx, s.runs, func(ctx context.Context) (float64, error) {
		took, err := timed(func() error {
			verdict, err := log.Verify(ctx)
			if err == nil && (!verdict.Intact || verdict.Records != appended) {
				err = fmt.Errorf("the chain is not what was written: %+v", verdict)
			}
			return err
		})
		return appended / took, err
	})
	if err != nil {
		return err
	}
	r.alone("journal: chain verified", "records per ms", speed[0])
	return nil
}

// record is as long as those of a deployment.
func record(i int) audit.Event {
	return audit.Event{
		At: "2026-03-01T12:00:00.123456789Z", Operation: fmt.Sprintf("operation-%06d", i/2), Outcome: audit.Asked,
		Person: "ops1", Role: "operations", Proof: "group sluice:operations", Logins: []string{"kubernetes:ops1@ocean", "argocd:ops1"},
		Action: "argocd.application.sync", Cluster: "ocean", Namespace: "acme-prod", Name: "acme-shop-prod",
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
