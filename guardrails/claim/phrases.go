package claim

import (
	_ "embed"
	"fmt"

	"github.com/goccy/go-yaml"

	"apricot.health/knowledge/lexicon"
	"apricot.health/knowledge/trie"
)

//go:embed phrases.yaml
var phrasesYAML []byte

// cue is a set of phrase categories; one phrase may stand in several.
type cue uint64

// The categories of phrases.yaml, in the order of cueNames.
const (
	cNegation cue = 1 << iota
	cPseudoNegation
	cQuestion
	cConditional
	cHedge
	cAssert
	cMinimise
	cReassurance
	cPseudoReassurance
	cEmergency
	cToday
	cRoutine
	cWait
	cNoCare
	cTake
	cStop
	cChange
	cContinue
	cAvoid
	cReported
	cAllergy
	cStatement
	cMedicineWord
	cLifestyleObject
	cLifestyle
	cOrderVerb
	cNormal
	cAbnormal
	cOtherPerson
	cInstruction
	cSelfHarm
	cSelfHarmHelp
	cHerb
	cFolkUnit
	cFamily
	cGuideline
	cClinician
	cRoute
	cFreq
	cPRN
	cIgnore
	cProbable
	cViolence
	cAbuse
	cRefuse
	cRefusal
	cImpersonation
	cGuarantee
	cBlame
	cPromotion
	cPassive
	cDirective
	cDeclined
	cOrdered
	cHandled
	cMayCause
)

// cueNames maps the keys of phrases.yaml; route.* and freq.* carry a value.
func cueNames() map[string]cue {
	return map[string]cue{
		"negation": cNegation, "pseudo_negation": cPseudoNegation, "question": cQuestion, "conditional": cConditional,
		"hedge": cHedge, "assert": cAssert, "minimise": cMinimise, "reassurance": cReassurance,
		"pseudo_reassurance": cPseudoReassurance, "emergency": cEmergency, "today": cToday, "routine": cRoutine,
		"wait": cWait, "no_care": cNoCare, "take": cTake, "stop": cStop, "change": cChange, "continue": cContinue,
		"avoid": cAvoid, "reported": cReported, "allergy": cAllergy, "statement_of_drug": cStatement,
		"medicine_word": cMedicineWord, "lifestyle_object": cLifestyleObject, "lifestyle": cLifestyle,
		"order_verb": cOrderVerb, "normal": cNormal, "abnormal": cAbnormal, "other_person": cOtherPerson,
		"instruction": cInstruction, "self_harm": cSelfHarm, "self_harm_help": cSelfHarmHelp, "herb": cHerb,
		"folk_unit": cFolkUnit, "family": cFamily, "guideline": cGuideline, "clinician": cClinician,
		"prn": cPRN, "ignore": cIgnore, "probable": cProbable,
		"violence": cViolence, "abuse": cAbuse, "refuse": cRefuse, "refusal": cRefusal,
		"impersonation": cImpersonation, "guarantee": cGuarantee, "blame": cBlame, "promotion": cPromotion,
		"passive": cPassive, "directive": cDirective,
		"declined": cDeclined, "ordered": cOrdered, "handled": cHandled, "may_cause": cMayCause,
		"route.oral": cRoute, "route.iv": cRoute, "route.im": cRoute, "route.sc": cRoute, "route.inhaled": cRoute,
		"route.topical": cRoute, "route.ophthalmic": cRoute, "route.otic": cRoute, "route.nasal": cRoute, "route.sublingual": cRoute, "route.rectal": cRoute, "route.intrathecal": cRoute, "route.intravitreal": cRoute, "route.vaginal": cRoute, "route.transdermal": cRoute,
		"freq.1": cFreq, "freq.2": cFreq, "freq.3": cFreq, "freq.4": cFreq, "freq.5": cFreq, "freq.6": cFreq, "freq.24": cFreq, "freq.0.5": cFreq, "freq.weekly": cFreq,
	}
}

// phrases finds the longest phrase at a place in a text.
type phrases struct {
	words *trie.Builder // until it is sealed
	trie  *trie.Trie
	of    []phrase // by the number of the word
}

