package reason

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"apricot.health/knowledge/chart"
	"apricot.health/knowledge/graph"
	"apricot.health/knowledge/hint"
	"apricot.health/knowledge/lexicon"
	"apricot.health/knowledge/logic"
	"apricot.health/knowledge/resemblance"
)

// Heard is what one utterance of a patient resembles.
type Heard struct {
	resemblance.Likeness
	// Aside is true where nothing in it is about anybody's health: no word that the
	// lexicon reads, and it looks like illness no more than talk of other things
	// does. What it resembles is then left out: it would be chance.
	Aside bool
	// Cries is true where it is nothing but a cry for help.
	Cries bool
	// Vague is true where somebody is unwell and nothing says in what way: what
	// such words resemble is chance, and is left out.
	Vague bool
	// Named is true where it names one complaint and says nothing else: it resembles
	// no condition.
	Named bool
	// Hints are findings that the words may say, whether or not anything is known of
	// them.
	Hints []hint.Hint
}

const (
	// oneSaying is how many characters hold no more than one thing that is told.
	oneSaying = 40
	// elsewhere is the share of sayings of no illness that must look at least as
	// much like illness for words to be taken as no illness either;
	// docs/resemblance.md has what other values would give.
	elsewhere = 0.15
	// surelyElsewhere is the share from which what words resemble is left out even
	// where the lexicon reads something in them: the rules alone decide.
	surelyElsewhere = 0.3
	// NoComplaint is why the engine abstains where nothing was told of health.
	NoComplaint = "no_complaint"
)

// Resembles gives what words resemble and hint at, for Case.
func (e *Engine) Resembles(text string) Heard {
	h := e.resembles(text)
	h.Hints = e.heardHints(h, text)
	if h.Aside {
		if h.Aside = len(h.Hints) == 0 || h.Hints[0].Score < surelyHinted; h.Aside {
			h.Hints = nil
		}
	}
	return h
}

func (e *Engine) resembles(text string) Heard {
	if criesForHelp(text) {
		return Heard{Cries: true}
	}
	if saysOnlyUnwell(text) {
		return Heard{Vague: true}
	}
	if e.reader == nil || text == "" {
		return Heard{}
	}
	h := e.unlikened(Heard{Likeness: e.reader.Read(text)}, text)
	if e.onlyOld(text) {
		if utf8.RuneCountInString(text) <= oneSaying {
			return Heard{Likeness: resemblance.Likeness{Elsewhere: h.Elsewhere, Size: h.Size}}
		}
		h.Acuity = resemblance.Acuity{}
	}
	idiom := e.lex.Idiomatic(text)
	if h.Elsewhere <= elsewhere && !idiom || e.dangerous(h.Likeness) {
		return h
	}
	read := e.OfHealth(text)
	if idiom && read && h.Elsewhere <= elsewhere {
		return h // it is said beside a complaint
	}
	if read && h.Elsewhere <= surelyElsewhere {
		return h
	}
	return Heard{Likeness: resemblance.Likeness{Elsewhere: h.Elsewhere, Size: h.Size}, Aside: !read}
}

// dangerous is true where words are so much like an emergency that they would be
// seen today for it: that is no talk of other things.
func (e *Engine) dangerous(l resemblance.Likeness) bool {
	return slices.ContainsFunc(l.Flags, func(h resemblance.Hit) bool {
		f := e.flag[h.ID]
		return f != nil && f.Level < today && suspectedLevel(f.Level, h) <= today
	})
}

// OfHealth is true where the lexicon reads anything of health in a text: a
// finding, there or not, a condition, a medicine, a measurement or a test.
func (e *Engine) OfHealth(text string) bool {
	return slices.ContainsFunc(e.lex.Extract(text, ""), func(m lexicon.Mention) bool {
		f, ok := e.g.Finding(m.Concept)
		return !ok || f.Class != "demographic" && f.ID != "find.duration_days"
	})
}

// aside is true where all that was said is no illness and nothing else is known
// of one: no complaint was chosen, no symptom, sign or vital sign is there.
func (e *Engine) aside(c Case, f logic.Facts, flags []FlagHit, told []graph.Complaint) bool {
	if len(c.Resembles) == 0 || len(flags) > 0 || len(told) > 0 || slices.ContainsFunc(c.Resembles, func(h Heard) bool { return !h.Aside }) {
		return false
	}
	return !slices.ContainsFunc(e.findings, func(x graph.Finding) bool {
		if x.Kind == "quantity" {
			_, known := f.Number(x.ID)
			return x.Class == "vital" && known
		}
		return observed(x) && f.Bool(x.ID) == chart.Yes
	})
}

