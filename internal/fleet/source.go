package fleet

import (
	"context"
	"net/url"
	"os"
	"path"
	"strings"
	"time"

	"github.com/sluice-desktop/sluice/internal/fault"
)

// Version is one text of the fleet file.
type Version struct {
	Text   []byte    `json:"text"`
	Commit string    `json:"commit"` // that holds it, where it lies in Git
	At     time.Time `json:"at"`     // when it was written or committed
}

// Source is where the text comes from.
type Source interface {
	// Read is the newest version; fresh is false while it is the one of the last time.
	Read(ctx context.Context) (v Version, fresh bool, err error)
}

// Keeper keeps the last good version of a source that is not always there.
type Keeper interface {
	Kept() (Version, bool)
	Keep(v Version) error
}

// Address says where a fleet file lies: at a path, or at a path of a Git repository.
type Address struct {
	Text       string
	Path       string // on this computer, or in the repository
	Repository string // https://host/org/repo.git; empty: it is a file
	Ref        string // branch or tag; empty: the default branch
}

// ParseAddress reads a path, file:///path, or git+https://host/org/repo.git//path/sluice.yaml?ref=main. An address that
// is none comes back fit to be shown.
func ParseAddress(text string) (Address, error) {
	if rest, ok := strings.CutPrefix(text, "git+"); ok {
		return parseGit(text, rest)
	}
	a := Address{Text: text, Path: text}
	if strings.HasPrefix(text, "file://") {
		u, err := url.Parse(text)
		if err != nil || u.Host != "" && u.Host != "localhost" || u.Path == "" {
			return a, fault.New(fault.Invalid, "fleet", err, "%s is no path of a file. Write it as file:///path/sluice.yaml", text).On("fleet")
		}
		a.Path = u.Path
	}
	return a, nil
}

func parseGit(text, rest string) (Address, error) {
	invalid := func(format string, args ...any) (Address, error) {
		shown := withoutLogin(text)
		return Address{Text: shown, Path: shown}, fault.New(fault.Invalid, "fleet", nil, format, args...).On("fleet")
	}
	u, err := url.Parse(rest)
	switch {
	case err != nil || u.Host == "":
		return invalid("This is no address of a file in Git. Write it as git+https://host/org/repo.git//path/sluice.yaml?ref=main")
	case u.User != nil:
		return invalid("The fleet's address holds a login. Leave it out; people sign in in Sluice")
	case u.Scheme != "https" && !(u.Scheme == "http" && loopback(u.Hostname())):
		return invalid("A fleet is read over git+https only: whoever can change it on the way decides who may do what")
	}
	repository, inside, found := strings.Cut(u.Path, "//")
	inside = path.Clean(strings.Trim(inside, "/"))
	if !found || inside == "." || strings.HasPrefix(inside, "..") || strings.Trim(repository, "/") == "" {
		return invalid("The fleet's address does not say which file of the repository it is. Write the path after //: …/repo.git//sluice.yaml")
	}
	ref := u.Query().Get("ref")
	u.Path, u.RawPath, u.RawQuery, u.Fragment = repository, "", "", ""
	return Address{Text: text, Path: inside, Repository: u.String(), Ref: ref}, nil
}

// withoutLogin cuts what may be a password out of an address. It may hold what no address may, so this does not parse.
func withoutLogin(text string) string {
	scheme, rest, found := strings.Cut(text, "://")
	if !found {
		return text[strings.LastIndexByte(text, '@')+1:]
	}
	return scheme + "://" + rest[strings.LastIndexByte(rest, '@')+1:]
}

func loopback(host string) bool { return host == "localhost" || host == "127.0.0.1" || host == "::1" }

// Git reports whether it lies in a repository.
func (a Address) Git() bool { return a.Repository != "" }

// FromFile reads the file at a path.
func FromFile(path string) Source { return &file{path: path} }

type file struct {
	path string
	seen os.FileInfo // of what was read last; nil when that failed
}

// Read looks whether it is another file than before, which costs microseconds, and only then reads it.
func (f *file) Read(context.Context) (Version, bool, error) {
	info, err := os.Stat(f.path)
	if err == nil && f.seen != nil && unchanged(info, f.seen) {
		return Version{}, false, nil
	}
	f.seen = nil
	text, err := contents(f.path)
	if err != nil {
		return Version{}, true, err
	}
	f.seen = info
	v := Version{Text: text}
	if info != nil { // else it appeared just now
		v.At = info.ModTime()
	}
	return v, true, nil
}

func unchanged(a, b os.FileInfo) bool {
	return os.SameFile(a, b) && a.ModTime().Equal(b.ModTime()) && a.Size() == b.Size()
}
