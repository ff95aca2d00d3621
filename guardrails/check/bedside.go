package check

import (
	"slices"
	"strings"

	"apricot.health/guardrails/claim"
	"apricot.health/knowledge/chart"
	"apricot.health/knowledge/graph"
	"apricot.health/knowledge/pattern"
)

// bedside tells slips of orders that are seen where they are carried out: blood of
// another group, the other eye, a patch for one who has never had an opioid, drops that
// deafen behind a torn eardrum, a spinal needle too soon behind heparin.
func (b *bench) bedside() []Finding {
	if b.Audience != "order" {
		return nil
	}
	n := b.flatText()
	return slices.Concat(b.otherBlood(n), b.otherEye(), b.naivePatch(n), b.wrongPatch(n), b.deafening(n), b.neuraxial(n))
}

//nolint:gochecknoglobals // compiled once, read only
var (
	// aboRE is a blood group, bloodRE a product of blood of one group: 输B型红细胞,
	// red cells, group A.
	aboRE   = pattern.MustCompile(`(?:\b(?:blood )?(?:group|type) ?:? ?|血型 ?[:：为是]? ?)(ab|[abo])\b|(ab|[abo])型|\b(ab|[abo]) ?(?:rh|pos|neg|\+|-ve)|\b(ab|[abo]) ?型?,? ?rh`)
	bloodRE = pattern.MustCompile(`红细胞|悬红|血浆|血小板|冷沉淀|全血|输血|\bred (?:blood )?cells?\b|\bprbcs?\b|\brbcs?\b|\bffp\b|\bplasma\b|\bplatelets?\b|\bcryo\w*|\btransfus\w+|\bwhole blood\b`)
	cellsRE = pattern.MustCompile(`红细胞|悬红|全血|\bred (?:blood )?cells?\b|\bprbcs?\b|\brbcs?\b|\bwhole blood\b`)
)

// otherBlood tells a product of blood whose group the chart's group does not take: cells
// of a group that has what the patient lacks; plasma is taken the other way round, and
// platelets and cryoprecipitate of any group (BSH 2017, ABO of components).
func (b *bench) otherBlood(n string) []Finding {
	if !bloodRE.MatchString(n) {
		return nil
	}
	own := ""
	for _, c := range b.Chart.Conditions {
		if g := groupIn(b.words(c)); g != "" && active(c) {
			if own != "" && own != g {
				return nil // which of them, nobody can tell
			}
			own = g
		}
	}
	if own == "" {
		return nil
	}
	for _, clause := range joined(cutAt(careBreak, n)) {
		g := groupIn(clause)
		cells, plasma := cellsRE.MatchString(clause), holdsAny(clause, "血浆", "ffp", "plasma")
		if g == "" || cells && takesCells(own, g) || plasma && !cells && takesCells(g, own) || !cells && !plasma || undoesRE.MatchString(clause) {
			continue
		}
		f := b.find("wrong_patient", claim.Claim{Text: g}, "chart.conditions")
		f.Message = graph.Label{ZH: "血型与病历不符：病历为" + strings.ToUpper(own) + "型，医嘱为" + strings.ToUpper(g) + "型", EN: "The blood group is not the patient's: " + strings.ToUpper(own) + " in the record, " + strings.ToUpper(g) + " in the order"}
		return []Finding{f}
	}
	return nil
}

// joined are clauses, each of blood without a group with the one behind it that names a
// group and no blood: "2 units red cells, group A".
func joined(clauses []string) []string {
	for i := 0; i+1 < len(clauses); i++ {
		if bloodRE.MatchString(clauses[i]) && groupIn(clauses[i]) == "" && groupIn(clauses[i+1]) != "" && !bloodRE.MatchString(clauses[i+1]) {
			clauses[i+1] = clauses[i] + ", " + clauses[i+1]
		}
	}
	return clauses
}

