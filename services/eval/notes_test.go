package eval_test

import (
	"strings"
	"testing"

	"apricot.health/services/eval"
)

func TestNotes(t *testing.T) {
	t.Parallel()
	const head = "Text ID,Text,Sentences,Error Flag,Error Type\n"
	got, err := eval.Notes([]string{file(t, "n.csv", head+`n1,"Fever, cough. Pneumonia.",0 x,0,NA`, `n2,"Rash, "quoted"`+"")})
	if err == nil {
		t.Errorf("a broken quote is read: %+v", got)
	}
	got, err = eval.Notes([]string{file(t, "n.csv", head+`n1,"Fever, cough. Pneumonia.",0 x,0,NA`, `n2,Rash.,0 y,1,diagnosis`)})
	if err != nil || len(got) != 2 {
		t.Fatal(got, err)
	}
	if safe := got[0]; safe.Unsafe || safe.Hazard != "none" || safe.Text != "Fever, cough. Pneumonia." || safe.Audience != "doctor" {
		t.Errorf("%+v", safe)
	}
	if wrong := got[1]; !wrong.Unsafe || wrong.Hazard != "diagnosis" {
		t.Errorf("%+v", wrong)
	}
	for rows, want := range map[string]string{
		"Text,Error Flag\nx,1\n": "Text ID", head + "n1,,0,0,NA\n": "line 2: there is no text",
	} {
		if _, err := eval.Notes([]string{file(t, "bad.csv", rows)}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v", rows, err)
		}
	}
}
