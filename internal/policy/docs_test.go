package policy_test

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/sluice-desktop/sluice/internal/policy"
)

var update = flag.Bool("update", false, "write the schema and the matrix in docs anew")

const (
	schemaPath = "../../docs/policy.cedarschema"
	dutiesPath = "../../docs/duties.md"
	tableBegin = "<!-- the matrix: go test ./internal/policy -update -->\n"
	tableEnd   = "<!-- end of the matrix -->\n"
)

// current compares a committed file with what the code says, or writes it.
func current(t *testing.T, path string, want []byte) {
	t.Helper()
	if *update {
		if err := os.WriteFile(path, want, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%s is not current: go test ./internal/policy -update", path)
	}
}

func TestThePublishedSchemaIsCurrent(t *testing.T) {
	current(t, schemaPath, policy.Schema())
	for _, action := range policy.Actions() {
		if !strings.Contains(string(policy.Schema()), fmt.Sprintf("action %q appliesTo", action)) {
			t.Errorf("the schema lacks %s", action)
		}
	}
}

func TestTheMatrixInTheDocsIsCurrent(t *testing.T) {
	text, err := os.ReadFile(dutiesPath)
	if err != nil {
		t.Fatal(err)
	}
	before, rest, begins := strings.Cut(string(text), tableBegin)
	_, after, ends := strings.Cut(rest, tableEnd)
	if !begins || !ends {
		t.Fatalf("%s has no place for the matrix", dutiesPath)
	}
	current(t, dutiesPath, []byte(before+tableBegin+table(rules(t))+tableEnd+after))
}

// table is every action and where each role may do it, as the default rules say.
func table(r *policy.Rules) string {
	var out strings.Builder
	out.WriteString("| | action |")
	for _, role := range policy.Roles {
		out.WriteString(" " + role.Title() + " |")
	}
	out.WriteString("\n|---|---|" + strings.Repeat("---|", len(policy.Roles)) + "\n")
	for _, action := range policy.Actions() {
		fmt.Fprintf(&out, "| %s | `%s` |", action.Title(), action)
		for _, role := range policy.Roles {
			fmt.Fprintf(&out, " %s |", where(r, role, action))
		}
		out.WriteString("\n")
	}
	return out.String()
}

func where(r *policy.Rules, role policy.Role, action policy.Action) string {
	var may []string
	all := []string{"dev", "stage", "prod", "platform", ""}
	for _, tier := range all {
		if r.Judge(policy.Principal{Person: "ann", Role: role}, action, in(tier)).Allowed {
			may = append(may, tier)
		}
	}
	switch {
	case len(may) == 0:
		return "–"
	case len(may) == len(all):
		return "everywhere"
	case len(may) == len(all)-1 && may[len(may)-1] != "":
		return "where classified"
	}
	return strings.Join(may, ", ")
}
