package policy

import (
	"fmt"
	"strings"
	"sync"

	"github.com/cedar-policy/cedar-go/x/exp/schema"
	"github.com/cedar-policy/cedar-go/x/exp/schema/validate"
)

// schemaHead is what rules may say of the person, the target and the request. The facts of a decision carry just this.
const schemaHead = `// What a rule may speak of. Generated from the action catalogue: go test ./internal/policy -update

entity Role enum [%s];

entity Person in [Role] = {
  name: String,
};

entity Target = {
  tier: String, // "dev", "stage", "prod"; "" where nobody knows
  classified: Bool,
  platform: Bool,
  customer: String,
  product: String,
};

type Request = {
  requestedBy: String, // the person whose request this carries out; "" where there is none
};
`

// Schema is the Cedar schema of the duties, made from the roles and the catalogue.
func Schema() []byte {
	quoted := make([]string, 0, len(Roles)+1)
	for _, role := range append([]Role{Unknown}, Roles...) {
		quoted = append(quoted, fmt.Sprintf("%q", role))
	}
	var out strings.Builder
	fmt.Fprintf(&out, schemaHead, strings.Join(quoted, ", "))
	for _, a := range catalogue {
		fmt.Fprintf(&out, "\n// %s\naction %q appliesTo { principal: Person, resource: Target, context: Request };\n", a.entry.title, a.entry.id)
	}
	return []byte(out.String())
}

// validator checks rules against the schema. Its package is cedar-go's experimental one: the version is pinned, and
// a test holds what it finds.
var validator = sync.OnceValues(func() (*validate.Validator, error) {
	var s schema.Schema
	if err := s.UnmarshalCedar(Schema()); err != nil {
		return nil, fmt.Errorf("schema of the duties: %w", err)
	}
	resolved, err := s.Resolve()
	if err != nil {
		return nil, fmt.Errorf("schema of the duties: %w", err)
	}
	return validate.New(resolved), nil
})
