package check

import (
	"slices"
	"strings"

	"apricot.health/guardrails/claim"
	"apricot.health/knowledge/chart"
	"apricot.health/knowledge/graph"
	"apricot.health/knowledge/lexicon"
	"apricot.health/knowledge/pattern"
)

// How a text says of a medicine that the patient has it already: what stands right
// before it, or before the list it is in, and what stands right behind.
//
//nolint:gochecknoglobals // compiled once, read only
var (
	haveRE = pattern.MustCompile(`(?:\bon` +
		`|\b(?:you|he|she|patient|pt|mrs? [a-z]+|ms [a-z]+|who|and|already|currently|still|valve|hand|crew (?:he|she|you)) (?:is |are |was |also )?(?:takes?|taking|uses?|using)|\bdespite|\bcontinu(?:e|es|ed|ing)(?: (?:with|on|taking|using))?|\b(?:keep|kept|carry|go|going|goes) (?:on )?(?:taking|using|with)` +
		`|\b(?:hold|holding|held|withhold|withheld|pause|paused|resume|restart|stopped|stop|stopping|tapering|taper|wean|skipping|skipped)` +
		`|\blist(?:s)? (?:has|shows?|includes?|holds)|\btonight's|\b(?:last|next|morning|evening|usual) dose of|\b(?:is|are) (?:fine|safe|all right|ok|okay) (?:with|beside)|\b(?:together|combined) with` +
		`)(?: (?:her|his|your|their|the|usual|regular|current|existing|long-term|daily|evening|morning|doctor's))*$` +
		`|\b(?:your|her|his)(?: (?:usual|regular|current|existing|long-term|own|daily|evening|morning|nightly|doctor's|prescribed|tonight's))*$|\b(?:last|evening|morning|tonight's|usual|current)$` +
		`|(?:(?:正|现|仍|在|已|长期|目前|同时|一直|规律|患者|您|你|他|她|因|又|并)(?:在|又|也|还)?(?:服用|口服|使用|服|吃|用|打|注射)(?:着|的|的是|了)?|[服吃用]着|继续(?:服用|口服|使用|吃|用)?|维持|原服|原用|药单(?:上)?(?:还)?(?:有|是|[:：])|清单(?:中|里|上)?(?:有|[:：])|您的|今晚的|今早的|现在的|当前|(?:^|[,，;；、:：]|建议|今天|请|先|须|即|立即|应|医嘱[:：])(?:停用|停服|停掉|暂停|停))$`)
	notOnRE      = pattern.MustCompile(`\b(?:depend\w*|bas(?:ed|is)|information|paper|advice|data|evidence|questions?|notes?|labels?|guidance|section|effects?|impact|leaflets?|agree[sd]?|rely|focus|put|placed|work\w*|talk|read\w*|decid\w+|light|bear\w*|hold|clarif\w+|views?|consensus|allergy) on$`)
	haveBehindRE = pattern.MustCompile(`^(?: ?\([^()]{1,40}\))?(?: [\d.]+ ?(?:mg|mcg|g|units?)?(?: (?:od|bd|tds|qds|bid|tid|qd|daily|nightly))?)?,? (?:is |are |was |can |to |should |will |may )?(?:unchanged|continues?|stays?|remains?|as (?:before|is|charted|now)|carries on|goes on|on hold|paused|(?:last )?dose as|dose was|(?:was|has been) (?:held|paused|withheld|stopped|being taken)|is (?:held|paused|withheld))\b` +
		`|^(?:片|胶囊|缓释片|类)?(?:[\d.]+ ?(?:mg|g|毫克|克)[^,，。;；]{0,8})?(?:也|都|均)?(?:可续|续用|不变|照旧|照常|照吃|不用动|不必停|不用停|不停|继续|维持|没有漏|未漏|不因此|吃不吃|暂停|(?:已)?停用)`)
	// openRE are words of a sentence that has a medicine begun, changed for another,
	// bought, asked for, or that speaks of people in general or of another time.
	openRE = pattern.MustCompile(`\b(?:if|unless|whether|start\w*|begin\w*|begun|add(?:s|ed|ing)?|new(?:ly)?|switch\w*|swap\w*|replac\w*|instead|chang\w+ to|convert\w*|prescrib\w*|initiat\w*|commenc\w*|load\w*|give|given|gave|bought|buying|otc|over the counter|asks?|asked|wants?|wanted|borrow\w*|people|patients|anyone|those|women|men|adults|children|trial|study|studies|guideline|previous\w*|formerly|used to|had|until|after|took|once on|not|never|no|nor|neither|without|avoid\w*|stay off|keep off|could|would|might|consider\w*|offer|plan|suggest\w*|option\w*|alternative\w*|prefer\w*|or|rather|versus|vs|compare[ds]?|said|says|say|told|tell|mention\w*|wrote|write|reports?|mother|father|son|daughter|wife|husband|sister|brother|friend|neighbou?r)\b|如|若|是否|开始|起始|启用|加用|新开|新增|加服|联合|联用|换|改|转为|替代|代替|予|给|开具|处方|拟|可选|可用|可考虑|考虑|建议(?:用|加|选|予|使用)|选用|首选|优先|备选|自购|自行|允许|问|想|想用|借|人群|患者(?:应|慎|禁|忌|可)|者|研究|指南|既往|曾|以前|术前|未|没有|无|不(?:用|宜|能|要|得|可|服|应|建议|推荐)|勿|避免|禁|慎|说|告诉|提到|自述|自诉|写|母亲|父亲|儿子|女儿|妻|丈夫|邻居|朋友|需|或`)
	// listGapRE stands between two medicines of a list, with the dose of the first.
	listGapRE = pattern.MustCompile(`^(?:片|胶囊)?(?: ?\([^()]{1,24}\))? ?(?:\d[\d.]* ?(?:mg|g|ug|mcg|µg|units?|u|毫克|克)?(?: ?(?:od|bd|tds|qds|bid|tid|qd|qn|daily|nightly|at night|each morning))?)? ?(?:, |、|/|\+|,? and |和|及|与|以及)(?:the |her |his |your )? ?$`)
)

