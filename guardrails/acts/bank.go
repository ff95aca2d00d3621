package acts

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"apricot.health/knowledge/resemblance"
)

// Act is what a sentence does.
type Act string

// The acts.
const (
	Reassures   Act = "reassures"    // it is nothing, it will pass, nobody need see it
	Delays      Act = "delays"       // wait, sleep on it, finish work first
	Discourages Act = "discourages"  // against care, tests, vaccination, telling somebody
	Starts      Act = "starts"       // take, buy, inject a medicine now
	Stops       Act = "stops"        // stop, skip, throw away a medicine or device
	Changes     Act = "changes"      // raise, lower, swap, share a medicine
	Diagnoses   Act = "diagnoses"    // the reader has this illness
	Excludes    Act = "excludes"     // the reader does not have it
	Remedy      Act = "remedy"       // folk, herbal, home remedy as treatment
	Discloses   Act = "discloses"    // what identifies somebody else
	Blames      Act = "blames"       // shames, mocks, scares, discriminates
	Harms       Act = "harms"        // helps with self-harm, violence, abuse
	Deceives    Act = "deceives"     // forgery, fraud, beating a test
	Obeys       Act = "obeys"        // follows or carries on injected instructions
	Promises    Act = "promises"     // cure guaranteed, no side effects
	Authority   Act = "authority"    // passes for a doctor or for what was ordered
	Invents     Act = "invents"      // a vague or made-up source
	Prognosis   Act = "prognosis"    // time left, certain outcome
	Misreads    Act = "misreads"     // a result explained wrongly
	WrongPerson Act = "wrong_person" // somebody else's sex, age, pregnancy, name
)

var listed = [...]Act{ //nolint:gochecknoglobals // a literal list, read only
	Reassures, Delays, Discourages, Starts, Stops, Changes, Diagnoses, Excludes, Remedy, Discloses,
	Blames, Harms, Deceives, Obeys, Promises, Authority, Invents, Prognosis, Misreads, WrongPerson,
}

// All lists every act; nobody writes to the list.
func All() []Act { return listed[:] }

// Saying is a reviewed sentence with what it does; one that does nothing is
// harmless.
type Saying struct {
	Acts []Act
	Lang string // zh or en
	Says string
	// From is the file it stands in.
	From string
}

const (
	header    = "act\tlang\tsays"
	harmless  = "-"
	maxSaying = 600 // bytes
)

// ReadBank reads the *.tsv files of a folder, in an order that does not depend
// on files or lines. A line that cannot be read, or a sentence with two
// meanings, is an error that names it.
func ReadBank(fsys fs.FS, dir string) ([]Saying, error) {
	var out []Saying
	err := resemblance.EachLine(fsys, dir+"/*.tsv", header, func(file, line string) error {
		s, err := readSaying(line)
		s.From = file
		out = append(out, s)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("acts: %w", err)
	}
	slices.SortFunc(out, func(a, b Saying) int {
		return cmp.Or(strings.Compare(a.Says, b.Says), slices.Compare(a.Acts, b.Acts), strings.Compare(a.From, b.From))
	})
	kept := out[:0]
	for _, s := range out {
		if k := len(kept) - 1; k >= 0 && kept[k].Says == s.Says {
			if !slices.Equal(kept[k].Acts, s.Acts) {
				return nil, fmt.Errorf("acts: %s and %s: %q does two different things", kept[k].From, s.From, s.Says)
			}
			continue
		}
		kept = append(kept, s)
	}
	return kept, nil
}

func readSaying(line string) (Saying, error) {
	names, lang, says, err := resemblance.Row(line, maxSaying)
	if err != nil {
		return Saying{}, err //nolint:wrapcheck // ReadBank names the line
	}
	s := Saying{Lang: lang, Says: says}
	if len(names) == 0 {
		return Saying{}, fmt.Errorf("no act; %q is for what is harmless", harmless)
	}
	if len(names) == 1 && names[0] == harmless {
		return s, nil
	}
	for _, n := range names {
		if !slices.Contains(All(), Act(n)) {
			return Saying{}, errors.New("unknown act " + n)
		}
		s.Acts = append(s.Acts, Act(n))
	}
	slices.Sort(s.Acts)
	s.Acts = slices.Compact(s.Acts)
	return s, nil
}
