package build

import (
	"context"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func write(t *testing.T, path, content string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
		t.Fatal(err)
	}
}

func TestTheKeyFollowsWhatMakesTheBinary(t *testing.T) {
	server := Server{Name: "s", Package: "."}
	for _, row := range []struct {
		name    string
		file    string
		content string
		changes bool
	}{
		{"a source file", "main.go", "package main // two", true},
		{"a pinned version", "go.mod", "module m // two", true},
		{"a checksum", "go.sum", "two", true},
		{"a new source file in a folder", "stubs/x/stub.go", "package x", true},
		{"a test", "main_test.go", "package main", false},
		{"a test's data", "testdata/in.go", "package x", false},
		{"a note", "README.md", "two", false},
	} {
		t.Run(row.name, func(t *testing.T) {
			dir := t.TempDir()
			for file, content := range map[string]string{"main.go": "package main", "go.mod": "module m", "go.sum": ""} {
				write(t, filepath.Join(dir, file), content)
			}
			before, err := key(dir, "go1", server)
			if err != nil {
				t.Fatal(err)
			}
			write(t, filepath.Join(dir, row.file), row.content)
			after, err := key(dir, "go1", server)
			if err != nil {
				t.Fatal(err)
			}
			if (before != after) != row.changes {
				t.Errorf("changed %v, want %v", before != after, row.changes)
			}
		})
	}
}

func TestTheKeyFollowsGoAndFlags(t *testing.T) {
	dir := t.TempDir()
	write(t, filepath.Join(dir, "main.go"), "package main")
	base, _ := key(dir, "go1", Server{Package: "."})
	for name, other := range map[string]func() (string, error){
		"another Go":   func() (string, error) { return key(dir, "go2", Server{Package: "."}) },
		"another tag":  func() (string, error) { return key(dir, "go1", Server{Package: ".", Tags: "x"}) },
		"another link": func() (string, error) { return key(dir, "go1", Server{Package: ".", Link: "-X a=b"}) },
	} {
		if got, _ := other(); got == base {
			t.Errorf("%s gives the same key", name)
		}
	}
}

func builder(t *testing.T) *Builder {
	t.Setenv("XDG_CACHE_HOME", t.TempDir())
	b, err := New(t.TempDir(), io.Discard)
	if err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(b.source, "servers", "tiny", "go.mod"), "module tiny\n\ngo 1.26\n")
	return b
}

func TestABinaryIsBuiltOnce(t *testing.T) {
	b := builder(t)
	write(t, filepath.Join(b.source, "servers", "tiny", "main.go"), "package main\nfunc main() {}\n")
	bin, err := b.one(t.Context(), Server{Name: "tiny", Package: "."}, nil)
	if err != nil {
		t.Fatal(err)
	}
	first, err := os.Stat(bin.Path)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := b.one(t.Context(), Server{Name: "tiny", Package: "."}, nil); err != nil {
		t.Fatal(err)
	}
	if second, _ := os.Stat(bin.Path); !second.ModTime().Equal(first.ModTime()) {
		t.Error("it was built twice")
	}
}

func TestAFailedBuildShowsTheCompilersWordsAndLeavesNothing(t *testing.T) {
	b := builder(t)
	write(t, filepath.Join(b.source, "servers", "tiny", "main.go"), "package main\nfunc main() { undefinedThing() }\n")
	bin, err := b.one(context.Background(), Server{Name: "tiny", Package: "."}, nil)
	if err == nil || !strings.Contains(err.Error(), "undefined: undefinedThing") {
		t.Errorf("error %v does not show what the compiler said", err)
	}
	if _, err := os.Stat(bin.Path); !os.IsNotExist(err) {
		t.Error("a binary was left")
	}
}

func TestProgressSaysWhatHowLongAndWhatIsLeft(t *testing.T) {
	line := progress(Server{Name: "plane", Cold: 5 * time.Minute}, 500, 1000, 2*time.Minute, []Server{{Name: "vault", Cold: time.Minute}})
	if want := "plane     building, 500 of 1000 packages, 2m0s so far; then vault; about 3 min left"; line != want {
		t.Errorf("got  %s\nwant %s", line, want)
	}
}
