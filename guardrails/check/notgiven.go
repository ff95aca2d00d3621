package check

import (
	"slices"
	"strings"

	"apricot.health/guardrails/claim"
	"apricot.health/knowledge/graph"
	"apricot.health/knowledge/pattern"
)

//nolint:gochecknoglobals // compiled once, read only
var (
	// poisonRE is a text of a poisoning; downedRE before an amount, and agoRE behind it,
	// have it taken then.
	poisonRE   = pattern.MustCompile(`overdos|poison|swallow|ingest|charcoal|acetylcysteine|\bnac\b|antidote|toxic|alkalini|\blevels?\b|naloxone|glucagon|decontaminat|中毒|过量|洗胃|活性炭|乙酰半胱氨酸|误服|解毒|血药浓度|自杀|轻生|碱化`)
	downedRE   = pattern.MustCompile(`(?:\b(?:took|taken|swallow(?:ed|s|ing)?|ingest(?:ed|s|ing|ion of)?|overdose of)|(?:[吞误]|过量|一次性?|自行?|已|曾|共|全|(?:小时|分钟|天|日|晚|夜|早)前?[^,，。;；:：\d]{0,3})服(?:下|用|了|入)?|服(?:下|了|入)|吞(?:下|食))[^,，。;；:：\d]{0,20}$`)
	agoRE      = pattern.MustCompile(`^[^.。;；]{0,24}?(?:\b(?:taken|swallowed|ingested)\b|\b(?:hours?|minutes?|hrs?|h) ago\b|服(?:后|下|用)|(?:小时|分钟)前)`)
	intoVeinRE = pattern.MustCompile(`^[^,，。;；.:：]{0,8}(?:\b(?:iv|im|sc)\b|静|肌注|皮下|泵|滴)`)
	// treatsRE before an amount has it given and not taken.
	treatsRE = pattern.MustCompile(`(?:予|给|静[推注滴脉]|肌注|加用|改用|续用|\b(?:give|giving|given|start|load|add|then|with|push|infuse)\b)[^,，。;；:：]{0,24}$`)
	// caughtRE says behind an amount that somebody has caught it as a slip and stopped it,
	// uncaughtRE that it goes on all the same, mendedRE before an amount that it is what is
	// right.
	caughtRE   = pattern.MustCompile(`退回|拦截|驳回|拒发|疑误|疑为[^,，。;；]{0,12}误|应为|误(?:设|开|录|输|打)|未通过审核|不(?:予|可)?发药|(?:核对|确认|核实|更正|修改)后再(?:发药?|执行|调配)|停其一|余[两一二三]张停|撤(?:销|回)|作废|no such (?:daily )?dose|\bnot (?:been )?(?:dispensed|given|released)\b|please correct|\b(?:sent|returned) back\b|\breturned to the prescriber|\b(?:rejected|voided|intercepted|queried)\b|\b(?:one|duplicate) (?:was |is )?(?:removed|cancelled)\b|\bshould (?:read|be)\b|\bcorrected to\b|\b(?:typed|entered|written) in error\b`)
	uncaughtRE = pattern.MustCompile(`(?:不予?|无需|无须|不必|未|没有?|不用|别|勿|不要|另一?[^,，。;；]{0,4}|其他[^,，。;；]{0,4}|\b(?:not|never|no need to be|needn't be|without being|other \w+ (?:was|were)) )(?:退回|拦截|驳回|撤|作废|rejected|returned|queried|voided|intercepted)|照(?:发|抄|给|执行|用|服|旧)|请执行|维持原|(?:仍|依旧|继续)(?:发|执行|给|予)|\b(?:anyway|regardless|overrid\w+|overrode|overruled|as (?:it )?(?:is|was) written|dispensed all the same)\b`)
	mendedRE   = pattern.MustCompile(`(?:应为|改为|改成|更正为?|修正为|正确(?:为|是)?|\b(?:should (?:read|be)|corrected to|changed to|correct(?:ly)?(?: dose)?(?: is)?|now|instead))[^,，。;；:：]{0,24}$`)
	// slipRE before an amount calls it one, haltsItRE behind it has it stopped.
	slipRE    = pattern.MustCompile(`误(?:设|开|录|输|写|打)(?:为|成|定)?[^,，。;；:：]{0,8}$|\b(?:mis-?set|set wrongly|by mistake set|wrongly set) (?:to|at)[^,.;:]{0,12}$`)
	haltsItRE = pattern.MustCompile(`停泵|立即停|即停|已停|上报|退回|更正|\b(?:stopped|reported|corrected)\b`)
	// perUnitsRE behind an amount has it go with so many units, or mg, of a heparin.
	perUnitsRE = pattern.MustCompile(`^ ?(?:(?:of )?\w+ )?(?:per|for (?:each|every)) (\d[\d,]*) ?(units?|mg)\b`)
	// boundLeadRE before an amount, and boundTailRE behind one, make it a bound beyond which
	// something happens.
	boundLeadRE = pattern.MustCompile(`(?:mg per|累积[^,，。;；]{0,8}|when (?:the )?dose exceeds|cumulative dose (?:of|over)|接近或超|近或超) ?$`)
	boundTailRE = pattern.MustCompile(`^ ?(?:(?:/m2|/平方米|毫克/平方米)? ?(?:or more|以上)[^,，。;；.]{0,10}(?:stops?|causes?|can|may|肺|毒|陡))`)
	// ceilingRE before so many mg of morphine equivalents makes them a bound.
	ceilingRE  = pattern.MustCompile(`(?:\b(?:above|over|exceed\w*|more than|beyond|from|reach\w*|at|limit|than)|[>≥]|超过?|大于|高于|达到?) ?(?:\w+ ){0,2}$`)
	ofOpioidRE = pattern.MustCompile(`^ morphine equivalents?`)
	// summedRE up to an amount, or with it, is a sum that goes beyond it.
	summedRE = pattern.MustCompile(`(?:合计|总量|总计|共计|累计)(?:每日|一日|日|每天|用量|剂量)?(?:已|将|均)?(?:超过?|大于|高于)(?:$|[一二两三四五六七八九十百\d])[^,，。;；:：]*$`)
	// inBagRE behind an amount is what a bag is made up to.
	inBagRE = pattern.MustCompile(`^ ?(?:(?:\w+ )?in|加入?|溶于|稀释至|\+) ?(\d{2,4}) ?(?:ml|毫升)`)
)

