package consult

import (
	"cmp"
	"regexp"
	"slices"
	"strconv"

	"apricot.health/guardrails/claim"
	"apricot.health/knowledge/chart"
)

//nolint:gochecknoglobals // compiled once, read only
var (
	// joinedRE is what stands between two ingredients of one product.
	joinedRE = regexp.MustCompile(`^\s*(?:[/+&＋／-]|加)\s*$`)
	// strengthsRE are the strengths of a product, in the order of its ingredients.
	strengthsRE = regexp.MustCompile(`(\d+(?:\.\d+)?)\s*(?:mg|毫克)?((?:\s*[/+＋／-]\s*\d+(?:\.\d+)?\s*(?:mg|毫克)?)+)`)
	numberRE    = regexp.MustCompile(`\d+(?:\.\d+)?`)
)

// ingredients are the medicines that the name of one order joins, in the order in which
// they stand: "ibuprofen/famotidine". Of a name that tells of more than a product, such as
// what a medicine is dissolved in, only the first is ordered.
func (s *Service) ingredients(name string, found []chart.Coded) []chart.Coded {
	if len(found) < 2 {
		return found
	}
	type place struct{ from, to int }
	at := map[string]place{}
	for _, m := range s.Lexicon.Extract(name, "") {
		if _, seen := at[m.Concept]; !seen {
			at[m.Concept] = place{m.Start, m.End}
		}
	}
	out := slices.Clone(found)
	for _, x := range out {
		if _, named := at[x.Concept]; !named {
			return found[:1]
		}
	}
	slices.SortFunc(out, func(a, b chart.Coded) int { return cmp.Compare(at[a.Concept].from, at[b.Concept].from) })
	for i := range out[1:] {
		from, to := at[out[i].Concept].to, at[out[i+1].Concept].from
		if from > to || to > len(name) || !joinedRE.MatchString(name[from:to]) {
			return found[:1]
		}
	}
	return out
}

// shared gives each of n ingredients its own amount: of so many of a product, or of the
// amount of one of them, by the strengths that are written. Without strengths nobody knows
// how much of an ingredient is meant, and the rest of the direction stands.
func shared(p *claim.Posology, text string, n int) []*claim.Posology {
	out := make([]*claim.Posology, n)
	of := strengths(text, n)
	for i := range out {
		if p == nil && of == nil {
			continue
		}
		var own claim.Posology
		if p != nil {
			own = *p
		}
		own.Amount, own.Unit = 0, ""
		if k, ok := howMany(p, of); ok {
			own.Amount, own.Unit = of[i]*k, "mg"
		}
		out[i] = &own
	}
	return out
}

// howMany is how many of a product a direction gives: one where it does not say.
func howMany(p *claim.Posology, of []float64) (float64, bool) {
	switch {
	case of == nil:
		return 0, false
	case p == nil || p.Amount == 0:
		return 1, true
	case p.PerKg || p.Daily || p.Unit == "g" || p.Unit == "ug" || p.Unit == "mL":
		return 0, false
	case p.Unit == "mg":
		if slices.Contains(of, p.Amount) {
			return 1, true
		}
		return p.Amount / of[0], true
	}
	return p.Amount, true
}

// strengths are n strengths in milligrams that a text writes of one product, else nil.
func strengths(text string, n int) []float64 {
	for _, m := range strengthsRE.FindAllString(text, -1) {
		numbers := numberRE.FindAllString(m, -1)
		if len(numbers) != n {
			continue
		}
		out := make([]float64, 0, n)
		for _, x := range numbers {
			if v, err := strconv.ParseFloat(x, 64); err == nil && v > 0 {
				out = append(out, v)
			}
		}
		if len(out) == n {
			return out
		}
	}
	return nil
}
