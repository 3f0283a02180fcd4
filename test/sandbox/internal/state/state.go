// Package state is what a running sandbox tells the programs that use it: addresses, accounts and files.
package state

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// State is the content of state.json.
type State struct {
	Name         string             `json:"name"`
	Dir          string             `json:"dir"`
	Kubeconfig   string             `json:"kubeconfig"`
	Clusters     map[string]Cluster `json:"clusters"`
	ArgoCD       ArgoCD             `json:"argocd"`
	Vault        Vault              `json:"vault"`
	Registry     Registry           `json:"registry"`
	Gitea        Gitea              `json:"gitea"`
	SIEM         SIEM               `json:"siem"`
	Fleet        string             `json:"fleet"`
	HelmBinary   string             `json:"helmBinary"`
	ArgoCDBinary string             `json:"argocdBinary"`
	PIDs         []int              `json:"pids"`
}

// Cluster is one control plane.
type Cluster struct {
	Server          string `json:"server"`
	AdminKubeconfig string `json:"adminKubeconfig"`
	CAFile          string `json:"caFile"`
}

// ArgoCD is the one instance; Accounts are passwords by name.
type ArgoCD struct {
	URL      string            `json:"url"`
	Version  string            `json:"version"`
	Accounts map[string]string `json:"accounts"`
}

// Vault has the same accounts through userpass.
type Vault struct {
	URL       string            `json:"url"`
	RootToken string            `json:"rootToken"`
	Accounts  map[string]string `json:"accounts"`
}

// Registry is the OCI registry; it speaks plain HTTP.
type Registry struct {
	Address  string `json:"address"`
	Username string `json:"username"`
	Password string `json:"password"`
}

// Gitea is the Git host.
type Gitea struct {
	URL      string            `json:"url"`
	Accounts map[string]string `json:"accounts"`
	Admin    Login             `json:"admin"`
}

// SIEM takes records at URL/ingest as JSON, at URL/v1/logs as OpenTelemetry, and by syslog; it shows them at URL/records.
type SIEM struct {
	URL    string `json:"url"`
	Syslog string `json:"syslog"`
	CAFile string `json:"caFile"`
	Token  string `json:"token"`
}

// Login is a name and its password.
type Login struct {
	Username string `json:"username"`
	Password string `json:"password"`
}

// Path of the state file in a sandbox's folder.
func Path(dir string) string { return filepath.Join(dir, "state.json") }

// ErrNone says that no sandbox was brought up in the folder.
var ErrNone = errors.New("no sandbox here: run `sandbox up`")

// Load reads the state of the sandbox in dir.
func Load(dir string) (State, error) {
	content, err := os.ReadFile(Path(dir))
	if errors.Is(err, fs.ErrNotExist) {
		return State{}, ErrNone
	}
	if err != nil {
		return State{}, err
	}
	var s State
	if err := json.Unmarshal(content, &s); err != nil {
		return State{}, fmt.Errorf("%s is damaged (%w): run `sandbox reset`", Path(dir), err)
	}
	return s, nil
}

// Save writes the state so that a reader finds the old file or the new one, never half of it; it holds passwords, so it
// is its owner's alone.
func (s State) Save() error { return WriteFile(Path(s.Dir), s) }

// WriteFile writes any value as JSON in that manner.
func WriteFile(path string, value any) error {
	content, err := json.MarshalIndent(value, "", "  ")
	if err != nil {
		return err
	}
	next := path + ".next"
	if err := os.WriteFile(next, append(content, '\n'), 0o600); err != nil {
		return err
	}
	return os.Rename(next, path)
}
