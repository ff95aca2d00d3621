package hint

import (
	"reflect"
	"strings"
	"testing"
	"testing/fstest"

	"apricot.health/knowledge/content"
)

func TestSayingsOfFindingsAreRead(t *testing.T) {
	t.Parallel()
	g := newKit(t).g
	ids := []string{}
	for _, f := range g.Findings() {
		if f.Kind == "boolean" && len(ids) < 3 {
			ids = append(ids, strings.TrimPrefix(f.ID, findPrefix))
		}
	}
	a, b, c := ids[0], ids[1], ids[2]
	read := func(text string) ([]Saying, error) {
		fsys := fstest.MapFS{"spoken/a.tsv": &fstest.MapFile{Data: []byte(text)}}
		return ReadBank(g, fsys, "spoken")
	}
	got, err := read(header + "\n" + c + " " + a + " !" + b + "\tzh\t乙\n!" + b + "\ten\tx\n")
	want := []Saying{
		{Not: []string{findPrefix + b}, Lang: "en", Says: "x", From: "a.tsv"},
		{Finds: []string{findPrefix + a, findPrefix + c}, Not: []string{findPrefix + b}, Lang: "zh", Says: "乙", From: "a.tsv"},
	}
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("read as %+v, %v", got, err)
	}
	for line, says := range map[string]string{
		a + "\tzh":                              "2 columns",
		a + "\tfr\tx":                           `lang "fr"`,
		"\tzh\t甲":                               "nothing stands under finds",
		"find." + a + "\tzh\t甲":                 "is not a finding",
		"zorb\tzh\t甲":                           `"zorb" is not a finding`,
		"!zorb\tzh\t甲":                          `"zorb" is not a finding`,
		a + " " + a + "\tzh\t甲":                 "stands twice",
		a + " !" + a + "\tzh\t甲":                "stands twice",
		a + "\tzh\t乙\n" + b + "\tzh\t乙":         "stands already in a.tsv",
		a + "\tzh\t" + strings.Repeat("长", 101): "1 to 300 bytes",
	} {
		if _, err := read(header + "\n" + line + "\n"); err == nil || !strings.Contains(err.Error(), says) || !strings.Contains(err.Error(), "a.tsv:") {
			t.Errorf("%q: the error is %v", line, err)
		}
	}
}

// The bank that is shipped can be read, and no finding stands there without sayings in
// both languages.
func TestTheShippedBank(t *testing.T) {
	t.Parallel()
	bank, err := ReadBank(newKit(t).g, content.FS(), "spoken")
	if err != nil {
		t.Fatal(err)
	}
	of := map[string]map[string]int{}
	for _, s := range bank {
		for _, id := range s.Finds {
			if of[id] == nil {
				of[id] = map[string]int{}
			}
			of[id][s.Lang]++
		}
	}
	if len(of) < 700 {
		t.Errorf("only %d findings", len(of))
	}
	for id, n := range of {
		if n["zh"] < 5 || n["en"] < 5 {
			t.Errorf("%s has %d sayings in Chinese and %d in English", id, n["zh"], n["en"])
		}
	}
}
