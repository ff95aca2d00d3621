package lexicon

import (
	"slices"
	"testing"
)

// A baby of weeks with a fever is an emergency; the age is often only a bare
// number beside a word for a baby.
func TestBabiesOfWeeks(t *testing.T) {
	t.Parallel()
	check(t, []sample{
		{"宝宝5周，38.4度", "age=0.1a temperature=38.4Cel"},
		{"宝宝五周 发烧", "child_fever age=0.1a fever"},
		{"宝宝2个月，发烧", "age=0.17a fever"},
		{"我家宝宝两个月发烧", "child_fever age=0.17a fever"},
		{"婴儿6周大，发烧", "age=0.12a fever"},
		{"5周的宝宝发烧", "age=0.1a child_fever"},
		{"5周宝宝发烧", "age=0.1a child_fever"},
		{"两个月的娃发烧", "age=0.17a child_fever"},
		{"新生儿3天，发烧", "age=0.01a fever"},
		{"宝宝才20天烧到38.5", "child_fever age=0.05a fever temperature=38.5Cel"},
		{"10天的新生儿发烧", "age=0.03a child_fever fever"},
		{"宝宝才5周，发烧", "age=0.1a fever"},
		{"宝宝5周了，发烧", "age=0.1a fever"},
		{"儿子生下来5周", ""},
		{"baby is five weeks, fever", "age=0.1a fever"},
		{"baby 5 weeks temperature 38.4", "age=0.1a temperature=38.4Cel"},
		{"baby 2 months temp 38.4", "age=0.17a temperature=38.4Cel"},
		{"baby 5 weeks, fever", "age=0.1a fever"},
		{"baby, 5 weeks, fever", "age=0.1a fever"},
		{"my baby is 5 weeks and has a fever", "age=0.1a fever"},
		{"my baby is 2 months, temp 38.4", "age=0.17a temperature=38.4Cel"},
		{"baby boy 6 weeks fever", "sex_male age=0.12a fever"},
		{"newborn 9 days, fever", "age=0.02a fever"},
		{"infant (7 weeks) with a fever", "age=0.13a fever"},
		{"my 5 week baby has a fever", "age=0.1a child_fever"},
		{"6wk baby with fever", "age=0.12a fever"},
		{"2 month baby fever", "age=0.17a fever"},
	})
}

// Behind a baby word a number of days or weeks is as often how long it lasts.
func TestHowLongABabyHasHadIt(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		"宝宝3天没拉", "宝宝两周没拉大便", "宝宝2周了还发烧", "宝宝咳嗽2周了", "宝宝发烧3天",
		"baby 3 weeks of cough", "baby with a cough for 2 months", "my baby has had a cough 3 weeks",
		"baby 3 days fever", "baby due in 5 weeks", "we are having a baby in 2 months", "had a baby 5 weeks ago, fever",
		"生宝宝2个月后发烧", "生完宝宝5周，发烧", "产后抱孩子2个月，腰痛",
	} {
		for _, m := range reader().Extract(text, "") {
			if m.Concept == "find.age" {
				t.Errorf("%s: read as an age of %v", text, m)
			}
		}
	}
}

// TestWordsForBabiesAreSeen holds that every word beside which a number is the age
// of a baby has a character or a piece by which a text is told to have one.
func TestWordsForBabiesAreSeen(t *testing.T) {
	t.Parallel()
	l := reader()
	for _, w := range slices.Concat(newborns.words, babiesBefore.words, newbornsAfter.words, babiesAfter.words) {
		for _, text := range []string{w, "5 " + w, "我家" + w + "5周", "my" + w + " 3 weeks"} {
			var letters letters
			if l.alphabet.read(&letters, text); !letters.ofBabies() {
				t.Errorf("%s: no baby is seen in %s", w, text)
			}
		}
	}
}
