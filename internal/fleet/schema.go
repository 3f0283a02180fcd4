package fleet

import (
	"bytes"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/santhosh-tekuri/jsonschema/v6/kind"

	"github.com/sluice-desktop/sluice/docs"
)

// Schema is the JSON Schema of the file, as it is published.
func Schema() string { return string(docs.Schema) }

const schemaAt = "mem:///sluice.schema.json"

// schema is made ready when the first file is read.
var schema = sync.OnceValue(func() compiled {
	raw, err := jsonschema.UnmarshalJSON(bytes.NewReader(docs.Schema))
	if err != nil {
		panic(err) // the embedded schema is no JSON: a test holds that it is
	}
	compiler := jsonschema.NewCompiler()
	if err := compiler.AddResource(schemaAt, raw); err != nil {
		panic(err)
	}
	return compiled{compiler.MustCompile(schemaAt), raw}
})

type compiled struct {
	*jsonschema.Schema
	raw any
}

// shape reports where the tree is not what the schema asks for.
func (d *document) shape(tree any) {
	var wrong *jsonschema.ValidationError
	if errors.As(schema().Validate(tree), &wrong) {
		d.misshapen(wrong)
	}
}

func (d *document) misshapen(e *jsonschema.ValidationError) {
	at := e.InstanceLocation
	switch k := e.ErrorKind.(type) {
	case *kind.AdditionalProperties:
		slices.Sort(k.Properties)
		for _, name := range k.Properties {
			d.at(d.key(at, name), append(at[:len(at):len(at)], name), "There is no key %s. Known here: %s", short(name), known(e.SchemaURL))
		}
		return
	case *kind.PropertyNames:
		return // a role that does not exist: checkRoles says so, because this error has lost its place
	}
	if detail := told(e.ErrorKind); detail != "" {
		d.at(d.find(at), at, "%s", detail)
		return
	}
	for _, cause := range e.Causes {
		d.misshapen(cause)
	}
}

// told is a fault of the schema in words; empty where its causes say it better.
func told(k jsonschema.ErrorKind) string {
	switch k := k.(type) {
	case *kind.Required:
		return strings.Join(k.Missing, " and ") + " is missing here. Add it"
	case *kind.DependentRequired:
		return fmt.Sprintf("%s needs %s beside it. Add it, or remove %s", k.Prop, strings.Join(k.Missing, " and "), k.Prop)
	case *kind.Type:
		return fmt.Sprintf("This is %s where %s belongs", article(k.Got), article(k.Want[0])) + remedy[k.Want[0]]
	case *kind.Enum:
		return fmt.Sprintf("%s is none of %s", short(fmt.Sprint(k.Got)), listed(k.Want))
	case *kind.UniqueItems:
		return fmt.Sprintf("Items %d and %d are the same. Keep one of them", k.Duplicates[0]+1, k.Duplicates[1]+1)
	case *kind.MinLength:
		return "This is empty. Write something, or remove the key"
	case *kind.MaxLength:
		return fmt.Sprintf("This is longer than %d characters. Shorten it", k.Want)
	}
	return ""
}

var remedy = map[string]string{
	"string": ". Put it in quotes", "array": ". Write it as [one, two] or as lines that begin with -",
	"boolean": ". Write true or false", "object": ". Write it as lines of key: value",
}

func article(kind string) string {
	switch kind {
	case "array":
		return "a list"
	case "object":
		return "a table"
	case "string":
		return "a text"
	case "boolean":
		return "a true or false"
	case "null":
		return "nothing"
	}
	return "a " + kind
}

func listed(all []any) string {
	out := make([]string, len(all))
	for i, one := range all {
		out[i] = fmt.Sprint(one)
	}
	return strings.Join(out, ", ")
}

// known are the keys that the part of the schema at url allows.
func known(url string) string {
	_, pointer, _ := strings.Cut(url, "#")
	at := schema().raw
	for step := range strings.SplitSeq(strings.Trim(pointer, "/"), "/") {
		table, _ := at.(map[string]any)
		if next, ok := table[step]; ok && step != "additionalProperties" {
			at = next
		}
	}
	table, _ := at.(map[string]any)
	properties, _ := table["properties"].(map[string]any)
	return strings.Join(slices.Sorted(maps.Keys(properties)), ", ")
}
