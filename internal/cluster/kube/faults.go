package kube

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net"
	"strings"
	"syscall"

	apierrors "k8s.io/apimachinery/pkg/api/errors"

	"github.com/sluice-desktop/sluice/internal/fault"
	"github.com/sluice-desktop/sluice/internal/secret"
)

// fault translates what client-go says of this context, once, into what the person can do next.
func (l *link) fault(err error) error {
	var seen *fault.Error
	var status apierrors.APIStatus
	switch {
	case err == nil:
		return nil
	case errors.As(err, &seen):
		return seen
	case errors.Is(err, context.Canceled):
		return context.Canceled
	case errors.As(err, &status):
		return l.refusal(err, strings.TrimSuffix(secret.Said(status.Status().Message), "."))
	}
	if certificate := l.certificate(err); certificate != nil {
		return certificate
	}
	return l.silence(err)
}

// refusal words an answer that the API server gave.
func (l *link) refusal(err error, said string) error {
	kind, next := fault.Internal, "It is in the log"
	switch {
	case apierrors.IsUnauthorized(err):
		return fault.New(fault.SignIn, "kubernetes", err,
			"%s does not accept the credentials of %q. Sign in again with the tool that made them, then retry", l.cluster, l.user)
	case apierrors.IsForbidden(err):
		kind, next = fault.Denied, "Ask whoever keeps its access rules"
	case apierrors.IsNotFound(err):
		kind, next = fault.NotFound, "Check the name, or whether the cluster serves it"
	case apierrors.IsConflict(err), apierrors.IsAlreadyExists(err):
		kind, next = fault.Conflict, "Reload, then try again"
	case apierrors.IsInvalid(err), apierrors.IsBadRequest(err):
		kind, next = fault.Invalid, "Mend the input"
	case apierrors.IsTooManyRequests(err), apierrors.IsServiceUnavailable(err), apierrors.IsTimeout(err), apierrors.IsServerTimeout(err), apierrors.IsInternalError(err):
		kind, next = fault.Unreachable, "Retry in a moment"
	}
	return fault.New(kind, "kubernetes", err, "%s says: %s. %s", l.cluster, said, next)
}

// certificate words what is wrong with the server's certificate; nil when nothing is.
func (l *link) certificate(err error) error {
	var unknown x509.UnknownAuthorityError
	var host x509.HostnameError
	var wrong x509.CertificateInvalidError
	var alert tls.AlertError
	detail := ""
	switch {
	case errors.As(err, &unknown):
		detail = "The certificate of %s is not signed by the authority in the kubeconfig. Fetch the kubeconfig again; if that does not help, somebody may be listening in"
	case errors.As(err, &host):
		detail = "The certificate of %s is made for another host than the kubeconfig names. Check the server address in the kubeconfig"
	case errors.As(err, &wrong) && wrong.Reason == x509.Expired:
		detail = "The certificate of %s has expired, or the clock of this computer is wrong. Ask whoever runs the cluster"
	case errors.As(err, &wrong):
		detail = "The certificate of %s is not valid. Ask whoever runs the cluster"
	case errors.As(err, &alert):
		return fault.New(fault.SignIn, "kubernetes", err, "%s refused the client certificate of %q. Fetch a new kubeconfig", l.cluster, l.user)
	default:
		return nil
	}
	return fault.New(fault.Unreachable, "kubernetes", err, detail, l.cluster)
}

// silence words that nobody answered.
func (l *link) silence(err error) error {
	var dns *net.DNSError
	var timeout net.Error
	detail := "%s (%s) broke the connection. Check the network or the VPN, then retry"
	switch {
	case errors.As(err, &dns):
		detail = "The address of %s (%s) is not known here. Check the VPN, or the server address in the kubeconfig"
	case errors.Is(err, syscall.ECONNREFUSED):
		detail = "%s refused the connection: nothing listens at %s. Start the cluster, or check the server address in the kubeconfig"
	case errors.Is(err, errStrange):
		detail = "What answers for %s at %s is no Kubernetes API, perhaps the sign-in page of a proxy. Check the VPN, or the server address in the kubeconfig"
	case strings.Contains(err.Error(), "server gave HTTP response to HTTPS client"):
		detail = "%s does not speak HTTPS at %s. Check the server address in the kubeconfig"
	case errors.Is(err, context.DeadlineExceeded), errors.As(err, &timeout) && timeout.Timeout():
		detail = "%s did not answer in time at %s. Check the network or the VPN, then retry"
	}
	return fault.New(fault.Unreachable, "kubernetes", err, detail, l.cluster, l.server)
}
