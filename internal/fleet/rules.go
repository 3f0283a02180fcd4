package fleet

import (
	"bytes"

	"go.yaml.in/yaml/v3"

	"github.com/sluice-desktop/sluice/internal/policy"
)

// checkRules reports rules that could not be in force, at their place in the file.
func (c *checker) checkRules() {
	at := []string{"rules"}
	for _, problem := range policy.Check("rules", []byte(c.fleet.Rules)) {
		line, column := c.inBlock(c.find(at), problem.Line, problem.Column)
		c.report(line, column, at, "%s", problem.Detail)
	}
}

// inBlock is where a line and column of a text stand in the file that holds the text as a block of lines; any other
// way to write it keeps no lines, and is pointed at as a whole.
func (d *document) inBlock(n *yaml.Node, line, column int) (int, int) {
	if n.Style&yaml.LiteralStyle == 0 {
		return n.Line, n.Column
	}
	first := n.Line + 1
	for first < len(d.lines) && len(bytes.TrimSpace(d.lines[first-1])) == 0 {
		first++
	}
	return n.Line + line, column + d.indent(min(first, len(d.lines)), " ")
}
