package resemblance

import (
	"bufio"
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"apricot.health/knowledge/graph"
)

// Saying is a reviewed sentence with what it means.
type Saying struct {
	// Means are flag.*, comp.*, cond.* and find.* ids.
	Means []string
	// Harmless says that no danger is in it, though it may look like one. A saying
	// that is neither harmless nor has a flag says nothing about danger.
	Harmless bool
	// Elsewhere says that it is about nobody's health, and Unwell that somebody is
	// ill and no more.
	Elsewhere, Unwell bool
	// Soon says of a story how soon its teller must be seen: now, today, days or
	// self (advice, with when to come). Of other sayings nobody said so.
	Soon string
	Lang string // zh or en
	Says string
	// From is the file it stands in; sayings of the graph have none.
	From string
}

// has reports that the saying means one of the ids that begin with prefix.
func (s Saying) has(prefix string) bool {
	return slices.ContainsFunc(s.Means, func(id string) bool { return strings.HasPrefix(id, prefix) })
}

const (
	header    = "means\tlang\tsays"
	maxSaying = 400 // bytes
	harmless  = "-"
	elsewhere = "none"
	unwell    = "ill"

	storyHeader = "level\tlang\tage\tsex\tsays"
	soonest     = "now"
	oldest      = 120 // years
	maxStory    = 600 // bytes
)

// ReadBank reads every *.tsv file of a folder: a header, then one saying a line.
// Files whose names begin with urg- hold stories by how soon they must be seen.
// The sayings come in an order that does not depend on files or lines. A line
// that cannot be read is an error that names its file and line.
func ReadBank(fsys fs.FS, dir string) ([]Saying, error) {
	names, err := fs.Glob(fsys, path.Join(dir, "*.tsv"))
	if err != nil {
		return nil, fmt.Errorf("resemblance: %w", err)
	}
	var out []Saying
	for _, name := range names {
		head, read := header, readSaying
		if strings.HasPrefix(path.Base(name), "urg-") {
			head, read = storyHeader, readStory
		}
		err := EachLine(fsys, name, head, func(file, line string) error {
			s, err := read(line)
			s.From = file
			out = append(out, s)
			return err
		})
		if err != nil {
			return nil, err
		}
	}
	return ordered(out), nil
}

// readStory reads a line of urg-*.tsv. Age and sex are for the reviewer: words
// are read without them.
func readStory(line string) (Saying, error) {
	cols := strings.Split(line, "\t")
	if len(cols) != 5 {
		return Saying{}, fmt.Errorf("%d columns instead of 5", len(cols))
	}
	_, lang, says, err := Row(strings.Join([]string{"", cols[1], cols[4]}, "\t"), maxStory)
	if err != nil {
		return Saying{}, err
	}
	if !slices.Contains([]string{soonest, "today", "days", "self"}, cols[0]) {
		return Saying{}, fmt.Errorf("level %q is not now, today, days or self", cols[0])
	}
	if years, err := strconv.Atoi(cols[2]); err != nil || years < 0 || years > oldest {
		return Saying{}, fmt.Errorf("age %q is not 0 to %d years", cols[2], oldest)
	}
	if cols[3] != "female" && cols[3] != "male" {
		return Saying{}, fmt.Errorf("sex %q is not female or male", cols[3])
	}
	return Saying{Lang: lang, Says: says, Soon: cols[0]}, nil
}

// check is an error that names the first sayings whose ids the graph does not have.
func check(g *graph.Graph, bank []Saying) error {
	var errs []error
	for _, s := range bank {
		for _, id := range s.Means {
			if !known(g, id) {
				errs = append(errs, fmt.Errorf("resemblance: %s: %q means %s, which is not known", s.From, s.Says, id))
			}
		}
	}
	return errors.Join(errs[:min(len(errs), 20)]...)
}

func known(g *graph.Graph, id string) bool {
	switch kind, _, _ := strings.Cut(id, "."); kind {
	case "flag":
		_, ok := g.RedFlag(id)
		return ok
	case "comp":
		_, ok := g.Complaint(id)
		return ok
	case "cond":
		_, ok := g.Condition(id)
		return ok
	default:
		_, ok := g.Finding(id)
		return ok
	}
}

