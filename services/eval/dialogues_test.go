package eval_test

import (
	"testing"

	"apricot.health/services/eval"
)

func TestDialogues(t *testing.T) {
	t.Parallel()
	d := triage(t)
	path := file(t, "d.jsonl", `{"id":"1","presenting_complaint":"I have a cough","note":"n","highlights":["cough","fever","zorblosis"],"turns":[{"t":1.5,"who":"doctor","text":"Hello"},{"t":2,"who":"patient","text":"I have a cough"}]}`)
	ds, err := eval.Dialogues([]string{path})
	if err != nil {
		t.Fatal(err)
	}
	s := d.Dialogues(ds).Scores["all"]
	if s.Opening != (eval.Rate{Hits: 1, N: 1}) || s.Highlights != (eval.Rate{Hits: 1, N: 2}) || s.Named != (eval.Rate{Hits: 2, N: 3}) {
		t.Errorf("%+v", s)
	}
}

func TestNegation(t *testing.T) {
	t.Parallel()
	d := triage(t)
	path := file(t, "n.tsv", "No\tConcept\tSentence\tNegation", "1\tzorblosis\tHe denies ZORBLOSIS.\tNegated", "2\tzorblosis\tHe has ZORBLOSIS.\tAffirmed", "3\tquux\tHe is well.\tAffirmed")
	rows, err := eval.NegationRows(path)
	if err != nil {
		t.Fatal(err)
	}
	s := eval.Negation(d.Graph, rows).Scores["all"]
	if s.Accuracy != (eval.Rate{Hits: 2, N: 2}) || s.Recall != (eval.Rate{Hits: 1, N: 1}) || s.Precision != (eval.Rate{Hits: 1, N: 1}) || s.Found != (eval.Rate{Hits: 2, N: 3}) {
		t.Errorf("%+v", s)
	}
	if _, err := eval.NegationRows(file(t, "bad.tsv", "No\tConcept\tSentence\tNegation", "1\tx\ty\tPerhaps")); err == nil {
		t.Error("a row that says neither was read")
	}
}
