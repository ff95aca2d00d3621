package eval

import (
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"math"
	"slices"
	"strings"

	"gonum.org/v1/gonum/optimize"

	"apricot.health/knowledge/chart"
	"apricot.health/knowledge/reason"
	"apricot.health/knowledge/resemblance"
)

// keptPrior is the weight of how common a condition is. It is not fitted: case
// files hold the rare and the common alike, which says that it counts nothing.
// Those who come to a hospital have what is common.
const keptPrior = 0.4

// ridge holds weights back from what few cases say.
const ridge = 1.0

// matters is how much the kinds of case count, each as a whole: what patients
// tell and are asked is the work; findings without a word are a rare door.
var matters = map[string]float64{"story": 1, "told": 1.5, "asked": 1.5, "findings": 0.25}

// weighed is one case to fit on: the evidence for each condition in question,
// and which are right. Where none is, another cause is.
type weighed struct {
	terms []reason.Terms
	right []bool
	other bool
	words float64 // the greatest TermWords
	kind  string
	// counts is how much the case counts, so that each kind counts as it matters.
	counts float64
}

// Fit is what weights were found, and what they give for each kind of case.
type Fit struct {
	Provenance
	Weights reason.Weights     `json:"weights"`
	Cases   map[string]int     `json:"cases"`
	Before  map[string]float64 `json:"log_loss_before"`
	After   map[string]float64 `json:"log_loss_after"`
}

// Weigh fits the weights of the differential, by the likelihood of what is
// right, on stories of the bank (every other one of a condition and language:
// the rest stays for measuring) and on vignettes, each told at once, as an
// opening with findings that were asked for, and as findings without words.
func (t Triage) Weigh(vs []Vignette, bank []resemblance.Saying, from reason.Weights) (Fit, error) {
	cases, err := t.weighable(vs, bank)
	if err != nil {
		return Fit{}, err
	}
	f := Fit{Cases: map[string]int{}, Weights: from}
	for _, c := range cases {
		f.Cases[c.kind]++
	}
	for i := range cases {
		cases[i].counts = matters[cases[i].kind] * float64(len(cases)) / float64(len(f.Cases)*f.Cases[cases[i].kind])
	}
	f.Before = losses(cases, from)
	start := flat(from)
	problem := optimize.Problem{
		Func: func(x []float64) float64 { v, _ := loss(cases, shaped(x, from)); return v + held(x, start) },
		Grad: func(grad, x []float64) {
			_, g := loss(cases, shaped(x, from))
			for i := range grad {
				grad[i] = g[i] + 2*ridge*(x[i]-start[i])
			}
		},
	}
	found, err := optimize.Minimize(problem, start, &optimize.Settings{MajorIterations: 60, GradientThreshold: 1e-2}, &optimize.BFGS{})
	if err != nil && found == nil {
		return Fit{}, fmt.Errorf("eval: weigh: %w", err)
	}
	f.Weights = shaped(found.X, from)
	f.Weights.Cases = len(cases)
	if f.Weights.Acuity, err = t.weighAcuity(vs, from.Acuity); err != nil {
		return Fit{}, err
	}
	f.After = losses(cases, f.Weights)
	return f, nil
}

// flat gives what is fitted: every term but the prior, then the two of what is
// left for other causes.
func flat(w reason.Weights) []float64 {
	return append(slices.Clone(w.Terms[1:]), w.Other, w.OtherWords)
}

func shaped(x []float64, from reason.Weights) reason.Weights {
	w := from
	w.Terms[reason.TermPrior] = keptPrior
	copy(w.Terms[1:], x)
	w.Other, w.OtherWords = x[len(x)-2], x[len(x)-1]
	return w
}

func held(x, start []float64) float64 {
	sum := 0.0
	for i := range x {
		sum += (x[i] - start[i]) * (x[i] - start[i])
	}
	return ridge * sum
}

// loss is the negative log likelihood of what is right, with its gradient.
func loss(cases []weighed, w reason.Weights) (float64, []float64) {
	sum, grad := 0.0, make([]float64, len(flat(w)))
	for _, c := range cases {
		p, other := shares(c, w)
		right := 0.0
		for i, r := range c.right {
			if r {
				right += p[i]
			}
		}
		if c.other {
			right = other
		}
		right = max(right, 1e-12)
		sum -= c.counts * math.Log(right)
		for i, terms := range c.terms {
			d := p[i]
			if c.right[i] {
				d -= p[i] / right
			}
			for k, x := range terms[1:] {
				grad[k] += c.counts * d * x
			}
		}
		d := other
		if c.other {
			d--
		}
		grad[len(grad)-2] += c.counts * d
		grad[len(grad)-1] += c.counts * d * c.words
	}
	return sum, grad
}

