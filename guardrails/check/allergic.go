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

//nolint:gochecknoglobals // compiled once, read only
var (
	// reactedRE are words of a sentence that tells a reaction or what kind it is.
	reactedRE = pattern.MustCompile(`react|hives|urticaria|rash|anaphyla|intoleran|side effect|upset|diarrh|nausea|\blists?\b|\blisted|record|corrected|not (?:a |an )?(?:true |drug |real )*allerg|副作用|不良反应|皮疹|荨麻疹|腹泻|恶心|不耐受|休克|水肿|更正|登记|记录|写`)
	// emptyRE says that the list of allergies is empty, or names a list, a check or a thing.
	emptyRE = pattern.MustCompile(`^(?:史)?[:：](?:[^,，。;；:：]{0,8}过敏)?(?:史|记录)?(?:为|是|一栏)?(?:空|无)|^(?:史|记录|信息|栏|字段|一栏)*(?:[:：]|为|是|栏|项)? ?(?:空|空白|无|未|没有|阴性|-|\(-\)|none|nil|blank|核对|核查|核实|审核|check|field|list|alert|override|review|section|status|entry|flag|banner|module)|^[- ]?(?:override|check|field|list|alert|review|status|section|banner|flag|screen)`)
	hasRE   = pattern.MustCompile(`有|(?:^|[^核])对[^,，。]{1,16}$|\b(?:has|have|had|with|known|documented|severe|confirmed|true|an?)(?: \w+)? ?$`)
)

// tellsAllergy is true for a text for a doctor that speaks of allergies in general and
// tells what the chart has: it names the charted allergen with its reaction, or calls
// the list empty where the chart's is.
func (b *bench) tellsAllergy(c claim.Claim) bool {
	if b.Audience != "doctor" {
		return false
	}
	if c.Polarity == claim.Affirmed && c.Act != claim.Excluded {
		return emptyRE.MatchString(b.after(c)) && !hasRE.MatchString(b.before(c))
	}
	return b.tellsReaction()
}

// tellsReaction is true for a text that names an allergen of the chart with what it did.
func (b *bench) tellsReaction() bool {
	for i := range b.Reading.Sentences {
		if !b.shows(i, reactedRE) {
			continue
		}
		s := b.flat(i)
		if slices.ContainsFunc(b.Chart.Allergies, func(a chart.Coded) bool {
			return active(a) && strings.Contains(s, allergenWords(a.Text))
		}) {
			return true
		}
	}
	return false
}

// allergenWords are the words of an allergy without its reaction.
func allergenWords(text string) string {
	t := squeezeSpaces(text)
	if at := strings.IndexAny(t, "(（:："); at > 0 {
		t = t[:at]
	}
	return strings.TrimSpace(t)
}

// happens is true where an allergy is what happens or may happen now.
func (b *bench) happens(c claim.Claim) bool {
	return holdsAny(b.flat(c.Sentence), reactions...)
}
