package wiring

import (
	"cmp"
	"context"
	"errors"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"github.com/sluice-desktop/sluice/internal/cluster"
	"github.com/sluice-desktop/sluice/internal/desktop"
	"github.com/sluice-desktop/sluice/internal/diff"
	"github.com/sluice-desktop/sluice/internal/endpoint"
	"github.com/sluice-desktop/sluice/internal/fault"
	"github.com/sluice-desktop/sluice/internal/fleet"
	fleetfile "github.com/sluice-desktop/sluice/internal/fleet/file"
	"github.com/sluice-desktop/sluice/internal/git"
	"github.com/sluice-desktop/sluice/internal/git/gogit"
)

// newFleet is the fleet at an address, and the store that writes it and what the person says beside it.
func (c *Core) newFleet(address, data string) (*fleet.Hot, *fleetfile.Store) {
	hot := fleet.New(c.origin(address, data), time.Now)
	store := fleetfile.New(fleetfile.Config{
		Fleet: func() string { return hot.State().Address.Path },
		Own:   filepath.Join(data, "classified.json"), Now: time.Now,
		Changed: func() { hot.Reload(c.context()); c.fleetChanged() },
	})
	return hot, store
}

// origin is where the fleet at an address comes from. An address that cannot be read is said like a file that cannot.
func (c *Core) origin(address, data string) fleet.Origin {
	at, err := fleet.ParseAddress(address)
	switch {
	case err != nil:
		return fleet.Origin{Address: at, Source: nowhere{err}}
	case at.Git():
		files := gogit.New(gogit.Config{Host: c.gitHost, Login: c.gitLogin})
		return fleet.Origin{
			Address: at, Keeper: fleetfile.Kept{Path: filepath.Join(data, "fleet.json"), Address: address},
			Source: &repository{files: files, at: git.At{Repository: at.Repository, Path: at.Path, Ref: at.Ref}},
		}
	case at.Path == "":
		return fleet.Origin{}
	}
	return fleet.Origin{Address: at, Source: fleet.FromFile(at.Path)}
}

type nowhere struct{ why error }

func (n nowhere) Read(context.Context) (fleet.Version, bool, error) {
	return fleet.Version{}, true, n.why
}

// repository is the fleet's file in Git.
type repository struct {
	files  git.Files
	at     git.At
	commit string // that was read last
}

func (r *repository) Read(ctx context.Context) (fleet.Version, bool, error) {
	f, fresh, err := r.files.File(ctx, r.at, r.commit)
	if err != nil || !fresh {
		return fleet.Version{}, false, err
	}
	r.commit = f.Commit
	return fleet.Version{Text: f.Text, Commit: f.Commit, At: f.When}, true, nil
}

// gitHost is the server that a repository lies on: the fleet's, where it names it, with whom it says to trust there.
func (c *Core) gitHost(of string) endpoint.Endpoint {
	u, err := url.Parse(of)
	if err != nil {
		return endpoint.Endpoint{Name: of, URL: of}
	}
	for _, known := range c.fleet.Now().Git {
		if k, err := url.Parse(known.URL); err == nil && k.Scheme == u.Scheme && k.Host == u.Host {
			return endpoint.Endpoint{Name: known.Name, URL: known.URL, Hint: known.Hint, CA: known.CA, InsecureTLS: known.Insecure, Kind: known.Kind}
		}
	}
	return endpoint.Endpoint{Name: u.Host, URL: u.Scheme + "://" + u.Host}
}

// glimpse is how long reading the fleet waits for who acts: without an answer it is read as nobody.
const glimpse = 3 * time.Second

// gitLogin is the acting person's at a repository's host, where they have signed in to it; else nobody's.
func (c *Core) gitLogin(ctx context.Context, repository string) (gogit.Login, error) {
	host := c.gitHost(repository).Name
	if !slices.ContainsFunc(c.fleet.Now().Git, func(g fleet.GitHost) bool { return g.Name == host }) {
		return gogit.Login{}, nil
	}
	ctx, cancel := context.WithTimeout(ctx, glimpse)
	defer cancel()
	name, token, ok, err := c.gits.Credential(ctx, host)
	if err != nil || !ok {
		return gogit.Login{}, nil
	}
	return gogit.Login{Name: name, Token: token}, nil
}

