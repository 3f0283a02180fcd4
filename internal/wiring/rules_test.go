package wiring_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const module = "github.com/sluice-desktop/sluice/"

// sources calls visit with every Go file below internal that is no test.
func sources(t *testing.T, visit func(pkg string, file *ast.File, at func(ast.Node) string)) {
	t.Helper()
	err := filepath.WalkDir("..", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		files := token.NewFileSet()
		file, err := parser.ParseFile(files, path, nil, 0)
		if err != nil {
			return err
		}
		pkg := strings.TrimPrefix(filepath.ToSlash(filepath.Dir(path)), "../")
		visit(pkg, file, func(n ast.Node) string { return files.Position(n.Pos()).String() })
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// A leaf lies below a domain and speaks to the outside: internal/helm/helmsdk. Test suites do too.
func leaf(pkg string) bool { return strings.Contains(pkg, "/") && !suite(pkg) }

func suite(pkg string) bool { return strings.HasSuffix(pkg, "test") }

// sdks are what only leaves may import. Wails is the edge's alone, Cedar the policy's.
var sdks = []string{
	"k8s.io/", "helm.sh/", "github.com/argoproj/", "github.com/go-git/", "github.com/hashicorp/vault", "modernc.org/sqlite",
	"oras.land/", "github.com/zalando/go-keyring", "go.opentelemetry.io/", "net/http/httputil", "os/exec", "database/sql",
}

var owners = map[string][]string{
	"github.com/wailsapp/":     {"desktop"},
	"github.com/cedar-policy/": {"policy"},
	// The keychain is a leaf of its own: it has one kind of outside.
	"github.com/zalando/go-keyring": {"keychain"},
}

// floors say which of our packages a domain may stand on; what is on the same floor may not be imported.
var below = map[string][]string{
	"fault":      {},
	"secret":     {},
	"settings":   {},
	"diff":       {"secret", "fault"},
	"live":       {"fault"},
	"policy":     {"fault"},
	"audit":      {"fault", "live"},
	"identity":   {"policy", "fault"},
	"operation":  {"policy", "audit", "identity", "fault"},
	"keychain":   {"fault", "secret"},
	"fleet":      {"operation", "policy", "fault"},
	"schedule":   {"policy", "identity", "fault"},
	"endpoint":   {"operation", "fault"},
	"connection": {"endpoint", "fault", "identity", "operation", "policy", "secret"},
	"vault":      {"fault", "operation", "policy", "secret"},
	"git":        {"endpoint", "fault", "operation", "policy", "secret"},
	"registry":   {"fault", "operation", "policy", "secret"},
	"breakglass": {"audit", "fault", "operation", "policy"},
	"siem":       {"audit", "fault", "operation", "policy", "secret"},
	"cluster":    {"endpoint", "live", "fault", "operation", "identity"},
	"helm":       {"live", "diff", "fault", "operation", "policy", "secret"},
	"argocd":     {"endpoint", "live", "diff", "fault", "operation", "policy", "secret"},
	"desktop":    {"audit", "argocd", "breakglass", "cluster", "connection", "diff", "fault", "fleet", "helm", "identity", "live", "operation", "policy", "secret", "siem"},
}

func TestImportsFlowOneWay(t *testing.T) {
	seen := 0
	sources(t, func(pkg string, file *ast.File, at func(ast.Node) string) {
		seen++
		for _, spec := range file.Imports {
			path, _ := strconv.Unquote(spec.Path.Value)
			if to, ours := strings.CutPrefix(path, module+"internal/"); ours {
				checkOurs(t, pkg, to, at(spec))
				continue
			}
			for prefix, may := range owners {
				if strings.HasPrefix(path, prefix) && !slices.Contains(may, pkg) {
					t.Errorf("%s: %s imports %s, which is for %v", at(spec), pkg, path, may)
				}
			}
			for _, sdk := range sdks {
				if strings.HasPrefix(path, sdk) && !leaf(pkg) && owners[sdk] == nil {
					t.Errorf("%s: %s imports %s: only a leaf may", at(spec), pkg, path)
				}
			}
		}
	})
	if seen < 30 {
		t.Fatalf("read %d files: the test looks in the wrong place", seen)
	}
}

func checkOurs(t *testing.T, from, to, at string) {
	t.Helper()
	if from == "wiring" || suite(from) {
		return
	}
	if leaf(to) || suite(to) {
		t.Errorf("%s: %s imports %s: only wiring and tests may", at, from, to)
	}
	parent, _, _ := strings.Cut(from, "/")
	allowed, known := below[parent]
	if !known {
		t.Errorf("%s: %s stands on no floor of the house; add it to the table", at, from)
	}
	if leaf(from) {
		allowed = append([]string{parent, "connection", "endpoint", "live", "diff", "operation", "policy", "identity", "secret", "fault"}, allowed...)
	}
	if !slices.Contains(allowed, to) {
		t.Errorf("%s: %s imports %s, which does not lie below it", at, from, to)
	}
}

// Every method of every Writer takes a Permit, so none can be called without an operation.
func TestWritersTakePermits(t *testing.T) {
	found := 0
	sources(t, func(_ string, file *ast.File, at func(ast.Node) string) {
		ast.Inspect(file, func(n ast.Node) bool {
			spec, ok := n.(*ast.TypeSpec)
			if !ok || spec.Name.Name != "Writer" {
				return true
			}
			contract, ok := spec.Type.(*ast.InterfaceType)
			if !ok {
				t.Errorf("%s: a Writer is an interface", at(spec))
				return false
			}
			for _, m := range contract.Methods.List {
				found++
				if !takesPermit(m.Type) {
					t.Errorf("%s: a Writer's method takes (ctx, permit operation.Permit, …)", at(m))
				}
			}
			return false
		})
	})
	if found < 4 {
		t.Fatalf("found %d Writer methods: the test looks in the wrong place", found)
	}
}

func takesPermit(typ ast.Expr) bool {
	fn, ok := typ.(*ast.FuncType)
	if !ok || len(fn.Params.List) < 2 {
		return false
	}
	sel, ok := fn.Params.List[1].Type.(*ast.SelectorExpr)
	return ok && sel.Sel.Name == "Permit"
}

// Only the door decides, and only the door writes the journal; duties decide to show a button.
func TestNobodyElseDecidesOrRecords(t *testing.T) {
	sources(t, func(pkg string, file *ast.File, at func(ast.Node) string) {
		ast.Inspect(file, func(n ast.Node) bool {
			sel, ok := n.(*ast.SelectorExpr)
			if !ok {
				return true
			}
			switch {
			case slices.Contains([]string{"Decide", "Judge"}, sel.Sel.Name) && !slices.Contains([]string{"operation", "policy", "wiring"}, pkg):
				t.Errorf("%s: %s decides; only the door does", at(sel), pkg)
			case sel.Sel.Name == "Append" && isJournal(sel.X) && !slices.Contains([]string{"operation", "audit/file"}, pkg):
				t.Errorf("%s: %s writes the journal; only the door does", at(sel), pkg)
			}
			return true
		})
	})
}

// An input that has room for an emergency shows it to the door: otherwise it would be forgotten in silence.
func TestEmergenciesReachTheDoor(t *testing.T) {
	carry, show := map[string]string{}, map[string]bool{}
	sources(t, func(pkg string, file *ast.File, at func(ast.Node) string) {
		ast.Inspect(file, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.TypeSpec:
				if typ, ok := n.Type.(*ast.StructType); ok && holdsEmergency(typ) {
					carry[pkg+"."+n.Name.Name] = at(n)
				}
			case *ast.FuncDecl:
				if n.Recv != nil && n.Name.Name == "BreakGlass" {
					if of, ok := n.Recv.List[0].Type.(*ast.Ident); ok {
						show[pkg+"."+of.Name] = true
					}
				}
			}
			return true
		})
	})
	if len(carry) < 2 {
		t.Fatalf("found %d inputs with an emergency: the test looks in the wrong place", len(carry))
	}
	for name, at := range carry {
		if !show[name] {
			t.Errorf("%s: %s holds an emergency and has no method BreakGlass", at, name)
		}
	}
}

