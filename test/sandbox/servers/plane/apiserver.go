package main

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net/http"
	"os"
	"time"

	utilerrors "k8s.io/apimachinery/pkg/util/errors"
	utilfeature "k8s.io/apiserver/pkg/util/feature"
	logsapi "k8s.io/component-base/logs/api/v1"
	"k8s.io/kubernetes/cmd/kube-apiserver/app"
	"k8s.io/kubernetes/cmd/kube-apiserver/app/options"
)

// startAPIServer runs the API server in a context of its own, because it must outlive its clients.
func startAPIServer(at layout) (*component, error) {
	opts := options.NewServerRunOptions()
	if err := parse("kube-apiserver", opts.Flags().FlagSets, apiserverFlags(at)); err != nil {
		return nil, err
	}
	if err := opts.GenericServerRunOptions.ComponentGlobalsRegistry.Set(); err != nil {
		return nil, err
	}
	if err := logsapi.ValidateAndApply(opts.Logs, utilfeature.DefaultFeatureGate); err != nil {
		return nil, err
	}
	ctx := context.Background()
	completed, err := opts.Complete(ctx)
	if err != nil {
		return nil, err
	}
	if err := utilerrors.NewAggregate(completed.Validate()); err != nil {
		return nil, err
	}
	return start(ctx, "kube-apiserver", func(ctx context.Context) error { return app.Run(ctx, completed) }), nil
}

func apiserverFlags(at layout) []string {
	return []string{
		"--etcd-servers=unix://" + at.etcdSocket(),
		"--bind-address=127.0.0.1",
		fmt.Sprintf("--secure-port=%d", at.port),
		"--advertise-address=192.0.2.1", // never routed; loopback is refused as an endpoint
		"--endpoint-reconciler-type=none",
		"--tls-cert-file=" + at.pki("apiserver.crt"),
		"--tls-private-key-file=" + at.pki("apiserver.key"),
		"--client-ca-file=" + at.pki("ca.crt"),
		"--authorization-mode=Node,RBAC",
		"--enable-admission-plugins=NodeRestriction",
		"--allow-privileged=true",
		"--anonymous-auth=true", // /readyz is asked without a certificate
		"--service-cluster-ip-range=10.96.0.0/16",
		"--service-account-issuer=https://kubernetes.default.svc.cluster.local",
		"--service-account-key-file=" + at.pki("sa.pub"),
		"--service-account-signing-key-file=" + at.pki("sa.key"),
		"--requestheader-client-ca-file=" + at.pki("front-proxy-ca.crt"),
		"--requestheader-allowed-names=front-proxy-client",
		"--requestheader-username-headers=X-Remote-User",
		"--requestheader-group-headers=X-Remote-Group",
		"--requestheader-extra-headers-prefix=X-Remote-Extra-",
		"--proxy-client-cert-file=" + at.pki("front-proxy-client.crt"),
		"--proxy-client-key-file=" + at.pki("front-proxy-client.key"),
		"--max-requests-inflight=1000",
		"--max-mutating-requests-inflight=500",
		"--v=0",
	}
}

// waitReady returns once /readyz says so, or when the API server has ended before.
func waitReady(ctx context.Context, at layout, ended <-chan struct{}) error {
	ca, err := os.ReadFile(at.pki("ca.crt"))
	if err != nil {
		return err
	}
	roots := x509.NewCertPool()
	roots.AppendCertsFromPEM(ca)
	client := &http.Client{
		Timeout:   2 * time.Second,
		Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: roots}, DisableKeepAlives: true},
	}
	for deadline := time.Now().Add(2 * time.Minute); time.Now().Before(deadline); {
		if resp, err := client.Get(at.server() + "/readyz"); err == nil {
			_ = resp.Body.Close()
			if resp.StatusCode == http.StatusOK {
				return nil
			}
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-ended:
			return errors.New("kube-apiserver ended before it was ready")
		case <-time.After(50 * time.Millisecond):
		}
	}
	return errors.New("kube-apiserver was not ready after two minutes")
}
