package consult

import (
	"regexp"
	"testing"

	"apricot.health/knowledge/content"
	"apricot.health/knowledge/locator"
)

// An edition of a source is a number, a journal by its name, or said in Chinese.
func TestEditionsInChinese(t *testing.T) {
	t.Parallel()
	g, err := content.Graph()
	if err != nil {
		t.Fatal(err)
	}
	words, journal := regexp.MustCompile(`[a-z]{3}`), regexp.MustCompile(`^[A-Z][A-Za-z ]+ \d{4};`)
	for _, s := range g.Sources() {
		if got := edition("zh", s.Edition); words.MatchString(got) && !locator.Han(got) && !journal.MatchString(got) {
			t.Errorf("%s: %q", s.ID, got)
		}
	}
}
