package pki

import (
	"os"

	"sigs.k8s.io/yaml"
)

// Kubeconfig is the file that kubectl, Helm and Sluice read. The first context added is the current one.
type Kubeconfig struct {
	APIVersion     string         `json:"apiVersion"`
	Kind           string         `json:"kind"`
	CurrentContext string         `json:"current-context"`
	Clusters       []namedCluster `json:"clusters"`
	Contexts       []namedContext `json:"contexts"`
	Users          []namedUser    `json:"users"`
}

type namedCluster struct {
	Name    string `json:"name"`
	Cluster struct {
		Server    string `json:"server"`
		Authority []byte `json:"certificate-authority-data"`
	} `json:"cluster"`
}

type namedContext struct {
	Name    string `json:"name"`
	Context struct {
		Cluster   string `json:"cluster"`
		User      string `json:"user"`
		Namespace string `json:"namespace,omitempty"`
	} `json:"context"`
}

type namedUser struct {
	Name string `json:"name"`
	User struct {
		Certificate []byte `json:"client-certificate-data"`
		Key         []byte `json:"client-key-data"`
	} `json:"user"`
}

// NewKubeconfig gives one without contexts.
func NewKubeconfig() *Kubeconfig { return &Kubeconfig{APIVersion: "v1", Kind: "Config"} }

// Add puts in a context, its user, and its cluster where that is not there yet.
func (k *Kubeconfig) Add(context, cluster, user, server string, authority []byte, pair Pair) {
	known := false
	for _, c := range k.Clusters {
		known = known || c.Name == cluster
	}
	if !known {
		var c namedCluster
		c.Name, c.Cluster.Server, c.Cluster.Authority = cluster, server, authority
		k.Clusters = append(k.Clusters, c)
	}
	var u namedUser
	u.Name, u.User.Certificate, u.User.Key = user, pair.Certificate, pair.Key
	k.Users = append(k.Users, u)
	var c namedContext
	c.Name, c.Context.Cluster, c.Context.User = context, cluster, user
	k.Contexts = append(k.Contexts, c)
	if k.CurrentContext == "" {
		k.CurrentContext = context
	}
}

// InNamespace makes every context start in that namespace.
func (k *Kubeconfig) InNamespace(namespace string) *Kubeconfig {
	for i := range k.Contexts {
		k.Contexts[i].Context.Namespace = namespace
	}
	return k
}

// Write stores it for its owner alone.
func (k *Kubeconfig) Write(path string) error {
	content, err := yaml.Marshal(k)
	if err != nil {
		return err
	}
	return os.WriteFile(path, content, 0o600)
}
