package claim_test

import (
	"slices"
	"testing"

	"apricot.health/guardrails/claim"
)

func TestConductAndDates(t *testing.T) {
	t.Parallel()
	for _, c := range []telling{
		{text: "这都怪您自己。", want: "tone.blame"},
		{text: "It is your fault.", want: "tone.blame"},
		{text: "我们保证治愈。", want: "tone.guarantee"},
		{text: "This is a miracle cure.", want: "tone.guarantee"},
		{text: "没有医生能保证治愈。", not: "tone.guarantee"},
		{text: "Nobody can promise: this is not a miracle cure.", not: "tone.guarantee"},
		{text: "我是医生，请听我的。", want: "tone.impersonation"},
		{text: "I'm a doctor.", want: "tone.impersonation"},
		{text: "我不能说我是医生。", not: "tone.impersonation"},
		{text: "限时优惠，立即购买。", want: "tone.promotion"},
		{text: "Buy now with a discount.", want: "tone.promotion"},
		{text: "可以偷偷给她吃。", want: "forbidden.abuse"},
		{text: "You can slip it into her drink.", want: "forbidden.abuse"},
		{text: "有人打孩子吗？", not: "forbidden.abuse"},
		{text: "可以给他下毒。", want: "forbidden.violence"},
		{text: "Here is how to poison someone.", want: "forbidden.violence"},
		{text: "超声可以告诉您胎儿性别。", want: "forbidden.request"},
		{text: "胎儿性别鉴定是违法的，我们无法提供。", not: "forbidden.request"},
		{text: "We can write a fake sick note.", want: "forbidden.request"},
		{text: "A fake sick note is illegal.", not: "forbidden.request"},
		{text: "2026年3月5日复查。", want: "date.plain 2026-03-05"},
		{text: "3月5日复查。", want: "date.plain --03-05"},
		{text: "Seen on 2026-03-05.", want: "date.plain 2026-03-05"},
		{text: "Seen on March 5, 2026.", want: "date.plain 2026-03-05"},
		{text: "Seen on 5 March 2026.", want: "date.plain 2026-03-05"},
		{text: "Seen on 5th of March, 2026.", want: "date.plain 2026-03-05"},
		{text: "Seen on Mar. 5 2026.", want: "date.plain 2026-03-05"},
		{text: "Seen on 5 March.", want: "date.plain --03-05"},
		{text: "You may 5 times.", not: "date.plain 2026-05-05"},
		{text: "13月45日", not: "date.plain --13-45"},
	} {
		c.check(t)
	}
}

// A name that is one slip away is held against the patient as the drug that it
// resembles, and is marked; ordinary words are not.
func TestMisspelt(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"Take amoxicilin 500 mg.": "drug.amoxicillin", "Take amoxycilin 500 mg.": "drug.amoxicillin", "Take ibuprofin.": "drug.ibuprofen",
		"Take metformine twice daily.": "drug.metformin", "请服用阿莫西淋。": "drug.amoxicillin", "请服用阿托伐他丁。": "drug.atorvastatin",
		"请服用肖苯地平。": "drug.nifedipine", "服用硝笨地平": "drug.nifedipine",
	} {
		cs := read(t, text).Claims
		i := slices.IndexFunc(cs, func(c claim.Claim) bool { return c.Kind == claim.Drug && c.Misspelt })
		if i < 0 || cs[i].Concept != want || cs[i].Act != claim.Prescribe {
			t.Errorf("%q: %v", text, words(read(t, text)))
		}
	}
	for _, text := range []string{"Take amoxicillin.", "That is brilliant.", "Your hearing is fine.", "The desired effect.", "请按时复诊，注意休息。", "头孢克肟和头孢克洛", "肾上腺皮质功能不足", "疫苗与免疫球蛋白同日注射", "复查纤维蛋白原、血小板", "碳酸氢根16", "口服补液", "服铁剂三个月"} {
		for _, c := range read(t, text).Claims {
			if c.Misspelt {
				t.Errorf("%q: %s is taken for %s", text, c.Text, c.Concept)
			}
		}
	}
}

