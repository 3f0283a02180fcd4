// Package build makes the servers' binaries, each once: they lie in the user's cache folder under a name made from their
// source, so that a second checkout, and a second sandbox, find them.
package build

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"time"
)

// Builder builds from one checkout into one cache.
type Builder struct {
	source, cache string
	goVersion     string
	out           io.Writer
}

// New finds the cache folder and the Go version. The source is the sandbox's folder in the checkout.
func New(source string, out io.Writer) (*Builder, error) {
	cache, err := os.UserCacheDir()
	if err != nil {
		return nil, err
	}
	version, err := exec.Command("go", "version").Output()
	if err != nil {
		return nil, fmt.Errorf("the servers are built with Go, which is not on the PATH: install it from https://go.dev/dl: %w", err)
	}
	return &Builder{source, filepath.Join(cache, "sluice", "servers"), strings.TrimSpace(string(version)), out}, nil
}

// Binary is one that is there to be run.
type Binary struct {
	Path   string
	Assets string // the folder that holds the binary's assets, and the binary
}

// Find gives a binary and whether it has been built.
func (b *Builder) Find(s Server) (Binary, bool, error) {
	hash, err := key(filepath.Join(b.source, "servers", s.Name), b.goVersion, s)
	if err != nil {
		return Binary{}, false, err
	}
	dir := filepath.Join(b.cache, s.Name+"-"+hash)
	bin := Binary{Path: filepath.Join(dir, s.Name), Assets: dir}
	_, err = os.Stat(bin.Path)
	return bin, err == nil, nil
}

// Missing lists what would have to be built.
func (b *Builder) Missing() ([]Server, error) {
	var missing []Server
	for _, s := range Servers() {
		_, built, err := b.Find(s)
		if err != nil {
			return nil, err
		}
		if !built {
			missing = append(missing, s)
		}
	}
	return missing, nil
}

// All builds what is missing, one after the other because each build uses every core, and tells about each binary as
// soon as it is there. It goes on after a failure: the others are of use by themselves.
func (b *Builder) All(ctx context.Context, ready func(Server, Binary, error)) error {
	var failures []error
	for i, s := range Servers() {
		bin, err := b.one(ctx, s, Servers()[i+1:])
		ready(s, bin, err)
		if err != nil {
			failures = append(failures, err)
		}
	}
	return errors.Join(failures...)
}

// Only builds some of the servers.
func (b *Builder) Only(ctx context.Context, ready func(Server, Binary), names ...string) error {
	for _, s := range Servers() {
		if !slices.Contains(names, s.Name) {
			continue
		}
		bin, err := b.one(ctx, s, nil)
		if err != nil {
			return err
		}
		ready(s, bin)
	}
	return nil
}

func (b *Builder) one(ctx context.Context, s Server, after []Server) (Binary, error) {
	bin, built, err := b.Find(s)
	if err != nil || built {
		return bin, err
	}
	unlock, err := b.lock(s)
	if err != nil {
		return bin, err
	}
	defer unlock()
	if bin, built, err = b.Find(s); err != nil || built {
		return bin, err // another sandbox built it while this one waited for the lock
	}
	return bin, b.make(ctx, s, bin, after)
}

// lock lets one program at a time build a server; whoever waits finds it built.
func (b *Builder) lock(s Server) (func(), error) {
	if err := os.MkdirAll(b.cache, 0o755); err != nil {
		return nil, err
	}
	file, err := os.OpenFile(filepath.Join(b.cache, s.Name+".lock"), os.O_CREATE|os.O_RDWR, 0o644)
	if err != nil {
		return nil, err
	}
	if syscall.Flock(int(file.Fd()), syscall.LOCK_EX|syscall.LOCK_NB) != nil {
		fmt.Fprintf(b.out, "%-9s waits for another sandbox that is building it\n", s.Name)
		if err := syscall.Flock(int(file.Fd()), syscall.LOCK_EX); err != nil {
			return nil, err
		}
	}
	return func() { _ = file.Close() }, nil
}

// make builds into a folder beside the final one and renames it, so that a binary is there whole or not at all.
func (b *Builder) make(ctx context.Context, s Server, bin Binary, after []Server) error {
	next := bin.Assets + ".next"
	if err := os.RemoveAll(next); err != nil {
		return err
	}
	if err := os.MkdirAll(next, 0o755); err != nil {
		return err
	}
	began := time.Now()
	if err := b.compile(ctx, s, filepath.Join(next, s.Name), after); err != nil {
		return err
	}
	if err := b.copyAssets(ctx, s, next); err != nil {
		return fmt.Errorf("%s: %w", s.Name, err)
	}
	if err := os.RemoveAll(bin.Assets); err != nil {
		return err
	}
	if err := os.Rename(next, bin.Assets); err != nil {
		return err
	}
	fmt.Fprintf(b.out, "%-9s built in %s\n", s.Name, time.Since(began).Round(time.Second))
	return nil
}

// copyAssets keeps the module's files that the server reads when it runs: Go's module cache may be emptied.
func (b *Builder) copyAssets(ctx context.Context, s Server, into string) error {
	if len(s.Assets) == 0 {
		return nil
	}
	find := b.goCommand(ctx, s, "list", "-mod=readonly", "-m", "-f", "{{.Dir}}", s.Module)
	dir, err := find.Output()
	if err != nil {
		return fmt.Errorf("where is %s: %w", s.Module, err)
	}
	for name, from := range s.Assets {
		if err := copyTree(filepath.Join(strings.TrimSpace(string(dir)), from), filepath.Join(into, name)); err != nil {
			return err
		}
	}
	return nil
}

func copyTree(from, to string) error {
	info, err := os.Stat(from)
	if err != nil {
		return err
	}
	if info.IsDir() {
		return os.CopyFS(to, os.DirFS(from))
	}
	content, err := os.ReadFile(from)
	if err != nil {
		return err
	}
	return os.WriteFile(to, content, 0o755)
}
