// Package check judges the claims of a draft against the knowledge graph and
// one patient's chart: allergy, interaction, contraindication, pregnancy,
// kidney, dose, age, duplicate therapy, changes of medicines, urgency,
// diagnosis, grounding, contradiction, identity and hidden instructions. It is
// pure: the same Input gives the same Findings. A check answers only what it
// knows: what the chart does not say is answered as unknown and never as safe,
// and what a policy does about it differs by audience.
//
// # Words that take back
//
// Many readers have a list of words that take back what they found. These are apart, since
// they reach differently and the same word takes back one thing and belongs to another:
//
//   - refusals (in the sentence) and turnedDownRE (right before a word) a practice of the
//     graph, which is plain words;
//   - declinedRE and noneOfItRE (in the clause) and disownedRE (in the part of the sentence)
//     an unsound practice, whose own words are blanked first: its expressions hold many;
//   - unplannedRE (before) and judgedRE (behind) a mistake, up to what gives a reason for it;
//   - unRE and unBehindRE a sign as well as a plan, for a must;
//   - unpermittedRE a permission, notStoppedRE a stop at once, permitsPairRE a ban of two
//     medicines beside one another, answersNotRE that a pregnancy was excluded;
//   - leaveRE and bothGivenRE take nothing back: they leave a value as it is, and give both
//     of two medicines.
//
// What once was is in bygone.go for all of them, who is kin in relative.go.
package check

import (
	"slices"
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
	// Signed are the sentences that tell of a sign of an emergency, where nobody has
	// judged: one that calms as well is not answered for by how the draft looks.
	Signed []int
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
