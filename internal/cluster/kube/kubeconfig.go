package kube

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"k8s.io/client-go/tools/clientcmd"
	"k8s.io/client-go/tools/clientcmd/api"
	"sigs.k8s.io/yaml"

	"github.com/sluice-desktop/sluice/internal/fault"
)

// tooBig is far beyond any kubeconfig that people keep; reading more would only help an attacker.
const tooBig = 4 << 20

// kubeconfig is what the files held at one moment.
type kubeconfig struct {
	files    []string
	marks    []mark
	problems []fault.Error
	merged   *api.Config
}

// paths are the kubeconfig files by client-go's rules, each once.
func (c *Client) paths() []string {
	names := c.cfg.Files
	if len(names) == 0 {
		names = clientcmd.NewDefaultClientConfigLoadingRules().GetLoadingPrecedence()
	}
	out := make([]string, 0, len(names))
	for _, n := range names {
		if n != "" && !slices.Contains(out, n) {
			out = append(out, n)
		}
	}
	return out
}

// load reads each file on its own, so that a bad one takes no good one with it, and merges them as kubectl
// does: the first file to name something wins.
func load(files []string) *kubeconfig {
	k := &kubeconfig{files: files, problems: []fault.Error{}, merged: api.NewConfig()}
	from := map[string]string{}
	for _, name := range files {
		k.marks = append(k.marks, markOf(name))
		one, err := read(name)
		if err != nil {
			k.problems = append(k.problems, *err)
			continue
		}
		for context := range one.Contexts {
			if first, twice := from[context]; twice {
				k.problems = append(k.problems, *fault.New(fault.Invalid, "kubeconfig", nil,
					"%s names the context %q, which %s names before it: the one in %s is not used. Rename one of them", name, context, first, name))
				continue
			}
			from[context] = name
		}
		merge(k.merged, one)
	}
	return k
}

func merge(into, one *api.Config) {
	addNew(into.Clusters, one.Clusters)
	addNew(into.AuthInfos, one.AuthInfos)
	addNew(into.Contexts, one.Contexts)
	if into.CurrentContext == "" {
		into.CurrentContext = one.CurrentContext
	}
}

func addNew[V any](into, from map[string]V) {
	for name, v := range from {
		if _, twice := into[name]; !twice {
			into[name] = v
		}
	}
}

// read is one file as a kubeconfig with absolute paths, or what is wrong with it.
func read(name string) (*api.Config, *fault.Error) {
	text, bad := text(name)
	if bad != nil {
		return nil, bad
	}
	if len(strings.TrimSpace(string(text))) == 0 {
		return nil, invalid(nil, "%s is empty. Fetch the kubeconfig again, or take the file out of KUBECONFIG", name)
	}
	if bad := notKubeconfig(name, text); bad != nil {
		return nil, bad
	}
	one, err := clientcmd.Load(text)
	if err != nil {
		return nil, undecoded(name, err)
	}
	for _, c := range one.Clusters {
		c.LocationOfOrigin = name
	}
	for _, u := range one.AuthInfos {
		u.LocationOfOrigin = name
	}
	for _, c := range one.Contexts {
		c.LocationOfOrigin = name
	}
	if err := clientcmd.ResolveLocalPaths(one); err != nil {
		return nil, invalid(err, "%s names files by paths that cannot be resolved. Make them absolute", name)
	}
	return one, nil
}

func text(name string) ([]byte, *fault.Error) {
	info, err := os.Stat(name)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, fault.New(fault.NotFound, "kubeconfig", err, "%s does not exist. Put a kubeconfig there, or name yours in KUBECONFIG", name)
	case err == nil && !info.Mode().IsRegular():
		// Reading a pipe or a device would wait for ever.
		return nil, invalid(nil, "%s is not a file. Name a kubeconfig file in KUBECONFIG", name)
	case err == nil && info.Size() > tooBig:
		return nil, invalid(nil, "%s is larger than 4 MiB, which no kubeconfig is. Check what KUBECONFIG names", name)
	}
	f, err := os.Open(name)
	if err != nil {
		return nil, fault.New(fault.Denied, "kubeconfig", err, "%s cannot be read. Check who may read the file", name)
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, tooBig+1))
	if err != nil || len(text) > tooBig {
		return nil, invalid(err, "%s could not be read to its end. Check the file and its disk", name)
	}
	return text, nil
}

// notKubeconfig finds what YAML itself can tell, because that names the line.
func notKubeconfig(name string, text []byte) *fault.Error {
	var top any
	if err := yaml.Unmarshal(text, &top); err != nil {
		return invalid(errors.New("not YAML"), "%s is not valid YAML%s. Mend it, or fetch the kubeconfig again", name, line(err))
	}
	fields, ok := top.(map[string]any)
	if !ok {
		return invalid(nil, "%s is not a kubeconfig: it holds no fields. Fetch the kubeconfig again", name)
	}
	if kind, _ := fields["kind"].(string); kind != "" && kind != "Config" {
		return invalid(nil, "%s is not a kubeconfig but a %s. Check what KUBECONFIG names", name, kind)
	}
	return nil
}

var (
	lineNumber = regexp.MustCompile(`line (\d+)`)
	fieldName  = regexp.MustCompile(`Go struct field \w+\.([\w.-]+)`)
	twice      = regexp.MustCompile(`duplicate name "([^"]*)" in list`)
	listName   = regexp.MustCompile(`\[\](?:v1\.)?Named(\w+)`)
)

func line(err error) string {
	if found := lineNumber.FindStringSubmatch(err.Error()); found != nil {
		return " at line " + found[1]
	}
	return ""
}

// undecoded words a decoding error without its text: that may hold a piece of the file, and so of a secret.
func undecoded(name string, err error) *fault.Error {
	said := err.Error()
	if found := twice.FindStringSubmatch(said); found != nil {
		what := "entry"
		if list := listName.FindStringSubmatch(said); list != nil {
			what = strings.ToLower(strings.TrimSuffix(list[1], "Info"))
		}
		return invalid(nil, "%s names the %s %q twice. Remove one of them", name, what, found[1])
	}
	where := ""
	if found := fieldName.FindStringSubmatch(said); found != nil {
		where = ": the field " + found[1] + " is of the wrong kind"
	}
	return invalid(errors.New("not a kubeconfig"), "%s is not a valid kubeconfig%s. Mend it, or fetch the kubeconfig again", name, where)
}

func invalid(cause error, format string, args ...any) *fault.Error {
	return fault.New(fault.Invalid, "kubeconfig", cause, format, args...)
}

// mark tells one state of a file from another. Stat follows links, so a link that is pointed elsewhere, and a
// file that an editor replaces, are both seen.
type mark struct {
	info os.FileInfo
	path string
}

func markOf(name string) mark {
	info, err := os.Stat(name)
	if err != nil {
		return mark{}
	}
	real, err := filepath.EvalSymlinks(name)
	if err != nil {
		real = name
	}
	return mark{info: info, path: real}
}

func (m mark) same(n mark) bool {
	if m.info == nil || n.info == nil {
		return m.info == nil && n.info == nil
	}
	return m.path == n.path && os.SameFile(m.info, n.info) && m.info.Size() == n.info.Size() && m.info.ModTime().Equal(n.info.ModTime())
}
