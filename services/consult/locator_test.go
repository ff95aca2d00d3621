package consult_test

import (
	"regexp"
	"strings"
	"testing"

	"apricot.health/services/agent"
	"apricot.health/services/consult"
)

// asciiComma is an ASCII comma or colon beside a Chinese character.
var asciiComma = regexp.MustCompile(`\p{Han}[”）」*]*[,:] |[,:] [“（「*]*\p{Han}`)

// englishWords are words of an English sentence, as against a name such as NEWS2.
var englishWords = regexp.MustCompile(`\b[a-z]{3,} [a-z]{3,}\b`)

// TestChineseCardsAreWrittenInChinese: items stand between 、 and clauses between ，;
// in English both are a comma.
func TestChineseCardsAreWrittenInChinese(t *testing.T) {
	t.Parallel()
	second := strings.NewReplacer(`"a1"`, `"a2"`, "青霉素", "磺胺").Replace(penAll)
	b := newBench(t, wang, arrived, penAll, second)
	b.tell(t, "p1", agent.StatusConfirmed, chestPain()...)
	for lang, between := range map[string]string{"zh": "青霉素、磺胺", "en": "青霉素, 磺胺"} {
		v, err := b.View(b.doctor, lang, "p1")
		if err != nil {
			t.Fatal(err)
		}
		all := ""
		for _, c := range v.Cards {
			all += c.Summary.Text() + "\n" + c.Detail.Text() + "\n" + c.Source.Text() + "\n"
		}
		if lang == "zh" {
			if w := englishWords.FindString(all); w != "" {
				t.Errorf("English on a Chinese card: %q", w)
			}
			for _, at := range asciiComma.FindAllStringIndex(all, 5) {
				t.Errorf("an ASCII mark in %q", all[max(0, at[0]-30):min(len(all), at[1]+30)])
			}
		}
		if !strings.Contains(all, between) && !strings.Contains(all, "磺胺"+strings.TrimSuffix(strings.TrimPrefix(between, "青霉素"), "磺胺")+"青霉素") {
			t.Errorf("%s: the allergies do not stand as %q in\n%s", lang, between, all)
		}
	}
}

// TestAStoryAboutSomebodyElseIsMarkedForTheDoctor: none of it stands as a finding,
// level or test of this patient, and the patient's own story goes before it.
func TestAStoryAboutSomebodyElseIsMarkedForTheDoctor(t *testing.T) {
	t.Parallel()
	b := newBench(t, wang, arrived)
	b.tell(t, "p1", agent.StatusConfirmed,
		agent.Answer{Question: agent.AskChief, Text: "我妈胸口疼三天了，还发烧"}, agent.Answer{Question: agent.AskWhom, Option: agent.WhomOther})
	v, err := b.View(b.doctor, "zh", "p1")
	if err != nil {
		t.Fatal(err)
	}
	s := v.Summary
	if s == nil || s.Level != 0 || !strings.Contains(s.LevelLabel.Text(), "别人") || len(s.Tests) != 0 {
		t.Fatalf("summary %+v", s)
	}
	for _, sec := range s.Sections {
		if sec.ID != "chief" {
			t.Errorf("a section %s", sec.ID)
		}
	}
	if len(v.Differential)+len(v.Possible)+len(v.Orders) != 0 {
		t.Errorf("%d candidates, %d orders", len(v.Differential)+len(v.Possible), len(v.Orders))
	}
}

// TestASourceIsNamedInChinese: what a label's edition is called is no year and has
// its Chinese word.
func TestASourceIsNamedInChinese(t *testing.T) {
	t.Parallel()
	b := newBench(t, wang)
	order := bundle(medicine("a", "p1", `{"text":"阿莫西林"}`, ""))
	for lang, want := range map[string]string{"zh": "现行版", "en": "labels in force"} {
		cards, err := b.CheckBundle(b.doctor, lang, consult.ServiceOrderSign, "p1", order, nil)
		if err != nil {
			t.Fatal(err)
		}
		from := ""
		for _, c := range cards {
			if w := englishWords.FindString(c.Source.Text() + c.Detail.Text()); w != "" && lang == "zh" {
				t.Errorf("English on a Chinese card: %q", w)
			}
			from += c.Source.Text() + "\n"
		}
		if !strings.Contains(from, want) || lang == "zh" && strings.Contains(from, "labels") {
			t.Errorf("%s: want %q in %q", lang, want, from)
		}
	}
}
