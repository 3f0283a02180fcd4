package identity

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"sync"
	"time"

	"golang.org/x/sync/singleflight"

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
	// Elsewhere are a person's logins at the other systems, as far as they are known. It may be nil.
	Elsewhere func(person string) []Login
	Now       func() time.Time
	// Changed is told when who acts may be another: a context or a role was chosen, or a server says otherwise now.
	Changed func()

	mu     sync.Mutex
	chosen string
	prefer policy.Role
	asked  map[string]answer
	doubts map[string]time.Time
	age    int // grows when what servers said is forgotten
	asking singleflight.Group
}

type answer struct {
	login Login
	at    time.Time
}

// Acting is who acts now. That a server cannot say who it is is no error here but part of the answer.
func (s *Session) Acting(ctx context.Context) (Acting, error) { return s.acting(ctx, fresh) }

func (s *Session) acting(ctx context.Context, believed time.Duration) (Acting, error) {
	name, _ := s.choice()
	if name == "" {
		return Acting{Actor: nobody(),
			Problem: fault.New(fault.NotFound, "kubernetes", nil, "No context is chosen. Choose one above, or add a kubeconfig")}, nil
	}
	actor, err := s.actor(ctx, name, believed)
	place := s.Place(name) // after the server has answered: the fleet may be another by then
	acting := Acting{Context: name, Cluster: place.Cluster, Production: place.Production}
	mapped := s.Directory().Mapped()
	switch {
	case err != nil:
		acting.Problem = fault.Of(err)
	case !place.Known && mapped:
		acting.Problem = fault.New(fault.Denied, "policy", nil,
			"%s is no cluster of the fleet, so what it says of groups proves no role. Choose a context of a cluster that the fleet names", place.Cluster)
	}
	acting.Actor, acting.SelfDeclared = actor, !actor.Proven() && !mapped
	return acting, nil
}

func nobody() Actor {
	return Actor{Role: policy.Unknown, Roles: []policy.Role{}, Logins: []Login{}}
}

// Use chooses the context to act from, and asks its server anew. The role that was chosen before goes along as far
// as it is proven there.
func (s *Session) Use(ctx context.Context, name string) (Acting, error) {
	s.mu.Lock()
	s.chosen = name
	s.mu.Unlock()
	acting, err := s.acting(ctx, 0)
	s.Changed()
	return acting, err
}

// ActAs chooses the role to act as, of those that the server proves now, or of all where the fleet maps none.
func (s *Session) ActAs(ctx context.Context, role policy.Role) (Actor, error) {
	actor, err := s.Prove(ctx, "")
	if err != nil {
		return actor, err
	}
	if !slices.Contains(actor.Roles, role) {
		return actor, fault.New(fault.Denied, "policy", nil, "No group of %s maps to %s here. Choose one of your own roles", actor.Person, role.Title()).On("role")
	}
	s.mu.Lock()
	s.prefer = role
	s.mu.Unlock()
	s.Changed()
	return s.As(ctx, "")
}

// Refresh asks the server of the chosen context anew.
func (s *Session) Refresh(ctx context.Context) (Acting, error) {
	s.Forget()
	acting, err := s.acting(ctx, 0)
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

func (s *Session) choice() (string, policy.Role) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.chosen, s.prefer
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
	chosen, prefer := s.choice()
	name = cmp.Or(name, chosen)
	if name == "" {
		return nobody(), fault.New(fault.SignIn, "kubernetes", nil, "No context is chosen, so nobody knows who acts. Choose one first")
	}
	s.mu.Lock()
	known := s.asked[name]
	s.mu.Unlock()
	if known.at.IsZero() || s.Now().Sub(known.at) >= believed {
		ask := s.ask
		if believed == 0 {
			ask = s.anew // an answer that is under way may be from before what matters now
		}
		login, err := ask(ctx, name)
		if err != nil {
			return nobody(), err
		}
		known.login = login
	}
	return s.resolve(name, known.login, prefer), nil
}

// ask asks the context's server; those who want to know at the same time share one answer.
func (s *Session) ask(ctx context.Context, name string) (Login, error) {
	s.mu.Lock()
	age := s.age
	s.mu.Unlock()
	answered := s.asking.DoChan(fmt.Sprint(age, " ", name), func() (any, error) {
		// One who leaves must not take the answer from those who wait.
		return s.anew(context.WithoutCancel(ctx), name)
	})
	select {
	case <-ctx.Done():
		return Login{}, ctx.Err()
	case a := <-answered:
		login, _ := a.Val.(Login)
		return login, a.Err
	}
}

// anew asks the context's server. Who sees that the answer is another than before lets everybody know: a lost role
// takes effect at once.
func (s *Session) anew(ctx context.Context, name string) (Login, error) {
	s.mu.Lock()
	age := s.age
	s.mu.Unlock()
	login, err := s.Asker.Login(ctx, name)
	if err != nil {
		return Login{}, err
	}
	s.mu.Lock()
	before, had := s.asked[name]
	if s.asked == nil {
		s.asked = map[string]answer{}
	}
	if s.age == age { // else this answers a question from before Forget
		s.asked[name] = answer{login, s.Now()}
	}
	other := had && (before.login.Name != login.Name || !slices.Equal(before.login.Groups, login.Groups))
	s.mu.Unlock()
	if other {
		s.Changed()
	}
	return login, nil
}

// doubtful is how often a refusal makes Sluice ask again who it is: many lists may be refused at once.
const doubtful = 10 * time.Second

// Doubt is told that a context's server refused something: whoever was proven there may have lost a role, or the
// whole session. The server is asked again, in the background and not for every refusal.
func (s *Session) Doubt(ctx context.Context, name string) {
	s.mu.Lock()
	_, known := s.asked[name]
	again := known && s.Now().Sub(s.doubts[name]) >= doubtful
	if again {
		if s.doubts == nil {
			s.doubts = map[string]time.Time{}
		}
		s.doubts[name] = s.Now()
	}
	s.mu.Unlock()
	if !again {
		return
	}
	go func() {
		if _, err := s.ask(ctx, name); fault.Of(err).Kind == fault.SignIn {
			s.Forget()
			s.Changed()
		}
	}()
}

// resolve makes the actor. Anybody can run a cluster that calls them what they like, so only the fleet's are believed.
func (s *Session) resolve(name string, said Login, prefer policy.Role) Actor {
	believed := said
	if !s.Place(name).Known {
		believed.Groups = nil
	}
	actor := Resolve(s.Directory(), believed, prefer)
	said.Person = actor.Logins[0].Person
	actor.Logins = []Login{said}
	if s.Elsewhere != nil {
		actor.Logins = append(actor.Logins, s.Elsewhere(actor.Person)...)
	}
	return actor
}

// Forget drops what servers said, so that the next question asks them again: the kubeconfig has changed.
func (s *Session) Forget() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.asked, s.age = nil, s.age+1
}
