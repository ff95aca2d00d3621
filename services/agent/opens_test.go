package agent_test

import (
	"testing"

	"apricot.health/knowledge/chart"
	"apricot.health/services/agent"
)

// TestOpens: what an answer begins with decides the question, whatever comes behind it;
// what only looks like a yes or a no decides nothing.
func TestOpens(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]chart.Tri{
		"yeah told ya, bit of metal flew in off the hammer": chart.Yes,
		"Yes since Monday":           chart.Yes,
		"it does, when I cough":      chart.Yes,
		"有，三天了":                      chart.Yes,
		"有的，昨天开始":                    chart.Yes,
		"是的 从上礼拜":                    chart.Yes,
		"嗯，有点":                       chart.Yes,
		"对啊就是这样":                     chart.Yes,
		"有三天了":                       chart.Yes,
		"确实有":                        chart.Yes,
		"no, it just itches":         chart.No,
		"nope just the one eye":      chart.No,
		"not really, bit of an ache": chart.No,
		"没有，就是有点痒":                   chart.No,
		"没，就那一次":                     chart.No,
		"不是，是左边":                     chart.No,
		"no idea mate":               chart.Unknown,
		"yes and no":                 chart.Unknown,
		"yeah right":                 chart.Unknown,
		"no one told me":             chart.Unknown,
		"有时候吧":                       chart.Unknown,
		"有时有":                        chart.Unknown,
		"对了，我还头晕":                    chart.Unknown,
		"是不是要紧":                      chart.Unknown,
		"没注意":                        chart.Unknown,
		"没量过":                        chart.Unknown,
		"不是说了嘛":                      chart.Unknown,
		"啥意思":                        chart.Unknown,
		"什么叫晕厥":                      chart.Unknown,
		"i literally just said that": chart.Unknown,
		"右边疼":                        chart.Unknown,
		"":                           chart.Unknown,
		// What begins like an answer and tells of something else is none.
		"I have a cough":              chart.Unknown,
		"I am 45":                     chart.Unknown,
		"it is my left eye":           chart.Unknown,
		"I can't breathe properly":    chart.Unknown,
		"I don't sleep":               chart.Unknown,
		"no blood but lots of pus":    chart.Unknown,
		"就是头晕":                        chart.Unknown,
		"一直咳嗽":                        chart.Unknown,
		"有过敏史":                        chart.Unknown,
		"是过敏吗":                        chart.Unknown,
		"疼，右边疼":                       chart.Unknown,
		"能，慢慢走":                       chart.Unknown,
		"it does not hurt":            chart.No,
		"I do not have that":          chart.No,
		"I don't think so":            chart.No,
		"definitely not":              chart.No,
		"it doesn't, no":              chart.No,
		"no it just itches":           chart.No,
		"no. only in the morning":     chart.No,
		"I have, since Monday":        chart.Yes,
		"I do":                        chart.Yes,
		"she does when she lies down": chart.Yes,
		"definitely, worse at night":  chart.Yes,
		"一直有":                         chart.Yes,
		"有过，去年":                       chart.Yes,
	} {
		if got := agent.Opens(text); got != want {
			t.Errorf("%q: %v, want %v", text, got, want)
		}
	}
}
