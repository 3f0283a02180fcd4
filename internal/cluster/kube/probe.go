package kube

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/version"
	"k8s.io/client-go/kubernetes/scheme"
	"k8s.io/client-go/rest"

	"github.com/sluice-desktop/sluice/internal/cluster"
	"github.com/sluice-desktop/sluice/internal/fault"
)

// Probe asks one context who we are, which version it is and what it serves, all at once.
func (c *Client) Probe(ctx context.Context, name string) (state cluster.State, err error) {
	state = cluster.State{
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
	defer func() { state.Certificate = l.seen.Certificate() }()
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
	state.Login, state.LoginNote, state.Groups, state.Expires = login.Name, login.Note, login.Groups, l.ends()
	return state, nil
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

// post asks a review and reads the answer into it.
func post(ctx context.Context, raw rest.Interface, path string, review any) error {
	body, err := json.Marshal(review)
	if err != nil {
		return err
	}
	text, err := raw.Post().AbsPath(path).SetHeader("Content-Type", "application/json").Body(body).Do(ctx).Raw()
	if err != nil {
		return err
	}
	if json.Unmarshal(text, review) != nil {
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
