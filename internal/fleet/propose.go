package fleet

import (
	"cmp"
	"fmt"
	"net/url"
	"path"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

// Found is a cluster that the kubeconfig leads to, and what was seen there.
type Found struct {
	Name       string // what the kubeconfig calls it
	Server     string
	Contexts   []string
	Namespaces []string // those that one may see; empty: not known
	ArgoCD     bool     // its resources are served there
	Secrets    bool     // External Secrets' are
	Problem    string   // why it could not be asked
}

// Guess is where a cluster seems to belong, and why.
type Guess struct {
	Cluster      string   `json:"cluster"`
	Server       string   `json:"server"`
	Contexts     []string `json:"contexts"`
	Environments []string `json:"environments"` // empty: nothing says
	Why          string   `json:"why"`
}

// Proposal is a first fleet file, and where each cluster in it seems to belong.
type Proposal struct {
	Text    string  `json:"text"`
	Guesses []Guess `json:"guesses"`
}

// words that names of environments are made of.
var words = map[string][]string{
	"dev":   {"dev", "develop", "development", "test", "int", "integration", "sandbox", "kind", "minikube", "local"},
	"stage": {"stage", "staging", "stg", "uat", "preprod", "pre", "qa", "acceptance"},
	"prod":  {"prod", "production", "prd", "live"},
}

// systems are namespaces that clusters bring along, and those of the usual tools.
var systemNamespaces = []string{"kube-*", "openshift*", "*-system", "argocd", "default", "cert-manager", "external-secrets", "local-path-storage"}

// Propose makes a first fleet out of what the kubeconfig leads to: environments guessed by names, never by more.
func Propose(found []Found) Proposal {
	p := proposer{environments: map[string][]line{}}
	names := map[string]bool{}
	for _, f := range found {
		f.Name = ownName(plain(f.Name, f.Server), names)
		p.cluster(f)
	}
	return Proposal{Text: p.text(), Guesses: p.guesses}
}

// plain is a name without what tools put around it: arn:aws:eks:…:cluster/ocean is ocean.
func plain(name, server string) string {
	name = path.Base(strings.ReplaceAll(name, ":", "/"))
	if name == "." || name == "/" {
		u, err := url.Parse(server)
		if err != nil {
			return "cluster"
		}
		return cmp.Or(u.Hostname(), "cluster")
	}
	return name
}

func ownName(name string, taken map[string]bool) string {
	own := name
	for n := 2; taken[own]; n++ {
		own = fmt.Sprintf("%s-%d", name, n)
	}
	taken[own] = true
	return own
}

// line is one line of a list of the file, and why it is there.
type line struct{ text, why string }

type proposer struct {
	clusters     []line
	environments map[string][]line // by tier
	argocd       []string
	secrets      []string
	platform     []string
	guesses      []Guess
}

func (p *proposer) cluster(f Found) {
	p.clusters = append(p.clusters, line{fmt.Sprintf("{name: %s, server: %s}", quote(f.Name), quote(f.Server)), "reached by " + few(f.Contexts)})
	if f.ArgoCD {
		p.argocd = append(p.argocd, f.Name)
	}
	if f.Secrets {
		p.secrets = append(p.secrets, f.Name)
	}
	for _, pattern := range systemNamespaces {
		if slices.ContainsFunc(f.Namespaces, matching(pattern)) && pattern != "default" && !slices.Contains(p.platform, pattern) {
			p.platform = append(p.platform, pattern)
		}
	}
	guess := Guess{Cluster: f.Name, Server: f.Server, Contexts: f.Contexts, Environments: []string{}}
	byNamespace := p.byNamespaces(f)
	tier, word := tierOf(append([]string{f.Name}, f.Contexts...)...)
	switch {
	case len(byNamespace) > 0:
		guess.Environments, guess.Why = byNamespace, "Its namespaces' names say so"
	case tier != "":
		guess.Environments = []string{tier}
		guess.Why = fmt.Sprintf("%q in its name says so", word)
		p.environment(tier, f.Name, p.rest(f), guess.Why)
	default:
		guess.Why = cmp.Or(f.Problem, "Nothing in its names says")
	}
	p.guesses = append(p.guesses, guess)
}

// few are the first of many names.
func few(names []string) string {
	if len(names) <= 3 {
		return strings.Join(names, ", ")
	}
	return fmt.Sprintf("%s and %d more", strings.Join(names[:2], ", "), len(names)-2)
}

// byNamespaces proposes an environment for each way in which namespaces end, or begin, with a word for one.
func (p *proposer) byNamespaces(f Found) []string {
	out := []string{}
	for _, tier := range tiers {
		patterns := []string{}
		for _, name := range f.Namespaces {
			if pattern := patternOf(name, tier); pattern != "" && !slices.Contains(patterns, pattern) && !system(name) {
				patterns = append(patterns, pattern)
			}
		}
		if len(patterns) > 0 {
			out = append(out, tier)
			p.environment(tier, f.Name, patterns, "namespaces there are called so")
		}
	}
	return out
}

func (p *proposer) environment(tier, cluster string, patterns []string, why string) {
	name, taken := tier, map[string]bool{}
	if len(p.environments[tier]) > 0 {
		name = ownName(tier+"-"+cluster, taken)
	}
	quoted := make([]string, len(patterns))
	for i, pattern := range patterns {
		quoted[i] = quote(pattern)
	}
	production := ""
	if tier == "prod" {
		production = ", production: true"
	}
	text := fmt.Sprintf("{name: %s, cluster: %s, namespaces: [%s]%s}", quote(name), quote(cluster), strings.Join(quoted, ", "), production)
	p.environments[tier] = append(p.environments[tier], line{text, why})
}

// rest are the namespaces of a cluster that is one environment as a whole: those that can be seen, without the
// system's; all where that is not known, or where it is production.
func (p *proposer) rest(f Found) []string {
	out := slices.DeleteFunc(slices.Clone(f.Namespaces), system)
	if tier, _ := tierOf(append([]string{f.Name}, f.Contexts...)...); tier == "prod" || len(out) == 0 || len(out) > 20 {
		return []string{"*"}
	}
	return out
}

// tierOf is the environment that a word of the names stands for; of several the strictest.
func tierOf(names ...string) (tier, word string) {
	for _, t := range slices.Backward(tiers) {
		for _, name := range names {
			for _, part := range parts(name) {
				if slices.Contains(words[t], part) {
					return t, part
				}
			}
		}
	}
	return "", ""
}

func parts(name string) []string {
	return strings.FieldsFunc(strings.ToLower(name), func(r rune) bool { return !(r >= 'a' && r <= 'z') })
}

// patternOf is how namespaces like this one of a tier are called: acme-dev is one of *-dev.
func patternOf(name, tier string) string {
	for _, word := range words[tier] {
		switch {
		case name == word:
			return word
		case strings.HasSuffix(name, "-"+word):
			return "*-" + word
		case strings.HasPrefix(name, word+"-"):
			return word + "-*"
		}
	}
	return ""
}

func matching(pattern string) func(string) bool {
	return func(name string) bool {
		ok, err := path.Match(pattern, name)
		return ok && err == nil
	}
}

func system(name string) bool {
	return slices.ContainsFunc(systemNamespaces, func(pattern string) bool { return matching(pattern)(name) })
}

// quote is a word as YAML, in quotes only where it needs them.
func quote(word string) string {
	text, err := yaml.Marshal(word)
	if err != nil || strings.ContainsAny(word, ",[]{}#&*!|>'\"%@`:") || strings.Contains(string(text), "|") {
		return fmt.Sprintf("%q", word)
	}
	return strings.TrimSpace(string(text))
}

func (p *proposer) text() string {
	var out strings.Builder
	out.WriteString("apiVersion: sluice.dev/v1\nkind: Fleet\nname: my fleet\n\n")
	out.WriteString("# In promotion order. The first is dev, those marked production come last, what lies between is stage.\n")
	all := []line{}
	for _, tier := range tiers {
		all = append(all, p.environments[tier]...)
	}
	list(&out, "environments", all)
	out.WriteString("\n# A context belongs to the cluster whose server it reaches, whatever the kubeconfig calls it.\n")
	list(&out, "clusters", p.clusters)
	out.WriteString("\ncustomers: []   # acme: then the namespace acme-prod is acme's\nproducts: []    # shop: then the release acme-shop is shop\n")
	platform := make([]string, len(p.platform))
	for i, pattern := range p.platform {
		platform[i] = quote(pattern)
	}
	fmt.Fprintf(&out, "platform: [%s]   # namespaces of platform charts\n\n", strings.Join(platform, ", "))
	hints(&out, p)
	return out.String()
}

func hints(out *strings.Builder, p *proposer) {
	if len(p.argocd) == 0 {
		out.WriteString("argocd: []\n")
	} else {
		out.WriteString("argocd:\n")
		for _, name := range p.argocd {
			fmt.Fprintf(out, "#  - {name: %s, url: \"https://argocd.example\", cluster: %s}   # Argo CD serves its resources there: write its address\n", quote(name), quote(name))
		}
	}
	if len(p.secrets) == 0 {
		out.WriteString("vault: []\n")
	} else {
		fmt.Fprintf(out, "vault:\n#  - {name: vault, url: \"https://vault.example\"}   # External Secrets is in %s: write the address of its Vault\n", strings.Join(p.secrets, ", "))
	}
	out.WriteString("\n# Which groups of the identity provider stand for which role. Until there are some, roles are self-declared.\n" +
		"roles:\n#  developer: [team-shop]\n#  devops: [release-engineering]\n#  platform: [platform]\n#  operations: [operations]\n#  support: [support]\n\n" +
		"# One person behind several logins, so that two names of one person never count as two people.\n" +
		"people:\n#  - {name: Olga, roles: [operations], kubernetes: olga@example.com, argocd: olga, vault: olga, git: olga}\n")
}

func list(out *strings.Builder, key string, lines []line) {
	if len(lines) == 0 {
		fmt.Fprintf(out, "%s: []\n", key)
		return
	}
	fmt.Fprintf(out, "%s:\n", key)
	for _, l := range lines {
		fmt.Fprintf(out, "  - %s   # %s\n", l.text, strings.Join(strings.Fields(l.why), " "))
	}
}
