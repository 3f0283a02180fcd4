package secret

import (
	"encoding/json"
	"fmt"
	"hash/maphash"
	"slices"
	"strings"
)

// Line is one line of a text as it may be shown. Mark is 0 where nothing is hidden; otherwise it is equal for
// equal hidden texts of the same Redactor, so that a change can be told without being shown.
type Line struct {
	Text string
	Mark uint64
}

// Redacted is a text of which something is hidden.
type Redacted []Line

// String is the text as it may be shown.
func (r Redacted) String() string {
	shown := make([]string, len(r))
	for i, l := range r {
		shown[i] = l.Text
	}
	return strings.Join(shown, "\n")
}

// MarshalJSON encodes the text as it may be shown.
func (r Redacted) MarshalJSON() ([]byte, error) { return json.Marshal(r.String()) }

// Redactor hides what looks secret in decoded YAML and JSON: by the key's name, by the look of the text.
// References to secrets stay. One goroutine uses it at a time.
type Redactor struct {
	seed maphash.Seed
	keys map[string]bool
}

// NewRedactor makes one; its marks mean nothing to another.
func NewRedactor() *Redactor {
	return &Redactor{seed: maphash.MakeSeed(), keys: map[string]bool{}}
}

func (r *Redactor) sensitive(key string) bool {
	known, ok := r.keys[key]
	if !ok {
		known = Sensitive(key)
		r.keys[key] = known
	}
	return known
}

// Hide hides a value whatever it is.
func (r *Redactor) Hide(value any) Redacted {
	return Redacted{r.hidden(mask, fmt.Sprint(value))}
}

func (r *Redactor) hidden(shown, text string) Line {
	return Line{Text: shown, Mark: maphash.String(r.seed, text) | 1}
}

// Tree is a copy of a decoded document in which texts with something to hide are Redacted.
func (r *Redactor) Tree(tree any) any { return r.value("", tree) }

// Plain is as Tree, with texts that are plain strings, masks in them.
func (r *Redactor) Plain(tree map[string]any) map[string]any {
	return plain(r.Tree(tree)).(map[string]any)
}

func (r *Redactor) value(key string, v any) any {
	switch v := v.(type) {
	case map[string]any:
		return r.table(v)
	case []any:
		return r.list(key, v)
	case string:
		return r.text(key, v)
	case nil, bool:
		return v
	default: // numbers: a maxTokens is none to hide, a PIN is
		if r.sensitive(key) && !strings.HasSuffix(key, "s") {
			return r.Hide(v)
		}
		return v
	}
}

func (r *Redactor) table(in map[string]any) map[string]any {
	out := make(map[string]any, len(in))
	named, _ := in["name"].(string)
	if named == "" {
		named, _ = in["key"].(string)
	}
	_, points := in["remoteRef"] // of an ExternalSecret: its secretKey is a key's name
	for key, v := range in {
		switch {
		case key == "value" && named != "":
			out[key] = r.value(named, v)
		case key == "secretKey" && points:
			out[key] = v
		default:
			out[key] = r.value(key, v)
		}
	}
	return out
}

// list treats ["--password", "x"] as it treats "--password=x".
func (r *Redactor) list(key string, in []any) []any {
	out := make([]any, len(in))
	flag := ""
	for i, v := range in {
		text, isText := v.(string)
		if flag != "" && isText && !strings.HasPrefix(text, "-") {
			out[i] = r.value(flag, v)
		} else {
			out[i] = r.value(key, v)
		}
		flag = ""
		if strings.HasPrefix(text, "-") && !strings.Contains(text, "=") {
			flag = strings.TrimLeft(text, "-")
		}
	}
	return out
}

// text is the string itself where it hides nothing.
func (r *Redactor) text(key, text string) any {
	if text == "" || text == mask || Reference(text) {
		return text
	}
	if r.sensitive(key) || random(key, text) {
		return r.Hide(text)
	}
	lines := r.Lines(text)
	if !slices.ContainsFunc(lines, func(l Line) bool { return l.Mark != 0 }) {
		return text
	}
	return Redacted(lines)
}

// Lines hides the secrets inside a text: private keys, tokens, passwords in addresses and assignments. What is
// hidden over several lines becomes one.
func (r *Redactor) Lines(text string) []Line {
	lines := strings.Split(text, "\n")
	out := make([]Line, 0, len(lines))
	for i := 0; i < len(lines); i++ {
		line := lines[i]
		switch {
		case strings.Contains(line, "-----BEGIN") && keyBegin.MatchString(line):
			last := i
			for last < len(lines)-1 && !keyEnd.MatchString(lines[last]) {
				last++
			}
			out = append(out, r.hidden(line[:indent(line)]+mask, strings.Join(lines[i:last+1], "\n")))
			i = last
		case r.opensBlock(line):
			last := i
			for last < len(lines)-1 && (indent(lines[last+1]) > indent(line) || strings.TrimSpace(lines[last+1]) == "") {
				last++
			}
			out = append(out, r.hidden(line[:strings.LastIndexByte(line, ':')+1]+" "+mask, strings.Join(lines[i:last+1], "\n")))
			i = last
		default:
			out = append(out, r.line(line))
		}
	}
	return out
}

func (r *Redactor) line(line string) Line {
	spans := r.spans(line)
	if len(spans) == 0 {
		return Line{Text: line}
	}
	slices.SortFunc(spans, func(a, b span) int { return a.from - b.from })
	var shown, hidden strings.Builder
	at := 0
	for _, s := range spans {
		if s.from >= at {
			shown.WriteString(line[at:s.from] + mask)
			hidden.WriteString(line[s.from:s.to] + "\n")
		} else if s.to > at { // overlaps the one before
			hidden.WriteString(line[at:s.to])
		}
		at = max(at, s.to)
	}
	shown.WriteString(line[at:])
	return r.hidden(shown.String(), hidden.String())
}

// Masked counts the texts of a tree in which something is hidden.
func Masked(tree any) int {
	n := 0
	switch v := tree.(type) {
	case map[string]any:
		for _, child := range v {
			n += Masked(child)
		}
	case []any:
		for _, child := range v {
			n += Masked(child)
		}
	case Redacted:
		return 1
	case string:
		if strings.Contains(v, mask) {
			return 1
		}
	}
	return n
}

func plain(tree any) any {
	switch v := tree.(type) {
	case map[string]any:
		for key, child := range v {
			v[key] = plain(child)
		}
	case []any:
		for i, child := range v {
			v[i] = plain(child)
		}
	case Redacted:
		return v.String()
	}
	return tree
}
