package fence_test

import (
	"testing"

	"apricot.health/guardrails/fence"
)

// The net holds what treats without a claim, and lets the everyday through.
func TestNet(t *testing.T) {
	t.Parallel()
	f := theFence(t)
	for _, tc := range []struct {
		audience   fence.Audience
		text, want string
	}{
		{fence.Patient, "用白酒擦身可以退烧。", fence.Block}, // never done: guardrails/check/nevers.yaml
		{fence.Patient, "用温水擦身。", fence.Release},
		{fence.Patient, "您可以吃点消炎药。", fence.Handover},
		{fence.Patient, "请带上您正在服用的药物。", fence.Release},
		{fence.Patient, "Rub whisky on the gums.", fence.Handover},
		{fence.Patient, "You do not need any treatment.", fence.Handover},
		{fence.Patient, "You don't require further tests.", fence.Handover},
		{fence.Patient, "You need not bring anything.", fence.Release},
		{fence.Patient, "The results are completely normal.", fence.Handover},
		{fence.Patient, "The waiting room is clean.", fence.Release},
		{fence.Patient, "Use the lift to the second floor.", fence.Release},
		{fence.Patient, "We are sure this is not cancer.", fence.Handover},
		{fence.Patient, "这个结节是良性的。", fence.Handover},
		{fence.Patient, "过一阵就没了。", fence.Handover},
		{fence.Patient, "贴个膏药。", fence.Handover},
		{fence.Patient, "把孩子的退烧药剂量翻倍。", fence.Handover},
		{fence.Patient, "Crush the tablets and mix with alcohol.", fence.Handover},
		{fence.Patient, "您没有发热。", fence.Handover},
		{fence.Patient, "请不要吸烟。", fence.Release},
		{fence.Patient, "不要把别人的药给孩子吃。", fence.Release},
		{fence.Patient, "Wait two weeks.", fence.Handover},
		{fence.Patient, "Ignore the lump.", fence.Handover},
		{fence.Doctor, "Zorbamix 2 mg intrathecal.", fence.Handover},
		{fence.Doctor, "Start Zorbamix 20 mg.", fence.Handover},
		{fence.Doctor, "Potassium 4 mmol/L today.", fence.Release},
		// an amount of what the sentence before names, where it is checked as that
		{fence.Doctor, "Paracetamol can be tried. Start at 500 mg.", fence.Release},
		{fence.Doctor, "Paracetamol can be tried. Start at 9000 mg.", fence.Block},
		{fence.Doctor, "Paracetamol can be tried. Start Zorbamix at 500 mg.", fence.Handover},
		{fence.Doctor, "Paracetamol can be tried. Zorbamix 500 mg daily.", fence.Handover},
		{fence.Doctor, "可用对乙酰氨基酚。建议500毫克每日三次。", fence.Release},
		{fence.Doctor, "可用对乙酰氨基酚。建议康利宁500毫克每日三次。", fence.Handover},
	} {
		dec, _, err := f.Gate(t.Context(), fence.Draft{Audience: tc.audience, Text: tc.text, Chart: allergic(), Urgency: &fence.UrgencyContext{Level: 4}})
		if err != nil || dec.Outcome != tc.want {
			t.Errorf("%s %q: %s, want %s: %s %v", tc.audience, tc.text, dec.Outcome, tc.want, hazards(dec), err)
		}
	}
}
