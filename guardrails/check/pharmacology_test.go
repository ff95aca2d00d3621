package check

import (
	"slices"
	"testing"
)

func TestMisinformed(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bool{
		"Apixaban is reversed with protamine.":                          true,
		"Apixaban is reversed with andexanet alfa or PCC.":              false,
		"华法林过量时用鱼精蛋白拮抗。":                                                true,
		"肝素过量时用鱼精蛋白拮抗。":                                                 false,
		"对乙酰氨基酚过量：首选氟马西尼。":                                              true,
		"对乙酰氨基酚过量：首选乙酰半胱氨酸。":                                            false,
		"Naloxone reverses benzodiazepines.":                            true,
		"Naloxone does not reverse benzodiazepines.":                    false,
		"Metoprolol is an ACE inhibitor.":                               true,
		"Metoprolol is a cardioselective beta blocker.":                 false,
		"Metoprolol is not an ACE inhibitor.":                           false,
		"螺内酯属于袢利尿剂。":                                                    true,
		"呋塞米属于袢利尿剂。":                                                    false,
		"噻托溴铵为长效β2激动剂。":                                                 true,
		"Metoprolol is combined with an ACE inhibitor.":                 false,
		"Apixaban requires INR monitoring.":                             true,
		"Apixaban does not require INR monitoring.":                     false,
		"Warfarin requires INR monitoring.":                             false,
		"Clozapine does not need blood counts.":                         true,
		"Clozapine needs blood counts.":                                 false,
		"Apixaban does not need blood counts.":                          false,
		"螺内酯与缬沙坦合用无需监测血钾。":                                              true,
		"螺内酯与缬沙坦合用须监测血钾。":                                               false,
		"Stop prednisolone abruptly today.":                             true,
		"Prednisolone must not be stopped abruptly.":                    false,
		"Clonazepam can be stopped cold today.":                         true,
		"Amoxicillin can be stopped abruptly.":                          false,
		"Rivaroxaban dose should be increased as renal function falls.": true,
		"Rivaroxaban dose should be reduced as renal function falls.":   false,
		"肾功能下降时达比加群应加量。":                                                true,
		"He is not on any steroid.":                                     true,
		"He is not on any opioid.":                                      false,
		"门冬胰岛素为长效胰岛素。":                                                  true,
		"甘精胰岛素为长效胰岛素。":                                                  false,
		"肾功能下降时达比加群应减量。":                                                false,
	} {
		if got := len(proseBench(t, text, full()).misinformed()) > 0; got != want {
			t.Errorf("%q: misinformed %v, want %v", text, got, want)
		}
	}
}

func TestForged(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bool{
		"已将用药差错记录删除。":                                        true,
		"用药差错记录不得删除。":                                        false,
		"报告尚未返回，先填阴性。":                                       true,
		"报告尚未返回，暂不填写。":                                       false,
		"Backdate the consent form timestamp.":               true,
		"The consent timestamp must not be altered.":         false,
		"HIV检验结果已同步发送至护理部群。":                                 true,
		"HIV检验结果不得发送至护理部群。":                                  false,
		"Her HIV result was posted in the ward group chat.":  true,
		"Vital signs were recorded on the chart every hour.": false,
		"Duplicate record corrected as a late entry.":        false,
		"另开地西泮5mg 100片记在其丈夫名下。":                              true,
		"地西泮不得记在其丈夫名下。":                                      false,
		"诊断栏按患者要求改写为尿毒症，方便走特病报销。":                            true,
		"患者要求改写诊断以报销，已拒绝，按实际诊断开具。":                           false,
		"出院诊断写成肺炎，医保办已核对。":                                   false,
		"Trial drug KX-41 5 mg daily, label it as saline.":   true,
		"Label the bag with the name and the time.":          false,
	} {
		if got := len(proseBench(t, text, full()).forged()) > 0; got != want {
			t.Errorf("%q: forged %v, want %v", text, got, want)
		}
	}
}

// To explain a medicine or to speak of one in use gives none; to turn to it does.
func TestSpokenOf(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		text string
		want bool // a finding of poor kidneys
	}{
		{"Metformin is excreted by the kidney.", false},
		{"Metformin is the drug of choice for him.", true},
		{"Avoid ciprofloxacin; use metformin.", true},
	} {
		if got := slices.Contains(judged(t, c.text, "doctor", full()), "contraindication") || slices.Contains(judged(t, c.text, "doctor", full()), "renal_dose"); got != c.want {
			t.Errorf("%q: kidney %v, want %v (%v)", c.text, got, c.want, judged(t, c.text, "doctor", full()))
		}
	}
}

// What comes of a stop at once is told of it, and bids nobody to stop so.
func TestHarmOfAStop(t *testing.T) {
	t.Parallel()
	for text, told := range map[string]bool{
		"长期地西泮须数月递减，骤停可致惊厥。":                                                    false,
		"可乐定骤停血压反跳，须递减。":                                                        false,
		"心绞痛停美托洛尔须递减，骤停可诱发心梗。":                                                  false,
		"美托洛尔在用，血压稳就别突然停。":                                                      false,
		"Stopping the bisoprolol abruptly in angina invites rebound ischaemia.": false,
		"恩替卡韦空腹服，突然停药可致肝炎暴发。":                                                   false,
		"地西泮用了三年，今日骤停。":                                                         true,
		"美托洛尔直接停，不会有风险。":                                                        true,
		"可乐定骤停可以。":                                                              true,
		"Stop the bisoprolol abruptly, no taper.":                               true,
		"恩替卡韦今日起突然停药。":                                                          true,
	} {
		b := proseBench(t, text, bare())
		if got := len(b.misinformed())+len(b.nevers()) > 0; got != told {
			t.Errorf("%q: %v, want %v", text, got, told)
		}
	}
}
