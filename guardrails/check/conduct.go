package check

import "apricot.health/guardrails/claim"

// tone tells how a text must not speak to a person: with blame, with promises
// that nobody can keep, as a person that it is not, or to sell something.
// Reviewed wording may.
func tone(b *bench, c claim.Claim) []Finding {
	if b.templated(c) {
		return nil
	}
	switch c.Act {
	case "impersonation":
		return []Finding{b.find("false_label", c)}
	case "guarantee":
		return []Finding{b.find("false_promise", c)}
	case "promotion":
		return []Finding{b.find("promotion", c)}
	}
	return []Finding{b.find("tone", c)}
}

// forbidden tells what a text must not help with.
func forbidden(b *bench, c claim.Claim) []Finding {
	if b.templated(c) {
		return nil
	}
	switch c.Act {
	case "violence":
		return []Finding{b.find("violence", c)}
	case "abuse":
		return []Finding{b.find("abuse", c)}
	}
	return []Finding{b.find("refused_request", c)}
}
