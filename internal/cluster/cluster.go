// Package cluster is the kubeconfig's contexts and the clusters behind them, as Sluice sees them.
package cluster

import (
	"context"

	"github.com/sluice-desktop/sluice/internal/endpoint"
	"github.com/sluice-desktop/sluice/internal/fault"
	"github.com/sluice-desktop/sluice/internal/live"
)

// Context is one context of the kubeconfig files. Nothing secret of it crosses the bridge.
type Context struct {
	Name         string       `json:"name"`
	Cluster      string       `json:"cluster"` // the fleet's name where it knows the server, else the kubeconfig's
	Server       string       `json:"server"`
	User         string       `json:"user"` // the kubeconfig's name of the credentials
	Namespace    string       `json:"namespace"`
	Environments []string     `json:"environments"` // the fleet's environments on this cluster
	Own          []string     `json:"own"`          // those that only this person named, on this computer; both empty: unclassified
	Production   bool         `json:"production"`
	Current      bool         `json:"current"`
	Insecure     bool         `json:"insecure"` // the kubeconfig skips TLS verification: shown in red
	Problem      *fault.Error `json:"problem"`  // what is wrong with its entry; nil when it can be used
}

// Contexts is what the kubeconfig files hold, and which of them cannot be read.
type Contexts struct {
	Files    []string      `json:"files"`
	Contexts []Context     `json:"contexts"`
	Problems []fault.Error `json:"problems"` // per file: missing, unreadable, not a kubeconfig
}

// Presence tells absent, forbidden and unreachable apart.
type Presence string

// The answers to "is it there?".
const (
	Present   Presence = "present"
	Absent    Presence = "absent"
	Forbidden Presence = "forbidden"
	Unknown   Presence = "unknown" // the cluster did not answer for this group
)

// Capability is one API group that features depend on.
type Capability struct {
	Name     string   `json:"name"`  // "OpenShift routes", "Argo CD", …
	Group    string   `json:"group"` // "route.openshift.io"
	Presence Presence `json:"presence"`
	Version  string   `json:"version"` // the preferred version served
}

// State is what a probe of one context found.
type State struct {
	Context      string                `json:"context"`
	Reachable    bool                  `json:"reachable"`
	Problem      *fault.Error          `json:"problem"`   // why not reachable, or why it cannot be used
	Version      string                `json:"version"`   // the API server's
	Login        string                `json:"login"`     // who the server says this is
	LoginNote    string                `json:"loginNote"` // what is unusual about how that is known
	Groups       []string              `json:"groups"`
	Expires      string                `json:"expires"` // RFC 3339: when the credentials of the kubeconfig end; empty: not, or not known
	Capabilities []Capability          `json:"capabilities"`
	Certificate  *endpoint.Certificate `json:"certificate"` // the server's
	CheckedAt    string                `json:"checkedAt"`   // RFC 3339
}

// Reader asks clusters. Forbidden lists are a fault, never an empty list.
type Reader interface {
	Contexts(ctx context.Context) Contexts
	// Probe asks one context who we are and what it serves. An answer that says "unreachable" is no error.
	Probe(ctx context.Context, name string) (State, error)
	// Views are the lists a cluster offers: "namespaces", "pods", "deployments".
	Views() []live.View
	// Changed is closed and replaced whenever the kubeconfig files change.
	Changed() <-chan struct{}
}
