package check

import (
	"math"
	"strings"

	"apricot.health/knowledge/pattern"
)

// Sums in words are read as those in signs are: 10毫克每公斤, 1 in 1,000.
//
//nolint:gochecknoglobals // read only
var (
	inSigns = strings.NewReplacer(
		"毫克每公斤", "mg/kg", "微克每公斤", "ug/kg", "单位每公斤", "units/kg", "毫升每公斤", "ml/kg", "毫克/公斤", "mg/kg", "微克/公斤", "ug/kg", "毫升/公斤", "ml/kg", "单位/公斤", "units/kg",
		"毫克每千克", "mg/kg", "毫克/千克", "mg/kg", "单位每毫升", "units/ml", "毫克每毫升", "mg/ml", "微克每毫升", "ug/ml", "单位/毫升", "units/ml", "毫克/毫升", "mg/ml",
		"毫克", "mg", "微克", "ug", "毫升", "ml", "公斤", "kg", "千克", "kg", "单位", "units", "mcg", "ug", "μg", "ug", "µg", "ug", "micrograms", "ug", "microgram", "ug", " milligrams", " mg",
		"1 in 10,000", "0.1mg/ml", "1 in 10000", "0.1mg/ml", "1:10000", "0.1mg/ml", "1:10,000", "0.1mg/ml", "1 in 1,000", "1mg/ml", "1 in 1000", "1mg/ml", "1:1000", "1mg/ml", "1:1,000", "1mg/ml",
	)
	doseUnit = `(mg|ug|g|units?|iu|u|mmol)`
	figured  = `(\d+(?:\.\d+)?)`
	// doseOfRE is a dose by weight, and weighsRE a body's weight.
	doseOfRE = pattern.MustCompile(figured + ` ?` + doseUnit + `/kg(?:/(d|day|日|天|24h|min|h|hr|hour|dose|次))?`)
	weighsRE = pattern.MustCompile(figured + ` ?kg(?:[^/a-z]|$)`)
	// comesToRE is what a text makes of it, right behind the dose or the weight.
	comesToRE = pattern.MustCompile(`^[^.。;；\d]{0,30}?(?:\. ?that (?:is|comes to)|=|≈|\bis\b|\bgives?\b|\bequals\b|\bwould be\b|\bmakes\b|comes to|works out at|:|算得|得出|应为|即为?|等于|需要?|共|约?为) ?(?:about |roughly |a total of |每次|一次|约)?` + figured + ` ?` + doseUnit + `\b(?: ?(?:/|a |per )(min|h|day|dose|kg)\w*)?`)
	partsRE   = pattern.MustCompile(`in (?:two|2) (?:divided )?doses|twice|\bbd\b|\bbid\b|分(?:两|2|二)次|两次|每12小时|q12h|in (?:three|3) (?:divided )?doses|three times|\btds\b|\btid\b|分(?:三|3)次|三次|每8小时|q8h|in (?:four|4) (?:divided )?doses|four times|\bqds\b|\bqid\b|分(?:四|4)次|四次|每6小时|q6h`)
	eachRE    = pattern.MustCompile(`每次|一次|per dose|each dose|a dose|each time`)
	// liquidRE is the strength of a liquid; volumeRE a volume that is given, with what it
	// brings.
	liquidRE  = pattern.MustCompile(figured + ` ?` + doseUnit + ` ?(?:/|in|per) ?(?:` + figured + ` ?)?ml`)
	volumeRE  = pattern.MustCompile(figured + ` ?` + doseUnit + `[^.。;；\d/]{0,12}?(?:, so|so|即|=|need\w*|is|需|给|抽取|取|予) ?(?:give |draw up |about |约)?` + figured + ` ?ml\b`)
	givenByRE = pattern.MustCompile(`(?:\bgive\b|\bdraw up\b|:|给|予|抽取|抽|服|喂) ?` + figured + ` ?ml\b`)
	bagOfRE   = pattern.MustCompile(figured + ` ?` + doseUnit + ` ?(?:in|made up to|diluted (?:in|to)|加入?|溶(?:入|于)|配成|稀释至) ?(?:[^\d.。;；]{0,16})` + figured + ` ?(ml|l)\b[^.。;；\d]{0,12}?(?:is|=|gives|makes|即|按|为|,) ?` + figured + ` ?` + doseUnit + `/ml`)
	roundedRE = pattern.MustCompile(`(?:应为|算得|would be|comes to|is) ?` + figured + ` ?` + doseUnit + `[^.。;；\d]{0,30}(?:直接取|取整[为到至]?|凑整[为到至]?|rounded[^.;\d]{0,20} to(?: the)?|rounding up to) ?` + figured + ` ?` + doseUnit + `\b`)
	lastsRE   = pattern.MustCompile(figured + ` ?l\b[^.。;；\d]{0,24}` + figured + ` ?l/min[^.。;；\d]{0,16}?(?:lasts?|for|可用|够|能用) ?` + figured + ` ?(min\w*|分钟|h\b|hours?|小时)`)
	urineRE   = pattern.MustCompile(`(?:尿量|urine(?: output)?|\buo\b)[^.。;；\d]{0,8}` + figured + ` ?(?:小时|h\b|hours?)[^.。;；\d]{0,8}` + figured + ` ?ml`)
	enoughRE  = pattern.MustCompile(`(?:大于|高于|超过|>|≥|above|over|more than) ?0\.5|尿量(?:正常|尚可|足够)|urine (?:output )?(?:is )?(?:normal|adequate|fine)`)
)

