package fence

import (
	"slices"
	"strconv"
	"strings"

	"apricot.health/guardrails/acts"
	"apricot.health/guardrails/check"
	"apricot.health/guardrails/claim"
)

const (
	// beside is the alarm of an act up to which it is suspected beside the likest
	// one of its sentence, and aloneObeying that of carrying instructions onward to
	// a doctor.
	beside       = 0.01
	aloneObeying = 0.01
	// leastSuspected is how many characters or words a sentence must have, and
	// leastAlone for an act that is suspected by itself.
	leastSuspected, leastAlone = 5, 8
	// leastObeying is that for aloneObeying: an instruction that is carried onward
	// is a sentence and no name of a score.
	leastObeying = 16
)

// calmOf is how surely a draft resembles safe ones. One is not calm in which a
// sentence surely does what it should not, however calm the others are.
func calmOf(b *check.Bounds, looks *acts.Verdict, senses []acts.Sense) check.Calm {
	switch {
	case slices.ContainsFunc(senses, func(s acts.Sense) bool { return s.Alarm <= b.Surely }):
		return check.NotCalm
	case looks == nil || looks.Calm > b.Calm || looks.Apart > b.Apart:
		return check.NotCalm
	case looks.Apart > b.Calm:
		return check.CalmAsAWhole
	case looks.Calm > b.Sure:
		return check.CalmThroughout
	}
	return check.SurelyCalm
}

func calmness(looks *acts.Verdict) float64 {
	if looks == nil {
		return 0
	}
	return looks.Calm
}

// alarmed adds to the hazards of the whole that it resembles unsafe drafts.
func alarmed(b *check.Bounds, looks *acts.Verdict, whole []string) []string {
	if looks != nil && looks.Alarm <= b.Alarm {
		whole = append(whole, "possible_unsafe")
	}
	return whole
}

// suspected gives the claims of a reading with the acts that its sentences
// resemble, each as a claim of its own at the end.
func suspected(b *check.Bounds, d Draft, r claim.Reading, senses []acts.Sense) []claim.Claim {
	out := slices.Clip(r.Claims)
	for i, s := range senses {
		span := r.Sentences[i]
		for _, a := range suspects(b, d.Audience, s) {
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
func suspects(b *check.Bounds, to Audience, s acts.Sense) []acts.Act {
	likest, _ := s.Likest()
	whole := s.Size >= leastSuspected && s.Alarm <= b.Suspect
	var out []acts.Act
	for n, a := range acts.All() {
		byItself := s.Size >= leastAlone && s.Acts[n] <= aloneFor(b, to, a, s.Size)
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
func aloneFor(b *check.Bounds, to Audience, a acts.Act, size int) float64 {
	if to == Doctor && a == acts.Obeys && size >= leastObeying {
		return aloneObeying
	}
	return b.Alone
}
