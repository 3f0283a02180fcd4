package desktop

import (
	"context"

	"github.com/sluice-desktop/sluice/internal/connection"
	"github.com/sluice-desktop/sluice/internal/operation"
	"github.com/sluice-desktop/sluice/internal/secret"
)

// Connections are all systems and this person's sessions there.
type Connections interface {
	connection.Writer
	All(ctx context.Context) ([]connection.Connection, error)
	Test(ctx context.Context, id string) (connection.Connection, error)
}

// ConnectionService shows every connection, and signs in and out.
type ConnectionService struct {
	calls   Calls
	board   Connections
	shelf   connection.Shelf
	unlock  func(context.Context) (bool, error)
	signIn  operation.Operation[connection.SignInInput, connection.Connection]
	signOut operation.Operation[string, connection.Connection]
	renew   operation.Operation[string, connection.Connection]
	forget  operation.Operation[connection.Entry, connection.Entry]
}

// NewConnectionService shows b and what s keeps; forgotten is told when something of it was deleted.
func NewConnectionService(c Calls, b Connections, s connection.Shelf, unlock func(context.Context) (bool, error), forgotten func()) *ConnectionService {
	return &ConnectionService{
		calls: c, board: b, shelf: s, unlock: unlock, signIn: connection.SignIn(b), signOut: connection.SignOut(b), renew: connection.Renew(b),
		forget: connection.Forget(s, forgotten),
	}
}

// Connections are all that the fleet and the kubeconfig name, as they are known now. What is not known yet comes by
// "connection" events.
func (s *ConnectionService) Connections() ([]connection.Connection, error) {
	return ask(s.calls, s.board.All)
}

// Test asks one server now.
func (s *ConnectionService) Test(id string) (connection.Connection, error) {
	return ask(s.calls, func(ctx context.Context) (connection.Connection, error) { return s.board.Test(ctx, id) })
}

// SignIn is a login and a secret on their way in; nothing of it comes back.
type SignIn struct {
	ID     string `json:"id"`
	Method string `json:"method"`
	Login  string `json:"login"`
	Secret string `json:"secret"`
}

// SignIn opens a session.
func (s *ConnectionService) SignIn(in SignIn) (operation.Status, error) {
	return change(s.calls, s.signIn, connection.SignInInput{ID: in.ID, Method: in.Method, Login: in.Login, Secret: secret.New(in.Secret)})
}

// SignOut ends a session.
func (s *ConnectionService) SignOut(id string) (operation.Status, error) {
	return change(s.calls, s.signOut, id)
}

// Renew prolongs a session where the server does that.
func (s *ConnectionService) Renew(id string) (operation.Status, error) {
	return change(s.calls, s.renew, id)
}

// Kept are the credentials that the keychain, or memory, holds: their names, never what they are.
func (s *ConnectionService) Kept() ([]connection.Entry, error) { return ask(s.calls, s.shelf.Entries) }

// Forget deletes a kept credential.
func (s *ConnectionService) Forget(entry connection.Entry) (operation.Status, error) {
	return change(s.calls, s.forget, entry)
}

// Unlock has the keychain ask the person for its password. How that ended comes by a "keychain" event.
func (s *ConnectionService) Unlock() (bool, error) { return ask(s.calls, s.unlock) }