// workedOut tells the sums that a text does in words or over a sentence: a dose by weight
// that is not what comes of it, a liquid of which another volume brings the dose, a bag
// of another strength, what is rounded to another dose, how long oxygen lasts, and urine
// that is too little for the weight and called enough.
func (b *bench) workedOut() []Finding {
	n := inSigns.Replace(b.flatText())
	if thousands.Possible(n) {
		n = thousands.ReplaceAllString(n, "$1$2")
	}
	var out []Finding
	for _, text := range [...]string{b.wrongProducts(n), wrongBag(n), wrongRounding(n), wrongLasting(n)} {
		if text != "" {
			out = append(out, b.wrongSum(text))
		}
	}
	if text := wrongVolume(n, 0, ""); text != "" && len(out) == 0 {
		out = append(out, b.wrongSum(text))
	}
	if text := b.wrongUrine(n); text != "" {
		out = append(out, b.misreadFinding(text))
	}
	return out
}

// bodyWeight is the one weight that a text gives, else the chart's.
func (b *bench) bodyWeight(n string) (float64, bool) {
	all := weighsRE.FindAllStringSubmatch(n, -1)
	if len(all) == 0 {
		return b.facts.Number("find.weight")
	}
	for _, m := range all[1:] {
		if m[1] != all[0][1] {
			return 0, false
		}
	}
	return atof(all[0][1]), true
}

// wrongProducts is the first dose by weight that comes to something else than the text
// says. What is capped, or given as one of a day's parts, may be less.
func (b *bench) wrongProducts(n string) string {
	if !strings.Contains(n, "/kg") {
		return ""
	}
	kg, known := b.bodyWeight(n)
	if !known || kg <= 0 {
		return ""
	}
	doses := doseOfRE.FindAllStringSubmatchIndex(n, -1)
	if len(doses) != 1 {
		return "" // a range, or two medicines
	}
	m := doses[0]
	per, unit, span := atof(n[m[2]:m[3]]), n[m[4]:m[5]], ""
	if m[6] >= 0 {
		span = n[m[6]:m[7]]
	}
	total := per * kg
	if text := wrongVolume(n, total, unit); text != "" {
		return text
	}
	rest := n[m[1]:]
	if at := weighsRE.FindStringIndex(rest); at != nil && at[0] < 40 {
		rest = rest[at[1]-1:]
	}
	said := comesToRE.FindStringSubmatch(rest)
	if said == nil || said[3] == "kg" || cappedRE.MatchString(rest[:min(len(rest), len(said[0])+24)]) && !partsRE.MatchString(n) {
		return ""
	}
	v, same := convert(atof(said[1]), ucum(said[2]), ucum(unit))
	if !same || v <= 0 {
		return ""
	}
	off := func(want float64) bool { return math.Abs(v-want)/want > 0.1+1e-9 }
	daily := span == "d" || span == "day" || span == "日" || span == "天" || span == "24h"
	switch {
	case daily && !off(total):
		if partsRE.MatchString(n) && eachRE.MatchString(rest[:min(len(rest), len(said[0])+12)]) {
			return n[m[0]:m[1]] + " ... " + said[0]
		}
		return ""
	case daily:
		for _, parts := range [...]float64{2, 3, 4, 6} {
			if !off(total / parts) {
				return ""
			}
		}
	}
	if off(total) {
		return n[m[0]:m[1]] + " ... " + said[0]
	}
	return ""
}

