package app

import (
	"context"

	"apricot.health/guardrails/fence"
	"apricot.health/services/consult"
	"apricot.health/services/portal"
)

// doctorDesk shows the consultation copilot on the doctor's pages.
type doctorDesk struct{ now func() *rooms }

var _ portal.Doctor = doctorDesk{}

func (d doctorDesk) Patients(ctx context.Context, lang string) (portal.Patients, error) {
	list, err := d.now().consult.Patients(ctx, lang)
	if err != nil {
		return portal.Patients{}, err
	}
	out := portal.Patients{Patients: make([]portal.PatientRow, 0, len(list.Rows)), Total: list.Total, NotShown: list.Total - len(list.Rows)}
	for _, r := range list.Rows {
		row := portal.PatientRow{ID: r.ID, Name: r.Name, Sex: r.Sex, Age: knownAge(r.Age)}
		if v := r.Visit; v != nil {
			row.Visit = &portal.VisitRow{ID: v.ID, Status: v.Status, Complaint: v.Complaint.Text()}
			if row.Visit.Complaint == "" {
				row.Visit.Complaint = v.Chief
			}
			if v.Level > 0 {
				row.Visit.Urgency = &portal.Urgency{Level: v.Level, Label: v.Label.Text()}
			}
		}
		out.Patients = append(out.Patients, row)
	}
	return out, nil
}

func knownAge(age int) *int {
	if age < 0 {
		return nil
	}
	return &age
}

func (d doctorDesk) Patient(ctx context.Context, lang, id string) (portal.PatientPage, error) {
	v, err := d.now().consult.View(ctx, lang, id)
	if err != nil {
		return portal.PatientPage{}, err
	}
	b := v.Banner
	page := portal.PatientPage{
		Banner: portal.Banner{
			Name: b.Name, Sex: b.Sex, Age: knownAge(b.Age), BirthDate: b.BirthDate, Identifier: b.Identifier,
			Allergies: notNull(b.Allergies), AllergiesKnown: b.AllergiesKnown, Pregnant: b.Pregnant.String(),
		},
		Cards: cdsCards(v.Cards), Summary: doctorSummary(v.Summary),
		Differential: []portal.Candidate{}, Possible: []portal.Possibility{}, MustNotMiss: []portal.MustNot{}, Path: []portal.PathStep{}, Results: []portal.Measured{},
		Abstained: v.Abstained, AbstainedWhy: v.AbstainedWhy.Text(), Orders: []portal.OrderDraft{},
		Medications: notNull(v.Medications), Conditions: notNull(v.Conditions), Label: v.Label.Text(),
		Provenance: portal.Provenance{Graph: v.Provenance.Graph, Policy: v.Provenance.Policy, Decision: v.Provenance.Decision, At: v.Provenance.At},
	}
	for _, c := range v.Differential {
		page.Differential = append(page.Differential, portal.Candidate{
			Condition: c.Condition, Label: c.Label.Text(), P: c.P, For: clearedTexts(c.For), Against: clearedTexts(c.Against), Missing: clearedTexts(c.Missing),
		})
	}
	for _, c := range v.Possible {
		page.Possible = append(page.Possible, portal.Possibility{
			Condition: c.Condition, Label: c.Label.Text(), For: clearedTexts(c.For), Against: clearedTexts(c.Against), Missing: clearedTexts(c.Missing),
		})
	}
	for _, c := range v.MustNotMiss {
		page.MustNotMiss = append(page.MustNotMiss, portal.MustNot{
			Condition: c.Condition, Label: c.Label.Text(), For: clearedTexts(c.For), Missing: clearedTexts(c.Missing),
		})
	}
	for _, st := range v.Path {
		page.Path = append(page.Path, portal.PathStep{
			Kind: st.Kind, Label: st.Label.Text(), Detail: st.Detail.Text(), Done: st.Done, Missing: clearedTexts(st.Missing),
		})
	}
	for _, r := range v.Results {
		page.Results = append(page.Results, portal.Measured{Label: r.Label.Text(), Value: r.Value, At: r.At})
	}
	for _, o := range v.Orders {
		page.Orders = append(page.Orders, portal.OrderDraft{
			ID: o.ID, Label: o.Label.Text(), Why: o.Why.Text(), Source: o.Source.Text(), Status: "draft",
		})
	}
	return page, nil
}

func (d doctorDesk) CheckOrders(ctx context.Context, lang, patient string, orders []string) ([]portal.Card, error) {
	cards, err := d.now().consult.CheckOrders(ctx, lang, patient, orders)
	return cdsCards(cards), err
}

func (d doctorDesk) Feedback(ctx context.Context, card string, f portal.Feedback) error {
	said := consult.Feedback{Card: card, Outcome: f.Outcome, Comment: f.Comment}
	if r := f.OverrideReason; r != nil {
		said.ReasonCode, said.ReasonSystem, said.ReasonText = r.Code, r.System, r.Display
	}
	return d.now().consult.Feedback(ctx, said)
}

// cdsCards writes cards as the sidebar takes them.
func cdsCards(cards []consult.Card) []portal.Card {
	out := make([]portal.Card, 0, len(cards))
	for _, c := range cards {
		x := portal.Card{
			UUID: c.UUID, Summary: c.Summary.Text(), Indicator: c.Indicator, Detail: c.Detail.Text(),
			Source: portal.CardSource{Label: c.Source.Text()},
		}
		for _, r := range c.Overrides {
			x.OverrideReasons = append(x.OverrideReasons, portal.Coding{Code: r.Code, System: consult.OverrideSystem, Display: r.Display.Text()})
		}
		for _, g := range c.Suggestions {
			x.SelectionBehavior = "any"
			x.Suggestions = append(x.Suggestions, portal.Suggestion{UUID: g.UUID, Label: g.Label.Text()})
		}
		out = append(out, x)
	}
	return out
}

// notNull is never null in JSON.
func notNull(in []string) []string {
	if in == nil {
		return []string{}
	}
	return in
}

func clearedTexts(in []fence.Cleared) []string {
	out := make([]string, 0, len(in))
	for _, c := range in {
		out = append(out, c.Text())
	}
	return out
}

// doctorSummary writes the pre-visit summary as the doctor's page takes it.
func doctorSummary(s *consult.Summary) *portal.Summary {
	if s == nil {
		return nil
	}
	out := &portal.Summary{
		Sections:   []portal.Section{},
		Urgency:    portal.Urgency{Level: s.Level, Label: s.LevelLabel.Text(), Text: s.LevelText.Text()},
		Department: portal.Department{ID: s.DepartmentID, Label: s.DepartmentLabel.Text()},
		Tests:      []portal.Test{}, Label: s.AILabel.Text(), Notice: s.Notice.Text(), NothingTold: s.Nothing,
	}
	for _, sec := range s.Sections {
		x := portal.Section{ID: sec.ID, Title: sec.Title.Text(), Items: []portal.Item{}}
		for _, it := range sec.Items {
			x.Items = append(x.Items, portal.Item{Label: it.Label.Text(), Text: it.Value.Text() + it.Said})
		}
		out.Sections = append(out.Sections, x)
	}
	for _, o := range s.Tests {
		out.Tests = append(out.Tests, portal.Test{Name: o.Label.Text(), Why: o.Why.Text(), Status: "draft"})
	}
	out.Tests = portal.ByReason(out.Tests)
	return out
}
