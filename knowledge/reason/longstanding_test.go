package reason_test

import (
	"testing"
	"unicode/utf8"

	"apricot.health/knowledge/reason"
)

// TestADeficitOfLongAgoIsNoStroke: since birth, since childhood and since a stroke of years
// ago, where nothing is new; what has begun or grown worse always calls, and a childhood
// that is told beside a deficit does not make it old.
func TestADeficitOfLongAgoIsNoStroke(t *testing.T) {
	t.Parallel()
	for text, calls := range map[string]bool{
		"小时候就面瘫，嘴一直歪着":                                                  false,
		"出生时就左侧偏瘫":                                                      false,
		"先天性偏瘫，走路一直跛":                                                   false,
		"从小右手没力气":                                                       false,
		"三年前中风后左边身子一直没力气":                                               false,
		"三年前中风后一直左侧偏瘫，想做康复":                                             false,
		"中风五年了，说话一直不清楚":                                                 false,
		"facial palsy since I was 5":                                    false,
		"my mouth has been crooked since I was a child":                 false,
		"hemiplegia since birth, needs physiotherapy":                   false,
		"speech has been slurred since his stroke in 2019":              false,
		"从小面瘫，今天早上右手突然没力气":                                              true,
		"小时候面瘫，今天嘴歪得更厉害了":                                               true,
		"三年前中风后左侧无力，今天早上加重了":                                            true,
		"从今天早上开始左边没力气":                                                  true,
		"从早上起嘴歪":                                                        true,
		"昨天中风后一直左边没力气":                                                  true,
		"刚中风，左边一直没力气":                                                   true,
		"三天前嘴歪了，一直没好":                                                   true,
		"从小身体弱，右手没力气":                                                   true,
		"我从小有哮喘。左手没力气，说话不清":                                             true,
		"中风后遗症，左边一直没劲，突然说不出话":                                           true,
		"中风三年了，嘴歪，说话不清":                                                 true,
		"facial droop since this morning":                               true,
		"weakness in my left arm since yesterday":                       true,
		"left arm weak since this morning":                              true,
		"Palsy since childhood, but my right arm went weak an hour ago": true,
	} {
		lang, age := "en", 50.0
		if r, _ := utf8.DecodeRuneInString(text); r >= utf8.RuneSelf {
			lang = "zh"
		}
		out := assessed(t, reason.TriageInput{Text: text, Lang: lang, Age: &age})
		if got := out.Level <= 2; got != calls {
			t.Errorf("%s: level %d, %v", text, out.Level, out.RedFlags)
		}
	}
}
