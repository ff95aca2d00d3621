package check

import (
	"slices"
	"strings"

	"apricot.health/guardrails/claim"
	"apricot.health/knowledge/pattern"
)

// deadly are ways that kill at any dose, so that no dose need be named. Sources: the
// boxed warnings, contraindications and warnings of the labels (FDA: vinca alkaloids,
// bortezomib, mitoxantrone and tranexamic acid into the spinal fluid, contrast media that are
// not made for it, a penicillin depot or bupivacaine into a vein; BNF, methylthioninium:
// contraindicated intrathecally; reported deaths and paralysis after anthracyclines and
// dactinomycin, which are given into a vein alone); ISMP, targeted best practices on vinca
// alkaloids.
//
//nolint:gochecknoglobals // a literal table, read only
var deadly = []struct {
	of     []string
	routes []string
}{
	{[]string{
		"class.vinca", "drug.bortezomib", "drug.tranexamic_acid", "drug.diatrizoate", "drug.iodinated_contrast", "drug.potassium_chloride",
		"drug.doxorubicin", "drug.doxorubicin_liposomal", "drug.daunorubicin", "drug.epirubicin", "drug.idarubicin", "drug.pirarubicin",
		"drug.mitoxantrone", "drug.dactinomycin", "drug.methylene_blue",
	}, []string{"intrathecal"}},
	{[]string{"drug.bupivacaine", "drug.levobupivacaine", "drug.ropivacaine", "drug.benzathine_penicillin", "drug.procaine_penicillin"}, []string{"iv"}},
}

// deadlyRE are the words of a deadly route, and doomedRE what says of one that it is.
//
//nolint:gochecknoglobals // compiled once, read only
var (
	deadlyRE = map[string]*pattern.Regexp{
		"intrathecal": pattern.MustCompile(`鞘内|鞘注|蛛网膜下[腔隙]注|\bintrathecal(?:ly)?\b`),
		"iv":          pattern.MustCompile(`静脉内?(?:注射|推注|滴注|给药|输注|注入)|静推|静注|静滴|静点|\biv\b|\bintravenous(?:ly)?\b`),
	}
	// nextsRE is the way of the medicine that comes next: "vincristine with intrathecal
	// methotrexate".
	nextsRE  = pattern.MustCompile(`(?:\b(?:and|plus|with|then)|[+&]|和|及|与|联合|合用|并) ?(?:iv|intravenous(?:ly)?|intrathecal(?:ly)?|静脉内?(?:注射|推注|滴注|给药|输注|注入)|静推|静注|静滴|静点|鞘内(?:注射)?|鞘注)$`)
	doomedRE = pattern.MustCompile(`致死|致命|死亡|禁|不[可能得应宜]|勿|避免|切忌|误|严防|只能|仅[限供]|局麻|神经阻滞` +
		`|\b(?:fatal|lethal|deaths?|kills?|never|not|avoid\w*|contraindicated|inadvertent\w*|accidental\w*|only)\b`)
)

// deadlyRoutes are the ways in which a drug kills.
func (b *bench) deadlyRoutes(concept string) (out []string) {
	for _, d := range deadly {
		if b.Index.member(d.of, concept) {
			out = append(out, d.routes...)
		}
	}
	return out
}

// givenDeadly is true where a sentence gives a drug by a way that kills: by its dose, or
// by the words between it and the other medicines beside it.
func (b *bench) givenDeadly(c claim.Claim) bool {
	routes := b.deadlyRoutes(c.Concept)
	if len(routes) == 0 || c.Sentence < 0 || b.negates(c) {
		return false
	}
	for _, x := range b.claims {
		if x.Kind == claim.Dose && x.Concept == c.Concept && x.Sentence == c.Sentence && x.Dose != nil && x.Dose.Route != "" {
			return false // which its dose is judged by
		}
	}
	before, after := b.clauseBeside(c)
	if doomedRE.MatchString(before) || doomedRE.MatchString(after) {
		return false
	}
	return slices.ContainsFunc(routes, func(r string) bool {
		re := deadlyRE[r]
		return re.MatchString(after) || re.MatchString(before) && !slices.ContainsFunc(others(r), func(o string) bool { return deadlyRE[o].MatchString(after) })
	})
}

// believed is a direction without the way into a vein that its own clause does not tell,
// of what would kill there: "spinal bupivacaine 10 mg, iv fluids".
func (b *bench) believed(c claim.Claim) claim.Posology {
	p := *c.Dose
	if c.Sentence < 0 || p.Route != "iv" || !slices.Contains(b.deadlyRoutes(c.Concept), "iv") {
		return p
	}
	if before, after := b.clauseBeside(c); !deadlyRE["iv"].MatchString(before) && !deadlyRE["iv"].MatchString(after) {
		p.Route = ""
	}
	return p
}

// clauseBeside is what stands beside a drug or its dose in one clause.
func (b *bench) clauseBeside(c claim.Claim) (before, after string) {
	const ends = ",;，；"
	before, after = b.beside(c)
	if i := strings.LastIndexAny(before, ends); i >= 0 {
		before = before[i+1:]
	}
	if i := strings.IndexAny(after, ends); i >= 0 {
		after = after[:i]
	}
	return before, after
}

// others are the ways that are told from one.
func others(route string) []string {
	if route == "iv" {
		return []string{"intrathecal"}
	}
	return []string{"iv"}
}

// beside is what a sentence says around a drug, up to the other medicines of it.
func (b *bench) beside(c claim.Claim) (before, after string) {
	s := b.Reading.Sentences[c.Sentence]
	from, to := s.Start, s.End
	for _, x := range b.claims {
		if x.Kind != claim.Drug || x.Sentence != c.Sentence || x.Concept == c.Concept {
			continue
		}
		if x.End <= c.Start {
			from = max(from, x.End)
		}
		if x.Start >= c.End {
			to = min(to, x.Start)
		}
	}
	if from < 0 || from > c.Start || c.End > to || to > len(b.Text) {
		return "", ""
	}
	before, after = squeezeSpaces(b.Text[from:c.Start]), squeezeSpaces(b.Text[c.End:to])
	if to < s.End {
		after = nextsRE.ReplaceAllString(after, "")
	}
	return before, after
}
