package reason_test

import (
	"encoding/csv"
	"os"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"apricot.health/knowledge/content"
	"apricot.health/knowledge/lexicon"
	"apricot.health/knowledge/reason"
	"apricot.health/knowledge/resemblance"
)

// shipped is the engine with what the whole bank teaches.
var shipped = sync.OnceValues(func() (*reason.Engine, error) {
	g, err := content.Graph()
	if err != nil {
		return nil, err
	}
	lex := lexicon.New(g)
	r, err := resemblance.Load(g, lex, content.FS(), content.Learnt())
	if err != nil {
		return nil, err
	}
	return reason.New(g, lex, reason.Resembling(r)), nil
})

// TestReviewedSayings holds a file of sayings that nobody has put into the bank
// against what the shipped engine makes of them: a danger is an emergency, by a
// rule or from its words, or at least suspected and seen today, and a harmless
// remark is none.
func TestReviewedSayings(t *testing.T) {
	t.Parallel()
	e, err := shipped()
	if err != nil {
		t.Fatal(err)
	}
	f, err := os.Open("../../testdata/resemblance.tsv")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	in := csv.NewReader(f)
	in.Comma, in.LazyQuotes = '\t', true
	rows, err := in.ReadAll()
	if err != nil || len(rows) < 10 || strings.Join(rows[0], " ") != "must age lang says why" {
		t.Fatalf("%d rows: %v", len(rows), err)
	}
	for _, row := range rows[1:] {
		age, err := strconv.ParseFloat(row[1], 64)
		if err != nil {
			t.Fatal(err)
		}
		out, err := e.Triage(reason.TriageInput{Text: row[3], Lang: row[2], Age: &age})
		if err != nil {
			t.Fatal(err)
		}
		if want, ok := map[string]bool{"flag": true, "none": false}[row[0]]; !ok || want != (out.Level <= 2) {
			t.Errorf("%s (%s): level %d, flags %v, suspected %v", row[3], row[4], out.Level, out.RedFlags, out.Suspected)
		}
	}
}

// BenchmarkTriageSuspecting is the triage of a full story, by the rules alone
// and with what its words resemble. Beside the mean it tells p50 and p99, in
// time and in processor time of the one core that it runs on.
func BenchmarkTriageSuspecting(b *testing.B) {
	e, err := shipped()
	if err != nil {
		b.Fatal(err)
	}
	g, err := content.Graph()
	if err != nil {
		b.Fatal(err)
	}
	story := reason.TriageInput{Lang: "zh", Text: "我妈68岁，早上起来买菜，走到半路说心口窝堵得慌，歇了一会儿好点。回家以后又不舒服，脸色蜡黄，手脚冰凉，出了一身汗。没有发烧，不咳嗽，也不拉肚子。以前有高血压，吃着药，血压控制得还行。昨晚睡得不好，半夜醒了两次，说胳膊发沉。"}
	for name, e := range map[string]*reason.Engine{"rules": reason.New(g, lexicon.New(g)), "with-words": e} {
		b.Run(name, func(b *testing.B) {
			var took, cost []time.Duration
			b.ReportAllocs()
			runtime.LockOSThread()
			defer runtime.UnlockOSThread()
			for b.Loop() {
				began, spent := time.Now(), cpuTime()
				if _, err := e.Triage(story); err != nil {
					b.Fatal(err)
				}
				took, cost = append(took, time.Since(began)), append(cost, cpuTime()-spent)
			}
			for unit, list := range map[string][]time.Duration{"µs": took, "cpu-µs": cost} {
				slices.Sort(list)
				b.ReportMetric(float64(list[len(list)/2].Microseconds()), "p50-"+unit)
				b.ReportMetric(float64(list[len(list)*99/100].Microseconds()), "p99-"+unit)
			}
		})
	}
}
