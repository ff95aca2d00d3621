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
	// Scope is of words in which the lexicon reads nothing, by language.
	Scope map[string][]*ScopeScore `json:"scope"`
}

// ScopeScore is what a bound between illness and talk of other things gives on
// sayings that the line had not learnt and in which the lexicon reads nothing.
type ScopeScore struct {
	// Elsewhere is the share of talk that must look at least as much like illness.
	Elsewhere float64 `json:"elsewhere"`
	// Talk is of sayings of no illness those taken for it, Illness and Danger of
	// those of illness, and of what has to be seen at once, those taken for talk.
	Talk    Rate `json:"talk_taken_for_talk"`
	Illness Rate `json:"illness_taken_for_talk"`
	Danger  Rate `json:"danger_taken_for_talk"`
}

var bounds = []float64{0.05, 0.1, 0.15, 0.2, 0.3}

// Scope scores trials at each bound. reads says whether the lexicon reads
// anything of health in a text.
func Scope(trials []resemblance.ScopeTrial, reads func(string) bool) map[string][]*ScopeScore {
	out := map[string][]*ScopeScore{}
	for _, lang := range []string{"zh", "en"} {
		for _, b := range bounds {
			out[lang] = append(out[lang], &ScopeScore{Elsewhere: b})
		}
	}
	for _, x := range trials {
		if reads(x.Says) {
			continue
		}
		for _, s := range out[x.Lang] {
			aside := x.Elsewhere > s.Elsewhere
			switch {
			case x.Saying.Elsewhere:
				s.Talk.Add(aside)
			case x.Danger:
				s.Danger.Add(aside)
				fallthrough
			default:
				s.Illness.Add(aside)
			}
		}
	}
	return out
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
	for _, lang := range slices.Sorted(maps.Keys(r.Scope)) {
		p.printf("\n## Talk of other things, %s\n\n| bound | talk taken for talk | illness taken for talk | danger taken for talk |\n|---|---|---|---|\n", lang)
		for _, s := range r.Scope[lang] {
			p.printf("| %.2f | %s | %s | %s |\n", s.Elsewhere, s.Talk, s.Illness, s.Danger)
		}
	}
	return p.err
}
