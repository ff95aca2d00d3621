package agent

import (
	"testing"

	"apricot.health/knowledge/content"
	"apricot.health/knowledge/lexicon"
)

// TestAfterAnswer: a plain yes or no before the first mark is the answer, and what stands
// behind it is what else was said.
func TestAfterAnswer(t *testing.T) {
	t.Parallel()
	g, err := content.Graph()
	if err != nil {
		t.Fatal(err)
	}
	teller := Teller{Graph: g, Lexicon: lexicon.New(g)}
	for text, want := range map[string]string{
		"都没有，脚趾头都黑了半截":              "脚趾头都黑了半截",
		"no, my toe has gone black": "my toe has gone black",
		"有。三天了，很疼":                  "三天了，很疼",
		"没有":                        "没有",
		"没有，":                       "",
		"脚趾头黑了，没有知觉":                "脚趾头黑了，没有知觉",
		"没有力气，头晕":                   "没有力气，头晕",
		"":                          "",
	} {
		if got := teller.afterAnswer(text); got != want {
			t.Errorf("%q goes on with %q, not %q", text, got, want)
		}
	}
}