// silent is the assessment of what is no illness: nobody is called, sent or told
// anything. The level is that of who can wait, for there is none of nobody.
func silent() Assessment {
	return Assessment{
		Urgency: Routine, Level: 4, UrgencyBy: []string{NoComplaint}, Abstained: true, Why: NoComplaint,
		Path: []Step{{Kind: "abstain", ID: NoComplaint, Label: nothingTold, Detail: whatFor}},
	}
}

//nolint:gochecknoglobals // constant texts
var (
	nothingTold = graph.Label{ZH: "没有听到身体不适，不作判断", EN: "Nothing was told of anybody's health: nothing is concluded"}
	whatFor     = graph.Label{ZH: "请说说哪里不舒服", EN: "Tell what is wrong, and when it began"}
)

// cries are the words that call for help, or for breath, and say nothing else.
//
//nolint:gochecknoglobals // a constant list
var cries = []string{
	"救命", "救命啊", "救我", "救救我", "快救我", "快救命", "来人", "来人啊", "快来人", "快来人啊", "急救", "叫急救", "快叫急救",
	"打120", "快打120", "叫120", "快叫120", "拨打120", "帮我打120", "帮我叫120", "请打120", "救护车", "叫救护车", "快叫救护车", "帮我叫救护车", "叫个救护车",
	"快叫医生", "快叫大夫", "快叫护士", "快叫人", "快找医生", "我不行了", "我快不行了", "快不行了", "他不行了", "她不行了", "他快不行了", "她快不行了", "我快死了", "我要死了",
	"喘不上来", "喘不上来了", "喘不上气", "喘不上气了", "喘不过气", "喘不过气了", "喘不过来气", "透不过气", "上不来气",
	"cant breathe", "i cant breathe", "cannot breathe", "i cannot breathe", "he cant breathe", "she cant breathe",
	"help", "help me", "help us", "please help", "please help me", "somebody help", "someone help", "sos", "emergency", "its an emergency", "this is an emergency",
	"im dying", "i am dying", "i think im dying", "hes dying", "he is dying", "shes dying", "she is dying", "get a doctor now", "get a nurse now",
	"call 120", "call 999", "call 911", "call 112", "dial 120", "dial 999", "dial 911", "dial 112", "please call 120",
	"ambulance", "call an ambulance", "call ambulance", "get an ambulance", "i need an ambulance", "need an ambulance", "send an ambulance", "please call an ambulance",
}

// longestCry bounds what is looked at, in bytes.
const longestCry = 80

// criesForHelp is true for a text that is a cry, whatever its marks and however
// often it is repeated.
func criesForHelp(text string) bool {
	if len(text) > longestCry {
		return false
	}
	folded := strings.NewReplacer("'", "", "’", "").Replace(lexicon.Fold(text))
	parts := strings.FieldsFunc(folded, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != ' ' })
	cry := false
	for _, p := range parts {
		if p = strings.Join(strings.Fields(p), " "); p == "" {
			continue
		}
		if cry = slices.Contains(cries, p) || repeats(p); !cry {
			return false
		}
	}
	return cry
}

// besides are words that may stand beside cries and add nothing to them.
var besides = []string{"now", "please", "quick", "quickly", "hurry", "at once", "oh god", "i need", "and", "快点", "快", "赶紧", "请", "了", "啊", "呀"} //nolint:gochecknoglobals // a constant list

// repeats is true for cries said in one breath, one again and again or several:
// 救命救命, help me now I can't breathe.
func repeats(p string) bool {
	cry := false
	for p != "" {
		rest, ok := leave(p, cries)
		cry = cry || ok
		if !ok {
			if rest, ok = leave(p, besides); !ok {
				return false
			}
		}
		p = rest
	}
	return cry
}

// leave takes the longest of words off the beginning of p; a Latin one ends where
// a word ends.
func leave(p string, words []string) (rest string, ok bool) {
	best := 0
	for _, w := range words {
		if len(w) > best && strings.HasPrefix(p, w) && (len(p) == len(w) || p[len(w)] == ' ' || w[len(w)-1] >= utf8.RuneSelf) {
			best = len(w)
		}
	}
	return strings.TrimLeft(p[best:], " "), best > 0
}
