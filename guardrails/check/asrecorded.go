package check

import (
	"math"
	"slices"
	"strconv"
	"strings"

	"apricot.health/guardrails/claim"
	"apricot.health/knowledge/chart"
	"apricot.health/knowledge/graph"
	"apricot.health/knowledge/lexicon"
	"apricot.health/knowledge/pattern"
)

//nolint:gochecknoglobals // compiled once, read only
var (
	// keepsRE are words beside an amount by which it is what the patient has and keeps.
	keepsRE = pattern.MustCompile(`\b(?:continu\w*|stays?|remains?|unchanged|as is|keeps?|kept|keeping|maintain\w*|home|current(?:ly)?|takes|taking|is on|are on|was on|on your list|on the (?:list|label|box|chart)|the label says|usual|long-term|regular|goes on|carry on|carries on|already on|alongside|with her|with his|list(?:s|ed)?)\b|继续|续用|续服|可续|照旧|照常|照药单|维持|不变|不动|不改|保持|目前|现用|现服|现在|长期|规律|一直|在服|在用|正在|服用|同服|清单|药单|药袋|原方案|按时|既往|仍以|仍用|仍服`)
	// altersRE are words beside an amount, which is the #, that say it is to be another
	// than it was, that it is a limit, a step, a first dose or one of others.
	altersRE = pattern.MustCompile(`\b(?:increas\w*|rais\w*|up-?titrat\w*|titrat\w*|doubl\w*|halv\w*|reduc\w*|lower\w*|decreas\w*|step\w*|switch\w*|chang\w*|cut|taper\w*|down|up to|previous\w*|old|earlier|instead|new|start\w*|begin\w*|initiat\w*|add|added|adding|extra|further|another|more than|less than|above|below|over|under|exceed\w*|max\w*|limit|at most|no more|load\w*|stat|bolus|once only|initial\w*|first|then|later|if|unless|target|goal|could|may|might|consider|suggest\w*|propos\w*|recommend\w*|option|tablets? of|strength|guideline|trial|usual(?:ly)? (?:dose|\d)|per|equivalent|elemental|rescue|breakthrough|when needed|boxes|iv|im|intravenous\w*|infusion|induction|inject\w*)\b|\b(?:to|from|was|were|not) #|# (?:to|then|or)\b|[=→≤≥<>～]|增|加(?:用|量|至|到|倍|服|为|大)|另加|再加|拟加|减|升|降|改|换|调(?:整|至|到|为)|起始|起用|#[^,，]{0,12}起|开始|首(?:剂|次|日|选)|负荷|冲击|翻倍|[至到从由] ?#|# ?[至到或]|原(?:服|用|来|先|为|剂量)|曾|(?:以|之|此|先|术)前|前次|旧|(?:之|以|然|随|继)后|最大|最多|上限|不超过|不宜超|极量|超过|目标|若|如|可考虑|建议|推荐|拟|草拟|备用|必要时|临时|追加|元素|相当|规格|每片|每粒|指南|研究|说明书|应激|围术|静(?:脉|推|滴|注)|注射|滴注|肌注`)
)

// unlikeRecord tells an amount of a medicine, or how often, that differs from what the
// record has of it, where the words beside it do not change it.
func (b *bench) unlikeRecord() []Finding {
	if len(b.templates) > 0 {
		return nil
	}
	var out []Finding
	for _, a := range b.amounts() {
		if !a.Beside || len(out) > 0 && out[len(out)-1].Evidence[0] == a.Of[0] {
			continue
		}
		m, ok := b.onlyRecorded(a.Of[0])
		if !ok {
			continue
		}
		if unlike(m, a) && b.keeps(a) {
			out = append(out, b.notAsRecorded(m, a))
		}
	}
	return out
}

// onlyRecorded is the one medicine of the chart with a concept.
func (b *bench) onlyRecorded(concept string) (chart.Coded, bool) {
	var out chart.Coded
	n := 0
	for _, m := range b.Chart.Medications {
		if active(m) && concept != "" && m.Concept == concept {
			out, n = m, n+1
		}
	}
	return out, n == 1
}

// unlike is true where an amount, or how often it is given, differs from the record's
// words.
func unlike(m chart.Coded, a claim.Amount) bool {
	switch {
	case a.Per != "" && a.Per != "day" && a.Per != "dose":
		return false
	case a.Value > 0 && ofTheDay(m.Text, a):
		return false
	case a.Value > 0 && differs(m.Text, a):
		return true
	}
	per := recordedTimes(m.Text)
	return per > 0 && a.PerDay > 0 && math.Abs(per-a.PerDay) >= 0.05*per
}

// ofTheDay is true for an amount that is said to be that of a day and to which those of
// a medicine's words come in one.
func ofTheDay(text string, a claim.Amount) bool {
	per := recordedTimes(text)
	if per == 0 {
		return false
	}
	said := a.Value
	switch {
	case a.PerDay > 1:
		said *= a.PerDay
	case a.Per != "day" && !totalRE.MatchString(lastClause(a.Lead)+"#"+firstClause(a.Rest)):
		return false
	}
	return slices.ContainsFunc(amounts(text), func(w written) bool {
		n, ok := convert(w.n, w.unit, a.Unit)
		return ok && same(n*per, said)
	})
}

