package kube_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"encoding/pem"
	"fmt"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	authv1 "k8s.io/api/authentication/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/sluice-desktop/sluice/internal/cluster"
	"github.com/sluice-desktop/sluice/internal/cluster/clustertest"
	"github.com/sluice-desktop/sluice/internal/cluster/kube"
	"github.com/sluice-desktop/sluice/internal/fault"
)

// certificate signs itself for names, from ten days ago until then.
func certificate(t *testing.T, subject pkix.Name, until time.Time, hosts ...string) (tls.Certificate, []byte, []byte) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: subject, DNSNames: hosts,
		NotBefore: time.Now().Add(-240 * time.Hour), NotAfter: until, IsCA: true, BasicConstraintsValid: true,
	}
	for _, h := range hosts {
		if ip := net.ParseIP(h); ip != nil {
			template.IPAddresses = append(template.IPAddresses, ip)
		}
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	secret, err := x509.MarshalECPrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	pair := tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}
	return pair, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}), pem.EncodeToMemory(&pem.Block{Type: "EC PRIVATE KEY", Bytes: secret})
}

func TestWhyAServerCannotBeTalkedToIsSaidInWords(t *testing.T) {
	later, before := time.Now().Add(time.Hour), time.Now().Add(-time.Hour)
	secure := func(t *testing.T, cert tls.Certificate, ca []byte) string {
		s := httptest.NewUnstartedServer(say(http.StatusOK, map[string]string{"gitVersion": "v1"}))
		s.TLS = &tls.Config{Certificates: []tls.Certificate{cert}}
		s.StartTLS()
		t.Cleanup(s.Close)
		return fmt.Sprintf("{server: %q, certificate-authority-data: %s}", s.URL, base64.StdEncoding.EncodeToString(ca))
	}
	for _, c := range []struct {
		name string
		open func(t *testing.T) string // the cluster's fields
		says string
	}{
		{"another authority", func(t *testing.T) string {
			cert, _, _ := certificate(t, pkix.Name{CommonName: "a"}, later, "127.0.0.1")
			_, other, _ := certificate(t, pkix.Name{CommonName: "b"}, later)
			return secure(t, cert, other)
		}, "not signed by the authority"},
		{"another host", func(t *testing.T) string {
			cert, ca, _ := certificate(t, pkix.Name{CommonName: "a"}, later, "elsewhere.example")
			return secure(t, cert, ca)
		}, "made for another host"},
		{"expired", func(t *testing.T) string {
			cert, ca, _ := certificate(t, pkix.Name{CommonName: "a"}, before, "127.0.0.1")
			return secure(t, cert, ca)
		}, "has expired"},
		{"no HTTPS", func(t *testing.T) string {
			plain := httptest.NewServer(http.NotFoundHandler())
			t.Cleanup(plain.Close)
			return fmt.Sprintf("{server: %q, insecure-skip-tls-verify: true}", "https:"+strings.TrimPrefix(plain.URL, "http:"))
		}, "does not speak HTTPS"},
		{"a web page", func(t *testing.T) string {
			page := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, "<html>Sign in</html>") }))
			t.Cleanup(page.Close)
			return fmt.Sprintf("{server: %q, insecure-skip-tls-verify: true}", page.URL)
		}, "no Kubernetes API"},
		{"nothing listens", func(t *testing.T) string {
			l, err := net.Listen("tcp", "127.0.0.1:0")
			if err != nil {
				t.Fatal(err)
			}
			defer l.Close()
			return fmt.Sprintf("{server: %q}", "https://"+l.Addr().String())
		}, "refused the connection"},
		{"an unknown name", func(*testing.T) string { return `{server: "https://no-such-host.invalid:6443"}` }, "is not known here"},
		{"it hangs up", func(t *testing.T) string {
			l, err := net.Listen("tcp", "127.0.0.1:0")
			if err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { l.Close() })
			go func() {
				for {
					conn, err := l.Accept()
					if err != nil {
						return
					}
					conn.Close()
				}
			}()
			return fmt.Sprintf("{server: %q}", "http://"+l.Addr().String())
		}, "broke the connection"},
	} {
		t.Run(c.name, func(t *testing.T) {
			text := fmt.Sprintf("clusters: [{name: ocean, cluster: %s}]\ncontexts: [{name: here, context: {cluster: ocean}}]\n", c.open(t))
			state, err := kube.New(kube.Config{Files: []string{write(t, text)}}).Probe(t.Context(), "here")
			if err != nil || state.Reachable || state.Problem == nil || state.Problem.Kind != fault.Unreachable || !strings.Contains(state.Problem.Detail, c.says) {
				t.Errorf("%+v %v", state.Problem, err)
			}
		})
	}
}

