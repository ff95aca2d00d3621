package check

import (
	"testing"

	"apricot.health/knowledge/chart"
)

// The other side of a paired part is told however a side and a part are written; another
// part, the sound side, both sides, a verb and a word that only looks like one are not.
func TestSidesOfPairedParts(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		chart, text string
		want        bool
	}{
		{"右股骨转子间骨折术后第2天", "左股骨转子间骨折术后2天，疼痛控制后床边站立。", true},
		{"右股骨转子间骨折术后第2天", "左股骨骨折术后2天。", true},
		{"右股骨转子间骨折术后第2天", "右股骨转子间骨折术后2天。", false},
		{"右股骨转子间骨折术后第2天", "左侧手术室已备。", false},
		{"right intertrochanteric fracture, day 2", "Left hip fracture day 2, mobilise with frame.", true},
		{"right intertrochanteric fracture, day 2", "L NOF fracture day 2, mobilise with frame.", true},
		{"R NOF fracture", "Left hip hemiarthroplasty tomorrow.", true},
		{"R NOF fracture", "R hip hemiarthroplasty tomorrow.", false},
		{"knee osteoarthritis (right)", "Listed for L TKR.", true},
		{"knee osteoarthritis (right)", "Listed for R TKR.", false},
		{"knee osteoarthritis (right)", "Give 2 L oxygen, knee exercises.", false},
		{"肾结石（左）", "右侧输尿管镜碎石。", true},
		{"肾结石（左）", "左侧输尿管镜碎石。", false},
		{"左乳腺癌", "拟行右乳改良根治术。", true},
		{"左乳腺癌", "右乳未见肿块。", false},
		{"left breast cancer", "Right mastectomy on Tuesday.", true},
		{"left breast cancer", "The right breast is normal.", false},
		{"left breast cancer", "The right time for mastectomy is after chemotherapy.", false},
		{"cataract OD", "Phaco of the left eye planned; eye drops as before.", true},
		{"cataract OD", "Cataract surgery OS tomorrow.", true},
		{"cataract OD", "Cataract surgery OD tomorrow.", false},
		{"cataract OD", "Cataract surgery OU is not planned; vision is followed.", false},
		{"cataract, left eye", "Amlodipine 5 mg OD; eye clinic in a month.", false},
		{"右眼白内障", "拟行左眼超声乳化。", true},
		{"右眼白内障", "对侧左眼视力1.0。", false},
		{"right lower lobe pneumonia", "Left lower lobe pneumonia, improving.", true},
		{"right lower lobe pneumonia", "Right basal crackles; left lung clear, no pain.", false},
		{"右下肺炎", "左下叶肺炎好转。", true},
		{"left MCA infarct", "Right MCA infarct day 3.", true},
		{"left MCA infarct", "Left MCA infarct with right hemiparesis.", false},
		{"左侧大脑中动脉梗死", "右侧大脑中动脉梗死第3天。", true},
		{"左侧大脑中动脉梗死", "右侧肢体肌力3级。", false},
		{"right popliteal DVT", "Left popliteal DVT on apixaban.", true},
		{"右下肢深静脉血栓", "左下肢深静脉血栓，继续抗凝。", true},
		{"左腕管综合征", "右侧腕管松解术。", true},
		{"right otitis media", "Left ear discharge: swab taken.", true},
		{"right otitis media", "She left earlier than planned.", false},
		{"left ankle fracture", "Right ankle fracture in cast.", true},
		{"left ankle fracture", "Right-handed; ankle in cast.", false},
		{"left ankle fracture", "She was left with ankle stiffness on the right.", false},
		{"右侧面瘫", "左侧面瘫，予泼尼松。", true},
		{"右侧面瘫", "另一方面，注意眼部保护。", false},
		{"左侧腮腺肿瘤", "右侧腮腺切除。", true},
		{"right varicocele", "Left varicocele embolisation.", true},
		{"左肩袖损伤", "右肩关节镜。", true},
		{"双膝骨关节炎", "右膝注射。", false},
		{"左膝骨关节炎", "双膝锻炼。", false},
		{"right hydronephrosis", "Left nephrostomy today.", true},
		{"right rib fractures", "Left rib fractures, analgesia.", true},
		{"右侧气胸", "左侧胸腔闭式引流在位。", true},
		{"right pneumothorax", "Left chest drain swinging.", true},
		{"左侧声带麻痹", "右声带麻痹。", true},
		{"right sciatica", "Left sciatica unchanged.", true},
	} {
		for _, audience := range []string{"doctor", "care-manager", "patient"} {
			ch := chart.New()
			ch.Conditions = []chart.Coded{{Text: c.chart, Status: "active"}}
			b := proseBench(t, c.text, ch)
			b.Audience = audience
			if got := len(b.wrongSide()) > 0; got != c.want {
				t.Errorf("%q with %q to %s: wrong side %v, want %v", c.text, c.chart, audience, got, c.want)
			}
		}
	}
}
