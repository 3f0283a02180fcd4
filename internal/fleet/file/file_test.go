package file_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/sluice-desktop/sluice/internal/audit"
	"github.com/sluice-desktop/sluice/internal/fault"
	"github.com/sluice-desktop/sluice/internal/fleet"
	"github.com/sluice-desktop/sluice/internal/fleet/file"
	"github.com/sluice-desktop/sluice/internal/operation"
	"github.com/sluice-desktop/sluice/internal/operation/operationtest"
	"github.com/sluice-desktop/sluice/internal/policy"
)

const text = "apiVersion: sluice.dev/v1\nkind: Fleet\nname: one # a comment stays\n"

// desk is a computer with a place for the fleet.
type desk struct {
	folder, path string
	store        *file.Store
	changed      int
	journal      *audit.Memory
	hot          *fleet.Hot
}

func newDesk(t *testing.T) *desk {
	t.Helper()
	d := &desk{folder: t.TempDir(), journal: &audit.Memory{}}
	d.path = filepath.Join(d.folder, "team", "sluice.yaml")
	d.store = file.New(file.Config{
		Fleet: func() string { return d.path }, Own: filepath.Join(d.folder, "own.json"),
		Changed: func() { d.changed++ }, Now: func() time.Time { return time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC) },
	})
	d.hot = fleet.New(fleet.Origin{Address: fleet.Address{Text: d.path, Path: d.path}, Source: fleet.FromFile(d.path)}, time.Now)
	return d
}

func (d *desk) create(t *testing.T, text string) (fleet.Saved, error) {
	t.Helper()
	return operation.Do(t.Context(), operationtest.Executor(d.journal), fleet.Create(d.store, d.hot), fleet.CreateInput{Text: text})
}

func (d *desk) write(t *testing.T, base, text string) (fleet.Saved, error) {
	t.Helper()
	return operation.Do(t.Context(), operationtest.Executor(d.journal), fleet.Write(d.store, d.hot), fleet.WriteInput{Base: base, Text: text})
}

func holds(t *testing.T, path, want string) {
	t.Helper()
	if got, err := os.ReadFile(path); err != nil || string(got) != want {
		t.Fatalf("%s holds %q, %v", path, got, err)
	}
}

func TestTheFirstFileIsWrittenOnce(t *testing.T) {
	d := newDesk(t)
	saved, err := d.create(t, text)
	if err != nil || saved.Path != d.path || saved.Hash != fleet.Hash([]byte(text)) || d.changed != 1 {
		t.Fatalf("%+v, %v, changed %d", saved, err, d.changed)
	}
	holds(t, d.path, text)
	if _, err := d.create(t, strings.Replace(text, "one", "two", 1)); fault.Of(err).Kind != fault.Conflict {
		t.Fatalf("%v", err)
	}
	holds(t, d.path, text)
}

func TestAChangeKeepsWhatWasBefore(t *testing.T) {
	d := newDesk(t)
	first, err := d.create(t, text)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(d.path, 0o640); err != nil {
		t.Fatal(err)
	}
	second := strings.Replace(text, "one", "two", 1)
	if _, err := d.write(t, first.Hash, second); err != nil {
		t.Fatal(err)
	}
	holds(t, d.path, second)
	holds(t, file.Previous(d.path), text)
	if info, err := os.Stat(d.path); err != nil || info.Mode().Perm() != 0o640 {
		t.Fatalf("%v, %v", info.Mode(), err)
	}
	if left, _ := filepath.Glob(filepath.Join(filepath.Dir(d.path), "*.new-*")); len(left) > 0 {
		t.Fatalf("left behind: %v", left)
	}
	last := d.journal.Events()[len(d.journal.Events())-1]
	if last.Name != "sluice.yaml" || last.Details["before"] != first.Hash || last.Details["after"] != fleet.Hash([]byte(second)) {
		t.Fatalf("%+v", last)
	}
}

