package gogit_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/pem"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/go-git/go-billy/v5/memfs"
	gogit "github.com/go-git/go-git/v5"
	"github.com/go-git/go-git/v5/plumbing"
	"github.com/go-git/go-git/v5/plumbing/format/pktline"
	"github.com/go-git/go-git/v5/plumbing/object"
	"github.com/go-git/go-git/v5/plumbing/protocol/packp"
	"github.com/go-git/go-git/v5/plumbing/transport"
	gitserver "github.com/go-git/go-git/v5/plumbing/transport/server"
	"github.com/go-git/go-git/v5/storage/memory"

	"github.com/sluice-desktop/sluice/internal/endpoint"
	"github.com/sluice-desktop/sluice/internal/fault"
	"github.com/sluice-desktop/sluice/internal/git"
	leaf "github.com/sluice-desktop/sluice/internal/git/gogit"
	"github.com/sluice-desktop/sluice/internal/secret"
)

var when = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

// repository is one in memory, with a file for each commit.
type repository struct {
	t     *testing.T
	store *memory.Storage
	git   *gogit.Repository
}

func newRepository(t *testing.T) *repository {
	t.Helper()
	store := memory.NewStorage()
	made, err := gogit.InitWithOptions(store, memfs.New(), gogit.InitOptions{DefaultBranch: plumbing.Main})
	if err != nil {
		t.Fatal(err)
	}
	return &repository{t, store, made}
}

func (r *repository) commit(path, text string) string {
	r.t.Helper()
	tree, err := r.git.Worktree()
	if err != nil {
		r.t.Fatal(err)
	}
	file, err := tree.Filesystem.Create(path)
	if err == nil {
		_, err = file.Write([]byte(text))
	}
	if err == nil {
		_, err = tree.Add(path)
	}
	if err != nil {
		r.t.Fatal(err)
	}
	made, err := tree.Commit("Change "+path, &gogit.CommitOptions{Author: &object.Signature{Name: "devops1", When: when}})
	if err != nil {
		r.t.Fatal(err)
	}
	return made.String()
}

// host serves a repository over Git's HTTP protocol, to those who know the token.
type host struct {
	repository *repository
	token      string
	packs      atomic.Int32
	down       atomic.Bool
}

func (h *host) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	_, password, _ := r.BasicAuth()
	switch {
	case h.down.Load():
		w.WriteHeader(http.StatusBadGateway)
		return
	case !strings.HasPrefix(r.URL.Path, "/org/fleet.git/"):
		w.WriteHeader(http.StatusNotFound)
		return
	case h.token != "" && password == "other":
		w.WriteHeader(http.StatusForbidden)
		return
	case h.token != "" && password != h.token:
		w.WriteHeader(http.StatusUnauthorized)
		return
	}
	endpoint, _ := transport.NewEndpoint("http://in.memory/org/fleet.git")
	session, err := gitserver.NewServer(gitserver.MapLoader{endpoint.String(): h.repository.store}).NewUploadPackSession(endpoint, nil)
	if err == nil && strings.HasSuffix(r.URL.Path, "/info/refs") {
		err = advertise(r.Context(), w, session)
	} else if err == nil {
		h.packs.Add(1)
		err = upload(w, r, session)
	}
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
	}
}

func advertise(ctx context.Context, w http.ResponseWriter, session transport.UploadPackSession) error {
	refs, err := session.AdvertisedReferencesContext(ctx)
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "application/x-git-upload-pack-advertisement")
	refs.Prefix = [][]byte{[]byte("# service=git-upload-pack"), pktline.Flush}
	return refs.Encode(w)
}

func upload(w http.ResponseWriter, r *http.Request, session transport.UploadPackSession) error {
	body := io.Reader(r.Body)
	if r.Header.Get("Content-Encoding") == "gzip" {
		unzipped, err := gzip.NewReader(r.Body)
		if err != nil {
			return err
		}
		body = unzipped
	}
	request := packp.NewUploadPackRequest()
	if err := request.UploadRequest.Decode(body); err != nil {
		return err
	}
	answer, err := session.UploadPack(r.Context(), request)
	if err != nil {
		return err
	}
	return answer.Encode(w)
}

func serve(t *testing.T, token string) (*host, *httptest.Server) {
	t.Helper()
	h := &host{repository: newRepository(t), token: token}
	server := httptest.NewServer(h)
	t.Cleanup(server.Close)
	return h, server
}

// hostOf is the server that a repository lies on, as the fleet would name it.
func hostOf(repository string) endpoint.Endpoint {
	u, err := url.Parse(repository)
	if err != nil {
		panic(err)
	}
	return endpoint.Endpoint{Name: u.Host, URL: u.Scheme + "://" + u.Host}
}

func TestAFileIsReadAtItsCommit(t *testing.T) {
	h, server := serve(t, "")
	h.repository.commit("deploy/sluice.yaml", "one")
	second := h.repository.commit("deploy/sluice.yaml", "two")
	at := git.At{Repository: server.URL + "/org/fleet.git", Path: "deploy/sluice.yaml", Ref: "main"}
	files := leaf.New(leaf.Config{Host: hostOf})

	got, fresh, err := files.File(t.Context(), at, "")
	if err != nil || !fresh || string(got.Text) != "two" || got.Commit != second || !got.When.Equal(when) {
		t.Fatalf("%+v, %v, %v", got, fresh, err)
	}
	// The default branch is the same commit: nothing is fetched again.
	at.Ref = ""
	if _, fresh, err = files.File(t.Context(), at, second); err != nil || fresh || h.packs.Load() != 1 {
		t.Fatalf("%v, %v, %d packs", fresh, err, h.packs.Load())
	}
	third := h.repository.commit("deploy/sluice.yaml", "three")
	if got, fresh, err = files.File(t.Context(), at, second); err != nil || !fresh || string(got.Text) != "three" || got.Commit != third {
		t.Fatalf("%+v, %v, %v", got, fresh, err)
	}
}

