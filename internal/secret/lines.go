package secret

import (
	"regexp"
	"slices"
	"strings"
)

// span is a part of a line that is hidden.
type span struct{ from, to int }

var (
	tokenHints = []string{"eyJ", "gh", "glpat-", "xox", "AKIA", "ASIA", "hvs.", "hvb.", "sk_", "AIza", "npm_", "earer "}
	tokens     = regexp.MustCompile(`eyJ[\w-]{6,}\.[\w-]{4,}\.[\w-]*|gh[pousr]_\w{20,}|github_pat_\w{20,}|glpat-[\w-]{16,}|xox[abeprs]-[\w-]{10,}|A[KS]IA[A-Z0-9]{16}|hv[sb]\.[\w-]{16,}|sk_(?:live|test)_\w{10,}|AIza[\w-]{30,}|npm_\w{30,}|[bB]earer +[\w.~+/=-]{4,}\d[\w.~+/=-]{3,}`)
	userinfo   = regexp.MustCompile(`://[^/\s:@"']*:([^\s"']+)@`)
	keyBegin   = regexp.MustCompile(`-----BEGIN [A-Z ]*PRIVATE KEY[A-Z ]*-----`)
	keyEnd     = regexp.MustCompile(`-----END [A-Z ]*PRIVATE KEY[A-Z ]*-----`)
)

// spans finds what is hidden in one line of a text.
func (r *Redactor) spans(line string) []span {
	var out []span
	if strings.ContainsAny(line, "=:") {
		out = r.assigned(line)
	}
	if strings.Contains(line, "://") {
		for _, m := range userinfo.FindAllStringSubmatchIndex(line, -1) {
			if !Reference(line[m[2]:m[3]]) {
				out = append(out, span{m[2], m[3]})
			}
		}
	}
	if slices.ContainsFunc(tokenHints, func(hint string) bool { return strings.Contains(line, hint) }) {
		for _, m := range tokens.FindAllStringIndex(line, -1) {
			out = append(out, span{m[0], m[1]})
		}
	}
	return out
}

// assigned finds the values of key=value and key: value whose key is sensitive. Where the key comes first on
// its line, the value reaches to the line's end; a value in the middle ends at a delimiter.
func (r *Redactor) assigned(line string) []span {
	var out []span
	for at := 0; at < len(line); at++ {
		if line[at] != '=' && line[at] != ':' {
			continue
		}
		key, begins := keyBefore(line, at)
		if key == "" || !r.sensitive(key) {
			continue
		}
		from := at + 1
		for from < len(line) && strings.IndexByte(" \t=\"'", line[from]) >= 0 {
			from++
		}
		to := len(line)
		if !begins {
			if end := strings.IndexAny(line[from:], " \t;,&\"'}"); end >= 0 {
				to = from + end
			}
		}
		value := strings.Trim(line[from:to], " \t\r\"',;")
		if plainly(value) || Reference(value) {
			continue
		}
		out = append(out, span{from, to})
		at = to
	}
	return out
}

// plainly reports whether a value hides nothing: none, a switch, or the opening of a structure.
func plainly(value string) bool {
	switch strings.ToLower(value) {
	case "", "true", "false", "null", "~", "|", "|-", "|+", ">", ">-", ">+":
		return true
	}
	return value[0] == '{' || strings.Contains(value, mask)
}

// keyBefore is the name that ends at the separator, and whether it is the first thing on its line.
func keyBefore(line string, at int) (key string, begins bool) {
	end := at
	for end > 0 && strings.IndexByte(" \t\"'", line[end-1]) >= 0 {
		end--
	}
	start := end
	for start > 0 && nameByte(line[start-1]) {
		start--
	}
	return strings.TrimLeft(line[start:end], "-."), strings.Trim(line[:start], " \t-\"'") == ""
}

func nameByte(c byte) bool {
	return c == '_' || c == '-' || c == '.' || c >= '0' && c <= '9' || c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z'
}

// opensBlock reports whether line is a sensitive key whose value is the more indented lines below it.
func (r *Redactor) opensBlock(line string) bool {
	trimmed := strings.TrimRight(line, " \t\r")
	at := strings.LastIndexByte(trimmed, ':')
	if at < 0 {
		return false
	}
	switch strings.TrimSpace(trimmed[at+1:]) {
	case "|", "|-", "|+", ">", ">-", ">+":
		key, begins := keyBefore(trimmed, at)
		return begins && r.sensitive(key)
	}
	return false
}

func indent(line string) int { return len(line) - len(strings.TrimLeft(line, " \t")) }
