package reason

import (
	"slices"

	"apricot.health/knowledge/chart"
	"apricot.health/knowledge/graph"
	"apricot.health/knowledge/logic"
)

// The reasons why something is asked.
const (
	ForDanger      = "danger"
	ForInformation = "information"
)

// TriageAsk is something that nobody has told yet, in words for a patient.
type TriageAsk struct {
	// ID is find.*, or complaint, age, sex.
	ID string `json:"id"`
	ZH string `json:"zh"`
	EN string `json:"en"`
	// Why is danger, where the answer may raise the urgency, or information,
	// where it tells the conditions apart.
	Why string `json:"why"`
}

// TriageQuestion is the next best question.
type TriageQuestion struct {
	TriageAsk
	// Kind is yes_no, choice, number, signs or open.
	Kind    string         `json:"kind"`
	Options []graph.Option `json:"options,omitempty"`
	Unit    string         `json:"unit,omitempty"`
	// Signs are the rows of a list of signs.
	Signs []TriageAsk `json:"signs,omitempty"`
	// Flag is the red flag that an answer could make true.
	Flag string `json:"flag,omitempty"`
}

// mostMissing bounds what is named as missing.
const mostMissing = 8

//nolint:gochecknoglobals // constant texts
var (
	whichOfThese = graph.Label{ZH: "下面这些有没有？", EN: "Do you have any of these?"}
	howOld       = TriageAsk{"age", "多大年纪？", "How old is the patient?", ForInformation}
	whichSex     = TriageAsk{"sex", "男还是女？", "Is the patient female or male?", ForInformation}
	whatAndWhere = TriageAsk{"complaint", "哪里不舒服，怎么个不舒服法，什么时候开始的？", "Where is it, what does it feel like, and when did it begin?", ForInformation}
)

// nextOf is the next question of a story told in one text, and what else is
// missing. There is none where the patient has to be seen now whatever the
// answer: nothing keeps an emergency waiting.
func (s survey) nextOf(a Assessment, c Case) (*TriageQuestion, []TriageAsk) {
	missing := s.missing(c)
	q := s.first(a)
	if q == nil {
		return nil, missing
	}
	return q, slices.DeleteFunc(missing, func(x TriageAsk) bool { return x.ID == q.ID })
}

func (s survey) first(a Assessment) *TriageQuestion {
	if id, ok := s.signOf(a.Suspected, s.facts, nil); ok {
		q := s.Engine.question(id, true)
		q.Suspects = true
		return s.asked(q, a)
	}
	if q, ok := s.hintedDanger(s.hints, s.facts, nil); ok {
		return s.asked(q, a)
	}
	if len(s.asks) == 0 {
		if a.Level < today {
			return nil
		}
		if q, ok := s.hinted(s.hints, s.facts, nil); ok {
			return s.asked(q, a)
		}
		return &TriageQuestion{TriageAsk: whatAndWhere, Kind: "open"}
	}
	if q, more := s.next(nil, 0); more {
		return s.asked(q, a)
	}
	return nil
}

func (s survey) asked(q Question, a Assessment) *TriageQuestion {
	if a.Ends(q, true) {
		return nil
	}
	why := ForInformation
	if q.Danger {
		why = ForDanger
	}
	out := &TriageQuestion{TriageAsk: TriageAsk{q.ID, q.Text.ZH, q.Text.EN, why}, Kind: q.Kind, Options: q.Options, Unit: q.Unit}
	if q.Danger {
		out.Flag = s.raisedBy(q)
	}
	if q.Kind != "signs" {
		return out
	}
	out.ZH, out.EN = whichOfThese.ZH, whichOfThese.EN
	for _, id := range q.Signs {
		out.Signs = append(out.Signs, s.ask(id, why))
	}
	return out
}

func (s survey) ask(id, why string) TriageAsk {
	f := s.findings[s.number[id]]
	words := f.Labels
	if f.Ask != nil {
		words = *f.Ask
	}
	return TriageAsk{id, words.ZH, words.EN, why}
}

// missing names what would help most: who the patient is, the danger signs that
// nobody asked for, what tells the conditions apart.
func (s survey) missing(c Case) []TriageAsk {
	var out []TriageAsk
	if c.Chart.AgeYears < 0 {
		out = append(out, howOld)
	}
	if c.Chart.Sex == "" && s.facts.Bool("find.sex_female") == chart.Unknown {
		out = append(out, whichSex)
	}
	if s.open == nil {
		return out
	}
	for _, x := range s.open.dangers() {
		if len(out) < mostMissing {
			out = append(out, s.ask(x.id, ForDanger))
		}
	}
	if len(out) == mostMissing {
		return out
	}
	for _, x := range s.open.tellers() {
		if len(out) < mostMissing && !slices.ContainsFunc(out, func(y TriageAsk) bool { return y.ID == x.id }) {
			out = append(out, s.ask(x.id, ForInformation))
		}
	}
	return out
}

// openSigns are the signs of a red flag that nobody has told yet and that would
// be asked for.
func (s survey) openSigns(flag string) []string {
	x := s.flag[flag]
	if x == nil {
		return nil
	}
	var out []string
	for _, id := range x.When.Facts() {
		if s.askable(id, s.facts, nil) && s.couldRaise(id, s.facts) && !slices.Contains(out, id) {
			out = append(out, id)
		}
	}
	return out
}

// raisedBy is the gravest red flag that an answer to a question could make true,
// before it those that the answer alone makes true.
func (s survey) raisedBy(q Question) string {
	ids := append([]string{q.ID}, q.Signs...)
	for _, o := range q.Options {
		ids = append(ids, o.Sets...)
	}
	best, level, sure := "", 0, false
	for _, id := range ids {
		if _, ok := s.number[id]; !ok {
			continue
		}
		if len(s.needs[id]) == 0 {
			continue
		}
		with := s.supposing(id)
		for _, i := range s.needs[id] {
			flag := &s.flagged[i]
			v := logic.Offered(&flag.When, flag.Unless, with)
			if v == chart.No || logic.Offered(&flag.When, flag.Unless, s.facts) == chart.Yes {
				continue
			}
			yes := v == chart.Yes
			if best == "" || yes && !sure || yes == sure && flag.Level < level {
				best, level, sure = flag.ID, flag.Level, yes
			}
		}
	}
	return best
}
