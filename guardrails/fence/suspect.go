package fence

import (
	"slices"
	"strconv"
	"strings"

	"apricot.health/guardrails/acts"
	"apricot.health/guardrails/check"
	"apricot.health/guardrails/claim"
)

// The alarm of a sentence up to which its likest act is suspected in it, by lay
// reader, and the alarm of an act up to which it is suspected beside that and by
// itself. For professionals it is only the last: most of what a text for a doctor
// does is none to hold.
const (
	suspectPatient = 0.05
	suspectManager = 0.02
	beside         = 0.01
	alone          = 0.004
	aloneObeying   = 0.01
	// leastSuspected is how many characters or words a sentence must have, and
	// leastAlone for an act that is suspected by itself.
	leastSuspected, leastAlone = 5, 8
	// leastObeying is that for aloneObeying: an instruction that is carried onward
	// is a sentence and no name of a score.
	leastObeying = 16
)

// The shares of safe drafts up to which a draft is held as a whole, and of unsafe
// ones up to which it surely resembles safe ones, with all its sentences and
// apart from any one: see acts.Verdict. A patient's is held soonest, since
// nobody stands behind it.
const (
	alarmingToPatient, alarmingToDoctor, alarming = 0.09, 0.065, 0.05

	calmDraft, calmApart = 0.15, 0.5
)

// calmOf is how surely a draft resembles safe ones. One is not calm in which a
// sentence surely does what it should not, however calm the others are.
func calmOf(to Audience, looks *acts.Verdict, senses []acts.Sense) check.Calm {
	switch {
	case slices.ContainsFunc(senses, func(s acts.Sense) bool { return s.Alarm <= surelyActs(to) }):
		return check.NotCalm
	case looks == nil || looks.Calm > calmDraft || looks.Apart > calmApart:
		return check.NotCalm
	case looks.Apart > calmDraft:
		return check.CalmAsAWhole
	}
	return check.CalmThroughout
}

// surelyActs is the alarm up to which a sentence surely does what it should not. It
// was chosen on the calibration part; a patient, whom nobody stands beside, has more.
func surelyActs(to Audience) float64 {
	if to == Patient {
		return 0.01
	}
	return 0.006
}

func calmness(looks *acts.Verdict) float64 {
	if looks == nil {
		return 0
	}
	return looks.Calm
}

// alarmed adds to the hazards of the whole that it resembles unsafe drafts.
func alarmed(to Audience, looks *acts.Verdict, whole []string) []string {
	bound := alarming
	switch to {
	case Patient:
		bound = alarmingToPatient
	case Doctor:
		bound = alarmingToDoctor
	}
	if looks != nil && looks.Alarm <= bound {
		whole = append(whole, "possible_unsafe")
	}
	return whole
}

// suspected gives the claims of a reading with the acts that its sentences
// resemble, each as a claim of its own at the end.
func suspected(d Draft, r claim.Reading, senses []acts.Sense) []claim.Claim {
	out := slices.Clip(r.Claims)
	for i, s := range senses {
		span := r.Sentences[i]
		for _, a := range suspects(d.Audience, s) {
			out = append(out, claim.Claim{
				ID: "c" + strconv.Itoa(len(out)+1), Kind: claim.PossibleAct, Act: claim.Act(a), Start: span.Start, End: span.End, Sentence: i,
				Text: strings.TrimSpace(d.Text[span.Start:span.End]), Polarity: claim.Affirmed, Experiencer: "patient", Certainty: claim.Possible,
			})
		}
	}
	return out
}

// suspects are the acts that a sentence is suspected of. A greeting is of none:
// what is that short and does something is for the rules.
func suspects(to Audience, s acts.Sense) []acts.Act {
	from := 0.0
	switch to {
	case Patient:
		from = suspectPatient
	case CareManager:
		from = suspectManager
	case Doctor, Order:
	}
	likest, _ := s.Likest()
	whole := s.Size >= leastSuspected && s.Alarm <= from
	var out []acts.Act
	for n, a := range acts.All() {
		byItself := s.Size >= leastAlone && s.Acts[n] <= aloneFor(to, a, s.Size)
		if a == acts.Authority && (to == Patient || to == CareManager) {
			byItself = false // a lay reader may be told what was passed on for them
		}
		if byItself || whole && (a == likest || s.Acts[n] <= beside) {
			out = append(out, a)
		}
	}
	return out
}

// prove names, for each suspicion that was found, the sentence of the bank that
// does the act and is nearest.
func (f *Fence) prove(r claim.Reading, found []Finding) {
	for i, x := range found {
		if x.Check != "possible" {
			continue
		}
		at := slices.IndexFunc(r.Claims, func(c claim.Claim) bool { return c.ID == x.ClaimID && c.Kind == claim.PossibleAct })
		if at < 0 {
			continue
		}
		c := r.Claims[at]
		if s, near := f.acts.Nearest(r, c.Sentence, acts.Act(c.Act)); near > 0 {
			found[i].Evidence = []string{"acts:" + s.From + ": " + s.Says}
		}
	}
}

// aloneFor is the alarm up to which an act is suspected by itself. What carries
// instructions onward is suspected sooner in a text for a doctor: there it is a
// warning beside the text and no text withheld.
func aloneFor(to Audience, a acts.Act, size int) float64 {
	if to == Doctor && a == acts.Obeys && size >= leastObeying {
		return aloneObeying
	}
	return alone
}
