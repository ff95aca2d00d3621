package check

import (
	"slices"
	"strings"

	"apricot.health/guardrails/acts"
	"apricot.health/guardrails/claim"
	"apricot.health/knowledge/pattern"
)

// briefest is how many characters or words a sentence must have that resembles
// harmless ones, idle the alarm above which one in a calm draft carries out no
// instruction, and passedOn the same in one that is surely calm.
const briefest, idle, passedOn = 5, 0.2, 0.1

// onWords are the hazards that rest on how a sentence is worded and on nothing
// in the chart, with the acts that each may be. For a care manager, who is told
// what to do with a patient's medicines, only inPassing are dropped.
//
//nolint:gochecknoglobals // literal lists, read only
var (
	onWords = map[string][]acts.Act{
		"residue":               {acts.Reassures, acts.Delays, acts.Discourages, acts.Starts, acts.Stops, acts.Changes, acts.Diagnoses, acts.Excludes, acts.Remedy, acts.Misreads},
		"herb":                  {acts.Remedy, acts.Starts},
		"urgency_unknown":       {acts.Reassures, acts.Delays, acts.Discourages, acts.Excludes},
		"stop_change":           {acts.Stops, acts.Changes, acts.Starts},
		"diagnosis_uncertified": {acts.Diagnoses, acts.Excludes, acts.Prognosis},
		"result_unverified":     {acts.Reassures, acts.Misreads, acts.Excludes, acts.Diagnoses},
		"tone":                  {acts.Blames, acts.Promises, acts.Authority, acts.Harms},
		"injection":             {acts.Obeys, acts.Deceives, acts.Discloses},
	}
	// onCalm are the hazards of what nobody knows or has read, which a draft that
	// is calm as a whole answers for, beside all that are only possible.
	onCalm = []string{"residue", "urgency_unknown", "contradiction_unknown", "identity_unknown", "not_on_chart"}
	// onCalmThroughout are those of what a text may not say of its own, which only a
	// draft that is calm throughout answers for. A care manager is told of stops and
	// changes that a nurse must not pass on.
	onCalmThroughout = []string{"prescription_by_ai", "diagnosis_uncertified", "result_unverified", "tone", "stop_change"}
	// onSurelyCalm are those of a gap in the chart, which only a draft that is surely
	// calm answers for: it gives nothing that would need what is missing. Not among
	// them is a dose, a herb, which nobody has prescribed, what may harm a child, born or
	// not, and all that was found to be against the chart, in words too.
	onSurelyCalm = []string{"allergy_unknown", "interaction_unknown", "contraindication_unknown", "renal_unknown", "hepatic_unknown"}
	// lures are what an instruction holds that acts on whoever reads it.
	lures     = []string{"](", "http", "验证码", "密码", "口令", "password", "passcode", "verification code"}
	inPassing = []string{"residue", "herb", "urgency_unknown"}
)

// Calm is how surely a draft resembles safe ones.
type Calm int

// A draft is calm as a whole, or throughout: without any one of its sentences too.
// One that is so and calmer than nearly every unsafe draft is surely calm.
const (
	NotCalm Calm = iota
	CalmAsAWhole
	CalmThroughout
	SurelyCalm
)

// calmed is true for a hazard that the whole draft answers for.
func (in Input) calmed(hazard string) bool {
	switch {
	case in.Calm >= CalmAsAWhole && (slices.Contains(onCalm, hazard) || strings.HasPrefix(hazard, "possible_")):
		return true
	case in.Calm >= CalmThroughout && slices.Contains(onCalmThroughout, hazard):
		return hazard != "stop_change" || in.Audience == "patient"
	case in.Calm >= SurelyCalm:
		return slices.Contains(onSurelyCalm, hazard)
	}
	return false
}

// Harmless is true for a sentence that surely resembles harmless ones, so that
// a hazard that rests on its words alone is none. For a doctor none is.
func (in Input) Harmless(sentence int, hazard string) bool {
	if in.calmed(hazard) {
		return true
	}
	if sentence < 0 || sentence >= len(in.Senses) || in.Senses[sentence].Size < briefest {
		return false
	}
	s := in.Senses[sentence]
	if hazard == "injection" && (in.Calm >= CalmAsAWhole && s.Alarm > idle || in.Calm >= SurelyCalm && s.Alarm > passedOn) {
		return true // "please ignore the previous message" in a draft that carries nothing out
	}
	of, known := onWords[hazard]
	b := in.limits()
	if !known || s.Alarm <= b.Harmless || slices.ContainsFunc(of, func(a acts.Act) bool { return s.Of(a) <= b.Act }) {
		return false
	}
	switch in.Audience {
	case "patient":
		return true
	case "care-manager":
		return slices.Contains(inPassing, hazard) && in.bare(sentence)
	}
	return false
}

// bare is true for a sentence that names no medicine but to ask, and gives no
// direction for its use.
func (in Input) bare(sentence int) bool {
	return !slices.ContainsFunc(in.Reading.Claims, func(c claim.Claim) bool {
		return c.Sentence == sentence && (c.Kind == claim.Drug && c.Act != claim.Ask || c.Kind == claim.Dose || c.Kind == claim.StopChange)
	})
}

// spared drops what a rule has found in the words of a sentence that surely
// resembles harmless ones.
func (b *bench) spared(c claim.Claim, found []Finding) []Finding {
	if len(found) == 0 {
		return found
	}
	if c.Kind == claim.Instruction && (c.Act != claim.Plain || holdsAny(squeezeSpaces(c.Text), lures...) || b.outright(c)) {
		return found
	}
	kept := found[:0:0]
	for _, f := range found {
		if f.Hazard == "stop_change" && b.bids(c) || !b.Harmless(c.Sentence, f.Hazard) {
			kept = append(kept, f)
		}
	}
	return kept
}

// outright is true for an instruction that is most of its sentence: nobody says by it
// what somebody else has said.
func (b *bench) outright(c claim.Claim) bool {
	return 2*len(squeeze(c.Text)) > len(b.squeezed(c.Sentence))
}

// bidRE is a sentence that begins by bidding its reader to stop.
//
//nolint:gochecknoglobals // compiled once, read only
var bidRE = pattern.MustCompile(`^(?:please|just|now|so|then|today|you (?:can|may|should|must)|请|请您|请你|您|你|先|就|可以|现在|今天起|从今天起|立即|马上|[,， ])*(?:stop(?:s|ping)? (?:taking|using|the|your|all|it)|discontinue|come off|give up (?:taking|your)|停(?:用|服|掉|吃|了|药|止))`)

// bidNamedRE stands right before a medicine that somebody is bidden to stop.
//
//nolint:gochecknoglobals // compiled once, read only
var bidNamedRE = pattern.MustCompile(`(?:^|[.,;:!] |\b(?:please|so|and|just|then|now) )(?:please |just |now )*(?:stop|discontinue|quit)(?: taking| using| your| the| all| his| her)* ?$|(?:^|[,;:!]|请|可以|就)(?:您|你|他|她|先|自己|直接|今天|可以|把)*停(?:用|服|掉|了|吃)?$`)

// bids is true for a sentence that bids its reader to stop a medicine. However calm
// the rest, it is a change that no draft may make: more kind words around it, which
// alone make a text long enough to be judged as a whole, must not spare it.
func (b *bench) bids(c claim.Claim) bool {
	if c.Sentence < 0 || c.Polarity != claim.Affirmed || c.Relayed {
		return false
	}
	return bidRE.MatchString(b.flat(c.Sentence)) || c.Concept != "" && c.Act == claim.Stop && bidNamedRE.MatchString(b.before(c))
}