func TestATagIsFollowedToItsCommit(t *testing.T) {
	h, server := serve(t, "")
	first := h.repository.commit("sluice.yaml", "one")
	tag := &gogit.CreateTagOptions{Message: "Approved", Tagger: &object.Signature{Name: "ops1", When: when}}
	if _, err := h.repository.git.CreateTag("v1", plumbing.NewHash(first), tag); err != nil {
		t.Fatal(err)
	}
	h.repository.commit("sluice.yaml", "two")
	at := git.At{Repository: server.URL + "/org/fleet.git", Path: "sluice.yaml", Ref: "v1"}
	if got, _, err := leaf.New(leaf.Config{Host: hostOf}).File(t.Context(), at, ""); err != nil || string(got.Text) != "one" || got.Commit != first {
		t.Fatalf("%+v, %v", got, err)
	}
}

func TestWhatFailsIsSaid(t *testing.T) {
	h, server := serve(t, "")
	h.repository.commit("sluice.yaml", "one")
	closed, signedOut := "good", "good"
	private, locked := serve(t, closed)
	private.repository.commit("sluice.yaml", "one")
	at := server.URL + "/org/fleet.git"
	tests := []struct {
		name  string
		at    git.At
		token string
		kind  fault.Kind
		says  string
	}{
		{"no such file", git.At{Repository: at, Path: "fleet.yaml"}, "", fault.NotFound, "has no file fleet.yaml on its default branch"},
		{"no such folder", git.At{Repository: at, Path: "a/b/sluice.yaml", Ref: "main"}, "", fault.NotFound, "on main"},
		{"no such branch", git.At{Repository: at, Path: "sluice.yaml", Ref: "next"}, "", fault.NotFound, `no branch or tag "next"`},
		{"no such repository", git.At{Repository: server.URL + "/org/other.git", Path: "sluice.yaml"}, "", fault.NotFound, "no repository"},
		{"nobody is signed in", git.At{Repository: locked.URL + "/org/fleet.git", Path: "sluice.yaml"}, "", fault.SignIn, "Sign in to it under Connections"},
		{"the token is not good any more", git.At{Repository: locked.URL + "/org/fleet.git", Path: "sluice.yaml"}, "old", fault.SignIn, "Sign in"},
		{"somebody who may not", git.At{Repository: locked.URL + "/org/fleet.git", Path: "sluice.yaml"}, "other", fault.Denied, "Ask its owner"},
		{"nobody listens", git.At{Repository: "http://127.0.0.1:1/org/fleet.git", Path: "sluice.yaml"}, "", fault.Unreachable, "127.0.0.1:1 cannot be reached"},
		{"somebody who may", git.At{Repository: locked.URL + "/org/fleet.git", Path: "sluice.yaml"}, signedOut, "", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			files := leaf.New(leaf.Config{Host: hostOf, Login: func(context.Context, string) (leaf.Login, error) {
				return leaf.Login{Name: "devops1", Token: secret.New(tt.token)}, nil
			}})
			_, _, err := files.File(t.Context(), tt.at, "")
			if tt.kind == "" {
				if err != nil {
					t.Fatal(err)
				}
				return
			}
			f := fault.Of(err)
			if err == nil || f.Kind != tt.kind || !strings.Contains(f.Detail, tt.says) || tt.token != "" && strings.Contains(err.Error(), tt.token) {
				t.Fatalf("%s: %s", f.Kind, f.Detail)
			}
		})
	}
	h.down.Store(true)
	if _, _, err := leaf.New(leaf.Config{Host: hostOf}).File(t.Context(), git.At{Repository: at, Path: "sluice.yaml"}, ""); fault.Of(err).Kind != fault.Unreachable {
		t.Fatalf("%v", err)
	}
}

func TestAnUnknownAuthorityIsNotTrusted(t *testing.T) {
	h := &host{repository: newRepository(t)}
	h.repository.commit("sluice.yaml", "one")
	server := httptest.NewUnstartedServer(h)
	server.Config.ErrorLog = log.New(io.Discard, "", 0) // refused handshakes are what is tested
	server.StartTLS()
	defer server.Close()
	ca := filepath.Join(t.TempDir(), "ca.pem")
	if err := os.WriteFile(ca, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: server.Certificate().Raw}), 0o600); err != nil {
		t.Fatal(err)
	}
	at := git.At{Repository: server.URL + "/org/fleet.git", Path: "sluice.yaml"}
	for _, tt := range []struct {
		name  string
		trust endpoint.Endpoint
		says  string
	}{
		{"nobody vouches for it", endpoint.Endpoint{}, "is not trusted"},
		{"the fleet names its authority", endpoint.Endpoint{CA: ca}, ""},
		{"the authority is not there", endpoint.Endpoint{CA: ca + ".gone"}, "no readable PEM file"},
		{"the fleet skips the check", endpoint.Endpoint{InsecureTLS: true}, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, _, err := leaf.New(leaf.Config{Host: func(repository string) endpoint.Endpoint {
				tt.trust.Name, tt.trust.URL = "gitea", hostOf(repository).URL
				return tt.trust
			}}).File(t.Context(), at, "")
			if tt.says == "" && (err != nil || !bytes.Equal(got.Text, []byte("one"))) || tt.says != "" && (err == nil || !strings.Contains(fault.Of(err).Detail, tt.says)) {
				t.Fatalf("%v", err)
			}
		})
	}
}
