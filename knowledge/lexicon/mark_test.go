package lexicon

import (
	"strings"
	"testing"

	"apricot.health/knowledge/content"
)

// shown writes a marked text with what is denied in [ ] and what is aside in { }.
func shown(m Marked) string {
	var b strings.Builder
	before := Said
	for i, r := range m.Text {
		if mark := m.Marks[i]; mark != before {
			b.WriteString([...]string{"", "]", "}"}[before] + [...]string{"", "[", "{"}[mark])
			before = mark
		}
		b.WriteRune(r)
	}
	b.WriteString([...]string{"", "]", "}"}[before])
	return b.String()
}

func TestUnknownWordsAreMarkedAsTheyAreMeant(t *testing.T) {
	t.Parallel()
	g, err := content.Graph()
	if err != nil {
		t.Fatal(err)
	}
	l := New(g)
	for text, want := range map[string]string{
		"胸口不疼":                                  "[胸口不疼]",
		"没有发烧，肚子很疼":                             "没有[发烧],肚子很疼",
		"没有那种咯噔咯噔的感觉，就是刺挠":                      "没有[那种咯噔]咯噔的感觉,就是刺挠",
		"否认胸痛、咯噔":                               "否认[胸痛、咯噔]",
		"如果刺挠就去医院。今天头疼":                         "如果{刺挠就}去医院。今天头疼",
		"以前咯噔过，现在不刺挠":                           "以前{咯噔过},现在不[刺挠]",
		"我爸嘴歪了，口水直流":                            "我爸嘴歪了,口水直流",
		"我妈刺挠，我头疼":                              "{我妈刺挠},我头疼",
		"孩子叫不醒":                                 "孩子叫不醒",
		"不知道怎么了咯噔一下":                            "不知道怎么了咯噔一下",
		"no flutters at all":                    "no [flutters at] [all]",
		"It is not woozy now":                   "it is not [woozy] now",
		"I can't breathe":                       "i can't breathe",
		"my friend is woozy, I have a headache": "{my friend} {is} {woozy}, i have a headache",
		"":                                      "",
	} {
		if got := shown(l.Mark(text)); got != want {
			t.Errorf("%s\n got %s\nwant %s", text, got, want)
		}
	}
}

func TestClausesCoverTheWords(t *testing.T) {
	t.Parallel()
	g, err := content.Graph()
	if err != nil {
		t.Fatal(err)
	}
	m := New(g).Mark("头疼，没吐。左手木了；it hurts, badly. ok")
	var got []string
	for _, c := range m.Clauses {
		s := strings.TrimSpace(m.Text[c.Start:c.End])
		if c.Last {
			s += "."
		}
		got = append(got, s)
	}
	if want := "头疼|没吐.|左手木了.|it hurts|badly.|ok."; strings.Join(got, "|") != want {
		t.Errorf("clauses %q, want %q", got, want)
	}
}