func holdsEmergency(typ *ast.StructType) bool {
	return slices.ContainsFunc(typ.Fields.List, func(f *ast.Field) bool {
		star, ok := f.Type.(*ast.StarExpr)
		if !ok {
			return false
		}
		sel, ok := star.X.(*ast.SelectorExpr)
		return ok && sel.Sel.Name == "Emergency"
	})
}

// What an operation records of its input or its outcome is named in the catalogue: the door leaves the rest out.
func TestDetailsAreInTheCatalogue(t *testing.T) {
	named, used := map[string][]string{}, map[string][]string{}
	sources(t, func(pkg string, file *ast.File, at func(ast.Node) string) {
		ast.Inspect(file, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.ValueSpec:
				if pkg == "policy" {
					catalogued(n, named)
				}
			case *ast.CompositeLit:
				detailed(n, used, at)
			}
			return true
		})
	})
	if len(used) < 4 {
		t.Fatalf("found the details of %d actions: the test looks in the wrong place", len(used))
	}
	for action, details := range used {
		for _, detail := range details {
			name, at, _ := strings.Cut(detail, " ")
			if !slices.Contains(named[action], name) {
				t.Errorf("%s: %s records %q, which its entry in the catalogue does not name", at, action, name)
			}
		}
	}
}

// catalogued reads an entry of the catalogue: its variable, and the details that may be recorded.
func catalogued(spec *ast.ValueSpec, into map[string][]string) {
	for i, value := range spec.Values {
		call, ok := value.(*ast.CallExpr)
		if !ok || len(call.Args) < 3 {
			continue
		}
		for _, arg := range call.Args[3:] {
			if text, ok := arg.(*ast.BasicLit); ok {
				name, _ := strconv.Unquote(text.Value)
				into[spec.Names[i].Name] = append(into[spec.Names[i].Name], name)
			}
		}
	}
}

