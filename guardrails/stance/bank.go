package stance

import (
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"apricot.health/guardrails/claim"
	"apricot.health/knowledge/resemblance"
	"apricot.health/knowledge/resemblance/linear"
)

// Stance is what a text does with a medicine that it names, or says of a danger sign.
type Stance string

// The stances towards a medicine and towards a danger sign.
const (
	For     Stance = "for"     // the patient takes it, or may
	Against Stance = "against" // avoid, stop, hold, another in its place
	About   Stance = "about"   // spoken of, no more

	Present Stance = "present" // the patient has it now, and nobody has seen to it
	Handled Stance = "handled" // the text itself sends for help, or help is there
	Absent  Stance = "absent"  // denied, long over, of somebody else, in case it comes
)

// Bank is sentences that a reader learns from, all about one kind of thing.
type Bank struct {
	// name is that of the compiled file.
	name     string
	patterns []string
	// stances are those of its sentences; of the first the thing is really so.
	stances []Stance
	// named gives the words of a sentence and where the thing stands in them.
	named func(lang, says string) (string, []claim.Span, error)
	// wide is true where the sentences around the one of the thing count as well.
	wide bool
}

// The banks: of medicines, in sentences of drafts and in those written to be learnt
// from, and of danger signs, all written to be learnt from.
//
//nolint:gochecknoglobals // literal tables, read only
var (
	Medicines = Bank{name: "stance", patterns: []string{drafts, "/written/*.tsv"}, stances: []Stance{For, Against, About}, named: unbracketed}
	Signs     = Bank{name: "signs", patterns: []string{"/signs/*.tsv"}, stances: []Stance{Present, Handled, Absent}, named: filled, wide: true}
)

// drafts are the files whose sentences are those of drafts: all others were written
// to be learnt from.
const drafts = "/*.tsv"

// Saying is a reviewed sentence with its stance towards the thing whose places
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

// Read reads the *.tsv files of a bank in a folder, in the order of their names and
// lines. A line that cannot be read, or that was there with another stance, is an
// error that names it.
func (b Bank) Read(fsys fs.FS, dir string) ([]Saying, error) {
	var out []Saying
	said := map[string]Stance{}
	for _, pattern := range b.patterns {
		err := b.readFiles(fsys, dir, pattern, said, &out)
		if err != nil {
			return nil, fmt.Errorf("stance: %w", err)
		}
	}
	return out, nil
}

func (b Bank) readFiles(fsys fs.FS, dir, pattern string, said map[string]Stance, out *[]Saying) error {
	//nolint:wrapcheck // Read says whose it is
	return resemblance.EachLine(fsys, dir+pattern, header, func(file, line string) error {
		s, err := b.readSaying(line)
		if err != nil {
			return err
		}
		s.Author, s.Written = file, pattern != drafts
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

func (b Bank) readSaying(line string) (Saying, error) {
	labels, lang, says, err := resemblance.Row(line, maxSaying)
	if err != nil {
		return Saying{}, err //nolint:wrapcheck // Read names the line
	}
	if len(labels) != 1 || !slices.Contains(b.stances, Stance(labels[0])) {
		return Saying{}, fmt.Errorf("the stance is %q and not one of %v", strings.Join(labels, " "), b.stances)
	}
	s := Saying{Stance: Stance(labels[0]), Lang: lang}
	if s.Says, s.At, err = b.named(lang, says); err != nil {
		return Saying{}, err
	}
	return s, nil
}

// unbracketed takes the brackets off and says what stood between them.
func unbracketed(_, says string) (string, []claim.Span, error) {
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

// signPlace is where a danger sign stands in a sentence of the bank: whatever sign it is,
// the label holds.
const signPlace = "{sign}"

// signNames are what is put there.
//
//nolint:gochecknoglobals // a literal table, read only
var signNames = map[string][]string{
	"zh": {"胸痛", "黑便", "呼吸困难", "晕厥", "言语不清", "抽搐", "呕血", "自杀念头", "咯血", "剧烈头痛", "意识模糊", "口角歪斜", "高热", "心悸", "便血", "气促"},
	"en": {"chest pain", "black stools", "shortness of breath", "fainting", "slurred speech", "a seizure", "vomiting blood", "suicidal thoughts", "coughing up blood", "severe headache", "confusion", "facial droop", "a high fever", "palpitations", "rectal bleeding", "breathlessness"},
}

// filled puts a sign into its place: another one in another sentence, and always the
// same in the same.
func filled(lang, says string) (string, []claim.Span, error) {
	before, after, ok := strings.Cut(says, signPlace)
	if !ok || strings.Contains(after, signPlace) {
		return "", nil, errors.New(signPlace + " must stand once")
	}
	names := signNames[lang]
	name := names[int(linear.Hash(0, 0, says))%len(names)]
	return before + name + after, []claim.Span{{Start: len(before), End: len(before) + len(name)}}, nil
}
