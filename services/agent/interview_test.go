package agent_test

import (
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"apricot.health/fhir/outcome"
	"apricot.health/knowledge/reason"
	"apricot.health/services/agent"
)

func TestInterviewRoundTrips(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		word := rapid.StringMatching(`[a-z]{1,8}`)
		moment := rapid.Map(rapid.Int64Range(0, 1<<31), func(s int64) time.Time { return time.Unix(s, 0).UTC() })
		iv := agent.Interview{
			ID: word.Draw(t, "id"), Patient: word.Draw(t, "patient"), Task: word.Draw(t, "task"), Lang: "zh",
			Encounter: rapid.OneOf(rapid.Just(""), word).Draw(t, "encounter"),
			Status:    rapid.SampledFrom([]string{agent.StatusActive, agent.StatusEmergency, agent.StatusReview, agent.StatusConfirmed, agent.StatusPerson}).Draw(t, "status"),
			Authored:  moment.Draw(t, "authored"), Version: 3,
		}
		for range rapid.IntRange(0, 5).Draw(t, "answers") {
			a := agent.Answer{
				Question: word.Draw(t, "question"), Asked: rapid.String().Draw(t, "asked"), Text: rapid.String().Draw(t, "text"),
				Option: rapid.SampledFrom([]string{"", "yes", "no", "2"}).Draw(t, "option"), Unknown: rapid.Bool().Draw(t, "unknown"),
				At: moment.Draw(t, "at"), Lang: "en",
			}
			if rapid.Bool().Draw(t, "list") {
				a.Offered = rapid.SliceOfN(word, 1, 3).Draw(t, "offered")
				a.Chosen = a.Offered[:rapid.IntRange(1, len(a.Offered)).Draw(t, "chosen")]
			}
			if rapid.Bool().Draw(t, "number") {
				a.Number = ptr(rapid.Float64Range(-1e9, 1e9).Draw(t, "value"))
			}
			iv.Answers = append(iv.Answers, a)
		}
		raw, err := iv.Resource()
		if err != nil {
			t.Fatal(err)
		}
		back, err := agent.ParseInterview(raw, 3)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(iv, back); diff != "" {
			t.Errorf("after a round trip (-was +is):\n%s", diff)
		}
	})
}

func TestParseInterviewRefuses(t *testing.T) {
	t.Parallel()
	_, err := agent.ParseInterview([]byte(`{"resourceType":"QuestionnaireResponse","questionnaire":"https://else.example/q"}`), 1)
	if e := (*outcome.Error)(nil); !errors.As(err, &e) || e.Kind != outcome.NotSupported {
		t.Errorf("another questionnaire: %v", err)
	}
	for name, raw := range map[string]string{
		"no JSON":  `{`,
		"bad time": `{"questionnaire":"` + agent.Questionnaire + `","item":[{"linkId":"chief","extension":[{"url":"https://apricot.health/fhir/StructureDefinition/answer-time","valueDateTime":"soon"}]}]}`,
	} {
		if _, err := agent.ParseInterview([]byte(raw), 1); err == nil {
			t.Errorf("%s is taken", name)
		}
	}
}

func TestUrgencyNamesTheFlags(t *testing.T) {
	t.Parallel()
	u := agent.Urgency(reason.Assessment{Level: 2, RedFlags: []reason.FlagHit{{ID: "flag.a"}, {ID: "flag.b"}}})
	if u.Level != 2 || !cmp.Equal(u.RedFlags, []string{"flag.a", "flag.b"}) {
		t.Errorf("%+v", u)
	}
}
