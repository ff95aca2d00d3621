package eval

import (
	"io"
	"maps"
	"slices"

	"apricot.health/knowledge/resemblance"
)

// SayingScore is what a threshold gives on sayings that the model had not
// learnt.
type SayingScore struct {
	// Threshold is the score from which an emergency is suspected.
	Threshold float64 `json:"threshold"`
	// Recall is of sayings of an emergency those suspected; FalseAlarm of all
	// others those suspected; Precision of those suspected the right ones.
	Recall     Rate `json:"recall"`
	FalseAlarm Rate `json:"false_alarm"`
	Precision  Rate `json:"precision"`
	// Named is of the suspected emergencies those whose likest flag, or one of
	// the same conditions, is meant.
	Named Rate `json:"named"`
}

// SayingReport is a cross-validation of the bank of sayings, by language.
type SayingReport struct {
	Provenance
	Sayings int                       `json:"sayings"`
	Curves  map[string][]*SayingScore `json:"curves"`
}

// thresholds of the curves.
var thresholds = []float64{0.8, 1, 1.2, 1.35, 1.5, 1.7, 2}

// Sayings scores trials at each threshold.
func Sayings(trials []resemblance.Trial) SayingReport {
	r := SayingReport{Sayings: len(trials), Curves: map[string][]*SayingScore{}}
	for _, lang := range []string{"zh", "en"} {
		for _, t := range thresholds {
			s := &SayingScore{Threshold: t}
			for _, x := range trials {
				if x.Lang == lang {
					s.add(x)
				}
			}
			r.Curves[lang] = append(r.Curves[lang], s)
		}
	}
	return r
}

func (s *SayingScore) add(x resemblance.Trial) {
	suspected := x.Score >= s.Threshold
	if x.Danger {
		s.Recall.Add(suspected)
	} else {
		s.FalseAlarm.Add(suspected)
	}
	if suspected {
		s.Precision.Add(x.Danger)
	}
	if suspected && x.Danger {
		s.Named.Add(x.Right)
	}
}

// WriteText writes a report for people.
func (r SayingReport) WriteText(w io.Writer) error {
	p := &printer{w: w}
	p.printf("# Sayings: %d, each read by a model that had not learnt it\n\n%s", r.Sayings, r.Provenance.lines())
	for _, lang := range slices.Sorted(maps.Keys(r.Curves)) {
		p.printf("\n## %s\n\n| threshold | recall | false alarm | precision | named |\n|---|---|---|---|---|\n", lang)
		for _, s := range r.Curves[lang] {
			p.printf("| %.2f | %s | %s | %s | %s |\n", s.Threshold, s.Recall, s.FalseAlarm, s.Precision, s.Named)
		}
	}
	return p.err
}
