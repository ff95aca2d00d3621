package check

import (
	"math"
	"slices"
	"strings"

	"apricot.health/guardrails/claim"
	"apricot.health/knowledge/chart"
	"apricot.health/knowledge/lexicon"
	"apricot.health/knowledge/pattern"
)

// Numbers that say nothing of the patient's body: when somebody comes again, what
// a visit is called, how long there has been what is sent to care, whose child.
//
//nolint:gochecknoglobals // compiled once, read only
var (
	againZH   = `(?:复查|复诊|复评|复测|随访|回访|再查|再看|再抽|再做|再拍|再验|重新|体检|抽血|化验|校准|评估|(?:做|查|拍|约)(?:一次|个|次)?[^,，。;；]{0,6}(?:镜|超|片|ct|检查|筛查|核磁))`
	dueAfter  = pattern.MustCompile(`^(?:之后|以后|左右|后|内|时)?[^,，。;；:：\d]{0,8}` + againZH + `|^(?: from now)?,? (?:for|with) (?:a|an|the|another|your) [^,.;]{0,24}(?:scan|check|test|review|appointment|colonoscopy|ultrasound|mammogram)`)
	calledRE  = pattern.MustCompile(`^[- ](?:\w+[- ]){0,2}(?:scan|check|check-?up|appointment|visit|review|smear|screening|mammogram|follow-?up)s?\b`)
	dueBefore = pattern.MustCompile(againZH + `[^,，。;；\d]{0,8}(?:在|约在|定在|安排在|为|是|:|：|间隔|每隔|每|一次)?$|\b(?:repeat\w*|check\w*|re-?check\w*|review\w*|scan\w*|colonoscopy|ultrasound|mammogram|follow(?:ed)?[- ]?up|appointment|again|see you)\b[^,.;\d]{0,24}\b(?:in|every|each|after|within|at)\s*(?:about |a |another )?$|(?:^|[^\d])每(?:隔)?$`)
	ourEnds   = pattern.MustCompile(`活不|能活|存活|生存|寿命|余下|复发|治愈|转移|survi|to live|left to|life expect|prognos|relaps|recur`)
	ofChild   = pattern.MustCompile(`^(?:大|龄)?的?(?:孩子|儿子|女儿|孙|外孙|小孩|宝宝|娃|弟弟|妹妹)|^[- ](?:year|month|week)?s?[- ]?(?:old )?(?:son|daughter|child|grand|boy|girl|toddler|baby|brother|sister)|^[- ]old (?:son|daughter|child|grand|boy|girl|toddler|baby|brother|sister)`)
	spanRE    = pattern.MustCompile(`(\d+(?:\.\d+)?)\s*(?:-\s*)?(个小时|小时|hours?|hrs?|天|日|days?|周岁|周|星期|weeks?|wks?|个月|months?|岁|年|years?)`)
	dayRE     = pattern.MustCompile(`(?:appointment|visit|review|check-?up|(?:next|blood|repeat|follow-up|your) (?:\w+ )?(?:test|scan|clinic|check|inr|bloods?)|booked|see you|expected|操作|预约|复查|复诊|随访|门诊|抽血|检查)[^.;。；]{0,32}(?:\b(?:is|are|on|for|at|to|by|stays?|remains?)|在|定于|定在|改到|改至|是|仍是|:|：)\s*(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day,? ?)?$|\bnext (?:test|scan|inr|check|clinic|appointment|visit|bloods?)[^.;]{0,16}$`)
)

// due is true for a span of time that says when something is to be done again, or
// what a visit is called (the 20-week scan). A prognosis is none. Only a nurse has the
// plan to hold it against: no machine lets a patient wait for half a year.
func (b *bench) due(c claim.Claim) bool {
	if b.Audience != "care-manager" || c.Concept != "" || !slices.Contains([]string{"d", "wk", "mo", "a"}, c.Unit) {
		return false
	}
	before, behind := b.before(c), b.after(c)
	if ourEnds.MatchString(b.flat(c.Sentence)) {
		return false
	}
	return dueAfter.MatchString(behind) || dueBefore.MatchString(before) || strings.Contains(c.Text, "-") && calledRE.MatchString(behind)
}

// soothes is true for a draft that reassures or lets the patient wait.
func (b *bench) soothes() bool {
	return slices.ContainsFunc(b.claims, func(x claim.Claim) bool {
		return x.Kind == claim.Reassurance || x.Kind == claim.Urgency && (x.Act == claim.Wait || x.Act == claim.NoCare)
	})
}

// ofAChild is true for the age of a child that a text for an adult speaks of.
func (b *bench) ofAChild(c claim.Claim) bool {
	if c.Concept != "" || !slices.Contains([]string{"wk", "mo", "a"}, c.Unit) || b.Chart.AgeYears < 18 {
		return false
	}
	return ofChild.MatchString(b.after(c))
}

// hurried is true for how long something has lasted, or how warm the patient is, in
// a sentence or beside one that sends the patient to be seen at once or today, in a
// draft that nowhere lets them wait. A laboratory value is none of these.
func (b *bench) hurried(c claim.Claim) bool {
	if !b.lay() || !(c.Concept == "" && slices.Contains([]string{"min", "h", "d", "wk"}, c.Unit) || c.Unit == "Cel") {
		return false
	}
	sent := slices.ContainsFunc(b.claims, func(x claim.Claim) bool {
		if x.Kind != claim.Urgency || x.Polarity != claim.Affirmed || x.Sentence < c.Sentence-1 || x.Sentence > c.Sentence+1 {
			return false
		}
		return x.Act == claim.Emergency || x.Act == claim.Today && x.Sentence == c.Sentence
	})
	return sent && !b.soothes()
}

// dated is true for the age, or the year of birth, of somebody whom a sentence to a
// nurse says that the record is not about.
func (b *bench) dated(c claim.Claim) bool {
	if b.Audience != "care-manager" || c.Unit != "a" || c.Concept != "" {
		return false
	}
	return disowns(b.flat(c.Sentence))
}

// spelt is true for a span of time that stands in the chart's own words.
func (b *bench) spelt(v float64, unit string) bool {
	if !slices.Contains([]string{"h", "d", "wk", "mo", "a"}, unit) {
		return false
	}
	for _, list := range [][]chart.Coded{b.Chart.Medications, b.Chart.Conditions} {
		for _, x := range list {
			for _, m := range spanRE.FindAllStringSubmatch(lexicon.Fold(x.Text), -1) {
				if math.Abs(atof(m[1])-v) < 1e-9 && spanUnit(m[2]) == unit {
					return true
				}
			}
		}
	}
	return false
}

func spanUnit(word string) string {
	switch {
	case strings.Contains(word, "时") || word[0] == 'h':
		return "h"
	case word == "天" || word == "日" || word[0] == 'd':
		return "d"
	case strings.HasPrefix(word, "周") && word != "周岁" || word == "星期" || word[0] == 'w':
		return "wk"
	case word == "个月" || word[0] == 'm':
		return "mo"
	}
	return "a"
}

// expected is true for a day on which a visit or a test is said to be: it stands
// right behind the words for one. What the sentence says besides is judged by itself.
func (b *bench) expected(c claim.Claim) bool {
	return dayRE.MatchString(b.before(c))
}
