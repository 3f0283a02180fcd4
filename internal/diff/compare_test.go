package diff_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/sluice-desktop/sluice/internal/diff"
)

func parsed(t testing.TB, text string) []map[string]any {
	t.Helper()
	objects, err := diff.ParseYAML(text)
	if err != nil {
		t.Fatal(err)
	}
	return objects
}

func compared(t testing.TB, before, after string) diff.Result {
	t.Helper()
	return diff.Compare("before", "after", parsed(t, before), parsed(t, after))
}

// told writes a result as a person would read it.
func told(r diff.Result) string {
	var out strings.Builder
	for _, o := range r.Objects {
		fmt.Fprintf(&out, "%s %s/%s +%d -%d noise %d\n", o.Change, o.Kind, o.Name, o.Added, o.Removed, o.Noise)
		for _, l := range o.Lines {
			out.WriteString(map[string]string{diff.Same: "  ", diff.Add: "+ ", diff.Delete: "- "}[l.Op] + l.Text + "\n")
		}
	}
	return out.String()
}

func TestCompare(t *testing.T) {
	for _, row := range []struct{ name, before, after, want string }{
		{
			"a changed field is two lines in their place",
			"apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: shop}\nspec:\n  replicas: 2\n  paused: false\n",
			"kind: Deployment\napiVersion: apps/v1\nspec:\n  paused: false\n  replicas: 3\nmetadata: {name: shop}\n", `
changed Deployment/shop +1 -1 noise 0
  apiVersion: apps/v1
  kind: Deployment
  metadata:
    name: shop
  spec:
    paused: false
-   replicas: 2
+   replicas: 3
`,
		},
		{
			"what differs comes first, then kind and name",
			"kind: B\nmetadata: {name: same}\n---\nkind: C\nmetadata: {name: gone}\n",
			"kind: B\nmetadata: {name: same}\n---\nkind: A\nmetadata: {name: new}\n", `
added A/new +3 -0 noise 0
+ kind: A
+ metadata:
+   name: new
removed C/gone +0 -3 noise 0
- kind: C
- metadata:
-   name: gone
unchanged B/same +0 -0 noise 0
  kind: B
  metadata:
    name: same
`,
		},
		{
			"what the server wrote is noise, and counted",
			"kind: A\nmetadata:\n  name: x\n  uid: 1\n  resourceVersion: '2'\n  generation: 3\n  creationTimestamp: null\n  managedFields: []\n  annotations:\n    kubectl.kubernetes.io/last-applied-configuration: '{}'\nstatus: {ready: true}\nspec:\n  template: {metadata: {creationTimestamp: null}}\n  strategy: {}\n",
			"kind: A\nmetadata: {name: x}\nspec: {template: {}}\n", `
unchanged A/x +0 -0 noise 11
  kind: A
  metadata:
    name: x
  spec:
    template: {}
`,
		},
		{
			"empty tables that mean something stay",
			"kind: A\nspec:\n  podSelector: {}\n  volumes: [{name: tmp, emptyDir: {}}]\n",
			"kind: A\nspec:\n  podSelector: {}\n  volumes: [{name: tmp}]\n", `
changed A/ +1 -2 noise 0
  kind: A
  spec:
    podSelector: {}
    volumes:
-   - emptyDir: {}
-     name: tmp
+   - name: tmp
`,
		},
		{
			"a Secret tells which keys changed, and no value",
			"kind: Secret\nmetadata: {name: db}\ndata: {password: aHVudGVyMg==, user: c2hvcA==, old: eA==}\n",
			"kind: Secret\nmetadata: {name: db}\ndata: {password: aHVudGVyMw==, user: c2hvcA==, new: eQ==}\n", `
changed Secret/db +2 -2 noise 0
  data:
-   old: •••
-   password: •••
+   new: •••
+   password: ••• (changed, value hidden)
    user: •••
  kind: Secret
  metadata:
    name: db
`,
		},
		{
			"a password outside a Secret is hidden too",
			"kind: ConfigMap\nmetadata: {name: c}\ndata:\n  app.properties: |\n    level=info\n    db.password=hunter2\n",
			"kind: ConfigMap\nmetadata: {name: c}\ndata:\n  app.properties: |\n    level=debug\n    db.password=hunter3\n", `
changed ConfigMap/c +2 -2 noise 0
  data:
    app.properties: |
-     level=info
-     db.password=•••
+     level=debug
+     db.password=••• (changed, value hidden)
  kind: ConfigMap
  metadata:
    name: c
`,
		},
		{
			"an equal password beside a change is not called changed",
			"kind: A\nenv: [{name: DB_PASSWORD, value: hunter2}, {name: LEVEL, value: info}]\n",
			"kind: A\nenv: [{name: FIRST, value: new}, {name: DB_PASSWORD, value: hunter2}, {name: LEVEL, value: info}]\n", `
changed A/ +2 -0 noise 0
  env:
+ - name: FIRST
+   value: new
  - name: DB_PASSWORD
    value: •••
  - name: LEVEL
    value: info
  kind: A
`,
		},
		{
			"the same name in another namespace or group is another object",
			"kind: A\napiVersion: one/v1\nmetadata: {name: x, namespace: shop}\n",
			"kind: A\napiVersion: one/v2\nmetadata: {name: x, namespace: shop}\n---\nkind: A\napiVersion: two/v1\nmetadata: {name: x, namespace: shop}\n", `
changed A/x +1 -1 noise 0
- apiVersion: one/v1
+ apiVersion: one/v2
  kind: A
  metadata:
    name: x
    namespace: shop
added A/x +5 -0 noise 0
+ apiVersion: two/v1
+ kind: A
+ metadata:
+   name: x
+   namespace: shop
`,
		},
		{
			"the items of a list stand for themselves",
			"kind: List\nitems: [{kind: A, metadata: {name: x}}]\n",
			"kind: A\nmetadata: {name: x}\n", `
unchanged A/x +0 -0 noise 0
  kind: A
  metadata:
    name: x
`,
		},
		{"nothing against nothing is an empty list", "", "---\n# only a remark\n", "\n"},
	} {
		t.Run(row.name, func(t *testing.T) {
			if got := "\n" + told(compared(t, row.before, row.after)); got != row.want {
				t.Errorf("told%s\nwant%s", got, row.want)
			}
		})
	}
}

