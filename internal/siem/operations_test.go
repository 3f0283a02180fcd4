package siem_test

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/sluice-desktop/sluice/internal/audit"
	"github.com/sluice-desktop/sluice/internal/operation"
	"github.com/sluice-desktop/sluice/internal/operation/operationtest"
	"github.com/sluice-desktop/sluice/internal/secret"
	"github.com/sluice-desktop/sluice/internal/siem"
)

// writer takes everything.
type writer struct{}

func (writer) SignIn(_ context.Context, _ operation.Permit, in siem.SignInInput) (siem.Sink, error) {
	return siem.Sink{Name: in.Sink}, nil
}

func (writer) SignOut(_ context.Context, _ operation.Permit, sink string) (siem.Sink, error) {
	return siem.Sink{Name: sink}, nil
}

func (writer) Replay(context.Context, operation.Permit, siem.ReplayInput) (siem.Replayed, error) {
	return siem.Replayed{Sent: 3}, nil
}

// What is done to a sink is recorded under its name; the token is in no record.
func TestWhatIsDoneToASinkIsRecordedWithoutItsToken(t *testing.T) {
	journal := &audit.Memory{}
	door := operationtest.Executor(journal)
	_, in := operation.Do(t.Context(), door, siem.SignInTo(writer{}), siem.SignInInput{Sink: "central", Token: secret.New("hunter2")})
	_, out := operation.Do(t.Context(), door, siem.SignOutOf(writer{}), "central")
	_, one := operation.Do(t.Context(), door, siem.Replay(writer{}), siem.ReplayInput{Sink: "central", Seq: 7})
	_, all := operation.Do(t.Context(), door, siem.Replay(writer{}), siem.ReplayInput{Sink: "central"})
	if in != nil || out != nil || one != nil || all != nil {
		t.Fatal(in, out, one, all)
	}
	var said []string
	for _, e := range journal.Events() {
		if e.Name != "SIEM central" {
			t.Errorf("%+v", e)
		}
		said = append(said, fmt.Sprintf("%s %s %s", e.Action, e.Outcome, e.Details["records"]))
	}
	want := "session.signIn asked |session.signIn succeeded |session.signOut asked |session.signOut succeeded |" +
		"audit.replay asked 7|audit.replay succeeded 7|audit.replay asked all that it refused|audit.replay succeeded all that it refused"
	if got := strings.Join(said, "|"); got != want {
		t.Errorf("got %s", got)
	}
	if text, err := json.Marshal(journal.Events()); err != nil || strings.Contains(string(text), "hunter2") {
		t.Errorf("the token is in the journal: %s, %v", text, err)
	}
}
