package siem

import (
	"context"
	"fmt"
	"strconv"

	"github.com/sluice-desktop/sluice/internal/operation"
	"github.com/sluice-desktop/sluice/internal/policy"
)

func target(sink string) policy.Target { return policy.Target{Name: "SIEM " + sink} }

// SignInTo gives a sink a token.
func SignInTo(w Writer) operation.Operation[SignInInput, Sink] {
	return operation.Operation[SignInInput, Sink]{
		Action: policy.SessionSignIn,
		Target: func(_ context.Context, in SignInInput) (policy.Target, error) { return target(in.Sink), nil },
		Run:    w.SignIn,
		Done:   func(in SignInInput, _ Sink) string { return "Signed in to " + in.Sink },
	}
}

// SignOutOf forgets a sink's token.
func SignOutOf(w Writer) operation.Operation[string, Sink] {
	return operation.Operation[string, Sink]{
		Action: policy.SessionSignOut,
		Target: func(_ context.Context, sink string) (policy.Target, error) { return target(sink), nil },
		Run:    w.SignOut,
		Done:   func(sink string, _ Sink) string { return "Signed out of " + sink },
	}
}

// Replay sends again what a sink refused.
func Replay(w Writer) operation.Operation[ReplayInput, Replayed] {
	return operation.Operation[ReplayInput, Replayed]{
		Action: policy.JournalReplay,
		Target: func(_ context.Context, in ReplayInput) (policy.Target, error) { return target(in.Sink), nil },
		Details: func(in ReplayInput) map[string]string {
			if in.Seq == 0 {
				return map[string]string{"records": "all that it refused"}
			}
			return map[string]string{"records": strconv.FormatInt(in.Seq, 10)}
		},
		Run: w.Replay,
		Done: func(in ReplayInput, out Replayed) string {
			return fmt.Sprintf("%s has taken %d of the records that it had refused", in.Sink, out.Sent)
		},
	}
}
