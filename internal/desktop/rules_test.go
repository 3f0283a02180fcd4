package desktop_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"strings"
	"testing"
)

// A bound method is one question or one change, and nothing more.
func TestBoundMethodsAskOrChange(t *testing.T) {
	seen := 0
	for _, fn := range boundMethods(t) {
		seen++
		if !asksOrChanges(fn) {
			t.Errorf("%s does more than ask or change", fn.Name)
		}
		if fn.Doc == nil {
			t.Errorf("%s says nothing about itself", fn.Name)
		}
	}
	if seen < 15 {
		t.Fatalf("found %d bound methods: the test looks in the wrong place", seen)
	}
}

func asksOrChanges(fn *ast.FuncDecl) bool {
	if len(fn.Body.List) != 1 {
		return false
	}
	ret, ok := fn.Body.List[0].(*ast.ReturnStmt)
	if !ok || len(ret.Results) != 1 {
		return false
	}
	call, ok := ret.Results[0].(*ast.CallExpr)
	if !ok {
		return false
	}
	name, ok := call.Fun.(*ast.Ident)
	return ok && (name.Name == "ask" || name.Name == "change")
}

// boundMethods are the exported methods of the services: what the frontend can call.
func boundMethods(t *testing.T) []*ast.FuncDecl {
	t.Helper()
	names, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	var out []*ast.FuncDecl
	for _, name := range names {
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.ParseComments)
		if err != nil {
			t.Fatal(err)
		}
		for _, decl := range file.Decls {
			fn, ok := decl.(*ast.FuncDecl)
			if ok && fn.Recv != nil && fn.Name.IsExported() && strings.HasSuffix(receiver(fn), "Service") {
				out = append(out, fn)
			}
		}
	}
	return out
}

func receiver(fn *ast.FuncDecl) string {
	if star, ok := fn.Recv.List[0].Type.(*ast.StarExpr); ok {
		if name, ok := star.X.(*ast.Ident); ok {
			return name.Name
		}
	}
	return ""
}
