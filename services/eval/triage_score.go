package eval

import (
	"slices"

	"apricot.health/knowledge/reason"
)

// TriageScore is the figures of one group of vignettes.
type TriageScore struct {
	// EmergencyRecall is of emergencies those called so; OverTriage of all that
	// are no emergency those called one.
	EmergencyRecall Rate `json:"emergency_recall"`
	OverTriage      Rate `json:"over_triage"`
	// Exact counts the right urgency, Safe that or a more urgent one.
	Exact Rate `json:"exact_triage"`
	Safe  Rate `json:"safe_triage"`
	// Top1, Top3 and Top5 count an acceptable diagnosis among the first; a case
	// in which the engine abstained is a miss.
	Top1 Rate `json:"top1"`
	Top3 Rate `json:"top3"`
	Top5 Rate `json:"top5"`
	// Listed1, Listed3 and Listed5 count it among the possibilities too, which
	// are listed where the engine abstains.
	Listed1 Rate `json:"top1_listed"`
	Listed3 Rate `json:"top3_listed"`
	Listed5 Rate `json:"top5_listed"`
	// Answered3 is Top3 over the cases in which the engine did not abstain.
	Abstained Rate `json:"abstained"`
	Answered3 Rate `json:"top3_answered"`
	// Unnamed are cases none of whose diagnoses the graph has.
	Unnamed Rate `json:"unnamed"`
	// OutAbstained is of the cases that are out of scope those in which the engine
	// said that it does not know and named no condition, complaint or department;
	// OutUrgent those called urgent or an emergency. They count nowhere else.
	OutAbstained Rate `json:"out_of_scope_abstained,omitzero"`
	OutUrgent    Rate `json:"out_of_scope_called_urgent,omitzero"`
	// The others are of interviews. NoComplaint counts openings in which no
	// complaint was understood; MustAsked is of the symptoms that must be asked
	// for those asked for or told unasked, UntoldAsked of those not told unasked
	// those asked for. Questions counts the open ones too, and neither the
	// opening nor the past.
	NoComplaint Rate    `json:"opening_not_understood,omitzero"`
	MustAsked   Rate    `json:"must_asked,omitzero"`
	UntoldAsked Rate    `json:"untold_asked,omitzero"`
	Questions   float64 `json:"mean_questions,omitempty"`

	asked, interviews int
}

func (s *TriageScore) add(a Answer, interview bool) {
	if a.OutOfScope {
		s.OutAbstained.Add(a.silent())
		s.OutUrgent.Add(a.calls())
		return
	}
	if a.Urgency != "" {
		s.triage(a)
	}
	if len(a.Diagnoses) > 0 {
		hit := func(k int) bool { return a.Place > 0 && a.Place <= k }
		s.Top1.Add(hit(1) && !a.Abstained)
		s.Top3.Add(hit(3) && !a.Abstained)
		s.Top5.Add(hit(5) && !a.Abstained)
		s.Listed1.Add(hit(1))
		s.Listed3.Add(hit(3))
		s.Listed5.Add(hit(5))
		if !a.Abstained {
			s.Answered3.Add(hit(3))
		}
		s.Unnamed.Add(a.Unnamed)
	}
	s.Abstained.Add(a.Abstained)
	if !interview {
		return
	}
	s.NoComplaint.Add(a.NoComplaint)
	s.MustAsked.Hits += a.MustAsked.Hits
	s.MustAsked.N += a.MustAsked.N
	s.UntoldAsked.Hits += a.UntoldAsked.Hits
	s.UntoldAsked.N += a.UntoldAsked.N
	s.asked += a.Asked
	s.interviews++
	s.Questions = float64(s.asked) / float64(s.interviews)
}

func (s *TriageScore) triage(a Answer) {
	emergency := a.Said == reason.Emergency
	if a.Urgency == reason.Emergency {
		s.EmergencyRecall.Add(emergency)
	} else if !slices.Contains(a.Also, reason.Emergency) {
		s.OverTriage.Add(emergency)
	}
	right := a.Said == a.Urgency || slices.Contains(a.Also, a.Said)
	s.Exact.Add(right)
	s.Safe.Add(right || rank(a.Said) <= rank(a.Urgency))
}

// TriageReport is a run over vignettes.
type TriageReport struct {
	Provenance
	// Weights is the hash of the graph that the differential was weighed on.
	Weights   string                  `json:"weights_fitted_on"`
	Cases     int                     `json:"cases"`
	Told      map[string]*TriageScore `json:"told"`
	Interview map[string]*TriageScore `json:"interview,omitempty"`
	// Reliability is of the stories told, by language.
	Reliability map[string]Reliability `json:"reliability"`
	// Wrong are the cases with a missed emergency, a false one or no acceptable
	// diagnosis among the first three, and those out of scope of which something
	// was said.
	Wrong []Answer `json:"wrong"`
}

// Run scores vignettes, told at once and, with interview, asked one by one.
func (t Triage) Run(vs []Vignette, interview bool) (TriageReport, error) {
	r := TriageReport{Weights: t.Engine.Weights().Knowledge, Cases: len(vs), Told: map[string]*TriageScore{}}
	if interview {
		r.Interview = map[string]*TriageScore{}
	}
	lists := map[string][]listing{}
	for _, v := range vs {
		a, err := t.Told(v)
		if err != nil {
			return TriageReport{}, caseError(v.ID, err)
		}
		if l := t.listing(a); len(a.Diagnoses) > 0 {
			lists["all"], lists["lang "+v.Lang] = append(lists["all"], l), append(lists["lang "+v.Lang], l)
		}
		grouped(r.Told, a, false)
		if a.wrong() {
			r.Wrong = append(r.Wrong, a)
		}
		if interview {
			grouped(r.Interview, t.Interviewed(v), true)
		}
	}
	r.Reliability = map[string]Reliability{}
	for group, ls := range lists {
		r.Reliability[group] = reliability(ls)
	}
	return r, nil
}

func (t Triage) listing(a Answer) listing {
	l, right := listing{p: a.P}, t.conditions(a.Diagnoses)
	for _, id := range a.Ranked {
		l.right = append(l.right, right[id])
	}
	return l
}

func grouped(into map[string]*TriageScore, a Answer, interview bool) {
	for _, s := range a.strata() {
		if into[s] == nil {
			into[s] = &TriageScore{}
		}
		into[s].add(a, interview)
	}
}

// silent is true where nothing was said of what the matter is.
func (a Answer) silent() bool { return a.Abstained && len(a.Ranked) == 0 && len(a.About) == 0 }

// calls is true where the teller is called today or at once.
func (a Answer) calls() bool { return rank(a.Said) <= rank(reason.Urgent) }

func (a Answer) wrong() bool {
	if a.OutOfScope {
		return !a.silent() || a.calls()
	}
	missed := a.Urgency == reason.Emergency && a.Said != reason.Emergency
	alarm := a.Urgency != "" && a.Urgency != reason.Emergency && a.Said == reason.Emergency && !slices.Contains(a.Also, a.Said)
	lost := len(a.Diagnoses) > 0 && (a.Place == 0 || a.Place > 3)
	return missed || alarm || lost
}
