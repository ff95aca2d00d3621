package check

import (
	"regexp"
	"slices"
	"strings"

	"apricot.health/guardrails/claim"
	"apricot.health/knowledge/graph"
	"apricot.health/knowledge/pattern"
)

// localRoutes bring little of a medicine into the blood.
//
//nolint:gochecknoglobals // a literal list, read only
var localRoutes = []string{"topical", "ophthalmic", "otic", "nasal", "vaginal"}

// deepRoutes are those where a dose of any other kills or blinds.
//
//nolint:gochecknoglobals // a literal list, read only
var deepRoutes = []string{"intrathecal", "intravitreal"}

// routesOf are the ways for which the content gives limits, each once.
func routesOf(d graph.Drug) []string {
	var routes []string
	for _, r := range d.Doses {
		if !slices.Contains(routes, r.Route) {
			routes = append(routes, r.Route)
		}
	}
	return routes
}

// usualRoute is the way that is meant where none is written: never into the spine or
// the eye of what is given in other ways too.
func usualRoute(routes []string) string {
	for _, r := range routes {
		if !slices.Contains(deepRoutes, r) {
			return r
		}
	}
	return routes[0]
}

// wrongRoute tells routes that harm by themselves: into the spine, an
// injection swallowed, a depot meant for muscle or skin given into a vein, or
// what is made for the eye, the spine or the skin injected elsewhere. A local form of a
// medicine that is otherwise swallowed or injected is only unknown to the graph.
func wrongRoute(routes []string, route string) verdict {
	only := func(of ...string) bool {
		return !slices.ContainsFunc(routes, func(r string) bool { return !slices.Contains(of, r) })
	}
	switch {
	case route == "intrathecal",
		route == "oral" && only("sc", "im", "iv", "intrathecal", "intravitreal"),
		route == "iv" && only("sc", "im", "intrathecal", "intravitreal"),
		slices.Contains([]string{"iv", "im", "sc"}, route) && only("topical", "ophthalmic", "otic", "nasal", "vaginal", "inhaled", "rectal", "intrathecal", "intravitreal"):
		return error10x
	case slices.Contains(localRoutes, route), route == "inhaled", route == "transdermal", route == "rectal":
		return open
	}
	return outside
}

// deed is a way of giving a medicine that is never right, or only in one
// situation. Sources: ISMP list of high-alert medicines and its advice on
// intravenous push; China's list of high-alert medicines (class A); the labels.
type deed struct {
	drugs []string
	// words are any of what the sentence says of how it is given.
	words []string
	// unless are words of the sentence or the chart that make it right; where slowUpTo is
	// written, only a slow injection of at most that amount.
	unless   []string
	slowUpTo amountOf
	// with are classes of which the patient must have another medicine in use.
	with []string
	// push is true for what no order may have injected into a vein at once.
	push bool
}

//nolint:gochecknoglobals // a literal table, read only
var (
	pushWords = []string{"静推", "静脉推注", "静脉注射", "静注", "推注", "ivpush", "ivbolus", "intravenouspush", "intravenousbolus", "bolus", "rapidiv", "快速静滴", "快速静脉"}
	deeds     = []deed{
		{drugs: []string{"drug.potassium_chloride"}, words: pushWords, push: true},
		{drugs: []string{"drug.vancomycin", "drug.clindamycin", "drug.azithromycin", "drug.erythromycin", "drug.amphotericin_b", "drug.aciclovir"}, words: pushWords, push: true},
		// NICE NG192, 1.4: oxytocin 5 IU by slow intravenous injection once the baby is born.
		{
			drugs:    []string{"drug.oxytocin"},
			words:    []string{"bolus", "ivpush", "静推", "静脉推注", "推注"},
			unless:   []string{"娩出", "剖宫产", "产后", "caesarean", "cesarean", "afterdelivery", "deliveryofthebaby", "thirdstage", "postpartum", "babyisborn"},
			slowUpTo: amountOf{5, "[iU]"},
		},
		// Boxed warning: the patch is only for those who take opioids already.
		{drugs: []string{"drug.fentanyl"}, words: []string{"patch", "transdermal", "贴剂", "透皮贴", "贴片"}, with: []string{"class.opioid"}},
		{
			drugs:  []string{"drug.adrenaline"},
			words:  pushWords,
			unless: []string{"骤停", "停搏", "复苏", "室颤", "无脉", "arrest", "cpr", "resuscitat", "asystole", "pulseless", "vf"},
		},
	}
	// What no guideline holds any more, said as an aim (Bellomo, Lancet
	// 2000;356:2139 on dopamine; AHA 2010 and later on atropine in asystole).
	outdated = []deed{
		{drugs: []string{"drug.dopamine"}, words: []string{"renalprotect", "renaldose", "renal-dose", "kidneyprotect", "protectthekidney", "肾保护", "保护肾", "肾剂量", "利尿剂量"}},
		{drugs: []string{"drug.atropine"}, words: []string{"心脏停搏", "心脏骤停", "心搏骤停", "心跳骤停", "无脉", "asystole", "cardiacarrest", "pulselesselectrical", "inpea", "forpea", "peaarrest", "(pea)"}},
		{drugs: []string{"drug.nifedipine"}, words: []string{"舌下", "sublingual", "underthetongue"}},
	}
	slowWords = []string{"slow", "缓慢", "缓推", "慢推", "overatleast"}
	notWords  = []string{"禁止", "严禁", "不可", "不得", "不能", "勿", "避免", "切忌", "禁", "never", "not", "avoid", "don't", "no"}
)

