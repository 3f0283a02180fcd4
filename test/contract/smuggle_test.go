package contract_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/go-git/go-git/v5"
	"github.com/go-git/go-git/v5/config"
	"github.com/go-git/go-git/v5/plumbing/object"
	"github.com/go-git/go-git/v5/plumbing/transport/client"
	githttp "github.com/go-git/go-git/v5/plumbing/transport/http"
	"github.com/go-git/go-git/v5/storage/memory"
	"github.com/hashicorp/vault/api"

	"github.com/go-git/go-billy/v5/memfs"

	"github.com/sluice-desktop/sluice/internal/operation"
	"github.com/sluice-desktop/sluice/internal/operation/operationtest"
	"github.com/sluice-desktop/sluice/internal/policy"
)

// server counts what reaches it and answers nothing useful.
func server(t *testing.T) (url string, hits *atomic.Int32) {
	t.Helper()
	hits = &atomic.Int32{}
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		hits.Add(1)
		w.Header().Set("Content-Type", "application/json")
		_, _ = w.Write([]byte(`{"data":{}}`))
	}))
	t.Cleanup(s.Close)
	return s.URL, hits
}

// Vault's own client, behind the guard: it reads, and every way it has to write is stopped before the server.
// (client-go, Helm and Argo CD are proven beside their leaves.)
func TestVaultCannotSmuggleAWrite(t *testing.T) {
	url, hits := server(t)
	cfg := api.DefaultConfig()
	cfg.Address = url
	cfg.HttpClient = &http.Client{Transport: operation.Guard(operation.Vault, http.DefaultTransport)}
	cfg.MaxRetries = 0
	vault, err := api.NewClient(cfg)
	if err != nil {
		t.Fatal(err)
	}
	writes := map[string]func(context.Context) error{
		"logical write": func(ctx context.Context) error {
			_, err := vault.Logical().WriteWithContext(ctx, "kv/data/a", map[string]any{"data": map[string]any{}})
			return err
		},
		"logical delete": func(ctx context.Context) error {
			_, err := vault.Logical().DeleteWithContext(ctx, "kv/data/a")
			return err
		},
		"kv put": func(ctx context.Context) error {
			_, err := vault.KVv2("kv").Put(ctx, "a", map[string]any{"b": "c"})
			return err
		},
		"kv patch": func(ctx context.Context) error {
			_, err := vault.KVv2("kv").Patch(ctx, "a", map[string]any{"b": "c"}, api.WithMergeMethod("patch"))
			return err
		},
		"policy": func(ctx context.Context) error { return vault.Sys().PutPolicyWithContext(ctx, "a", "") },
		"mount": func(ctx context.Context) error {
			return vault.Sys().MountWithContext(ctx, "a", &api.MountInput{Type: "kv"})
		},
		"dynamic": func(ctx context.Context) error {
			_, err := vault.Logical().ReadWithContext(ctx, "database/creds/a")
			return err
		},
	}
	for name, write := range writes {
		hits.Store(0)
		if err := write(t.Context()); err == nil || !strings.Contains(err.Error(), "unaudited") || hits.Load() != 0 {
			t.Errorf("%s: %d requests reached the server; %v", name, hits.Load(), err)
		}
		operationtest.With(t, policy.VaultStructure, func(ctx context.Context, p operation.Permit) {
			_ = write(p.Context(ctx)) // what the server answers does not matter here
		})
		if hits.Load() == 0 {
			t.Errorf("%s: stopped although it had a permit", name)
		}
	}
	hits.Store(0)
	if _, err := vault.Logical().ListWithContext(t.Context(), "kv/metadata/a"); err != nil || hits.Load() != 1 {
		t.Errorf("reading must pass: %v", err)
	}
}

// go-git over HTTP: a push is stopped at its first request, a fetch passes.
func TestGoGitCannotSmuggleAPush(t *testing.T) {
	url, hits := server(t)
	guarded := githttp.NewClient(&http.Client{Transport: operation.Guard(operation.Git, http.DefaultTransport)})
	before := client.Protocols["http"]
	client.InstallProtocol("http", guarded)
	t.Cleanup(func() { client.InstallProtocol("http", before) })

	repository := commit(t, url+"/a.git")
	push := func(ctx context.Context) error { return repository.PushContext(ctx, &git.PushOptions{}) }
	if err := push(t.Context()); err == nil || !strings.Contains(err.Error(), "unaudited") || hits.Load() != 0 {
		t.Errorf("%d requests reached the server; %v", hits.Load(), err)
	}
	operationtest.With(t, policy.OverrideWrite, func(ctx context.Context, p operation.Permit) { _ = push(p.Context(ctx)) })
	if hits.Load() == 0 {
		t.Error("stopped although it had a permit")
	}
	hits.Store(0)
	if err := repository.FetchContext(t.Context(), &git.FetchOptions{}); strings.Contains(err.Error(), "unaudited") || hits.Load() == 0 {
		t.Errorf("fetching must pass: %v", err)
	}
}

// commit is a repository with one commit and a remote.
func commit(t *testing.T, remote string) *git.Repository {
	t.Helper()
	files := memfs.New()
	repository, err := git.Init(memory.NewStorage(), files)
	if err != nil {
		t.Fatal(err)
	}
	file, err := files.Create("values.yaml")
	if err != nil {
		t.Fatal(err)
	}
	if err := file.Close(); err != nil {
		t.Fatal(err)
	}
	tree, err := repository.Worktree()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := tree.Add("values.yaml"); err != nil {
		t.Fatal(err)
	}
	if _, err := tree.Commit("Begin", &git.CommitOptions{Author: &object.Signature{Name: "ops1"}}); err != nil {
		t.Fatal(err)
	}
	if _, err := repository.CreateRemote(&config.RemoteConfig{Name: "origin", URLs: []string{remote}}); err != nil {
		t.Fatal(err)
	}
	return repository
}
