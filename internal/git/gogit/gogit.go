// Package gogit reads repositories over HTTP with go-git. What it hands out can only read: its client sits behind the
// door's guard.
package gogit

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"net/http"
	"os"
	"time"

	"github.com/go-git/go-git/v5/plumbing"
	"github.com/go-git/go-git/v5/plumbing/format/packfile"
	"github.com/go-git/go-git/v5/plumbing/object"
	"github.com/go-git/go-git/v5/plumbing/protocol/packp"
	"github.com/go-git/go-git/v5/plumbing/protocol/packp/capability"
	"github.com/go-git/go-git/v5/plumbing/transport"
	githttp "github.com/go-git/go-git/v5/plumbing/transport/http"
	"github.com/go-git/go-git/v5/storage/memory"

	"github.com/sluice-desktop/sluice/internal/git"
	"github.com/sluice-desktop/sluice/internal/operation"
	"github.com/sluice-desktop/sluice/internal/secret"
)

const (
	patience = 30 * time.Second
	most     = 64 << 20 // bytes of one answer
	mostFile = 2 << 20
)

// Login is how one signs in to a host; the zero value is nobody.
type Login struct {
	Name  string
	Token secret.Value
}

// Trust is whom to trust at a host.
type Trust struct {
	CA       string // path of a PEM file; empty: the system's authorities
	Insecure bool
}

// Config is what gogit needs to know of the world. Its functions may be nil.
type Config struct {
	Login func(ctx context.Context, repository string) (Login, error)
	Trust func(repository string) Trust
}

// New reads files of repositories.
func New(cfg Config) git.Files { return &files{cfg} }

type files struct{ cfg Config }

// File fetches the one commit that the ref is at, without its history, into memory.
func (f *files) File(ctx context.Context, at git.At, known string) (git.File, bool, error) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	session, err := f.session(ctx, at.Repository)
	if err != nil {
		return git.File{}, false, err
	}
	defer session.Close()
	refs, err := session.AdvertisedReferencesContext(ctx)
	if err != nil {
		return git.File{}, false, said(at, err)
	}
	commit, ok := resolve(refs, at.Ref)
	if !ok {
		return git.File{}, false, noRef(at)
	}
	if commit.String() == known {
		return git.File{}, false, nil
	}
	found, err := fetch(ctx, session, refs, commit, at.Path)
	if err != nil {
		return git.File{}, false, said(at, err)
	}
	return found, true, nil
}

func (f *files) session(ctx context.Context, repository string) (transport.UploadPackSession, error) {
	endpoint, err := transport.NewEndpoint(repository)
	if err != nil {
		return nil, said(git.At{Repository: repository}, err)
	}
	base, err := f.base(repository)
	if err != nil {
		return nil, err
	}
	var auth transport.AuthMethod
	if f.cfg.Login != nil {
		login, err := f.cfg.Login(ctx, repository)
		if err != nil {
			return nil, err
		}
		if token := login.Token.Reveal(); token != "" {
			auth = &githttp.BasicAuth{Username: login.Name, Password: token}
		}
	}
	client := githttp.NewClient(&http.Client{Transport: operation.Guard(operation.Git, bounded{base})})
	return client.NewUploadPackSession(endpoint, auth)
}

// base is the transport to a host, trusting whom the fleet says.
func (f *files) base(repository string) (http.RoundTripper, error) {
	out := http.DefaultTransport.(*http.Transport).Clone()
	out.DisableKeepAlives = true // two requests a minute
	if f.cfg.Trust == nil {
		return out, nil
	}
	trust := f.cfg.Trust(repository)
	out.TLSClientConfig = &tls.Config{InsecureSkipVerify: trust.Insecure} // #nosec G402 -- the fleet says so of this one server, and it is shown in red
	if trust.CA == "" {
		return out, nil
	}
	pem, err := os.ReadFile(trust.CA)
	pool := x509.NewCertPool()
	if err != nil || !pool.AppendCertsFromPEM(pem) {
		return nil, noAuthority(repository, trust.CA, err)
	}
	out.TLSClientConfig.RootCAs = pool
	return out, nil
}

// bounded ends answers that would fill the memory.
type bounded struct{ next http.RoundTripper }

func (b bounded) RoundTrip(r *http.Request) (*http.Response, error) {
	res, err := b.next.RoundTrip(r)
	if err == nil {
		res.Body = &limited{ReadCloser: res.Body, left: most}
	}
	return res, err
}

var errTooLarge = errors.New("the answer is too large")

type limited struct {
	io.ReadCloser
	left int64
}

func (l *limited) Read(p []byte) (int, error) {
	n, err := l.ReadCloser.Read(p)
	if l.left -= int64(n); l.left < 0 {
		return n, errTooLarge
	}
	return n, err
}

// resolve finds the commit of a branch, a tag or a full name. An annotated tag is peeled.
func resolve(refs *packp.AdvRefs, ref string) (plumbing.Hash, bool) {
	if ref == "" {
		if refs.Head == nil {
			return plumbing.ZeroHash, false
		}
		return *refs.Head, true
	}
	for _, name := range []string{"refs/heads/" + ref, "refs/tags/" + ref, ref} {
		if at, ok := refs.Peeled[name]; ok {
			return at, true
		}
		if at, ok := refs.References[name]; ok {
			return at, true
		}
	}
	return plumbing.ZeroHash, false
}

func fetch(ctx context.Context, session transport.UploadPackSession, refs *packp.AdvRefs, commit plumbing.Hash, path string) (git.File, error) {
	request := packp.NewUploadPackRequest()
	request.Wants = []plumbing.Hash{commit}
	if refs.Capabilities.Supports(capability.Shallow) {
		request.Depth = packp.DepthCommits(1)
		if err := request.Capabilities.Set(capability.Shallow); err != nil {
			return git.File{}, err
		}
	}
	pack, err := session.UploadPack(ctx, request)
	if err != nil {
		return git.File{}, err
	}
	defer pack.Close()
	store := memory.NewStorage()
	if err := packfile.UpdateObjectStorage(store, pack); err != nil {
		return git.File{}, err
	}
	at, err := object.GetCommit(store, commit)
	if tag, isTag := object.GetTag(store, commit); isTag == nil { // a server that does not peel tags
		at, err = tag.Commit()
	}
	if err != nil {
		return git.File{}, err
	}
	file, err := at.File(path)
	if err != nil {
		return git.File{}, err
	}
	content, err := file.Reader()
	if err != nil {
		return git.File{}, err
	}
	defer content.Close()
	text, err := io.ReadAll(io.LimitReader(content, mostFile))
	return git.File{Text: text, Commit: at.Hash.String(), When: at.Committer.When}, err
}