func TestWhoWeAreIsAskedInTheNewestWayTheServerKnows(t *testing.T) {
	_, cert, key := certificate(t, pkix.Name{CommonName: "ops1", Organization: []string{"operations"}}, time.Now().Add(time.Hour))
	withCert := fmt.Sprintf("{client-certificate-data: %s, client-key-data: %s}", base64.StdEncoding.EncodeToString(cert), base64.StdEncoding.EncodeToString(key))
	const may = "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews"
	reviewed := say(http.StatusCreated, authv1.SelfSubjectReview{
		Status: authv1.SelfSubjectReviewStatus{UserInfo: authv1.UserInfo{Username: "asked", Groups: []string{"operations"}}},
	})
	for _, c := range []struct {
		name    string
		answers map[string]http.HandlerFunc
		user    string
		login   string
		says    string // in the note, or in the fault
	}{
		{"v1", map[string]http.HandlerFunc{"/apis/authentication.k8s.io/v1/selfsubjectreviews": reviewed}, "{token: t}", "asked", ""},
		{"v1beta1", map[string]http.HandlerFunc{"/apis/authentication.k8s.io/v1beta1/selfsubjectreviews": reviewed}, "{token: t}", "asked", ""},
		{"v1alpha1", map[string]http.HandlerFunc{"/apis/authentication.k8s.io/v1alpha1/selfsubjectreviews": reviewed}, "{token: t}", "asked", ""},
		{"an old OpenShift says it in its own way", map[string]http.HandlerFunc{"/apis/user.openshift.io/v1/users/~": say(http.StatusOK, map[string]any{
			"metadata": map[string]string{"name": "shifted"}, "groups": []string{"operations"},
		})}, "{token: t}", "shifted", ""},
		{"not at all, but it accepts the certificate", map[string]http.HandlerFunc{may: say(http.StatusCreated, map[string]any{})}, withCert, "ops1", "as the client certificate says"},
		{"not at all, and it does not accept the certificate", map[string]http.HandlerFunc{may: refuse(http.StatusUnauthorized, metav1.StatusReasonUnauthorized, "no")}, withCert, "", "does not accept the credentials"},
		{"not at all, and nobody may ask what they may", map[string]http.HandlerFunc{may: refuse(http.StatusForbidden, metav1.StatusReasonForbidden, "no")}, withCert, "", "nor that it accepts"},
		{"not at all, and a token says nothing", map[string]http.HandlerFunc{may: say(http.StatusCreated, map[string]any{})}, "{token: t}", "", "a token names nobody"},
		{"with an empty name", map[string]http.HandlerFunc{"/apis/authentication.k8s.io/v1/selfsubjectreviews": say(http.StatusCreated, authv1.SelfSubjectReview{})}, withCert, "", "no Kubernetes API"},
	} {
		t.Run(c.name, func(t *testing.T) {
			a := serve(t)
			for path, answer := range c.answers {
				a.on(path, answer)
			}
			reader := client(t, a.URL, c.user, "")
			login, err := reader.Login(t.Context(), "here")
			if login.Name != c.login || (err == nil) != (c.login != "") {
				t.Errorf("%+v %v", login, err)
			}
			said := login.Note
			if err != nil {
				said = fault.Of(err).Detail
			}
			if !strings.Contains(said, c.says) || c.says == "" && said != "" {
				t.Errorf("it says %q", said)
			}
			if err == nil && (login.System != "kubernetes" || len(login.Groups) != 1 || login.Groups[0] != "operations") {
				t.Errorf("%+v", login)
			}
			state, _ := reader.Probe(t.Context(), "here")
			if !state.Reachable || state.Login != c.login || state.Groups == nil {
				t.Errorf("%+v", state)
			}
		})
	}
}

