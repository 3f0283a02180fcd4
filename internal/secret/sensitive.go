package secret

import (
	"math"
	"regexp"
	"slices"
	"strings"
	"unicode"
)

// stems are looked for before a key is taken apart: most keys have none.
var stems = []string{"pass", "pwd", "token", "secret", "key", "cred", "dsn", "jwt", "bearer", "authorization", "dockerc", "connection"}

// whole words that make a key sensitive; the ends also count where a word was written together, as in "pgpassword".
var (
	sensitiveWords = []string{
		"pass", "pwd", "dsn", "jwt", "bearer", "authorization", "accesskey", "dockerconfigjson", "dockercfg",
		"credential", "credentials", "passwords", "tokens", "secrets",
	}
	sensitiveEnds = []string{"password", "passwd", "passphrase", "token", "secret", "apikey", "privatekey", "secretkey"}
	keyed         = []string{"secret", "private", "api", "access", "encryption", "signing", "master", "account", "storage", "shared", "ssh"}
	// A key that ends or begins so speaks about a secret, and is none.
	harmlessEnds = []string{
		"name", "names", "ref", "refs", "path", "file", "files", "dir", "namespace", "ttl", "length", "len", "mount",
		"version", "enabled", "disabled", "type", "policy", "url", "uri", "endpoint", "expiry", "expiration", "duration",
		"lifetime", "timeout", "id", "ids", "count", "size", "rotation", "interval", "provider", "class", "store",
		"audience", "issuer", "header", "field", "format", "mode", "required", "min", "max", "algorithm", "strategy",
		"limit", "env", "kind", "group",
	}
	harmlessStarts = []string{"existing", "pull", "image", "max", "min", "num", "allow", "require", "enable", "disable", "use", "automount"}
)

// Sensitive reports whether a key, a variable or a flag of this name usually holds a secret itself, not a word
// about one: "dbPassword" and "API_KEY" do, "secretName" and "token-ttl" do not.
func Sensitive(key string) bool {
	lower := strings.ToLower(key)
	if !slices.ContainsFunc(stems, func(stem string) bool { return strings.Contains(lower, stem) }) {
		return false
	}
	parts := words(key)
	if len(parts) == 0 || slices.Contains(harmlessEnds, parts[len(parts)-1]) || slices.Contains(harmlessStarts, parts[0]) {
		return false
	}
	for i, word := range parts {
		switch {
		case slices.Contains(sensitiveWords, word),
			slices.ContainsFunc(sensitiveEnds, func(end string) bool { return strings.HasSuffix(word, end) }),
			word == "key" && i > 0 && slices.Contains(keyed, parts[i-1]),
			word == "string" && i > 0 && parts[i-1] == "connection":
			return true
		}
	}
	return false
}

// words takes dbPassword, DB_PASSWORD, DBPassword and db.pass-word apart.
func words(key string) []string {
	var out []string
	var word strings.Builder
	flush := func() {
		if word.Len() > 0 {
			out = append(out, strings.ToLower(word.String()))
			word.Reset()
		}
	}
	runes := []rune(key)
	for i, r := range runes {
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			flush()
			continue
		}
		if unicode.IsUpper(r) && i > 0 {
			afterLower := !unicode.IsUpper(runes[i-1])
			beforeLower := i+1 < len(runes) && unicode.IsLower(runes[i+1])
			if afterLower || beforeLower {
				flush()
			}
		}
		word.WriteRune(r)
	}
	flush()
	return out
}

var reference = regexp.MustCompile(`^(?:vault:[\w./-]+(?:#[\w.-]+)?|\$VAULT_REF_\w*|\$[A-Z_][A-Z0-9_]*|\$\{[\w./:#-]+\}|\$\([\w./:#-]+\)|\{\{.*\}\}|<path:[^>\s]+>|ref\+[a-z0-9]+://\S+)$`)

// Reference reports whether text only says where a secret is.
func Reference(text string) bool {
	text = strings.TrimSpace(text)
	if text == "" || !strings.ContainsRune("v${<r", rune(text[0])) {
		return false
	}
	// ${NAME:-value} carries a value.
	return reference.MatchString(text) && !strings.Contains(text, ":-") && !strings.Contains(text, ":=")
}

// public are keys whose values look random and are meant to be seen.
var public = []string{"checksum", "digest", "sha", "sha256", "hash", "fingerprint", "uid", "bundle", "certificate", "crt", "cert", "commit", "revision", "etag"}

// random reports whether text looks made by a generator: one word of mixed characters with high entropy.
// Checksums in hexadecimal and names made of words are not.
func random(key, text string) bool {
	if len(text) < 24 || len(text) > 4096 {
		return false
	}
	var upper, lower, digit int
	var seen [128]int
	for _, c := range []byte(text) {
		switch {
		case c >= 'A' && c <= 'Z':
			upper++
		case c >= 'a' && c <= 'z':
			lower++
		case c >= '0' && c <= '9':
			digit++
		case strings.IndexByte("+/=_-", c) < 0:
			return false
		}
		seen[c]++
	}
	if upper < 3 || lower < 3 || digit < 2 {
		return false
	}
	var entropy float64
	for _, n := range seen {
		if n > 0 {
			p := float64(n) / float64(len(text))
			entropy -= p * math.Log2(p)
		}
	}
	if entropy < 4 || strings.HasPrefix(text, "LS0tLS1CRUdJTiBDRVJU") { // a certificate in base64
		return false
	}
	return !slices.ContainsFunc(words(key), func(w string) bool { return slices.Contains(public, w) })
}
