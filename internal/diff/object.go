package diff

import (
	"fmt"
	"slices"
	"strings"

	"github.com/sluice-desktop/sluice/internal/secret"
)

// identity is by what an object is found again on the other side. nth tells objects of the same name apart,
// as hooks may have.
type identity struct {
	group, kind, namespace, name string
	nth                          int
}

func identify(o map[string]any) identity {
	group, _, versioned := strings.Cut(text(o, "apiVersion"), "/")
	if !versioned {
		group = ""
	}
	meta, _ := o["metadata"].(map[string]any)
	name := text(meta, "name")
	if name == "" {
		name = text(meta, "generateName")
	}
	return identity{group: group, kind: text(o, "kind"), namespace: text(meta, "namespace"), name: name}
}

func text(o map[string]any, key string) string {
	t, _ := o[key].(string)
	return t
}

func (id identity) less(other identity) int {
	for _, pair := range [][2]string{{id.kind, other.kind}, {id.name, other.name}, {id.namespace, other.namespace}, {id.group, other.group}} {
		if c := strings.Compare(pair[0], pair[1]); c != 0 {
			return c
		}
	}
	return id.nth - other.nth
}

// side is one object as it is printed, and how many fields were left out as noise.
type side struct {
	lines []secret.Line
	noise int
}

// sides prints objects by identity; the items of a List stand for themselves.
func sides(objects []map[string]any, redactor *secret.Redactor) map[identity]side {
	out := make(map[identity]side, len(objects))
	for _, o := range flat(objects) {
		id := identify(o)
		for {
			if _, taken := out[id]; !taken {
				break
			}
			id.nth++
		}
		clean, noise := normalised(o)
		out[id] = side{lines: printed(hidden(clean, redactor)), noise: noise}
	}
	return out
}

func flat(objects []map[string]any) []map[string]any {
	if !slices.ContainsFunc(objects, isList) {
		return objects
	}
	var out []map[string]any
	for _, o := range objects {
		if !isList(o) {
			out = append(out, o)
			continue
		}
		var inner []map[string]any
		for _, item := range o["items"].([]any) {
			if object, ok := item.(map[string]any); ok {
				inner = append(inner, object)
			}
		}
		out = append(out, flat(inner)...)
	}
	return out
}

func isList(o map[string]any) bool {
	_, items := o["items"].([]any)
	return items && strings.HasSuffix(text(o, "kind"), "List")
}

// hidden masks an object: in a Secret everything under its data, elsewhere what looks secret.
func hidden(o map[string]any, redactor *secret.Redactor) any {
	masked, ok := redactor.Tree(o).(map[string]any)
	if !ok || !strings.EqualFold(text(o, "kind"), "Secret") {
		return masked
	}
	for _, field := range []string{"data", "stringData"} {
		if o[field] != nil {
			masked[field] = veiled(o[field], redactor)
		}
	}
	return masked
}

// veiled keeps a table's keys and hides whatever is under them.
func veiled(v any, redactor *secret.Redactor) any {
	table, ok := v.(map[string]any)
	if !ok {
		return redactor.Hide(fmt.Sprint(v))
	}
	out := make(map[string]any, len(table))
	for key, value := range table {
		out[key] = redactor.Hide(value)
	}
	return out
}
