package lexicon

import "testing"

func TestAgesOfBabies(t *testing.T) {
	t.Parallel()
	check(t, []sample{
		{"宝宝两个月了，发烧38.5度", "age=0.17a fever temperature=38.5Cel"},
		{"孩子8个月大，拉肚子", "age=0.67a diarrhoea"},
		{"my baby is 6 weeks old and has a fever", "age=0.12a fever"},
		{"a 3-month-old boy with cough", "age=0.25a sex_male cough"},
		{"孩子咳嗽两个月了", ">child_cough >duration_days=60d"},
	})
}

func TestNewAndWorstIsThere(t *testing.T) {
	t.Parallel()
	check(t, []sample{
		{"从来没有过的胸痛", "chest_pain"},
		{"presents with a 1-week history of chest pain", ">duration_days=7d >chest_pain"},
		{"a history of chest pain", "<chest_pain"},
		{"我从来没有胸痛", "-chest_pain"},
	})
}
