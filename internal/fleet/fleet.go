// Package fleet is the team's file: environments in promotion order, clusters, systems, people and roles.
package fleet

import (
	"cmp"
	"net"
	"net/url"
	"path"
	"slices"
	"strings"

	"github.com/sluice-desktop/sluice/internal/policy"
)

// Fleet is one sluice.yaml. Its zero value is a fleet that knows nothing: everything is unclassified.
type Fleet struct {
	APIVersion   string                   `yaml:"apiVersion"`
	Kind         string                   `yaml:"kind"`
	Name         string                   `yaml:"name"`
	Environments []Environment            `yaml:"environments"` // in promotion order
	Clusters     []Cluster                `yaml:"clusters"`
	Customers    []string                 `yaml:"customers"`
	Products     []string                 `yaml:"products"`
	Platform     []string                 `yaml:"platform"` // namespace patterns that hold platform charts
	ArgoCD       []ArgoCD                 `yaml:"argocd"`
	Vault        []Vault                  `yaml:"vault"`
	Git          []GitHost                `yaml:"git"`
	Registries   []System                 `yaml:"registries"`
	SIEM         []SIEM                   `yaml:"siem"`
	Freezes      []Freeze                 `yaml:"freezes"`
	Rules        string                   `yaml:"rules"` // Cedar: added to the default duties; an @id that is there already is replaced
	Roles        map[policy.Role][]string `yaml:"roles"` // role → groups of the identity provider
	People       []Person                 `yaml:"people"`
}

// Environment is one step of the promotion order: namespaces of one cluster.
type Environment struct {
	Name       string   `yaml:"name"`
	Cluster    string   `yaml:"cluster"`
	Namespaces []string `yaml:"namespaces"` // patterns with *
	Production bool     `yaml:"production"`
}

// Cluster gives a server a name, and says how Argo CD calls it.
type Cluster struct {
	Name   string `yaml:"name"`
	Server string `yaml:"server"`
	ArgoCD string `yaml:"argocd"` // Argo CD's destination name; empty: the same name
}

// ArgoCD is one Argo CD instance.
type ArgoCD struct {
	System  `yaml:",inline"`
	Cluster string `yaml:"cluster"` // where it runs, which it calls in-cluster; may be left out while there is one instance
}

// TLS is whom to trust at one server.
type TLS struct {
	CA       string `yaml:"ca"`       // path of a PEM file; empty: the system's authorities
	Insecure bool   `yaml:"insecure"` // the certificate is not verified for this one server, visibly
}

// System is a named address.
type System struct {
	Name string `yaml:"name"`
	URL  string `yaml:"url"`
	Hint string `yaml:"hint"` // shown where people sign in
	TLS  `yaml:",inline"`
}

// Vault is one Vault, or one namespace of it.
type Vault struct {
	System    `yaml:",inline"`
	Namespace string `yaml:"namespace"` // empty: the root namespace, which is all that most have
}

// GitHost is a place with repositories.
type GitHost struct {
	System       `yaml:",inline"`
	Kind         string   `yaml:"kind"` // github, gitlab, gitea
	Repositories []string `yaml:"repositories"`
}

// SIEM is where records of the journal are copied to.
type SIEM struct {
	System `yaml:",inline"`
	Kind   string `yaml:"kind"` // https, syslog, otlp
	Cert   string `yaml:"cert"` // path of a PEM file with the client's certificate, for mutual TLS
	Key    string `yaml:"key"`  // path of its key
}

// Freeze is a time in which nothing is deployed to what it names; an empty list names everything.
type Freeze struct {
	Name         string   `yaml:"name"`
	Environments []string `yaml:"environments"`
	Customers    []string `yaml:"customers"`
	Products     []string `yaml:"products"`
	From         string   `yaml:"from"` // RFC 3339
	Until        string   `yaml:"until"`
	Reason       string   `yaml:"reason"`
}

// Person is one person behind several logins.
type Person struct {
	Name       string        `yaml:"name"`
	Roles      []policy.Role `yaml:"roles"` // on paper; groups prove them
	Kubernetes string        `yaml:"kubernetes"`
	ArgoCD     string        `yaml:"argocd"`
	Vault      string        `yaml:"vault"`
	Git        string        `yaml:"git"`
}

func (p Person) login(system string) string {
	switch system {
	case "kubernetes":
		return p.Kubernetes
	case "argocd":
		return p.ArgoCD
	case "vault":
		return p.Vault
	case "git":
		return p.Git
	}
	return ""
}

// Person is the one behind a login; ok is false when the fleet does not know it.
func (f *Fleet) Person(system, login string) (string, bool) {
	for _, p := range f.People {
		if login != "" && p.login(system) == login {
			return p.Name, true
		}
	}
	return "", false
}

// LoginOf is a person's login at a system; empty when the fleet does not say.
func (f *Fleet) LoginOf(person, system string) string {
	for _, p := range f.People {
		if p.Name == person {
			return p.login(system)
		}
	}
	return ""
}

// RolesOf are the roles that a group stands for, in the order of the matrix.
func (f *Fleet) RolesOf(group string) []policy.Role {
	var out []policy.Role
	for _, role := range policy.Roles {
		if slices.Contains(f.Roles[role], group) {
			out = append(out, role)
		}
	}
	return out
}

// Mapped reports whether the fleet maps groups to roles at all.
func (f *Fleet) Mapped() bool { return len(f.Roles) > 0 }

// PeopleOf are the people who have a role on paper.
func (f *Fleet) PeopleOf(role policy.Role) []string {
	var out []string
	for _, p := range f.People {
		if slices.Contains(p.Roles, role) {
			out = append(out, p.Name)
		}
	}
	return out
}

