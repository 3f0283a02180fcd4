package rest

import (
	"github.com/sluice-desktop/sluice/internal/diff"
	"github.com/sluice-desktop/sluice/internal/fault"
)

// sides are the objects that live and those that are wanted. Where Argo CD has worked out what the cluster would
// make of the target, that is compared with live as it normalised it; otherwise the target with live as it is.
func sides(s *site, items []managed) (live, desired []map[string]any, err error) {
	for _, m := range items {
		if m.Hook {
			continue // runs during a sync; it is not meant to stay
		}
		before, after := m.NormalizedLiveState, m.PredictedLiveState
		if absent(before) != absent(m.LiveState) || absent(after) != absent(m.TargetState) {
			before, after = m.LiveState, m.TargetState
		}
		if live, err = appendState(s, live, m, before); err != nil {
			return nil, nil, err
		}
		if desired, err = appendState(s, desired, m, after); err != nil {
			return nil, nil, err
		}
	}
	return live, desired, nil
}

func absent(state string) bool { return state == "" || state == "null" }

func appendState(s *site, to []map[string]any, m managed, state string) ([]map[string]any, error) {
	if absent(state) {
		return to, nil
	}
	objects, err := diff.ParseYAML(state) // JSON is YAML
	if err != nil || len(objects) != 1 {
		return nil, fault.New(fault.Invalid, "argocd", err, "Argo CD %s sent %s %s/%s in a form that cannot be read. Look at it in Argo CD itself", s.Name, m.Kind, m.Namespace, m.Name)
	}
	return append(to, objects[0]), nil
}