// phrase is what one word or several mean.
type phrase struct {
	cues  cue
	route string
	freq  float64
}

func newPhrases(a *trie.Alphabet) *phrases { return &phrases{words: trie.NewBuilder(a)} }

// coded is a text with the code of each character, at the byte where it begins.
type coded struct {
	n     string
	codes []trie.Code
}

// loadPhrases reads phrases.yaml strictly: an unknown or missing list is an
// error, so that a typing slip cannot silence a cue.
func loadPhrases(a *trie.Alphabet, raw []byte) (*phrases, error) {
	var lists map[string][]string
	if err := yaml.Unmarshal(raw, &lists); err != nil {
		return nil, fmt.Errorf("claim: phrases: %w", err)
	}
	names := cueNames()
	t := newPhrases(a)
	for name, list := range lists {
		c, ok := names[name]
		if !ok {
			return nil, fmt.Errorf("claim: phrases: unknown list %q", name)
		}
		for _, p := range list {
			norm := lexicon.Fold(p)
			if norm == "" {
				return nil, fmt.Errorf("claim: phrases: empty phrase in %q", name)
			}
			t.add(norm, c, name)
		}
	}
	for name := range names {
		if len(lists[name]) == 0 {
			return nil, fmt.Errorf("claim: phrases: list %q is missing", name)
		}
	}
	t.seal()
	return t, nil
}

// seal makes the trie, after which nothing is added.
func (t *phrases) seal() { t.trie, t.words = t.words.Build(), nil }

// add puts a phrase in.
func (t *phrases) add(words string, c cue, list string) {
	at := t.words.Add(words)
	if int(at) == len(t.of) {
		t.of = append(t.of, phrase{})
	}
	p := &t.of[at]
	p.cues |= c
	switch {
	case c == cRoute:
		p.route = list[len("route."):]
	case c == cFreq:
		p.freq = freqOf(list)
	}
}

func freqOf(list string) float64 {
	switch list {
	case "freq.2":
		return 2
	case "freq.3":
		return 3
	case "freq.4":
		return 4
	case "freq.5":
		return 5
	case "freq.6":
		return 6
	case "freq.24":
		return 24
	case "freq.0.5":
		return 0.5
	case "freq.weekly":
		return 1.0 / 7
	default:
		return 1
	}
}

// longest gives the longest phrase that begins at i and respects word
// boundaries of Latin script, and where it ends; nil for none.
func (t *phrases) longest(s coded, i int) (end int, p *phrase) {
	end, at := longest(t.trie, s, i)
	if at < 0 {
		return end, nil
	}
	return end, &t.of[at]
}

// longest gives the number of the longest word that begins at i and respects
// word boundaries of Latin script, and where it ends; trie.None for none.
func longest(t *trie.Trie, s coded, i int) (end int, word int32) {
	end, word = i, trie.None
	if s.within(i) {
		return end, word
	}
	at := trie.Root
	for j := i; j < len(s.n); {
		if at = t.Next(at, s.codes[j]); at == trie.Root {
			break
		}
		j += trie.Width(s.n[j])
		if w := t.Word(at); w >= 0 && !s.within(j) {
			end, word = j, w
		}
	}
	return end, word
}

// every calls found for each word that begins at i, the short ones first.
func every(t *trie.Trie, s coded, i int, found func(end int, word int32)) {
	if s.within(i) {
		return
	}
	at := trie.Root
	for j := i; j < len(s.n); {
		if at = t.Next(at, s.codes[j]); at == trie.Root {
			return
		}
		j += trie.Width(s.n[j])
		if w := t.Word(at); w >= 0 && !s.within(j) {
			found(j, w)
		}
	}
}

// within is true for a place within a word of Latin script, where none begins or ends.
func (s coded) within(i int) bool {
	return i > 0 && i < len(s.n) && isWord(s.n[i]) && isWord(s.n[i-1])
}

func isWord(b byte) bool { return ofWords[b] }

// ofWords are the letters and figures of Latin script.
var ofWords = func() (table [256]bool) { //nolint:gochecknoglobals // read only
	for b := range table {
		table[b] = b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z' || b >= '0' && b <= '9' || b == '_'
	}
	return table
}()