// team answers for the fleet's file.
type team struct {
	hot      *fleet.Hot
	store    *fleetfile.Store
	clusters cluster.Reader
	names    func(ctx context.Context, name string) ([]string, error)
	changed  func()
}

// File is the team's file, and what is in force.
func (t team) File(context.Context) (desktop.FleetFile, error) {
	s := t.hot.State()
	out := desktop.FleetFile{
		Address: s.Address.Text, File: filepath.Base(s.Address.Path), Git: s.Address.Git(), Missing: s.Missing(), Problem: s.Problem,
		Text: string(s.Newest.Text), Hash: fleet.Hash(s.Newest.Text), Problems: s.Problems,
		Name: t.hot.Now().Name, Commit: s.InForce.Commit, At: stamp(s.InForce.At), Checked: stamp(s.Checked), Kept: s.Kept,
	}
	if out.Problems == nil {
		out.Problems = []fleet.Problem{}
	}
	if out.Git {
		out.ReadOnly = fleet.GitHint
		return out, nil
	}
	_, err := os.Stat(fleetfile.Previous(s.Address.Path))
	out.Previous = err == nil
	return out, nil
}

func stamp(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339)
}

// Refresh asks the file's source now. What it could not do is part of the answer.
func (t team) Refresh(ctx context.Context) (desktop.FleetFile, error) {
	if t.hot.Reload(ctx) {
		t.changed()
	}
	return t.File(ctx)
}

// Previous is the text before the last change that was made here.
func (t team) Previous(context.Context) (string, error) {
	at := t.hot.State().Address
	text, err := os.ReadFile(fleetfile.Previous(at.Path))
	if errors.Is(err, os.ErrNotExist) || at.Git() {
		return "", fault.New(fault.NotFound, "fleet", err, "No version before this one is kept")
	}
	return string(text), err
}

// Compare is what a text would change.
func (t team) Compare(_ context.Context, text string) (diff.Result, error) {
	s := t.hot.State()
	of := diff.Entry{Kind: "Fleet", Name: filepath.Base(s.Address.Path)}
	return diff.Text("as it is saved", "as you changed it", of, string(s.Newest.Text), text), nil
}

// Own is what this person said on this computer.
func (t team) Own() []fleet.Own { return append([]fleet.Own{}, t.store.Own()...) }

// looking is how long the clusters of a kubeconfig may take to say what they are. Those that take longer are guessed
// by their names.
const looking = 6 * time.Second

// Propose looks at every cluster of the kubeconfig, each once, and makes a first file out of what was seen.
func (t team) Propose(ctx context.Context) (fleet.Proposal, error) {
	ctx, cancel := context.WithTimeout(ctx, looking)
	defer cancel()
	found := []fleet.Found{}
	for _, one := range t.clusters.Contexts(ctx).Contexts {
		if one.Server == "" {
			continue
		}
		i := slices.IndexFunc(found, func(f fleet.Found) bool { return f.Server == one.Server })
		if i < 0 {
			i, found = len(found), append(found, fleet.Found{Name: one.Cluster, Server: one.Server})
		}
		found[i].Contexts = append(found[i].Contexts, one.Name)
	}
	var seen sync.WaitGroup
	for i := range found {
		seen.Go(func() { t.look(ctx, &found[i]) })
	}
	seen.Wait()
	return fleet.Propose(found), nil
}

// look asks a cluster by its first context that lets one in.
func (t team) look(ctx context.Context, f *fleet.Found) {
	for _, name := range f.Contexts {
		state, err := t.clusters.Probe(ctx, name)
		if err != nil || !state.Reachable {
			if state.Problem != nil {
				f.Problem = state.Problem.Detail
			}
			f.Problem = cmp.Or(f.Problem, "It did not answer")
			continue
		}
		f.Problem = ""
		for _, c := range state.Capabilities {
			f.ArgoCD = f.ArgoCD || c.Name == "Argo CD" && c.Presence == cluster.Present
			f.Secrets = f.Secrets || c.Name == "External Secrets" && c.Presence == cluster.Present
		}
		f.Namespaces, _ = t.names(ctx, name) // who may not see them guesses by the cluster's name
		return
	}
}
