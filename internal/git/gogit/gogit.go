// Package gogit reads repositories over HTTP with go-git. What it hands out can only read: its client sits behind the
// door's guard.
package gogit

import (
	"context"
	"errors"
	"io"
	"net/http"
	"sync"
	"time"

	"github.com/go-git/go-git/v5/plumbing"
	"github.com/go-git/go-git/v5/plumbing/format/packfile"
	"github.com/go-git/go-git/v5/plumbing/object"
	"github.com/go-git/go-git/v5/plumbing/protocol/packp"
	"github.com/go-git/go-git/v5/plumbing/protocol/packp/capability"
	"github.com/go-git/go-git/v5/plumbing/transport"
	githttp "github.com/go-git/go-git/v5/plumbing/transport/http"
	"github.com/go-git/go-git/v5/storage/memory"

	"github.com/sluice-desktop/sluice/internal/endpoint"
	"github.com/sluice-desktop/sluice/internal/fault"
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

// Config is what gogit needs to know of the world.
type Config struct {
	// Host is the server that a repository lies on.
	Host func(repository string) endpoint.Endpoint
	// Login is the acting person's at a repository's server. It may be nil: then one reads as nobody.
	Login func(ctx context.Context, repository string) (Login, error)
}

// New reads files of repositories.
func New(cfg Config) git.Files {
	f := &files{cfg: cfg}
	f.sites = endpoint.Sites{Family: endpoint.Family{System: operation.Git, Title: "Git host", Section: "git"}, Named: f.named}
	return f
}

type files struct {
	cfg   Config
	sites endpoint.Sites

	mu  sync.Mutex
	now endpoint.Endpoint // the server that is being looked for
}

func (f *files) named() []endpoint.Endpoint { return []endpoint.Endpoint{f.now} }

func (f *files) site(repository string) (*endpoint.Site, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.now = f.cfg.Host(repository)
	return f.sites.Find(f.now.Name)
}

// File fetches the one commit that the ref is at, without its history, into memory.
func (f *files) File(ctx context.Context, at git.At, known string) (git.File, bool, error) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	site, err := f.site(at.Repository)
	if err != nil {
		return git.File{}, false, err
	}
	session, err := f.session(ctx, site, at.Repository)
	if err != nil {
		return git.File{}, false, err
	}
	defer session.Close()
	refs, err := session.AdvertisedReferencesContext(ctx)
	if err != nil {
		return git.File{}, false, said(ctx, site, at, err)
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
		return git.File{}, false, said(ctx, site, at, err)
	}
	return found, true, nil
}

func (f *files) session(ctx context.Context, site *endpoint.Site, repository string) (transport.UploadPackSession, error) {
	where, err := transport.NewEndpoint(repository)
	if err != nil {
		return nil, fault.New(fault.Invalid, string(operation.Git), err, "%s is no address of a repository. Correct it", repository)
	}
	client := githttp.NewClient(&http.Client{Transport: bounded{site.HTTP.Transport}, CheckRedirect: site.HTTP.CheckRedirect})
	if f.cfg.Login == nil {
		return client.NewUploadPackSession(where, nil)
	}
	login, err := f.cfg.Login(ctx, repository)
	if err != nil {
		return nil, err
	}
	if login.Token.Reveal() == "" {
		return client.NewUploadPackSession(where, nil)
	}
	return client.NewUploadPackSession(where, &githttp.BasicAuth{Username: login.Name, Password: login.Token.Reveal()})
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
