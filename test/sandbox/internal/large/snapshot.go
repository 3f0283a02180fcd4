package large

import (
	"archive/tar"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// Snapshot is the file that keeps the cluster with that key.
func Snapshot(key string) (string, error) {
	cache, err := os.UserCacheDir()
	if err != nil {
		return "", err
	}
	return filepath.Join(cache, "sluice", "bench-"+key+".tar.gz"), nil
}

// Keep packs the folder of a control plane's etcd, which must have ended. The file is there whole or not at all.
func Keep(folder, file string) error {
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		return err
	}
	next, err := os.CreateTemp(filepath.Dir(file), filepath.Base(file)+".next-*")
	if err != nil {
		return err
	}
	defer os.Remove(next.Name())
	if err := errors.Join(pack(folder, next), next.Close()); err != nil {
		return err
	}
	return os.Rename(next.Name(), file)
}

func pack(folder string, into io.Writer) error {
	zip, err := gzip.NewWriterLevel(into, gzip.BestSpeed)
	if err != nil {
		return err
	}
	archive := tar.NewWriter(zip)
	if err := archive.AddFS(os.DirFS(folder)); err != nil {
		return err
	}
	return errors.Join(archive.Close(), zip.Close())
}

// Restore makes folder what it was when it was kept.
func Restore(file, folder string) error {
	if err := os.RemoveAll(folder); err != nil {
		return err
	}
	packed, err := os.Open(file)
	if err != nil {
		return err
	}
	defer packed.Close()
	unzip, err := gzip.NewReader(packed)
	if err != nil {
		return fmt.Errorf("%s is damaged (%w): remove it", file, err)
	}
	archive := tar.NewReader(unzip)
	for {
		entry, err := archive.Next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("%s is damaged (%w): remove it", file, err)
		}
		if err := unpack(archive, entry, folder); err != nil {
			return err
		}
	}
}

func unpack(from io.Reader, entry *tar.Header, folder string) error {
	name := strings.TrimSuffix(entry.Name, "/")
	if !fs.ValidPath(name) {
		return fmt.Errorf("%q is no name for a file of a snapshot", entry.Name)
	}
	path := filepath.Join(folder, name)
	if entry.Typeflag == tar.TypeDir {
		return os.MkdirAll(path, 0o700)
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	file, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = io.Copy(file, from)
	return errors.Join(err, file.Close())
}
