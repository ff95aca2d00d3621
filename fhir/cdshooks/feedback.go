package cdshooks

import (
	"fmt"
	"time"

	"apricot.health/fhir/outcome"
	"apricot.health/fhir/r4"
)

// ParseFeedback reads and checks the body of a feedback call
// (https://cds-hooks.hl7.org/2.0/#feedback).
func ParseFeedback(raw []byte) (FeedbackRequest, error) {
	d, err := r4.Parse(raw)
	if err != nil {
		return FeedbackRequest{}, err
	}
	list := d.Root().Get("feedback")
	if list.Kind() != r4.Array {
		return FeedbackRequest{}, outcome.At(outcome.Invalid, "feedback", "feedback must be a list")
	}
	var out FeedbackRequest
	for v := range list.Items() {
		f, err := parseOne(fmt.Sprintf("feedback[%d]", len(out.Feedback)), v)
		if err != nil {
			return FeedbackRequest{}, err
		}
		out.Feedback = append(out.Feedback, f)
	}
	if len(out.Feedback) == 0 {
		return FeedbackRequest{}, outcome.At(outcome.Invalid, "feedback", "feedback is empty")
	}
	return out, nil
}

func parseOne(path string, v r4.Value) (Feedback, error) {
	reason := v.Get("overrideReason").Get("reason")
	f := Feedback{
		Card: v.Get("card").Text(), Outcome: v.Get("outcome").Text(),
		Reason: Coding{
			Code: reason.Get("code").Text(), System: reason.Get("system").Text(), Display: reason.Get("display").Text(),
		},
		UserComment: v.Get("overrideReason").Get("userComment").Text(),
	}
	if f.Card == "" {
		return f, outcome.At(outcome.Invalid, path+".card", "the uuid of the card is missing")
	}
	for s := range v.Get("acceptedSuggestions").Items() {
		id := s.Get("id").Text()
		if id == "" {
			return f, outcome.At(outcome.Invalid, path+".acceptedSuggestions", "an accepted suggestion has no id")
		}
		f.AcceptedSuggestions = append(f.AcceptedSuggestions, id)
	}
	switch {
	case f.Outcome != Accepted && f.Outcome != Overridden:
		return f, outcome.At(outcome.Invalid, path+".outcome", "outcome is accepted or overridden")
	case f.Outcome == Accepted && len(f.AcceptedSuggestions) == 0:
		return f, outcome.At(outcome.Invalid, path+".acceptedSuggestions", "accepted needs acceptedSuggestions")
	case f.Outcome == Overridden && len(f.AcceptedSuggestions) > 0:
		return f, outcome.At(outcome.Invalid, path+".acceptedSuggestions", "an overridden card has no accepted suggestions")
	}
	at, err := time.Parse(time.RFC3339Nano, v.Get("outcomeTimestamp").Text())
	if err != nil {
		return f, outcome.At(outcome.Invalid, path+".outcomeTimestamp", "outcomeTimestamp is an instant")
	}
	f.At = at
	return f, nil
}
