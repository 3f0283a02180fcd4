package policy

// Role is what a person acts as. With several, one at a time.
type Role string

// The roles of the duties. Unknown is a person whose groups map to no role: they may read, and change nothing.
const (
	Developer  Role = "developer"
	DevOps     Role = "devops"
	Platform   Role = "platform"
	Operations Role = "operations"
	Support    Role = "support"
	Unknown    Role = "unknown"
)

// Roles lists the roles that a fleet may map, in the order of the matrix.
var Roles = []Role{Developer, DevOps, Platform, Operations, Support}

// Title is the role in words.
func (r Role) Title() string {
	switch r {
	case DevOps:
		return "DevOps"
	case "":
		return "Unknown"
	default:
		return string(r[0]-'a'+'A') + string(r[1:])
	}
}
