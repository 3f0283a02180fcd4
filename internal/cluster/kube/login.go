package kube

import (
	"context"
	"crypto/x509"
	"os"
	"time"

	authv1 "k8s.io/api/authentication/v1"
	authzv1 "k8s.io/api/authorization/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/client-go/rest"

	"github.com/sluice-desktop/sluice/internal/fault"
	"github.com/sluice-desktop/sluice/internal/identity"
	"github.com/sluice-desktop/sluice/internal/secret"
)

// Login is who the context's server says we are.
func (c *Client) Login(ctx context.Context, name string) (identity.Login, error) {
	ctx, cancel := context.WithTimeout(ctx, probeTimeout)
	defer cancel()
	l, err := c.link(ctx, name)
	if err != nil {
		return identity.Login{}, err
	}
	raw, err := l.raw()
	if err != nil {
		return identity.Login{}, l.fault(err)
	}
	return l.login(ctx, raw)
}

// reviews are the versions of the question "who am I", newest first.
var reviews = []string{"v1", "v1beta1", "v1alpha1"}

// login asks in the newest way that the server knows: a review of ourselves, else OpenShift's own, else what the
// server has accepted of our certificate.
func (l *link) login(ctx context.Context, raw rest.Interface) (identity.Login, error) {
	for _, v := range reviews {
		// All versions have the same fields.
		review := authv1.SelfSubjectReview{TypeMeta: metav1.TypeMeta{APIVersion: "authentication.k8s.io/" + v, Kind: "SelfSubjectReview"}}
		err := post(ctx, raw, "/apis/authentication.k8s.io/"+v+"/selfsubjectreviews", &review)
		switch {
		case apierrors.IsNotFound(err), apierrors.IsForbidden(err):
			continue
		case err != nil:
			return identity.Login{}, l.fault(err)
		case review.Status.UserInfo.Username == "":
			return identity.Login{}, l.fault(errStrange)
		}
		return loginOf(review.Status.UserInfo.Username, review.Status.UserInfo.Groups), nil
	}
	var user struct {
		Metadata metav1.ObjectMeta `json:"metadata"`
		Groups   []string          `json:"groups"`
	}
	if err := get(ctx, raw, "/apis/user.openshift.io/v1/users/~", &user); err == nil && user.Metadata.Name != "" {
		return loginOf(user.Metadata.Name, user.Groups), nil
	}
	return l.loginOfCertificate(ctx, raw)
}

// loginOfCertificate is for servers too old to be asked: they take the names out of the client certificate, and so can
// we, once the server has shown that it accepts it. A token tells us nothing.
func (l *link) loginOfCertificate(ctx context.Context, raw rest.Interface) (identity.Login, error) {
	cert := l.clientCertificate()
	if cert == nil {
		return identity.Login{}, fault.New(fault.NotFound, "kubernetes", nil,
			"%s does not say who %q is there: it is older than Kubernetes 1.26, and a token names nobody. Its version must be raised before roles can be proven", l.cluster, l.user)
	}
	// Everybody who is signed in may ask what they may; nobody else may, so the answer shows that we are.
	may := authzv1.SelfSubjectAccessReview{
		TypeMeta: metav1.TypeMeta{APIVersion: "authorization.k8s.io/v1", Kind: "SelfSubjectAccessReview"},
		Spec:     authzv1.SelfSubjectAccessReviewSpec{ResourceAttributes: &authzv1.ResourceAttributes{Verb: "get", Resource: "namespaces"}},
	}
	if err := post(ctx, raw, "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews", &may); err != nil {
		if apierrors.IsForbidden(err) {
			return identity.Login{}, fault.New(fault.NotFound, "kubernetes", err,
				"%s does not say who %q is there, nor that it accepts the client certificate. Its version must be raised before roles can be proven", l.cluster, l.user)
		}
		return identity.Login{}, l.fault(err)
	}
	login := loginOf(cert.Subject.CommonName, cert.Subject.Organization)
	login.Note = "as the client certificate says, which the server accepts; it is too old to say itself"
	return login, nil
}

func loginOf(name string, groups []string) identity.Login {
	return identity.Login{System: "kubernetes", Name: name, Groups: append([]string{}, groups...)}
}

// clientCertificate is the one that the link signs in with; nil when there is none.
func (l *link) clientCertificate() *x509.Certificate {
	data := l.rest.CertData
	if len(data) == 0 && l.rest.CertFile != "" {
		data, _ = os.ReadFile(l.rest.CertFile)
	}
	return leaf(data)
}

// ends is when the kubeconfig's own credentials end. Those of a plugin are renewed by it, and end nothing.
func (l *link) ends() string {
	if l.plugged {
		return ""
	}
	if cert := l.clientCertificate(); cert != nil {
		return cert.NotAfter.UTC().Format(time.RFC3339)
	}
	if at := secret.New(l.rest.BearerToken).Ends(); !at.IsZero() {
		return at.Format(time.RFC3339)
	}
	return ""
}
