package lexicon

import (
	"encoding/csv"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"apricot.health/knowledge/content"
)

// TestNegationCorpus measures negation on annotated sentences of discharge
// summaries (Chapman et al., NegEx test set). Its concepts are entered as
// names, so that it measures the context and not the vocabulary.
func TestNegationCorpus(t *testing.T) {
	t.Parallel()
	path := filepath.Join("..", "..", "..", "shared", "data", "dialogues", "negation.tsv")
	file, err := os.Open(path)
	if err != nil {
		t.Skipf("NOT MEASURED: the negation corpus is not at %s", path)
	}
	defer file.Close()
	r := csv.NewReader(file)
	r.Comma, r.LazyQuotes, r.FieldsPerRecord = '\t', true, -1
	rows, err := r.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	g, err := content.Graph()
	if err != nil {
		t.Fatal(err)
	}
	var annotated []string
	for _, row := range rows[1:] {
		annotated = append(annotated, row[1])
	}
	l := With(g, annotated...)
	var tp, fp, fn, tn, lost int
	for _, row := range rows[1:] {
		said, found := judge(l, row)
		if !found {
			lost++
			continue
		}
		gold := row[3] == "Negated"
		switch {
		case gold && said:
			tp++
		case gold:
			fn++
			if testing.Verbose() {
				t.Logf("missed: %q in %s", row[1], tail(row))
			}
		case said:
			fp++
			if testing.Verbose() {
				t.Logf("wrongly negated: %q in %s", row[1], tail(row))
			}
		default:
			tn++
		}
	}
	n := float64(tp + fp + fn + tn)
	t.Logf("accuracy %.3f, negation precision %.3f recall %.3f (tp %d fp %d fn %d tn %d, not found %d)",
		float64(tp+tn)/n, float64(tp)/float64(tp+fp), float64(tp)/float64(tp+fn), tp, fp, fn, tn, lost)
	if float64(tp+tn)/n < 0.93 {
		t.Error("accuracy is below 0.93")
	}
}

// judge finds the row's concept, which the corpus writes in capitals.
func judge(l *Lexicon, row []string) (absent, found bool) {
	at := strings.Index(row[2], strings.ToUpper(row[1]))
	if at < 0 {
		return false, false
	}
	for _, m := range l.Extract(row[2], "en") {
		if m.Start <= at && at < m.End || at <= m.Start && m.Start < at+len(row[1]) {
			return m.Status == Absent, true
		}
	}
	return false, false
}

func tail(row []string) string {
	at := strings.Index(row[2], strings.ToUpper(row[1]))
	return row[2][max(0, at-120):min(len(row[2]), at+len(row[1])+60)]
}
