package stance

import (
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"apricot.health/guardrails/claim"
	"apricot.health/knowledge/resemblance"
)

// Stance is what a text does with a medicine that it names.
type Stance string

// The stances.
const (
	For     Stance = "for"     // the patient takes it, or may
	Against Stance = "against" // avoid, stop, hold, another in its place
	About   Stance = "about"   // spoken of, no more
)

// All lists every stance.
func All() []Stance { return []Stance{For, Against, About} }

// Saying is a reviewed sentence with its stance towards the medicine whose places
// in Says are given.
type Saying struct {
	Stance Stance
	Lang   string // zh or en
	Says   string // without brackets
	At     []claim.Span
	// Author is the file it stands in, and Written true where it was written to be
	// learnt from and is no sentence of a draft.
	Author  string
	Written bool
}

const (
	header    = "stance\tlang\tsays"
	maxSaying = 600 // bytes
)

// patterns are the files of a bank: sentences of drafts, and those written to be
// learnt from.
//
//nolint:gochecknoglobals // a literal list, read only
var patterns = []string{"/*.tsv", "/written/*.tsv"}

// ReadBank reads the *.tsv files of a folder and of its folder "written", in the
// order of their names and lines. A line that cannot be read, or that was there with
// another stance, is an error that names it.
func ReadBank(fsys fs.FS, dir string) ([]Saying, error) {
	var out []Saying
	said := map[string]Stance{}
	for i, pattern := range patterns {
		err := readFiles(fsys, dir+pattern, i > 0, said, &out)
		if err != nil {
			return nil, fmt.Errorf("stance: %w", err)
		}
	}
	return out, nil
}

func readFiles(fsys fs.FS, pattern string, written bool, said map[string]Stance, out *[]Saying) error {
	//nolint:wrapcheck // ReadBank says whose it is
	return resemblance.EachLine(fsys, pattern, header, func(file, line string) error {
		s, err := readSaying(line)
		if err != nil {
			return err
		}
		s.Author, s.Written = file, written
		key := fmt.Sprint(s.Says, s.At)
		if before, ok := said[key]; ok && before != s.Stance {
			return fmt.Errorf("%q is %s and %s", s.Says, before, s.Stance)
		} else if !ok {
			said[key] = s.Stance
			*out = append(*out, s)
		}
		return nil
	})
}

func readSaying(line string) (Saying, error) {
	labels, lang, says, err := resemblance.Row(line, maxSaying)
	if err != nil {
		return Saying{}, err //nolint:wrapcheck // ReadBank names the line
	}
	if len(labels) != 1 || !slices.Contains(All(), Stance(labels[0])) {
		return Saying{}, fmt.Errorf("the stance is %q and not one of %v", strings.Join(labels, " "), All())
	}
	s := Saying{Stance: Stance(labels[0]), Lang: lang}
	if s.Says, s.At, err = unbracketed(says); err != nil {
		return Saying{}, err
	}
	return s, nil
}

// unbracketed takes the brackets off and says what stood between them.
func unbracketed(says string) (string, []claim.Span, error) {
	var b strings.Builder
	var at []claim.Span
	for says != "" {
		open := strings.IndexByte(says, '[')
		if open < 0 {
			open = len(says)
		}
		before := says[:open]
		b.WriteString(before)
		if strings.Contains(before, "]") {
			return "", nil, errors.New("a bracket is closed that was not opened")
		}
		if says = says[open:]; says == "" {
			break
		}
		end := strings.IndexByte(says, ']')
		if end < 2 {
			return "", nil, errors.New("a bracket holds no name")
		}
		at = append(at, claim.Span{Start: b.Len(), End: b.Len() + end - 1})
		b.WriteString(says[1:end])
		says = says[end+1:]
	}
	if len(at) == 0 {
		return "", nil, errors.New("no medicine stands in brackets")
	}
	return b.String(), at, nil
}
