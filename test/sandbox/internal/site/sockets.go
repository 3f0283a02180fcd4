package site

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// longestSocketName is what the servers put below the socket folder, with room to spare.
const longestSocketName = len("/harbor/e.sock.lock")

// socketPath is in the sandbox's own folder where that is short enough: a unix socket's path may have 107 bytes. Else it
// is in the machine's folder for temporary files, under a name that follows from the sandbox's.
func socketPath(dir string) string {
	folder := filepath.Join(dir, "run")
	if len(folder)+longestSocketName > 100 {
		sum := sha256.Sum256([]byte(dir))
		folder = filepath.Join("/tmp", fmt.Sprintf("sluice-%d-%s", os.Getuid(), hex.EncodeToString(sum[:4])))
	}
	return folder
}

func socketFolder(dir string) (string, error) {
	folder := socketPath(dir)
	if err := os.Mkdir(folder, 0o700); err != nil && !errors.Is(err, fs.ErrExist) {
		return "", err
	}
	return folder, owned(folder)
}
