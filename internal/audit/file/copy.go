package file

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"path/filepath"

	"github.com/sluice-desktop/sluice/internal/audit"
)

// Copy is a journal file that is only read: an auditor's, or one that this person may not write.
type Copy struct {
	*store
	temporary string // folder of a copy of the copy
}

// OpenCopy opens a journal to read. The file is not changed, and nothing is left beside it.
func OpenCopy(path string) (*Copy, error) {
	s := &store{path: path}
	if _, err := os.Stat(path); err != nil {
		return nil, s.fault(err)
	}
	c := &Copy{store: s}
	read, err := c.place(path)
	if err == nil {
		err = s.read(read)
	}
	if err != nil {
		return nil, errors.Join(s.fault(err), c.Close())
	}
	return c, nil
}

// place is where the file is read: itself, unless its newest records lie in a log beside it that SQLite would have to
// write to. A log that is in use has an index beside it, and is read together with who uses it.
func (c *Copy) place(path string) (string, error) {
	log, err := os.Stat(path + "-wal")
	if err != nil || log.Size() == 0 {
		return path, nil
	}
	if _, err := os.Stat(path + "-shm"); err == nil {
		return path, nil
	}
	if c.temporary, err = os.MkdirTemp("", "sluice-journal-"); err != nil {
		return "", err
	}
	to := filepath.Join(c.temporary, "journal.db")
	return to, errors.Join(copyFile(path, to), copyFile(path+"-wal", to+"-wal"))
}

func copyFile(from, to string) error {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer in.Close()
	out, err := os.OpenFile(to, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, err = io.Copy(out, in)
	return errors.Join(err, out.Close())
}

// read opens the file at path, which is s's own or a copy of it.
func (s *store) read(path string) error {
	params := url.Values{"_pragma": {"busy_timeout(2000)", "query_only(1)", "trusted_schema(0)"}, "mode": {"ro"}}
	if log, err := os.Stat(path + "-wal"); err != nil || log.Size() == 0 {
		params.Set("immutable", "1") // nobody writes it, and SQLite need not make files beside it
	} else if s.path != path {
		params.Del("mode") // a copy of ours: SQLite may put the log in order
	}
	db, err := connect(path, params)
	if err != nil {
		return err
	}
	version, err := formatOf(db)
	if err == nil && version == 0 {
		err = errors.New("it is not a database of a journal")
	}
	if err == nil {
		err = s.load(db)
	}
	if err != nil {
		return errors.Join(err, db.Close())
	}
	return nil
}

// openToRead opens the app's own journal while it may not be written.
func openToRead(path string) (*store, error) {
	s := &store{path: path}
	return s, s.read(path)
}

// Verify looks at the whole file. key is the fingerprint that its newest head must carry; empty: whoever reads the
// verdict compares it.
func (c *Copy) Verify(ctx context.Context, key string) (audit.Verdict, error) {
	v, err := c.verify(ctx, 0, key, 0)
	if err != nil {
		return audit.Verdict{}, err
	}
	if v.Intact && key != "" && (v.Key != key || v.SignedTo != v.Records) {
		by := "by no key"
		if v.Key != "" {
			by = "by " + v.Key
		}
		v.bad(1, fmt.Sprintf("the newest head is signed %s, not by %s", by, key))
	}
	return v.Verdict, nil
}

// Path is the file.
func (c *Copy) Path() string { return c.path }

// ID is the random name of the journal.
func (c *Copy) ID() string { return c.id }

// Close lets go of the file.
func (c *Copy) Close() error {
	var err error
	if c.db != nil {
		err = c.db.Close()
	}
	if c.temporary != "" {
		err = errors.Join(err, os.RemoveAll(c.temporary))
	}
	return err
}
