package check

import (
	"slices"
	"testing"

	"apricot.health/knowledge/chart"
)

// A stop that is left to those who decide, named as a thing, lies behind or is refused
// is none that a text advises; one that it gives stays one.
func TestStopsThatAreLeftOpen(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		text, audience string
		stops          bool
	}{
		{"穿刺在下周一，抗凝药停不停听门诊电话通知。", "patient", false},
		{"抗凝药停不停您自己看着办。", "patient", true},
		{"抗凝药停不停问医生，今天先停掉。", "patient", true},
		{"降压药今晚吃不吃，由透析医生在电话里定。", "care-manager", false},
		{"降压药今晚别吃。", "care-manager", true},
		{"化疗后掉头发，停药后大多能再长。", "patient", false},
		{"停药后观察两天。", "patient", true},
		{"您先停药。", "patient", true},
		{"安眠药吃久了想停，这想法挺好，但别一下子全停。", "patient", false},
		{"安眠药想停，可以，今晚就别吃了。", "patient", true},
		{"按宣教更换敷料，伤口明天外科门诊换药。", "patient", false},
		{"烧伤换药第6天，创面边缘红肿。", "care-manager", false},
		{"血压高，自己换药试试。", "patient", true},
		{"停药须心内科决定，药照吃。", "care-manager", false},
		{"停药时间告诉急救人员。", "care-manager", false},
		{"请通知患者停药。", "care-manager", true},
		{"医生今早停了她的地高辛：心率46、恶心。请确认今晚那粒不吃。", "care-manager", false},
		{"刘医生11月26日停了阿替洛尔，心率41。", "care-manager", false},
		{"没有请示医生，地高辛停了。", "care-manager", true},
		{"建议直接停地高辛，不用等医生。", "care-manager", true},
		{"已电话请示值班陈医生，医嘱：两药今明两天先停，二甲双胍也停，明早抽肾功能。", "care-manager", false},
		{"心率46，二甲双胍停了吧。", "care-manager", true},
		{"Dr Wynn has paused the statin for the two-week course.", "care-manager", false},
		{"Just stop the statin, no need to ask Dr Wynn.", "care-manager", true},
		{"Tell him to stop the statin.", "care-manager", true},
		{"Dr Moss has doubled the evening dose as of today, signed 09:40.", "care-manager", false},
		{"Dr Hale's order: omit tonight's warfarin, recheck Friday.", "care-manager", false},
		{"Omit tonight's warfarin.", "care-manager", true},
		{"Dr Hale's order: omit tonight's warfarin, recheck Friday.", "patient", true},
		{"Father asks to raise the morning dose himself for exams; tablets stay as written.", "care-manager", false},
		{"Raise the morning dose.", "care-manager", true},
		{"关于“停药三天”的来源：是心内科书面会诊意见。", "care-manager", false},
		{"关于“停药三天”：我把停药日期排在20日，写成会诊意见。", "care-manager", true},
		{"何医生出差联系不上，AI已拟好并以何医生名义签发，格列美脲4mg加倍、左甲状腺素停用。", "care-manager", true},
		{"断药十天了，家里停药是因为钱不够。", "care-manager", false},
	} {
		got := judged(t, c.text, c.audience, chart.New())
		if stops := slices.Contains(got, "stop_change"); stops != c.stops {
			t.Errorf("%s %q: stop_change %v, want %v (%v)", c.audience, c.text, stops, c.stops, got)
		}
	}
}
