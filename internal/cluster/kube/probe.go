package kube

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"time"

	authv1 "k8s.io/api/authentication/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/version"
	"k8s.io/client-go/kubernetes/scheme"
	"k8s.io/client-go/rest"

	"github.com/sluice-desktop/sluice/internal/cluster"
	"github.com/sluice-desktop/sluice/internal/fault"
	"github.com/sluice-desktop/sluice/internal/identity"
)

// Probe asks one context who we are, which version it is and what it serves, all at once.
func (c *Client) Probe(ctx context.Context, name string) (cluster.State, error) {
	state := cluster.State{
		Context: name, Groups: []string{}, Capabilities: unknown(),
		CheckedAt: c.cfg.Now().UTC().Format(time.RFC3339),
	}
	ctx, cancel := context.WithTimeout(ctx, probeTimeout)
	defer cancel()
	l, err := c.link(ctx, name)
	if err != nil {
		if seen := fault.Of(err); seen.Kind != fault.Cancelled {
			state.Problem = seen
			return state, nil
		}
		return cluster.State{}, err
	}
	raw, err := l.raw()
	if err != nil {
		return cluster.State{}, l.fault(err)
	}
	// Who answers first says whether anybody does; without it the other questions would wait in vain.
	var info version.Info
	versionErr := get(ctx, raw, "/version", &info)
	if versionErr != nil && !answered(versionErr) {
		if ctx.Err() == context.Canceled {
			return cluster.State{}, ctx.Err()
		}
		c.forget(l)
		state.Problem = fault.Of(l.fault(versionErr))
		return state, nil
	}
	state.Reachable, state.Version = true, info.GitVersion
	served := make(chan []cluster.Capability, 1)
	go func() { served <- l.capabilities(ctx, raw, c.cfg.Now()) }()
	login, err := l.login(ctx, raw)
	state.Capabilities = <-served
	if err != nil {
		state.Problem = fault.Of(err)
		return state, nil
	}
	state.Login, state.Groups = login.Name, login.Groups
	return state, nil
}

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

func (l *link) login(ctx context.Context, raw rest.Interface) (identity.Login, error) {
	for _, v := range reviews {
		// All versions have the same fields.
		review := authv1.SelfSubjectReview{TypeMeta: metav1.TypeMeta{APIVersion: "authentication.k8s.io/" + v, Kind: "SelfSubjectReview"}}
		body, err := json.Marshal(review)
		if err != nil {
			return identity.Login{}, err
		}
		answer, err := raw.Post().AbsPath("/apis/authentication.k8s.io/"+v+"/selfsubjectreviews").
			SetHeader("Content-Type", "application/json").Body(body).Do(ctx).Raw()
		switch {
		case apierrors.IsNotFound(err), apierrors.IsForbidden(err):
			continue
		case err != nil:
			return identity.Login{}, l.fault(err)
		}
		if err := json.Unmarshal(answer, &review); err != nil {
			return identity.Login{}, l.fault(errStrange)
		}
		return loginOf(review.Status.UserInfo.Username, review.Status.UserInfo.Groups), nil
	}
	return l.loginOfCertificate()
}

// loginOfCertificate is for servers too old to be asked: they take the names out of the client certificate,
// and so can we. A token tells us nothing.
func (l *link) loginOfCertificate() (identity.Login, error) {
	data := l.rest.CertData
	if len(data) == 0 && l.rest.CertFile != "" {
		data, _ = os.ReadFile(l.rest.CertFile)
	}
	if cert := leaf(data); cert != nil {
		return loginOf(cert.Subject.CommonName, cert.Subject.Organization), nil
	}
	return identity.Login{}, fault.New(fault.NotFound, "kubernetes", nil,
		"%s does not say who %q is there: it is older than Kubernetes 1.26. Its version must be raised before roles can be proven", l.cluster, l.user)
}

func loginOf(name string, groups []string) identity.Login {
	return identity.Login{System: "kubernetes", Name: name, Groups: append([]string{}, groups...)}
}

// raw asks for paths, in JSON.
func (l *link) raw() (rest.Interface, error) {
	cfg := rest.CopyConfig(l.rest)
	cfg.NegotiatedSerializer = scheme.Codecs.WithoutConversion()
	return rest.UnversionedRESTClientForConfigAndClient(cfg, l.http)
}

// get reads path into out.
func get(ctx context.Context, raw rest.Interface, path string, out any) error {
	text, err := raw.Get().AbsPath(path).MaxRetries(0).SetHeader("Accept", "application/json").Do(ctx).Raw()
	if err != nil {
		return err
	}
	if json.Unmarshal(text, out) != nil {
		return errStrange
	}
	return nil
}

// errStrange is an answer that no API server gives: a sign-in page of a proxy, some other web server.
var errStrange = errors.New("the answer is no JSON")

// answered reports whether err is the server's own: then somebody is there.
func answered(err error) bool {
	reason := apierrors.ReasonForError(err)
	return reason != metav1.StatusReasonUnknown && !apierrors.IsServiceUnavailable(err)
}
