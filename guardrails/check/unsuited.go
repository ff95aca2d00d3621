package check

import (
	"slices"
	"strconv"

	"apricot.health/guardrails/claim"
	"apricot.health/knowledge/chart"
	"apricot.health/knowledge/graph"
	"apricot.health/knowledge/pattern"
)

//nolint:gochecknoglobals // compiled once, read only
var (
	fentanylPatchRE = pattern.MustCompile(`(?:fentanyl|芬太尼)(?:[^.;。；\n]|\.\d){0,30}(?:patch|贴|透皮|transdermal)|(?:patch|透皮贴剂?)(?:[^.;。；\n]|\.\d){0,8}(?:fentanyl|芬太尼)`)
	naiveRE         = pattern.MustCompile(`opioid[- ]na(?:i|ï)ve|na(?:i|ï)ve to opioids|no (?:previous|prior) opioids?|never (?:had|taken) (?:an )?opioids?|未用过阿片|未使用过?阿片|阿片(?:类药物)?未耐受|初次使用阿片|从未使用阿片|未服用过阿片`)
	// tolerantRE are words of one who is switched to a patch or keeps it.
	tolerantRE = pattern.MustCompile(`convert|switch|rotat|instead of|continu|unchanged|same (?:dose|patch)|equianalgesic|换算|转换|轮换|改为芬太尼|替换|原贴|继续|续用|更换时|续贴|耐受`)
)

// naivePatch tells a fentanyl patch for one who has never had an opioid, or whose chart
// and order have none: it is for people who are used to opioids (US FDA label, boxed
// warning and 2.1).
func (b *bench) naivePatch(n string) []Finding {
	if !fentanylPatchRE.MatchString(n) {
		return nil
	}
	naive := naiveRE.MatchString(n)
	for _, c := range b.Chart.Conditions {
		naive = naive || active(c) && naiveRE.MatchString(b.words(c))
	}
	if !naive {
		if !b.Chart.MedicationsKnown || tolerantRE.MatchString(n) || slices.ContainsFunc(b.Chart.Medications, func(m chart.Coded) bool {
			return m.Concept == "" || b.Index.member([]string{"class.opioid"}, m.Concept)
		}) || b.stopsOpioid() {
			return nil
		}
	}
	f := b.find("contraindication", claim.Claim{Concept: "drug.fentanyl"}, "drug.fentanyl")
	f.Message = graph.Label{ZH: "芬太尼透皮贴剂仅用于已耐受阿片类药物者（说明书黑框警告）", EN: "Fentanyl patches are only for people who are used to opioids (boxed warning of the label)"}
	return []Finding{f}
}

func (b *bench) stopsOpioid() bool {
	return slices.ContainsFunc(b.claims, func(c claim.Claim) bool {
		return c.Kind == claim.Drug && c.Concept != "drug.fentanyl" && (c.Act == claim.Stop || c.Act == claim.Reported) && b.Index.member([]string{"class.opioid"}, c.Concept)
	})
}

//nolint:gochecknoglobals // compiled once, read only
var (
	tornRE      = pattern.MustCompile(`鼓膜(?:已|有|中央性?|紧张部|松弛部|大)*穿孔|穿孔的鼓膜|perforat\w+ (?:tympanic membrane|ear ?drum|tm\b)|(?:tympanic membrane|ear ?drum|\btm) perforat\w+|\bgrommets?\b|ventilation tubes?|tympanostomy tubes?|鼓膜置管`)
	healedRE    = pattern.MustCompile(`愈合|已修补|修补术后|healed|repaired|closed`)
	deafensRE   = pattern.MustCompile(`(?:gentamicin|neomycin|framycetin|tobramycin|polymyxin|sofradex|otosporin|庆大霉素|新霉素|妥布霉素|多黏菌素|多粘菌素|酚甘油|氯霉素甘油|氯己定|chlorhexidine|phenol)(?:[^.;。；\n]|\.\d){0,40}(?:ear|aural|otic|滴耳|耳)|(?:滴耳|耳)(?:[^.;。；\n]|\.\d){0,12}(?:庆大霉素|新霉素|妥布霉素|多黏菌素|多粘菌素|酚甘油)`)
	syringingRE = pattern.MustCompile(`(?:syring\w+|irrigat\w+|flush\w*|wash\w*) (?:of |out )?(?:the |his |her )?(?:(?:left|right) )?ears?\b|\bear (?:syringing|irrigation)\b|(?:左耳|右耳|耳道|耳)(?:道)?(?:冲洗|灌洗)|冲洗(?:左|右)?耳`)
	avoidedRE   = pattern.MustCompile(`(?:\bno\b|\bnot\b|avoid|without|contraindicated|don't|never|不用|不得|禁|避免|勿|不宜|不可)(?:[^.;。；\n]|\.\d){0,24}$`)
)

