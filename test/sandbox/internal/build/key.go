package build

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// key names a binary by everything that it is made from: the folder's files, the Go version and the flags. Tests are left
// out, because they change nothing in the binary.
func key(folder, goVersion string, s Server) (string, error) {
	sum := sha256.New()
	fmt.Fprintf(sum, "%s\n%s\n%s\n%s\n%v\n%v\n", goVersion, s.Package, s.Tags, s.Link, s.Cgo, s.Assets)
	err := filepath.WalkDir(folder, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if entry.IsDir() {
			if entry.Name() == "testdata" {
				return filepath.SkipDir
			}
			return nil
		}
		if !makesBinary(entry.Name()) {
			return nil
		}
		content, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		name, err := filepath.Rel(folder, path)
		fmt.Fprintf(sum, "%s %d\n", filepath.ToSlash(name), len(content))
		sum.Write(content)
		return err
	})
	return hex.EncodeToString(sum.Sum(nil))[:12], err
}

func makesBinary(file string) bool {
	if strings.HasSuffix(file, "_test.go") {
		return false
	}
	return file == "go.mod" || file == "go.sum" || filepath.Ext(file) == ".go"
}
