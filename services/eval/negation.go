package eval

import (
	"encoding/csv"
	"fmt"
	"io"
	"os"
	"strings"

	"apricot.health/knowledge/graph"
	"apricot.health/knowledge/lexicon"
)

// NegationRow is a sentence with a concept, written in capitals in it, and
// whether the sentence denies it: a row of the NegEx test set (Chapman et al.).
type NegationRow struct {
	Concept, Sentence string
	Negated           bool
}

// NegationScore is how sentences were read whose concept was found.
type NegationScore struct {
	Accuracy  Rate `json:"accuracy"`
	Precision Rate `json:"negation_precision"` // of what was read as denied
	Recall    Rate `json:"negation_recall"`    // of what is denied
	Found     Rate `json:"found"`
}

// NegationReport is a run over such rows.
type NegationReport struct {
	Provenance
	Cases  int                       `json:"cases"`
	Scores map[string]*NegationScore `json:"scores"`
}

// NegationRows reads a tab-separated file with a head line: number, concept,
// sentence, Negated or Affirmed.
func NegationRows(path string) ([]NegationRow, error) {
	file, err := os.Open(path) //nolint:gosec // the path is the caller's
	if err != nil {
		return nil, fmt.Errorf("eval: %w", err)
	}
	defer file.Close() //nolint:errcheck // it was only read
	r := csv.NewReader(file)
	r.Comma, r.LazyQuotes, r.FieldsPerRecord = '\t', true, -1
	rows, err := r.ReadAll()
	if err != nil {
		return nil, fmt.Errorf("eval: %s: %w", path, err)
	}
	var out []NegationRow
	for i, row := range rows {
		if i == 0 {
			continue
		}
		if len(row) < 4 || row[3] != "Negated" && row[3] != "Affirmed" { //nolint:mnd // as said above
			return nil, fmt.Errorf("eval: %s: row %d is not number, concept, sentence, Negated or Affirmed", path, i+1)
		}
		out = append(out, NegationRow{Concept: row[1], Sentence: row[2], Negated: row[3] == "Negated"})
	}
	return out, nil
}

// Negation scores the reading of negation. The concepts of the rows are entered
// as names, so that it measures the context and not the vocabulary.
func Negation(g *graph.Graph, rows []NegationRow) NegationReport {
	names := make([]string, len(rows))
	for i, row := range rows {
		names[i] = row.Concept
	}
	l, s := lexicon.With(g, names...), &NegationScore{}
	for _, row := range rows {
		said, found := row.read(l)
		s.Found.Add(found)
		if !found {
			continue
		}
		s.Accuracy.Add(said == row.Negated)
		if said {
			s.Precision.Add(row.Negated)
		}
		if row.Negated {
			s.Recall.Add(said)
		}
	}
	return NegationReport{Cases: len(rows), Scores: map[string]*NegationScore{"all": s}}
}

func (row NegationRow) read(l *lexicon.Lexicon) (absent, found bool) {
	at := strings.Index(row.Sentence, strings.ToUpper(row.Concept))
	if at < 0 {
		return false, false
	}
	for _, m := range l.Extract(row.Sentence, "en") {
		if m.Start < at+len(row.Concept) && at < m.End {
			return m.Status == lexicon.Absent, true
		}
	}
	return false, false
}

// WriteText writes a report for people.
func (r NegationReport) WriteText(w io.Writer) error {
	p := &printer{w: w}
	p.printf("# Negation: %d sentences\n\n%s", r.Cases, r.Provenance.lines())
	writeScores(p, "Scores", r.Scores)
	return p.err
}
