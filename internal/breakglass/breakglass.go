// Package breakglass keeps emergencies in sight until a second person has acknowledged them.
package breakglass

import (
	"context"
	"fmt"
	"slices"

	"github.com/sluice-desktop/sluice/internal/audit"
	"github.com/sluice-desktop/sluice/internal/fault"
	"github.com/sluice-desktop/sluice/internal/operation"
	"github.com/sluice-desktop/sluice/internal/policy"
)

// Emergency is one operation that was done although something held it.
type Emergency struct {
	Operation   string `json:"operation"`
	At          string `json:"at"`
	Person      string `json:"person"`
	Role        string `json:"role"`
	Action      string `json:"action"`
	Title       string `json:"title"`
	Cluster     string `json:"cluster"`
	Namespace   string `json:"namespace"`
	Name        string `json:"name"`
	Environment string `json:"environment"`
	Customer    string `json:"customer"`
	Product     string `json:"product"`
	Reason      string `json:"reason"`
	Held        string `json:"held"` // what held it
}

// Journal knows what was recorded.
type Journal interface {
	// Emergencies are the records of every operation that broke glass, and of what acknowledged it, oldest first.
	Emergencies(ctx context.Context) ([]audit.Event, error)
}

// Open are the emergencies that nobody has acknowledged, oldest first.
func Open(ctx context.Context, j Journal) ([]Emergency, error) {
	records, err := j.Emergencies(ctx)
	if err != nil {
		return nil, err
	}
	open := []Emergency{}
	for _, e := range records {
		switch {
		case e.Action == policy.BreakGlassSeen.String():
			if e.Outcome == audit.Succeeded {
				open = slices.DeleteFunc(open, func(o Emergency) bool { return o.Operation == e.Details[acknowledged] })
			}
		case e.Outcome == audit.Asked && e.Emergency != "":
			open = append(open, of(e))
		}
	}
	return open, nil
}

func of(e audit.Event) Emergency {
	action, _ := policy.Named(e.Action) // one of an older version has no title
	return Emergency{
		Operation: e.Operation, At: e.At, Person: e.Person, Role: e.Role, Action: e.Action, Title: action.Title(),
		Cluster: e.Cluster, Namespace: e.Namespace, Name: e.Name, Environment: e.Environment,
		Customer: e.Customer, Product: e.Product, Reason: e.Emergency, Held: e.Reason,
	}
}

// acknowledged is the detail that names the emergency's operation.
const acknowledged = "acknowledged"

// Acknowledge records that a second person has seen an emergency, named by its operation. The record is all it changes.
func Acknowledge(j Journal) operation.Operation[string, Emergency] {
	return operation.Operation[string, Emergency]{
		Action: policy.BreakGlassSeen,
		Target: func(ctx context.Context, id string) (policy.Target, error) {
			e, err := find(ctx, j, id)
			return policy.Target{
				Cluster: e.Cluster, Namespace: e.Namespace, Name: e.Name, Customer: e.Customer, Product: e.Product,
				RequestedBy: e.Person, // four eyes: it was their own doing
			}, err
		},
		Details: func(id string) map[string]string { return map[string]string{acknowledged: id} },
		Run: func(ctx context.Context, _ operation.Permit, id string) (Emergency, error) {
			return find(ctx, j, id)
		},
		Done: func(_ string, e Emergency) string {
			return fmt.Sprintf("The emergency of %s on %s is acknowledged", e.Person, e.Name)
		},
	}
}

func find(ctx context.Context, j Journal, id string) (Emergency, error) {
	open, err := Open(ctx, j)
	if err != nil {
		return Emergency{}, err
	}
	at := slices.IndexFunc(open, func(e Emergency) bool { return e.Operation == id })
	if at < 0 {
		return Emergency{}, fault.New(fault.Conflict, "audit", nil, "No emergency waits under this operation: it has been acknowledged meanwhile, or is none")
	}
	return open[at], nil
}
