package rest

import (
	"bytes"
	"encoding/json"
	"flag"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
)

// The contract with Argo CD lies in test/contract/argocd: what this client sends, which fields it reads, and
// what a real server of version 2.14 answered. A test beside the sandbox's server, which may import Argo CD,
// holds the first two against Argo CD's own types; this one holds the client to all three.
const contract = "../../../test/contract/argocd"

var update = flag.Bool("update", false, "write the golden files")

func golden(t *testing.T, name string, value any) {
	t.Helper()
	got, err := json.MarshalIndent(value, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	got = append(got, '\n')
	path := filepath.Join(contract, name)
	if *update {
		if err := os.WriteFile(path, got, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil || !bytes.Equal(got, want) {
		t.Errorf("%s is not what the client does (%v): go test ./internal/argocd/rest -update, look at the diff, then run the contract test in test/sandbox/servers/argocd", name, err)
	}
}

func TestWhatIsSentIsWrittenDown(t *testing.T) {
	golden(t, "sent.json", map[string]any{
		"session.SessionCreateRequest": []any{credentials{Username: "ops1", Password: "p"}},
		"application.ApplicationSyncRequest": []any{
			syncRequest{Name: "acme-shop-prod", Project: "prod", Revision: newSHA},
			syncRequest{Name: "acme-shop-prod", Revision: newSHA, Prune: true, DryRun: true},
		},
	})
}

func TestWhatIsReadIsWrittenDown(t *testing.T) {
	reads := map[string]map[string]string{}
	for name, typ := range map[string]reflect.Type{
		"v1alpha1.Application":                 reflect.TypeFor[application](),
		"application.ManagedResourcesResponse": reflect.TypeFor[managedResources](),
		"session.SessionResponse":              reflect.TypeFor[issued](),
		"session.GetUserInfoResponse":          reflect.TypeFor[userinfo](),
		"version.VersionMessage":               reflect.TypeFor[version](),
	} {
		reads[name] = map[string]string{}
		paths(typ, "", reads[name])
	}
	if len(reads["v1alpha1.Application"]) < 50 {
		t.Fatalf("found %d fields: the test looks in the wrong place", len(reads["v1alpha1.Application"]))
	}
	golden(t, "read.json", reads)
}

// paths lists the fields of a type by their JSON names, with the kind of JSON value that is expected there.
func paths(typ reflect.Type, at string, into map[string]string) {
	switch typ.Kind() {
	case reflect.Pointer:
		paths(typ.Elem(), at, into)
	case reflect.Slice:
		paths(typ.Elem(), at+"[]", into)
	case reflect.Struct:
		for i := range typ.NumField() {
			name, _, _ := strings.Cut(typ.Field(i).Tag.Get("json"), ",")
			paths(typ.Field(i).Type, strings.TrimPrefix(at+"."+name, "."), into)
		}
	case reflect.Map:
		into[at] = "map"
	case reflect.Int:
		into[at] = "number"
	default:
		into[at] = typ.Kind().String()
	}
}

func answered[T any](t *testing.T, name string) (out T) {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(contract, "answered", name))
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(text, &out); err != nil {
		t.Fatal(err)
	}
	return out
}

func TestTheRealServersAnswersAreUnderstood(t *testing.T) {
	d := newDesk(t)
	app := d.application("harbor", answered[application](t, "application.json"))
	if app.Ref.Name != "acme-shop-prod" || app.Ref.Project != "prod" || app.Cluster != "ocean" || app.Namespace != "acme-prod" ||
		app.Sync != "OutOfSync" || app.Health != "Healthy" || app.Target != "prod-release/v1.4.2" || len(app.Desired) != 40 || len(app.Live) != 40 || app.AutoSync != "off" {
		t.Errorf("the application is understood as %+v", app)
	}
	if len(app.Resources) != 4 || len(app.History) == 0 || app.History[0].By == "" || app.History[0].At == "" || app.LastSync.Phase != "Succeeded" || len(app.LastSync.Objects) != 4 {
		t.Errorf("its parts are understood as %+v", app)
	}
	list := answered[applications](t, "list.json").Items
	if len(list) != 6 {
		t.Fatalf("the list has %d", len(list))
	}
	for _, a := range list {
		cells := d.row("harbor", a).Cells
		if empty := slices.Index(cells[:3], ""); empty >= 0 || cells[6] == "Unknown" || cells[7] == "Unknown" || cells[8] == "" || cells[11] == "" {
			t.Errorf("a row is understood as %q", cells)
		}
	}
	event := answered[watched](t, "event.json")
	if event.Result == nil || event.Result.Type != "MODIFIED" || event.Result.Application.target() == "" {
		t.Errorf("the event is understood as %+v", event)
	}
	begun, ended := answered[application](t, "sync-begun.json"), answered[application](t, "dry-run-ended.json")
	if begun.Operation == nil || begun.Status.OperationState != nil || begun.Operation.Sync == nil || !begun.Operation.Sync.DryRun {
		t.Errorf("the begun sync is understood as %+v", begun.Operation)
	}
	if step := progress(ended); step.Done != 4 || step.Total != 4 || ended.Status.OperationState.FinishedAt == "" {
		t.Errorf("the ended sync is understood as %+v", step)
	}
	if said := answered[apiError](t, "refused-sync.json"); said.Code != codePermissionDenied || said.Message == "" {
		t.Errorf("the refusal is understood as %+v", said)
	}
	if said := answered[apiError](t, "refused-login.json"); said.Code != codeUnauthenticated {
		t.Errorf("the refused login is understood as %+v", said)
	}
}

func TestTheRealServersDifferenceIsUnderstood(t *testing.T) {
	live, desired, err := sides(&site{}, answered[managedResources](t, "managed-resources.json").Items)
	if err != nil || len(live) != 2 || len(desired) != 2 {
		t.Fatalf("%d and %d objects, %v", len(live), len(desired), err)
	}
	kinds := map[any]bool{}
	for _, o := range slices.Concat(live, desired) {
		kinds[o["kind"]] = true
	}
	if !maps.Equal(kinds, map[any]bool{"ConfigMap": true, "ServiceAccount": true}) {
		t.Errorf("kinds are %v", kinds)
	}
}
