package fleet_test

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/sluice-desktop/sluice/internal/fault"
	"github.com/sluice-desktop/sluice/internal/fleet"
)

// swap is the good file with one thing changed.
func swap(old, new string) string { return strings.Replace(good, old, new, 1) }

const rules = "rules: |\n  @id(\"more\")\n  @reason(\"More\")\n  permit (principal, action, resource);\n"

// bad has a row for every way in which a file can be wrong: where that is, and what is said.
var bad = []struct{ name, text, at, says string }{
	{"empty", "", "1:1", "is empty"},
	{"only a comment", "# nothing\n", "1:1", "is empty"},
	{"half a line", "apiVersion: sluice.dev/v1\nkind: [Fl", "1:1", "no YAML: did not find expected"},
	{"control characters", "name: a\n\x00\x01", "2:1", "control characters"},
	{"UTF-16", "\xff\xfek\x00i\x00", "1:1", "UTF-16"},
	{"Latin-1", "name: caf\xe9\n", "1:10", "no UTF-8"},
	{"too large", good + strings.Repeat("# x\n", 1<<18), "*", "larger than 1 MiB"},
	{"a tab", "name: a\nclusters:\n\t- {name: b}\n", "3:1", "a tab in the indentation"},
	{"a second document", good + "---\nkind: Fleet\n", "17:1", "second document"},
	{"nonsense after the document", good + "---\nkind: [Fl\n", "17:1", "no YAML"},
	{"a list as a whole", "- a\n", "1:1", "This is a list where a table belongs"},
	{"a key that is a list", good + "[a, b]: c\n", "17:1", "A key is a word"},
	{"an anchor", swap("[shop]", "&p [shop]"), "12:11", "Anchors and aliases"},
	{"an alias", swap("[shop]", "*p"), "*", "anchor"},
	{"a tag", swap("[shop]", "[!secret shop]"), "12:12", "The tag \"!secret\" is not read"},
	{"a key twice", good + "name: other\n", "17:1", "\"name\" stands here a second time, after line 3"},
	{"another kind", "kind: Pod\n", "1:7", "kind: Fleet"},
	{"another version", swap("sluice.dev/v1", "sluice.dev/v9"), "1:13", "reads apiVersion: sluice.dev/v1"},
	{"no name", swap("name: storefront\n", ""), "1:1", "name is missing"},
	{"an unknown key", good + "colour: blue\n", "17:1", "no key \"colour\". Known here: apiVersion, argocd, clusters"},
	{"an unknown key inside", swap("production: true", "prodution: true"), "7:58", "no key \"prodution\". Known here: cluster, name, namespaces, production"},
	{"a merge key", swap("argocd: in-cluster", "<<: {a: b}"), "9:54", "no key \"<<\""},
	{"a number for a name", swap("name: storefront", "name: 7"), "3:7", "a number where a text belongs. Put it in quotes"},
	{"a text for a list", swap("[shop]", "shop"), "12:11", "a text where a list belongs"},
	{"a text for a yes or no", swap("production: true", "production: maybe"), "7:70", "Write true or false"},
	{"nothing where a text belongs", swap("name: storefront", "name: ''"), "3:7", "This is empty"},
	{"a name without end", swap("storefront", strings.Repeat("x", 300)), "3:7", "longer than 253"},
	{"one customer twice", swap("[acme, globex]", "[acme, acme]"), "11:12", "Items 1 and 2 are the same"},
	{"an environment on no cluster", swap("cluster: ocean", "cluster: lake"), "7:27", "clusters has no \"lake\""},
	{"two environments of one name", swap("name: stage", "name: dev"), "6:12", "name of its own"},
	{"two clusters of one name", swap("  - {name: ocean", "  - {name: harbor"), "*", "name of its own"},
	{"two clusters at one server", swap("7443/", "6443/"), "10:27", "the server of \"harbor\" already"},
	{"a server that is no address", swap("https://127.0.0.1:6443", "127.0.0.1"), "9:28", "no address. Write it as https://host"},
	{"production before the rest", swap(`["*-dev"]`, `["*-dev"], production: true`), "6:5", "\"stage\" is no production and comes after \"dev\""},
	{"a pattern that does not parse", swap(`"*-dev"`, `"[-dev"`), "5:47", "does not parse as one of the namespaces"},
	{"a platform pattern that does not parse", swap(`"*-system"`, `"[-system"`), "13:12", "does not parse as one of the platform"},
	{"a role that does not exist", swap("roles: {operations", "roles: {king"), "14:9", `"king" is no role`},
	{"a person of a role that does not exist", swap("roles: [operations]", "roles: [king]"), "16:26", `"king" is none of developer, devops`},
	{"a login in an address", good + "argocd: [{name: a, url: 'https://ops:hunter2@argo.example'}]\n", "17:25", "holds a login"},
	{"a login in a registry's address", good + "registries: [{name: r, url: 'ops:hunter2@registry.example:5000'}]\n", "17:29", "holds a login"},
	{"a login in a registry's URL", good + "registries: [{name: r, url: 'https://ops:hunter2@registry.example'}]\n", "17:29", "holds a login"},
	{"two instances of one name", good + "argocd: [{name: a, url: 'https://a'}, {name: a, url: 'https://b'}]\n", "17:46", "name of its own"},
	{"an instance on no cluster", good + "argocd: [{name: a, url: 'https://a', cluster: lake}]\n", "17:47", `"lake"`},
	{"a Git host of no kind", good + "git: [{name: a, url: 'https://a', kind: svn}]\n", "17:41", "\"svn\" is none of github, gitlab, gitea"},
	{"a SIEM of no kind", good + "siem: [{name: a, url: 'https://a', kind: fax}]\n", "17:42", "\"fax\" is none of https, syslog, otlp"},
	{"a SIEM without TLS", good + "siem: [{name: s, kind: https, url: 'http://s'}]\n", "17:36", "begins with https://"},
	{"a syslog server without TLS", good + "siem: [{name: s, kind: syslog, url: 'tcp://s:514'}]\n", "17:37", "begins with tls://"},
	{"a login in a SIEM's address", good + "siem: [{name: s, kind: https, url: 'https://ops:hunter2@s'}]\n", "17:36", "holds a login"},
	{"a token in a SIEM's address", good + "siem: [{name: s, kind: https, url: 'https://s/in?token=hunter2'}]\n", "17:36", "seen by everybody"},
	{"an authority that is not asked", good + "siem: [{name: s, kind: https, url: 'https://s', ca: a.pem, insecure: true}]\n", "17:53", "is not asked"},
	{"two SIEMs of one name", good + "siem: [{name: s, kind: https, url: 'https://s'}, {name: s, kind: otlp, url: 'https://s'}]\n", "17:57", "name of its own"},
	{"two SIEMs at one address", good + "siem: [{name: s, kind: https, url: 'https://s'}, {name: t, kind: https, url: 'https://s'}]\n", "17:78", "address of another"},
	{"a certificate without its key", good + "siem: [{name: a, url: 'https://a', kind: https, cert: a.pem}]\n", "17:8", "cert needs key beside it"},
	{"a shared login", good + "  - {name: Otto, kubernetes: ops1}\n", "17:30", `"Olga" and "Otto" share the kubernetes login "ops1"`},
	{"a freeze without a reason", good + "freezes: [{name: a, from: '2026-12-20T18:00:00Z', until: '2026-12-21T18:00:00Z'}]\n", "17:11", "reason is missing"},
	{"a freeze at no time", good + "freezes: [{name: a, from: tomorrow, until: '2026-12-21T18:00:00Z', reason: b}]\n", "17:27", "\"tomorrow\" is no time"},
	{"a freeze that ends first", good + "freezes: [{name: a, from: 2026-12-22T18:00:00Z, until: 2026-12-21T18:00:00+01:00, reason: b}]\n", "17:56", "ends before it begins"},
	{"a freeze of nobody", good + "freezes: [{name: a, from: 2026-12-20T18:00:00Z, until: 2026-12-21T18:00:00Z, reason: b, customers: [initech]}]\n", "17:101", "customers has no \"initech\""},
	{"rules that do not parse", good + rules + "  permit (principal, action\n", "*", "no Cedar"},
	{"a rule without a reason", good + "rules: |\n\n  @id(\"a\")\n  permit (principal, action, resource);\n", "19:3", "@reason"},
	{"rules in one line", good + "rules: 'permit (principal'\n", "17:8", "no Cedar"},
}

