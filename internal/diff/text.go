package diff

import (
	"strings"

	"github.com/sluice-desktop/sluice/internal/secret"
)

// Text compares two versions of one text, line by line as they are written: comments and order count. of says what it
// is. What it holds is shown.
func Text(before, after string, of Entry, b, a string) Result {
	o := object(identity{group: of.Group, kind: of.Kind, namespace: of.Namespace, name: of.Name}, side{lines: plain(b)}, side{lines: plain(a)}, b != "", true)
	return Result{Before: before, After: after, Objects: []Entry{o}}
}

func plain(text string) []secret.Line {
	if text == "" {
		return nil
	}
	lines := strings.Split(strings.TrimSuffix(text, "\n"), "\n")
	out := make([]secret.Line, len(lines))
	for i, l := range lines {
		out[i].Text = strings.TrimSuffix(l, "\r")
	}
	return out
}
