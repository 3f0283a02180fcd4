package wiring

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/sluice-desktop/sluice/internal/fault"
	"github.com/sluice-desktop/sluice/internal/fleet"
	"github.com/sluice-desktop/sluice/internal/git"
	"github.com/sluice-desktop/sluice/internal/operation"
	"github.com/sluice-desktop/sluice/internal/policy"
)

func (c *Core) team() team {
	return team{c.fleet, c.own, c.clusters, c.clusters.Namespaces, c.fleetChanged}
}

// writer is the app of somebody who may keep the fleet file, with its journal open.
func writer(t *testing.T) (*Core, string) {
	t.Helper()
	c, _, path := acting(t, "devops", twoClusters+"roles: {devops: [devops]}\n")
	if err := c.journal.Open(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.journal.Close() })
	_, c.own = c.newFleet(path, filepath.Dir(path))
	return c, path
}

func TestWhatIsSavedIsInForceAtOnce(t *testing.T) {
	c, path := writer(t)
	c.fleet, c.own = c.newFleet(path, filepath.Dir(path))
	c.fleet.Load(t.Context())
	was, err := c.team().File(t.Context())
	if err != nil || was.Name != "storefront" || was.Previous || was.ReadOnly != "" || len(was.Problems) > 0 {
		t.Fatalf("%+v, %v", was, err)
	}
	next := strings.Replace(was.Text, "storefront", "harbour", 1)
	diff, err := c.team().Compare(t.Context(), next)
	if err != nil || diff.Objects[0].Added != 1 || diff.Objects[0].Removed != 1 {
		t.Fatalf("%+v, %v", diff, err)
	}
	if _, err := operation.Do(t.Context(), c.door, fleet.Write(c.own, c.fleet), fleet.WriteInput{Base: was.Hash, Text: next}); err != nil {
		t.Fatal(err)
	}
	now, err := c.team().File(t.Context())
	if err != nil || now.Name != "harbour" || !now.Previous {
		t.Fatalf("%+v, %v", now, err)
	}
	if before, err := c.team().Previous(t.Context()); err != nil || before != was.Text {
		t.Fatalf("%q, %v", before, err)
	}
}

// What a person says of a place counts for what may be done there, and for what is shown of it.
func TestAContextThatNobodyNamedCanBeClassified(t *testing.T) {
	c, path := writer(t)
	c.fleet, c.own = c.newFleet(path, filepath.Dir(path))
	c.fleet.Load(t.Context())
	say := func(in fleet.ClassifyInput) error {
		_, err := operation.Do(t.Context(), c.door, fleet.Classify(c.own, c.fleet, c.server), in)
		return err
	}
	there := policy.Target{Context: "misnamed", Namespace: "shop"}
	if at := c.classify(there); at.Tier != "" {
		t.Fatalf("%+v", at)
	}
	if err := say(fleet.ClassifyInput{Context: "misnamed", Namespaces: "*", Tier: "prod"}); err != nil {
		t.Fatal(err)
	}
	if at := c.classify(there); at.Tier != "prod" || at.Environment != "prod (own)" || !at.Production || !c.place("misnamed").Production || c.place("misnamed").Known {
		t.Fatalf("%+v, %+v", at, c.place("misnamed"))
	}
	for _, one := range c.clusters.Contexts(t.Context()).Contexts {
		if own := one.Name == "misnamed"; own != slices.Equal(one.Own, []string{"prod (own)"}) || own == (len(one.Environments) > 0) {
			t.Errorf("%+v", one)
		}
	}
	// Where the fleet has production nobody makes less of it.
	if err := say(fleet.ClassifyInput{Context: "honest", Namespaces: "*", Tier: "dev"}); fault.Of(err).Kind != fault.Invalid {
		t.Fatalf("%v", err)
	}
	if err := say(fleet.ClassifyInput{Context: "misnamed", Namespaces: "*"}); err != nil || c.classify(there).Tier != "" || len(c.team().Own()) != 0 {
		t.Fatalf("%v, %+v", err, c.team().Own())
	}
}

// Clusters that do not answer are guessed by their names, each server once.
func TestAFirstFileIsProposed(t *testing.T) {
	c := core(t)
	ctx, cancel := context.WithTimeout(t.Context(), time.Millisecond) // nobody is there to be asked
	defer cancel()
	got, err := c.team().Propose(ctx)
	if err != nil || len(got.Guesses) != 2 || got.Guesses[0].Why == "" {
		t.Fatalf("%+v, %v", got, err)
	}
	if problems := fleet.Problems(got.Text); len(problems) > 0 {
		t.Fatalf("%+v\n%s", problems, got.Text)
	}
}

type gitServer struct {
	file  git.File
	fresh bool
	err   error
	known []string
}

func (g *gitServer) File(_ context.Context, _ git.At, known string) (git.File, bool, error) {
	g.known = append(g.known, known)
	return g.file, g.fresh, g.err
}

func TestAFleetFromGitIsReadButNotWrittenHere(t *testing.T) {
	c := core(t)
	const at = "git+https://git.example/org/fleet.git//sluice.yaml?ref=main"
	data := t.TempDir()
	server := &gitServer{file: git.File{Text: []byte(twoClusters), Commit: "c1", When: time.Now()}, fresh: true}
	c.fleet, c.own = c.newFleet(at, data)
	from := c.origin(at, data)
	from.Source.(*repository).files = server
	c.fleet = fleet.New(from, time.Now).Load(t.Context())
	if !c.fleet.Reload(t.Context()) || c.fleet.Now().Name != "storefront" {
		t.Fatalf("%+v", c.fleet.State())
	}
	server.fresh = false
	c.fleet.Reload(t.Context())
	file, err := c.team().File(t.Context())
	if err != nil || !file.Git || file.Commit != "c1" || file.ReadOnly == "" || file.Missing || !slices.Equal(server.known, []string{"", "c1"}) {
		t.Fatalf("%+v, %v, asked with %v", file, err, server.known)
	}
	if _, err := c.team().Previous(t.Context()); fault.Of(err).Kind != fault.NotFound {
		t.Fatalf("%v", err)
	}
	if _, err := os.Stat(filepath.Join(data, "fleet.json")); err != nil {
		t.Fatalf("it is not kept: %v", err)
	}
	c.session.Asker = asker("devops")
	c.session.Begin("honest")
	if err := c.journal.Open(); err != nil {
		t.Fatal(err)
	}
	defer func() { _ = c.journal.Close() }()
	if _, err := operation.Do(t.Context(), c.door, fleet.Create(c.own, c.fleet), fleet.CreateInput{Text: twoClusters}); !strings.Contains(fault.Of(err).Detail, "comes from Git") {
		t.Fatalf("%v", err)
	}
	server.err = errors.New("gone")
	if again := fleet.New(from, time.Now).Load(t.Context()); again.Now().Name != "storefront" || !again.State().Kept {
		t.Fatalf("%+v", again.State())
	}
}

func TestAnAddressThatCannotBeReadIsSaid(t *testing.T) {
	c := core(t)
	h := fleet.New(c.origin("git+https://git.example/org/fleet.git", t.TempDir()), time.Now).Load(t.Context())
	if s := h.State(); s.Problem == nil || !strings.Contains(s.Problem.Detail, "which file of the repository") || s.Missing() {
		t.Fatalf("%+v", s)
	}
}
