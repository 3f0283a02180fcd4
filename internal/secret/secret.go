// Package secret holds values that must not be seen.
package secret

const mask = "•••"

// Value is a secret. Printing, logging or encoding it shows a mask; only Reveal opens it, and only a leaf
// calls that. The text sits in a closure because fmt reads unexported strings of structs it is given, and
// skips String on unexported fields.
type Value struct{ reveal func() string }

// New hides text.
func New(text string) Value { return Value{func() string { return text }} }

// Reveal returns the hidden text; the zero Value hides the empty string.
func (v Value) Reveal() string {
	if v.reveal == nil {
		return ""
	}
	return v.reveal()
}

// Empty reports whether nothing is hidden.
func (v Value) Empty() bool { return v.Reveal() == "" }

func (v Value) String() string               { return mask }
func (v Value) GoString() string             { return mask }
func (v Value) MarshalText() ([]byte, error) { return []byte(mask), nil }
