package rounds_test

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/url"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"apricot.health/compliance/guard"
	"apricot.health/fhir/actor"
	"apricot.health/fhir/search"
	"apricot.health/fhir/store"
	"apricot.health/fhir/store/sqlite"
	"apricot.health/knowledge/content"
	"apricot.health/knowledge/lexicon"
	"apricot.health/knowledge/reason"
	"apricot.health/services/agent"
	"apricot.health/services/rounds"
)

var noon = time.Date(2026, 3, 4, 12, 0, 0, 0, time.UTC)

// clinic is a store with patient p1, a man of 70, and who walks through it.
type clinic struct {
	*testing.T
	*rounds.Service
	store store.Store
	ctx   context.Context
	now   time.Time
	n     int
}

func open(t *testing.T) *clinic {
	t.Helper()
	g, err := content.Graph()
	if err != nil {
		t.Fatal(err)
	}
	c := &clinic{T: t, now: noon, ctx: actor.With(t.Context(), actor.System("test"))}
	now := func() time.Time { return c.now }
	db, err := sqlite.Open(t.Context(), sqlite.Config{Path: filepath.Join(t.TempDir(), "a.db"), Now: now})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	c.store = guard.New(db, now)
	c.Service = rounds.New(rounds.Config{Store: c.store, Graph: g, Engine: reason.New(g, lexicon.New(g)), Now: now, Logger: slog.New(slog.DiscardHandler)})
	c.put("Patient", "p1", `"gender":"male","birthDate":"1956-01-01"`)
	return c
}

// put stores a resource whose members are given.
func (c *clinic) put(typ, id, members string) {
	c.Helper()
	body := fmt.Sprintf(`{"resourceType":%q,"id":%q,%s}`, typ, id, members)
	if _, err := c.store.Apply(c.ctx, store.Batch{Ops: []store.Op{{Verb: store.Update, Type: typ, ID: id, Body: []byte(body)}}}); err != nil {
		c.Fatal(err)
	}
}

const subject = `"subject":{"reference":"Patient/p1"},`

func (c *clinic) has(condition string) {
	c.Helper()
	c.n++
	c.put("Condition", fmt.Sprintf("c%d", c.n), subject+fmt.Sprintf(`"clinicalStatus":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/condition-clinical","code":"active"}]},"code":{"text":%q}`, condition))
}

func (c *clinic) takes(drug string) {
	c.Helper()
	c.put("MedicationStatement", "m1", subject+fmt.Sprintf(`"status":"active","medicationCodeableConcept":{"text":%q}`, drug))
}

// inCare binds a device to the patient.
func (c *clinic) inCare() {
	c.Helper()
	c.put("Device", "d1", `"status":"active","patient":{"reference":"Patient/p1"}`)
}

// result stores a result of the laboratory, taken so long ago.
func (c *clinic) result(loinc string, value float64, unit string, ago time.Duration) {
	c.Helper()
	c.observed(loinc, value, unit, ago, `"category":[{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/observation-category","code":"laboratory"}]}],`)
}

// sent stores what the patient's device measured.
func (c *clinic) sent(loinc string, value float64, unit string, ago time.Duration) {
	c.Helper()
	c.observed(loinc, value, unit, ago, `"device":{"reference":"Device/d1"},`)
}

func (c *clinic) observed(loinc string, value float64, unit string, ago time.Duration, more string) {
	c.Helper()
	c.n++
	c.put("Observation", fmt.Sprintf("o%d", c.n), subject+more+fmt.Sprintf(`"status":"final","code":{"coding":[{"system":"http://loinc.org","code":%q}]},
	 "effectiveDateTime":%q,"valueQuantity":{"value":%v,"unit":%q,"system":"http://unitsofmeasure.org","code":%[4]q}`, loinc, c.now.Add(-ago).Format(time.RFC3339), value, unit))
}

// stored is a Task as the tests read it.
type stored struct {
	version      int64
	id           string
	Status       string
	Priority     string
	LastModified string
	Restriction  struct{ Period struct{ End time.Time } }
	Input        []agent.CareInput
}

// tasks are the patient's Tasks, the open one first.
func (c *clinic) tasks() []stored {
	c.Helper()
	q, err := search.Parse("Task", url.Values{"patient": {"p1"}, "code": {agent.TaskSystem + "|" + agent.TaskCare + "," + agent.TaskSystem + "|" + agent.TaskCheck}}, true)
	if err != nil {
		c.Fatal(err)
	}
	res, err := c.store.Search(c.ctx, q)
	if err != nil {
		c.Fatal(err)
	}
	var out []stored
	for _, r := range res.Matches {
		s := stored{version: r.Version, id: r.ID}
		if err := json.Unmarshal(r.JSON, &s); err != nil {
			c.Fatal(err)
		}
		out = append(out, s)
	}
	slices.SortStableFunc(out, func(a, b stored) int { return strings.Compare(b.Status, a.Status) })
	return out
}

// says looks, and gives what stands on the list: the rules of the open Task, its priority
// before them.
func (c *clinic) says() string {
	c.Helper()
	if err := c.Look(c.ctx, "p1"); err != nil {
		c.Fatal(err)
	}
	var all []string
	for _, t := range c.tasks() {
		if t.Status == "completed" {
			continue
		}
		words := []string{t.Status + " " + t.Priority}
		for _, in := range t.Input {
			words = append(words, strings.Replace(strings.TrimPrefix(in.Type.Text, "path.care_"), "_cn", "", 1))
		}
		all = append(all, strings.Join(words, " "))
	}
	slices.Sort(all)
	return strings.Join(all, ", ")
}