// deafening tells drops that may deafen, or water, in an ear with a torn drum
// (label of gentamicin and of neomycin ear drops; AAO-HNS acute otitis externa 2014,
// statement 7: a preparation that is not ototoxic).
func (b *bench) deafening(n string) []Finding {
	torn := false
	for _, c := range b.Chart.Conditions {
		w := b.words(c)
		torn = torn || active(c) && tornRE.MatchString(w) && !healedRE.MatchString(w)
	}
	if !torn {
		return nil
	}
	for _, re := range [...]*pattern.Regexp{deafensRE, syringingRE} {
		m := re.FindStringIndex(n)
		if m == nil || avoidedRE.MatchString(n[max(0, m[0]-36):m[0]]) {
			continue
		}
		f := b.find("contraindication", claim.Claim{Text: n[m[0]:m[1]]}, "chart.conditions")
		f.Message = graph.Label{ZH: "鼓膜穿孔时禁用耳毒性滴耳剂，禁止冲洗：" + n[m[0]:m[1]], EN: "A torn eardrum: no drops that harm the inner ear and no syringing: " + n[m[0]:m[1]]}
		return []Finding{f}
	}
	return nil
}

// Hours between low molecular weight heparin and a needle into the spine (ASRA 2018,
// section 6; ESAIC/ESRA 2022): the lower dose, the higher dose.
const (
	lowHeparinHours  = 12
	highHeparinHours = 24
)

//nolint:gochecknoglobals // compiled once, read only
var spinalHeparinRE = pattern.MustCompile(`(?:enoxaparin|dalteparin|tinzaparin|nadroparin|lmwh|low[- ]molecular[- ]weight heparin|依诺肝素|达肝素|那屈肝素|低分子肝素)[^。；;\n]{0,90}?(\d+(?:\.\d+)?) ?(?:h|hrs?|hours?|小时) ?(?:before|prior to|pre|后即?行?|前)?[^。；;\n]{0,12}(?:spinal|epidural|neuraxial|lumbar puncture|腰麻|椎管内|硬膜外|腰穿|脊麻)`)

// neuraxial tells low molecular weight heparin too soon before a needle into the spine.
// By the hour it is told only where both doses are too soon, or the dose is the higher.
func (b *bench) neuraxial(n string) []Finding {
	for _, m := range spinalHeparinRE.FindAllStringSubmatch(n, -1) {
		hours, err := strconv.ParseFloat(m[1], 64)
		if err != nil || hours >= highHeparinHours || hours >= lowHeparinHours && !treatmentRE.MatchString(m[0]) || !holdsAny(m[0], "before", "prior", "pre", "前") {
			continue
		}
		f := b.find("contraindication", claim.Claim{Concept: "class.lmwh"}, "class.lmwh")
		f.Message = graph.Label{ZH: "低分子肝素距椎管内穿刺过近：预防量至少12小时，治疗量至少24小时", EN: "Low molecular weight heparin too close to a spinal needle: at least 12 h behind a preventive dose, 24 h behind a treatment dose"}
		return []Finding{f}
	}
	return nil
}

//nolint:gochecknoglobals // compiled once, read only
var treatmentRE = pattern.MustCompile(`1 ?mg/kg|1\.5 ?mg/kg|treatment|therapeutic|every 12|q12h|\bb(?:i)?d\b|治疗量`)

// strongestPatch is the strongest fentanyl patch that is made, in micrograms an hour, and
// soonestPatch how soon one may be changed, in hours (US FDA label, 2.3 and 3).
const (
	strongestPatch = 100
	soonestPatch   = 48
)

//nolint:gochecknoglobals // compiled once, read only
var (
	patchRateRE = pattern.MustCompile(`(\d+(?:\.\d+)?) ?(?:mcg|micrograms?|ug|μg|µg|微克)/(?:h|hr|hour|小时)`)
	patchTurnRE = pattern.MustCompile(`(?:chang\w+|replac\w+|appl\w+|更换|换贴|贴敷|换)[^.;。；\d]{0,12}?(?:every |q|每)? ?(\d{1,3}) ?(?:h|hrs?|hours?|小时)|(?:every |q|每)(\d{1,3}) ?(?:h|hrs?|hours?|小时)(?:更?换)`)
)

// wrongPatch tells a first fentanyl patch that is stronger than any made, and one that is
// changed too soon.
func (b *bench) wrongPatch(n string) []Finding {
	at := fentanylPatchRE.FindStringIndex(n)
	if at == nil || slices.ContainsFunc(b.Chart.Medications, func(m chart.Coded) bool { return active(m) && m.Concept == "drug.fentanyl" }) {
		return nil
	}
	near := n[at[0]:min(len(n), at[1]+80)]
	if m := patchRateRE.FindStringSubmatch(near); m != nil && atof(m[1]) > strongestPatch {
		f := b.find("dose_error", claim.Claim{Concept: "drug.fentanyl"}, "drug.fentanyl")
		f.Message = graph.Label{ZH: "首次使用芬太尼贴剂不超过100μg/h：" + m[0], EN: "No first fentanyl patch is stronger than 100 micrograms/h: " + m[0]}
		return []Finding{f}
	}
	if m := patchTurnRE.FindStringSubmatch(near); m != nil && max(atof(m[1]), atof(m[2])) < soonestPatch {
		f := b.find("dose_range", claim.Claim{Concept: "drug.fentanyl"}, "drug.fentanyl")
		f.Message = graph.Label{ZH: "芬太尼贴剂每72小时更换，个别48小时：" + m[0], EN: "A fentanyl patch is changed every 72 h, seldom 48: " + m[0]}
		return []Finding{f}
	}
	return nil
}
