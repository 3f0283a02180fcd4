package diff

import (
	"bytes"
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v2"

	"github.com/sluice-desktop/sluice/internal/fault"
)

// Limit is the longest text that ParseYAML takes.
const Limit = 32 << 20

var yamlLine = regexp.MustCompile(`line (\d+): ?(.*)`)

// ParseYAML reads the objects of a multi-document text. Empty documents are left out. A fault names the document
// and the line, and shows nothing of the text: it may hold secrets.
func ParseYAML(text string) ([]map[string]any, error) {
	if len(text) > Limit {
		return nil, fault.New(fault.Invalid, "yaml", nil, "The text is %d MiB long; more than %d MiB is not compared. Compare a part of it", len(text)>>20, Limit>>20)
	}
	out := []map[string]any{}
	number, first := 0, 1 // of the document, and the line it begins on
	for _, doc := range documents(text) {
		if len(bytes.TrimSpace(doc)) > 0 {
			number++
			object, err := parse(doc)
			if err != nil {
				return nil, unreadable(err, number, first)
			}
			if object != nil {
				out = append(out, object)
			}
		}
		first += bytes.Count(doc, []byte("\n"))
	}
	return out, nil
}

// documents cuts the text before every line that begins a document; the line stays with it, so that lines count.
func documents(text string) [][]byte {
	var out [][]byte
	rest := []byte(text)
	start := 0
	for at := 0; at < len(rest); {
		end := bytes.IndexByte(rest[at:], '\n')
		next := len(rest)
		if end >= 0 {
			next = at + end + 1
		}
		if line := rest[at:next]; at > start && bytes.HasPrefix(line, []byte("---")) && (len(line) == 3 || strings.IndexByte(" \t\r\n", line[3]) >= 0) {
			out = append(out, rest[start:at])
			start = at
		}
		at = next
	}
	return append(out, rest[start:])
}

var errNoObject = errors.New("not an object with keys")

func parse(doc []byte) (map[string]any, error) {
	var tree any
	if err := yaml.Unmarshal(doc, &tree); err != nil {
		return nil, err
	}
	switch tree := stringKeys(tree).(type) {
	case nil:
		return nil, nil
	case map[string]any:
		return tree, nil
	default:
		return nil, errNoObject
	}
}

// unreadable keeps the parser's own text away from people: it quotes the document.
func unreadable(err error, number, first int) error {
	line := first
	if m := yamlLine.FindStringSubmatch(err.Error()); m != nil {
		if n, atoi := strconv.Atoi(m[1]); atoi == nil {
			line = first + max(n-1, 0)
		}
	}
	what := "is not YAML"
	if errors.Is(err, errNoObject) {
		what = "is not an object with keys"
	}
	return fault.New(fault.Invalid, "yaml", nil, "Document %d %s, near line %d. Correct it there", number, what, line)
}

// stringKeys turns the parser's maps into those of JSON.
func stringKeys(v any) any {
	switch v := v.(type) {
	case map[any]any:
		out := make(map[string]any, len(v))
		for key, child := range v {
			if text, ok := key.(string); ok {
				out[text] = stringKeys(child)
			} else {
				out[fmt.Sprint(key)] = stringKeys(child)
			}
		}
		return out
	case []any:
		for i, child := range v {
			v[i] = stringKeys(child)
		}
	}
	return v
}