func TestEveryProblemIsSaidWithItsPlace(t *testing.T) {
	for _, tt := range bad {
		t.Run(tt.name, func(t *testing.T) {
			_, problems := fleet.Check([]byte(tt.text))
			if len(problems) == 0 {
				t.Fatal("accepted")
			}
			for _, p := range problems {
				at := fmt.Sprintf("%d:%d", p.Line, p.Column)
				if strings.Contains(p.Detail, tt.says) && (at == tt.at || tt.at == "*") && !strings.Contains(p.Detail, "hunter2") {
					return
				}
			}
			t.Fatalf("%+v", problems)
		})
	}
}

func TestAllProblemsAreSaidInOrder(t *testing.T) {
	text := swap("cluster: ocean", "cluster: lake") + "colour: blue\nplatform2: [a]\n"
	_, problems := fleet.Check([]byte(text))
	if len(problems) != 3 || problems[0].Line != 7 || problems[0].Path != "environments[2].cluster" || problems[2].Path != "platform2" {
		t.Fatalf("%+v", problems)
	}
	_, err := fleet.Parse("team/sluice.yaml", []byte(text))
	f := fault.Of(err)
	if f.Kind != fault.Invalid || !strings.HasPrefix(f.Detail, `team/sluice.yaml:7:27: clusters has no "lake"`) || !strings.HasSuffix(f.Detail, "There are 2 more below it") {
		t.Fatalf("%s: %s", f.Kind, f.Detail)
	}
	if _, many := fleet.Check([]byte(good + strings.Repeat("\n", 3) + unknownKeys(1000))); len(many) != 100 {
		t.Fatalf("%d problems", len(many))
	}
}

