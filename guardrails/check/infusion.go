package check

import (
	"slices"
	"strings"

	"apricot.health/guardrails/claim"
	"apricot.health/knowledge/lexicon"
	"apricot.health/knowledge/pattern"
)

//nolint:gochecknoglobals // compiled once, read only
var (
	// bagRE is what a bag or a syringe holds and in how much it is; strengthRE the
	// same by the millilitre.
	bagRE      = pattern.MustCompile(`(\d+(?:\.\d+)?) ?(units?|iu|u|micrograms?|mcg|ug|μg|µg|mg|g|mmol|微克|毫克|克|单位)\b?[^;。\n\d]{0,16}?(?:in|\+|加入|加至|加|溶于|稀释至|配成|配至|至|made up to|up to|to)[^;。\n\d]{0,30}?(?:\d+(?:\.\d+)? ?% ?[^;。\n\d]{0,24}?)?(\d+(?:\.\d+)?) ?(ml|l\b|毫升)`)
	strengthRE = pattern.MustCompile(`(\d+(?:\.\d+)?) ?(units?|iu|u|micrograms?|mcg|ug|μg|µg|mg|g|mmol|微克|毫克|单位)/(?:ml|毫升)`)
	pumpRE     = pattern.MustCompile(`(\d+(?:\.\d+)?)(?: ?[-–~] ?(\d+(?:\.\d+)?))? ?(?:ml|毫升)/(?:hr?|hour|小时)`)
	runsRE     = pattern.MustCompile(`(\d+(?:\.\d+)?)(?: ?[-–~] ?(\d+(?:\.\d+)?))? ?(milliunits?|mu|miu|units?|iu|u|nanograms?|ng|micrograms?|mcg|ug|μg|µg|mg|g|mmol|微克|毫克|克|单位)(/kg)?/(min|hr?|hour|分钟?|小时)`)
	// notRunRE stands before a rate that nothing runs at: a limit, a step, urine.
	notRunRE = pattern.MustCompile(`(?:[<>≤≥]|max(?:imum)?|up to|limit|below|above|under|over|urine(?: output)?|uop?|increase|decrease|step|until|最大|上限|不超过|最高|至多|尿量|引流量|低于|高于|小于|大于|每次(?:增|上调|加)|超滤|血流量|入量)[^\d,，;；。]{0,14}$`)
	pcaRE    = pattern.MustCompile(`\bpca\b|\bpcia\b|\bpcea\b|自控镇痛|自控静脉镇痛`)
	bolusRE  = pattern.MustCompile(`(?:bolus(?: dose)?|demand(?: dose)?|单次(?:量|剂量)?|追加(?:量)?|冲击量|按压)[ :：]{0,2}(\d+(?:\.\d+)?) ?(micrograms?|mcg|ug|μg|µg|mg|ml|毫升|微克|毫克)`)
	// antidoteRE are poisonings in which insulin runs ten times as fast.
	antidoteRE = pattern.MustCompile(`高胰岛素|overdose|poison|toxicity|中毒|过量|hyperinsulin`)
)

// running is how much of a medicine runs, in a unit for each minute or hour.
type running struct {
	low, high float64
	unit, per string
	kg        bool
	said      string
	at        int
}

// infused tells what runs faster than anybody lets it, and a pump that brings another
// dose than the text says it does.
func (b *bench) infused() []Finding {
	n := b.flatText()
	if !strings.Contains(n, "ml/") && !strings.Contains(n, "毫升/") && !runsRE.MatchString(n) && !pcaRE.MatchString(n) {
		return nil
	}
	var out []Finding
	for _, s := range b.stretches() {
		if f := b.wrongPump(s); f != nil {
			out = append(out, *f)
			continue
		}
		if f := b.tooFast(s); f != nil {
			out = append(out, *f)
		} else if f := b.tooMuchAtOnce(s, n); f != nil {
			out = append(out, *f)
		}
	}
	return out
}

// stretch is the text from one medicine to the next, in the form of lexicon.Fold.
type stretch struct{ concept, text string }

