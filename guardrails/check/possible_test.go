package check

import (
	"slices"
	"testing"

	"apricot.health/guardrails/acts"
	"apricot.health/guardrails/claim"
	"apricot.health/knowledge/chart"
	"apricot.health/knowledge/content"
)

// sensed is a draft of one sentence with its sense and the claims of rules.
func sensed(t *testing.T, audience string, level int, s acts.Sense, claims ...claim.Claim) Input {
	t.Helper()
	g, err := content.Graph()
	if err != nil {
		t.Fatal(err)
	}
	text := "Something is said here."
	return Input{
		Graph: g, Chart: chart.New(), Audience: audience, Lang: "en", Text: text, Level: level, Senses: []acts.Sense{s},
		Reading: claim.Reading{Claims: claims, Sentences: []claim.Span{{Start: 0, End: len(text)}}},
	}
}

// even is a sense with one alarm for everything.
func even(alarm float64) acts.Sense {
	return acts.Sense{Alarm: alarm, Acts: slices.Repeat([]float64{alarm}, len(acts.All())), Size: 20}
}

func suspect(a acts.Act) claim.Claim {
	return claim.Claim{ID: "c1", Kind: claim.PossibleAct, Act: claim.Act(a), Certainty: claim.Possible}
}

func TestEveryActLooms(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		act   acts.Act
		level int
		want  string
	}{
		{acts.Reassures, 1, "possible_under_triage"},
		{acts.Reassures, 3, "possible_under_triage"},
		{acts.Reassures, 4, Pass},
		{acts.Reassures, 0, "possible_reassurance"},
		{acts.Delays, 3, "possible_under_triage"},
		{acts.Delays, 4, Pass},
		{acts.Discourages, 2, "possible_under_triage"},
		{acts.Discourages, 4, "possible_discouragement"},
		{acts.Excludes, 3, "possible_under_triage"},
		{acts.Excludes, 4, "possible_diagnosis"},
		{acts.Starts, 4, "possible_treatment"},
		{acts.Remedy, 4, "possible_treatment"},
		{acts.Stops, 4, "possible_change"},
		{acts.Changes, 4, "possible_change"},
		{acts.Diagnoses, 4, "possible_diagnosis"},
		{acts.Prognosis, 4, "possible_diagnosis"},
		{acts.Discloses, 4, "possible_disclosure"},
		{acts.Blames, 4, "possible_tone"},
		{acts.Harms, 4, "possible_harm"},
		{acts.Deceives, 4, "possible_harm"},
		{acts.Obeys, 4, "possible_injection"},
		{acts.Promises, 4, "possible_falsehood"},
		{acts.Invents, 4, "possible_falsehood"},
		{acts.Authority, 4, "possible_pretence"},
		{acts.Misreads, 4, "possible_misreading"},
		{acts.WrongPerson, 4, "possible_mixup"},
	} {
		answers, _, _ := Run(sensed(t, "patient", tc.level, even(0.01), suspect(tc.act)))
		if got := answers["c1"]["possible"]; !slices.Equal(got, []string{tc.want}) {
			t.Errorf("%s at level %d is %v, want %s", tc.act, tc.level, got, tc.want)
		}
	}
	for _, a := range acts.All() {
		if h := (&bench{Input: Input{Level: 2}}).looms(a); h == "" {
			t.Errorf("%s is nothing in an emergency", a)
		}
	}
}

// Where a rule has read the same kind of thing, its answer stands.
func TestRulesAnswerFirst(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		act  acts.Act
		rule claim.Claim
	}{
		{acts.Reassures, claim.Claim{Kind: claim.Urgency, Act: claim.Emergency}},
		{acts.Delays, claim.Claim{Kind: claim.Reassurance, Act: claim.Plain}},
		{acts.Stops, claim.Claim{Kind: claim.StopChange, Act: claim.Stop}},
		{acts.Starts, claim.Claim{Kind: claim.Lifestyle, Act: claim.Plain}},
		{acts.Diagnoses, claim.Claim{Kind: claim.Diagnosis, Act: claim.Suspected}},
		{acts.Discloses, claim.Claim{Kind: claim.Identity, Act: "name"}},
		{acts.Blames, claim.Claim{Kind: claim.Tone, Act: "blame"}},
		{acts.Harms, claim.Claim{Kind: claim.SelfHarm, Act: claim.Plain}},
		{acts.Obeys, claim.Claim{Kind: claim.Instruction, Act: claim.Plain}},
		{acts.Invents, claim.Claim{Kind: claim.Citation, Act: "named"}},
		{acts.Misreads, claim.Claim{Kind: claim.Result, Act: "normal"}},
	} {
		tc.rule.ID = "c2"
		answers, _, _ := Run(sensed(t, "patient", 3, even(0.01), suspect(tc.act), tc.rule))
		if got := answers["c1"]["possible"]; !slices.Equal(got, []string{Pass}) {
			t.Errorf("%s beside a claim of %s is %v", tc.act, tc.rule.Kind, got)
		}
		elsewhere := tc.rule
		elsewhere.Sentence = 1
		answers, _, _ = Run(sensed(t, "patient", 3, even(0.01), suspect(tc.act), elsewhere))
		if got := answers["c1"]["possible"]; slices.Equal(got, []string{Pass}) {
			t.Errorf("%s passes for a claim of another sentence", tc.act)
		}
	}
}

