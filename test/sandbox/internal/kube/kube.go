// Package kube asks an API server with a client certificate: the little that seeding and checking need.
package kube

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"strings"
	"time"

	"sigs.k8s.io/yaml"

	"github.com/sluice-desktop/sluice/test/sandbox/internal/pki"
	"github.com/sluice-desktop/sluice/test/sandbox/internal/rest"
)

// Client acts as the person of one kubeconfig context.
type Client struct{ *rest.Client }

// Open reads a context of a kubeconfig file; an empty name means the current one.
func Open(path, context string) (*Client, error) {
	content, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	var config pki.Kubeconfig
	if err := yaml.Unmarshal(content, &config); err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	if context == "" {
		context = config.CurrentContext
	}
	for _, c := range config.Contexts {
		if c.Name == context {
			return open(config, c.Context.Cluster, c.Context.User)
		}
	}
	return nil, fmt.Errorf("%s has no context %q", path, context)
}

func open(config pki.Kubeconfig, cluster, user string) (*Client, error) {
	settings := &tls.Config{RootCAs: x509.NewCertPool()}
	client := rest.New("")
	for _, c := range config.Clusters {
		if c.Name == cluster {
			client.Base = c.Cluster.Server
			settings.RootCAs.AppendCertsFromPEM(c.Cluster.Authority)
		}
	}
	for _, u := range config.Users {
		if u.Name == user {
			pair, err := tls.X509KeyPair(u.User.Certificate, u.User.Key)
			if err != nil {
				return nil, err
			}
			settings.Certificates = []tls.Certificate{pair}
		}
	}
	if client.Base == "" || settings.Certificates == nil {
		return nil, errors.New("the kubeconfig names a cluster or user that it does not hold")
	}
	client.HTTP = &http.Client{Timeout: time.Minute, Transport: &http.Transport{TLSClientConfig: settings, ForceAttemptHTTP2: true}}
	return &Client{client}, nil
}

// Ready asks whether the API server is.
func (c *Client) Ready() error {
	resp, err := c.HTTP.Get(c.Base + "/readyz")
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return fmt.Errorf("/readyz answers %s", resp.Status)
	}
	return nil
}

// Apply puts the objects of a manifest in place, each by server-side apply.
func (c *Client) Apply(ctx context.Context, manifest string) error {
	for _, document := range strings.Split(manifest, "\n---\n") {
		var head struct {
			APIVersion, Kind string
			Metadata         struct{ Name, Namespace string }
		}
		if err := yaml.Unmarshal([]byte(document), &head); err != nil {
			return fmt.Errorf("%w in:\n%s", err, document)
		}
		if head.Kind == "" {
			continue
		}
		path, err := Path(head.APIVersion, head.Kind, head.Metadata.Namespace, head.Metadata.Name)
		if err != nil {
			return err
		}
		query := url.Values{"fieldManager": {"sandbox"}, "force": {"true"}}
		if err := c.Send(ctx, http.MethodPatch, path+"?"+query.Encode(), "application/apply-patch+yaml", []byte(document), nil); err != nil {
			return fmt.Errorf("%s %s: %w", head.Kind, head.Metadata.Name, err)
		}
	}
	return nil
}

// Create posts one YAML object to its collection, without reading it here; that it exists already is good. For a megabyte
// of YAML this costs the server a fraction of what applying does.
func (c *Client) Create(ctx context.Context, collection string, object []byte) error {
	err := c.Send(ctx, http.MethodPost, collection+"?fieldManager=sandbox", "application/yaml", object, nil)
	var refused *rest.Refused
	if errors.As(err, &refused) && refused.Status == http.StatusConflict {
		return nil
	}
	return err
}

// Path of an object in the API.
func Path(version, kind, namespace, name string) (string, error) {
	resource, known := resources()[kind]
	if !known {
		return "", fmt.Errorf("the sandbox does not know where a %s lies: add it to resources", kind)
	}
	root := "/apis/" + version
	if version == "v1" {
		root = "/api/v1"
	}
	if namespace != "" {
		root += "/namespaces/" + namespace
	}
	return root + "/" + resource + "/" + name, nil
}

// resources says in which collection the objects of a kind lie.
func resources() map[string]string {
	return map[string]string{
		"Namespace": "namespaces", "Node": "nodes", "ConfigMap": "configmaps", "Secret": "secrets",
		"ServiceAccount": "serviceaccounts", "Deployment": "deployments",
		"ClusterRole": "clusterroles", "ClusterRoleBinding": "clusterrolebindings", "RoleBinding": "rolebindings",
		"AppProject": "appprojects", "Application": "applications",
	}
}
