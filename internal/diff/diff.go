// Package diff compares Kubernetes objects for people: normalised, noise set apart, secrets hidden.
package diff

// Line operations.
const (
	Same   = "same"
	Add    = "add"
	Delete = "delete"
)

// Line is one line of an object's YAML. Old and New are line numbers from 1; 0 where it has none.
type Line struct {
	Op   string `json:"op"`
	Old  int    `json:"old"`
	New  int    `json:"new"`
	Text string `json:"text"`
}

// What happens to an object.
const (
	Added     = "added"
	Removed   = "removed"
	Changed   = "changed"
	Unchanged = "unchanged"
)

// Entry is the comparison of one Kubernetes object.
type Entry struct {
	Group     string `json:"group"`
	Kind      string `json:"kind"`
	Namespace string `json:"namespace"`
	Name      string `json:"name"`
	Change    string `json:"change"`
	Hidden    bool   `json:"hidden"`  // something in it is masked: what changed is told, not shown
	Noise     int    `json:"noise"`   // fields left out: defaults, status, managed fields
	Added     int    `json:"added"`   // lines
	Removed   int    `json:"removed"` // lines
	Lines     []Line `json:"lines"`   // the whole object with its changes, in order
}

// Result is a comparison of two sets of objects; objects that differ come first.
type Result struct {
	Before  string  `json:"before"` // what the left side is, in words
	After   string  `json:"after"`  // what the right side is, in words
	Objects []Entry `json:"objects"`
}
