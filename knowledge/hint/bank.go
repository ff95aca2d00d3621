package hint

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"apricot.health/knowledge/graph"
	"apricot.health/knowledge/resemblance"
)

// Saying is a reviewed saying with the findings that it surely says are there.
type Saying struct {
	// Finds are find.* ids, and Not those of what it looks like and does not say.
	Finds, Not []string
	Lang       string // zh or en
	Says       string
	From       string // the file that it stands in
}

const (
	header     = "finds\tlang\tsays"
	maxSaying  = 300 // bytes
	findPrefix = "find."
)

// ReadBank reads the sayings of findings: every *.tsv file of a folder, a header,
// then one saying a line with the ids that it says, without their prefix, and
// behind a ! those that it only looks like. The order is that of the words. A line
// that cannot be read, an id that the graph does not have, and words that stand
// twice are errors that name file and line.
func ReadBank(g *graph.Graph, fsys fs.FS, dir string) ([]Saying, error) {
	var out []Saying
	seen := map[string]string{}
	err := resemblance.EachLine(fsys, path.Join(dir, "*.tsv"), header, func(file, line string) error {
		s, err := readSaying(g, line)
		if err != nil {
			return err
		}
		s.From = file
		if where, twice := seen[s.Lang+s.Says]; twice {
			return fmt.Errorf("%q stands already in %s", s.Says, where)
		}
		seen[s.Lang+s.Says] = file
		out = append(out, s)
		return nil
	})
	if err != nil {
		return nil, err
	}
	slices.SortFunc(out, func(a, b Saying) int {
		return cmp.Or(strings.Compare(a.Says, b.Says), strings.Compare(a.Lang, b.Lang))
	})
	return out, nil
}

func readSaying(g *graph.Graph, line string) (Saying, error) {
	ids, lang, says, err := resemblance.Row(line, maxSaying)
	if err != nil {
		return Saying{}, err
	}
	if len(ids) == 0 {
		return Saying{}, errors.New("nothing stands under finds")
	}
	s := Saying{Lang: lang, Says: says}
	for _, id := range ids {
		bare, not := strings.CutPrefix(id, "!")
		if f, ok := g.Finding(findPrefix + bare); !ok || f.Kind != "boolean" {
			return Saying{}, fmt.Errorf("%q is not a finding that is there or not", bare)
		}
		if slices.Contains(s.Finds, findPrefix+bare) || slices.Contains(s.Not, findPrefix+bare) {
			return Saying{}, fmt.Errorf("%q stands twice", bare)
		}
		if not {
			s.Not = append(s.Not, findPrefix+bare)
		} else {
			s.Finds = append(s.Finds, findPrefix+bare)
		}
	}
	slices.Sort(s.Finds)
	slices.Sort(s.Not)
	return s, nil
}
