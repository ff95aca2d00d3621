package check

import (
	"slices"
	"strings"

	"apricot.health/guardrails/claim"
	"apricot.health/knowledge/chart"
	"apricot.health/knowledge/pattern"
)

// anyAllergyID is the finding that "allergy" is read as, whatever it is to.
const anyAllergyID = "find.allergy_any"

//nolint:gochecknoglobals // literal lists and a pattern compiled once, read only
var (
	// reactions are words of an allergy that comes up now or may: no history.
	reactions = []string{"可能", "怀疑", "疑似", "排除", "像是", "过敏原", "过敏反应", "抗过敏", "过敏科", "may be", "might be", "could be", "possible", "possibly", "suspect", "rule out", "reaction", "allergy test", "allergy clinic"}
	// foodRE reads what an allergy that is denied is to, right before the word.
	foodRE = pattern.MustCompile(`(?:没有|无|否认|不是|并非|\bno |\bnot an? )(?:对)?([^,，。;；、和及或]{1,18}?)(?:的)?(?:过敏|\ballerg)`)
)

// anyAllergy is whether the chart knows of an allergy at all.
func (b *bench) anyAllergy() chart.Tri {
	if slices.ContainsFunc(b.Chart.Allergies, active) {
		return chart.Yes
	}
	if b.Chart.AllergiesKnown {
		return chart.No
	}
	return chart.Unknown
}

// named is true where what is denied is an allergy to something by name: to a
// medicine, which allergyClaim answers for, or to a food or a thing of which the
// chart, whose list is closed, has nothing.
func (b *bench) named(c claim.Claim) bool {
	if c.Polarity != claim.Negated {
		return false
	}
	const apart = 16
	if slices.ContainsFunc(b.claims, func(x claim.Claim) bool {
		return x.Kind == claim.Drug && x.Act == claim.Allergic && x.Sentence == c.Sentence && x.Polarity == claim.Negated &&
			(x.End <= c.Start && c.Start-x.End <= apart || c.End <= x.Start && x.Start-c.End <= apart)
	}) {
		return true
	}
	m := foodRE.FindStringSubmatch(b.flat(c.Sentence))
	if m == nil || !notADrug(m[1]) || !b.Chart.AllergiesKnown {
		return false
	}
	return !slices.ContainsFunc(b.Chart.Allergies, func(a chart.Coded) bool {
		has, denied := squeeze(a.Text), squeeze(m[1])
		unread := b.allergen(a) == "" && !notADrug(a.Text)
		return active(a) && (unread || strings.Contains(has, denied) || strings.Contains(denied, has))
	})
}

// happens is true where an allergy is what happens or may happen now.
func (b *bench) happens(c claim.Claim) bool {
	return holdsAny(b.flat(c.Sentence), reactions...)
}