// stretches cuts the text at its medicines; what they are dissolved in is none.
func (b *bench) stretches() []stretch {
	var at []claim.Claim
	for _, c := range b.claims {
		if c.Kind != claim.Drug || c.Concept == "" || c.Sentence < 0 || b.negates(c) || b.Index.member(diluents, c.Concept) || len(at) > 0 && at[len(at)-1].Concept == c.Concept {
			continue
		}
		at = append(at, c)
	}
	slices.SortFunc(at, func(x, y claim.Claim) int { return x.Start - y.Start })
	out := make([]stretch, 0, len(at))
	for i, c := range at {
		end := len(b.Text)
		if i+1 < len(at) {
			end = at[i+1].Start
		}
		if c.Start < end {
			out = append(out, stretch{c.Concept, thousands.ReplaceAllString(lexicon.Fold(b.Text[c.Start:end]), "$1$2")})
		}
	}
	return out
}

//nolint:gochecknoglobals // a literal list, read only
var diluents = []string{"drug.sodium_chloride", "drug.glucose", "drug.ringer_lactate"}

// held is how much a millilitre of a bag holds, and how much the bag: of the last one
// before a place, or the first. Where the text says both and they differ, ok is false.
func (s stretch) held(at int) (perML, all float64, unit string, ok bool) {
	if m := lastBefore(bagRE, s.text, at); m != nil {
		ml := atof(m[3])
		if strings.HasPrefix(m[4], "l") {
			ml *= 1000
		}
		if ml > 0 {
			perML, all, unit = atof(m[1])/ml, atof(m[1]), unitOf(m[2])
		}
	}
	m := lastBefore(strengthRE, s.text, at)
	if m == nil {
		return perML, all, unit, perML > 0
	}
	said, in := atof(m[1]), unitOf(m[2])
	if perML > 0 {
		if made, same := convert(perML, unit, in); same && differ(made, made, said, said) {
			return 0, 0, "", false
		}
	}
	return said, all, in, said > 0
}

// lastBefore is the last match that begins before a place, or else the first.
func lastBefore(re *pattern.Regexp, text string, at int) []string {
	if m := re.FindAllStringSubmatch(text[:min(at, len(text))], -1); len(m) > 0 {
		return m[len(m)-1]
	}
	return re.FindStringSubmatch(text)
}

// unitOf is a unit in UCUM; a thousandth of an international unit is none, so that it is
// told by its number.
func unitOf(word string) string {
	switch word {
	case "µg":
		return "ug"
	case "mmol":
		return "mmol"
	case "ng", "nanogram", "nanograms":
		return "ng"
	}
	return ucum(word)
}

// runs are the rates of a stretch that a medicine is said to run at.
func (s stretch) runs() []running {
	var out []running
	for _, m := range runsRE.FindAllStringSubmatchIndex(s.text, -1) {
		if notRunRE.MatchString(s.text[max(0, m[0]-40):m[0]]) {
			continue
		}
		word := s.text[m[6]:m[7]]
		r := running{low: atof(s.text[m[2]:m[3]]), unit: unitOf(word), kg: m[8] >= 0, per: "h", said: s.text[m[0]:m[1]], at: m[0]}
		r.high = r.low
		if m[4] >= 0 {
			r.high = atof(s.text[m[4]:m[5]])
		}
		if strings.HasPrefix(word, "milliu") || word == "mu" || word == "miu" {
			r.low, r.high, r.unit = r.low/1000, r.high/1000, "[iU]"
		}
		if per := s.text[m[10]:m[11]]; strings.HasPrefix(per, "m") || strings.HasPrefix(per, "分") {
			r.per = "min"
		}
		out = append(out, r)
	}
	return out
}

// pumped is what the rate of a pump brings in an hour.
func (s stretch) pumped() (running, bool) {
	for _, m := range pumpRE.FindAllStringSubmatchIndex(s.text, -1) {
		if notRunRE.MatchString(s.text[max(0, m[0]-40):m[0]]) {
			continue
		}
		perML, _, unit, ok := s.held(m[0])
		if !ok {
			return running{}, false
		}
		r := running{low: perML * atof(s.text[m[2]:m[3]]), unit: unit, per: "h", said: s.text[m[0]:m[1]], at: m[0]}
		r.high = r.low
		if m[4] >= 0 {
			r.high = perML * atof(s.text[m[4]:m[5]])
		}
		return r, true
	}
	return running{}, false
}