// notGiven is true in a doctor's text for an amount that is nobody's dose: what was
// swallowed in a poisoning, a slip that was caught, a ratio, a reckoning of one medicine
// as another, a bound, what a bag holds, and an ordinal that reads like one. Each is read
// of the amount itself, where it stands.
func (b *bench) notGiven(c claim.Claim) bool {
	if b.Audience != "doctor" || c.Sentence < 0 || c.Sentence >= len(b.Reading.Sentences) {
		return false
	}
	lead, tail := b.besideIn(c)
	switch {
	case b.wasSwallowed(c, lead, tail), b.wasCaught(c, lead, tail):
		return true
	case !treatsRE.MatchString(lead) && c.Dose.PerDay == 0 && b.rightlyReckoned(c), b.neutralises(c, tail):
		return true
	case boundLeadRE.MatchString(lead), summedRE.MatchString(lead + b.wordsOf(c)), boundTailRE.MatchString(tail), ceilingRE.MatchString(lead) && ofOpioidRE.MatchString(tail):
		return true
	}
	return b.fillsBag(c, tail) || strings.HasSuffix(lead, "第")
}

// wasSwallowed is true for an amount that was taken once in a text of a poisoning, and is
// not what is given for it.
func (b *bench) wasSwallowed(c claim.Claim, lead, tail string) bool {
	return c.Dose.PerDay == 0 && !treatsRE.MatchString(lead) && !intoVeinRE.MatchString(tail) &&
		(downedRE.MatchString(lead) || agoRE.MatchString(tail)) && b.textShows(poisonRE)
}

