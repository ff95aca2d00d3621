package lexicon

import "testing"

func TestPeopleInALine(t *testing.T) {
	t.Parallel()
	check(t, []sample{
		{"男71 胸痛", "sex_male age=71a chest_pain"},
		{"71岁男，胸痛", "age=71a sex_male chest_pain"},
		{"女，34，头痛", "sex_female age=34a headache"},
		{"34/女 头痛", "age=34a sex_female headache"},
		{"三岁娃，发烧", "age=3a fever"},
		{"F 34 headache", "sex_female age=34a headache"},
		{"34F with headache", "age=34a sex_female headache"},
		{"I (28M) have a headache", "age=28a sex_male headache"},
		{"71 y/o M, chest pain", "age=71a sex_male chest_pain"},
		{"my 3yo has a fever", "age=3a fever"},
		{"my 3 y.o. has a fever", "age=3a fever"},
		{"my three year old has a fever", "age=3a fever"},
	})
}

// TestAnOldSpouseIsSomebodyElse: 老伴 and 老头子 are family as 老公 is.
func TestAnOldSpouseIsSomebodyElse(t *testing.T) {
	t.Parallel()
	check(t, []sample{
		{"我老公头痛", "~headache"},
		{"我老伴头痛", "~headache"},
		{"老伴儿头痛", "~headache"},
		{"我老头子头痛", "~headache"},
		{"我头痛，老伴也头痛", "headache ~headache"},
	})
}

func TestOtherNumbersAreNoAge(t *testing.T) {
	t.Parallel()
	check(t, []sample{
		{"发烧38度5", "fever temperature=38.5Cel"},
		{"男 120/80 头痛", "sbp=120mm[Hg] dbp=80mm[Hg] headache"},
		{"女 38.5 头痛", "headache"},
		{"男 71次 头痛", "headache"},
		{"男 9 头痛", "headache"},
		{"28岁男友头痛", "age=28a headache"},
		{"day 3 of fever", "fever"},
		{"three year history of cough", ">duration_days=1095d >cough"},
		{"20m walk, then cough", "cough"},
		{"vitamin d, f 34, headache", "drug.cholecalciferol headache"},
		{"temp 99F, headache", "temperature=37.22Cel headache"},
	})
}
