package check

import (
	"cmp"
	"maps"
	"slices"

	"apricot.health/guardrails/claim"
	"apricot.health/knowledge/chart"
	"apricot.health/knowledge/graph"
	"apricot.health/knowledge/lexicon"
	"apricot.health/knowledge/logic"
	"apricot.health/knowledge/pattern"
)

// interaction holds a drug against every other medicine in use. Where two
// rules fire for one pair, the graver one is enough. The gravest comes first, and of equal
// ones what is known of the two medicines before what is known of their classes.
func interaction(b *bench, c claim.Claim) []Finding {
	worst, named := map[string]Finding{}, map[string]int{}
	open, relevant := false, false
	uses := b.inUse(c)
	for _, m := range b.Index.of[c.Concept] {
		r := b.Index.rules[m.rule]
		if r.Kind != "interaction" {
			continue
		}
		relevant = relevant || r.Tier != "passive"
		for _, u := range uses {
			if u.concept == "" || u.concept == c.Concept || u.claim == c.ID {
				continue
			}
			if !(m.inA && b.Index.member(r.B, u.concept) || m.inB && b.Index.member(r.A, u.concept)) {
				continue
			}
			f, unsure := b.fired(r, c)
			open = open || unsure && r.Tier != "passive"
			if f == nil || b.parted(r.ID, c, u) {
				continue
			}
			f.Evidence = append(f.Evidence, source(u), u.concept)
			b.mitigate(f, r.ID, c, u)
			if have, ok := worst[u.concept]; !ok || weight(*f) > weight(have) {
				worst[u.concept], named[u.concept] = *f, namesThem(r, c.Concept, u.concept)
			}
		}
	}
	var out []Finding
	for _, id := range slices.SortedFunc(maps.Keys(worst), func(x, y string) int {
		return cmp.Or(weight(worst[y])-weight(worst[x]), named[y]-named[x], cmp.Compare(x, y))
	}) {
		out = append(out, worst[id])
	}
	out = append(out, b.rushed(c, worst)...)
	if len(out) == 0 && (open || relevant && !b.medicationsClear()) {
		out = append(out, b.find("interaction_unknown", c))
	}
	return out
}

// namesThem is how many of two medicines a rule names themselves and not by a class.
func namesThem(r graph.SafetyRule, x, y string) int {
	n := 0
	for _, id := range [...]string{x, y} {
		if slices.Contains(r.A, id) || slices.Contains(r.B, id) {
			n++
		}
	}
	return n
}

// mitigate softens a finding by what a text does about it: what the rule asks for, a form
// that acts where it is put, a pause between the two, or words that know of it.
func (b *bench) mitigate(f *Finding, rule string, c claim.Claim, u use) {
	if b.provided(rule, c) {
		b.soften(f)
		b.soften(f)
	}
	if b.local(c.Concept, c.Sentence, "") || b.local(u.concept, -1, u.text) {
		b.soften(f)
	}
	if f.Hazard == "interaction" && b.washedOut(rule, c, u) {
		b.soften(f)
		b.soften(f)
	}
	if f.Hazard == "interaction_soft" && (b.acknowledged(c, u) || b.watched(c) || b.inPlace(c, u) && b.namedWith(c, u)) {
		b.soften(f)
	}
}

// weight orders findings of one kind: by severity, and of one severity what interrupts
// comes first.
func weight(f Finding) int {
	w := 2 * rank(f.Severity)
	if f.Hazard == "interaction" || f.Hazard == "contraindication" {
		w++
	}
	return w
}

// local is true for a medicine that is written for the skin, the eye, the ear
// or the nose: by the direction for use in its sentence, or by the words of the
// chart.
func (b *bench) local(concept string, sentence int, text string) bool {
	for _, x := range b.claims {
		if x.Kind == claim.Dose && x.Concept == concept && x.Dose != nil && (sentence < 0 || x.Sentence == sentence) {
			switch x.Dose.Route {
			case "topical", "ophthalmic", "otic", "nasal", "intravitreal":
				return true
			}
		}
	}
	if text == "" && sentence >= 0 && b.aloneIn(concept, sentence) {
		text = b.sentence(sentence)
	}
	t := lexicon.Fold(text)
	return localRE.MatchString(t) && !swallowedRE.MatchString(t)
}

// aloneIn is true where a sentence names no other medicine, so that its words are of
// this one.
func (b *bench) aloneIn(concept string, sentence int) bool {
	return !slices.ContainsFunc(b.claims, func(x claim.Claim) bool {
		return x.Kind == claim.Drug && x.Sentence == sentence && x.Concept != concept
	})
}

//nolint:gochecknoglobals // compiled once, read only
var (
	localRE = pattern.MustCompile(`外用|软膏|乳膏|凝胶|滴眼液|眼膏|眼用|玻璃体腔|玻璃体内|滴耳液|滴鼻液|鼻喷|搽剂|洗剂` +
		`|\b(?:creams?|ointments?|gels?|eye ?drops?|ear ?drops?|nasal ?sprays?|topical\w*|ophthalmic|intravitreal(?:ly)?|lotions?)\b`)
	// swallowedRE is what is meant for the mouth, and what is swallowed.
	swallowedRE = pattern.MustCompile(`口腔|\b(?:oral|soft|liquid)[ -]?gels?\b|\bgel ?caps?`)
)

