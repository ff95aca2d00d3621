package previsit_test

import (
	"slices"
	"testing"
	"time"

	"apricot.health/services/agent"
)

// BenchmarkTurn is one turn of a chat on a durable store: gather, reason, fence
// every text, commit, with its audit events. The baseline in the same run is a
// turn that only reads (State), so the ratio is what answering costs.
func BenchmarkTurn(b *testing.B) {
	bench := newBench(b)
	var turns, reads []time.Duration
	for b.Loop() {
		id, ctx := bench.open(b, "zh")
		began := time.Now()
		c := bench.say(ctx, b, id, agent.Answer{Question: agent.AskChief, Text: "咳嗽三天了，有点痰"})
		turns = append(turns, time.Since(began))
		for range 3 {
			began = time.Now()
			a := agent.Answer{Question: c.Question.ID, Unknown: true}
			switch a.Question {
			case agent.AskStory:
				a = agent.Answer{Question: a.Question, Text: "昨天下午开始的，晚上咳得多，没有发烧"}
			case agent.AskMore:
				a = agent.Answer{Question: a.Question, Option: agent.OptionNone}
			}
			c = bench.say(ctx, b, id, a)
			turns = append(turns, time.Since(began))
		}
		began = time.Now()
		if _, err := bench.State(ctx, id); err != nil {
			b.Fatal(err)
		}
		reads = append(reads, time.Since(began))
	}
	slices.Sort(turns)
	slices.Sort(reads)
	ms := func(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }
	b.ReportMetric(ms(turns[len(turns)/2]), "p50-ms/turn")
	b.ReportMetric(ms(turns[len(turns)*99/100]), "p99-ms/turn")
	b.ReportMetric(ms(turns[len(turns)/2])/ms(reads[len(reads)/2]), "turn/read")
}
