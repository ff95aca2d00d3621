package claim

// conduct finds how the text speaks to a person (blame, promises that nobody
// can keep, a machine that says it is a doctor, selling) and what it must not
// help with (violence, abuse, unlawful requests). What is refused, denied or
// asked about is no such claim.
func (r *reader) conduct() {
	for _, t := range r.toks {
		kind, act := conductOf(t)
		if kind == "" {
			continue
		}
		p := r.polarity(t.start)
		if p == Question || p == Negated {
			continue
		}
		if kind == Forbidden && r.has(r.sentence(r.sentenceOf(t.start)), cRefusal|cDeclined|cHandled) {
			continue
		}
		r.add(Claim{Kind: kind, Act: act, Start: t.start, End: t.end, Polarity: p})
	}
}

func conductOf(t token) (Kind, Act) {
	switch {
	case t.is(cViolence):
		return Forbidden, "violence"
	case t.is(cAbuse):
		return Forbidden, "abuse"
	case t.is(cRefuse):
		return Forbidden, "request"
	case t.is(cImpersonation):
		return Tone, "impersonation"
	case t.is(cGuarantee):
		return Tone, "guarantee"
	case t.is(cBlame):
		return Tone, "blame"
	case t.is(cPromotion):
		return Tone, "promotion"
	}
	return "", ""
}
