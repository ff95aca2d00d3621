package logic

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"

	"apricot.health/knowledge/chart"
	"apricot.health/knowledge/graph"
)

// nothing is the answer where a list is empty.
const nothing = "nothing"

// Answer is what an item says to the question of a graph.ItemCase:
//
//	condition  age       at which ages it grows likelier or less likely: "up at 40, down at 65"
//	           sex       who is likelier to have it: men, women, alike, only men, only women
//	           likelier  whether what is given of the patient makes it likelier than for
//	                     another of the same age and sex; where nothing but these is
//	                     given, of the same age; where nothing but that, of whom nothing
//	                     is known: more, less, alike
//	           times     by what the prior is multiplied
//	           speaks    whether each finding that is given speaks for it or against it: for,
//	                     against, both, no
//	           known     what it means that the record holds it: "more, level 2, brings cond.chd"
//	           seen      how soon, where and whether it may be missed when it is likely
//	finding    brings    what counts as present with it
//	           can       whether the patient can have it: yes, no
//	           asked     whether there is a question for it
//	           unsaid    what it is where nobody wrote it down: absent, unknown
//	           new       whether it means a new event: yes, no
//	complaint  opens     the findings that open it
//	           danger, history   what the patient can be asked, in the author's order
//	           considers the conditions in question
//	           seen      how soon and where, when nothing else says
//	red flag   suspects  order rule  drafts    score  for
//	course     of        whether it is that of each condition that is given: yes, no
//	pathway    steps     the order of its steps; the id of a step asks what that needs
func Answer(g *graph.Graph, item any, c graph.ItemCase) (string, error) {
	given, err := c.Given()
	if err != nil {
		return "", fmt.Errorf("logic: %w", err)
	}
	words, ok := "", false
	switch x := item.(type) {
	case graph.Condition:
		words, ok = ofCondition(g, x, c.Asks, given)
	case graph.Finding:
		words, ok = ofFinding(g, x, c.Asks, given)
	case graph.Complaint:
		words, ok = ofComplaint(g, x, c.Asks, FromGiven(g, given))
	case graph.RedFlag:
		words, ok = sorted(x.Suspect), c.Asks == "suspects"
	case graph.OrderRule:
		words, ok = list(x.Orders), c.Asks == "drafts"
	case graph.Score:
		words, ok = sorted(x.For), c.Asks == "for"
	case graph.Course:
		words, ok = yesNo(!slices.ContainsFunc(slices.Collect(maps.Keys(given)), func(id string) bool { return !slices.Contains(x.Of, id) })), c.Asks == "of"
	case graph.Pathway:
		words, ok = ofPathway(x, c.Asks)
	}
	if !ok {
		return "", fmt.Errorf("logic: %q is no question to a %T", c.Asks, item)
	}
	return words, nil
}

func list(ids []string) string {
	if len(ids) == 0 {
		return nothing
	}
	return strings.Join(ids, " ")
}

func sorted(ids []string) string { return list(slices.Sorted(slices.Values(ids))) }

func ofCondition(g *graph.Graph, x graph.Condition, asks string, given map[string]any) (string, bool) {
	switch asks {
	case "age":
		return ages(x, FromGiven(g, given)), true
	case "sex":
		return sexes(g, x, given), true
	case "likelier":
		return more(PriorTimes(x, FromGiven(g, given)), PriorTimes(x, FromGiven(g, another(given)))), true
	case "times":
		return fmt.Sprintf("%.4g", PriorTimes(x, FromGiven(g, given))), true
	case "speaks":
		return speaks(g, x, given), true
	case "known":
		return known(g, x, given), true
	case "seen":
		words := fmt.Sprintf("level %d, %s", x.Level, x.Department)
		if x.MustNotMiss {
			words += ", must not be missed"
		}
		return words, true
	}
	return "", false
}

// another is a patient with less that is given: of the same age and sex, or where no
// more than these is given of the same age, or of whom nothing is known.
func another(given map[string]any) map[string]any {
	for _, keep := range [][]string{{"find.age", "find.sex_female", "find.sex_male"}, {"find.age"}} {
		out := maps.Clone(given)
		maps.DeleteFunc(out, func(id string, _ any) bool { return !slices.Contains(keep, id) })
		if len(out) < len(given) {
			return out
		}
	}
	return nil
}

// aged is a patient of an age.
type aged struct {
	Facts
	years float64
}

// Number implements Facts.
func (f aged) Number(id string) (float64, bool) {
	if id == "find.age" {
		return f.years, true
	}
	return f.Facts.Number(id)
}

// ages tells each age at which a condition grows likelier or less likely. Between
// the ages that its modifiers name nothing changes.
func ages(x graph.Condition, f Facts) string {
	var edges []float64
	for _, m := range x.Modifiers {
		edges = append(edges, m.MinAge, m.MaxAge)
	}
	slices.Sort(edges)
	var out []string
	before := PriorTimes(x, aged{f, 0})
	for _, years := range slices.Compact(edges) {
		now := PriorTimes(x, aged{f, years})
		if change := more(now, before); change != alike {
			out = append(out, fmt.Sprintf("%s at %v", map[string]string{"more": "up", "less": "down"}[change], years))
		}
		before = now
	}
	if len(out) == 0 {
		return alike
	}
	return strings.Join(out, ", ")
}

