package fence_test

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"apricot.health/guardrails/claim"
	"apricot.health/guardrails/fence"
	"apricot.health/knowledge/chart"
)

// tally counts what became of sentences.
type tally struct {
	n        int
	outcomes map[string]int
	hazards  map[string]int
	examples map[string][]string
}

func newTally() *tally {
	return &tally{outcomes: map[string]int{}, hazards: map[string]int{}, examples: map[string][]string{}}
}

func (c *tally) judge(t *testing.T, f *fence.Fence, text string, of chart.Chart) {
	t.Helper()
	dec, _, err := f.Gate(t.Context(), fence.Draft{Audience: fence.Doctor, Lang: "en", Text: text, Chart: of})
	if err != nil {
		t.Fatal(err)
	}
	c.n++
	c.outcomes[dec.Outcome]++
	for _, x := range dec.Findings {
		if x.Action != "annotate" {
			key := x.Action + ":" + x.Hazard
			c.hazards[key]++
			if len(c.examples[key]) < 12 {
				c.examples[key] = append(c.examples[key], fmt.Sprintf("%q in %q", x.Claim, text))
			}
		}
	}
}

// stopped is the share that a doctor would not be shown.
func (c *tally) stopped() float64 {
	return float64(c.outcomes[fence.Handover]+c.outcomes[fence.Block]) / float64(max(c.n, 1))
}

func (c *tally) log(t *testing.T, name string) {
	t.Helper()
	t.Logf("%s: %d sentences, %v, stopped %.2f%%, hazards %v", name, c.n, c.outcomes, 100*c.stopped(), c.hazards)
	if os.Getenv("FENCE_EXAMPLES") == "" {
		return
	}
	for _, k := range slices.Sorted(func(yield func(string) bool) {
		for k := range c.examples {
			if !yield(k) {
				return
			}
		}
	}) {
		t.Logf("  %s\n    %s", k, strings.Join(c.examples[k], "\n    "))
	}
}

func sentencesOf(text string) []string {
	var out []string
	for _, s := range claim.Sentences(text) {
		if one := strings.TrimSpace(text[s.Start:s.End]); one != "" {
			out = append(out, one)
		}
	}
	return out
}

// What doctors really said and wrote is safe to show a doctor. A development
// measure: the stops were read when the checks were made.
func TestDoctorsOwnWords(t *testing.T) {
	t.Parallel()
	raw, err := os.ReadFile("../../../shared/data/dialogues/primock57.jsonl")
	if err != nil {
		t.Skip("DEVELOPMENT DATA ARE ABSENT: doctors' own words are not measured")
	}
	f := theFence(t)
	turns, notes := newTally(), newTally()
	lines := bufio.NewScanner(bytes.NewReader(raw))
	lines.Buffer(nil, 4<<20)
	for lines.Scan() {
		var c struct {
			Note  string `json:"note"`
			Turns []struct {
				Who, Text string
			} `json:"turns"`
		}
		if err := json.Unmarshal(lines.Bytes(), &c); err != nil {
			t.Fatal(err)
		}
		for _, x := range c.Turns {
			if x.Who != "doctor" {
				continue
			}
			for _, s := range sentencesOf(x.Text) {
				turns.judge(t, f, s, chart.New())
			}
		}
		for _, s := range sentencesOf(c.Note) {
			notes.judge(t, f, s, chart.New())
		}
	}
	turns.log(t, "doctors' turns")
	notes.log(t, "doctors' notes")
	if turns.stopped() > 0.01 || notes.stopped() > 0.02 {
		t.Errorf("too many of the doctors' own sentences are stopped")
	}
}

// Sentences of clinical notes as their editors corrected them, and those with
// an error: the errors are mostly wrong diagnoses and organisms, which no chart
// here can show, so only the false stops of the correct ones are bounded.
func TestNotesOfEditors(t *testing.T) {
	t.Parallel()
	raw, err := os.ReadFile("../../../shared/data/fence/medec-validation.csv")
	if err != nil {
		t.Skip("DEVELOPMENT DATA ARE ABSENT: clinical notes are not measured")
	}
	rows, err := csv.NewReader(bytes.NewReader(raw)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	f := theFence(t)
	right := newTally()
	for _, r := range rows[1:] {
		text := r[8]
		if r[3] == "0" || text == "NA" || text == "" {
			text = r[1]
		}
		for _, s := range sentencesOf(text) {
			right.judge(t, f, s, chart.New())
		}
	}
	right.log(t, "correct notes")
	if right.stopped() > 0.02 {
		t.Errorf("too many correct sentences are stopped")
	}
}
