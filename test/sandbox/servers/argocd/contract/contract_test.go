// Package contract holds what Sluice's client sends to Argo CD, and what it reads of the answers, against Argo
// CD's own types. It lies in the server's module, so that the app does not depend on Argo CD. Run it by
//
//	CGO_ENABLED=0 go test -count=1 -mod=readonly ./contract
//
// in that module: without cgo, as the server is built, so that both share what is compiled; and uncached, because
// the golden files lie outside the module, where a change of theirs is not seen.
package contract

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/argoproj/argo-cd/v2/pkg/apiclient/application"
	"github.com/argoproj/argo-cd/v2/pkg/apiclient/session"
	"github.com/argoproj/argo-cd/v2/pkg/apiclient/version"
	"github.com/argoproj/argo-cd/v2/pkg/apis/application/v1alpha1"
)

const golden = "../../../../contract/argocd"

var theirs = map[string]reflect.Type{
	"v1alpha1.Application":                 reflect.TypeFor[v1alpha1.Application](),
	"application.ManagedResourcesResponse": reflect.TypeFor[application.ManagedResourcesResponse](),
	"application.ApplicationSyncRequest":   reflect.TypeFor[application.ApplicationSyncRequest](),
	"session.SessionCreateRequest":         reflect.TypeFor[session.SessionCreateRequest](),
	"session.SessionResponse":              reflect.TypeFor[session.SessionResponse](),
	"session.GetUserInfoResponse":          reflect.TypeFor[session.GetUserInfoResponse](),
	"version.VersionMessage":               reflect.TypeFor[version.VersionMessage](),
}

// later are fields that Argo CD has got since 2.14.
var later = map[string]string{"spec.syncPolicy.automated.enabled": "3.1"}

func read(t *testing.T, name string, into any) []byte {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(golden, name))
	if err != nil {
		t.Fatal(err)
	}
	if into != nil {
		if err := json.Unmarshal(text, into); err != nil {
			t.Fatal(err)
		}
	}
	return text
}

func TestArgoCDKnowsEveryFieldThatIsSent(t *testing.T) {
	sent := map[string][]json.RawMessage{}
	read(t, "sent.json", &sent)
	if len(sent) < 2 {
		t.Fatalf("only %d kinds are sent", len(sent))
	}
	for name, examples := range sent {
		typ := theirs[name]
		if typ == nil {
			t.Errorf("there is no %s", name)
			continue
		}
		for _, example := range examples {
			strict := json.NewDecoder(bytes.NewReader(example))
			strict.DisallowUnknownFields()
			if err := strict.Decode(reflect.New(typ).Interface()); err != nil {
				t.Errorf("%s does not take %s: %v", name, example, err)
			}
		}
	}
}

func TestArgoCDHasEveryFieldThatIsRead(t *testing.T) {
	reads := map[string]map[string]string{}
	read(t, "read.json", &reads)
	checked := 0
	for name, fields := range reads {
		typ := theirs[name]
		if typ == nil {
			t.Errorf("there is no %s", name)
			continue
		}
		for path, want := range fields {
			checked++
			got, ok := at(typ, path)
			switch since := later[path]; {
			case since != "" && ok:
				t.Errorf("%s has %s by now: it is not later than this version", name, path)
			case since == "" && !ok:
				t.Errorf("%s has no %s", name, path)
			case since == "" && got != want:
				t.Errorf("%s of %s is a %s, read as a %s", path, name, got, want)
			}
		}
	}
	if checked < 60 {
		t.Fatalf("checked %d fields: the test looks in the wrong place", checked)
	}
}

// at follows a path of JSON names through a type, and says which kind of JSON value stands at its end.
func at(typ reflect.Type, path string) (kind string, ok bool) {
	for _, part := range strings.Split(path, ".") {
		name, list := strings.CutSuffix(part, "[]")
		field, found := named(deref(typ), name)
		if !found {
			return "", false
		}
		typ = deref(field)
		if list {
			if typ.Kind() != reflect.Slice {
				return "", false
			}
			typ = deref(typ.Elem())
		}
	}
	return kindOf(typ), true
}

func deref(typ reflect.Type) reflect.Type {
	for typ.Kind() == reflect.Pointer {
		typ = typ.Elem()
	}
	return typ
}

func named(typ reflect.Type, name string) (reflect.Type, bool) {
	if typ.Kind() != reflect.Struct {
		return nil, false
	}
	for i := range typ.NumField() {
		f := typ.Field(i)
		tag, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		if tag == name {
			return f.Type, true
		}
		if f.Anonymous && tag == "" {
			if found, ok := named(deref(f.Type), name); ok {
				return found, true
			}
		}
	}
	return nil, false
}

// kindOf is what a value of the type is in JSON.
func kindOf(typ reflect.Type) string {
	switch typ.Kind() {
	case reflect.Int, reflect.Int32, reflect.Int64:
		return "number"
	case reflect.Struct:
		if typ.PkgPath() == "k8s.io/apimachinery/pkg/apis/meta/v1" && typ.Name() == "Time" {
			return "string" // RFC 3339
		}
		return "object"
	default:
		return typ.Kind().String()
	}
}

// What the real server answered is what its types say it answers: the samples are not invented, and not of
// another version.
func TestTheSamplesAreArgoCDsOwn(t *testing.T) {
	for name, into := range map[string]any{
		"application.json":       &v1alpha1.Application{},
		"sync-begun.json":        &v1alpha1.Application{},
		"dry-run-ended.json":     &v1alpha1.Application{},
		"list.json":              &v1alpha1.ApplicationList{},
		"managed-resources.json": &application.ManagedResourcesResponse{},
		"session.json":           &session.SessionResponse{},
		"userinfo.json":          &session.GetUserInfoResponse{},
		"version.json":           &version.VersionMessage{},
		"event.json": &struct {
			Result v1alpha1.ApplicationWatchEvent `json:"result"`
		}{},
	} {
		t.Run(name, func(t *testing.T) {
			strict := json.NewDecoder(bytes.NewReader(read(t, "answered/"+name, nil)))
			strict.DisallowUnknownFields()
			if err := strict.Decode(into); err != nil {
				t.Error(err)
			}
		})
	}
}
