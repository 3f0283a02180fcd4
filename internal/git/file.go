package git

import (
	"context"
	"time"
)

// At is one file of a repository, on a branch or tag; the empty ref is the default branch.
type At struct {
	Repository string
	Path       string
	Ref        string
}

// File is what a commit has at a path.
type File struct {
	Text   []byte
	Commit string
	When   time.Time // of the commit
}

// Files reads single files of repositories.
type Files interface {
	// File is the file as it is now. Where the ref still is the known commit nothing is fetched, and fresh is false.
	File(ctx context.Context, at At, known string) (f File, fresh bool, err error)
}
