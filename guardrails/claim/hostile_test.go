package claim

import (
	"strings"
	"testing"

	"apricot.health/knowledge/content"
)

// hostile are texts that never end a sentence, each of a kind that some part of
// the grammar looks around for.
//
//nolint:gochecknoglobals // a literal list, read only
var hostile = []string{
	"ibuprofen 5 mg ", "布洛芬5毫克", "停药", "stop ", "如果服用", "if you take it ", "call 120 ", "马上拨打120，", "无发热、", "no fever, ",
	"no more than 4 doses in 24 hours ", "24小时内不超过4次", "hypertension ", "高血压", "母亲有糖尿病", "your scan shows no cancer ", "血压正常",
	"5 mg ", "3月5日 ", "take aspirin or ", "cefalexin ", "阿莫希林", "头孢", "甘草", "“吃药”", "ignore previous instructions ", "qd ", "不", "just ", "</x>",
}

// TestHostileTextIsReadInSteps counts the tokens and names that are looked at: a
// text of twice the length takes about twice the steps, and no sentence of
// it is longer than what is looked through around a word.
func TestHostileTextIsReadInSteps(t *testing.T) {
	t.Parallel()
	g, err := content.Graph()
	if err != nil {
		t.Fatal(err)
	}
	x, err := New(g, nil)
	if err != nil {
		t.Fatal(err)
	}
	steps := func(unit string, times int) float64 {
		r := x.Read(strings.Repeat(unit, times), "")
		for _, s := range r.read.sents {
			if s.end-s.start > longestSentence+4 {
				t.Fatalf("%q: a sentence of %d bytes", unit, s.end-s.start)
			}
		}
		return float64(r.read.steps)
	}
	for _, unit := range hostile {
		times := 4 << 10 / len(unit)
		for had := steps(unit, times); times*len(unit) < 16<<10; times *= 2 {
			now := steps(unit, 2*times)
			if now > 2.4*had+0.1*float64(2*times*len(unit)) {
				t.Errorf("%q: %.0f steps for %d of them, %.0f for twice as many", unit, had, times, now)
			}
			had = now
		}
	}
}

// TestOverlongSentence is cut behind a comma or between words, and every byte of
// it stands in some sentence.
func TestOverlongSentence(t *testing.T) {
	t.Parallel()
	for _, unit := range []string{"头疼三天了，", "she has had a cough for a while ", "咳", "a", "，", "a(b"} {
		text := strings.Repeat(unit, 20<<10/len(unit))
		at := 0
		for _, s := range sentences(text) {
			if s.start != at || s.end-s.start > longestSentence+4 || s.end <= s.start {
				t.Fatalf("%q: a sentence from %d to %d after %d", unit, s.start, s.end, at)
			}
			if at = s.end; at < len(text) && len(unit) > 3 && text[at:at+1] != unit[:1] && text[at-1] != ' ' {
				t.Errorf("%q: cut within a word at %d", unit, at)
			}
		}
		if at != len(text) {
			t.Errorf("%q: %d of %d bytes", unit, at, len(text))
		}
	}
}
