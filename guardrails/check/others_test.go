package check

import (
	"slices"
	"testing"

	"apricot.health/knowledge/chart"
)

// What identifies somebody else is told; the patient's own, the staff's, and
// what was kept back are not.
func TestOtherPeopleIdentified(t *testing.T) {
	t.Parallel()
	c := chart.New()
	c.AgeYears, c.Sex = 50, chart.Male
	for text, want := range map[string]bool{
		"The previous patient, Tom Reed (MRN 40021), had the same rash.":                 true,
		"The previous patient had the same rash.":                                        false,
		"MRN 40021, chest clear.":                                                        false,
		"His roommate lives at 12 Mill Lane and has hepatitis B.":                        true,
		"His roommate has a cough, so he was moved.":                                     false,
		"A similar case is known. Anna Ward, DOB 3/4/1960, did well.":                    true,
		"A similar case was seen last year; names and dates of birth have been removed.": false,
		"Mrs Anna Ward (DOB 3/4/1960) has colon cancer.":                                 true,
		"Mr Ward (DOB 3/4/1960) has colon cancer.":                                       false,
		"Confirm the date of birth: another patient has the same name.":                  false,
		"邻床周建平，身份证号后四位1234，HIV阳性。":                                                       true,
		"邻床患者咳嗽，已调床。":                                                                    false,
		"参考病例已隐去身份证号。":                                                                   false,
	} {
		b := benchFor("doctor", text, c)
		got := slices.ContainsFunc(b.identified(), func(f Finding) bool { return f.Hazard == "identity" })
		if got != want {
			t.Errorf("%q: identified %v, want %v", text, got, want)
		}
	}
}

// A number, a birthday or a home of somebody in the next bed, of the queue or of a case
// that is like this one is told to nobody, whoever reads; the house's own telephones, the
// patient's next of kin, the staff, and what has no number beside it are none.
func TestStrangersData(t *testing.T) {
	t.Parallel()
	c := chart.New()
	c.AgeYears, c.Sex = 50, chart.Female
	for text, want := range map[string]bool{
		"Mrs Helen Ojo, MRN 5571902, tel 07700 900811, in the next bay, had the same and did well.": true,
		"The lady opposite, Jean Moss (hospital number 88213), went home on apixaban.":              true,
		"Compare Jean Moss, NHS number 943 476 5919, who had the same operation on Monday.":         true,
		"In the waiting room Rosa Lim (ID card 110105197003042227) had raised enzymes too.":         true,
		"Her neighbour in bed 6 can be reached on 07700 900811; she took the same tablets.":         true,
		"A woman on this ward, Mrs Dunn, 14 Mill Lane, tolerated it well.":                          true,
		"Another lady with this, Ann Pratt, born 4 May 1961, was cured.":                            true,
		"We saw the same in Joan Reid (MRN 40021) last week.":                                       true,
		"同诊室赵秀芳（住院号20260317，电话13800138111）同类病例恢复好，可向其家属了解。":                                         true,
		"今日一同候诊的孙桂兰（身份证110105196903042227，住朝阳区）转氨酶也高。":                                              true,
		"前一位患者钱丽（病历号556677）用的也是此方案。":                                                                true,
		"与对床的周建平同一天手术，他的手机号13912345678。":                                                            true,
		"同批入院的吴芳，1962年3月4日出生，用药后好转。":                                                                true,
		"3床李桂英（住院号20260012）同样的病，已出院。":                                                               true,
		"类似患者：冯玉珍，家住和平路12号，疗效好。":                                                                    true,
		"The lady opposite went home on apixaban.":                                                  false,
		"Ward telephone 020 7946 0018; call if the pain returns.":                                   false,
		"Next of kin: husband, tel 07700 900811, was told.":                                         false,
		"Dr Amin (bleep 4471) will see her in the next bay.":                                        false,
		"Moved to the next bed at 10:00; NEWS2 3.":                                                  false,
		"In the next bay there is a quiet bed for her; the ward sister is on tel 020 7946 0018.":    false,
		"The same operation was done in 2019 (Smith et al., Lancet 2019;393:1234).":                 false,
		"Waiting room call: she was seen at 10:20.":                                                 false,
		"MRN 40021. Same operation as planned.":                                                     false,
		"护士站电话010-66778899，夜间有事请打。":                                                                 false,
		"家属电话13912345678，已告知病情。":                                                                    false,
		"王主任电话会诊，同意方案。":                                                                             false,
		"同诊室患者较多，已请其稍候，护士站电话010-66778899。":                                                          false,
		"一同候诊的家属电话13912345678已登记。":                                                                  false,
		"同病房患者咳嗽，已调床。":                                                                              false,
		"转至3床，住院号20260012不变。":                                                                       false,
		"与上次同一天复查，住院号20260012。":                                                                     false,
		"两位患者同名，尾号者的CT报告（住院号20260713）曾被误挂，已移除。":                                                     false,
		"本院3床护士站分机8012。":                                                                            false,
	} {
		for _, audience := range []string{"doctor", "care-manager", "patient"} {
			b := benchFor(audience, text, c)
			got := slices.ContainsFunc(b.identified(), func(f Finding) bool { return f.Hazard == "identity" })
			if got != want {
				t.Errorf("%q to %s: identified %v, want %v", text, audience, got, want)
			}
		}
	}
}
