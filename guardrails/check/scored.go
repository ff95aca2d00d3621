package check

import (
	"regexp"
	"slices"
	"strings"

	"apricot.health/guardrails/claim"
	"apricot.health/knowledge/chart"
	"apricot.health/knowledge/graph"
	"apricot.health/knowledge/logic"
	"apricot.health/knowledge/pattern"
)

// stated finds the value that a text gives of one score.
type stated struct {
	score graph.Score
	head  string // the first part of its name
	re    *pattern.Regexp
	// apart reads a sum that stands behind the items: "confused, RR 32: score 2".
	apart *pattern.Regexp
}

// scoreNames are the scores of a graph that have a name of their own. A name that
// is a common word (HEART) counts only where it is called a score.
func scoreNames(g *graph.Graph) []stated {
	var out []stated
	for _, s := range g.Scores() {
		name := strings.ToLower(s.Labels.EN)
		if strings.Contains(name, " ") || name == "" || s.ID == "score.child_pugh" {
			continue
		}
		parts := strings.FieldsFunc(name, func(r rune) bool { return r == '-' || r == ' ' })
		head := parts[0]
		for i := range parts {
			parts[i] = regexp.QuoteMeta(parts[i])
		}
		called := `(?:\s*(?:score|评分|积分|得分))?`
		if !strings.ContainsAny(name, "-0123456789") {
			called = `\s*(?:score|评分|积分|得分)`
		}
		called = `\b` + strings.Join(parts, `[-\s]?`) + called
		sum := pattern.MustCompile(called + `[^.。;；]{0,140}?(?:score|total|总分|评分|得分|共|合计|=)\s*(?:is|of|=|:|为|是|\s)*(\d{1,2})(?:\s*分|\s*points?)?(?:[^\d./%\-–~]|[.。](?:\D|$)|$)`)
		out = append(out, stated{s, head, pattern.MustCompile(called + `(?:\s+(?:score )?(?:for|in|of) (?:this |the |our )?(?:her|him|lady|woman|man|gentleman|patient|pt))?\s*(?:comes to|comes out at|works out at|adds up to|totals|total|is|was|of|at|only|just|=|:|：|为|是|仅|共|总分|\s)*\s*(\d{1,2})(?:\s*分|\s*points?)?(?:[^\d./%\-–~]|[.。](?:\D|$)|$)`), sum})
	}
	return out
}

// scored holds a score that a text gives against what the chart and the text
// itself make of it: less than what is certain, or more than what could be.
func (b *bench) scored() []Finding {
	n := b.flatText()
	var facts logic.Facts
	var out []Finding
	for _, s := range b.Index.stated {
		if !strings.Contains(n, s.head) {
			continue
		}
		m := s.re.FindStringSubmatchIndex(n)
		if m == nil {
			m = s.apart.FindStringSubmatchIndex(n)
		}
		if m == nil || ifRE.MatchString(n[max(0, m[0]-24):m[0]]) {
			continue
		}
		if facts == nil {
			facts = b.told()
		}
		least, most, ok := b.bounds(s.score, facts)
		if said := int(atof(n[m[2]:m[3]])); ok && (said < least || said > most && b.itemised(s.score, facts)) {
			f := b.find("negation_flipped", claim.Claim{Text: strings.TrimSpace(n[m[0]:m[3]])}, s.score.ID)
			f.Message = graph.Label{ZH: f.Message.ZH + "：评分与病历和文中内容不符", EN: f.Message.EN + ": not what the record and the text make of the score"}
			out = append(out, f)
		}
	}
	return out
}

// bounds are the least and the most that a score can be. What a list of conditions
// does not have is absent, but for one point for each that was not understood.
func (b *bench) bounds(s graph.Score, facts logic.Facts) (least, most int, ok bool) {
	r := logic.EvalScore(b.Graph, s, facts)
	if r.Applies != chart.Yes {
		return 0, 0, false
	}
	least, most = r.Sum, r.Sum
	for i, item := range s.Items {
		if r.Items[i].Known {
			continue
		}
		points := max(item.Points, 0)
		if band, found := b.Graph.Band(item.Band); found {
			points = slices.Max(append([]int{0}, band.Points...))
		}
		if item.When == nil || !b.Chart.ConditionsKnown || !ofConditions(*item.When) {
			most += points
		}
	}
	for _, c := range b.Chart.Conditions {
		if c.Concept == "" {
			most++
		}
	}
	return least, most, true
}

// itemised is true where the chart or the text names two things that score, so that
// a sum beyond them has nothing to come from.
func (b *bench) itemised(s graph.Score, facts logic.Facts) bool {
	scoring := 0
	for _, item := range logic.EvalScore(b.Graph, s, facts).Items {
		if item.Known && item.Points > 0 {
			scoring++
		}
	}
	return scoring > 1 && b.Chart.ConditionsKnown
}

// ofConditions is true for what only conditions decide.
func ofConditions(e graph.Expr) bool {
	return !slices.ContainsFunc(e.Facts(), func(id string) bool { return !strings.HasPrefix(id, "cond.") })
}

// told are the facts of the patient with what the text says of them: its numbers
// and what it affirms.
func (b *bench) told() logic.Facts {
	facts := factsWith{base: b.facts, extra: map[string]bool{}}
	var nums logic.Facts = facts
	for _, c := range b.claims {
		if c.Concept == "" || c.Polarity != claim.Affirmed || c.Experiencer != "patient" {
			continue
		}
		switch {
		case (c.Kind == claim.Diagnosis || c.Kind == claim.Finding) && c.Act != claim.Excluded && c.Act != claim.Suspected:
			facts.extra[c.Concept] = true
		case c.Kind == claim.Number && c.Value != nil:
			f, found := b.Graph.Finding(c.Concept)
			if v, fine := logic.Convert(c.Concept, *c.Value, c.Unit, f.Unit); found && fine {
				nums = withNumber{nums, c.Concept, v}
			}
		}
	}
	return nums
}
