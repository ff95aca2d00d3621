package lexicon

import (
	"slices"
	"strings"
	"testing"
)

// Each idiom stands beside the same words of the body as a complaint.
func TestIdiomsAreNoComplaint(t *testing.T) {
	t.Parallel()
	for _, x := range []struct{ idiom, literal, concept string }{
		{"my boss is a pain in the neck", "I have a pain in the neck", "find.neck_muscle_pain"},
		{"he's a pain in the neck", "there is a pain in the neck when I turn", "find.neck_muscle_pain"},
		{"I have butterflies in my stomach before the exam", "I have a pain in my stomach before the exam", "find.abdominal_pain"},
		{"break a leg tonight", "I broke my leg tonight", ""},
		{"she is sick and tired of her job", "she is tired", "find.fatigue"},
		{"it was a rash decision", "I have a rash", "find.rash"},
		{"cough up the money", "I cough a lot", "find.cough"},
		{"他是我的心头肉", "我心口疼", "find.chest_pain"},
		{"我看见他升职就眼红", "我眼红流泪", "find.red_eyes"},
		{"别眼红别人", "眼红两天了", "find.red_eyes"},
		{"这是个头疼的问题", "我头疼", "find.headache"},
		{"真是件头疼的事", "头疼得厉害", "find.headache"},
		{"笑得肚子疼", "肚子疼", "find.abdominal_pain"},
		{"气得吐血", "吐血了", "find.haematemesis"},
		{"电脑中毒了", "煤气中毒了", ""},
		{"我对足球不感冒", "我感冒了", ""},
	} {
		if ms := reader().Extract(x.idiom, ""); len(ms) != 0 {
			t.Errorf("%s: %s", x.idiom, brief(ms))
		}
		if !reader().Idiomatic(x.idiom) || reader().Idiomatic(x.literal) {
			t.Errorf("%s is idiomatic: %v, %s: %v", x.idiom, reader().Idiomatic(x.idiom), x.literal, reader().Idiomatic(x.literal))
		}
		found := x.concept == ""
		for _, m := range reader().Extract(x.literal, "") {
			found = found || m.Concept == x.concept && m.Status == Present
		}
		if !found {
			t.Errorf("%s: %s is not read", x.literal, x.concept)
		}
	}
}

// What stands beside an idiom is read, and what is denied there is denied.
func TestBesideAnIdiomAllIsRead(t *testing.T) {
	t.Parallel()
	check(t, []sample{
		{"my boss is a pain in the neck and I have a fever", "fever"},
		{"这是个头疼的问题，我发烧了", "fever"},
		{"他升职我眼红，没有发烧", "-fever"},
	})
}

// A sentence that goes on about a relative before its pronoun is about that one.
func TestASentenceGoesOnAboutARelative(t *testing.T) {
	t.Parallel()
	check(t, []sample{
		{"My dad is sweaty. Pale, now he shivers", "~sweating ~pallor ~>chills"},
		{"My dad is sweaty. Pale since this morning", "~sweating >pallor"},
		{"My dad is sweaty. I am pale, he is not", "~sweating pallor"},
	})
}

// A word that looks like a slip of a danger is none: scabbed is not stabbed.
func TestScabbedIsNotStabbed(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bool{"spots in crops, some scabbed": false, "I stubbed my toe": false, "I was stabbed": true} {
		found := false
		for _, m := range reader().Extract(text, "") {
			found = found || m.Concept == "find.trauma_major"
		}
		if found != want {
			t.Errorf("%s: major trauma %v", text, found)
		}
	}
}

// Everyday words with a brand in them stand beside the brand itself.
func TestEverydayWordsAreNoBrand(t *testing.T) {
	t.Parallel()
	for _, x := range []struct{ word, brand, drug string }{
		{"出院后可定期复查", "我在吃可定", "drug.rosuvastatin"},
		{"造影示血管通畅", "吃了管通以后血压高了", "drug.midodrine"},
		{"现代文献有报道", "每天吃一片代文", "drug.valsartan"},
		{"双方希望尽快克服困难", "吃了快克", "drug.compound_paracetamol_amantadine"},
	} {
		if ms := reader().Extract(x.word, "zh"); len(ms) != 0 {
			t.Errorf("%s: %s", x.word, brief(ms))
		}
		if reader().Idiomatic(x.word) {
			t.Errorf("%s is taken for an idiom", x.word)
		}
		found := false
		for _, m := range reader().Extract(x.brand, "zh") {
			found = found || m.Concept == x.drug
		}
		if !found {
			t.Errorf("%s: %s is not read: %s", x.brand, x.drug, brief(reader().Extract(x.brand, "zh")))
		}
	}
}

// Names in capitals that are also everyday words are no illness in lower case.
func TestEverydayWordsAreNoAcronym(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"I go to bed at ten", "one in ten of them", "add some water", "a fit and healthy man", "she wears hearing aids", "I used a heating pad", "a sanitary pad every hour"} {
		for _, m := range reader().Extract(text, "") {
			if strings.HasPrefix(m.Concept, "cond.") || strings.HasPrefix(m.Concept, "inv.") {
				t.Errorf("%q holds %s", text, m.Concept)
			}
		}
	}
	for text, want := range map[string]string{"binge-eating disorder": "cond.binge_eating_disorder", "SJS/TEN": "cond.sjs_ten", "FIT test": "inv.stool_occult_blood", "attention deficit disorder": "cond.adhd", "PAD": "cond.pad", "do I have AIDS": "cond.hiv"} {
		if !slices.ContainsFunc(reader().Extract(text, ""), func(m Mention) bool { return m.Concept == want }) {
			t.Errorf("%q is not %s", text, want)
		}
	}
}
