package helmsdk

import (
	"context"
	"errors"
	"fmt"
	"net/http"

	"helm.sh/helm/v3/pkg/storage/driver"
	apierrors "k8s.io/apimachinery/pkg/api/errors"

	"github.com/sluice-desktop/sluice/internal/fault"
	"github.com/sluice-desktop/sluice/internal/secret"
)

type transport = http.RoundTripper

// kubernetes is the system that answers for what the API server said.
const kubernetes = "kubernetes"

// translate turns what a library met while it was to do something into a fault. Faults stay as they are.
func translate(err error, doing string, args ...any) error {
	if err == nil {
		return nil
	}
	var known *fault.Error
	if errors.As(err, &known) {
		return err
	}
	what := fmt.Sprintf(doing, args...)
	switch {
	case errors.Is(err, context.Canceled):
		return fault.New(fault.Cancelled, system, err, "Stopped: %s", what)
	case apierrors.IsForbidden(err):
		return denied(err, what)
	case apierrors.IsUnauthorized(err):
		return fault.New(fault.SignIn, kubernetes, err, "The cluster no longer accepts your credentials. Sign in again, then retry to %s", what)
	case apierrors.IsNotFound(err), errors.Is(err, driver.ErrReleaseNotFound):
		return fault.New(fault.NotFound, system, err, "There is nothing to %s any more. Reload the list", what)
	case apierrors.IsConflict(err), apierrors.IsAlreadyExists(err), errors.Is(err, driver.ErrReleaseExists):
		return fault.New(fault.Conflict, system, err, "Somebody else changed it at the same moment. Reload, look again, then decide")
	case apierrors.IsInvalid(err), apierrors.IsBadRequest(err):
		return fault.New(fault.Invalid, kubernetes, err, "The cluster did not accept what was sent to %s", what)
	case apierrors.ReasonForError(err) != "" && !apierrors.IsServerTimeout(err) && !apierrors.IsServiceUnavailable(err) && !apierrors.IsTimeout(err) && !apierrors.IsTooManyRequests(err):
		return fault.New(fault.Internal, kubernetes, err, "The cluster failed to %s. Its own log says why", what)
	default:
		return fault.New(fault.Unreachable, kubernetes, err, "The cluster did not answer in time to %s. Check the network or the VPN, then retry", what)
	}
}

func denied(cause error, what string) error {
	return fault.New(fault.Denied, kubernetes, cause, "The cluster does not let you %s. Ask whoever gives rights in it (%s)", what, reason(cause))
}

// reason is the server's own sentence. It names user, verb and resource; an admission webhook's may name more.
func reason(err error) string {
	var status apierrors.APIStatus
	if errors.As(err, &status) {
		return secret.Said(status.Status().Message)
	}
	return "no reason given"
}
