package fleet

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"
)

// limit is more than any team's file needs, and less than would hurt.
const limit = 1 << 20

// document is a file's text on its way to a fleet: what it says, and where it says it.
type document struct {
	lines    [][]byte
	root     *yaml.Node
	problems []Problem
}

// report adds a problem, at a place that the text has.
func (d *document) report(line, column int, path []string, format string, args ...any) {
	line = min(max(line, 1), len(d.lines))
	column = min(max(column, 1), utf8.RuneCount(d.lines[line-1])+1)
	d.problems = append(d.problems, Problem{Line: line, Column: column, Path: written(path), Detail: fmt.Sprintf(format, args...)})
}

// at reports a problem of a node.
func (d *document) at(n *yaml.Node, path []string, format string, args ...any) {
	d.report(n.Line, n.Column, path, format, args...)
}

// whole reports a problem of the text itself; its offset says where.
func (d *document) whole(text []byte, offset int, detail string) {
	before := text[:offset]
	d.report(1+bytes.Count(before, []byte("\n")), 1+utf8.RuneCount(before[bytes.LastIndexByte(before, '\n')+1:]), nil, "%s", detail)
}

// written is a path as people write it: environments[1].cluster.
func written(path []string) string {
	var out strings.Builder
	for _, step := range path {
		if _, err := strconv.Atoi(step); err == nil {
			out.WriteString("[" + step + "]")
			continue
		}
		if out.Len() > 0 {
			out.WriteByte('.')
		}
		out.WriteString(step)
	}
	return out.String()
}

// read makes the tree of text; root stays nil where there is none to go on with.
func read(text []byte) *document {
	text = bytes.TrimPrefix(text, []byte("\xef\xbb\xbf"))
	d := &document{lines: bytes.Split(text, []byte("\n"))}
	if !d.readable(text) {
		return d
	}
	decoder := yaml.NewDecoder(bytes.NewReader(text))
	var first, second yaml.Node
	switch err := decoder.Decode(&first); {
	case errors.Is(err, io.EOF):
		d.whole(text, 0, "It is empty. Start with apiVersion: sluice.dev/v1 and kind: Fleet")
		return d
	case err != nil:
		d.syntax(err)
		return d
	}
	switch err := decoder.Decode(&second); {
	case err == nil:
		d.at(&second, nil, "A second document begins here, and a file holds one fleet. Remove it")
	case !errors.Is(err, io.EOF):
		d.syntax(err)
	}
	if len(first.Content) == 1 {
		d.root = first.Content[0]
	}
	return d
}

// readable refuses what is no text of this kind, before a parser sees it.
func (d *document) readable(text []byte) bool {
	switch {
	case len(text) > limit:
		d.whole(text, limit, "It is larger than 1 MiB, which no fleet needs. Check that this is the right file")
	case bytes.HasPrefix(text, []byte("\xff\xfe")) || bytes.HasPrefix(text, []byte("\xfe\xff")):
		d.whole(text, 0, "It is written in UTF-16. Save it as UTF-8")
	case !utf8.Valid(text):
		at := 0
		for at < len(text) {
			r, size := utf8.DecodeRune(text[at:])
			if r == utf8.RuneError && size == 1 {
				break
			}
			at += size
		}
		d.whole(text, at, "This is no UTF-8. Save the file as UTF-8")
	default:
		at := bytes.IndexFunc(text, func(r rune) bool {
			return r < ' ' && r != '\t' && r != '\n' && r != '\r' || r >= 0x7f && r < 0xa0 && r != 0x85
		})
		if at >= 0 {
			d.whole(text, at, "There are control characters here, so this is no text. Check that this is the right file")
		}
	}
	return len(d.problems) == 0
}

var yamlLine = regexp.MustCompile(`line (\d+): ?(.*)`)