// shares are the probabilities of the conditions of a case and of other causes.
func shares(c weighed, w reason.Weights) ([]float64, float64) {
	left := w.Other + w.OtherWords*c.words
	p, top := make([]float64, len(c.terms)), left
	for i, terms := range c.terms {
		for k, x := range terms {
			p[i] += w.Terms[k] * x
		}
		top = max(top, p[i])
	}
	other := math.Exp(left - top)
	sum := other
	for i := range p {
		p[i] = math.Exp(p[i] - top)
		sum += p[i]
	}
	for i := range p {
		p[i] /= sum
	}
	return p, other / sum
}

// losses is the mean loss of each kind of case.
func losses(cases []weighed, w reason.Weights) map[string]float64 {
	out, n := map[string]float64{}, map[string]float64{}
	for _, c := range cases {
		c.counts = 1
		v, _ := loss([]weighed{c}, w)
		out[c.kind] += v
		n[c.kind]++
	}
	for k := range out {
		out[k] /= n[k]
	}
	return out
}

func (t Triage) weighable(vs []Vignette, bank []resemblance.Saying) ([]weighed, error) {
	var out []weighed
	add := func(kind, id string, in reason.TriageInput, right map[string]bool) error {
		a, err := t.Engine.AccountApart(in)
		if err != nil {
			return caseError(id, err)
		}
		c := weighed{kind: kind, other: true}
		for _, w := range a.Order {
			c.terms, c.right = append(c.terms, w.Terms), append(c.right, right[w.Condition])
			c.other = c.other && !right[w.Condition]
			c.words = max(c.words, w.Terms[reason.TermWords])
		}
		out = append(out, c)
		return nil
	}
	for _, s := range developing(bank) {
		if err := add("story", s.Says, reason.TriageInput{Text: s.Says, Lang: s.Lang}, map[string]bool{s.Means[0]: true}); err != nil {
			return nil, err
		}
	}
	for _, v := range vs {
		if len(v.Diagnoses) == 0 {
			continue
		}
		right, age := t.conditions(v.Diagnoses), v.Age
		in := reason.TriageInput{Text: v.text(), Lang: v.Lang, Age: &age, Sex: v.Sex}
		if err := add("told", v.ID, in, right); err != nil {
			return nil, err
		}
		in.Findings = t.findings(v)
		in.Text = v.Opening
		if err := add("asked", v.ID, in, right); err != nil {
			return nil, err
		}
		if in.Text = ""; string(in.Findings) == "{}" {
			continue
		}
		if err := add("findings", v.ID, in, right); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// developing are the stories that weights may be fitted on: of each condition
// and language the first, third and so on.
func developing(bank []resemblance.Saying) []resemblance.Saying {
	var out []resemblance.Saying
	seen := map[string]int{}
	for _, s := range bank {
		if !isStory(s) {
			continue
		}
		key := s.Means[0] + s.Lang
		if seen[key]%2 == 0 {
			out = append(out, s)
		}
		seen[key]++
	}
	return out
}

// isStory is true for a saying that means one condition and nothing else.
func isStory(s resemblance.Saying) bool {
	return len(s.Means) == 1 && strings.HasPrefix(s.Means[0], "cond.")
}

// findings are those that the whole of a vignette says are there or not.
func (t Triage) findings(v Vignette) json.RawMessage {
	c := chart.New()
	t.Engine.Listen(&c, reason.Utterance{Text: v.text(), Lang: v.Lang, Evidence: "story"})
	told := map[string]any{}
	for id, is := range c.Findings {
		if is != chart.Unknown {
			told[id] = is == chart.Yes
		}
	}
	for id, m := range c.Measures {
		told[id] = m.Value
	}
	delete(told, "find.age")
	raw, _ := json.Marshal(told) // booleans and numbers
	return raw
}

// WriteText writes the fit for people.
func (f Fit) WriteText(w io.Writer) error {
	p := &printer{w: w}
	p.printf("# Weights of the differential\n\n%s\n| cases | number | log loss before | after |\n|---|---|---|---|\n", f.Provenance.lines())
	for _, kind := range slices.Sorted(maps.Keys(f.Cases)) {
		p.printf("| %s | %d | %.3f | %.3f |\n", kind, f.Cases[kind], f.Before[kind], f.After[kind])
	}
	p.printf("\nterms %.3f, other %.2f\n", f.Weights.Terms, f.Weights.Other)
	p.printf("acuity: words %.3f, emergencies %.3f, bias %.3f\n", f.Weights.Acuity.Words, f.Weights.Acuity.Emergencies, f.Weights.Acuity.Bias)
	return p.err
}
