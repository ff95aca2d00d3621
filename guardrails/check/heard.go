package check

import (
	"slices"
	"strconv"

	"apricot.health/guardrails/claim"
)

// settledBench is a bench with the claims that are judged, and nothing else.
func settledBench(in Input) *bench {
	out := slices.Clone(in.Reading.Claims)
	for i, o := range in.Orders {
		c := claim.Claim{
			ID: "o" + strconv.Itoa(i+1), Kind: claim.Drug, Act: claim.Prescribe, Concept: o.Concept, Text: o.Text,
			Sentence: -1, Polarity: claim.Affirmed, Experiencer: "patient",
		}
		out = append(out, c)
		if o.Posology != nil {
			d := c
			d.ID, d.Kind, d.Dose = c.ID+".dose", claim.Dose, o.Posology
			out = append(out, d)
		}
	}
	if in.Dossier == nil {
		in.Dossier = NewDossier(in.Graph, in.Chart)
	}
	if in.Facts == nil {
		in.Facts = in.Dossier.known()
	}
	b := &bench{Input: in, claims: out, facts: factsWith{base: in.Facts, extra: map[string]bool{}}}
	b.commend()
	b.incare()
	b.asOrdered()
	return b
}

// Heard are the answers of every check about a draft before any is spared for
// how its words look, so that the draft can be weighed more than once.
type Heard struct {
	b *bench
	// answers are in the order of claims and checks, rest those of the draft as a
	// whole but for its residue.
	answers []heard
	rest    []Finding
}

// heard is what one check found in the claim at a place.
type heard struct {
	claim int
	check string
	found []Finding
}

// Ask asks every check about every claim it applies to.
func Ask(in Input) *Heard {
	b := newBench(in)
	checks := in.Checks
	if checks == nil {
		checks = All()
	}
	const each = 6 // checks, or fewer, that most claims need
	h := &Heard{b: b, answers: make([]heard, 0, each*len(b.claims))}
	for i, c := range b.claims {
		need := Need(c)
		for _, k := range checks {
			if k.Applies(need) {
				h.answers = append(h.answers, heard{i, k.Name, b.judged(k, c)})
			}
		}
	}
	h.rest = b.rest()
	return h
}

// Claims are those that were judged, as Claims gives them.
func (h *Heard) Claims() []claim.Claim { return h.b.claims }

// Answers weighs a draft that surely resembles safe ones as calm says: what its
// words alone raised is spared. whole are the hazards of the draft as a whole,
// each once. It is not safe for concurrent use.
func (h *Heard) Answers(calm Calm) (answers Answers, whole []string, findings []Finding) {
	b := h.b
	b.Calm = calm
	answers = make(Answers, len(b.claims))
	passed := []string{Pass}
	asked := make([]int, len(b.claims))
	for _, x := range h.answers {
		asked[x.claim]++
	}
	for i, c := range b.claims {
		answers[c.ID] = make(map[string][]string, asked[i])
	}
	for _, x := range h.answers {
		c := b.claims[x.claim]
		found := b.spared(c, x.found)
		findings = append(findings, found...)
		answers[c.ID][x.check] = hazards(found, passed)
	}
	for _, f := range slices.Concat(ofWhole(b.residue()), h.rest) {
		findings = append(findings, f)
		if !slices.Contains(whole, f.Hazard) {
			whole = append(whole, f.Hazard)
		}
	}
	return answers, whole, findings
}

// Run asks every check once, and weighs the draft as its Input says.
func Run(in Input) (answers Answers, whole []string, findings []Finding) {
	return Ask(in).Answers(in.Calm)
}

// stamp is what a check finds in a claim, without what is spared.
func (b *bench) stamp(k Check, c claim.Claim) []Finding { return b.spared(c, b.judged(k, c)) }

func (b *bench) judged(k Check, c claim.Claim) []Finding {
	if slices.Contains(onGiven, k.Name) && b.discussed(c) {
		return nil
	}
	if c.Lessens && slices.Contains(onRaised, k.Name) {
		return nil
	}
	if slices.Contains(onTaken, k.Name) && b.looksDiscussed(c) {
		return nil
	}
	found := b.accepted(b.settled(c, k.judge(b, c)))
	for i := range found {
		found[i].Claim, found[i].Check = c.ID, k.Name
	}
	return found
}

// onGiven are the checks of a medicine that is given: one that a sentence only
// warns of passes them.
//
//nolint:gochecknoglobals // a literal list, read only
var onGiven = []string{"allergy", "interaction", "qt", "serotonin", "contraindication", "pregnancy", "renal", "hepatic", "age", "duplicate"}

// onRaised are the checks that ask of a change what they ask of a start. One that lessens
// a medicine, or puts another in its place, passes them.
//
//nolint:gochecknoglobals // a literal list, read only
var onRaised = []string{"allergy", "contraindication", "pregnancy", "renal", "hepatic", "age"}

// onTaken are other checks of a medicine that the patient is to take: one that the
// words around it do not have taken passes them.
//
//nolint:gochecknoglobals // a literal list, read only
var onTaken = []string{"indication", "prescription"}

// hazards are those of findings, each once, and passed where there are none.
func hazards(found []Finding, passed []string) []string {
	var out []string
	for _, f := range found {
		if !slices.Contains(out, f.Hazard) {
			out = append(out, f.Hazard)
		}
	}
	if out == nil {
		return passed
	}
	return out
}
