package claim_test

import (
	"slices"
	"testing"

	"apricot.health/guardrails/claim"
)

// Every direction of a drug in a sentence is read, and no amount that is none.
func TestFurtherDoses(t *testing.T) {
	t.Parallel()
	for text, want := range map[string][]float64{
		"Start ibuprofen 400 mg tds, later 1200 mg tds.":                            {400, 1200},
		"Ibuprofen 400 mg tds for a week, then 1200 mg tds, thereafter 200 mg tds.": {400, 1200, 200},
		"布洛芬先0.2g bid，以后1.2g tid。":                                                  {0.2, 1.2},
		"Rivaroxaban 15 mg bid for 3 weeks, followed by 20 mg once daily.":          {15, 20},
		"Ibuprofen 400 mg tds, then review; maximum 1200 mg.":                       {400},
		"Ibuprofen 400 mg tds rather than 1200 mg tds.":                             {400},
		"Ibuprofen 400 mg tds, previously 800 mg tds.":                              {400},
		"Ibuprofen 400 mg tds, then paracetamol 500 mg qid.":                        {400, 500},
		"Ibuprofen 400 mg tds, then weigh him daily.":                               {400},
		"等一会儿再喝2克林霉素。":                                                              nil,
	} {
		var got []float64
		for _, c := range read(t, text).Claims {
			if c.Kind == claim.Dose {
				got = append(got, c.Dose.Amount)
			}
		}
		if !slices.Equal(got, want) {
			t.Errorf("%q: doses %v, want %v", text, got, want)
		}
	}
}
