package reason

import (
	"cmp"
	"slices"

	"apricot.health/knowledge/chart"
)

// Account is how the whole of a story was weighed, for those who mend content:
// unlike a differential it keeps what is not worth a line to a doctor.
type Account struct {
	Assessment
	// Order are all conditions that were in question, the likeliest first.
	Order []Tally
	// Present and Absent are the symptoms, signs, risks and results that are
	// known; what is implied by a more specific one that is present is left out.
	Present, Absent []string
	// AcuityTerms are what Acuity is made of, and Telling says whether enough was
	// told for it.
	AcuityTerms AcuityTerms
	Telling     bool
}

// Tally is one condition with all that was added up for it, in log-odds.
type Tally struct {
	Condition string
	P         float64
	// Terms is all the evidence, before it is weighed.
	Terms Terms
	// Prior is what the condition has without a finding or a word: how common it
	// is, with age, sex, record, duration, complaint and red flags. Words is what
	// resemblance adds.
	Prior, Words float64
	// Adds are the findings with an edge, the heaviest first.
	Adds []Added
	// Unexplained are the symptoms and signs that it does not bring, with what
	// each takes off.
	Unexplained []Added
}

// Added is what one finding adds.
type Added struct {
	Finding string
	Log     float64
}

// AccountOf is Account of a case that has been asked.
func (e *Engine) AccountOf(c Case) Account { return e.account(c) }

// Account weighs a case and keeps everything.
func (e *Engine) Account(in TriageInput) (Account, error) {
	c, err := e.caseOf(in)
	if err != nil {
		return Account{}, err
	}
	return e.account(c), nil
}

// AccountApart is Account of a story of the bank of sayings, as it would be if
// the bank did not hold it.
func (e *Engine) AccountApart(in TriageInput) (Account, error) {
	c, err := e.caseOf(in)
	if err != nil {
		return Account{}, err
	}
	if e.reader != nil {
		c.Resembles = []Heard{{Likeness: e.reader.ReadApart(in.Text)}}
	}
	return e.account(c), nil
}

func (e *Engine) account(c Case) Account {
	out := Account{Assessment: e.Assess(c)}
	f := e.facts(c.Chart)
	d := e.differential(e.told(c, f), f, out.RedFlags, c.Resembles)
	out.AcuityTerms, out.Telling = e.acuityTerms(c, d)
	for _, i := range d.order(func(int) float64 { return 0 }) {
		out.Order = append(out.Order, e.tally(d.weights[i], d.p[i], d.scene))
	}
	for i, x := range e.findings {
		implied := func(v chart.Tri, ids []string) bool {
			return slices.ContainsFunc(ids, func(id string) bool { return d.scene.is[e.number[id]] == v })
		}
		switch v := d.scene.is[i]; {
		case x.Class == "demographic":
		case v == chart.Yes && !implied(v, e.g.Specifics(x.ID)):
			out.Present = append(out.Present, x.ID)
		case v == chart.No && x.Undocumented == "" && !implied(v, e.g.Generals(x.ID)):
			out.Absent = append(out.Absent, x.ID)
		}
	}
	return out
}

func (e *Engine) tally(w weighing, p float64, s scene) Tally {
	weigh := func(ts ...Term) (sum float64) {
		for _, t := range ts {
			sum += e.weights.Terms[t] * w.terms[t]
		}
		return sum
	}
	out := Tally{Condition: w.condition.ID, P: p, Terms: w.terms, Prior: weigh(TermPrior, TermPatient, TermAsked, TermFlagged), Words: weigh(TermWords)}
	for _, a := range w.adds {
		out.Adds = append(out.Adds, Added{e.findings[a.find].ID, a.log})
	}
	slices.SortStableFunc(out.Adds, func(a, b Added) int { return cmp.Compare(b.Log, a.Log) })
	for i, x := range e.findings {
		if s.troubles.has(i) && !w.explains.has(i) {
			out.Unexplained = append(out.Unexplained, Added{x.ID, e.weights.Terms[TermUnexplained]})
		}
	}
	return out
}
