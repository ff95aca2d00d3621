package check

import (
	"slices"

	"apricot.health/guardrails/claim"
	"apricot.health/knowledge/graph"
	"apricot.health/knowledge/pattern"
)

// directions are all directions for use of a drug in its sentence, or of its
// order; where there is none, what the chart says of its use.
func (b *bench) directions(c claim.Claim) []claim.Posology {
	var out []claim.Posology
	for _, x := range b.claims {
		if x.Kind != claim.Dose || x.Concept != c.Concept || x.Sentence != c.Sentence || x.Dose == nil {
			continue
		}
		if c.Sentence < 0 && x.ID != c.ID && x.ID != c.ID+".dose" {
			continue // another order of the same drug
		}
		out = append(out, b.direction(x))
	}
	if len(out) == 0 {
		p := b.completed(c.Concept, claim.Posology{})
		p.Route = routeIn(b.flat(c.Sentence))
		out = append(out, b.comparable(c.Concept, p))
	}
	return out
}

// direction is that of a claim of a dose, completed by the chart, with the route
// that the form tells which stands between the name and the dose.
func (b *bench) direction(c claim.Claim) claim.Posology {
	p := b.completed(c.Concept, *c.Dose)
	if p.Route == "" {
		for _, x := range b.claims {
			if x.Kind == claim.Drug && x.Concept == c.Concept && x.Sentence == c.Sentence && x.Sentence >= 0 && x.Start <= c.Start && c.End <= len(b.Text) {
				p.Route = routeIn(squeezeSpaces(b.Text[x.Start:c.End]))
			}
		}
	}
	return b.comparable(c.Concept, p)
}

// comparable is a direction in milligrams where it is in international units of a
// drug whose content says how many of them a milligram has.
func (b *bench) comparable(concept string, p claim.Posology) claim.Posology {
	if d, ok := b.Graph.Drug(concept); ok && d.UnitsPerMg > 0 && p.Unit == "[iU]" {
		p.Amount, p.Unit = p.Amount/d.UnitsPerMg, "mg"
	}
	return p
}

// routeWords are words of a sentence that name a route without a dose beside it.
//
//nolint:gochecknoglobals // compiled once, read only
var routeWords = []struct {
	route string
	re    *pattern.Regexp
}{
	{"oral", pattern.MustCompile(`\boral(?:ly)?\b|\bpo\b|by mouth|\b(?:tablets?|capsules?)\b|口服|胶囊|片`)},
	{"iv", pattern.MustCompile(`\biv\b|\bintravenous(?:ly)?\b|静脉|静滴|静推|静注`)},
	{"sc", pattern.MustCompile(`\bsc\b|subcutaneous|皮下`)},
	{"intrathecal", pattern.MustCompile(`\bintrathecal(?:ly)?\b|鞘内|鞘注`)},
	{"intravitreal", pattern.MustCompile(`\bintravitreal(?:ly)?\b|玻璃体腔|玻璃体内`)},
	{"im", pattern.MustCompile(`\bim\b|intramuscular|肌注|肌内|肌肉注射`)},
}

// routeIn is the one route that a sentence names, "" for none or several.
func routeIn(sentence string) (route string) {
	for _, w := range routeWords {
		if !w.re.MatchString(sentence) {
			continue
		}
		if route != "" {
			return ""
		}
		route = w.route
	}
	return route
}

// routesMeant are the routes that a direction for use may mean: as written, else
// those of the drug by which its amount can be given, all of them if by none. A
// tablet is swallowed, and so is what a patient takes where it can be. "" stands
// for any.
func (b *bench) routesMeant(d graph.Drug, p claim.Posology) []string {
	routes := routesOf(d)
	switch {
	case p.Route != "":
		return []string{p.Route}
	case (p.Unit == "{tablet}" || b.Audience == "patient") && slices.Contains(routes, "oral"):
		return []string{"oral"}
	}
	if usual := slices.DeleteFunc(slices.Clone(routes), func(r string) bool { return slices.Contains(localRoutes, r) || slices.Contains(deepRoutes, r) }); len(usual) > 0 {
		routes = usual
	}
	fits := slices.DeleteFunc(slices.Clone(routes), func(r string) bool {
		by := p
		by.Route = r
		return p.Amount > 0 && b.verdict(d, by) >= outside
	})
	switch {
	case len(fits) > 0:
		return fits
	case len(routes) > 0:
		return routes
	}
	return []string{""}
}