// groupIn is the blood group that words name, "" for none.
func groupIn(n string) string {
	for _, m := range aboRE.FindAllStringSubmatch(n, -1) {
		for _, g := range m[1:] {
			if g != "" {
				return g
			}
		}
	}
	return ""
}

// takesCells is true where somebody of a group takes red cells of another.
func takesCells(own, given string) bool {
	return given == "o" || own == given || own == "ab"
}

//nolint:gochecknoglobals // compiled once, read only
var (
	eyeSideRE   = pattern.MustCompile(`左眼|右眼|\b(?:left|right) eye\b|\bo[ds]\b`)
	eyeDropRE   = pattern.MustCompile(`滴眼|散瞳|眼膏|眼用凝胶|\beye ?drops?\b|\bdrops? o[ds]\b|\bointment o[ds]\b|托吡卡胺|去氧肾上腺素|环喷托酯|阿托品眼|tropicamide|phenylephrine|cyclopentolate|超声乳化|白内障|玻璃体|人工晶|phaco\w*|vitrectomy|intravitreal`)
	mydriaticRE = pattern.MustCompile(`散瞳|托吡卡胺|环喷托酯|tropicamide|cyclopentolate|phenylephrine|超声乳化|人工晶|phaco\w*|vitrectomy|intravitreal|玻璃体`)
	eyeWordsRE  = pattern.MustCompile(`眼|白内障|青光眼|视网膜|玻璃体|角膜|\beyes?\b|cataract|glaucoma|retina\w*|cornea\w*|macula\w*|\bo[ds]\b`)
)

// otherEye tells an operation or widening drops for the eye that the chart has nothing
// of, or any drops for it where the order has none for the chart's eye.
func (b *bench) otherEye() []Finding {
	own := ""
	for _, c := range b.Chart.Conditions {
		w := b.words(c)
		if !active(c) || !eyeWordsRE.MatchString(w) {
			continue
		}
		for _, side := range eyesIn(w, true) {
			if own != "" && own != side {
				return nil
			}
			own = side
		}
		if holdsAny(w, "双眼", "both eyes", "bilateral", "双侧") {
			return nil
		}
	}
	if own == "" || slices.ContainsFunc(b.Chart.Medications, func(m chart.Coded) bool { return active(m) && eyeSideRE.MatchString(b.words(m)) }) {
		return nil
	}
	here, there, opens := false, "", false
	for i := range b.Reading.Sentences {
		for _, clause := range cutAt(careBreak, b.flat(i)) {
			for _, side := range eyesIn(clause, eyeDropRE.MatchString(b.flat(i))) {
				switch {
				case side == own:
					here = true
				case eyeDropRE.MatchString(clause):
					there, opens = clause, opens || mydriaticRE.MatchString(clause)
				}
			}
		}
	}
	if there == "" || here && !opens {
		return nil
	}
	f := b.find("wrong_patient", claim.Claim{Text: there}, "chart.conditions")
	f.Message = graph.Label{ZH: "眼别与病历不一致：" + there, EN: "The eye is not that of the record: " + there}
	return []Finding{f}
}

// eyesIn are the sides of eyes that words name; OD and OS are eyes only beside drops,
// and once daily elsewhere.
func eyesIn(n string, drops bool) (out []string) {
	for _, m := range eyeSideRE.FindAllString(n, -1) {
		switch {
		case m == "左眼" || m == "left eye" || m == "os" && drops:
			out = append(out, "left")
		case m == "右眼" || m == "right eye" || m == "od" && drops && odEyeRE.MatchString(n):
			out = append(out, "right")
		}
	}
	return out
}

// odEyeRE is OD beside another frequency, or right behind a drop.
//
//nolint:gochecknoglobals // compiled once, read only
var odEyeRE = pattern.MustCompile(`\bod\b[^,;。；]{0,30}(?:\bq\d|\bq(?:id|ds|d|n)\b|\bb(?:id|d)\b|\bt(?:id|ds)\b|times|daily|every|hourly|min|x ?\d|×)|\bdrops? od\b`)
