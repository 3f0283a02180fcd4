package gogit

import (
	"cmp"
	"context"
	"crypto/tls"
	"errors"
	"net/url"

	"github.com/go-git/go-git/v5/plumbing/object"
	"github.com/go-git/go-git/v5/plumbing/transport"

	"github.com/sluice-desktop/sluice/internal/fault"
	"github.com/sluice-desktop/sluice/internal/git"
)

const system = "git"

// said is what went wrong, in words; the cause stays in the log.
func said(at git.At, err error) error {
	var ours *fault.Error
	var untrusted *tls.CertificateVerificationError
	host := hostOf(at.Repository)
	switch {
	case errors.As(err, &ours):
		return ours
	case errors.Is(err, context.Canceled):
		return err
	case errors.Is(err, transport.ErrAuthenticationRequired):
		return fault.New(fault.SignIn, system, err, "%s shows this repository to nobody who is not signed in. Sign in to it under Connections", host)
	case errors.Is(err, transport.ErrAuthorizationFailed):
		return fault.New(fault.Denied, system, err, "%s does not let you read %s. Ask its owner for read access", host, at.Repository)
	case errors.Is(err, transport.ErrRepositoryNotFound):
		return fault.New(fault.NotFound, system, err, "%s has no repository %s, or does not show it to you", host, at.Repository)
	case errors.Is(err, transport.ErrEmptyRemoteRepository):
		return fault.New(fault.NotFound, system, err, "The repository %s is empty. Commit %s to it", at.Repository, at.Path)
	case errors.Is(err, object.ErrFileNotFound), errors.Is(err, object.ErrDirectoryNotFound), errors.Is(err, object.ErrEntryNotFound):
		return fault.New(fault.NotFound, system, err, "%s has no file %s on %s", at.Repository, at.Path, cmp.Or(at.Ref, "its default branch"))
	case errors.Is(err, errTooLarge):
		return fault.New(fault.Invalid, system, err, "%s is larger than %d MiB. Keep the file in a repository of its own", at.Repository, most>>20)
	case errors.As(err, &untrusted):
		return fault.New(fault.Unreachable, system, err, "The certificate of %s is of no authority that is trusted here. Name its authority as ca in the fleet, or have it added to this computer", host)
	}
	return fault.New(fault.Unreachable, system, err, "%s did not answer as a Git server. Check the address, the network or the VPN, then retry", host)
}

func noRef(at git.At) error {
	return fault.New(fault.NotFound, system, nil, "%s has no branch or tag %q", at.Repository, cmp.Or(at.Ref, "HEAD"))
}

func noAuthority(repository, path string, err error) error {
	return fault.New(fault.Invalid, system, err, "The authority to trust at %s cannot be read: %s. Put a PEM file there, or mend ca in the fleet", hostOf(repository), path)
}

func hostOf(repository string) string {
	u, err := url.Parse(repository)
	if err != nil || u.Host == "" {
		return repository
	}
	return u.Host
}
