package consult

import (
	"regexp"
	"strings"

	"apricot.health/guardrails/claim"
)

type dosage struct {
	Text            string
	Route           codeable
	Timing          timing
	AsNeededBoolean bool
	DoseAndRate     []struct {
		DoseQuantity quantity
		DoseRange    struct{ High quantity }
	}
}

type quantity struct {
	Value      float64
	Unit, Code string
}

type timing struct {
	Code   codeable
	Repeat struct {
		Frequency, FrequencyMax, Period float64
		PeriodUnit                      string
	}
}

// posology joins what a dosage says in structure with what its text says; the
// structure wins. It is nil where nothing was said.
func (s *Service) posology(name string, x dosage) *claim.Posology {
	var p claim.Posology
	if x.Text != "" {
		if read := s.readDose(name + " " + x.Text); read != nil {
			p = *read
		}
	}
	if len(x.DoseAndRate) > 0 {
		q := x.DoseAndRate[0].DoseQuantity
		if q.Value == 0 {
			q = x.DoseAndRate[0].DoseRange.High
		}
		if q.Value > 0 {
			p.Amount, p.Unit, p.PerKg, p.Daily = amount(q)
		}
	}
	if r := route(x.Route); r != "" {
		p.Route = r
	}
	if (p.Route == "" || p.Route == "iv") && pushed(x) {
		p.Route, p.Push = "iv", true
	}
	if n := perDay(x.Timing); n > 0 {
		p.PerDay = n
	}
	p.AsNeeded = p.AsNeeded || x.AsNeededBoolean
	if p == (claim.Posology{}) {
		return nil
	}
	return &p
}

func (s *Service) readDose(text string) *claim.Posology {
	for _, c := range s.claims.Read(text, "").Claims {
		if c.Dose != nil {
			return c.Dose
		}
	}
	return nil
}

// amount reads a UCUM quantity; "mg/kg" and "mg/d" are taken apart.
func amount(q quantity) (value float64, unit string, perKg, daily bool) {
	unit = q.Code
	if unit == "" {
		unit = q.Unit
	}
	base, rest, _ := strings.Cut(unit, "/")
	for part := range strings.SplitSeq(rest, "/") {
		switch part {
		case "kg":
			perKg = true
		case "d", "day", "24.h":
			daily = true
		}
	}
	switch base {
	case "mcg", "μg", "µg":
		base = "ug"
	case "IU", "iU", "U":
		base = "[iU]"
	case "ml":
		base = "mL"
	}
	return q.Value, base, perKg, daily
}

// route reads the codes that systems write: SNOMED CT, HL7 v3 and plain words.
func route(c codeable) string {
	for _, w := range routeWords(c) {
		switch w {
		case "26643006", "po", "oral", "口服", "by mouth", "oral route":
			return "oral"
		case "47625008", "iv", "ivp", "ivinj", "ivgtt", "intravenous", "静脉注射", "静脉滴注", "静滴", "静注", "静脉推注", "静推", "推注", "intravenous route",
			"iv push", "ivpush", "iv bolus", "ivinjbol", "iv direct", "iv drip", "iv infusion":
			return "iv"
		case "78421000", "im", "intramuscular", "肌内注射", "肌注", "intramuscular route":
			return "im"
		case "34206005", "sc", "subcutaneous", "皮下注射", "皮下", "subcutaneous route":
			return "sc"
		case "18679011000001101", "447694001", "inhl", "inhaled", "inhalation", "吸入", "雾化吸入":
			return "inhaled"
		case "6064005", "topical", "top", "外用", "topical route":
			return "topical"
		case "37839007", "sl", "sublingual", "舌下", "舌下含服", "sublingual route":
			return "sublingual"
		case "72607000", "it", "itinj", "intrathecal", "鞘内", "鞘内注射", "鞘内给药", "鞘注", "intrathecal route":
			return "intrathecal"
		case "418401004", "ivitinj", "intravitreal", "玻璃体腔", "玻璃体腔注射", "玻璃体腔内注射", "玻璃体内注射", "intravitreal route":
			return "intravitreal"
		case "37161004", "pr", "rectal", "直肠给药", "塞肛", "rectal route":
			return "rectal"
		}
	}
	return ""
}

// routeWords are the codes and the words of a route, in small letters and without the
// points of i.v.
func routeWords(c codeable) []string {
	words := []string{c.Text}
	for _, x := range c.Coding {
		words = append(words, x.Code, x.Display)
	}
	for i, w := range words {
		words[i] = strings.TrimSpace(strings.ToLower(strings.NewReplacer(".", "", "-", " ").Replace(w)))
	}
	return words
}

//nolint:gochecknoglobals // compiled once, read only
var (
	pushRE = regexp.MustCompile(`静推|推注|静注|静脉注射|\b(?:iv ?push|ivp|iv ?bolus|ivinjbol|iv direct|intravenous (?:push|bolus))\b`)
	dripRE = regexp.MustCompile(`滴|泵|输注|\b(?:drip|infus\w*|ivgtt|ivpb|piggyback|pump)\b`)
)

// pushed is true where an order has it injected into a vein at once, by its route or in
// its text, and neither says that it runs in.
func pushed(x dosage) bool {
	said := strings.Join(append(routeWords(x.Route), routeWords(codeable{Text: x.Text})...), " ; ")
	return pushRE.MatchString(said) && !dripRE.MatchString(said)
}

// perDay is how many times a day, from the repeat or from a GTS abbreviation
// (HL7 v3 GTSAbbreviation).
func perDay(t timing) float64 {
	n := max(t.Repeat.Frequency, t.Repeat.FrequencyMax)
	if t.Repeat.Period > 0 && t.Repeat.PeriodUnit != "" {
		days := map[string]float64{"min": 1.0 / 1440, "h": 1.0 / 24, "d": 1, "wk": 7, "mo": 30}[t.Repeat.PeriodUnit]
		if days == 0 {
			return 0
		}
		return max(n, 1) / (t.Repeat.Period * days)
	}
	for _, x := range t.Code.Coding {
		switch strings.ToUpper(x.Code) {
		case "QD", "AM", "PM", "BED":
			return 1
		case "BID":
			return 2
		case "TID":
			return 3
		case "QID":
			return 4
		case "Q4H":
			return 6
		case "Q6H":
			return 4
		case "Q8H":
			return 3
		case "Q12H":
			return 2
		case "QOD":
			return 0.5
		case "WK":
			return 1.0 / 7
		}
	}
	return 0
}
