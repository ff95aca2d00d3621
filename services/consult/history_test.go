package consult_test

import (
	"strings"
	"testing"

	"apricot.health/services/agent"
)

// What the patient told of past illness is held against an order and against the
// medicines in use, and the doctor reads that nobody has confirmed it; what the record
// says goes without that.
func TestAToldIllnessIsHeldAgainstOrders(t *testing.T) {
	t.Parallel()
	const ulcer = `{"resourceType":"Condition","id":"c1","subject":{"reference":"Patient/p1"},"code":{"text":"胃溃疡"},"clinicalStatus":{"coding":[{"code":"active"}]}}`
	for name, tc := range map[string]struct {
		record []string
		told   string
		card   bool
		marked bool
	}{
		"told":         {[]string{wang}, "高血压。以前有胃溃疡", true, true},
		"on record":    {[]string{wang, ulcer}, "高血压", true, false},
		"neither":      {[]string{wang}, "高血压", false, false},
		"a father's":   {[]string{wang}, "高血压，我爸得过胃溃疡", false, false},
		"it is denied": {[]string{wang}, "高血压，没有胃溃疡", false, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := newBench(t, tc.record...)
			b.tell(t, "p1", agent.StatusActive,
				agent.Answer{Question: agent.AskChief, Text: "腰痛五六年了，来开药"},
				agent.Answer{Question: agent.AskPast, Text: tc.told},
				agent.Answer{Question: agent.AskMedicines, Text: "西乐葆"},
				agent.Answer{Question: agent.AskAllergies, Option: agent.OptionNone})
			for lang, mark := range map[string]string{"zh": "患者自述，未经证实", "en": "told by the patient, not confirmed"} {
				cards, err := b.CheckOrders(b.doctor, lang, "p1", []string{"塞来昔布 0.2g 口服 qd"})
				if err != nil {
					t.Fatal(err)
				}
				text := all(cards)
				if got := strings.Contains(text, "溃疡") || strings.Contains(text, "ulcer"); got != tc.card {
					t.Errorf("%s: a card %v: %s", lang, got, text)
				}
				if strings.Contains(text, tc.told+" ("+mark) != tc.marked {
					t.Errorf("%s: marked, want %v: %s", lang, tc.marked, text)
				}
				v, err := b.View(b.doctor, lang, "p1")
				if err != nil {
					t.Fatal(err)
				}
				c, ok := taken(v.Cards)
				if ok != tc.card || strings.Contains(c.Detail.Text(), tc.told+" ("+mark) != tc.marked {
					t.Errorf("%s: in use: a card %v: %s", lang, ok, c.Detail.Text())
				}
			}
		})
	}
}
