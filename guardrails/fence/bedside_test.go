package fence

import (
	"reflect"
	"testing"

	"apricot.health/guardrails/claim"
	"apricot.health/knowledge/chart"
)

// A part of a draft is weighed at the bedside of the whole as if it were a draft of its
// own: what is worked out once is what every part would work out by itself.
func TestAPartIsWeighedAsADraftOfItsOwn(t *testing.T) {
	t.Parallel()
	f := make1(t).pin("")
	for _, d := range []Draft{
		{Audience: Patient, Lang: "zh", Text: "您的收缩压是210mmHg。请按时复诊。您剧烈胸痛，休息一下就好。请停用您的降压药。"},
		{Audience: CareManager, Lang: "en", Text: "His heart rate is 150/min. He has crushing chest pain. Tell him to rest. He takes warfarin 5 mg."},
		{Audience: Doctor, Lang: "en", Text: "Start ibuprofen 400 mg three times a day. Blood group B. He has no allergies."},
		{Audience: Order, Lang: "en", Text: "Amoxicillin 500 mg three times a day. Give it with food.", Orders: []OrderDraft{{DrugText: "warfarin 5 mg po once daily"}}},
	} {
		d.Chart = chart.New()
		d.Chart.Conditions = []chart.Coded{{Concept: "cond.hypertension", Text: "Hypertension, blood group A", Status: "active", Evidence: "Condition/1"}}
		d.Chart.Medications = []chart.Coded{{Concept: "drug.warfarin", Text: "warfarin 5 mg", Status: "active", Evidence: "MedicationRequest/1"}}
		at := f.beside(d)
		texts := []string{d.Text}
		for _, s := range claim.Sentences(d.Text) {
			texts = append(texts, d.Text[s.Start:s.End], d.Text[:s.Start]+d.Text[s.End:])
		}
		for _, part := range []Draft{d, {Audience: d.Audience, Lang: d.Lang, Chart: d.Chart}} {
			for _, part.Text = range texts {
				with, _, err := at.weigh(t.Context(), part)
				if err != nil {
					t.Fatal(err)
				}
				alone, _, err := f.weigh(t.Context(), part)
				if err != nil || with.outcome != alone.outcome || !reflect.DeepEqual(with.findings, alone.findings) || !reflect.DeepEqual(with.asked, alone.asked) {
					t.Errorf("%q for %s: %s %v, alone %s %v (%v)", part.Text, d.Audience, with.outcome, with.findings, alone.outcome, alone.findings, err)
				}
			}
		}
	}
}
