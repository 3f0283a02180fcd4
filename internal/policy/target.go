package policy

import (
	"strings"

	"github.com/sluice-desktop/sluice/internal/fault"
)

// Target is what an action touches, as far as the duties care. The fleet fills in where it belongs.
type Target struct {
	Context     string `json:"context"`   // kubeconfig context that is asked, where there is one
	Cluster     string `json:"cluster"`   // the fleet's name of the cluster
	Namespace   string `json:"namespace"` // empty for things of a whole cluster
	Name        string `json:"name"`
	Environment string `json:"environment"` // dev, stage, prod, …; empty while unclassified
	Tier        string `json:"tier"`        // dev, stage or prod by the promotion order; empty while unclassified
	Production  bool   `json:"production"`
	Customer    string `json:"customer"`
	Product     string `json:"product"`
	RequestedBy string `json:"requestedBy,omitempty"` // the person whose request this carries out
	Platform    bool   `json:"platform,omitempty"`    // a platform chart or a cluster-wide object
}

// Classified reports whether the fleet says where the target belongs.
func (t Target) Classified() bool { return t.Tier != "" || t.Platform }

// Principal is who asks, as far as the duties care.
type Principal struct {
	Person string
	Role   Role
}

// Decision is what the policy says, and why.
type Decision struct {
	Allowed bool     `json:"allowed"`
	Rule    string   `json:"rule"`   // @id of the rule that decided; empty when none matched
	Reason  string   `json:"reason"` // a sentence for the person
	Ask     []string `json:"ask"`    // titles of the roles that may, when this one may not
	People  []string `json:"people"` // who of the fleet has those roles
	Held    string   `json:"held"`   // what holds it although it is allowed, in words; empty when nothing does
}

// Fault is the refusal as the person sees it: the reason, and who may do it instead.
func (d Decision) Fault() error {
	detail := d.Reason
	if len(d.Ask) > 0 {
		detail += ". Ask " + strings.Join(d.Ask, " or ")
		if len(d.People) > 0 {
			detail += ": " + strings.Join(d.People, ", ")
		}
	}
	return fault.New(fault.Denied, "policy", nil, "%s", detail).On(d.Rule)
}
