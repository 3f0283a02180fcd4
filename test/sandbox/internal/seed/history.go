package seed

import (
	"bytes"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/sluice-desktop/sluice/test/sandbox/internal/landscape"
)

// tree is the content of a repository: path to text.
type tree map[string]string

// history writes commits and tags as git fast-import reads them. Dates are told as days before today, so that a fresh
// sandbox always looks as if the team had just been at work.
type history struct {
	stream bytes.Buffer
	today  time.Time
	marks  int
}

func newHistory(now time.Time) *history { return &history{today: now.UTC().Truncate(24 * time.Hour)} }

// signature is who and when; hours spread the commits over a working day.
func (h *history) signature(author string, daysAgo int) string {
	at := h.today.AddDate(0, 0, -daysAgo).Add(8*time.Hour + time.Duration(h.marks*37%480)*time.Minute)
	email := landscape.Account{Name: author}.Email()
	return fmt.Sprintf("%s <%s> %d +0000", author, email, at.Unix())
}

// commit puts the whole tree on a branch, after the commit from where one is named, and returns its mark.
func (h *history) commit(branch, from, author string, daysAgo int, message string, content tree) string {
	h.marks++
	mark := fmt.Sprintf(":%d", h.marks)
	who := h.signature(author, daysAgo)
	fmt.Fprintf(&h.stream, "commit refs/heads/%s\nmark %s\nauthor %s\ncommitter %s\n", branch, mark, who, who)
	h.text(message)
	if from != "" {
		fmt.Fprintf(&h.stream, "from %s\n", from)
	}
	h.stream.WriteString("deleteall\n")
	for _, path := range slices.Sorted(maps.Keys(content)) {
		fmt.Fprintf(&h.stream, "M 100644 inline %s\n", path)
		h.text(content[path])
	}
	return mark
}

// tag is annotated: it says who made it and why.
func (h *history) tag(name, at, author string, daysAgo int, message string) {
	fmt.Fprintf(&h.stream, "tag %s\nfrom %s\ntagger %s\n", name, at, h.signature(author, daysAgo))
	h.text(message)
}

func (h *history) text(text string) { fmt.Fprintf(&h.stream, "data %d\n%s\n", len(text), text) }

// charts puts charts into the tree, at a version.
func (t tree) charts(version string, names ...string) {
	for _, name := range names {
		root := "files/charts/" + name
		err := fs.WalkDir(files, root, func(path string, entry fs.DirEntry, err error) error {
			if err != nil || entry.IsDir() {
				return err
			}
			content := file(strings.TrimPrefix(path, "files/"))
			if version != "" {
				content = strings.ReplaceAll(content, "1.4.2", version)
			}
			t[strings.TrimPrefix(path, "files/")] = content
			return nil
		})
		if err != nil {
			panic(err) // it is compiled in
		}
	}
}
