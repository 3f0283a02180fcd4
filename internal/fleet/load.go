package fleet

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"path"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/sluice-desktop/sluice/internal/fault"
	"github.com/sluice-desktop/sluice/internal/policy"
)

// limit is more than any team's file needs, and less than would hurt.
const limit = 1 << 20

// Load reads and checks the file at name. Every fault names the file, the line and what to do.
func Load(name string) (*Fleet, error) {
	file, err := os.Open(name)
	if errors.Is(err, os.ErrNotExist) {
		return nil, fault.New(fault.NotFound, "fleet", err, "There is no fleet file at %s", name)
	}
	if err != nil {
		return nil, fault.New(fault.Invalid, "fleet", err, "The fleet file %s cannot be read. Check its rights", name)
	}
	defer file.Close()
	text, err := io.ReadAll(io.LimitReader(file, limit+1))
	if err != nil {
		return nil, fault.New(fault.Invalid, "fleet", err, "The fleet file %s cannot be read to its end", name)
	}
	return Parse(name, text)
}

// Parse reads and checks a fleet file's text; name is for its faults.
func Parse(name string, text []byte) (*Fleet, error) {
	invalid := func(format string, args ...any) error {
		return fault.New(fault.Invalid, "fleet", nil, "%s: %s", name, fmt.Sprintf(format, args...)).On(name)
	}
	if len(text) > limit {
		return nil, invalid("it is larger than 1 MiB, which no fleet needs")
	}
	f := &Fleet{}
	decoder := yaml.NewDecoder(bytes.NewReader(text))
	decoder.KnownFields(true)
	if err := decoder.Decode(f); errors.Is(err, io.EOF) {
		return nil, invalid("it is empty. Start with apiVersion: sluice.dev/v1 and kind: Fleet")
	} else if err != nil {
		return nil, invalid("%s", err)
	}
	if f.APIVersion != "sluice.dev/v1" || f.Kind != "Fleet" {
		return nil, invalid("it must say apiVersion: sluice.dev/v1 and kind: Fleet")
	}
	if err := f.check(); err != nil {
		return nil, invalid("%s", err)
	}
	return f, nil
}

func (f *Fleet) check() error {
	clusters := map[string]bool{}
	for _, c := range f.Clusters {
		if c.Name == "" || c.Server == "" || clusters[c.Name] {
			return fmt.Errorf("clusters: each needs a name of its own and a server, %q does not", c.Name)
		}
		clusters[c.Name] = true
	}
	seen := map[string]bool{}
	for i, e := range f.Environments {
		switch {
		case e.Name == "" || seen[e.Name]:
			return fmt.Errorf("environments: each needs a name of its own, %q does not", e.Name)
		case !clusters[e.Cluster]:
			return fmt.Errorf("environments: %s lies on cluster %q, which clusters does not name", e.Name, e.Cluster)
		case e.Production && i < len(f.Environments)-1 && !f.Environments[i+1].Production:
			return fmt.Errorf("environments: %s is production, so nothing that is not can come after it", e.Name)
		}
		for _, pattern := range e.Namespaces {
			if _, err := path.Match(pattern, ""); err != nil {
				return fmt.Errorf("environments: %s has the pattern %q, which does not parse", e.Name, pattern)
			}
		}
		seen[e.Name] = true
	}
	for role := range f.Roles {
		if !slices.Contains(policy.Roles, role) {
			return fmt.Errorf("roles: %q is none of %v", role, policy.Roles)
		}
	}
	return cmp.Or(f.checkSystems(clusters), f.checkPeople(), f.checkRules())
}

// checkRules refuses duties that could not be in force.
func (f *Fleet) checkRules() error {
	if problems := policy.Check("rules", []byte(f.Rules)); len(problems) > 0 {
		return fmt.Errorf("rules: line %d, column %d: %s", problems[0].Line, problems[0].Column, problems[0].Detail)
	}
	return nil
}

// checkSystems refuses addresses that carry a login, because addresses are shown, and instances that cannot be told
// apart.
func (f *Fleet) checkSystems(clusters map[string]bool) error {
	type address struct{ what, url string }
	var all []address
	names := map[string]bool{}
	for _, a := range f.ArgoCD {
		if a.Name == "" || names[a.Name] {
			return fmt.Errorf("argocd: each needs a name of its own, %q does not", a.Name)
		}
		if a.Cluster != "" && !clusters[a.Cluster] {
			return fmt.Errorf("argocd: %s runs in the cluster %q, which clusters does not name", a.Name, a.Cluster)
		}
		names[a.Name] = true
		all = append(all, address{"argocd: " + a.Name, a.URL})
	}
	for _, c := range f.Clusters {
		all = append(all, address{"clusters: " + c.Name, c.Server})
	}
	for _, v := range f.Vault {
		all = append(all, address{"vault: " + v.Name, v.URL})
	}
	for _, r := range f.Registries {
		// A registry may be named as images name it: host:port without a scheme, which by itself is no URL.
		at := r.URL
		if !strings.Contains(at, "://") {
			at = "oci://" + at
		}
		all = append(all, address{"registries: " + r.Name, at})
	}
	for _, s := range f.SIEM {
		all = append(all, address{"siem: " + s.Name, s.URL})
	}
	for _, g := range f.Git {
		all = append(all, address{"git: " + g.Name, g.URL})
	}
	named := map[string]bool{}
	for _, a := range all {
		if named[a.what] || strings.HasSuffix(a.what, ": ") {
			return fmt.Errorf("%s: each needs a name of its own", a.what)
		}
		named[a.what] = true
		if u, err := url.Parse(a.url); err != nil || u.User != nil {
			return fmt.Errorf("%s has an address that holds a login or cannot be read. Write it as https://host; people sign in here", a.what)
		}
	}
	return nil
}

// checkPeople refuses a login that two people share: four eyes would be two.
func (f *Fleet) checkPeople() error {
	owners := map[string]string{}
	for _, p := range f.People {
		for _, system := range []string{"kubernetes", "argocd", "vault", "git"} {
			login := p.login(system)
			key := system + ":" + login
			if other, taken := owners[key]; login != "" && taken {
				return fmt.Errorf("people: %s and %s share the %s login %q, so nobody can tell who acts", other, p.Name, system, login)
			}
			owners[key] = p.Name
		}
		for _, role := range p.Roles {
			if !slices.Contains(policy.Roles, role) {
				return fmt.Errorf("people: %s has the role %q, which is none of %v", p.Name, role, policy.Roles)
			}
		}
	}
	return nil
}
