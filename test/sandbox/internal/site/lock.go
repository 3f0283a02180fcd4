package site

import (
	"fmt"
	"os"
	"path/filepath"
	"syscall"
)

// Lock lets one program at a time change a sandbox. It lies beside the folder, because a reset removes the folder.
func Lock(dir string, waiting func()) (unlock func(), err error) {
	if err := os.MkdirAll(filepath.Dir(dir), 0o700); err != nil {
		return nil, err
	}
	file, err := os.OpenFile(dir+".lock", os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, err
	}
	if syscall.Flock(int(file.Fd()), syscall.LOCK_EX|syscall.LOCK_NB) != nil {
		waiting()
		if err := syscall.Flock(int(file.Fd()), syscall.LOCK_EX); err != nil {
			return nil, fmt.Errorf("%s: %w", file.Name(), err)
		}
	}
	return func() { _ = file.Close() }, nil
}