const alike = "alike"

// more says whether a number is more than another, less or alike but for what
// binary fractions add.
func more(a, b float64) string {
	const slack = 1e-9
	switch {
	case a > b*(1+slack):
		return "more"
	case b > a*(1+slack):
		return "less"
	}
	return alike
}

func sexes(g *graph.Graph, x graph.Condition, given map[string]any) string {
	if x.Sex != "" {
		return "only " + map[string]string{"female": "women", "male": "men"}[x.Sex]
	}
	of := func(sex string) float64 {
		own := maps.Clone(given)
		own[sex] = true
		return PriorTimes(x, FromGiven(g, own))
	}
	return map[string]string{"more": "men", "less": "women", alike: alike}[more(of("find.sex_male"), of("find.sex_female"))]
}

// speaks says on which side findings stand: more frequent in the condition than among
// all who come, or less.
func speaks(g *graph.Graph, x graph.Condition, given map[string]any) string {
	sides := map[string]bool{}
	for id := range given {
		side := "no"
		if i := slices.IndexFunc(x.Edges, func(e graph.Edge) bool { return e.Find == id }); i >= 0 {
			f, _ := g.Finding(id)
			side = Side(x.Edges[i], f)
		}
		sides[side] = true
	}
	switch {
	case sides["no"] || len(sides) == 0:
		return "no"
	case len(sides) > 1:
		return "both"
	case sides["for"]:
		return "for"
	}
	return "against"
}

// Telling is the log likelihood ratio from which a finding is named for a condition or
// against it.
const Telling = 0.1

// Side is "for" where a finding is more frequent in a condition than among all who
// come, "against" where it is less, and "no" where it is about as frequent or its
// background is not known.
func Side(e graph.Edge, f graph.Finding) string {
	if f.Base <= 0 {
		return "no"
	}
	switch ratio := math.Log(math.Sqrt(e.Low*e.High) / f.Base); {
	case ratio > Telling:
		return "for"
	case ratio < -Telling:
		return "against"
	}
	return "no"
}

// known is what an entry of the record changes for a patient.
func known(g *graph.Graph, x graph.Condition, given map[string]any) string {
	with := maps.Clone(given)
	with[x.ID] = true
	f := FromGiven(g, with)
	words := []string{more(PriorTimes(x, f), PriorTimes(x, FromGiven(g, given)))}
	if x.Known == nil {
		return words[0]
	}
	if x.Known.Level > 0 {
		words = append(words, fmt.Sprintf("level %d", x.Known.Level))
	}
	var brings []string
	for _, id := range x.Known.Implies {
		if f.Bool(id) == chart.Yes {
			brings = append(brings, id)
		}
	}
	if len(brings) > 0 {
		words = append(words, "brings "+sorted(brings))
	}
	return strings.Join(words, ", ")
}

func ofFinding(g *graph.Graph, x graph.Finding, asks string, given map[string]any) (string, bool) {
	switch asks {
	case "brings":
		given[x.ID] = true
		f := FromGiven(g, given)
		var brings []string
		for _, id := range g.Generals(x.ID) {
			if f.Bool(id) == chart.Yes {
				brings = append(brings, id)
			}
		}
		return sorted(brings), true
	case "can":
		return yesNo(CanHave(x, FromGiven(g, given))), true
	case "asked":
		return yesNo(x.Ask != nil), true
	case "unsaid":
		return map[chart.Tri]string{chart.No: "absent", chart.Yes: "present", chart.Unknown: "unknown"}[FromGiven(g, given).Bool(x.ID)], true
	case "new":
		return yesNo(x.Acute), true
	}
	return "", false
}

func yesNo(v bool) string { return map[bool]string{true: "yes", false: "no"}[v] }

func ofComplaint(g *graph.Graph, x graph.Complaint, asks string, f Facts) (string, bool) {
	fit := func(ids []string) string {
		return list(slices.DeleteFunc(slices.Clone(ids), func(id string) bool {
			find, _ := g.Finding(id)
			return !CanHave(find, f)
		}))
	}
	switch asks {
	case "opens":
		return sorted(append([]string{x.Finding}, x.Also...)), true
	case "danger":
		return fit(x.Danger), true
	case "history":
		return fit(x.History), true
	case "considers":
		return sorted(x.Conditions), true
	case "seen":
		return fmt.Sprintf("level %d, %s", x.Level, x.Department), true
	}
	return "", false
}

// ofPathway tells the order of the steps, or what one needs: the findings, the
// tables, the steps before it, and what it drafts and looks for.
func ofPathway(x graph.Pathway, asks string) (string, bool) {
	var ids []string
	for _, s := range x.Steps {
		if ids = append(ids, s.ID); s.ID != asks {
			continue
		}
		words := []string{s.Kind}
		say := func(what string, ids []string) {
			if len(ids) > 0 {
				words = append(words, what+" "+list(ids))
			}
		}
		say("after", s.After)
		say("asks", s.Ask)
		say("reads", s.Bands)
		say("drafts", s.Orders)
		for _, sc := range s.Screen {
			say(sc.Cond+" drafts", sc.OrderInvs)
		}
		return strings.Join(words, ", "), true
	}
	return list(ids), asks == "steps"
}
