package check

import (
	"slices"
	"sync"

	"apricot.health/guardrails/claim"
	"apricot.health/knowledge/graph"
)

// tablet is one row of tablets.yaml, which says what the fields mean.
type tablet struct {
	Of         string  `yaml:"of"`
	Least      float64 `yaml:"least"`
	Unit       string  `yaml:"unit"`
	Source     string  `yaml:"source"`
	Confidence string  `yaml:"confidence"`
}

//nolint:gochecknoglobals // read once, read only
var tablets = sync.OnceValue(func() []tablet { return decoded[[]tablet]("tablets.yaml") })

// counted is how a count of tablets stands to a drug's rows if each is of the least
// strength that adults have: beyond that, it is too much of any. What is not beyond it may
// be right, and is never called fine here.
func (b *bench) counted(d graph.Drug, rows []graph.Dose, p claim.Posology) verdict {
	at := slices.IndexFunc(tablets(), func(t tablet) bool { return t.Of == d.ID })
	if p.Unit != "{tablet}" || at < 0 || !b.grown() {
		return fine
	}
	p.Amount, p.Unit = p.Amount*tablets()[at].Least, tablets()[at].Unit
	v, asked := error10x, false
	for _, r := range rows {
		if n, ok := convert(p.Amount, p.Unit, r.Unit); ok {
			asked = true
			v = min(v, b.beyondRow(r, n, p))
		}
	}
	if !asked {
		return fine
	}
	return v
}

// beyondRow is how far an amount is beyond the limits of a row: one dose, and a day's
// where the text tells how often.
func (b *bench) beyondRow(r graph.Dose, n float64, p claim.Posology) verdict {
	v := fine
	if !p.Daily {
		v = over(n, r.MaxSingle)
	}
	if total, known := b.daily(p, r.Unit); known {
		return max(v, over(total, r.MaxDaily))
	}
	return max(v, over(n, r.MaxDaily))
}
