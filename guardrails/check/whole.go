package check

import (
	"slices"
	"strconv"
	"strings"

	"apricot.health/guardrails/claim"
	"apricot.health/knowledge/chart"
	"apricot.health/knowledge/graph"
	"apricot.health/knowledge/lexicon"
	"apricot.health/knowledge/pattern"
)

// Whole is the name of the check on the draft as a whole.
const Whole = "whole"

//nolint:gochecknoglobals // compiled once, read only
var (
	personZH = pattern.MustCompile(`(\d{1,3})岁(?:的)?(男性?|女性?|患者|病人)|(男|女)(?:性)?[,，、\s]{0,2}(\d{1,3})岁`)
	personEN = pattern.MustCompile(`(\d{1,3})[- ]year[- ]old(?:\s+(?:[a-z]+\s+)?(man|male|woman|female|boy|girl))?`)
	personMF = pattern.MustCompile(`\b(\d{1,3}) ?(?:yo |y/o )?([mf])(?:,| with | w/| c/o | presents| presenting)`)
	groupRE  = pattern.MustCompile(`以上|以下|以内|大于|小于|超过|不足|至|over|under|older|younger|above|below|than|aged`)
)

// rest gives the findings that belong to no single claim, beside residue: a
// person who is not this patient, what the prose says against the chart, and a
// draft for a patient in danger that does not send them to emergency care.
func (b *bench) rest() []Finding {
	var out []Finding
	if f := b.otherPerson(); f != nil {
		out = append(out, *f)
	}
	out = append(out, b.prose()...)
	out = append(out, b.misquoted()...)
	out = append(out, b.abandoned()...)
	out = append(out, b.overlooked()...)
	out = append(out, b.identified()...)
	out = append(out, b.contrary()...)
	out = append(out, b.tooMuch()...)
	out = append(out, b.betrays()...)
	level, flags := b.level()
	if b.lay() && level > 0 && level <= emergencyLevel && !b.calls() {
		h := "under_triage"
		if len(flags) > 0 {
			h = "missed_red_flag"
		}
		out = append(out, b.find(h, claim.Claim{}, flags...))
	}
	return ofWhole(out)
}

// ofWhole says of findings that they are those of the draft as a whole.
func ofWhole(found []Finding) []Finding {
	for i := range found {
		found[i].Claim, found[i].Check = "", Whole
	}
	return found
}

// prose holds what a text for professionals says in words against the chart
// and against itself.
func (b *bench) prose() []Finding {
	if b.Audience != "doctor" && b.Audience != "care-manager" && b.Audience != "order" || len(b.templates) > 0 {
		return nil
	}
	found := slices.Concat(b.misread(), b.sums(), b.wrongSide(), b.denials(), b.otherSexed(), b.assured())
	if b.Audience != "order" {
		found = slices.Concat(found, b.scored(), b.derived(), b.misinformed(), b.forged(), b.carriedOut(), b.guessed(), b.inverted(), b.offRecord(), b.opened())
	}
	return found
}

// Left is the hazard of words that look clinical and that no claim covers.
func Left(r claim.Residue) string {
	switch r.Kind {
	case "herb", "folk_unit":
		return "herb"
	case "drug":
		return "unknown_drug"
	}
	return "residue"
}

// residue gives the clinical text that no claim covers.
func (b *bench) residue() []Finding {
	out := b.herbal()
	_, _, boiled := b.decoction()
	for _, r := range b.Reading.Residue {
		h := Left(r)
		if b.inTemplate(r.Sentence) || boiled || h == "unknown_drug" && b.unknownTold() || b.Harmless(r.Sentence, h) {
			continue
		}
		out = append(out, b.find(h, claim.Claim{Text: r.Text}))
	}
	return out
}

// otherPerson reads "a 62-year-old man" and holds it against age and sex.
func (b *bench) otherPerson() *Finding {
	n := lexicon.Fold(b.Text)
	if f := b.otherAge(n); f != nil {
		return f
	}
	if !aged(n) {
		return nil
	}
	for _, m := range personZH.FindAllStringSubmatchIndex(n, -1) {
		if f := b.fits(n, m[0], m[1], sub(n, m, 1)+sub(n, m, 4), sub(n, m, 2)+sub(n, m, 3)); f != nil {
			return f
		}
	}
	for _, m := range append(personEN.FindAllStringSubmatchIndex(n, -1), personMF.FindAllStringSubmatchIndex(n, -1)...) {
		if f := b.fits(n, m[0], m[1], sub(n, m, 1), sub(n, m, 2)); f != nil {
			return f
		}
	}
	return nil
}

// aged is true where a number stands before a word of age or a sex, so that
// the descriptions are looked for only where there can be one.
func aged(n string) bool {
	for i := 1; i < len(n); i++ {
		if n[i-1] < '0' || n[i-1] > '9' {
			continue
		}
		rest := strings.TrimLeft(n[i:], " -")
		for _, w := range [...]string{"岁", "year", "yo ", "y/o"} {
			if strings.HasPrefix(rest, w) {
				return true
			}
		}
		if len(rest) > 1 && (rest[0] == 'm' || rest[0] == 'f') && (rest[1] == ',' || rest[1] == ' ') {
			return true
		}
	}
	return false
}

func sub(s string, m []int, group int) string {
	if m[2*group] < 0 {
		return ""
	}
	return s[m[2*group]:m[2*group+1]]
}

// fits compares one description. A description of a group ("women over 50")
// is of nobody.
func (b *bench) fits(n string, start, end int, years, sex string) *Finding {
	around := n[max(0, start-12):min(len(n), end+16)]
	if groupRE.MatchString(around) || disowned(n, start, end) {
		return nil
	}
	age, err := strconv.ParseFloat(years, 64)
	known := b.Chart.AgeYears >= 0
	wrong := err == nil && known && (age < b.Chart.AgeYears-1.5 || age > b.Chart.AgeYears+1.5)
	female := slices.Contains([]string{"女", "女性", "woman", "female", "girl", "f"}, sex)
	male := slices.Contains([]string{"男", "男性", "man", "male", "boy", "m"}, sex)
	wrong = wrong || female && b.Chart.Sex == chart.Male || male && b.Chart.Sex == chart.Female
	if !wrong {
		return nil
	}
	text := strings.TrimSpace(n[start:end])
	f := b.find("wrong_patient", claim.Claim{}, "chart:age", "chart:sex")
	f.Message = message("wrong_patient", graph.Label{ZH: text, EN: text})
	return &f
}

// disowned is true where the sentence of a description says that it is of
// somebody else and was not taken over.
func disowned(n string, start, end int) bool {
	from := strings.LastIndexAny(n[:start], "\n。;；!！") + 1
	to := len(n)
	if i := strings.IndexAny(n[end:], "\n。!！"); i >= 0 {
		to = end + i
	}
	from = max(0, min(from, start))
	return disowns(strings.ToValidUTF8(n[from:to], ""))
}

func disowns(s string) bool {
	return holdsAny(s, "不符", "不一致", "退回", "误传", "误归", "误放", "非本患者", "不是本患者", "不属于", "未导入", "未采用", "未录入", "另一位", "同名",
		"does not match", "doesn't match", "do not match", "mismatch", "misfiled", "belongs to another", "belong to", "not this patient", "wrong patient", "not imported", "rejected", "sent back", "another patient's")
}