func TestTheEndOfTheCredentialsIsKnownBeforehand(t *testing.T) {
	ends := time.Date(2031, 2, 3, 4, 5, 6, 0, time.UTC)
	_, cert, key := certificate(t, pkix.Name{CommonName: "ops1"}, ends)
	claims := base64.RawURLEncoding.EncodeToString([]byte(fmt.Sprintf(`{"sub":"x","exp":%d}`, ends.Unix())))
	for user, want := range map[string]string{
		fmt.Sprintf("{client-certificate-data: %s, client-key-data: %s}", base64.StdEncoding.EncodeToString(cert), base64.StdEncoding.EncodeToString(key)): "2031-02-03T04:05:06Z",
		"{token: head." + claims + ".sign}": "2031-02-03T04:05:06Z",
		"{token: opaque}":                   "",
		"{token: a.b.c}":                    "",
	} {
		a := serve(t)
		a.on("/apis/authentication.k8s.io/v1/selfsubjectreviews", say(http.StatusCreated, authv1.SelfSubjectReview{
			Status: authv1.SelfSubjectReviewStatus{UserInfo: authv1.UserInfo{Username: "ops1"}},
		}))
		if state, err := client(t, a.URL, user, "").Probe(t.Context(), "here"); err != nil || state.Expires != want {
			t.Errorf("it ends at %q, %+v, %v", state.Expires, state.Problem, err)
		}
	}
}

// What a server refuses may be a lost role: whoever keeps who we are is told, for that context.
func TestARefusalIsTold(t *testing.T) {
	a := serve(t)
	a.on("/apis/authentication.k8s.io/v1/selfsubjectreviews", refuse(http.StatusUnauthorized, metav1.StatusReasonUnauthorized, "no"))
	told := make(chan string, 8)
	text := fmt.Sprintf("clusters: [{name: ocean, cluster: {server: %q, insecure-skip-tls-verify: true}}]\nusers: [{name: u, user: {token: t}}]\ncontexts: [{name: here, context: {cluster: ocean, user: u}}]\n", a.URL)
	c := kube.New(kube.Config{Files: []string{write(t, text)}, Doubt: func(name string) { told <- name }})
	if _, err := c.Login(t.Context(), "here"); fault.Of(err).Kind != fault.SignIn {
		t.Fatal(err)
	}
	select {
	case name := <-told:
		if name != "here" {
			t.Errorf("told %q", name)
		}
	case <-time.After(5 * time.Second):
		t.Error("nobody was told")
	}
}

func TestAServersCertificateIsShown(t *testing.T) {
	cert, ca, _ := certificate(t, pkix.Name{CommonName: "harbor"}, time.Date(2031, 2, 3, 4, 5, 6, 0, time.UTC), "127.0.0.1")
	s := httptest.NewUnstartedServer(say(http.StatusOK, map[string]string{"gitVersion": "v1"}))
	s.TLS = &tls.Config{Certificates: []tls.Certificate{cert}}
	s.StartTLS()
	t.Cleanup(s.Close)
	for trust, verified := range map[string]bool{"certificate-authority-data: " + base64.StdEncoding.EncodeToString(ca): true, "insecure-skip-tls-verify: true": false} {
		text := fmt.Sprintf("clusters: [{name: ocean, cluster: {server: %q, %s}}]\ncontexts: [{name: here, context: {cluster: ocean}}]\n", s.URL, trust)
		state, err := kube.New(kube.Config{Files: []string{write(t, text)}}).Probe(t.Context(), "here")
		if err != nil || state.Certificate == nil || state.Certificate.Issuer != "harbor" || state.Certificate.Until != "2031-02-03T04:05:06Z" || state.Certificate.Verified != verified {
			t.Errorf("%s: %+v, %v", trust, state.Certificate, err)
		}
	}
}