func TestNobodysChangeIsLost(t *testing.T) {
	d := newDesk(t)
	first, err := d.create(t, text)
	if err != nil {
		t.Fatal(err)
	}
	meanwhile := text + "customers: [acme]\n"
	if err := os.WriteFile(d.path, []byte(meanwhile), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := d.write(t, first.Hash, strings.Replace(text, "one", "two", 1)); fault.Of(err).Kind != fault.Conflict {
		t.Fatalf("%v", err)
	}
	holds(t, d.path, meanwhile)
	if err := os.Remove(d.path); err != nil {
		t.Fatal(err)
	}
	if _, err := d.write(t, first.Hash, text); fault.Of(err).Kind != fault.Conflict {
		t.Fatalf("a file that has gone: %v", err)
	}
}

func TestALinkStaysALink(t *testing.T) {
	d := newDesk(t)
	real := filepath.Join(d.folder, "real.yaml")
	if err := os.WriteFile(real, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(filepath.Dir(d.path), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(real, d.path); err != nil {
		t.Fatal(err)
	}
	second := strings.Replace(text, "one", "two", 1)
	if _, err := d.write(t, fleet.Hash([]byte(text)), second); err != nil {
		t.Fatal(err)
	}
	holds(t, real, second)
	if info, err := os.Lstat(d.path); err != nil || info.Mode()&os.ModeSymlink == 0 {
		t.Fatalf("%v, %v", info, err)
	}
}

func TestWhatIsNoFleetIsNotSaved(t *testing.T) {
	d := newDesk(t)
	if _, err := d.create(t, text+"colour: blue\n"); fault.Of(err).Kind != fault.Invalid || !strings.Contains(err.Error(), "sluice.yaml:4:1") {
		t.Fatalf("%v", err)
	}
	if _, err := os.Stat(d.path); err == nil {
		t.Fatal("it was written")
	}
}

// Without the permit of this very action nothing is written.
func TestNothingIsWrittenWithoutAPermit(t *testing.T) {
	d := newDesk(t)
	operationtest.With(t, policy.ReleaseRollback, func(ctx context.Context, permit operation.Permit) {
		_, created := d.store.Create(ctx, permit, []byte(text))
		_, written := d.store.Write(ctx, permit, "", []byte(text))
		_, classified := d.store.Classify(ctx, permit, fleet.Own{})
		_, back := d.store.Unclassify(ctx, permit, fleet.Own{})
		for _, err := range []error{created, written, classified, back} {
			if err == nil || !strings.Contains(err.Error(), "unaudited") {
				t.Errorf("%v", err)
			}
		}
	})
	if left, _ := os.ReadDir(d.folder); len(left) > 0 {
		t.Fatalf("%v", left)
	}
}

func (d *desk) classify(t *testing.T, in fleet.ClassifyInput) error {
	t.Helper()
	op := fleet.Classify(d.store, d.hot, func(name string) string {
		return map[string]string{"me@kind": "https://127.0.0.1:6443"}[name]
	})
	_, err := operation.Do(t.Context(), operationtest.Executor(d.journal), op, in)
	return err
}

func TestWhatIsClassifiedOutlivesTheWindow(t *testing.T) {
	d := newDesk(t)
	for _, in := range []fleet.ClassifyInput{{Context: "me@kind", Namespaces: "*", Tier: "dev"}, {Context: "me@kind", Namespaces: "a-*", Tier: "stage"}, {Context: "me@kind", Namespaces: "*", Tier: "prod"}} {
		if err := d.classify(t, in); err != nil {
			t.Fatal(err)
		}
	}
	own := file.New(file.Config{Own: filepath.Join(d.folder, "own.json")}).Own()
	if len(own) != 2 || own[0].Tier != "stage" || own[1] != (fleet.Own{Server: "https://127.0.0.1:6443", Namespaces: "*", Tier: "prod", At: "2026-03-01T12:00:00Z"}) {
		t.Fatalf("%+v", own)
	}
	if err := d.classify(t, fleet.ClassifyInput{Context: "me@kind", Namespaces: "*"}); err != nil || len(d.store.Own()) != 1 {
		t.Fatalf("%v, %+v", err, d.store.Own())
	}
	if err := d.classify(t, fleet.ClassifyInput{Context: "me@kind", Namespaces: "*"}); fault.Of(err).Kind != fault.NotFound {
		t.Fatalf("%v", err)
	}
}

func TestWhatCannotBeSaidIsRefused(t *testing.T) {
	d := newDesk(t)
	if _, err := d.create(t, text+"clusters: [{name: kind, server: 'https://127.0.0.1:6443'}]\nenvironments: [{name: live, cluster: kind, namespaces: [live], production: true}]\n"); err != nil {
		t.Fatal(err)
	}
	d.hot.Load(t.Context())
	for _, tt := range []struct {
		in    fleet.ClassifyInput
		field string
	}{
		{fleet.ClassifyInput{Context: "gone", Namespaces: "*", Tier: "dev"}, "context"},
		{fleet.ClassifyInput{Context: "me@kind", Namespaces: "[", Tier: "dev"}, "namespaces"},
		{fleet.ClassifyInput{Context: "me@kind", Namespaces: "", Tier: "dev"}, "namespaces"},
		{fleet.ClassifyInput{Context: "me@kind", Namespaces: "*", Tier: "test"}, "tier"},
		{fleet.ClassifyInput{Context: "me@kind", Namespaces: "*", Tier: "dev"}, "tier"}, // production lies there
	} {
		if err := d.classify(t, tt.in); fault.Of(err).Kind != fault.Invalid || fault.Of(err).Field != tt.field {
			t.Errorf("%+v: %v", tt.in, err)
		}
	}
	if err := d.classify(t, fleet.ClassifyInput{Context: "me@kind", Namespaces: "*", Tier: "prod"}); err != nil || len(d.store.Own()) != 1 {
		t.Fatalf("%v, %+v", err, d.store.Own())
	}
}

func TestADamagedFileSaysNothingAndIsNotWrittenOver(t *testing.T) {
	d := newDesk(t)
	if err := os.WriteFile(filepath.Join(d.folder, "own.json"), []byte("{"), 0o600); err != nil {
		t.Fatal(err)
	}
	if own := d.store.Own(); len(own) != 0 {
		t.Fatalf("%+v", own)
	}
	if err := d.classify(t, fleet.ClassifyInput{Context: "me@kind", Namespaces: "*", Tier: "dev"}); fault.Of(err).Kind != fault.Invalid {
		t.Fatalf("%v", err)
	}
	holds(t, filepath.Join(d.folder, "own.json"), "{")
}

func TestOnlyTheSameAddressGetsWhatWasKept(t *testing.T) {
	k := file.Kept{Path: filepath.Join(t.TempDir(), "deep", "fleet.json"), Address: "git+https://a//sluice.yaml"}
	if _, ok := k.Kept(); ok {
		t.Fatal("found something")
	}
	want := fleet.Version{Text: []byte(text), Commit: "c1", At: time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)}
	if err := k.Keep(want); err != nil {
		t.Fatal(err)
	}
	if got, ok := k.Kept(); !ok || string(got.Text) != text || got.Commit != "c1" || !got.At.Equal(want.At) {
		t.Fatalf("%+v, %v", got, ok)
	}
	k.Address = "git+https://b//sluice.yaml"
	if _, ok := k.Kept(); ok {
		t.Fatal("took another's")
	}
}
