// Package contract holds what two languages must agree on: JSON that Go writes here and TypeScript reads.
package contract_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"reflect"
	"strings"
	"testing"

	"github.com/sluice-desktop/sluice/internal/wiring"
)

var update = flag.Bool("update", false, "write bridge.json anew")

// services are the bound ones, of an app that is not started.
func services(t *testing.T) []any {
	t.Helper()
	return wiring.New(wiring.Options{Data: t.TempDir(), Emit: func(string, any) {}}).Services
}

// TestBridge writes one full sample of every type that a bound method returns, and compares it with what is
// committed: whoever changes the wire sees it in the diff, and the frontend's type check reads the same file.
func TestBridge(t *testing.T) {
	samples := map[string]any{}
	for _, service := range services(t) {
		typ := reflect.TypeOf(service)
		for i := range typ.NumMethod() {
			method := typ.Method(i).Type
			for o := range method.NumOut() {
				out := method.Out(o)
				for out.Kind() == reflect.Slice {
					out = out.Elem()
				}
				if out.Kind() == reflect.Struct {
					samples[out.String()] = sample(out, 0).Interface()
				}
			}
		}
	}
	if len(samples) < 12 {
		t.Fatalf("found %d types: the test looks in the wrong place", len(samples))
	}
	got, err := json.MarshalIndent(samples, "", "  ")
	if err != nil {
		t.Fatalf("a result that cannot be marshalled ends the process: %v", err)
	}
	got = append(got, '\n')
	if *update {
		if err := os.WriteFile("bridge.json", got, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile("bridge.json")
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Fatal("what crosses the bridge has changed: go test ./test/contract -update, then look at the diff")
	}
}

// sample fills every field, so that none is missing from the JSON.
func sample(typ reflect.Type, depth int) reflect.Value {
	v := reflect.New(typ).Elem()
	switch typ.Kind() {
	case reflect.String:
		v.SetString("text")
	case reflect.Int, reflect.Int64:
		v.SetInt(1)
	case reflect.Uint64:
		v.SetUint(1)
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Slice:
		v = reflect.Append(v, sample(typ.Elem(), depth+1))
	case reflect.Map:
		v = reflect.MakeMap(typ)
		v.SetMapIndex(sample(typ.Key(), depth+1), sample(typ.Elem(), depth+1))
	case reflect.Pointer:
		v.Set(reflect.New(typ.Elem()))
		v.Elem().Set(sample(typ.Elem(), depth+1))
	case reflect.Struct:
		for i := range typ.NumField() {
			if typ.Field(i).IsExported() {
				v.Field(i).Set(sample(typ.Field(i).Type, depth+1))
			}
		}
	}
	return v
}

// Wails names a service by its struct alone, so two of one name would merge in silence; and it hands every
// exported method to the window, promoted ones too, so a service embeds nothing.
func TestServicesHaveNamesOfTheirOwn(t *testing.T) {
	seen := map[string]bool{}
	for _, service := range services(t) {
		typ := reflect.TypeOf(service).Elem()
		if seen[typ.Name()] || !strings.HasSuffix(typ.Name(), "Service") {
			t.Errorf("%s: bound services end in Service and are told apart by their names", typ)
		}
		seen[typ.Name()] = true
		for i := range typ.NumField() {
			if typ.Field(i).Anonymous {
				t.Errorf("%s embeds %s, whose methods the window could call", typ, typ.Field(i).Name)
			}
		}
	}
}

// What is typed any in TypeScript, or carries time.Time, cannot be checked on the other side.
func TestOnlyPlainTypesCross(t *testing.T) {
	for _, service := range services(t) {
		typ := reflect.TypeOf(service)
		for i := range typ.NumMethod() {
			method := typ.Method(i)
			for o := range method.Type.NumOut() {
				plain(t, typ.Elem().Name()+"."+method.Name, method.Type.Out(o))
			}
			for in := 1; in < method.Type.NumIn(); in++ {
				plain(t, typ.Elem().Name()+"."+method.Name, method.Type.In(in))
			}
		}
	}
}

func plain(t *testing.T, where string, typ reflect.Type) {
	t.Helper()
	switch typ.Kind() {
	case reflect.String, reflect.Int, reflect.Int64, reflect.Uint64, reflect.Bool:
	case reflect.Slice, reflect.Pointer, reflect.Map:
		plain(t, where, typ.Elem())
	case reflect.Struct:
		if typ.PkgPath() == "time" {
			t.Errorf("%s: a time crosses as RFC 3339 text", where)
			return
		}
		for i := range typ.NumField() {
			if f := typ.Field(i); f.IsExported() {
				if f.Tag.Get("json") == "" {
					t.Errorf("%s: %s.%s has no json name", where, typ, f.Name)
				}
				plain(t, where+" "+typ.String()+"."+f.Name, f.Type)
			}
		}
	default:
		if typ.String() != "error" {
			t.Errorf("%s: %s does not cross the bridge plainly", where, typ)
		}
	}
}
