package diff

import (
	"slices"
	"time"

	"github.com/sergi/go-diff/diffmatchpatch"

	"github.com/sluice-desktop/sluice/internal/secret"
)

// changedHidden follows a masked value that is not what it was.
const changedHidden = " (changed, value hidden)"

// patience is how long two versions of one object are searched for the shortest difference; after it a longer
// one that is still true is given.
const patience = 100 * time.Millisecond

// Compare finds what differs between two sets of objects. before and after say in words what the sides are.
func Compare(before, after string, b, a []map[string]any) Result {
	redactor := secret.NewRedactor() // one for both sides: its marks tell a changed secret
	left, right := sides(b, redactor), sides(a, redactor)
	out := Result{Before: before, After: after, Objects: []Entry{}}
	var ids []identity
	for id := range left {
		ids = append(ids, id)
	}
	for id := range right {
		if _, both := left[id]; !both {
			ids = append(ids, id)
		}
	}
	slices.SortFunc(ids, identity.less)
	var same []Entry
	for _, id := range ids {
		l, inLeft := left[id]
		r, inRight := right[id]
		o := object(id, l, r, inLeft, inRight)
		if o.Change == Unchanged {
			same = append(same, o)
			continue
		}
		out.Objects = append(out.Objects, o)
	}
	out.Objects = append(out.Objects, same...)
	return out
}

func object(id identity, l, r side, inLeft, inRight bool) Entry {
	o := Entry{
		Group: id.group, Kind: id.kind, Namespace: id.namespace, Name: id.name,
		Noise: l.noise + r.noise, Lines: lines(l.lines, r.lines),
	}
	o.Hidden = slices.ContainsFunc(l.lines, marked) || slices.ContainsFunc(r.lines, marked)
	for _, line := range o.Lines {
		switch line.Op {
		case Add:
			o.Added++
		case Delete:
			o.Removed++
		}
	}
	switch {
	case !inLeft:
		o.Change = Added
	case !inRight:
		o.Change = Removed
	case o.Added+o.Removed > 0:
		o.Change = Changed
	default:
		o.Change = Unchanged
	}
	return o
}

func marked(l secret.Line) bool { return l.Mark != 0 }

// lines is the difference of two printed objects, whole and in order.
func lines(before, after []secret.Line) []Line {
	out := make([]Line, 0, max(len(before), len(after)))
	w := &writer{out: out, before: before, after: after}
	if slices.Equal(before, after) {
		w.same(len(before))
		return w.out
	}
	known := map[secret.Line]rune{}
	left, right := letters(before, known), letters(after, known)
	if len(known) > mostLetters {
		w.delete(len(before))
		w.add(len(after))
		return w.out
	}
	search := diffmatchpatch.New()
	search.DiffTimeout = patience
	for _, d := range search.DiffMainRunes(left, right, false) {
		n := len([]rune(d.Text))
		switch d.Type {
		case diffmatchpatch.DiffEqual:
			w.same(n)
		case diffmatchpatch.DiffDelete:
			w.delete(n)
		case diffmatchpatch.DiffInsert:
			w.add(n)
		}
	}
	return w.out
}

// The search compares letters: every distinct line is given one. Runes that are no characters are stepped over.
const (
	surrogates  = 0xd800
	afterThem   = 0xe000
	mostLetters = 1_000_000
)

func letters(from []secret.Line, known map[secret.Line]rune) []rune {
	out := make([]rune, len(from))
	for i, l := range from {
		letter, ok := known[l]
		if !ok {
			letter = rune(len(known) + 1)
			if letter >= surrogates {
				letter += afterThem - surrogates
			}
			known[l] = letter
		}
		out[i] = letter
	}
	return out
}

// writer turns runs of lines into the answer.
type writer struct {
	out           []Line
	before, after []secret.Line
	old, new      int
	deleted       map[string]bool // masked lines of the hunk being written
}

func (w *writer) same(n int) {
	w.deleted = nil
	for range n {
		w.out = append(w.out, Line{Op: Same, Old: w.old + 1, New: w.new + 1, Text: w.after[w.new].Text})
		w.old++
		w.new++
	}
}

func (w *writer) delete(n int) {
	for range n {
		l := w.before[w.old]
		if l.Mark != 0 {
			if w.deleted == nil {
				w.deleted = map[string]bool{}
			}
			w.deleted[l.Text] = true
		}
		w.old++
		w.out = append(w.out, Line{Op: Delete, Old: w.old, Text: l.Text})
	}
}

func (w *writer) add(n int) {
	for range n {
		l := w.after[w.new]
		shown := l.Text
		if l.Mark != 0 && w.deleted[l.Text] {
			shown += changedHidden
		}
		w.new++
		w.out = append(w.out, Line{Op: Add, New: w.new, Text: shown})
	}
}
