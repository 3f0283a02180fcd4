package connection

import (
	"context"
	"fmt"

	"github.com/sluice-desktop/sluice/internal/identity"
	"github.com/sluice-desktop/sluice/internal/operation"
	"github.com/sluice-desktop/sluice/internal/policy"
)

// titles are how records name a kind.
func title(k Kind) string {
	switch k {
	case ArgoCD:
		return "Argo CD"
	case Vault:
		return "Vault"
	case Git:
		return "Git host"
	case Registry:
		return "registry"
	case SIEM:
		return "SIEM"
	}
	return "cluster"
}

// called is a connection in words: "Argo CD harbor".
func called(id string) string {
	kind, name := Split(id)
	return title(kind) + " " + name
}

func target(id string) policy.Target { return policy.Target{Name: called(id)} }

// SignIn opens a session.
func SignIn(w Writer) operation.Operation[SignInInput, Connection] {
	return operation.Operation[SignInInput, Connection]{
		Action: policy.SessionSignIn,
		Target: func(_ context.Context, in SignInInput) (policy.Target, error) { return target(in.ID), nil },
		Details: func(in SignInInput) map[string]string {
			return map[string]string{"login": in.Login, "method": in.Method}
		},
		Run: w.SignIn,
		Done: func(in SignInInput, out Connection) string {
			return fmt.Sprintf("Signed in to %s as %s", called(in.ID), out.Login)
		},
	}
}

// SignOut ends a session.
func SignOut(w Writer) operation.Operation[string, Connection] {
	return operation.Operation[string, Connection]{
		Action: policy.SessionSignOut,
		Target: func(_ context.Context, id string) (policy.Target, error) { return target(id), nil },
		Run:    w.SignOut,
		Done:   func(id string, _ Connection) string { return "Signed out of " + called(id) },
	}
}

// Renew prolongs a session.
func Renew(w Writer) operation.Operation[string, Connection] {
	return operation.Operation[string, Connection]{
		Action: policy.SessionRenew,
		Target: func(_ context.Context, id string) (policy.Target, error) { return target(id), nil },
		Run:    w.Renew,
		Done: func(id string, out Connection) string {
			return fmt.Sprintf("The session at %s lasts until %s", called(id), out.Expires)
		},
	}
}

// Entry is one thing that is kept for a session: in the keychain, or in memory where there is none.
type Entry struct {
	System  string `json:"system"`
	Account string `json:"account"` // "ops1 at https://vault.example"
	Durable bool   `json:"durable"` // it outlives the window
}

// Shelf is where credentials are kept.
type Shelf interface {
	Entries(ctx context.Context) ([]Entry, error)
	Delete(ctx context.Context, system, account string) error
}

// Forget deletes a kept credential, also of a server that the fleet does not name any more.
func Forget(s Shelf, forgotten func()) operation.Operation[Entry, Entry] {
	return operation.Operation[Entry, Entry]{
		Action: policy.SessionForget,
		Target: func(_ context.Context, e Entry) (policy.Target, error) {
			return policy.Target{Name: title(Kind(e.System)) + ", " + e.Account}, nil
		},
		Run: func(ctx context.Context, permit operation.Permit, e Entry) (Entry, error) {
			if err := permit.Check(policy.SessionForget); err != nil {
				return e, err
			}
			err := s.Delete(ctx, e.System, e.Account)
			forgotten()
			return e, err
		},
		Done: func(e Entry, _ Entry) string { return "Forgotten: " + e.Account },
	}
}

// Roles is where the role to act as is chosen.
type Roles interface {
	ActAs(ctx context.Context, role policy.Role) (identity.Actor, error)
}

// ActAs changes which of one's roles one acts as.
func ActAs(r Roles) operation.Operation[policy.Role, identity.Actor] {
	return operation.Operation[policy.Role, identity.Actor]{
		Action: policy.SessionActAs,
		Target: func(_ context.Context, role policy.Role) (policy.Target, error) {
			return policy.Target{Name: role.Title()}, nil
		},
		Details: func(role policy.Role) map[string]string { return map[string]string{"role": string(role)} },
		Run: func(ctx context.Context, permit operation.Permit, role policy.Role) (identity.Actor, error) {
			if err := permit.Check(policy.SessionActAs); err != nil {
				return identity.Actor{}, err
			}
			return r.ActAs(ctx, role)
		},
		Done: func(role policy.Role, _ identity.Actor) string { return "Acting as " + role.Title() },
	}
}
