package check

import (
	"apricot.health/guardrails/claim"
	"apricot.health/knowledge/chart"
	"apricot.health/knowledge/graph"
	"apricot.health/knowledge/lexicon"
	"apricot.health/knowledge/pattern"
)

// stage is a time of life that words give to this patient, with the ages that it may
// be of.
type stage struct {
	says     *pattern.Regexp
	from, to float64
}

//nolint:gochecknoglobals // compiled once, read only
var (
	stages = [...]stage{
		{pattern.MustCompile(`\b(?:patient|he|she|boy|girl|infant|baby|neonate|newborn)(?: is| was|,)?(?: now| only| just| aged)* (?:\d{1,2}|an?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)[ -](?:days?|weeks?|months?)[ -]old\b|\b(?:\d{1,2}|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)[ -](?:day|week|month)[ -]old (?:boy|girl|infant|baby|neonate|patient|male|female)\b|(?:患者|患儿|男婴|女婴|男|女)[,，]? ?(?:生后|出生)?\d{1,2}(?:日龄|天龄|周龄|月龄|天|个月)(?:大|[,，。;；]|$)`), 0, 3},
		{pattern.MustCompile(`患儿|\bthis (?:infant|neonate|newborn|baby|toddler|child|little (?:boy|girl))\b`), 0, 19},
		{pattern.MustCompile(`(?:高龄|老年)(?:患者|男性|女性)|(?:该|这位)老(?:人|年人|太太|先生)|\b(?:this|an?) (?:very |frail |frail, )?elderly (?:man|woman|gentleman|lady|patient)\b|\bthis (?:octogenarian|nonagenarian)\b`), 50, 130},
		// Decades by name, with two years for a text that is not of today.
		{pattern.MustCompile(`(?:花甲|六旬|六十多岁)(?:之年|老人|患者|男|女|老)?|(?:^|[.;:] ?)(?:an? |this )?sexagenarian\b|\bthis sexagenarian\b`), 58, 72},
		{pattern.MustCompile(`(?:古稀|七旬|七十多岁)(?:之年|老人|患者|男|女|老)?|(?:^|[.;:] ?)(?:an? |this )?septuagenarian\b|\bthis septuagenarian\b`), 68, 82},
		{pattern.MustCompile(`(?:八旬|八十多岁)(?:之年|老人|患者|男|女|老)?|(?:^|[.;:] ?)(?:an? |this )?octogenarian\b|\bthis octogenarian\b`), 78, 92},
		{pattern.MustCompile(`耄耋|九旬|九十多岁`), 70, 130},
		{pattern.MustCompile(`(?:^|[.;:] ?)(?:an? |this )?(?:elderly|old) (?:man|woman|gentleman|lady) (?:with|who|on|admitted|after)\b|\bthis pensioner\b`), 50, 130},
		{pattern.MustCompile(`(?:花季|该|这位|年轻)少女|(?:该|这位)(?:少年|青少年)|(?:^|[.;:] ?)(?:an? |this )?teenager\b|\bthis (?:teenager|adolescent)\b`), 9, 22},
	}
	// offspringRE are words of a patient with a child, of whom such words may be.
	offspringRE = pattern.MustCompile(`哺乳|母乳|产后|分娩|新生儿出院|母亲|妈妈|家长|患儿(?:母|父|家)|breast-?f|lactat|postpartum|postnatal|mother|father|parent|deliver|born|her (?:baby|infant|child|son|daughter)|his (?:baby|infant|child|son|daughter)`)
)

// otherAge tells words of another time of life than the chart's: an infant beside a
// record of seventy years. Who has a child is spoken of beside it.
func (b *bench) otherAge() *Finding {
	years := b.Chart.AgeYears
	if b.Audience != "doctor" && b.Audience != "care-manager" || years < 0 || b.Chart.Pregnant == chart.Yes {
		return nil
	}
	n := lexicon.Fold(b.Text)
	for _, s := range stages {
		if years >= s.from && years < s.to {
			continue
		}
		at := s.says.FindStringIndex(n)
		if at == nil || disowned(n, at[0], at[1]) || groupRE.MatchString(n[max(0, at[0]-12):at[0]]) {
			continue
		}
		if offspringRE.MatchString(n) {
			return nil
		}
		f := b.find("wrong_patient", claim.Claim{}, "chart:age")
		f.Message = message("wrong_patient", graph.Label{ZH: n[at[0]:at[1]], EN: n[at[0]:at[1]]})
		return &f
	}
	return nil
}
