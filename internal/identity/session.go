package identity

import (
	"context"
	"sync"
	"time"

	"github.com/sluice-desktop/sluice/internal/fault"
	"github.com/sluice-desktop/sluice/internal/policy"
)

// fresh is how long a server's answer to "who am I" is believed. A lost group takes effect after it.
const fresh = time.Minute

// Acting is the actor and the context it was proven in.
type Acting struct {
	Context      string       `json:"context"`
	Cluster      string       `json:"cluster"`
	Production   bool         `json:"production"` // the context reaches a production environment
	Actor        Actor        `json:"actor"`
	SelfDeclared bool         `json:"selfDeclared"`
	Problem      *fault.Error `json:"problem"` // why nobody could be asked; the actor is then unknown
}

// Place is what is known of the cluster behind a context.
type Place struct {
	Cluster    string // for showing: the kubeconfig's word where the fleet has none
	Production bool   // a production environment lies there
	Known      bool   // the fleet names it: what it says of groups proves roles
}

// Session is who the window acts as: a context, and of the roles proven there the chosen one.
type Session struct {
	Asker     Asker
	Directory func() Directory
	// Place says where a context reaches.
	Place func(name string) Place
	Now   func() time.Time
	// Changed is told when another context or role is chosen.
	Changed func()

	mu     sync.Mutex
	chosen string
	prefer policy.Role
	asked  map[string]answer
	age    int // grows when what servers said is forgotten
}

type answer struct {
	login Login
	at    time.Time
}

// Acting is who acts now. That a server cannot say who it is is no error here but part of the answer.
func (s *Session) Acting(ctx context.Context) (Acting, error) {
	s.mu.Lock()
	name := s.chosen
	s.mu.Unlock()
	if name == "" {
		return Acting{Actor: nobody(), SelfDeclared: true,
			Problem: fault.New(fault.NotFound, "kubernetes", nil, "No context is chosen. Choose one above, or add a kubeconfig")}, nil
	}
	place := s.Place(name)
	acting := Acting{Context: name, Cluster: place.Cluster, Production: place.Production}
	actor, err := s.As(ctx, name)
	switch {
	case err != nil:
		acting.Problem = fault.Of(err)
	case !place.Known && s.Directory().Mapped():
		acting.Problem = fault.New(fault.Denied, "policy", nil,
			"%s is no cluster of the fleet, so what it says of groups proves no role. Choose a context of a cluster that the fleet names", place.Cluster)
	}
	acting.Actor, acting.SelfDeclared = actor, !actor.Proven()
	return acting, nil
}

func nobody() Actor {
	return Actor{Role: policy.Unknown, Roles: []policy.Role{}, Logins: []Login{}}
}

// Use chooses the context to act from, and the role; the empty role is the first that a group proves.
func (s *Session) Use(ctx context.Context, name string, role policy.Role) (Acting, error) {
	s.mu.Lock()
	s.chosen, s.prefer = name, role
	s.mu.Unlock()
	acting, err := s.Acting(ctx)
	s.Changed()
	return acting, err
}

// Begin chooses name if nothing is chosen yet. It asks nobody.
func (s *Session) Begin(name string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.chosen == "" {
		s.chosen = name
	}
}

// As is who the person is in one context, whichever is chosen. The empty name is the chosen one.
func (s *Session) As(ctx context.Context, name string) (Actor, error) {
	return s.actor(ctx, name, fresh)
}

// Prove is As, by what the server says now: a change is not decided by what it said a while ago.
func (s *Session) Prove(ctx context.Context, name string) (Actor, error) {
	return s.actor(ctx, name, 0)
}

func (s *Session) actor(ctx context.Context, name string, believed time.Duration) (Actor, error) {
	s.mu.Lock()
	if name == "" {
		name = s.chosen
	}
	prefer, known, age := s.prefer, s.asked[name], s.age
	s.mu.Unlock()
	if name == "" {
		return nobody(), fault.New(fault.SignIn, "kubernetes", nil, "No context is chosen, so nobody knows who acts. Choose one first")
	}
	if known.at.IsZero() || s.Now().Sub(known.at) >= believed {
		login, err := s.Asker.Login(ctx, name)
		if err != nil {
			return nobody(), err
		}
		known = answer{login, s.Now()}
		s.mu.Lock()
		if s.asked == nil {
			s.asked = map[string]answer{}
		}
		if s.age == age { // else this answers a question from before Forget
			s.asked[name] = known
		}
		s.mu.Unlock()
	}
	return s.resolve(name, known.login, prefer), nil
}

// resolve makes the actor. Anybody can run a cluster that calls them what they like, so only the fleet's are believed.
func (s *Session) resolve(name string, said Login, prefer policy.Role) Actor {
	believed := said
	if !s.Place(name).Known {
		believed.Groups = nil
	}
	actor := Resolve(s.Directory(), believed, prefer)
	actor.Logins = []Login{said}
	return actor
}

// Forget drops what servers said, so that the next question asks them again: the kubeconfig has changed.
func (s *Session) Forget() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.asked, s.age = nil, s.age+1
}
