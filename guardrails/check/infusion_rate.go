package check

import (
	"sync"

	"apricot.health/guardrails/claim"
	"apricot.health/knowledge/graph"
)

// A rate that a text works out itself may be rounded, or be a range; one that differs
// by this factor from each rate beside it is a slip.
const slipBy = 3

// ratesNear is how far behind the rate of a pump, in bytes, the dose that it brings may
// stand, and ahead of it how far.
const ratesNear = 90

// fastest is one row of rates.yaml, which says what the fields mean.
type fastest struct {
	Of         string  `yaml:"of"`
	Most       float64 `yaml:"most"`
	Child      float64 `yaml:"child"`
	Unit       string  `yaml:"unit"`
	Kg         bool    `yaml:"kg"`
	Per        string  `yaml:"per"`
	From       float64 `yaml:"from"`
	Source     string  `yaml:"source"`
	Confidence string  `yaml:"confidence"`
}

type rateTable struct {
	Rates []fastest `yaml:"rates"`
	Bolus []fastest `yaml:"bolus"`
}

//nolint:gochecknoglobals // read once, read only
var rates = sync.OnceValue(func() rateTable { return decoded[rateTable]("rates.yaml") })

// hourly is a rate in a unit for each hour, for this patient; false where it cannot be
// told.
func (b *bench) hourly(r running, unit string) (low, high float64, ok bool) {
	f, ok := convert(1, r.unit, unit)
	if !ok {
		return 0, 0, false
	}
	if r.per == "min" {
		f *= 60
	}
	if r.kg {
		kg, weighed := b.facts.Number("find.weight")
		if !weighed {
			return 0, 0, false
		}
		f *= kg
	}
	return r.low * f, r.high * f, true
}

// wrongPump tells a pump that brings another dose than each that stands near it.
func (b *bench) wrongPump(s stretch) *Finding {
	pump, ok := s.pumped()
	if !ok {
		return nil
	}
	compared := false
	for _, r := range s.runs() {
		if r.at < pump.at-ratesNear || r.at > pump.at+ratesNear {
			continue
		}
		low, high, ok := b.hourly(r, pump.unit)
		if !ok {
			continue
		}
		if !differ(pump.low, pump.high, low, high) {
			return nil
		}
		compared = true
	}
	if !compared {
		return nil
	}
	f := b.find("dose_error", claim.Claim{Concept: s.concept}, s.concept)
	name := b.name(s.concept, "")
	f.Message = graph.Label{
		ZH: name.ZH + "：泵速 " + pump.said + " 与所写剂量不符，请重新计算",
		EN: name.EN + ": " + pump.said + " does not bring the dose that is written; work it out again",
	}
	return &f
}

// differ is true for two ranges that are apart by a factor.
func differ(aLow, aHigh, bLow, bHigh float64) bool {
	return aLow >= slipBy*bHigh || bLow >= slipBy*aHigh
}

// tooFast tells a rate beyond the fastest of rates.yaml.
func (b *bench) tooFast(s stretch) *Finding {
	runs := s.runs()
	at := len(s.text)
	if pump, ok := s.pumped(); ok {
		runs, at = append(runs, pump), pump.at
	}
	_, bag, unit, _ := s.held(at)
	for _, x := range rates().Rates {
		if len(runs) == 0 || !b.Index.member([]string{x.Of}, s.concept) || x.Of == "class.insulin" && antidoteRE.MatchString(b.flatText()) {
			continue
		}
		if holds, ok := convert(bag, unit, x.Unit); x.From > 0 && (!ok || holds < x.From) {
			continue
		}
		most := x.Most
		if years, ok := b.facts.Number("find.age"); ok && years < 18 && x.Child > 0 {
			most = x.Child
		}
		limit := running{low: most, high: most, unit: x.Unit, per: x.Per, kg: x.Kg}
		for _, r := range runs {
			if b.faster(r, limit) {
				return b.fasterThan(s, r.said, limit)
			}
		}
	}
	return nil
}

// faster compares a rate with the fastest: both by weight, or for this patient.
func (b *bench) faster(r, limit running) bool {
	if r.kg && limit.kg {
		r.kg, limit.kg = false, false
	}
	low, _, ok := b.hourly(r, limit.unit)
	_, most, known := b.hourly(limit, limit.unit)
	return ok && known && low > most*tolerance
}

func (b *bench) fasterThan(s stretch, said string, limit running) *Finding {
	f := b.find("dose_error", claim.Claim{Concept: s.concept}, s.concept)
	name, most := b.name(s.concept, ""), inDigits(limit.high)+" "+unitWord(limit.unit)
	if limit.kg {
		most += "/kg"
	}
	if limit.per != "" {
		most += "/" + limit.per
	}
	f.Message = graph.Label{
		ZH: name.ZH + " " + said + "：超出任何用法的最大速度或单次量（" + most + "）",
		EN: name.EN + " " + said + ": more than any use of it allows at a time (" + most + ")",
	}
	return &f
}
