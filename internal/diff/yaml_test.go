package diff_test

import (
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"

	"github.com/sluice-desktop/sluice/internal/diff"
	"github.com/sluice-desktop/sluice/internal/fault"
)

func TestParseYAMLReadsEveryDocument(t *testing.T) {
	got := parsed(t, "# Source: a\n---\n---\na: 1\n--- # remark\nb: {1: x, yes: z}\n---\n")
	want := "[map[a:1] map[b:map[1:x true:z]]]"
	if fmt.Sprint(got) != want {
		t.Errorf("got %v, want %s", got, want)
	}
}

func TestParseYAMLNamesDocumentAndLine(t *testing.T) {
	for _, row := range []struct{ name, text, want string }{
		{"broken", "a: 1\n---\nb: 2\nc: [hunter2\n", "Document 2 is not YAML, near line"},
		{"a tab", "a: 1\n---\nb: 2\n\tc: 3\n", "Document 2 is not YAML, near line 4"},
		{"a list", "a: 1\n---\n- hunter2\n", "Document 2 is not an object with keys, near line 2"},
		{"a word", "hunter2", "Document 1 is not an object with keys, near line 1"},
		{"too long", strings.Repeat("a", diff.Limit+1), "The text is 32 MiB long"},
	} {
		t.Run(row.name, func(t *testing.T) {
			_, err := diff.ParseYAML(row.text)
			var f *fault.Error
			if !errors.As(err, &f) || f.Kind != fault.Invalid || !strings.HasPrefix(f.Detail, row.want) {
				t.Fatalf("got %v", err)
			}
			if strings.Contains(err.Error(), "hunter2") {
				t.Errorf("the fault quotes the text: %v", err)
			}
		})
	}
}

func TestPrint(t *testing.T) {
	tree := map[string]any{
		"list": []any{[]any{1, []any{}}, map[string]any{"b": 2, "a": map[string]any{"c": []any{"x"}}}, map[string]any{}, "- dash"},
		"text": "one\n\n  two\n", "open": "one\ntwo", "kept": "one\n\n", "no": "no", "number": "1.5", "none": nil, "colon": "a: b",
		"cpu": "500m", "float": 0.5, "big": float64(3), "empty": "", "on": true, "quote": "\"\\\x00",
	}
	want := `big: 3
colon: "a: b"
cpu: 500m
empty: ""
float: 0.5
kept: |+
  one

list:
- - 1
  - []
- a:
    c:
    - x
  b: 2
- {}
- "- dash"
"no": "no"
none: null
number: "1.5"
"on": true
open: |-
  one
  two
quote: "\"\\\u0000"
text: |
  one

    two
`
	if got := diff.Print(tree); got != want {
		t.Errorf("printed\n%s", got)
	}
}

func FuzzPrintedTextsAreReadBackUnchanged(f *testing.F) {
	for _, text := range []string{"yes", "1e3", "0x1", "a: b", "#", "one\ntwo", "\ttab\nx", " lead\nx", "x \ny", "\n", "---\n", "…\u2028", "~", "a\n\n\n", "- a", "|", "64Mi", "<<", "=", "_1", "a\r\nb", "a #b", "é", "\U0001f600", "x:"} {
		f.Add(text, text)
	}
	f.Fuzz(func(t *testing.T, key, text string) {
		if strings.ToValidUTF8(key+text, "") != key+text {
			t.Skip()
		}
		tree := map[string]any{key: text, "list": []any{text, []any{text}, map[string]any{key: text}}}
		got, err := diff.ParseYAML(diff.Print(tree))
		if err != nil || len(got) != 1 || !reflect.DeepEqual(got[0], tree) {
			t.Fatalf("printed\n%s\nread back %v, %v", diff.Print(tree), got, err)
		}
	})
}