// differs is true for an amount that is none of those of a medicine's words, nor so many
// tablets of it.
func differs(text string, a claim.Amount) bool {
	known := false
	for _, w := range amounts(text) {
		n, ok := convert(w.n, w.unit, a.Unit)
		if !ok || n == 0 {
			continue
		}
		known = true
		k := a.Value / n
		if same(n, a.Value) || same(n, a.Low) || k > 1 && same(k, math.Round(k)) && countsRE.MatchString(text+a.Lead+a.Rest) {
			return false
		}
	}
	return known && !slices.Contains(numberRE.FindAllString(lexicon.Fold(text), -1), inDigits(a.Value))
}

// totalRE are words beside an amount by which it is that of a day.
//
//nolint:gochecknoglobals // compiled once, read only
var totalRE = pattern.MustCompile(`\bdaily\b|\b(?:a|per|each|every) day\b|\btotal|日(?:剂)?量|总量|每日|每天|一天|全天|日剂量|日总|共#|合计`)

//nolint:gochecknoglobals // compiled once, read only
var countsRE = pattern.MustCompile(`\d ?(?:tabs?|tablets?|caps?|capsules?|puffs?|x|×|\*) ?|[x×*] ?\d|[2-9两二三四] ?(?:片|粒|支|颗|吸|喷)|\b(?:two|three|four|half) (?:tablets?|capsules?|puffs?)`)

func same(x, y float64) bool { return math.Abs(x-y) <= 1e-6*math.Max(1, math.Abs(x)) }

// recordedTimes is how many times a day the words of a medicine say, by its interval too.
func recordedTimes(text string) float64 {
	if m := intervalRE.FindStringSubmatch(squeezeSpaces(text)); m != nil {
		if h := atof(m[1] + m[2] + m[3]); h > 0 {
			return 24 / h
		}
	}
	return timesIn(text)
}

//nolint:gochecknoglobals // compiled once, read only
var intervalRE = pattern.MustCompile(`\bq ?(\d{1,2}) ?h|every (\d{1,2}) (?:hours|h\b)|每(\d{1,2})(?:个)?小时`)

// keeps is true where the words beside an amount say that the patient has it, or do not
// say that it is changed.
func (b *bench) keeps(a claim.Amount) bool {
	around := strings.TrimRight(lastClause(a.Lead), " ") + " #" + firstClause(a.Rest)
	switch {
	case b.Audience == "order": // it may well change a dose
		return samedRE.MatchString(around) && !altersRE.MatchString(around)
	case keepsRE.MatchString(around):
		return true
	case a.Value == 0 || altersRE.MatchString(around):
		return false
	case b.Audience == "care-manager": // who is told of much that a patient did
		return listRE.MatchString(a.Lead)
	}
	return true
}

// samedRE says outright that a dose stays what it was.
//
//nolint:gochecknoglobals // compiled once, read only
var samedRE = pattern.MustCompile(`\bcontinu\w*|\bunchanged|\bas (?:at home|before)\b|\bhome dose|继续|续用|续服|照旧|不变|不改|维持原`)

// listRE heads a list of what a patient has.
//
//nolint:gochecknoglobals // compiled once, read only
var listRE = pattern.MustCompile(`(?:药单|清单|用药|带药|医嘱|处方)(?:如下|为)?:|\b(?:meds?|medications?|medicines|drugs|list)\b[^.;]{0,12}:`)

// nearBytes is how many bytes of the words beside an amount are looked at.
const nearBytes = 120

// lastClause and firstClause are what stands right before and behind a place.
func lastClause(s string) string {
	s = s[max(0, len(s)-nearBytes):]
	if i := strings.LastIndexAny(s, ",，;；:：。(（"); i >= 0 {
		s = s[i:]
	}
	return strings.ToValidUTF8(s, "")
}

func firstClause(s string) string {
	s = strings.ToValidUTF8(s[:min(len(s), nearBytes)], "")
	if i := strings.IndexAny(s, ",，;；:：。)）"); i >= 0 {
		s = s[:i]
	}
	return s
}

// notAsRecorded words the finding, with what the record says.
func (b *bench) notAsRecorded(m chart.Coded, a claim.Amount) Finding {
	f := b.find("dose_range", claim.Claim{Concept: m.Concept}, m.Concept, evidenceOf(m))
	said := b.Text[a.Start:a.End]
	f.Message = graph.Label{
		ZH: b.name(m.Concept, "").ZH + " " + said + "：与病历不符，病历为“" + m.Text + "”",
		EN: b.name(m.Concept, "").EN + " " + said + `: not as on the record, which has "` + m.Text + `"`,
	}
	return f
}

// inDigits is a number as words write it.
func inDigits(n float64) string { return strconv.FormatFloat(n, 'f', -1, 64) }
