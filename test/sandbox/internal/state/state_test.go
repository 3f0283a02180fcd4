package state

import (
	"encoding/json"
	"errors"
	"os"
	"reflect"
	"strings"
	"testing"
)

func TestTheStateIsReadAsItWasWritten(t *testing.T) {
	dir := t.TempDir()
	want := State{
		Name: "demo", Dir: dir, Kubeconfig: dir + "/kubeconfig",
		Clusters: map[string]Cluster{"harbor": {Server: "https://127.0.0.1:1", AdminKubeconfig: "a", CAFile: "c"}},
		ArgoCD:   ArgoCD{URL: "http://127.0.0.1:2", Version: "v1", Accounts: map[string]string{"ops1": "ops1-sluice"}},
		Vault:    Vault{URL: "http://127.0.0.1:3", RootToken: "t", Accounts: map[string]string{}},
		Registry: Registry{Address: "127.0.0.1:4", Username: "u", Password: "p"},
		Gitea:    Gitea{URL: "http://127.0.0.1:5", Accounts: map[string]string{}, Admin: Login{Username: "root", Password: "x"}},
		Fleet:    dir + "/sluice.yaml", HelmBinary: "h", ArgoCDBinary: "a", PIDs: []int{1, 2},
	}
	if err := want.Save(); err != nil {
		t.Fatal(err)
	}
	got, err := Load(dir)
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v, %v", got, err)
	}
	if info, _ := os.Stat(Path(dir)); info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, want 0600: it holds passwords", info.Mode().Perm())
	}
}

func TestTheNamesOthersReadAreKept(t *testing.T) {
	content, err := json.Marshal(State{Clusters: map[string]Cluster{"ocean": {}}})
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{
		"name", "dir", "kubeconfig", "clusters", "server", "adminKubeconfig", "caFile", "argocd", "url", "version", "accounts",
		"vault", "rootToken", "registry", "address", "username", "password", "gitea", "admin", "fleet", "helmBinary", "argocdBinary", "pids",
	} {
		if !strings.Contains(string(content), `"`+name+`":`) {
			t.Errorf("%q is missing in %s", name, content)
		}
	}
}

func TestAMissingOrDamagedStateSaysWhatToDo(t *testing.T) {
	dir := t.TempDir()
	if _, err := Load(dir); !errors.Is(err, ErrNone) || !strings.Contains(err.Error(), "sandbox up") {
		t.Errorf("missing: %v", err)
	}
	if err := os.WriteFile(Path(dir), []byte(`{"name": "de`), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Load(dir); err == nil || !strings.Contains(err.Error(), "sandbox reset") {
		t.Errorf("damaged: %v", err)
	}
}
