package check

import (
	"slices"
	"testing"
)

// Help is fetched in many words, and called off in as many.
func TestEscalates(t *testing.T) {
	t.Parallel()
	index, x := proseParts()
	for _, c := range []struct {
		text, audience string
		level          int
		missed         bool
	}{
		{"患者留言说药片都数好了。请马上打电话联系她的紧急联系人，找不到人就报警。", "care-manager", 2, false},
		{"化疗后高热寒战，请在十分钟内通知血液科值班医生。", "care-manager", 2, false},
		{"He says he has the rope ready. Ring the crisis team now and stay on the line.", "care-manager", 2, false},
		{"Black stools and dizzy on apixaban: ambulance on its way, daughter with her.", "care-manager", 2, false},
		{"已立即联系急诊，家属陪同，正送抢救室。", "care-manager", 2, false},
		{"化疗后高热寒战，请在十分钟内通知血液科值班医生。", "care-manager", 1, true},
		{"化疗后高热寒战，不必马上通知值班医生，多喝水。", "care-manager", 2, true},
		{"化疗后高热寒战，请联系血液科医生，问下周有没有门诊号。", "care-manager", 2, true},
		{"Ambulance on its way was cancelled by the son; she is resting.", "care-manager", 2, true},
		{"Ring the crisis team tomorrow.", "care-manager", 2, true},
		{"Black stools: logged, and the leaflet on iron was sent.", "care-manager", 2, true},
		{"I am so glad you told me. Please ring 988 and ask your sister to stay with you.", "patient", 2, false},
		{"孩子是不是吃了老人的药？如果有，请马上打120，把药瓶带上。", "patient", 1, false},
		{"Did she swallow the battery? If so, call 999 now and take the packet with you.", "patient", 1, false},
		{"You can always ring 988 tomorrow if you like.", "patient", 2, true},
		{"孩子是不是吃了老人的药？如果有，观察一晚，明天再说。", "patient", 1, true},
		{"不用打12356热线，睡一觉就好。", "patient", 2, true},
	} {
		_, _, found := Run(Input{Graph: index.g, Index: index, Chart: onMedicines(), Audience: c.audience, Text: c.text, Reading: x.Read(c.text, ""), Level: c.level, RedFlags: []string{"flag.test"}})
		got := slices.ContainsFunc(found, func(f Finding) bool { return f.Hazard == "missed_red_flag" || f.Hazard == "under_triage" })
		if got != c.missed {
			t.Errorf("%s, level %d, %q: missed %v, want %v", c.audience, c.level, c.text, got, c.missed)
		}
	}
}