func unknownKeys(n int) string {
	var out strings.Builder
	for i := range n {
		fmt.Fprintf(&out, "key%d: x\n", i)
	}
	return out.String()
}

func TestWhatYAMLAllowsIsRead(t *testing.T) {
	for name, text := range map[string]string{
		"a byte order mark":     "\xef\xbb\xbf" + good,
		"lines of Windows":      strings.ReplaceAll(good, "\n", "\r\n"),
		"keys with no value":    good + "vault:\ngit:\n",
		"a time without quotes": good + "freezes: [{name: a, from: 2026-12-20T18:00:00Z, until: 2026-12-21T18:00:00Z, reason: b, environments: [prod]}]\n",
		"rules":                 good + rules,
	} {
		if _, problems := fleet.Check([]byte(text)); len(problems) > 0 {
			t.Errorf("%s: %+v", name, problems)
		}
	}
}

var verb = regexp.MustCompile(`%[sdqv]`)

// Whatever the checks can say is said to one of the bad files: a check that none of them meets is not tested.
func TestEveryCheckHasAFileThatFailsIt(t *testing.T) {
	var said strings.Builder
	for _, tt := range bad {
		_, problems := fleet.Check([]byte(tt.text))
		for _, p := range problems {
			said.WriteString(p.Detail + "\n")
		}
	}
	found := 0
	for _, file := range []string{"document.go", "schema.go", "check.go", "siem.go", "rules.go"} {
		for _, format := range formats(t, file) {
			found++
			pattern := verb.ReplaceAllString(regexp.QuoteMeta(format), ".*")
			if !regexp.MustCompile(pattern).MatchString(said.String()) {
				t.Errorf("%s: nothing fails with %q", file, format)
			}
		}
	}
	if found < 25 {
		t.Fatalf("found %d sentences: the test looks in the wrong place", found)
	}
}

// formats are the sentences that a file's problems are made of: what is given to report, to its like, and by told.
func formats(t *testing.T, file string) []string {
	t.Helper()
	parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	sentences := func(in ...ast.Expr) {
		for _, x := range in {
			if lit, ok := x.(*ast.BasicLit); ok && strings.Contains(lit.Value, " ") {
				text, _ := strconv.Unquote(lit.Value)
				out = append(out, text)
			}
		}
	}
	ast.Inspect(parsed, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.CallExpr:
			if sel, ok := n.Fun.(*ast.SelectorExpr); ok && slices.Contains([]string{"report", "at", "wrong", "whole", "Sprintf"}, sel.Sel.Name) {
				sentences(n.Args...)
			}
		case *ast.ReturnStmt:
			sentences(n.Results...)
		}
		return true
	})
	return out
}

// example is the file that the documentation explains.
func example(t testing.TB) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("..", "..", "docs", "fleet.md"))
	if err != nil {
		t.Fatal(err)
	}
	_, after, found := strings.Cut(string(text), "```yaml\n")
	yaml, _, closed := strings.Cut(after, "```\n")
	if !found || !closed {
		t.Fatal("docs/fleet.md shows no file")
	}
	return yaml
}

func TestTheDocumentedFileIsGood(t *testing.T) {
	f, err := fleet.Parse("docs/fleet.md", []byte(example(t)))
	if err != nil || len(f.Freezes) != 1 || len(f.SIEM) != 1 || f.Rules == "" || len(f.Roles) != 5 {
		t.Fatalf("%+v, %v", f, err)
	}
}

func BenchmarkCheck(b *testing.B) {
	text := []byte(example(b))
	for b.Loop() {
		if _, problems := fleet.Check(text); len(problems) > 0 {
			b.Fatal(problems)
		}
	}
}
