package pki

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"encoding/pem"
	"net"
	"os"
	"path/filepath"
)

// WritePlane makes in dir all that a control plane needs to prove who it is, and returns the authority of its people.
// What lies there from an earlier start is kept, so that kubeconfigs stay good.
func WritePlane(dir, server string) (*Authority, error) {
	pki := filepath.Join(dir, "pki")
	if authority, err := LoadAuthority(filepath.Join(pki, "ca")); err == nil {
		return authority, nil
	}
	if err := os.MkdirAll(pki, 0o700); err != nil {
		return nil, err
	}
	authority, err := NewAuthority("sluice-sandbox")
	if err != nil {
		return nil, err
	}
	front, err := NewAuthority("sluice-sandbox-front-proxy")
	if err != nil {
		return nil, err
	}
	proxy, err := front.Client("front-proxy-client")
	if err != nil {
		return nil, err
	}
	names := []string{"localhost", "kubernetes", "kubernetes.default", "kubernetes.default.svc", "kubernetes.default.svc.cluster.local"}
	api, err := authority.Server("kube-apiserver", names, []net.IP{net.IPv4(127, 0, 0, 1), net.IPv6loopback, net.IPv4(10, 96, 0, 1)})
	if err != nil {
		return nil, err
	}
	for name, pair := range map[string]Pair{
		"front-proxy-ca": front.Pair, "front-proxy-client": proxy, "apiserver": api,
	} {
		if err := pair.Write(filepath.Join(pki, name)); err != nil {
			return nil, err
		}
	}
	if err := writeServiceAccountKey(pki); err != nil {
		return nil, err
	}
	if err := writeComponents(dir, server, authority); err != nil {
		return nil, err
	}
	// Last, because its presence says that everything else is there.
	return authority, authority.Write(filepath.Join(pki, "ca"))
}

func writeComponents(dir, server string, authority *Authority) error {
	components := []struct {
		file, user string
		groups     []string
	}{
		{"controller-manager", "system:kube-controller-manager", nil},
		{"scheduler", "system:kube-scheduler", nil},
		{"kwok", "kwok", []string{"system:masters"}},
		{"admin", "admin", []string{"system:masters"}},
	}
	for _, c := range components {
		pair, err := authority.Client(c.user, c.groups...)
		if err != nil {
			return err
		}
		config := NewKubeconfig()
		config.Add(c.file, filepath.Base(dir), c.user, server, authority.Certificate, pair)
		if err := config.Write(filepath.Join(dir, c.file+".kubeconfig")); err != nil {
			return err
		}
	}
	return nil
}

func writeServiceAccountKey(pki string) error {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return err
	}
	private, err := encode(key)
	if err != nil {
		return err
	}
	der, err := x509.MarshalPKIXPublicKey(key.Public())
	if err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(pki, "sa.key"), private, 0o600); err != nil {
		return err
	}
	public := pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: der})
	return os.WriteFile(filepath.Join(pki, "sa.pub"), public, 0o600)
}
