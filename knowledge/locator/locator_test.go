package locator_test

import (
	"strings"
	"testing"
	"unicode"

	"apricot.health/knowledge/content"
	"apricot.health/knowledge/locator"
)

func names(t *testing.T) *locator.Names {
	t.Helper()
	g, err := content.Graph()
	if err != nil {
		t.Fatal(err)
	}
	return locator.New(g)
}

func TestPlacesInChinese(t *testing.T) {
	t.Parallel()
	n := names(t)
	for text, want := range map[string]string{
		"assessment":                           "评估",
		"Table 2":                              "表2",
		"sections 4.3 and 4.6":                 "第4.3、4.6节",
		"level II manual criteria":             "二级人工评定标准",
		"label of cisplatin; renal impairment": "顺铂说明书：肾功能不全",
		"usual uses of cisplatin, in its label and beyond":                "顺铂的常用用途（含说明书以外）",
		"fact list, DDI.WARF":                                             "要点清单 DDI.WARF",
		"presentation of measles":                                         "麻疹的表现",
		"limping or leg pain in children":                                 "儿童的跛行或腿疼",
		"product information of cisplatin, section 4.2; renal impairment": "顺铂说明书：肾功能不全",
		"第三章":           "第三章",
		"2013;369:1406": "2013;369:1406",
		// What is not known of a label is left out, and nothing is said by halves.
		"label of cisplatin; a long story nobody has heard": "顺铂说明书",
	} {
		if got, ok := n.In("zh", text); !ok || got != want {
			t.Errorf("%q: %q %v, want %q", text, got, ok, want)
		}
	}
	for _, text := range []string{"targets, personalised and more lenient ones from 85 years", "skin red flags and order of questions"} {
		if got, ok := n.In("zh", text); ok {
			t.Errorf("%q is said to be %q", text, got)
		}
		if got, ok := n.In("en", text); !ok || got != text {
			t.Errorf("in English %q: %q", text, got)
		}
	}
}

// Whatever is said in Chinese holds no English word but names that are written so.
func TestNoPlaceIsSaidByHalves(t *testing.T) {
	t.Parallel()
	n := names(t)
	g, err := content.Graph()
	if err != nil {
		t.Fatal(err)
	}
	said, all := 0, 0
	for _, f := range g.RedFlags() {
		for _, r := range f.Refs {
			all++
			got, ok := n.In("zh", r.Locator)
			if !ok {
				continue
			}
			said++
			for _, w := range strings.FieldsFunc(got, func(r rune) bool { return !unicode.IsLetter(r) || unicode.Is(unicode.Han, r) }) {
				if len(w) > 4 && w == strings.ToLower(w) {
					t.Errorf("%q is said as %q", r.Locator, got)
				}
			}
		}
	}
	if said*2 < all {
		t.Errorf("%d of %d places are said in Chinese", said, all)
	}
}