// strange tells a medicine that a text says the patient has already and that the
// chart's full list does not have. One that the text itself begins, that the patient
// tells of, or that is only asked for or weighed is none.
func (b *bench) strange() []Finding {
	if b.Audience == "order" || len(b.templates) > 0 || !b.Chart.MedicationsKnown || b.lay() && !b.medicationsClear() || len(b.Chart.Medications) == 0 {
		return nil
	}
	var out []Finding
	for _, c := range b.claims {
		if c.Kind != claim.Drug || c.Sentence < 0 || c.Misspelt || !strings.HasPrefix(c.Concept, "drug.") || c.Act == claim.Allergic || c.Act == claim.Avoid || b.ofKin(c) || c.Experiencer != "patient" || b.ofToday(c.Concept) || b.onList(c.Concept) || b.reactsTo(c.Concept) || b.begins(c) {
			continue
		}
		if !b.had(c) {
			continue
		}
		f := b.find("fabricated", c, "chart.medications")
		f.Message = graph.Label{
			ZH: "病历用药中没有" + c.Text + "，只有：" + texts(b.Chart.Medications, "、"),
			EN: "Not among the medicines of the record: " + c.Text + "; it has " + texts(b.Chart.Medications, ", "),
		}
		out = append(out, f)
	}
	return out
}

// briefly are the ATC groups of what is given for days, in hospital and at once: a list of
// what somebody takes may not have it yet. WHO ATC/DDD Index 2025: fluids, heart
// stimulants, antiinfectives, anaesthetics, muscle relaxants, antidotes.
//
//nolint:gochecknoglobals // a literal list, read only
var briefly = []string{"B05", "C01C", "J", "N01", "M03A", "V03AB"}

// ofToday is true for a medicine that a list of what the patient takes leaves out, or
// for professionals does not have yet: one of those groups, or given into a vein alone.
func (b *bench) ofToday(concept string) bool {
	d, _ := b.Graph.Drug(concept)
	if homely[concept] || b.Audience == "patient" {
		return homely[concept]
	}
	drip := len(d.Doses) > 0 && !slices.ContainsFunc(d.Doses, func(r graph.Dose) bool { return r.Route != "iv" })
	return drip || slices.ContainsFunc(briefly, func(g string) bool { return strings.HasPrefix(d.ATC, g) })
}

// texts are the chart's own words of the first few of a list.
func texts(list []chart.Coded, comma string) string {
	const few = 8
	var out []string
	for _, x := range list {
		if active(x) && len(out) < few {
			out = append(out, x.Text)
		}
	}
	return strings.Join(out, comma)
}

// homely are medicines that a list of what was prescribed often leaves out.
//
//nolint:gochecknoglobals // a literal table, read only
var homely = map[string]bool{"drug.paracetamol": true, "drug.sodium_chloride": true}

// reactsTo is true for a medicine that the chart has as an allergy.
func (b *bench) reactsTo(concept string) bool {
	return slices.ContainsFunc(b.Chart.Allergies, func(a chart.Coded) bool { return b.allergen(a) == concept })
}

// had is true where the words beside a medicine, or beside the list it stands in, say
// that the patient has it already.
func (b *bench) had(c claim.Claim) bool {
	s := b.flat(c.Sentence)
	row := b.row(c, func(between string) bool { return listGapRE.MatchString(lexicon.Fold(between)) })
	before, after := b.before(row[0]), b.after(row[len(row)-1])
	if ifRE.MatchString(s) {
		return false
	}
	clause := before[clauseStart(before, len(before)):]
	if haveRE.MatchString(before) && !notOnRE.MatchString(before) && !openRE.MatchString(clause) || haveBehindRE.MatchString(after) && !openRE.MatchString(clause) {
		return true
	}
	others := 0 // of the list that the chart has
	for _, x := range row {
		if x != c && b.taken(x.Concept) {
			others++
		}
	}
	return others > 1 && !openRE.MatchString(s)
}

// onList is true for a medicine of the chart, one of a class or of the make-up of one,
// or one that its words name.
func (b *bench) onList(concept string) bool {
	if b.listed(concept) {
		return true
	}
	d, _ := b.Graph.Drug(concept)
	return slices.ContainsFunc(b.Chart.Medications, func(m chart.Coded) bool {
		if text := b.words(m); strings.Contains(text, squeezeSpaces(d.Labels.EN)) || strings.Contains(text, squeezeSpaces(d.Labels.ZH)) {
			return true
		}
		if m.Concept != "" && strings.Contains(m.Concept, strings.TrimPrefix(concept, "drug.")) {
			return true // a part of a combination
		}
		o, ok := b.Graph.Drug(m.Concept)
		return ok && (len(o.Allergens) > 1 || len(d.Allergens) > 1) && slices.ContainsFunc(o.Allergens, func(a string) bool { return slices.Contains(d.Allergens, a) })
	})
}