func TestAnExpiredClientCertificateIsKnownBeforehand(t *testing.T) {
	_, cert, key := certificate(t, pkix.Name{CommonName: "ops1"}, time.Date(2024, 5, 1, 0, 0, 0, 0, time.UTC))
	user := fmt.Sprintf("{client-certificate-data: %s, client-key-data: %s}", base64.StdEncoding.EncodeToString(cert), base64.StdEncoding.EncodeToString(key))
	problem := client(t, "https://ocean.example", user, "").Contexts(t.Context()).Contexts[0].Problem
	if problem == nil || problem.Kind != fault.SignIn || !strings.Contains(problem.Detail, "expired on 2024-05-01") {
		t.Errorf("%+v", problem)
	}
}

func TestAbsentForbiddenAndNoAnswerAreToldApart(t *testing.T) {
	a := serve(t)
	group := func(name string, answer http.HandlerFunc) {
		a.on("/apis/"+name, say(http.StatusOK, metav1.APIGroup{Name: name, PreferredVersion: metav1.GroupVersionForDiscovery{GroupVersion: name + "/v1", Version: "v1"}}))
		a.on("/apis/"+name+"/v1", answer)
	}
	serves := func(resources ...string) http.HandlerFunc {
		var list metav1.APIResourceList
		for _, r := range resources {
			list.APIResources = append(list.APIResources, metav1.APIResource{Name: r})
		}
		return say(http.StatusOK, list)
	}
	group("argoproj.io", serves("applications", "rollouts"))
	group("route.openshift.io", serves("routes"))
	group("metrics.k8s.io", refuse(http.StatusServiceUnavailable, metav1.StatusReasonServiceUnavailable, "down"))
	group("build.openshift.io", refuse(http.StatusNotFound, metav1.StatusReasonNotFound, "announced, not served"))
	a.on("/apis/external-secrets.io", refuse(http.StatusForbidden, metav1.StatusReasonForbidden, "no"))
	reader := client(t, a.URL, "{token: t}", "")
	state, err := reader.Probe(t.Context(), "here")
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]cluster.Presence{
		"Argo CD": cluster.Present, "Argo Rollouts": cluster.Present, "Argo Workflows": cluster.Absent,
		"OpenShift routes": cluster.Present, "OpenShift projects": cluster.Absent, "OpenShift builds": cluster.Unknown,
		"External Secrets": cluster.Forbidden, "Metrics": cluster.Unknown, "Flux": cluster.Absent,
	}
	for _, c := range state.Capabilities {
		if w, named := want[c.Name]; named && c.Presence != w {
			t.Errorf("%s is %s, want %s", c.Name, c.Presence, w)
		}
		delete(want, c.Name)
	}
	if len(want) > 0 {
		t.Errorf("not told: %v", want)
	}
	// Verdicts are remembered; what failed is asked again.
	if _, err := reader.Probe(t.Context(), "here"); err != nil {
		t.Fatal(err)
	}
	for path, times := range map[string]int{"GET /apis/argoproj.io": 2, "GET /apis/flux": 0, "GET /apis/external-secrets.io": 1, "GET /apis/metrics.k8s.io": 4} {
		if n := a.hits(path); n != times {
			t.Errorf("%s was asked %d times, want %d", path, n, times)
		}
	}
}

func TestTheContractHoldsBeforeAServerOfJSON(t *testing.T) {
	clustertest.Suite(t, func(t *testing.T) clustertest.Subject {
		return clustertest.Subject{
			Reader: landscape(t), Context: "here", Login: "ops1", Group: "operations", Namespace: "acme-prod",
			Down: "down", Denied: "denied",
		}
	})
}