func TestNumbersFromJSONAndYAMLAreTheSame(t *testing.T) {
	live := []map[string]any{{"kind": "A", "spec": map[string]any{"replicas": float64(3), "port": int64(80)}}}
	if r := diff.Compare("live", "chart", live, parsed(t, "kind: A\nspec: {replicas: 3, port: 80}\n")); r.Objects[0].Change != diff.Unchanged {
		t.Error(told(r))
	}
}

func TestLinesCarryTheirNumbersOnEachSide(t *testing.T) {
	r := compared(t, "a: 1\nb: 2\nc: 3\n", "a: 1\nc: 3\nd: 4\n")
	want := []diff.Line{
		{Op: diff.Same, Old: 1, New: 1, Text: "a: 1"}, {Op: diff.Delete, Old: 2, Text: "b: 2"},
		{Op: diff.Same, Old: 3, New: 2, Text: "c: 3"}, {Op: diff.Add, New: 3, Text: "d: 4"},
	}
	if got := r.Objects[0].Lines; fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("got %v", got)
	}
}

func TestComparingLeavesTheObjectsAlone(t *testing.T) {
	o := parsed(t, "kind: Secret\nmetadata: {name: x, uid: u}\ndata: {k: dg==}\nstatus: {}\n")
	before := fmt.Sprint(o)
	diff.Compare("", "", o, o)
	if after := fmt.Sprint(o); after != before {
		t.Errorf("became %s", after)
	}
}

func FuzzCompareNeverShowsAPlantedSecret(f *testing.F) {
	f.Add("Pl4nted-s3cret", "kind: A\n", "name", "a: [1, {b: c}]\n")
	f.Add("two words", "kind: List\nitems: []\n", "x", "metadata: 3\n")
	f.Add("\x00\xff", "kind: Secret\ndata: 3\n", "", "- a\n")
	f.Fuzz(func(t *testing.T, tail, other, name, more string) {
		const plant = "Zq7w" // no part of it may be shown, whatever follows it
		planted := plant + tail
		if strings.Contains(other+name+more, plant) {
			t.Skip()
		}
		secretObject := map[string]any{"kind": "Secret", "metadata": map[string]any{"name": name}, "data": map[string]any{"k": planted}, "stringData": planted}
		config := map[string]any{"kind": "A", "spec": map[string]any{"password": planted, "env": []any{map[string]any{"name": "DB_PASSWORD", "value": planted}}}}
		b, _ := diff.ParseYAML(other)
		a, _ := diff.ParseYAML(more)
		r := diff.Compare("b", "a", append(b, secretObject), append(a, config, secretObject))
		for _, o := range r.Objects {
			for _, l := range o.Lines {
				if strings.Contains(l.Text, plant) {
					t.Fatalf("%q is shown in %q", planted, l.Text)
				}
			}
		}
	})
}

func manifest(objects int) string {
	var out strings.Builder
	for i := range objects {
		fmt.Fprintf(&out, `---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: shop-%d
  labels: {app.kubernetes.io/name: shop, app.kubernetes.io/instance: shop-%d}
spec:
  replicas: %d
  template:
    spec:
      containers:
      - name: shop
        image: registry.example/storefront/shop:1.4.%d
        args: ["--listen=:8080", "--level=info"]
        env:
        - {name: DATABASE_URL, value: "postgres://shop@db.internal:5432/shop"}
        - {name: DB_PASSWORD, valueFrom: {secretKeyRef: {name: db, key: password}}}
        resources: {limits: {cpu: 500m, memory: 512Mi}, requests: {cpu: 100m, memory: 128Mi}}
`, i, i, 2+i%3, i%9)
	}
	return out.String()
}

// A manifest of 1 MiB against another version of it, in which one object in ten differs.
func BenchmarkCompareOneMebibyte(b *testing.B) {
	text := manifest(1500)
	before, after := parsed(b, text), parsed(b, strings.ReplaceAll(text, "shop:1.4.3", "shop:1.5.0"))
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		diff.Compare("before", "after", before, after)
	}
}

// One ConfigMap of 1 MiB with a change in every hundredth line.
func BenchmarkCompareOneLongText(b *testing.B) {
	var before, after strings.Builder
	for i := range 24_000 {
		fmt.Fprintf(&before, "line-%06d: some ordinary setting of it\n", i)
		fmt.Fprintf(&after, "line-%06d: some ordinary setting of it%s\n", i, map[bool]string{true: " now"}[i%100 == 0])
	}
	left := []map[string]any{{"kind": "ConfigMap", "data": map[string]any{"file": before.String()}}}
	right := []map[string]any{{"kind": "ConfigMap", "data": map[string]any{"file": after.String()}}}
	b.SetBytes(int64(before.Len()))
	for b.Loop() {
		diff.Compare("before", "after", left, right)
	}
}

func BenchmarkParseOneMebibyte(b *testing.B) {
	text := manifest(1500)
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		parsed(b, text)
	}
}
