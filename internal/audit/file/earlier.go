package file

import (
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
)

// A journal in the format of an earlier version is set aside, and a new one continues it: the first record follows the
// last hash of the old file. The new file is whole before the old one moves, so that an end in between loses neither.

const begun = ".new"

// setAside moves the journal that db is away and puts a new one in its place. It closes db.
func setAside(path string, db *sql.DB) error {
	head, err := headOfEarlier(db)
	if err == nil {
		err = settle(db)
	}
	if err := errors.Join(err, db.Close()); err != nil {
		return err
	}
	aside, err := freeName(path)
	if err != nil {
		return err
	}
	if err := beginAt(path+begun, head, filepath.Base(aside)); err != nil {
		return err
	}
	if err := errors.Join(os.Rename(path, aside), os.Rename(path+begun, path)); err != nil {
		return err
	}
	slog.Warn("the audit journal had the format of an earlier version: it was set aside, and a new one continues it",
		"aside", aside, "head", hex.EncodeToString(head))
	return nil
}

// headOfEarlier is the last hash of the format that kept hashes as text.
func headOfEarlier(db *sql.DB) ([]byte, error) {
	var text string
	err := db.QueryRow(`SELECT hash FROM events ORDER BY seq DESC LIMIT 1`).Scan(&text)
	if errors.Is(err, sql.ErrNoRows) {
		return make([]byte, sha256.Size), nil
	}
	if err != nil {
		return nil, err
	}
	head, err := hex.DecodeString(text)
	if err != nil || len(head) != sha256.Size {
		return nil, fmt.Errorf("the last hash is %q: the file is malformed", text)
	}
	return head, nil
}

// settle puts all of a database into its one file.
func settle(db *sql.DB) error {
	var mode string
	if err := db.QueryRow(`PRAGMA journal_mode = DELETE`).Scan(&mode); err != nil {
		return err
	}
	if mode != "delete" {
		return errors.New("the database is locked")
	}
	return nil
}

// beginAt makes a journal that follows origin.
func beginAt(path string, origin []byte, before string) error {
	if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	file, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	if err := file.Close(); err != nil {
		return err
	}
	db, err := connect(path, writing())
	if err != nil {
		return err
	}
	err = create(db, origin, before)
	if err == nil {
		err = settle(db)
	}
	return errors.Join(err, db.Close())
}

// freeName is where a journal can be set aside: beside the new one.
func freeName(path string) (string, error) {
	stem := strings.TrimSuffix(path, filepath.Ext(path)) + ".earlier-format"
	for i := range 1000 {
		name := stem + filepath.Ext(path)
		if i > 0 {
			name = fmt.Sprintf("%s-%d%s", stem, i+1, filepath.Ext(path))
		}
		if _, err := os.Lstat(name); errors.Is(err, fs.ErrNotExist) {
			return name, nil
		}
	}
	return "", fmt.Errorf("there are too many files like %s", stem)
}

// finishSettingAside completes a move that broke off between its two steps.
func finishSettingAside(path string) error {
	if _, err := os.Lstat(path); !errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err := os.Rename(path+begun, path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}