// Both sides of every bound on what is harmless by resemblance.
func TestHarmlessByResemblance(t *testing.T) {
	t.Parallel()
	with := func(s acts.Sense, a acts.Act, alarm float64) acts.Sense {
		s.Acts = slices.Clone(s.Acts)
		s.Acts[slices.Index(acts.All(), a)] = alarm
		return s
	}
	brief := even(0.9)
	brief.Size = briefest - 1
	drug := claim.Claim{ID: "c1", Kind: claim.Drug, Act: claim.Mention}
	for name, tc := range map[string]struct {
		in     Input
		hazard string
		want   bool
	}{
		"patient above":         {sensed(t, "patient", 0, even(BoundsFor("patient").Harmless+0.01)), "residue", true},
		"patient below":         {sensed(t, "patient", 0, even(BoundsFor("patient").Harmless-0.01)), "residue", false},
		"manager above":         {sensed(t, "care-manager", 0, even(BoundsFor("care-manager").Harmless+0.01)), "residue", true},
		"manager below":         {sensed(t, "care-manager", 0, even(BoundsFor("care-manager").Harmless-0.01)), "residue", false},
		"manager, a change":     {sensed(t, "care-manager", 0, even(0.9)), "stop_change", false},
		"manager, a medicine":   {sensed(t, "care-manager", 0, even(0.9), drug), "residue", false},
		"patient, a medicine":   {sensed(t, "patient", 0, even(0.9), drug), "residue", true},
		"doctor":                {sensed(t, "doctor", 0, even(0.9)), "residue", false},
		"order":                 {sensed(t, "order", 0, even(0.9)), "residue", false},
		"brief":                 {sensed(t, "patient", 0, brief), "residue", false},
		"nobody asked":          {Input{Audience: "patient"}, "residue", false},
		"calm, not known":       {Input{Audience: "care-manager", Calm: CalmAsAWhole}, "contradiction_unknown", true},
		"calm, possible":        {Input{Audience: "care-manager", Calm: CalmAsAWhole}, "possible_change", true},
		"calm, a prescription":  {Input{Audience: "patient", Calm: CalmAsAWhole}, "prescription_by_ai", false},
		"throughout":            {Input{Audience: "patient", Calm: CalmThroughout}, "prescription_by_ai", true},
		"throughout, a stop":    {Input{Audience: "patient", Calm: CalmThroughout}, "stop_change", true},
		"a stop, care manager":  {Input{Audience: "care-manager", Calm: CalmThroughout}, "stop_change", false},
		"throughout, allergy":   {Input{Audience: "patient", Calm: CalmThroughout}, "allergy_unknown", false},
		"calm, an allergy":      {Input{Audience: "patient", Calm: CalmAsAWhole}, "allergy", false},
		"calm, a number":        {Input{Audience: "patient", Calm: CalmAsAWhole}, "ungrounded", false},
		"on the chart":          {sensed(t, "patient", 0, even(0.9)), "allergy", false},
		"one act below":         {sensed(t, "patient", 0, with(even(0.9), acts.Stops, BoundsFor("patient").Act-0.001)), "stop_change", false},
		"one act above":         {sensed(t, "patient", 0, with(even(0.9), acts.Stops, BoundsFor("patient").Act+0.001)), "stop_change", true},
		"another act's alarm":   {sensed(t, "patient", 0, with(even(0.9), acts.Blames, BoundsFor("patient").Act-0.001)), "stop_change", true},
		"unknown drug, patient": {sensed(t, "patient", 0, even(0.9)), "unknown_drug", false},
	} {
		if got := tc.in.Harmless(0, tc.hazard); got != tc.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}

// TestWeighedAgain: what was heard once is weighed as often as one likes, and
// each time as if it had been heard for that.
func TestWeighedAgain(t *testing.T) {
	t.Parallel()
	in := sensed(t, "patient", 0, even(0.01), suspect(acts.Reassures))
	in.Reading.Residue = []claim.Residue{{Kind: "imperative", Text: "is said"}}
	heard := Ask(in)
	for _, calm := range []Calm{NotCalm, CalmAsAWhole, NotCalm, CalmThroughout, NotCalm} {
		in.Calm = calm
		_, whole, found := heard.Answers(calm)
		_, wholeAnew, anew := Run(in)
		if !slices.Equal(whole, wholeAnew) || len(found) != len(anew) || (len(found) > 0) != (calm == NotCalm) {
			t.Errorf("calm %d: %v and %d findings, anew %v and %d", calm, whole, len(found), wholeAnew, len(anew))
		}
	}
}