// wrongVolume is a volume of a liquid that brings another dose than the one it stands
// for: that of the text, or what comes of the weight where total is not 0.
func wrongVolume(n string, total float64, unit string) string {
	all := liquidRE.FindAllStringSubmatch(n, -1)
	if len(all) != 1 {
		return ""
	}
	ml := 1.0
	if all[0][3] != "" {
		ml = atof(all[0][3])
	}
	if ml <= 0 {
		return ""
	}
	strength, in := atof(all[0][1])/ml, ucum(all[0][2])
	wrong := func(dose float64, of, volume string) bool {
		want, ok := convert(dose, ucum(of), in)
		return ok && strength > 0 && want > 0 && math.Abs(atof(volume)*strength-want)/want > 0.2
	}
	bare := strings.Replace(n, all[0][0], "|", 1)
	if m := volumeRE.FindStringSubmatch(bare); m != nil {
		if wrong(atof(m[1]), m[2], m[3]) {
			return m[0]
		}
		return ""
	}
	if m := givenByRE.FindStringSubmatch(bare); total > 0 && m != nil && wrong(total, unit, m[1]) {
		return m[0]
	}
	return ""
}

// wrongBag is a bag or a syringe of another strength than the text says.
func wrongBag(n string) string {
	m := bagOfRE.FindStringSubmatch(n)
	if m == nil {
		return ""
	}
	ml := atof(m[3])
	if m[4] == "l" {
		ml *= 1000
	}
	made, ok := convert(atof(m[1]), ucum(m[2]), ucum(m[6]))
	if ok && ml > 0 && math.Abs(made/ml-atof(m[5]))/(made/ml) > 0.1 {
		return m[0]
	}
	return ""
}

// wrongRounding is a dose that is rounded to one a quarter or more away.
func wrongRounding(n string) string {
	m := roundedRE.FindStringSubmatch(n)
	if m == nil {
		return ""
	}
	v, ok := convert(atof(m[3]), ucum(m[4]), ucum(m[2]))
	if dose := atof(m[1]); ok && dose > 0 && math.Abs(v-dose)/dose >= 0.25 {
		return m[0]
	}
	return ""
}

// wrongLasting is how long a cylinder is said to last, twice what it holds or more.
func wrongLasting(n string) string {
	m := lastsRE.FindStringSubmatch(n)
	if m == nil || atof(m[2]) <= 0 {
		return ""
	}
	said := atof(m[3])
	if strings.HasPrefix(m[4], "h") || m[4] == "小时" {
		said *= 60
	}
	if said >= 2*atof(m[1])/atof(m[2]) {
		return m[0]
	}
	return ""
}

// wrongUrine is urine below 0.5 mL/kg/h (KDIGO acute kidney injury 2012, 2.1) that a text
// calls enough.
func (b *bench) wrongUrine(n string) string {
	m := urineRE.FindStringSubmatch(n)
	if m == nil || !enoughRE.MatchString(n) {
		return ""
	}
	kg, known := b.bodyWeight(n)
	if hours := atof(m[1]); known && kg > 0 && hours > 0 && atof(m[2])/hours/kg < 0.5 {
		return m[0]
	}
	return ""
}
