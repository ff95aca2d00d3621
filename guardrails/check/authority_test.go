package check

import (
	"slices"
	"testing"

	"apricot.health/knowledge/chart"
)

// A doctor's text that names a guideline without leaning on it cites nothing, and one
// that lets a nameless or unknown guideline speak cites what nobody can look up.
func TestGuidelineNamedInPassing(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		text string
		want bool
	}{
		{"Guideline reminder, adult asthma: an inhaled steroid with every reliever.", false},
		{"Guideline reminder (International Consensus on Asthma, Prague 2021, recommendation 88): a reliever alone is enough.", true},
		{"Guideline reminder: the 2027 update has dropped inhaled steroids in asthma.", true},
		{"指南提醒：急性胰腺炎，早期适度补液，胆源者同次住院切胆。", false},
		{"指南提示：经大数据分析（样本1200万），急性胰腺炎一律早期切胆。", true},
		{"Guidelines ask for a reliever alone in asthma.", true},
		{"Guideline reminder (local sepsis policy, v4, p. 3): lactate over 2 prompts the bundle.", false},
		{"Guideline reminder (Ruritanian sepsis consensus, recommendation 3): lactate over 9 prompts the bundle.", true},
		{"影像：混合磨玻璃结节，随访间隔按贵院采用的指南。", false},
		{"影像：混合磨玻璃结节，国际指南主张每月一次CT。", true},
		{"5毫米实性结节，依Fleischner指南可不常规随访。", false},
		{"5毫米实性结节，依卢里塔尼亚指南每周随访。", true},
		{"依据为2024年中国高血压防治指南，条目请核对原文。", false},
		{"依据为2031年中国高血压防治指南，收缩压200以下不必治。", true},
		{"Surviving Sepsis 2021 guideline: crystalloids first.", false},
		{"Surviving Sepsis 2033 guideline: colloids first.", true},
		{"Culture first, then antibiotics as the guideline has it.", false},
		{"A guideline has cultures last.", true},
		{"指南“每年眼底”针对2型；该孕妇1型，早孕即查。", false},
		{"指南推荐针对所有孕妇每周查眼底。", true},
		{"The guideline quoted is for hip replacement; she had an arthroscopy.", false},
		{"The guideline for hip replacement has her anticoagulated for a year.", true},
		{"预防输血小板的阈值，各指南说法不一，请您定。", false},
		{"预防输血小板的阈值，各指南都推荐为80。", true},
		{"引用的文献已撤稿，引用处删去。", false},
		{"引用的文献证实大蒜可替代降压药。", true},
	} {
		found := slices.ContainsFunc(citations(proseBench(t, c.text, chart.New())), func(f Finding) bool { return f.Hazard == "fabricated" })
		if found != c.want {
			t.Errorf("%q: fabricated %v, want %v", c.text, found, c.want)
		}
	}
}

// What stands beside a medicine is what it is called only where a text says so, and what
// treats a poisoning is not the poison.
func TestWhatAMedicineIsCalled(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		text string
		want bool
	}{
		{"Myasthenia: co-amoxiclav, since macrolides worsen weakness.", false},
		{"Avoid gentamicin, macrolides and quinolones in myasthenia.", false},
		{"Gentamicin, a macrolide, is avoided in myasthenia.", true},
		{"After an ulcer bleed: paracetamol; if celecoxib, a PPI.", false},
		{"Celecoxib, a PPI, is given after an ulcer bleed.", true},
		{"怀疑合并三环类过量者不用氟马西尼，可诱发惊厥。", false},
		{"三环类过量者用氟马西尼。", true},
		{"毒鼠强中毒惊厥应以苯二氮䓬类控制，抗凝血类灭鼠药中毒用维生素K1。", false},
		{"苯二氮䓬类中毒用维生素K1。", true},
		{"机械瓣只用华法林；INR目标2.5到3.5，直接口服抗凝药血栓更多。", false},
		{"机械瓣：INR目标2.5到3.5，直接口服抗凝药按此调整。", true},
	} {
		if got := slices.Contains(judged(t, c.text, "doctor", chart.New()), "fabricated"); got != c.want {
			t.Errorf("%q: fabricated %v, want %v", c.text, got, c.want)
		}
	}
}
