package site

import (
	"encoding/json"
	"errors"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"time"

	"github.com/sluice-desktop/sluice/test/sandbox/internal/landscape"
)

// Wipe removes what the sandbox in dir wrote, so that it starts from the seed. Its processes have to be ended before.
//
// Addresses, certificates and passwords are kept where they can be used again: a kubeconfig that somebody has open, or a
// window of Sluice, finds the new landscape where the old one was.
func Wipe(dir string) error {
	if err := os.RemoveAll(socketPath(dir)); err != nil {
		return err
	}
	if !reusable(dir) {
		return os.RemoveAll(dir)
	}
	return removeBut(dir, identity(dir))
}

// certificatesLast is half of what they are valid for.
const certificatesLast = 180 * 24 * time.Hour

// reusable is whether everything that would be kept is there, is not too old, and all ports are free.
func reusable(dir string) bool {
	for _, path := range identity(dir) {
		info, err := os.Stat(path)
		if err != nil || time.Since(info.ModTime()) > certificatesLast {
			return false
		}
	}
	content, err := os.ReadFile(filepath.Join(dir, "ports.json"))
	var chosen map[string]int
	if err != nil || json.Unmarshal(content, &chosen) != nil {
		return false
	}
	for _, name := range ports() {
		listener, err := net.Listen("tcp", net.JoinHostPort("127.0.0.1", strconv.Itoa(chosen[name])))
		if err != nil || chosen[name] == 0 {
			return false
		}
		_ = listener.Close()
	}
	return true
}

// identity is what says who and where the sandbox is.
func identity(dir string) []string {
	names := []string{"ports.json", "secrets.json", "kubeconfig", "argocd/kubeconfig", "argocd/ocean.crt", "argocd/ocean.key", "siem"}
	for _, cluster := range landscape.Clusters() {
		names = append(names, cluster+"/pki/ca.crt", cluster+"/pki")
		for _, component := range []string{"admin", "controller-manager", "scheduler", "kwok"} {
			names = append(names, cluster+"/"+component+".kubeconfig")
		}
	}
	for i, name := range names {
		names[i] = filepath.Join(dir, filepath.FromSlash(name))
	}
	return names
}

// removeBut empties a folder of all but some paths and what lies below them.
func removeBut(dir string, kept []string) error {
	var failures []error
	err := filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		switch {
		case errors.Is(err, fs.ErrNotExist):
			return nil
		case err != nil:
			return err
		case slices.Contains(kept, path) && entry.IsDir():
			return filepath.SkipDir
		case slices.Contains(kept, path), holds(path, kept):
			return nil
		}
		failures = append(failures, os.RemoveAll(path))
		if entry.IsDir() {
			return filepath.SkipDir
		}
		return nil
	})
	return errors.Join(append(failures, err)...)
}

// holds is whether a kept path lies below this one.
func holds(path string, kept []string) bool {
	return slices.ContainsFunc(kept, func(k string) bool {
		relative, err := filepath.Rel(path, k)
		return err == nil && filepath.IsLocal(relative)
	})
}
