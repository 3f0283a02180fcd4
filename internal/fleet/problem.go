package fleet

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/sluice-desktop/sluice/internal/fault"
)

// Problem is one thing that is wrong with a fleet file, where, and what to do about it. Line and column count from 1,
// the column in characters.
type Problem struct {
	Line   int    `json:"line"`
	Column int    `json:"column"`
	Path   string `json:"path"` // environments[1].cluster; empty for the file as a whole
	Detail string `json:"detail"`
}

// most is how many problems are told at once: nobody mends more in one go.
const most = 100

// inOrder is what a person reads from top to bottom: sorted, each once, bounded.
func inOrder(problems []Problem) []Problem {
	slices.SortStableFunc(problems, func(a, b Problem) int {
		return cmp.Or(a.Line-b.Line, a.Column-b.Column, strings.Compare(a.Detail, b.Detail))
	})
	problems = slices.Compact(problems)
	return problems[:min(len(problems), most)]
}

// refusal is all problems as the one fault of the file called name.
func refusal(name string, problems []Problem) *fault.Error {
	first := problems[0]
	text := fmt.Sprintf("%s:%d:%d: %s", name, first.Line, first.Column, first.Detail)
	if n := len(problems) - 1; n == 1 {
		text += ". There is another problem below it"
	} else if n > 1 {
		text += fmt.Sprintf(". There are %d more below it", n)
	}
	return fault.New(fault.Invalid, "fleet", nil, "%s", text).On(name)
}
