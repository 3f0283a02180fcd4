package gogit

import (
	"cmp"
	"context"
	"errors"

	"github.com/go-git/go-git/v5/plumbing"
	"github.com/go-git/go-git/v5/plumbing/object"
	"github.com/go-git/go-git/v5/plumbing/transport"
	githttp "github.com/go-git/go-git/v5/plumbing/transport/http"

	"github.com/sluice-desktop/sluice/internal/endpoint"
	"github.com/sluice-desktop/sluice/internal/fault"
	"github.com/sluice-desktop/sluice/internal/git"
	"github.com/sluice-desktop/sluice/internal/operation"
)

const system = string(operation.Git)

// said is what went wrong, in words; the cause stays in the log.
func said(ctx context.Context, site *endpoint.Site, at git.At, err error) error {
	var answer *githttp.Err
	switch {
	case errors.Is(err, transport.ErrAuthenticationRequired):
		return fault.New(fault.SignIn, system, err, "%s shows this repository to nobody who is not signed in. Sign in to it under Connections", site.Base.Host)
	case errors.Is(err, transport.ErrAuthorizationFailed):
		return fault.New(fault.Denied, system, err, "%s does not let you read %s. Ask its owner for read access", site.Base.Host, at.Repository)
	case errors.Is(err, transport.ErrRepositoryNotFound):
		return fault.New(fault.NotFound, system, err, "%s has no repository %s, or does not show it to you", site.Base.Host, at.Repository)
	case errors.Is(err, transport.ErrEmptyRemoteRepository):
		return fault.New(fault.NotFound, system, err, "The repository %s is empty. Commit %s to it", at.Repository, at.Path)
	case errors.Is(err, object.ErrFileNotFound), errors.Is(err, object.ErrDirectoryNotFound), errors.Is(err, object.ErrEntryNotFound):
		return fault.New(fault.NotFound, system, err, "%s has no file %s on %s", at.Repository, at.Path, cmp.Or(at.Ref, "its default branch"))
	case errors.Is(err, errTooLarge):
		return fault.New(fault.Invalid, system, err, "%s is larger than %d MiB. Keep the file in a repository of its own", at.Repository, most>>20)
	case errors.As(err, &answer):
		return cmp.Or(site.Busy(answer.StatusCode()), site.Foreign(answer.Response))
	}
	var hidden *plumbing.UnexpectedError
	if errors.As(err, &hidden) {
		err = hidden.Err // it does not unwrap by itself
	}
	return site.Unreached(ctx, err)
}

func noRef(at git.At) error {
	return fault.New(fault.NotFound, system, nil, "%s has no branch or tag %q", at.Repository, cmp.Or(at.Ref, "HEAD"))
}
