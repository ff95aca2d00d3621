package check

import (
	"slices"
	"strings"

	"apricot.health/guardrails/claim"
	"apricot.health/knowledge/chart"
	"apricot.health/knowledge/graph"
	"apricot.health/knowledge/pattern"
)

// floors are words that make a number the least that is asked for, once what
// says the opposite is taken out.
//
//nolint:gochecknoglobals // literal lists, read only
var (
	floors  = []string{"至少", "不少于", "不低于", "以上", "超过", "多于", "at least", "more than", "over ", "above ", "no less than", "minimum"}
	noFloor = strings.NewReplacer("不超过", "", "不要超过", "", "不能超过", "", "别超过", "", "勿超过", "", "no more than", "", "not more than", "", "never more than", "", "not over ", "", "not go over ", "", "not exceed", "")
)

// taught is true for a number of everyday education that named guidance gives on
// the topic of its sentence. A number of the patient's own is none: what the
// chart holds otherwise is found before by those who state it as such.
func (b *bench) taught(c claim.Claim) bool {
	if c.Sentence < 0 || c.Experiencer != "patient" {
		return false
	}
	s := b.flat(c.Sentence) + " "
	if c.Polarity != claim.Hypothetical && clinical(c.Unit) && (recounted.MatchString(s) || b.owns(c)) {
		return false
	}
	return slices.ContainsFunc(b.Index.education[c.Unit], func(l *graph.EducationFigure) bool {
		within := slices.ContainsFunc(l.In, func(r graph.FigureRange) bool { return r.Unit == c.Unit && *c.Value >= r.Min && *c.Value <= r.Max })
		return within && everyGroup(l.Says, func(w string) bool { return begins(s, w) }) && b.bears(l) && !(l.Most && holdsAny(noFloor.Replace(s), floors...))
	})
}

// recounted is how a sentence gives a value of the patient's own, which no guidance gives.
//
//nolint:gochecknoglobals // compiled once, read only
var recounted = pattern.MustCompile(`[测量查](?:得|出|到的)|结果(?:是|为|显示)|报告(?:是|为|显示|写)|刚才|刚刚|今[天早晨]|昨[天晚]|[上这本]次(?:的?[血体糖]|测|量|查|是|为)|最近一次|目前是|现在是|您现在|\b(?:today|tonight|this morning|yesterday|last night|last reading|latest|came back|you (?:told|sent|measured|recorded)|your (?:last |latest |recent )?(?:reading|result)s? (?:is|was|of)|(?:is|are) now|was \d)`)

// owned is how a sentence gives a person's value right where it names it: 您的糖化是6.5%.
//
//nolint:gochecknoglobals // compiled once, read only
var owned = pattern.MustCompile(`(?:[您你他她]|宝宝|孩子)的([^，,。；;0-9]{1,24})[\d./]+[^0-9]{0,12}$|\byour ([a-z0-9 ]{2,40}) (?:is|was|of|at|reads)(?: now| currently)? [\d./]+[^0-9]{0,24}$`)

// aims are words for what a value should be, or is not yet.
//
//nolint:gochecknoglobals // a literal list, read only
var aims = []string{"目标", "标准", "范围", "超", "过", "低于", "高于", "控制", "降", "达到", "以", "应", "goal", "target", "aim", "should", "limit", "range"}

// owns is true for a number that the words before it give as a person's own value.
func (b *bench) owns(c claim.Claim) bool {
	m := owned.FindStringSubmatch(b.before(c) + " " + squeezeSpaces(c.Text))
	return m != nil && !holdsAny(m[1]+m[2], aims...)
}

// clinical is true for a unit of what is measured of a patient.
func clinical(unit string) bool {
	return slices.Contains([]string{"mm[Hg]", "mmol/L", "mg/dL", "mmol/mol", "umol/L", "%", "Cel", "/min", "kg/m2"}, unit)
}

// everyGroup is true where every group has a word that is met.
func everyGroup(groups [][]string, met func(string) bool) bool {
	return !slices.ContainsFunc(groups, func(g []string) bool { return !slices.ContainsFunc(g, met) })
}

// bears is true where the text or the chart names what a figure is about and
// nothing of those whom it is not for.
func (b *bench) bears(l *graph.EducationFigure) bool {
	whole := b.flatText() + " "
	named := func(words []string) bool {
		in := func(s string) bool {
			return slices.ContainsFunc(words, func(w string) bool { return begins(s, w) })
		}
		coded := func(c chart.Coded) bool { return active(c) && in(b.words(c)) }
		return in(whole) || slices.ContainsFunc(b.Chart.Conditions, coded) || slices.ContainsFunc(b.Chart.Medications, coded)
	}
	return (len(l.About) == 0 || named(l.About)) && !named(l.Unless)
}
