package lexicon

import "testing"

// TestWhatNobodyKnowsIsUnknown: a chart that does not say whether says neither
// yes nor no. What is there with details that nobody knows is there.
func TestWhatNobodyKnowsIsUnknown(t *testing.T) {
	t.Parallel()
	check(t, []sample{
		{"胸痛与否不详", "?chest_pain"},
		{"胸痛与否记不清", "?chest_pain"},
		{"胸痛不详", "?chest_pain"},
		{"胸痛：不详", "?chest_pain"},
		{"胸痛：未询", "?chest_pain"},
		{"发热情况不明，咳嗽3天", "?fever >cough >duration_days=3d"},
		{"咳嗽、胸痛情况不详", "?cough ?chest_pain"},
		{"胸痛伴咳嗽情况不详", "chest_pain ?cough"},
		{"发热，胸痛有无不详", "fever ?chest_pain"},
		{"冠心病史不详", "?cond.chd"},
		{"有无胸痛不详", "?qchest_pain"},
		{"是否胸痛不明", "?qchest_pain"},
		{"有没有胸痛记不清了", "?qchest_pain"},
		{"有没有胸痛？", "?qchest_pain"},
		{"无发热，胸痛未问", "-fever ?chest_pain"},
		{"胸痛部位不详", "chest_pain"},
		{"胸痛，具体时间记不清", "chest_pain"},
		{"胸痛具体不详", "chest_pain"},
		{"胸痛说不清是哪里", "chest_pain"},
		{"胸痛原因不明", "chest_pain"},
		{"chest pain status unknown", "?chest_pain"},
		{"Fever present, chest pain status is unknown.", "fever ?chest_pain"},
		{"chest pain not asked about", "?chest_pain"},
		{"unknown whether chest pain", "?chest_pain"},
		{"unknown cause of chest pain", "chest_pain"},
		{"chest pain of unknown cause", "chest_pain"},
	})
}

// TestTwoNegationsAreNone: 并非没有 says that it is there.
func TestTwoNegationsAreNone(t *testing.T) {
	t.Parallel()
	check(t, []sample{
		{"并非没有胸痛", "chest_pain"},
		{"不是没有胸痛", "chest_pain"},
		{"不能说没有胸痛", "chest_pain"},
		{"胸痛不是没有", "chest_pain"},
		{"并非没有胸痛，没有发热", "chest_pain -fever"},
		{"是不是没有胸痛？", "?qchest_pain"},
		{"并没有胸痛", "-chest_pain"},
		{"不是胸痛", "-chest_pain"},
		{"not without chest pain", "chest_pain"},
		{"without chest pain", "-chest_pain"},
	})
}
