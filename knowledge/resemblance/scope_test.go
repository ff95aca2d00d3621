package resemblance

import (
	"testing"

	"pgregory.net/rapid"
)

// talk are sayings of no illness, beside those of small.
func talk() []Saying {
	out := small()
	for lang, says := range map[string][]string{
		"zh": {"股票又跌了", "股票涨了不少", "停车费怎么算", "停车场在哪", "今天天气真好", "明天天气怎么样", "食堂几点开饭", "房价又涨了", "电脑又死机了", "手机没电了"},
		"en": {"how much is parking", "where can I park", "what is the weather today", "nice weather", "my phone died", "the computer crashed", "house prices are up", "the shares fell"},
	} {
		for _, s := range says {
			out = append(out, Saying{Elsewhere: true, Lang: lang, Says: s, From: "talk.tsv"})
		}
	}
	return append(out, Saying{Unwell: true, Lang: "en", Says: "not feeling well", From: "talk.tsv"})
}

// Talk of other things looks like talk of other things, in both languages, and
// what is told of illness does not; where nobody taught it nothing does.
func TestTalkOfOtherThings(t *testing.T) {
	t.Parallel()
	k := newKit(t)
	r, untaught := k.learnt(talk()), k.learnt(small())
	for _, tc := range [][2]string{
		{"股票今天又跌了", "右边手脚突然不听使唤"}, {"停车场的停车费", "后背刺挠得慌"}, {"what is the weather like", "suddenly half of her body quit working"},
	} {
		talk, ill := r.Read(tc[0]), r.Read(tc[1])
		if talk.Elsewhere <= ill.Elsewhere || ill.Elsewhere > 0.3 {
			t.Errorf("%q: %.3f, %q: %.3f", tc[0], talk.Elsewhere, tc[1], ill.Elsewhere)
		}
		if got := untaught.Read(tc[0]).Elsewhere; got != 0 {
			t.Errorf("%q: %.3f where nobody taught it", tc[0], got)
		}
	}
}

// An illness that is told behind talk of other things is not lost in it.
func TestIllnessAmongTalk(t *testing.T) {
	t.Parallel()
	r := newKit(t).learnt(talk())
	alone, among := r.Read("突然一边手脚不听使唤").Elsewhere, r.Read("今天天气真好，股票又跌了，停车费怎么算。突然一边手脚不听使唤").Elsewhere
	if only := r.Read("今天天气真好，股票又跌了，停车费怎么算").Elsewhere; among >= only || alone > among {
		t.Errorf("alone %.3f, among talk %.3f, talk %.3f", alone, among, only)
	}
}

// The share is one, whatever the text.
func TestElsewhereIsAShare(t *testing.T) {
	t.Parallel()
	r := newKit(t).learnt(talk())
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.String().Draw(t, "text")
		if v := r.Read(text).Elsewhere; v <= 0 || v > 1 {
			t.Fatalf("%q has %v", text, v)
		}
	})
}
