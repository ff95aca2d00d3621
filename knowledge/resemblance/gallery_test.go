package resemblance

import (
	"slices"
	"testing"
)

// told gives two conditions a story each; a third has only what the graph says.
func told() []Saying {
	return append(small(),
		Saying{Means: []string{"cond.gout"}, Lang: "zh", Says: "喝完啤酒半夜大脚趾肿得碰不得被子", From: "t.tsv"},
		Saying{Means: []string{"cond.gout"}, Lang: "en", Says: "my big toe is so sore even the bed sheet hurts", From: "t.tsv"},
		Saying{Means: []string{"cond.common_cold"}, Lang: "zh", Says: "淋了雨清鼻涕直流，打喷嚏", From: "t.tsv"},
	)
}

func scoreOf(hs []Hit, id string) float64 {
	if i := slices.IndexFunc(hs, func(h Hit) bool { return h.ID == id }); i >= 0 {
		return hs[i].Score
	}
	return 0
}

func TestAStoryResemblesWhatIsToldOfACondition(t *testing.T) {
	t.Parallel()
	r := newKit(t).learnt(told())
	got := r.Read("昨晚喝了啤酒，大脚趾肿了，碰不得被子").Conditions
	if top(got).ID != "cond.gout" || top(got).Saying != "喝完啤酒半夜大脚趾肿得碰不得被子" {
		t.Errorf("%+v", top(got))
	}
	if !slices.IsSortedFunc(got, func(a, b Hit) int {
		if a.Score > b.Score {
			return -1
		}
		return 1
	}) {
		t.Error("the likest does not come first")
	}
	if got := r.Read("").Conditions; len(got) != 0 {
		t.Errorf("nothing resembles %+v", got)
	}
}

// A condition without a story is known by the graph's own words for it and for
// its findings.
func TestAPortraitIsMadeOfTheGraphsWords(t *testing.T) {
	t.Parallel()
	k := newKit(t)
	r := k.learnt(small())
	for text, want := range map[string]string{
		"大脚趾红肿疼": "cond.gout", "runny nose and a sore throat": "cond.common_cold",
	} {
		got := r.Read(text).Conditions
		if at := slices.IndexFunc(got, func(h Hit) bool { return h.ID == want }); at < 0 || at > 9 {
			t.Errorf("%q: %s at %d", text, want, at)
		} else if got[at].Saying != "" {
			t.Errorf("%q: the graph's words are no saying: %+v", text, got[at])
		}
	}
}

// A story does not speak for itself, and only for itself is it passed over.
func TestAStoryApartDoesNotKnowItself(t *testing.T) {
	t.Parallel()
	r := newKit(t).learnt(told())
	self := told()[len(told())-3].Says
	with, apart := scoreOf(r.Read(self).Conditions, "cond.gout"), scoreOf(r.ReadApart(self).Conditions, "cond.gout")
	if apart >= with {
		t.Errorf("apart %.3f, with itself %.3f", apart, with)
	}
	other := "大脚趾肿了"
	if a, b := scoreOf(r.Read(other).Conditions, "cond.gout"), scoreOf(r.ReadApart(other).Conditions, "cond.gout"); a != b {
		t.Errorf("another text scores %.3f and %.3f", a, b)
	}
}

// What is denied is told apart, and does not count as said.
func TestSaidIsWhatIsNamedPlainly(t *testing.T) {
	t.Parallel()
	r := newKit(t).learnt(told())
	l := r.Read("咳嗽，没有发烧，咳嗽")
	if !slices.Contains(l.Said, "find.cough") || slices.Contains(l.Said, "find.fever") || len(l.Said) != len(slices.Compact(slices.Sorted(slices.Values(l.Said)))) {
		t.Errorf("said %v", l.Said)
	}
	if l.Size < 6 {
		t.Errorf("size %d", l.Size)
	}
}