// amountOf is an amount in a unit.
type amountOf struct {
	n    float64
	unit string
}

// slowly is true for a dose of at most an amount that a sentence gives slowly.
func (a amountOf) slowly(c claim.Claim, sentence string) bool {
	if c.Dose == nil || c.Dose.PerKg || c.Dose.Amount == 0 {
		return false
	}
	n, ok := convert(c.Dose.Amount, c.Dose.Unit, a.unit)
	return ok && n <= a.n*tolerance && slices.ContainsFunc(slowWords, func(w string) bool { return strings.Contains(sentence, w) })
}

// misgiven is true where the sentence, or an order in structure, gives the drug in a way
// that is wrong at any dose. "Never as a push" gives nothing.
func (b *bench) misgiven(c claim.Claim) bool {
	return b.done(c, deeds) || c.Act == claim.Prescribe && b.done(c, outdated)
}

func (b *bench) done(c claim.Claim, deeds []deed) bool {
	s := squeeze(b.sentence(c.Sentence))
	for _, d := range deeds {
		if d.push && c.Dose != nil && c.Dose.Push && slices.Contains(d.drugs, c.Concept) {
			return true
		}
		if !slices.Contains(d.drugs, c.Concept) || b.says(s, d.unless) && (d.slowUpTo.n == 0 || d.slowUpTo.slowly(c, s)) || len(d.with) > 0 && (!b.medicationsClear() || b.anyInUse(d.with, c)) {
			continue
		}
		for _, w := range d.words {
			if i := strings.Index(s, w); i >= 0 && !deniedBefore(s[:i]) {
				return true
			}
		}
	}
	return false
}

func (b *bench) says(sentence string, words []string) bool {
	for _, w := range words {
		if strings.Contains(sentence, w) {
			return true
		}
		for _, x := range b.Chart.Conditions {
			if active(x) && strings.Contains(squeeze(x.Text), w) {
				return true
			}
		}
	}
	return false
}

// deniedBefore is true where what follows is forbidden.
func deniedBefore(s string) bool {
	const near = 24
	s = s[max(0, len(s)-near):]
	return slices.ContainsFunc(notWords, func(w string) bool { return strings.Contains(s, w) })
}

//nolint:gochecknoglobals // a literal list, read only
var alcoholWords = []string{"白酒", "黄酒", "红酒", "啤酒", "送酒", "酒送服", "以酒", "用酒", "withalcohol", "withwine", "withbeer", "withwhisky", "withwhiskey", "withbrandy", "withvodka", "aglassofwine", "washeddownwith"}

//nolint:gochecknoglobals // compiled once, read only
var alcoholRE = apart(alcoholWords...)

// apart matches any of some words, with spaces in them or without.
func apart(words ...string) *pattern.Regexp {
	out := make([]string, len(words))
	for i, w := range words {
		for k, r := range []rune(w) {
			if k > 0 {
				out[i] += " *"
			}
			out[i] += regexp.QuoteMeta(string(r))
		}
	}
	return pattern.MustCompile(strings.Join(out, "|"))
}

// withAlcohol is true for a draft that gives a medicine together with alcohol.
func (b *bench) withAlcohol() bool {
	for i := range b.Reading.Sentences {
		if !b.shows(i, alcoholRE) {
			continue
		}
		s := b.squeezed(i)
		for _, w := range alcoholWords {
			if at := strings.Index(s, w); at >= 0 && !deniedBefore(s[:at]) {
				return true
			}
		}
	}
	return false
}
