// Package check judges the claims of a draft against the knowledge graph and
// one patient's chart: allergy, interaction, contraindication, pregnancy,
// kidney, dose, age, duplicate therapy, changes of medicines, urgency,
// diagnosis, grounding, contradiction, identity and hidden instructions. It is
// pure: the same Input gives the same Findings. A check answers only what it
// knows: what the chart does not say is answered as unknown and never as safe,
// and what a policy does about it differs by audience.
package check

import (
	"slices"
	"strconv"
	"strings"
	"sync"

	"apricot.health/guardrails/acts"
	"apricot.health/guardrails/claim"
	"apricot.health/guardrails/stance"
	"apricot.health/knowledge/chart"
	"apricot.health/knowledge/graph"
	"apricot.health/knowledge/logic"
)

// Pass is the answer of a check that found nothing.
const Pass = "pass"

// The severities: a critical finding interrupts, a major one must be seen, a
// minor one annotates.
const (
	Critical = "critical"
	Major    = "major"
	Minor    = "minor"
)

// Input is one draft with all that it is held against.
type Input struct {
	Graph *graph.Graph
	// Index of Graph; nil means NewIndex.
	Index *Index
	Chart chart.Chart
	// Dossier of Chart; nil means NewDossier.
	Dossier *Dossier
	// Facts of Chart; nil means those of Dossier.
	Facts logic.Facts
	// Audience is patient, care-manager, doctor or order.
	Audience string
	Lang     string
	// Text is the draft as Reading's offsets count it.
	Text    string
	Reading claim.Reading
	// Template names the reviewed phrase the draft was made from and
	// TemplateText is its wording; zero when none.
	Template     string
	TemplateText graph.Label
	// Basis are the graph ids and chart references the draft rests on.
	Basis []string
	// Level is the triage level 1..4, 0 when nobody has judged it.
	Level int
	// RedFlags are the flags that fired on this patient.
	RedFlags []string
	// Today are the flags of level 3 that the draft's own words surely raise, where
	// nobody has judged: they set no level, since one would answer for a text that calms.
	Today []string
	// Sure are those of RedFlags that the draft's own words surely raise.
	Sure []string
	// Orders are structured drug drafts.
	Orders []Order
	// Senses are what each sentence of Reading looks like; nil where nobody asked.
	Senses []acts.Sense
	// Stances suspects what a sentence does with a medicine; nil asks nobody.
	Stances *stance.Reader
	// Calm is how surely the draft as a whole resembles safe ones.
	Calm Calm
	// Bounds say when what words resemble counts; nil means BoundsFor.
	Bounds *Bounds
	// Checks are the checks that are asked; nil means All.
	Checks []Check
}

// Order is one structured drug draft.
type Order struct {
	Concept, Text string
	Posology      *claim.Posology
	Evidence      string
}

// Finding is one answer that is not a pass. Claim is empty for the whole.
type Finding struct {
	Claim    string
	Check    string
	Hazard   string
	Severity string
	Evidence []string
	Message  graph.Label
}

// Answers is claim id -> check name -> Pass or hazards.
type Answers map[string]map[string][]string

// Check is one check: its name and the claims it answers for.
type Check struct {
	Name string
	// Needs are the kind.act of the claims it applies to.
	Needs []string
	judge func(*bench, claim.Claim) []Finding
}

// Applies is true when the check answers for claims with this need.
func (c Check) Applies(need string) bool { return slices.Contains(c.Needs, need) }

// Run judges every claim the check applies to.
func (c Check) Run(in Input) []Finding {
	b := newBench(in)
	var out []Finding
	for _, x := range b.claims {
		if c.Applies(Need(x)) {
			out = append(out, b.stamp(c, x)...)
		}
	}
	return out
}

// Need is the policy's name for what a claim is: its kind and act.
func Need(c claim.Claim) string {
	if need, ok := needs()[kindAct{c.Kind, c.Act}]; ok {
		return need
	}
	return string(c.Kind) + "." + string(c.Act)
}

type kindAct struct {
	kind claim.Kind
	act  claim.Act
}

// needs are those of all checks, so that the name of one is not put together anew for
// each claim.
//
//nolint:gochecknoglobals // made once, read only
var needs = sync.OnceValue(func() map[kindAct]string {
	out := map[kindAct]string{}
	for _, c := range All() {
		for _, need := range c.Needs {
			kind, act, _ := strings.Cut(need, ".")
			out[kindAct{claim.Kind(kind), claim.Act(act)}] = need
		}
	}
	return out
})

// All gives every check in a fixed order.
func All() []Check {
	drug := []string{"drug.prescribe", "drug.mention", "drug.continue", "drug.change"}
	dose := []string{"dose.prescribe", "dose.mention", "dose.continue", "dose.change"}
	diagnoses := []string{"diagnosis.asserted", "diagnosis.suspected", "diagnosis.excluded"}
	return []Check{
		{"allergy", drug, allergy},
		{"allergyclaim", []string{"drug.allergy"}, allergyClaim},
		{"interaction", drug, interaction},
		{"qt", drug, qt},
		{"serotonin", drug, serotonin},
		{"contraindication", drug, contraindication},
		{"pregnancy", drug, pregnancy},
		{"renal", drug, renal},
		{"renaldose", dose, renalDose},
		{"hepatic", drug, hepatic},
		{"hepaticdose", dose, hepaticDose},
		{"dose", dose, dosing},
		{"dosegrounded", []string{"dose.continue", "dose.reported"}, doseGrounded},
		{"age", drug, age},
		{"agedose", dose, ageDose},
		{"duplicate", drug, duplicate},
		{"indication", []string{"drug.prescribe"}, indication},
		{"known", append([]string{"drug.stop", "drug.reported"}, drug...), known},
		{"onchart", []string{"drug.continue"}, onChart},
		{"reported", []string{"drug.reported"}, reported},
		{"stopchange", []string{"drug.change", "drug.stop", "drug.avoid", "stop_change_medicine.stop", "stop_change_medicine.change"}, stopChange},
		{"prescription", []string{"drug.prescribe"}, prescription},
		{"urgency", []string{"urgency.emergency", "urgency.today", "urgency.routine", "urgency.wait", "urgency.none", "urgency.safety_net", "reassurance.plain"}, urgency},
		{"certified", diagnoses, certified},
		{"contradiction", append(diagnoses, "diagnosis.mention", "finding.plain"), contradiction},
		{"sex", []string{"order.plain"}, orderSex},
		{"result", []string{"result.normal", "result.abnormal"}, result},
		{"grounding", []string{"number.plain"}, grounding},
		{"citation", []string{"citation.id", "citation.named"}, citation},
		{"identity", []string{"identity.number", "identity.name", "identity.other"}, identity},
		{"instruction", []string{"instruction.plain", "instruction.hidden"}, instruction},
		{"selfharm", []string{"self_harm.plain"}, selfHarm},
		{"date", []string{"date.plain"}, date},
		{"tone", []string{"tone.blame", "tone.guarantee", "tone.impersonation", "tone.promotion"}, tone},
		{"forbidden", []string{"forbidden.violence", "forbidden.abuse", "forbidden.request"}, forbidden},
		{"possible", possibles(), possible},
	}
}

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
