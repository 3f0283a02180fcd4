package kube

import (
	"context"
	"crypto/x509"
	"encoding/pem"
	"net/url"
	"os"
	"slices"
	"strings"
	"time"

	"k8s.io/client-go/tools/clientcmd/api"

	"github.com/sluice-desktop/sluice/internal/cluster"
	"github.com/sluice-desktop/sluice/internal/fault"
)

// Contexts are those of all kubeconfig files, by name, each with what is wrong with it.
func (c *Client) Contexts(context.Context) cluster.Contexts {
	k := c.current()
	out := cluster.Contexts{Files: slices.Clone(k.files), Contexts: []cluster.Context{}, Problems: slices.Clone(k.problems)}
	for name, entry := range k.merged.Contexts {
		one := cluster.Context{
			Name: name, Cluster: entry.Cluster, User: entry.AuthInfo, Namespace: entry.Namespace,
			Current: name == k.merged.CurrentContext, Environments: []string{}, Own: []string{}, Problem: c.problem(k.merged, name),
		}
		if at := k.merged.Clusters[entry.Cluster]; at != nil {
			one.Server, one.Insecure = shown(at.Server), at.InsecureSkipTLSVerify
			place := c.cfg.Place(one.Server)
			if place.Cluster != "" {
				one.Cluster = place.Cluster
			}
			one.Environments, one.Production = append(one.Environments, place.Environments...), place.Production
			one.Own = append(one.Own, place.Own...)
		}
		out.Contexts = append(out.Contexts, one)
	}
	slices.SortFunc(out.Contexts, func(a, b cluster.Context) int { return strings.Compare(a.Name, b.Name) })
	return out
}

// Server is the address of a context's API server, without credentials, and what the kubeconfig calls the cluster, which
// is good for showing only. Both are empty when there is no such context.
func (c *Client) Server(name string) (address, called string) {
	k := c.current()
	entry := k.merged.Contexts[name]
	if entry == nil || k.merged.Clusters[entry.Cluster] == nil {
		return "", ""
	}
	return shown(k.merged.Clusters[entry.Cluster].Server), entry.Cluster
}

// shown is a server's address without the credentials that a URL can carry.
func shown(server string) string {
	u, err := url.Parse(server)
	if err != nil {
		return ""
	}
	u.User, u.RawQuery, u.Fragment = nil, "", ""
	return u.String()
}

// problem is why a context cannot be used, as far as its entry alone can tell.
func (c *Client) problem(k *api.Config, name string) *fault.Error {
	entry := k.Contexts[name]
	at := k.Clusters[entry.Cluster]
	if at == nil {
		return invalid(nil, "The context %q names the cluster %q, which %s does not hold. Add it, or remove the context", name, entry.Cluster, entry.LocationOfOrigin)
	}
	if u, err := url.Parse(at.Server); err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" {
		return invalid(nil, "The cluster %q has no usable server address. Write one as https://host:port in %s", entry.Cluster, at.LocationOfOrigin)
	}
	if bad := trust(entry.Cluster, at); bad != nil {
		return bad
	}
	if entry.AuthInfo == "" {
		return nil
	}
	user := k.AuthInfos[entry.AuthInfo]
	if user == nil {
		return invalid(nil, "The context %q names the user %q, which %s does not hold. Add it, or remove the context", name, entry.AuthInfo, entry.LocationOfOrigin)
	}
	return c.credentials(entry.AuthInfo, user)
}

// trust checks the certificate authority that a cluster names.
func trust(name string, at *api.Cluster) *fault.Error {
	data := at.CertificateAuthorityData
	if len(data) == 0 && at.CertificateAuthority != "" {
		var err error
		if data, err = os.ReadFile(at.CertificateAuthority); err != nil {
			return fault.New(fault.NotFound, "kubeconfig", err, "The certificate authority of the cluster %q cannot be read: %s. Put the file there, or mend the path in %s", name, at.CertificateAuthority, at.LocationOfOrigin)
		}
	}
	if len(data) > 0 && !x509.NewCertPool().AppendCertsFromPEM(data) {
		return invalid(nil, "The certificate authority of the cluster %q in %s holds no certificate. Fetch the kubeconfig again", name, at.LocationOfOrigin)
	}
	return nil
}

// credentials checks what a user names, without using it.
func (c *Client) credentials(name string, user *api.AuthInfo) *fault.Error {
	for _, file := range []string{user.ClientCertificate, user.ClientKey, user.TokenFile} {
		if file == "" {
			continue
		}
		if _, err := os.Stat(file); err != nil {
			return fault.New(fault.NotFound, "kubeconfig", err, "The user %q names a file that cannot be read: %s. Put it there, or mend the path in %s", name, file, user.LocationOfOrigin)
		}
	}
	if user.AuthProvider != nil && user.Exec == nil {
		return invalid(nil, "The user %q signs in by the auth provider %q, which Kubernetes has given up. Replace it in %s by an exec plugin such as kubelogin", name, user.AuthProvider.Name, user.LocationOfOrigin)
	}
	data := user.ClientCertificateData
	if len(data) == 0 && user.ClientCertificate != "" {
		data, _ = os.ReadFile(user.ClientCertificate)
	}
	if len(data) == 0 {
		return nil
	}
	cert := leaf(data)
	switch {
	case cert == nil:
		return invalid(nil, "The client certificate of the user %q in %s cannot be read. Fetch the kubeconfig again", name, user.LocationOfOrigin)
	case c.cfg.Now().After(cert.NotAfter):
		return fault.New(fault.SignIn, "kubernetes", nil, "The client certificate of the user %q expired on %s. Fetch a new kubeconfig, or sign in again with the tool that made it", name, cert.NotAfter.UTC().Format(time.DateOnly))
	}
	return nil
}

func leaf(data []byte) *x509.Certificate {
	block, _ := pem.Decode(data)
	if block == nil {
		return nil
	}
	cert, err := x509.ParseCertificate(block.Bytes)
	if err != nil {
		return nil
	}
	return cert
}
