// Package fault gives every error that can reach a person a kind the window can act on.
package fault

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
)

// Kind says what the person can do next, not where the error came from.
type Kind string

// The kinds, each with the next step it leads to.
const (
	Denied      Kind = "denied"      // policy or the system said no: show who may
	Held        Kind = "held"        // allowed, but a gate or window holds it: show what is missing
	Conflict    Kind = "conflict"    // the world moved: reload and redo
	NotFound    Kind = "notFound"    // it is absent, which is not the same as hidden
	Invalid     Kind = "invalid"     // the input is wrong: Field names it
	Unreachable Kind = "unreachable" // the system did not answer: retry makes sense
	SignIn      Kind = "signIn"      // credentials are missing or expired for System
	Cancelled   Kind = "cancelled"   // the person stopped it: say nothing
	Internal    Kind = "internal"    // our bug: show the operation id
)

// Kinds lists them all, for the generated TypeScript enum.
var Kinds = []Kind{Denied, Held, Conflict, NotFound, Invalid, Unreachable, SignIn, Cancelled, Internal}

// TSName is what the frontend calls the kind.
func (k Kind) TSName() string { return string(k) }

// Error is the only error shape that crosses the bridge.
type Error struct {
	Kind   Kind   `json:"kind"`
	System string `json:"system,omitempty"` // "kubernetes", "helm", "argocd", "vault", "git", "policy", "audit"
	Detail string `json:"detail"`           // a sentence for people; never a secret
	Field  string `json:"field,omitempty"`  // the input that is wrong, or the policy rule that said no
	cause  error
}

func (e *Error) Error() string {
	if e.cause == nil {
		return e.Detail
	}
	return e.Detail + ": " + e.cause.Error()
}

func (e *Error) Unwrap() error { return e.cause }

// New wraps cause with a kind. The cause stays in the log; only Detail goes to the window.
func New(k Kind, system string, cause error, format string, args ...any) *Error {
	return &Error{Kind: k, System: system, Detail: fmt.Sprintf(format, args...), cause: cause}
}

// On names the input field (or the rule) that the error is about.
func (e *Error) On(field string) *Error {
	named := *e
	named.Field = field
	return &named
}

// Of is what the window will see for err. Unknown errors are Internal, with no text of theirs.
func Of(err error) *Error {
	var e *Error
	switch {
	case errors.As(err, &e):
		return e
	case errors.Is(err, context.Canceled):
		return &Error{Kind: Cancelled, Detail: "Cancelled"}
	case errors.Is(err, context.DeadlineExceeded):
		return &Error{Kind: Unreachable, Detail: "No answer in time. Check the network or the VPN, then retry", cause: err}
	default:
		return &Error{Kind: Internal, Detail: "Sluice met an error it did not expect. It is in the log", cause: err}
	}
}

// Wire is what Wails' ErrorFormatter returns. It is a string on purpose: since v2.14 the Wails runtime
// turns a rejected object into Error("[object Object]").
func Wire(err error) any {
	b, _ := json.Marshal(Of(err))
	return string(b)
}
