package lexicon

import (
	"slices"
	"testing"
)

// A number beside a word for a fever is a temperature, on both sides of 37 and of 42.
func TestANumberBesideAFeverIsATemperature(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]float64{
		"my baby is hot 39": 39, "burning up, 39.2": 39.2, "孩子烧到39": 39, "体温三十九度二": 39.2, "体温三十九点二": 39.2,
		"fever 39": 39, "Fever: 38.5": 38.5, "baby burning up 39": 39, "宝宝身上烫，39.5": 39.5, "he is boiling, 40.1": 40.1,
		"小孩发烧，39，不吃东西": 39, "feverish, 38": 38, "running a temperature, 39.4": 39.4, "39.2 fever": 39.2, "39 fever since yesterday": 39,
		"fever 38 and cough": 38, "she's hot 39 now": 39, "娃身上烫39度": 39, "发烧39了": 39, "fever 102": 38.89, "burning up 103.1 since this morning": 39.5,
		"hot 37": 37, "hot 36.9": 0, "hot 36": 0, "hot 42": 42, "hot 42.1": 0, "hot 43": 0, "烫，37": 37, "烫，36.9": 0, "烫，42": 42, "烫，42.1": 0,
		"fever 98": 0, "fever 99": 37.22, "fever 108": 42.22, "fever 109": 0, "hot 101": 0,
		// What is counted, an age, a pressure, a word that only ends alike.
		"hot 39 year old": 0, "fever 40 times": 0, "发热38次": 0, "fever 39 weeks pregnant": 0, "hot, bp 39": 0, "my shot 39": 0, "hotel 39": 0,
		"hot 40 minutes later": 0, "fever, 39, female": 0, "女，发烧，39": 0, "发烧，男，39": 0, "m, fever, 41": 0, "i am 39 and feel hot": 0, "i'm 39 fever": 0,
		"fever 40mmHg": 0, "fever 38/90": 0, "fever 40%": 0, "ibuprofen 39": 0, "feels hot. 39": 0, "dose of 39": 0,
	} {
		got := 0.0
		all := reader().Extract(text, "")
		if k := slices.IndexFunc(all, func(m Mention) bool { return m.Concept == "find.temperature" }); k >= 0 {
			got = *all[k].Value
		}
		if got != want {
			t.Errorf("%q: a temperature of %v, want %v", text, got, want)
		}
	}
}