// closes is a care manager who closes the open Task, or takes it on.
func (c *clinic) closes(status string) {
	c.Helper()
	for _, t := range c.tasks() {
		if t.Status == "completed" {
			continue
		}
		r, err := c.store.Read(c.ctx, store.Key{Type: "Task", ID: t.id})
		if err != nil {
			c.Fatal(err)
		}
		body := strings.Replace(string(r.JSON), `"status":"`+t.Status+`"`, `"status":"`+status+`"`, 1)
		body = strings.Replace(body, t.LastModified, c.now.Format(time.RFC3339), 1)
		if _, err := c.store.Apply(c.ctx, store.Batch{Ops: []store.Op{{Verb: store.Update, Type: "Task", ID: t.id, IfMatch: r.Version, Body: []byte(body)}}}); err != nil {
			c.Fatal(err)
		}
	}
}

const (
	day       = 24 * time.Hour
	potassium = "2823-3"
	inr       = "6301-6"
	systolic  = "8480-6"
	diastolic = "8462-4"
	glucose   = "15074-8"
	hba1c     = "4548-4"
)

// TestWhatArrivesIsHeldAgainstThePathways: results and values over days, on both sides of
// the threshold, new and old, with the illness and without.
func TestWhatArrivesIsHeldAgainstThePathways(t *testing.T) {
	t.Parallel()
	week := func(value float64, n int) func(*clinic) {
		return func(c *clinic) {
			for i := range n {
				c.sent(systolic, value, "mm[Hg]", time.Duration(i)*day+time.Hour)
				c.sent(diastolic, 80, "mm[Hg]", time.Duration(i)*day+time.Hour)
			}
		}
	}
	lab := func(loinc string, value float64, unit string, ago time.Duration) func(*clinic) {
		return func(c *clinic) { c.result(loinc, value, unit, ago) }
	}
	for name, tc := range map[string]struct {
		ill  string
		is   func(*clinic)
		want string
	}{
		"potassium 6.5":                  {"慢性肾脏病", lab(potassium, 6.5, "mmol/L", time.Hour), "requested stat ckd/potassium_severe"},
		"potassium 6.4":                  {"慢性肾脏病", lab(potassium, 6.4, "mmol/L", time.Hour), "requested urgent ckd/potassium_high"},
		"potassium 5.4":                  {"慢性肾脏病", lab(potassium, 5.4, "mmol/L", time.Hour), ""},
		"potassium 6.5 a week ago":       {"慢性肾脏病", lab(potassium, 6.5, "mmol/L", 7*day), "requested stat ckd/potassium_severe"},
		"potassium 6.5 longer ago":       {"慢性肾脏病", lab(potassium, 6.5, "mmol/L", 7*day+time.Hour), ""},
		"potassium 6.5 in hypertension":  {"高血压", lab(potassium, 6.5, "mmol/L", time.Hour), ""},
		"INR 4.6":                        {"心房颤动", lab(inr, 4.6, "{INR}", time.Hour), "requested urgent atrial_fibrillation/inr_very_high"},
		"INR 4.5":                        {"心房颤动", lab(inr, 4.5, "{INR}", time.Hour), ""},
		"a week of 160":                  {"高血压", week(160, 3), "requested routine hypertension/mean_systolic_160"},
		"a week of 159":                  {"高血压", week(159, 3), ""},
		"two readings of 160":            {"高血压", week(160, 2), ""},
		"HbA1c 10.1":                     {"2型糖尿病", lab(hba1c, 10.1, "%", time.Hour), "requested routine t2dm/hba1c_very_high"},
		"HbA1c 10.0":                     {"2型糖尿病", lab(hba1c, 10, "%", time.Hour), "requested routine t2dm/hba1c_high"},
		"HbA1c 7.9":                      {"2型糖尿病", lab(hba1c, 7.9, "%", time.Hour), ""},
		"HbA1c 10.1 without diabetes":    {"高血压", lab(hba1c, 10.1, "%", time.Hour), ""},
		"a glucose of the laboratory":    {"2型糖尿病", lab(glucose, 2.9, "mmol/L", 3*time.Hour), "requested urgent t2dm/hypo_severe"},
		"a glucose of 3.0":               {"2型糖尿病", lab(glucose, 3, "mmol/L", 3*time.Hour), "requested routine t2dm/hypo"},
		"a glucose that a device sent":   {"2型糖尿病", func(c *clinic) { c.sent(glucose, 2.9, "mmol/L", time.Hour) }, ""},
		"a glucose that came while new":  {"2型糖尿病", func(c *clinic) { c.observed(glucose, 2.9, "mmol/L", time.Hour, "") }, ""},
		"a glucose that came late":       {"2型糖尿病", func(c *clinic) { c.observed(glucose, 2.9, "mmol/L", 3*time.Hour, "") }, "requested urgent t2dm/hypo_severe"},
		"a blood pressure that is heard": {"高血压", func(c *clinic) { c.sent(systolic, 190, "mm[Hg]", time.Hour) }, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := open(t)
			c.has(tc.ill)
			tc.is(c)
			if got, want := c.says(), tc.want; got != want {
				t.Errorf("the list says %q, want %q", got, want)
			}
		})
	}
}
