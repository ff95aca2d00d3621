package claim

import (
	_ "embed"
	"fmt"
	"sort"

	"github.com/goccy/go-yaml"

	"apricot.health/knowledge/lexicon"
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
		"route.topical": cRoute, "route.ophthalmic": cRoute, "route.otic": cRoute, "route.nasal": cRoute, "route.sublingual": cRoute, "route.rectal": cRoute, "route.intrathecal": cRoute, "route.vaginal": cRoute, "route.transdermal": cRoute,
		"freq.1": cFreq, "freq.2": cFreq, "freq.3": cFreq, "freq.4": cFreq, "freq.24": cFreq, "freq.0.5": cFreq, "freq.weekly": cFreq,
	}
}

// phraseTrie finds the longest phrase at a place in a text.
type phraseTrie struct {
	nodes []trieNode
	// root is the first step, which most places of a text do not get past.
	root [256]int32
}

type trieNode struct {
	next  []trieEdge
	cues  cue
	route string
	freq  float64
}

type trieEdge struct {
	b  byte
	to int32
}

// loadPhrases reads phrases.yaml strictly: an unknown or missing list is an
// error, so that a typing slip cannot silence a cue.
func loadPhrases(raw []byte) (*phraseTrie, error) {
	var lists map[string][]string
	if err := yaml.Unmarshal(raw, &lists); err != nil {
		return nil, fmt.Errorf("claim: phrases: %w", err)
	}
	names := cueNames()
	t := &phraseTrie{nodes: make([]trieNode, 1)}
	for name, list := range lists {
		c, ok := names[name]
		if !ok {
			return nil, fmt.Errorf("claim: phrases: unknown list %q", name)
		}
		for _, p := range list {
			norm, _ := lexicon.Normalise(p)
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

// seal orders the edges, which step searches by halves. A trie is read only
// after it.
func (t *phraseTrie) seal() {
	for i := range t.nodes {
		e := t.nodes[i].next
		sort.Slice(e, func(a, b int) bool { return e[a].b < e[b].b })
	}
	for b := range t.root {
		t.root[b] = -1
	}
	for _, e := range t.nodes[0].next {
		t.root[e.b] = e.to
	}
}

// add puts a phrase in and gives its node.
func (t *phraseTrie) add(phrase string, c cue, list string) int32 {
	at := int32(0)
	for i := range len(phrase) {
		to := int32(-1)
		for _, e := range t.nodes[at].next {
			if e.b == phrase[i] {
				to = e.to
			}
		}
		if to < 0 {
			t.nodes = append(t.nodes, trieNode{})
			to = int32(len(t.nodes) - 1) //nolint:gosec // the phrase file is small
			t.nodes[at].next = append(t.nodes[at].next, trieEdge{phrase[i], to})
		}
		at = to
	}
	n := &t.nodes[at]
	n.cues |= c
	switch {
	case c == cRoute:
		n.route = list[len("route."):]
	case c == cFreq:
		n.freq = freqOf(list)
	}
	return at
}

func freqOf(list string) float64 {
	switch list {
	case "freq.2":
		return 2
	case "freq.3":
		return 3
	case "freq.4":
		return 4
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
// boundaries of Latin script, as its end and node; end is -1 for none.
func (t *phraseTrie) longest(s string, i int) (end int, n *trieNode) {
	end, at := t.at(s, i)
	if end < 0 {
		return end, nil
	}
	return end, &t.nodes[at]
}

// at is longest with the number of the node.
func (t *phraseTrie) at(s string, i int) (end int, node int32) {
	end = -1
	if i > 0 && isWord(s[i]) && isWord(s[i-1]) {
		return end, 0
	}
	at := t.root[s[i]]
	for j := i; at >= 0; {
		if t.nodes[at].cues != 0 && !(j+1 < len(s) && isWord(s[j]) && isWord(s[j+1])) {
			end, node = j+1, at
		}
		if j++; j >= len(s) {
			break
		}
		at = t.step(at, s[j])
	}
	return end, node
}

// every calls found for each phrase that begins at i, the short ones first.
func (t *phraseTrie) every(s string, i int, found func(end int, node int32)) {
	if i > 0 && isWord(s[i]) && isWord(s[i-1]) {
		return
	}
	at := t.root[s[i]]
	for j := i; at >= 0; {
		if t.nodes[at].cues != 0 && !(j+1 < len(s) && isWord(s[j]) && isWord(s[j+1])) {
			found(j+1, at)
		}
		if j++; j >= len(s) {
			return
		}
		at = t.step(at, s[j])
	}
}

func (t *phraseTrie) step(at int32, b byte) int32 {
	next := t.nodes[at].next
	if len(next) < 8 {
		for _, e := range next {
			if e.b == b {
				return e.to
			}
		}
		return -1
	}
	lo, hi := 0, len(next)
	for lo < hi {
		mid := (lo + hi) / 2
		if next[mid].b < b {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	if lo < len(next) && next[lo].b == b {
		return next[lo].to
	}
	return -1
}

func isWord(b byte) bool {
	return b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z' || b >= '0' && b <= '9' || b == '_'
}