// EachLine gives every line of the files that fit a pattern, without the header
// that each begins with and without empty lines, with the last part of the
// file's name. An error names file and line.
func EachLine(fsys fs.FS, pattern, header string, read func(file, line string) error) error {
	names, err := fs.Glob(fsys, pattern)
	if err != nil {
		return fmt.Errorf("resemblance: %w", err)
	}
	for _, name := range names {
		raw, err := fs.ReadFile(fsys, name)
		if err != nil {
			return fmt.Errorf("resemblance: %w", err)
		}
		lines := bufio.NewScanner(bytes.NewReader(raw))
		for n := 1; lines.Scan(); n++ {
			line := strings.TrimRight(lines.Text(), "\r")
			switch {
			case n == 1 && strings.TrimPrefix(line, "\ufeff") != header:
				return fmt.Errorf("resemblance: %s:1: the header is not %s", name, strings.ReplaceAll(header, "\t", ", "))
			case n == 1 || strings.TrimSpace(line) == "":
				continue
			}
			if err := read(path.Base(name), line); err != nil {
				return fmt.Errorf("resemblance: %s:%d: %w", name, n, err)
			}
		}
		if err := lines.Err(); err != nil {
			return fmt.Errorf("resemblance: %s: %w", name, err)
		}
	}
	return nil
}

// Row takes a line of a bank apart: what it stands for, its language and its
// words, of 1 to most bytes.
func Row(line string, most int) (labels []string, lang, says string, err error) {
	cols := strings.Split(line, "\t")
	if len(cols) != 3 {
		return nil, "", "", fmt.Errorf("%d columns instead of 3", len(cols))
	}
	labels, lang, says = strings.Fields(cols[0]), cols[1], strings.TrimSpace(cols[2])
	switch {
	case lang != "zh" && lang != "en":
		return nil, "", "", fmt.Errorf("lang %q is not zh or en", lang)
	case says == "" || len(says) > most || !utf8.ValidString(says):
		return nil, "", "", fmt.Errorf("a saying has 1 to %d bytes of UTF-8", most)
	}
	return labels, lang, says, nil
}

func readSaying(line string) (Saying, error) {
	ids, lang, says, err := Row(line, maxSaying)
	if err != nil {
		return Saying{}, err
	}
	s := Saying{Lang: lang, Says: says}
	if len(ids) == 1 && (ids[0] == elsewhere || ids[0] == unwell) {
		s.Elsewhere, s.Unwell = ids[0] == elsewhere, ids[0] == unwell
		return s, nil
	}
	if len(ids) == 0 {
		return Saying{}, fmt.Errorf("nothing stands under means; %q is for what is harmless, %q for what is no illness", harmless, elsewhere)
	}
	for _, id := range ids {
		switch kind, _, _ := strings.Cut(id, "."); {
		case id == harmless:
			s.Harmless = true
		case kind == "flag" || kind == "comp" || kind == "find" || kind == "cond":
			s.Means = append(s.Means, id)
		default:
			return Saying{}, fmt.Errorf("%q is not a flag, comp, find or cond id", id)
		}
	}
	if s.Harmless && s.has("flag.") {
		return Saying{}, fmt.Errorf("%q stands beside a flag", harmless)
	}
	slices.Sort(s.Means)
	s.Means = slices.Compact(s.Means)
	return s, nil
}

// ordered sorts sayings by what they say, and puts together what the same
// words are said to mean in two places.
func ordered(in []Saying) []Saying {
	slices.SortFunc(in, func(a, b Saying) int {
		return cmp.Or(strings.Compare(a.Says, b.Says), strings.Compare(a.Lang, b.Lang),
			strings.Compare(a.From, b.From), slices.Compare(a.Means, b.Means))
	})
	var out []Saying
	for _, s := range in {
		k := len(out) - 1
		if k < 0 || out[k].Says != s.Says || out[k].Lang != s.Lang {
			out = append(out, s)
			continue
		}
		out[k].Means = append(slices.Clone(out[k].Means), s.Means...)
		slices.Sort(out[k].Means)
		out[k].Means = slices.Compact(out[k].Means)
		out[k].Harmless = out[k].Harmless && s.Harmless
		out[k].Elsewhere = out[k].Elsewhere && s.Elsewhere
		out[k].Unwell = out[k].Unwell || s.Unwell
		out[k].Soon = cmp.Or(out[k].Soon, s.Soon)
	}
	return out
}
