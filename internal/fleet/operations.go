package fleet

import (
	"context"
	"fmt"
	"path/filepath"

	"github.com/sluice-desktop/sluice/internal/fault"
	"github.com/sluice-desktop/sluice/internal/operation"
	"github.com/sluice-desktop/sluice/internal/policy"
)

// WriteInput is the fleet file's next text, and the hash of the text that the person changed: if that is not what lies
// there any more, somebody else has changed it meanwhile.
type WriteInput struct {
	Text string `json:"text"`
	Base string `json:"base"`
}

// CreateInput is the first text of a fleet file.
type CreateInput struct {
	Text string `json:"text"`
}

// Saved is what was written.
type Saved struct {
	Path string
	Hash string
}

// ClassifyInput says where the namespaces of a context's server belong.
type ClassifyInput struct {
	Context    string `json:"context"`
	Namespaces string `json:"namespaces"` // a pattern with *
	Tier       string `json:"tier"`       // dev, stage or prod; empty: take back what was said
}

// Writer changes what lies on this computer.
type Writer interface {
	// Create writes the first file, and never over another.
	Create(ctx context.Context, permit operation.Permit, text []byte) (Saved, error)
	// Write replaces the file whose text still has the hash base. The text before it is kept beside it.
	Write(ctx context.Context, permit operation.Permit, base string, text []byte) (Saved, error)
	// Classify says where namespaces belong, in place of what was said of the same ones.
	Classify(ctx context.Context, permit operation.Permit, own Own) (Own, error)
	// Unclassify takes that back.
	Unclassify(ctx context.Context, permit operation.Permit, own Own) (Own, error)
}

// Create writes the first fleet file.
func Create(w Writer, h *Hot) operation.Operation[CreateInput, Saved] {
	return operation.Operation[CreateInput, Saved]{
		Action:  policy.FleetCreate,
		Target:  func(context.Context, CreateInput) (policy.Target, error) { return h.target(), nil },
		Details: func(in CreateInput) map[string]string { return h.details("", in.Text) },
		Run: func(ctx context.Context, permit operation.Permit, in CreateInput) (Saved, error) {
			if err := h.writable(in.Text); err != nil {
				return Saved{}, err
			}
			return w.Create(ctx, permit, []byte(in.Text))
		},
		Done: func(_ CreateInput, out Saved) string { return "The fleet file is at " + out.Path },
	}
}

// Write changes the fleet file.
func Write(w Writer, h *Hot) operation.Operation[WriteInput, Saved] {
	return operation.Operation[WriteInput, Saved]{
		Action:  policy.FleetWrite,
		Target:  func(context.Context, WriteInput) (policy.Target, error) { return h.target(), nil },
		Details: func(in WriteInput) map[string]string { return h.details(in.Base, in.Text) },
		Run: func(ctx context.Context, permit operation.Permit, in WriteInput) (Saved, error) {
			if err := h.writable(in.Text); err != nil {
				return Saved{}, err
			}
			return w.Write(ctx, permit, in.Base, []byte(in.Text))
		},
		Done: func(_ WriteInput, out Saved) string {
			return fmt.Sprintf("%s is saved and in force", filepath.Base(out.Path))
		},
	}
}

// Classify says on this computer where namespaces belong, or takes that back. server is the API server of a context.
func Classify(w Writer, h *Hot, server func(name string) string) operation.Operation[ClassifyInput, Own] {
	return operation.Operation[ClassifyInput, Own]{
		Action: policy.FleetClassify,
		Target: func(_ context.Context, in ClassifyInput) (policy.Target, error) {
			return policy.Target{Context: in.Context, Name: in.Namespaces}, nil
		},
		Details: func(in ClassifyInput) map[string]string {
			return map[string]string{"server": server(in.Context), "namespaces": in.Namespaces, "tier": in.Tier}
		},
		Run: func(ctx context.Context, permit operation.Permit, in ClassifyInput) (Own, error) {
			own := Own{Server: server(in.Context), Namespaces: in.Namespaces, Tier: in.Tier}
			if in.Tier == "" {
				return w.Unclassify(ctx, permit, own)
			}
			own, err := h.Now().checked(own)
			if err != nil {
				return Own{}, err
			}
			return w.Classify(ctx, permit, own)
		},
		Done: func(in ClassifyInput, out Own) string {
			if in.Tier == "" {
				return fmt.Sprintf("Namespaces %s are unclassified again", out.Namespaces)
			}
			return fmt.Sprintf("Namespaces %s are %s on this computer", out.Namespaces, out.Tier)
		},
	}
}

func (h *Hot) target() policy.Target {
	return policy.Target{Name: filepath.Base(h.origin().Address.Path)}
}

func (h *Hot) details(base, text string) map[string]string {
	return map[string]string{"file": h.origin().Address.Text, "before": base, "after": Hash([]byte(text))}
}

// writable refuses a text that is no fleet, and a place that Sluice does not write to.
func (h *Hot) writable(text string) error {
	at := h.origin().Address
	if at.Git() {
		return fault.New(fault.Invalid, "fleet", nil, "%s", GitHint)
	}
	if _, problems := Check([]byte(text)); len(problems) > 0 {
		return refusal(at.Path, problems)
	}
	return nil
}

// GitHint is why a fleet that comes from Git is not written here.
const GitHint = "The fleet comes from Git, so it is changed there: by a commit or a pull request. Sluice reads it again within a minute"
