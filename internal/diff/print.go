package diff

import (
	"fmt"
	"maps"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/sluice-desktop/sluice/internal/secret"
)

// Print is a decoded tree as YAML: keys sorted, long lines left whole, so that equal trees print equally.
func Print(tree any) string {
	lines := printed(tree)
	var out strings.Builder
	for _, l := range lines {
		out.WriteString(l.Text + "\n")
	}
	return out.String()
}

func printed(tree any) []secret.Line {
	p := &printer{}
	p.value("", "", tree)
	return p.lines
}

type printer struct{ lines []secret.Line }

func (p *printer) put(text string, mark uint64) {
	p.lines = append(p.lines, secret.Line{Text: text, Mark: mark})
}

// value prints v after head, which is the indentation and the key or dash before it; inner indents what follows.
func (p *printer) value(head, inner string, v any) {
	switch v := v.(type) {
	case map[string]any:
		p.table(head, inner, v)
	case []any:
		p.list(head, inner, v)
	case string:
		p.text(head, inner, v)
	case secret.Redacted:
		p.redacted(head, inner, v)
	default:
		p.put(joined(head, scalar(v)), 0)
	}
}

func joined(head, text string) string {
	if head == "" || strings.HasSuffix(head, " ") {
		return head + text
	}
	return head + " " + text
}

func (p *printer) table(head, inner string, v map[string]any) {
	if len(v) == 0 {
		p.put(joined(head, "{}"), 0)
		return
	}
	lead := head // a table in a list begins on the dash's line
	if head != "" && !strings.HasSuffix(head, "- ") {
		p.put(head, 0)
		lead = inner
	}
	if head == "" {
		lead = inner
	}
	for _, key := range slices.Sorted(maps.Keys(v)) {
		p.value(lead+quoted(key)+":", inner+"  ", v[key])
		lead = inner
	}
}

func (p *printer) list(head, inner string, v []any) {
	if len(v) == 0 {
		p.put(joined(head, "[]"), 0)
		return
	}
	lead := strings.TrimSuffix(inner, "  ") // a list stands as deep as its key
	if head == "" {
		lead = inner
	}
	if strings.HasSuffix(head, "- ") { // a list in a list begins on the dash's line
		p.value(head+"- ", inner+"  ", v[0])
		v, lead = v[1:], inner
	} else if head != "" {
		p.put(head, 0)
	}
	for _, child := range v {
		p.value(lead+"- ", lead+"  ", child)
	}
}

func (p *printer) text(head, inner, text string) {
	if !blockable(text) {
		p.put(joined(head, quoted(text)), 0)
		return
	}
	lines := strings.Split(text, "\n")
	p.put(joined(head, "|"+chomp(lines)), 0)
	for _, line := range body(lines) {
		p.put(indented(inner, line), 0)
	}
}

func (p *printer) redacted(head, inner string, v secret.Redacted) {
	if len(v) == 1 {
		p.put(joined(head, quoted(v[0].Text)), v[0].Mark)
		return
	}
	shown := make([]string, len(v))
	for i, l := range v {
		shown[i] = l.Text
	}
	p.put(joined(head, "|"+chomp(shown)), 0)
	for i, line := range body(shown) {
		p.put(indented(inner, line), v[i].Mark)
	}
}

func indented(inner, line string) string {
	if line == "" {
		return ""
	}
	if inner == "" {
		inner = "  "
	}
	return inner + line
}

// chomp is the block's sign for how many line ends close it.
func chomp(lines []string) string {
	switch n := len(lines); {
	case lines[n-1] != "":
		return "-"
	case lines[n-2] == "":
		return "+"
	}
	return ""
}

func body(lines []string) []string {
	if lines[len(lines)-1] == "" {
		return lines[:len(lines)-1]
	}
	return lines
}

// blockable reports whether text reads better, and unchanged, as a block of lines.
func blockable(text string) bool {
	return strings.Contains(text, "\n") && text[0] != ' ' && text[0] != '\t' && text[0] != '\n' &&
		strings.IndexFunc(text, unprintable) < 0 && utf8.ValidString(text)
}

func unprintable(r rune) bool {
	return r != '\n' && r != '\t' && (r < ' ' || r >= 0x7f && r <= 0xa0 || r == 0x2028 || r == 0x2029 || r == 0xfeff || r >= 0xd800 && r <= 0xf8ff || r >= 0xfffe)
}

// amount is a number with a unit, as Kubernetes writes them.
var amount = regexp.MustCompile(`^[0-9]+(?:m|s|h|[KMGTP]i?)$`)

// quoted is text as one scalar, in quotes only where some YAML would read it as something else.
func quoted(text string) string {
	if plainText(text) || text != "" && text[0] >= '0' && text[0] <= '9' && amount.MatchString(text) {
		return text
	}
	return escaped(text)
}

// plainText reports whether text begins like a word, holds nothing that ends a scalar, and is no word that
// YAML 1.1, which Kubernetes reads, takes for something else.
func plainText(text string) bool {
	if text == "" {
		return false
	}
	first := text[0] | 0x20
	if (first < 'a' || first > 'z') && text[0] != '_' && text[0] != '/' && !strings.HasPrefix(text, "•") {
		return false
	}
	if last := text[len(text)-1]; last == ' ' || last == ':' {
		return false
	}
	wide := false
	for i := range len(text) {
		switch c := text[i]; {
		case c < ' ' || c == 0x7f || strings.IndexByte("\"'\\{}[],&*#|>!%`@", c) >= 0:
			return false
		case c == ':' && text[i+1] == ' ':
			return false
		case c >= 0x80:
			wide = true
		}
	}
	return !(wide && (!utf8.ValidString(text) || strings.IndexFunc(text, unprintable) >= 0)) && !reserved(text)
}

func reserved(text string) bool {
	if len(text) > 5 {
		return false
	}
	switch strings.ToLower(text) {
	case "y", "n", "yes", "no", "on", "off", "true", "false", "null":
		return true
	}
	return false
}

// escaped is text in double quotes, with escapes that YAML knows.
func escaped(text string) string {
	var out strings.Builder
	out.WriteByte('"')
	for _, r := range text {
		switch {
		case r == '"' || r == '\\':
			out.WriteRune('\\')
			out.WriteRune(r)
		case r == '\n':
			out.WriteString(`\n`)
		case r == '\t':
			out.WriteString(`\t`)
		case r == '\r':
			out.WriteString(`\r`)
		case unprintable(r) && r <= 0xffff:
			fmt.Fprintf(&out, `\u%04x`, r)
		case unprintable(r):
			fmt.Fprintf(&out, `\U%08x`, r)
		default:
			out.WriteRune(r)
		}
	}
	out.WriteByte('"')
	return out.String()
}

// scalar prints numbers the same whether YAML or JSON brought them.
func scalar(v any) string {
	switch v := v.(type) {
	case nil:
		return "null"
	case float64:
		if v == math.Trunc(v) && math.Abs(v) < 1e15 {
			return strconv.FormatInt(int64(v), 10)
		}
		return strconv.FormatFloat(v, 'g', -1, 64)
	case bool, int, int64, uint64:
		return fmt.Sprint(v)
	default: // a number of JSON, a date
		return quoted(fmt.Sprint(v))
	}
}