// wasCaught is true for an amount before the words that catch it as a slip, of its
// sentence or the one behind it, where nothing has it go on.
func (b *bench) wasCaught(c claim.Claim, lead, tail string) bool {
	next := b.flat(c.Sentence + 1)
	if mendedRE.MatchString(lead) || uncaughtRE.MatchString(lead+tail+" "+next) {
		return false
	}
	if slipRE.MatchString(lead) && haltsItRE.MatchString(tail) {
		return true
	}
	return caughtRE.MatchString(b.wordsOf(c)+tail) || caughtRE.MatchString(next) && !b.dosesIn(c.Sentence+1)
}

// wordsOf are those of a claim.
func (b *bench) wordsOf(c claim.Claim) string {
	if c.Start < 0 || c.End > len(b.Text) || c.Start > c.End {
		return ""
	}
	return b.squeezedIn(c.Start, c.End)
}

// dosesIn is true where a sentence gives an amount of its own.
func (b *bench) dosesIn(sentence int) bool {
	return slices.ContainsFunc(b.claims, func(d claim.Claim) bool { return d.Kind == claim.Dose && d.Sentence == sentence })
}

// neutralises is true for protamine by the heparin that it is for: at most 1 mg for 100
// units, or for 1 mg of enoxaparin (labels of protamine sulfate and enoxaparin).
func (b *bench) neutralises(c claim.Claim, tail string) bool {
	m := perUnitsRE.FindStringSubmatch(tail)
	mg, ok := convert(c.Dose.Amount, c.Dose.Unit, "mg")
	if m == nil || !ok || !holdsAny(b.flat(c.Sentence), "protamine", "鱼精蛋白") {
		return false
	}
	of := atof(withoutCommas(m[1]))
	if m[2] == "mg" {
		of *= 100
	}
	return (c.Concept == "drug.protamine" || b.Index.member([]string{"class.anticoagulant"}, c.Concept)) && mg*100 <= of*tolerance
}

// bags are medicines that run from a bag made up of more than anybody gets at once: the
// most that a bag holds, in their unit, and the most in a millilitre of it (labels:
// heparin 25,000 units in 250 mL, in pumps up to 1,000 a millilitre; amiodarone 900 mg in
// 500 mL, up to 6 mg a millilitre; argatroban 1 mg and bivalirudin 5 mg a millilitre).
//
//nolint:gochecknoglobals // a literal table, read only
var bags = map[string]struct {
	unit          string
	most, densest float64
}{
	"drug.heparin":     {"[iU]", 50000, 1000},
	"drug.amiodarone":  {"mg", 1800, 6},
	"drug.argatroban":  {"mg", 250, 1},
	"drug.bivalirudin": {"mg", 500, 5},
}

// fillsBag is true for what a bag or a syringe is made up of.
func (b *bench) fillsBag(c claim.Claim, tail string) bool {
	m := inBagRE.FindStringSubmatch(tail)
	bag, known := bags[c.Concept]
	n, ok := convert(c.Dose.Amount, c.Dose.Unit, bag.unit)
	return m != nil && known && ok && n <= bag.most && n <= bag.densest*atof(m[1])
}

// pulsed is true for a gram of methylprednisolone without a route, which nobody swallows:
// pulses of 250 mg to 1 g go into a vein.
func (b *bench) pulsed(d graph.Drug, p claim.Posology) bool {
	if b.Audience != "doctor" || d.ID != "drug.methylprednisolone" || p.Route != "" || !b.grown() || p.PerKg {
		return false
	}
	const least, most = 250, 1000
	mg, ok := convert(p.Amount, p.Unit, "mg")
	return ok && mg >= least && mg <= most && times(p) <= 1 && !holdsAny(b.flatText(), "口服", "片", "oral", "tablet", " po ")
}