// syntax reports what the YAML parser does not understand. It knows the line only; a tab is found in it, because
// nobody sees one.
func (d *document) syntax(err error) {
	line, why := 1, strings.TrimPrefix(err.Error(), "yaml: ")
	if found := yamlLine.FindStringSubmatch(err.Error()); found != nil {
		line, _ = strconv.Atoi(found[1])
		why = found[2]
	}
	line = min(max(line, 1), len(d.lines))
	for near := line; near <= min(line+1, len(d.lines)); near++ { // the parser counts some lines from 0
		blank := d.lines[near-1][:d.indent(near, " \t")]
		if tab := bytes.IndexByte(blank, '\t'); tab >= 0 {
			d.report(near, tab+1, nil, "There is a tab in the indentation. Use spaces")
			return
		}
	}
	d.report(line, d.indent(line, " ")+1, nil, "This is no YAML: %s", why)
}

// indent is how many of the blanks a line begins with.
func (d *document) indent(line int, blanks string) int {
	text := d.lines[line-1]
	return len(text) - len(bytes.TrimLeft(text, blanks))
}

// tree is what a node says, as the schema wants it. What YAML has and a fleet does not need is refused here: aliases,
// so that what a line says stands in that line, and one key twice.
func (d *document) tree(n *yaml.Node, path []string) any {
	if n.Anchor != "" && n.Kind != yaml.AliasNode {
		d.at(n, path, "Anchors and aliases are not read. Write out what it stands for")
	}
	switch n.Kind {
	case yaml.MappingNode:
		return d.mapping(n, path)
	case yaml.SequenceNode:
		out := make([]any, 0, len(n.Content))
		for i, child := range n.Content {
			out = append(out, d.tree(child, append(path[:len(path):len(path)], strconv.Itoa(i))))
		}
		return out
	case yaml.AliasNode:
		d.at(n, path, "Anchors and aliases are not read. Write out what it stands for")
		return nil
	}
	switch n.ShortTag() {
	case "!!null":
		return nil
	case "!!bool":
		var b bool
		_ = n.Decode(&b) // the tag has said that it is one
		return b
	case "!!int", "!!float":
		return 0 // nothing in a fleet is a number
	case "!!str", "!!timestamp":
		return n.Value
	}
	d.at(n, path, "The tag %s is not read. Remove it", short(n.Tag))
	return n.Value
}

func (d *document) mapping(n *yaml.Node, path []string) map[string]any {
	out, first := make(map[string]any, len(n.Content)/2), make(map[string]int, len(n.Content)/2)
	for i := 0; i+1 < len(n.Content); i += 2 {
		key, value := n.Content[i], n.Content[i+1]
		if key.Kind != yaml.ScalarNode {
			d.at(key, path, "A key is a word. Check the colons and brackets here")
			continue
		}
		inner := append(path[:len(path):len(path)], key.Value)
		if line, twice := first[key.Value]; twice {
			d.at(key, inner, "%s stands here a second time, after line %d. Keep one of them", short(key.Value), line)
			continue
		}
		first[key.Value] = key.Line
		if tree := d.tree(value, inner); tree != nil { // a key without a value says nothing
			out[key.Value] = tree
		}
	}
	return out
}

// find is the node at a path, or the nearest around it.
func (d *document) find(path []string) *yaml.Node {
	n := d.root
	for _, step := range path {
		next := child(n, step)
		if next == nil {
			break
		}
		n = next
	}
	return n
}

func child(n *yaml.Node, step string) *yaml.Node {
	switch n.Kind {
	case yaml.MappingNode:
		for i := 0; i+1 < len(n.Content); i += 2 {
			if n.Content[i].Value == step {
				return n.Content[i+1]
			}
		}
	case yaml.SequenceNode:
		if i, err := strconv.Atoi(step); err == nil && i >= 0 && i < len(n.Content) {
			return n.Content[i]
		}
	}
	return nil
}

// key is the node of a key itself.
func (d *document) key(path []string, name string) *yaml.Node {
	n := d.find(path)
	for i := 0; n.Kind == yaml.MappingNode && i+1 < len(n.Content); i += 2 {
		if n.Content[i].Value == name {
			return n.Content[i]
		}
	}
	return n
}

// short is a word of the file as a problem may show it: it might be a secret in the wrong place, or a whole page.
func short(word string) string {
	if r := []rune(word); len(r) > 40 {
		word = string(r[:40]) + "…"
	}
	return strconv.Quote(word)
}
