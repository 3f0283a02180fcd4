// Package identity knows who is acting: one person behind the logins of several systems, as the servers say.
package identity

import (
	"context"
	"errors"
	"slices"

	"github.com/sluice-desktop/sluice/internal/fault"
	"github.com/sluice-desktop/sluice/internal/policy"
)

// Login is what one system says about who is asking.
type Login struct {
	System string   `json:"system"` // "kubernetes", "argocd", "vault", "git"
	At     string   `json:"at"`     // the fleet's name of the server, where a system has several; empty for the chosen context's
	Name   string   `json:"name"`
	Groups []string `json:"groups"`
	Person string   `json:"person"` // whom the fleet knows behind it; empty: it does not know the login, which stands for itself
	Note   string   `json:"note"`   // what is unusual about how it is known; empty as a rule
}

// String is the login as records have it: "vault/main:ops1".
func (l Login) String() string {
	if l.At == "" {
		return l.System + ":" + l.Name
	}
	return l.System + "/" + l.At + ":" + l.Name
}

// ErrSomebodyElse is behind every fault about a session that is not the acting person's.
var ErrSomebodyElse = errors.New("the session is somebody else's")

// Own refuses a login whose owner, as the fleet says, is another person than who acts.
func Own(system, where, login, owner, person string) error {
	if owner == person {
		return nil
	}
	return fault.New(fault.Denied, system, ErrSomebodyElse, "Signed in to %s as %s, which is %s, but acting as %s. Sign out there and sign in as yourself",
		where, login, owner, person)
}

// Actor is one person, acting as one role.
type Actor struct {
	Person string        `json:"person"`
	Role   policy.Role   `json:"role"`
	Roles  []policy.Role `json:"roles"` // all that the person may act as
	Proof  string        `json:"proof"` // "group sluice:operations"; empty when the role is self-declared
	Logins []Login       `json:"logins"`
}

// Proven reports whether a server vouched for the role.
func (a Actor) Proven() bool { return a.Proof != "" }

// Directory is the fleet's knowledge of people and roles.
type Directory interface {
	// Person is the one behind a login; ok is false when the fleet does not know it.
	Person(system, login string) (person string, ok bool)
	// RolesOf are the roles that a group stands for, in the order of the matrix.
	RolesOf(group string) []policy.Role
	// Mapped reports whether the fleet maps groups to roles at all.
	Mapped() bool
}

// Asker asks one context's server who the person is there.
type Asker interface {
	Login(ctx context.Context, context string) (Login, error)
}

// Resolve makes the actor out of what a server said. prefer is the role the person chose to act as; it counts
// only while a group proves it. Where the fleet maps no groups at all, prefer is taken on trust: self-declared.
func Resolve(dir Directory, login Login, prefer policy.Role) Actor {
	person, known := dir.Person(login.System, login.Name)
	if !known {
		person = login.Name
	} else {
		login.Person = person
	}
	actor := Actor{Person: person, Role: policy.Unknown, Roles: []policy.Role{}, Logins: []Login{login}}
	proof := map[policy.Role]string{}
	for _, group := range login.Groups {
		for _, role := range dir.RolesOf(group) {
			if _, twice := proof[role]; !twice {
				proof[role] = "group " + group
				actor.Roles = append(actor.Roles, role)
			}
		}
	}
	slices.SortFunc(actor.Roles, func(a, b policy.Role) int {
		return slices.Index(policy.Roles, a) - slices.Index(policy.Roles, b)
	})
	switch {
	case slices.Contains(actor.Roles, prefer):
		actor.Role = prefer
	case len(actor.Roles) > 0:
		actor.Role = actor.Roles[0]
	case !dir.Mapped():
		actor.Roles = slices.Clone(policy.Roles)
		if slices.Contains(actor.Roles, prefer) {
			actor.Role = prefer
		}
		return actor
	}
	actor.Proof = proof[actor.Role]
	return actor
}

type actorKey struct{}

// InNameOf is ctx for work done in this actor's name, whoever the window acts as meanwhile.
func InNameOf(ctx context.Context, a Actor) context.Context {
	return context.WithValue(ctx, actorKey{}, a)
}

// Of is in whose name work with this context is done; ok is false when it is nobody's in particular.
func Of(ctx context.Context) (a Actor, ok bool) {
	a, ok = ctx.Value(actorKey{}).(Actor)
	return a, ok
}