// soften takes an interaction or a contraindication one tier down: little of what is
// used locally comes into the blood, but some does.
func (b *bench) soften(f *Finding) {
	switch f.Hazard {
	case "interaction":
		f.Hazard, f.Severity = "interaction_soft", Major
	case "interaction_soft":
		f.Hazard, f.Severity = "interaction_minor", Minor
	case "contraindication":
		f.Hazard, f.Severity = "contraindication_soft", Major
	case "contraindication_soft":
		f.Hazard, f.Severity = "contraindication_minor", Minor
	}
}

// acknowledged is true where a text for a doctor names both medicines of an
// interaction and says what is done about it.
func (b *bench) acknowledged(c claim.Claim, u use) bool {
	if b.Audience != "doctor" || c.Sentence < 0 {
		return false
	}
	if !b.namedWith(c, u) {
		return false
	}
	s := squeezeSpaces(b.sentence(c.Sentence-1) + " " + b.sentence(c.Sentence) + " " + b.sentence(c.Sentence+1))
	return holdsAny(s, managed[:]...) && !holdsAny(s, "无需监测", "不需监测", "无需调整", "不必监测", "no monitoring", "without monitoring", "no need to monitor", "not need monitoring", "no extra monitoring", "no adjustment", "no dose change")
}

// watched is true where a text for a doctor has the effect of a medicine watched
// closely, right where it names it: that is what is done about most interactions.
func (b *bench) watched(c claim.Claim) bool {
	if b.Audience != "doctor" || c.Sentence < 0 {
		return false
	}
	s := b.flat(c.Sentence)
	return closelyRE.MatchString(b.after(c)) && !unwatchedRE.MatchString(s)
}

//nolint:gochecknoglobals // compiled once, read only
var (
	closelyRE   = pattern.MustCompile(`^[^.;。；]{0,70}(?:\b(?:close|closer|frequent|weekly|careful|extra|early|tight|daily|more) (?:inr|level|drug level|potassium|glucose|ecg|blood pressure|clinical)? ?(?:checks?|monitoring|levels?|tests?|control|surveillance)|\b(?:inr|level|levels|potassium|ecg|glucose|qtc?|ck|creatinine)\b[^.;]{0,20}\b(?:closely|weekly|daily|within|in (?:\d|a|one|two|three)|every)|\bwatch(?:ing|ed)?(?: closely)? for\b|(?:加密|密切|严密|加强|每周|每日|[一二三两\d]+[~～-]?\d*(?:天|日|周)(?:后|内))[^,，。;；]{0,6}(?:监测|复查|查)|(?:监测|复查)[^,，。;；]{0,8}(?:浓度|INR|inr|血钾|肌酐|心电图|血糖))`)
	unwatchedRE = pattern.MustCompile(`\b(?:no|not|without|never|neither|nor|un(?:affected|changed|necessary)|need ?n't|isn't|doesn't|free(?:ly)?)\b|无(?:需|须|碍|关|影响)|不(?:影响|受|需|必|用|会|相互|增加)|未见|没有|翻倍|加倍|放心|随意|直接`)
)

//nolint:gochecknoglobals // a literal list, read only
var managed = [...]string{
	"监测", "复查", "减量", "减半", "减至", "减到", "测谷浓度", "查谷浓度", "隔开", "下调", "降低剂量", "间隔", "错开", "警惕", "相互作用", "观察有无", "血清素综合征的表现", "告知",
	"monitor", "recheck", "weekly inr", "check inr", "reduce", "cutting", "halve", "lower dose", "lower the dose", "interact", "watch for", "warn about", "warn her", "warn him", "advice about", "risk is listed", "is flagged", "space ", "separate", "hour apart", "an hour between", "measure trough", "check trough", "trough in", "was cut", "cut to", "hours apart",
}

func source(u use) string {
	switch {
	case u.claim != "":
		return "draft:" + u.claim
	case u.evidence != "":
		return u.evidence
	}
	return "chart"
}

// medicationsClear is true when the patient's medicines were asked for and
// every one of them is known to the graph.
func (b *bench) medicationsClear() bool {
	return b.Chart.MedicationsKnown && !slices.ContainsFunc(b.Chart.Medications, func(m chart.Coded) bool {
		if !active(m) {
			return false
		}
		_, known := b.Graph.Label(m.Concept)
		return !known
	})
}

// fired evaluates the condition of a rule; unsure is true when it is unknown.
func (b *bench) fired(r graph.SafetyRule, c claim.Claim) (f *Finding, unsure bool) {
	if r.When != nil {
		switch logic.Value(*r.When, b.facts) {
		case chart.No:
			return nil, false
		case chart.Unknown:
			return nil, true
		}
	}
	x := b.ruleFinding(r, c)
	return &x, false
}

// ruleFinding words a rule that fired: its tier gives the hazard.
func (b *bench) ruleFinding(r graph.SafetyRule, c claim.Claim) Finding {
	base := "contraindication"
	switch r.Kind {
	case "interaction":
		base = "interaction"
	case "duplicate":
		base = "duplicate"
	case "dose":
		base = "dose_error"
	}
	switch {
	case base == "duplicate":
	case base == "dose_error":
		if r.Tier != "interruptive" {
			base = "dose_range"
		}
	case r.Tier == "soft":
		base += "_soft"
	case r.Tier == "passive":
		base += "_minor"
	}
	f := b.find(base, c, r.ID)
	f.Severity = r.Severity
	name := b.name(c.Concept, c.Text)
	f.Message = graph.Label{ZH: name.ZH + "：" + r.Labels.ZH, EN: name.EN + ": " + r.Labels.EN}
	if !b.lay() {
		f.Message.ZH += "。" + r.Advice.ZH
		f.Message.EN += ". " + r.Advice.EN
	}
	return f
}
