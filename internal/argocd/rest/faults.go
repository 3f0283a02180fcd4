package rest

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"regexp"
	"slices"
	"strings"

	"github.com/sluice-desktop/sluice/internal/fault"
	"github.com/sluice-desktop/sluice/internal/secret"
)

// gRPC's codes, as Argo CD's gateway passes them on.
const (
	codeNotFound           = 5
	codePermissionDenied   = 7
	codeFailedPrecondition = 9
	codeAborted            = 10
	codeUnavailable        = 14
	codeUnauthenticated    = 16
)

// refused turns an answer that is an error into a fault. A session that is not accepted any more is forgotten.
func (c *client) refused(s *site, q request, r *http.Response) error {
	text, _ := io.ReadAll(io.LimitReader(r.Body, 64<<10))
	var said apiError
	readable := isJSON(r) && json.Unmarshal(text, &said) == nil
	if !readable && !slices.Contains([]int{401, 403, 408, 429, 502, 503, 504}, r.StatusCode) {
		return s.Foreign(r)
	}
	said.HTTPCode = r.StatusCode
	return c.translate(s, q, said)
}

func (c *client) translate(s *site, q request, said apiError) error {
	message := clean(said.Message + said.Error)
	if said.Message != "" {
		message = clean(said.Message)
	}
	code := max(said.Code, said.GRPCCode)
	cause := fmt.Errorf("%s %s: %d (%d) %s", q.method, strings.Join(q.path, "/"), said.HTTPCode, code, message)
	kind, detail := fault.Unreachable, fmt.Sprintf("Argo CD %s failed: %s. Retry; if it stays so, its administrators know more", s.Name, message)
	switch {
	case said.HTTPCode == http.StatusUnauthorized || code == codeUnauthenticated:
		c.forget(q.as)
		kind, detail = fault.SignIn, fmt.Sprintf("The session at Argo CD %s has ended or was revoked. Sign in again", s.Name)
	case strings.Contains(message, "blocked by sync window"):
		kind, detail = fault.Held, fmt.Sprintf("A sync window of Argo CD %s is closed for this application. Wait until it opens, or ask who may open it", s.Name)
	case said.HTTPCode == http.StatusForbidden || code == codePermissionDenied:
		kind, detail = fault.Denied, fmt.Sprintf("Argo CD %s refused %s by its own RBAC: %s. Ask who administers its roles, or whose role may", s.Name, orSomebody(q.as.login), message)
	case code == codeFailedPrecondition && strings.Contains(message, "another operation"):
		kind, detail = fault.Conflict, "Another operation on this application is in progress. Wait for its end, then look again"
	case said.HTTPCode == http.StatusNotFound || code == codeNotFound:
		kind, detail = fault.NotFound, fmt.Sprintf("Argo CD %s has no such application, or does not show it to %s", s.Name, orSomebody(q.as.login))
	case said.HTTPCode == http.StatusConflict || code == codeAborted:
		kind, detail = fault.Conflict, fmt.Sprintf("The application changed meanwhile: %s. Reload it and try again", message)
	case said.HTTPCode == http.StatusTooManyRequests:
		detail = fmt.Sprintf("Argo CD %s is asked too often. Wait a little, then retry", s.Name)
	case code == codeUnavailable || said.HTTPCode >= 502 && said.HTTPCode <= 504 || said.HTTPCode == http.StatusRequestTimeout:
		detail = fmt.Sprintf("Argo CD %s is not up, or a part of it. Retry in a while", s.Name)
	case said.HTTPCode == http.StatusBadRequest:
		kind, detail = fault.Invalid, fmt.Sprintf("Argo CD %s does not accept this: %s", s.Name, message)
	}
	return fault.New(kind, "argocd", cause, "%s", detail)
}

func orSomebody(login string) string {
	if login == "" {
		return "this login"
	}
	return login
}

var (
	userInfo = regexp.MustCompile(`://[^/@\s]+@`)
	issuedAt = regexp.MustCompile(`, iat: [^,]*$`)
	grpcHead = regexp.MustCompile(`^rpc error: code = \w+ desc = `)
)

// clean is a server's own message, fit to be shown, without a gRPC preface.
func clean(message string) string {
	message = strings.Join(strings.Fields(secret.Said(message)), " ")
	message = issuedAt.ReplaceAllString(grpcHead.ReplaceAllString(message, ""), "")
	return strings.TrimSuffix(message, ".")
}
