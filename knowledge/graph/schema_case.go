package graph

import (
	"fmt"
	"strconv"
	"strings"
)

// MedicineCase is a test beside a medicine, a class of them, an allergen group or a
// safety rule: an order for a patient and what one check of the fence answers
// (guardrails/check). Order and For are short texts, so that a reviewer reads a case
// a line; MedicineCase.Read is their grammar.
type MedicineCase struct {
	// Order is a direction for use, "500 mg oral 3/d"; empty is the medicine alone.
	Order string `yaml:"order" json:"order,omitempty"`
	// For is how the patient differs from a man of 45 years and 70 kg with sound
	// kidneys of whom it is known that he has and takes nothing.
	For string `yaml:"for" json:"for,omitempty"`
	// Check is the name of the check, Expect "pass" or its hazards joined by spaces,
	// each with its severity where that is not the standing one: "interaction:major".
	Check  string `yaml:"check" json:"check"`
	Expect string `yaml:"expect" json:"expect"`
}

// MedicineOrder is what a MedicineCase orders. A zero Amount is no direction for use.
type MedicineOrder struct {
	Drug   string // drug.*, empty for the medicine that the case stands beside
	Amount float64
	Unit   string // UCUM
	PerKg  bool   // the amount is by kilogram of body weight
	Daily  bool   // the amount is that of a day
	Route  string
	PerDay float64 // times a day
}

// MedicinePatient is the patient of a MedicineCase.
type MedicinePatient struct {
	Years, Kg float64
	Woman     bool
	// Pregnant and Nursing are so; MayBe is a pregnancy that nobody asked for.
	Pregnant, Nursing, MayBe bool
	Weeks                    float64 // of the pregnancy, 0 for unknown
	// Lay is a patient who reads the answer, with no doctor behind it.
	Lay bool
	// Measures are quantities by id, Has conditions and findings.
	Measures map[string]float64
	Has      []string
	// Each are conditions and findings of which each patient has one.
	Each []string
	// Takes are drug.*, Allergic drug.* and allergen.*.
	Takes, Allergic []string
}

// Read gives the order and the patient.
//
// An order is, each part but the amount optional,
//
//	drug.other 500 mg/kg/d oral 3/d
//
// where /kg is by body weight, /d beside the unit the amount of a day, 3/d how often
// and q8h every eight hours. A patient is terms joined by commas:
//
//	8 y, 25 kg, woman, pregnant, pregnant 12 wk, may be pregnant, breastfeeding,
//	crcl 29, child_pugh 7, cond.cirrhosis, find.alcohol_recent, takes drug.x,
//	allergic allergen.y, lay, each of cond.a cond.b find.c
//
// The last is one patient for each, of whom the check must answer the same. A measure is the id of a quantity without "find.".
func (c MedicineCase) Read() (MedicineOrder, MedicinePatient, error) {
	o, err := c.order()
	if err != nil {
		return o, MedicinePatient{}, err
	}
	p, err := c.patient()
	return o, p, err
}

func (c MedicineCase) order() (o MedicineOrder, err error) {
	fields := strings.Fields(c.Order)
	if len(fields) > 0 && strings.HasPrefix(fields[0], "drug.") {
		o.Drug, fields = fields[0], fields[1:]
	}
	if len(fields) == 0 {
		return o, nil
	}
	if len(fields) < 2 {
		return o, fmt.Errorf("order %q has no amount and unit", c.Order)
	}
	if o.Amount, err = strconv.ParseFloat(fields[0], 64); err != nil || o.Amount <= 0 {
		return o, fmt.Errorf("order %q: %q is no amount", c.Order, fields[0])
	}
	unit, daily := strings.CutSuffix(fields[1], "/d")
	o.Unit, o.PerKg = strings.CutSuffix(unit, "/kg")
	o.Daily = daily
	for _, f := range fields[2:] {
		switch n, hours, every := per(f); {
		case n > 0 && every:
			o.PerDay = 24 / hours
		case n > 0:
			o.PerDay = n
		case o.Route == "":
			o.Route = f
		default:
			return o, fmt.Errorf("order %q: %q is not understood", c.Order, f)
		}
	}
	return o, nil
}

// per reads 3/d and q8h.
func per(f string) (n, hours float64, every bool) {
	if times, ok := strings.CutSuffix(f, "/d"); ok {
		n, _ = strconv.ParseFloat(times, 64)
		return n, 0, false
	}
	if h, ok := strings.CutSuffix(f, "h"); ok && strings.HasPrefix(h, "q") {
		hours, _ = strconv.ParseFloat(h[1:], 64)
		if hours > 0 {
			return 24 / hours, hours, true
		}
	}
	return 0, 0, false
}

func (c MedicineCase) patient() (MedicinePatient, error) {
	p := MedicinePatient{Years: 45, Kg: 70, Measures: map[string]float64{"find.egfr": 100, "find.crcl": 100}}
	for _, term := range strings.Split(c.For, ",") {
		if term = strings.TrimSpace(term); term == "" {
			continue
		}
		if !p.said(term) && !p.word(strings.Fields(term)) {
			return p, fmt.Errorf("patient %q: %q is not understood", c.For, term)
		}
	}
	if p.Years < 18 && !strings.Contains(c.For, " kg") {
		p.Kg = 0
	}
	return p, nil
}

// said reads a term of words alone.
func (p *MedicinePatient) said(term string) bool {
	switch term {
	case "woman":
		p.Woman = true
	case "pregnant":
		p.Woman, p.Pregnant = true, true
	case "may be pregnant":
		p.Woman, p.MayBe = true, true
	case "breastfeeding":
		p.Woman, p.Nursing = true, true
	case "lay":
		p.Lay = true
	default:
		if !strings.HasPrefix(term, "cond.") && !strings.HasPrefix(term, "find.") {
			return false
		}
		p.Has = append(p.Has, term)
	}
	return true
}

// word reads a term of a word with an id or a number.
func (p *MedicinePatient) word(f []string) bool {
	switch {
	case len(f) == 3 && f[0] == "pregnant" && f[2] == "wk":
		weeks, err := strconv.ParseFloat(f[1], 64)
		p.Woman, p.Pregnant, p.Weeks = true, true, weeks
		return err == nil && weeks > 0
	case len(f) > 2 && f[0] == "each" && f[1] == "of":
		p.Each = f[2:]
		return true
	case len(f) != 2:
		return false
	case f[0] == "takes":
		p.Takes = append(p.Takes, f[1])
		return true
	case f[0] == "allergic":
		p.Allergic = append(p.Allergic, f[1])
		return true
	case f[1] == "y" || f[1] == "kg":
		n, err := strconv.ParseFloat(f[0], 64)
		if f[1] == "y" {
			p.Years = n
		} else {
			p.Kg = n
		}
		return err == nil && n >= 0
	}
	n, err := strconv.ParseFloat(f[1], 64)
	p.Measures["find."+f[0]] = n
	return err == nil
}
