package diff

// written are fields of metadata that the server writes for itself.
var written = []string{"managedFields", "resourceVersion", "uid", "creationTimestamp", "generation", "selfLink"}

// bookkeeping are annotations that tools write about an object, not for it.
var bookkeeping = []string{"kubectl.kubernetes.io/last-applied-configuration", "deployment.kubernetes.io/revision"}

// hollow are tables that mean nothing when empty. Others do: emptyDir: {} is a volume, podSelector: {} is every pod.
var hollow = map[string]bool{
	"annotations": true, "labels": true, "resources": true, "securityContext": true, "strategy": true,
	"metadata": true, "status": true, "data": true,
}

// normalised is the object without what no person wrote, and how many fields that were. The object itself is
// left as it is.
func normalised(o map[string]any) (map[string]any, int) {
	n := normaliser{}
	out := make(map[string]any, len(o))
	for key, value := range o {
		if key == "status" {
			n.noise++
			continue
		}
		if key == "metadata" {
			if meta, ok := value.(map[string]any); ok {
				value = n.metadata(meta)
			}
		}
		n.keep(out, key, value)
	}
	return out, n.noise
}

type normaliser struct{ noise int }

func (n *normaliser) metadata(meta map[string]any) map[string]any {
	out := make(map[string]any, len(meta))
	for key, value := range meta {
		out[key] = value
	}
	n.drop(out, written)
	if notes, ok := meta["annotations"].(map[string]any); ok {
		kept := make(map[string]any, len(notes))
		for key, value := range notes {
			kept[key] = value
		}
		n.drop(kept, bookkeeping)
		out["annotations"] = kept
	}
	return out
}

func (n *normaliser) drop(table map[string]any, keys []string) {
	for _, key := range keys {
		if _, there := table[key]; there {
			delete(table, key)
			n.noise++
		}
	}
}

// keep adds key to out, unless its value says nothing.
func (n *normaliser) keep(out map[string]any, key string, value any) {
	value = n.value(value)
	table, isTable := value.(map[string]any)
	if value == nil || isTable && len(table) == 0 && hollow[key] {
		n.noise++
		return
	}
	out[key] = value
}

func (n *normaliser) value(v any) any {
	switch v := v.(type) {
	case map[string]any:
		out := make(map[string]any, len(v))
		for key, child := range v {
			n.keep(out, key, child)
		}
		return out
	case []any:
		out := make([]any, len(v))
		for i, child := range v {
			out[i] = n.value(child)
		}
		return out
	}
	return v
}
