package check

import (
	"slices"

	"apricot.health/guardrails/claim"
	"apricot.health/knowledge/pattern"
)

// washouts are rules on medicines that may follow one another after a pause, with words
// for the pause that the labels ask for: 36 hours between an ACE inhibitor and sacubitril,
// whichever comes first (label of sacubitril/valsartan, contraindications).
//
//nolint:gochecknoglobals // compiled once, read only
var washouts = map[string]*pattern.Regexp{
	"rule.acei_arni": pattern.MustCompile(`(?:^|\D)(?:3[6-9]|[4-9]\d|[1-9]\d\d)[ -]?(?:h\b|hours?|hrs?|个?小时)|\b(?:thirty-six|forty-eight|seventy-two)[ -]hours?|三十六(?:个)?小时|四十八(?:个)?小时` +
		`|(?:^|[^\d.])(?:[2-9]|[1-9]\d+|[二两三四五六七八九十数])(?:天|日|周|个?月)|\b(?:two|three|four|five|six|seven|ten|several|some|[2-9]|[1-9]\d+) (?:days|weeks|months)|\b(?:a|one|last|1) (?:week|month)\b|一(?:周|个?月)|1(?:周|个月)|上(?:周|个?月)`),
}

// pausesRE leaves a pause without saying how long; shortlyRE says how long, or that there
// is none.
//
//nolint:gochecknoglobals // compiled once, read only
var (
	pausesRE = pattern.MustCompile(`洗脱|间隔|\bwash(?:ed)?[ -]?out|\bwait(?:s|ed|ing)?\b|\bgap\b|\binterval\b`)
	// notBeforeRE waits at least so long.
	notBeforeRE = pattern.MustCompile(`\b(?:not|no) (?:before|earlier|sooner|until|less|within|fewer)\b|未满|不(?:足|到)`)
	shortlyRE   = pattern.MustCompile(`\d ?(?:h\b|hours?|hrs?|个?小时)|即刻|立即|马上|当[天日晚]|今[天日晚]|同[日时]|次[日晨]|\b(?:at once|immediately|today|tonight|tomorrow|now|same day|next (?:day|morning))\b`)
)

// paused is true for words that leave the pause between two medicines that the label
// asks for.
func paused(rule, s string) bool {
	pause := washouts[rule]
	if pause == nil || noPauseRE.MatchString(notBeforeRE.ReplaceAllString(s, "")) {
		return false
	}
	return pause.MatchString(s) || pausesRE.MatchString(s) && !shortlyRE.MatchString(s)
}

// washedOut is true where a text for a doctor leaves the pause between two medicines that
// the label asks for.
func (b *bench) washedOut(rule string, c claim.Claim, u use) bool {
	if b.Audience != "doctor" || c.Sentence < 0 {
		return false
	}
	s := b.flat(c.Sentence-1) + " " + b.flat(c.Sentence) + " " + b.flat(c.Sentence+1)
	return (b.taken(u.concept) || b.taken(c.Concept) || ceasesRE.MatchString(s)) && paused(rule, s)
}

// rushed tells a medicine that is given though the text stops another only now, from
// which the label asks for a pause.
func (b *bench) rushed(c claim.Claim, told map[string]Finding) []Finding {
	var out []Finding
	for _, m := range b.Index.of[c.Concept] {
		r := b.Index.rules[m.rule]
		if washouts[r.ID] == nil || b.discussed(c) {
			continue
		}
		for _, x := range b.claims {
			other := m.inA && b.Index.member(r.B, x.Concept) || m.inB && b.Index.member(r.A, x.Concept)
			if x.Kind != claim.Drug || x.Act != claim.Stop || x.Polarity != claim.Affirmed || x.Experiencer != "patient" || !other {
				continue
			}
			first, last := min(x.Sentence, c.Sentence), max(x.Sentence, c.Sentence)
			var s string
			for i := first - 1; i <= last+1; i++ {
				s += " " + b.flat(i)
			}
			if _, known := told[x.Concept]; known || paused(r.ID, s) {
				continue
			}
			f := b.ruleFinding(r, c)
			f.Evidence = append(f.Evidence, "draft:"+x.ID, x.Concept)
			return append(out, f)
		}
	}
	return out
}

//nolint:gochecknoglobals // compiled once, read only
var noPauseRE = pattern.MustCompile(`\b(?:no|without|skip|not|needn't|unnecessary)\b[^.;]{0,24}(?:gap|pause|washout|wait|hours)|(?:无需|不必|不需|无须|不用|未)[^,，。;；]{0,10}(?:间隔|等|洗脱|停药|小时)`)

// namedWith is true where a text names a medicine in use beside a claim, or in the
// sentence next to it.
func (b *bench) namedWith(c claim.Claim, u use) bool {
	return slices.ContainsFunc(b.claims, func(x claim.Claim) bool {
		return x.Kind == claim.Drug && x.ID != c.ID && x.Sentence >= c.Sentence-1 && x.Sentence <= c.Sentence+1 && b.sameDrug(x.Concept, u.concept)
	})
}
