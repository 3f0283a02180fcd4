package fleet

import (
	"net/url"
	"path"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/sluice-desktop/sluice/internal/policy"
)

// checker reports what a schema cannot see: whether the parts of a fleet fit each other.
type checker struct {
	*document
	fleet    *Fleet
	clusters map[string]bool
}

// wrong reports a problem of what stands at a path: a list's name, an index, a key.
func (c *checker) wrong(at []string, format string, args ...any) {
	c.at(c.find(at), at, format, args...)
}

func place(list string, i int, key ...string) []string {
	return append([]string{list, strconv.Itoa(i)}, key...)
}

func (c *checker) check() {
	c.checkClusters()
	c.checkEnvironments()
	c.checkPatterns("platform", c.fleet.Platform, []string{"platform"})
	c.checkSystems()
	c.checkSIEM()
	c.checkRoles()
	c.checkPeople()
	c.checkFreezes()
	c.checkRules()
}

// names reports a name that two of a list have: what is told of one would be said of the other.
func (c *checker) names(list string, n int, name func(int) string) {
	first := map[string]int{}
	for i := range n {
		one := name(i)
		if before, twice := first[one]; twice && one != "" {
			c.wrong(place(list, i, "name"), "%s is the name of item %d already. Each needs a name of its own", short(one), before+1)
			continue
		}
		first[one] = i
	}
}

func (c *checker) checkClusters() {
	all := c.fleet.Clusters
	c.names("clusters", len(all), func(i int) string { return all[i].Name })
	for i, one := range all {
		c.clusters[one.Name] = true
		c.address(place("clusters", i, "server"), one.Server, "https", "http")
		for _, before := range all[:i] {
			if before.Name != one.Name && same(before.Server, one.Server) {
				c.wrong(place("clusters", i, "server"), "This is the server of %s already. A server is one cluster: keep one of them", short(before.Name))
			}
		}
	}
}

func (c *checker) checkEnvironments() {
	all := c.fleet.Environments
	c.names("environments", len(all), func(i int) string { return all[i].Name })
	for i, e := range all {
		c.onCluster(place("environments", i, "cluster"), e.Cluster)
		c.checkPatterns("namespaces", e.Namespaces, place("environments", i, "namespaces"))
		if i > 0 && all[i-1].Production && !e.Production {
			c.wrong(place("environments", i), "%s is no production and comes after %s, which is. They stand in promotion order: move it up", short(e.Name), short(all[i-1].Name))
		}
	}
}

// onCluster reports a cluster that clusters does not name.
func (c *checker) onCluster(at []string, name string) {
	if name != "" && !c.clusters[name] {
		c.wrong(at, "clusters has no %s. Add it there, or mend the name", short(name))
	}
}

func (c *checker) checkPatterns(what string, patterns []string, at []string) {
	for i, pattern := range patterns {
		if _, err := path.Match(pattern, ""); err != nil {
			c.wrong(append(at[:len(at):len(at)], strconv.Itoa(i)), "%s does not parse as one of the %s. Write a name, with * for any characters", short(pattern), what)
		}
	}
}

// address refuses addresses that carry a login, because addresses are shown, and those that lead nowhere.
func (c *checker) address(at []string, text string, schemes ...string) {
	if text == "" {
		return
	}
	u, err := url.Parse(text)
	switch {
	case err == nil && u.User != nil:
		c.wrong(at, "This address holds a login. Write it as %s://host; people sign in in Sluice", schemes[0])
	case err != nil || u.Host == "" || !slices.Contains(schemes, u.Scheme):
		c.wrong(at, "This is no address. Write it as %s://host", schemes[0])
	}
}

func (c *checker) checkSystems() {
	f := c.fleet
	c.names("argocd", len(f.ArgoCD), func(i int) string { return f.ArgoCD[i].Name })
	for i, one := range f.ArgoCD {
		c.address(place("argocd", i, "url"), one.URL, "https", "http")
		c.onCluster(place("argocd", i, "cluster"), one.Cluster)
	}
	c.names("vault", len(f.Vault), func(i int) string { return f.Vault[i].Name })
	for i, one := range f.Vault {
		c.address(place("vault", i, "url"), one.URL, "https", "http")
	}
	c.names("git", len(f.Git), func(i int) string { return f.Git[i].Name })
	for i, one := range f.Git {
		c.address(place("git", i, "url"), one.URL, "https", "http")
	}
	c.names("registries", len(f.Registries), func(i int) string { return f.Registries[i].Name })
	for i, one := range f.Registries {
		// A registry may be named as images name it: host:port without a scheme, which by itself is no URL.
		at := one.URL
		if at != "" && !strings.Contains(at, "://") {
			at = "oci://" + at
		}
		c.address(place("registries", i, "url"), at, "oci", "https", "http")
	}
}

func (c *checker) checkRoles() {
	for role := range c.fleet.Roles {
		if !slices.Contains(policy.Roles, role) {
			at := []string{"roles", string(role)}
			c.at(c.key(at[:1], at[1]), at, "%s is no role. The roles are %s", short(string(role)), roles())
		}
	}
}

// checkPeople refuses a login that two people share: four eyes would be two.
func (c *checker) checkPeople() {
	all := c.fleet.People
	c.names("people", len(all), func(i int) string { return all[i].Name })
	owners := map[string]string{}
	for i, p := range all {
		for _, system := range []string{"kubernetes", "argocd", "vault", "git"} {
			login := p.login(system)
			key := system + ":" + login
			if other, taken := owners[key]; login != "" && taken && other != p.Name {
				c.wrong(place("people", i, system), "%s and %s share the %s login %s, so nobody can tell who acts. Give each a login of their own",
					short(other), short(p.Name), system, short(login))
				continue
			}
			owners[key] = p.Name
		}
	}
}

func (c *checker) checkFreezes() {
	all := c.fleet.Freezes
	c.names("freezes", len(all), func(i int) string { return all[i].Name })
	environments := make([]string, len(c.fleet.Environments))
	for i, e := range c.fleet.Environments {
		environments[i] = e.Name
	}
	for i, one := range all {
		from, begins := c.moment(place("freezes", i, "from"), one.From)
		until, ends := c.moment(place("freezes", i, "until"), one.Until)
		if begins && ends && !from.Before(until) {
			c.wrong(place("freezes", i, "until"), "It ends before it begins. Mend one of the times")
		}
		c.oneOf(place("freezes", i, "environments"), one.Environments, environments)
		c.oneOf(place("freezes", i, "customers"), one.Customers, c.fleet.Customers)
		c.oneOf(place("freezes", i, "products"), one.Products, c.fleet.Products)
	}
}

func (c *checker) moment(at []string, text string) (time.Time, bool) {
	t, err := time.Parse(time.RFC3339, text)
	if err != nil && text != "" {
		c.wrong(at, "%s is no time. Write it as 2026-12-20T18:00:00+01:00, or with Z for UTC", short(text))
	}
	return t, err == nil
}

// oneOf reports names that the list of the same key does not have: a freeze that names nothing would hold nothing.
func (c *checker) oneOf(at, names, known []string) {
	list := at[len(at)-1]
	for i, name := range names {
		if !slices.Contains(known, name) {
			c.wrong(append(at[:len(at):len(at)], strconv.Itoa(i)), "%s has no %s. Add it there, or mend the name", list, short(name))
		}
	}
}

func roles() string {
	out := make([]string, len(policy.Roles))
	for i, role := range policy.Roles {
		out[i] = string(role)
	}
	return strings.Join(out, ", ")
}
