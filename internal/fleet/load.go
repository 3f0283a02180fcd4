package fleet

import (
	"errors"
	"io"
	"os"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/sluice-desktop/sluice/internal/fault"
)

// Load reads and checks the file at name. Every fault names the file, the line and what to do.
func Load(name string) (*Fleet, error) {
	text, err := contents(name)
	if err != nil {
		return nil, err
	}
	return Parse(name, text)
}

func contents(name string) ([]byte, error) {
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
	return text, nil
}

// Parse reads and checks a fleet file's text; name is for its faults.
func Parse(name string, text []byte) (*Fleet, error) {
	f, problems := Check(text)
	if len(problems) > 0 {
		return nil, refusal(name, problems)
	}
	return f, nil
}

// Check reads a fleet file's text, and says everything that is wrong with it. Where something is, there is no fleet.
func Check(text []byte) (*Fleet, []Problem) {
	d := read(text)
	if d.root == nil {
		return nil, inOrder(d.problems)
	}
	tree := d.tree(d.root, nil)
	if other := d.otherVersion(); other != nil {
		return nil, other
	}
	d.shape(tree)
	c := &checker{document: d, fleet: &Fleet{}, clusters: map[string]bool{}}
	// What does not fit its type is reported by the schema already; the rest is read all the same.
	var misfit *yaml.TypeError
	if err := d.root.Decode(c.fleet); err != nil && !errors.As(err, &misfit) && len(d.problems) == 0 {
		d.at(d.root, nil, "This cannot be read: %s", strings.TrimPrefix(err.Error(), "yaml: "))
	}
	c.check()
	if len(d.problems) > 0 {
		return nil, inOrder(d.problems)
	}
	return c.fleet, nil
}

// Problems is everything that is wrong with a text; never nil.
func Problems(text string) []Problem {
	_, problems := Check([]byte(text))
	return append([]Problem{}, problems...)
}

// otherVersion is the one thing to say of a file that says of itself that it is something else: the rest would be
// judged by rules that are not its own.
func (d *document) otherVersion() []Problem {
	for _, has := range [][2]string{{"apiVersion", "sluice.dev/v1"}, {"kind", "Fleet"}} {
		n := child(d.root, has[0])
		if n == nil || n.Value == has[1] {
			continue
		}
		d.problems = nil
		d.at(n, has[:1], "This is %s: %s. This version of Sluice reads apiVersion: sluice.dev/v1 and kind: Fleet", has[0], short(n.Value))
		return d.problems
	}
	return nil
}