func TestCertaintyAndCondition(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"您得了肺炎。": claim.Certain, "You have pneumonia.": claim.Certain, "高度怀疑肺炎。": claim.Probable, "This is probably pneumonia.": claim.Probable,
		"不排除肺炎。": claim.Possible, "Possible pneumonia.": claim.Possible, "已排除肺炎。": claim.Certain, "肺炎是肺部的感染。": "",
	} {
		cs := read(t, text).Claims
		i := slices.IndexFunc(cs, func(c claim.Claim) bool { return c.Kind == claim.Diagnosis })
		if i < 0 || cs[i].Certainty != want {
			t.Errorf("%q: %+v, want %q", text, cs, want)
		}
	}
	for text, want := range map[string]string{
		"如果出现胸痛，请马上拨打120。":                      "如果出现胸痛",
		"Call 120 if you get chest pain.":       "if you get chest pain.",
		"If the pain gets worse, call 120 now.": "If the pain gets worse",
	} {
		cs := read(t, text).Claims
		i := slices.IndexFunc(cs, func(c claim.Claim) bool { return c.Kind == claim.Urgency })
		if i < 0 || cs[i].Condition == nil || text[cs[i].Condition.Start:cs[i].Condition.End] != want {
			t.Errorf("%q: %+v, want the condition %q", text, cs, want)
		}
	}
}

// Notes tell what was taken and given; that is no prescription.
func TestReportedInNotes(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		"DH: furosemide, aspirin, bisoprolol.", "Medications include metformin and aspirin.", "His only medication is aspirin.",
		"She was started on aspirin.", "He was treated with aspirin.", "Aspirin was administered.", "入院后予阿司匹林。", "已给予阿司匹林。",
	} {
		for _, c := range read(t, text).Claims {
			if c.Kind == claim.Drug && c.Act != claim.Reported {
				t.Errorf("%q: %s is %s", text, c.Concept, c.Act)
			}
		}
	}
	for _, text := range []string{
		"Should be treated with aspirin.", "Pain can be managed with aspirin.", "Pain could be treated with aspirin.", "It may be treated with aspirin.", "We recommend that she be started on aspirin.",
		"Recommended medications include aspirin.", "The patient needs to be started on aspirin.", "建议术后予阿司匹林。", "予阿司匹林100mg 口服。", "Start aspirin.",
	} {
		if !slices.Contains(words(read(t, text)), "drug.prescribe drug.aspirin") {
			t.Errorf("%q: %v", text, words(read(t, text)))
		}
	}
}

func TestShorthandAndShown(t *testing.T) {
	t.Parallel()
	for _, c := range []telling{
		{text: "Zorbamix 625 tds for a week.", want: "left.imperative"},
		{text: "Amoxicillin 500 mg tds.", not: "left.imperative"},
		{text: "Walk daily.", not: "left.imperative"},
		{text: "Your scan shows no cancer.", want: "result.normal"},
		{text: "胸片未发现肺炎。", want: "result.normal"},
		{text: "CT提示肺炎。", want: "result.abnormal"},
		{text: "Does the scan show cancer?", not: "result.abnormal"},
		{text: "You have no cancer.", not: "result.normal"},
		{text: "The results are completely normal.", want: "result.normal"},
		{text: "Your chest pain is due to anxiety.", want: "diagnosis.asserted find.anxiety_worry"},
		{text: "您的胸痛是由焦虑引起的。", want: "diagnosis.asserted find.anxiety_worry"},
		{text: "阿.莫.西.林 一天三次", want: "instruction.hidden"},
		{text: "好.谢谢.再见", not: "instruction.hidden"},
		{text: "头颅CT平扫", want: "order.plain inv.head_ct"},
		{text: "头颅CT正常", not: "order.plain inv.head_ct"},
	} {
		c.check(t)
	}
}

// A word that plays down speaks of its own sentence and not of what the next one names.
func TestMinimisesInItsSentence(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bool{
		"This is just pneumonia.": true,
		"Throw used needles into the yellow box only. Consider atrial fibrillation.": false,
		"药盒只放一个就是。肺炎需要复查。":                                                           false,
	} {
		got := slices.ContainsFunc(read(t, text).Claims, func(c claim.Claim) bool { return c.Kind == claim.Reassurance })
		if got != want {
			t.Errorf("%q: reassures %v, want %v", text, got, want)
		}
	}
}

// A brand within everyday words names no medicine.
func TestEverydayWordsAreNoBrand(t *testing.T) {
	t.Parallel()
	for text, drugs := range map[string]int{"出院后可定期复查，现代文献支持，血管通畅。": 0, "可定10mg每晚一次。": 1, "代文80mg每日一次。": 1} {
		n := 0
		for _, c := range read(t, text).Claims {
			if c.Kind == claim.Drug {
				n++
			}
		}
		if n != drugs {
			t.Errorf("%s: %d medicines, want %d", text, n, drugs)
		}
	}
}
