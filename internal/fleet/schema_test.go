package fleet_test

import (
	"encoding/json"
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/sluice-desktop/sluice/internal/fleet"
)

type part struct {
	Ref         string          `json:"$ref"`
	Description string          `json:"description"`
	Properties  map[string]part `json:"properties"`
	Items       *part           `json:"items"`
	Defs        map[string]part `json:"$defs"`
}

// The schema and the Go types name the same fields, and each is described.
func TestSchemaAndTypesNameTheSameFields(t *testing.T) {
	var root part
	if err := json.Unmarshal([]byte(fleet.Schema()), &root); err != nil {
		t.Fatal(err)
	}
	if n := compare(t, root, root, reflect.TypeFor[fleet.Fleet](), "fleet"); n < 50 {
		t.Fatalf("compared %d fields: the test looks in the wrong place", n)
	}
}

func compare(t *testing.T, root, at part, typ reflect.Type, where string) int {
	t.Helper()
	fields := fieldsOf(typ)
	if got, want := slices.Sorted(maps.Keys(at.Properties)), slices.Sorted(maps.Keys(fields)); !slices.Equal(got, want) {
		t.Errorf("%s: the schema has %v, the type %v", where, got, want)
	}
	n := len(fields)
	for name, field := range fields {
		property := at.Properties[name]
		if property.Description == "" && resolve(root, property).Description == "" {
			t.Errorf("%s.%s is not described", where, name)
		}
		for field.Kind() == reflect.Slice {
			field = field.Elem()
		}
		if items := resolve(root, property).Items; field.Kind() == reflect.Struct && items != nil {
			n += compare(t, root, resolve(root, *items), field, where+"."+name)
		}
	}
	return n
}

func resolve(root, p part) part {
	if name, ok := strings.CutPrefix(p.Ref, "#/$defs/"); ok {
		return root.Defs[name]
	}
	return p
}

func fieldsOf(typ reflect.Type) map[string]reflect.Type {
	out := map[string]reflect.Type{}
	for i := range typ.NumField() {
		field := typ.Field(i)
		name, options, _ := strings.Cut(field.Tag.Get("yaml"), ",")
		if options == "inline" {
			maps.Copy(out, fieldsOf(field.Type))
			continue
		}
		out[name] = field.Type
	}
	return out
}

// Whatever the text, the answer is a fleet or problems whose places the text has; and it comes.
func FuzzParse(f *testing.F) {
	f.Add(good)
	for _, tt := range bad {
		if len(tt.text) < 4096 {
			f.Add(tt.text)
		}
	}
	f.Add(example(f))
	f.Add("a: &a [*a]\nb: &b {<<: *b}\n")
	f.Add("a: &a [x,x,x]\nb: &b [*a,*a,*a]\nc: &c [*b,*b,*b]\nd: [*c,*c,*c]\n")
	f.Fuzz(func(t *testing.T, text string) {
		got, problems := fleet.Check([]byte(text))
		if (got == nil) == (len(problems) == 0) {
			t.Fatalf("%v, %+v", got, problems)
		}
		lines := strings.Split(text, "\n")
		for _, p := range problems {
			if p.Line < 1 || p.Line > len(lines) || p.Column < 1 || p.Column > utf8.RuneCountInString(lines[p.Line-1])+1 || p.Detail == "" {
				t.Fatalf("%+v is not in the text", p)
			}
		}
	})
}