// detailed reads what an operation records: the keys of the maps in its Details and Results, each with its place.
func detailed(operation *ast.CompositeLit, into map[string][]string, at func(ast.Node) string) {
	action := ""
	var keys []string
	for _, element := range operation.Elts {
		pair, ok := element.(*ast.KeyValueExpr)
		if !ok {
			continue
		}
		field, _ := pair.Key.(*ast.Ident)
		switch {
		case field == nil:
		case field.Name == "Action":
			if sel, ok := pair.Value.(*ast.SelectorExpr); ok {
				action = sel.Sel.Name
			}
		case field.Name == "Details" || field.Name == "Results":
			ast.Inspect(pair.Value, func(n ast.Node) bool {
				if entry, ok := n.(*ast.KeyValueExpr); ok {
					keys = append(keys, keyOf(entry.Key)+" "+at(entry))
				}
				return true
			})
		}
	}
	if action != "" {
		into[action] = append(into[action], keys...)
	}
}

// keyOf is a key as it is recorded; a constant is looked up where it is declared.
func keyOf(key ast.Expr) string {
	switch key := key.(type) {
	case *ast.BasicLit:
		text, _ := strconv.Unquote(key.Value)
		return text
	case *ast.Ident:
		if key.Obj != nil {
			if spec, ok := key.Obj.Decl.(*ast.ValueSpec); ok && len(spec.Values) == 1 {
				return keyOf(spec.Values[0])
			}
		}
	}
	return "something that is no text"
}

func isJournal(x ast.Expr) bool {
	name := ""
	switch x := x.(type) {
	case *ast.Ident:
		name = x.Name
	case *ast.SelectorExpr:
		name = x.Sel.Name
	}
	return slices.Contains([]string{"Journal", "journal", "log", "Log"}, name)
}