// ClusterAt is the fleet's cluster with this API server; ok is false when it names none.
func (f *Fleet) ClusterAt(server string) (Cluster, bool) {
	for _, c := range f.Clusters {
		if same(c.Server, server) {
			return c, true
		}
	}
	return Cluster{}, false
}

// Server is the address of a cluster's API server; empty when the fleet does not name it.
func (f *Fleet) Server(cluster string) string {
	for _, c := range f.Clusters {
		if c.Name == cluster {
			return c.Server
		}
	}
	return ""
}

// Destination is the cluster that an Argo CD instance means by a destination's server or name; empty when unknown.
func (f *Fleet) Destination(instance, serverOrName string) string {
	if serverOrName == inCluster || serverOrName == "https://kubernetes.default.svc" {
		return f.home(instance)
	}
	for _, c := range f.Clusters {
		if serverOrName == cmp.Or(c.ArgoCD, c.Name) || same(c.Server, serverOrName) {
			return c.Name
		}
	}
	return ""
}

// inCluster is what every Argo CD calls the cluster that it runs in.
const inCluster = "in-cluster"

// home is the cluster that an instance runs in. With several instances each has its own, so each has to say.
func (f *Fleet) home(instance string) string {
	for _, a := range f.ArgoCD {
		if a.Name == instance && a.Cluster != "" {
			return a.Cluster
		}
	}
	for _, c := range f.Clusters {
		if c.ArgoCD == inCluster && len(f.ArgoCD) < 2 {
			return c.Name
		}
	}
	return ""
}

// same reports whether two addresses lead to one server, however they are written: nobody takes a cluster out of the
// fleet by a capital letter or the usual port.
func same(a, b string) bool {
	hosta, patha := server(a)
	hostb, pathb := server(b)
	return hosta != "" && hosta == hostb && patha == pathb
}

// server is the host and port of an address, and its path.
func server(address string) (host, path string) {
	u, err := url.Parse(strings.TrimSuffix(address, "/"))
	if err != nil || u.Hostname() == "" {
		return "", ""
	}
	usual := "443"
	if u.Scheme == "http" {
		usual = "80"
	}
	return net.JoinHostPort(strings.ToLower(strings.TrimSuffix(u.Hostname(), ".")), cmp.Or(u.Port(), usual)), u.Path
}

// On are the environments of a cluster, in promotion order.
func (f *Fleet) On(cluster string) []Environment {
	var out []Environment
	for _, e := range f.Environments {
		if e.Cluster == cluster {
			out = append(out, e)
		}
	}
	return out
}

// Place is where a namespace of a cluster belongs.
type Place struct {
	Environment string
	Tier        string // dev, stage or prod; empty: unclassified
	Production  bool
	Customer    string
	Platform    bool
}

// At classifies a namespace. Where several environments claim it, it is of the furthest in the promotion order: a
// pattern that is too wide must not make production dev.
func (f *Fleet) At(cluster, namespace string) Place {
	for i, e := range slices.Backward(f.Environments) {
		if e.Cluster != cluster || !matches(e.Namespaces, namespace) {
			continue
		}
		return Place{Environment: e.Name, Tier: e.tier(i), Production: e.Production, Customer: f.customer(namespace)}
	}
	return Place{Platform: cluster != "" && matches(f.Platform, namespace)}
}

// customer is the one that a namespace names as one of its parts: acme-prod belongs to acme.
func (f *Fleet) customer(namespace string) string {
	parts := strings.Split(namespace, "-")
	for _, c := range f.Customers {
		if slices.Contains(parts, c) {
			return c
		}
	}
	return ""
}

// Product is the one that a name carries: acme-shop-prod is of shop.
func (f *Fleet) Product(name string) string {
	parts := strings.Split(name, "-")
	for _, p := range f.Products {
		if slices.Contains(parts, p) {
			return p
		}
	}
	return ""
}

func matches(patterns []string, name string) bool {
	return slices.ContainsFunc(patterns, func(pattern string) bool {
		ok, err := path.Match(pattern, name)
		return ok && err == nil
	})
}

// Put completes a target with what is known of its place.
func (f *Fleet) Put(t policy.Target, place Place) policy.Target {
	t.Environment, t.Tier, t.Production, t.Platform = place.Environment, place.Tier, place.Production, place.Platform
	if t.Customer == "" {
		t.Customer = place.Customer
	}
	if t.Product == "" {
		t.Product = f.Product(t.Name)
	}
	return t
}

// Tiers is one target per environment, in promotion order, and one for what belongs to the platform.
func (f *Fleet) Tiers() []policy.Target {
	out := make([]policy.Target, 0, len(f.Environments)+1)
	for i, e := range f.Environments {
		out = append(out, policy.Target{Cluster: e.Cluster, Environment: e.Name, Tier: e.tier(i), Production: e.Production})
	}
	return append(out, policy.Target{Environment: "platform", Platform: true})
}

// In completes a target of which only the environment is known, as the matrix names it.
func (f *Fleet) In(t policy.Target) policy.Target {
	t.Tier, t.Production, t.Platform = "", false, false
	for _, known := range f.Tiers() {
		if t.Environment == known.Environment {
			t.Cluster, t.Tier, t.Production, t.Platform = known.Cluster, known.Tier, known.Production, known.Platform
		}
	}
	return t
}

// tier is what the duties call the environment at place i of the promotion order.
func (e Environment) tier(i int) string {
	switch {
	case e.Production:
		return "prod"
	case i == 0:
		return "dev"
	}
	return "stage"
}
