package followup_test

import (
	"cmp"
	"context"
	"fmt"
	"log/slog"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"apricot.health/compliance/guard"
	"apricot.health/fhir/actor"
	"apricot.health/fhir/outcome"
	"apricot.health/fhir/search"
	"apricot.health/fhir/store"
	"apricot.health/fhir/store/sqlite"
	"apricot.health/guardrails/fence"
	"apricot.health/knowledge/content"
	"apricot.health/knowledge/lexicon"
	"apricot.health/services/agent"
	"apricot.health/services/followup"
)

var noon = time.Date(2026, 3, 4, 12, 0, 0, 0, time.UTC)

type desk struct {
	*followup.Service
	store store.Store
	ctx   context.Context
}

func newDesk(t *testing.T) *desk {
	t.Helper()
	g, err := content.Graph()
	if err != nil {
		t.Fatal(err)
	}
	now := func() time.Time { return noon }
	f, err := fence.New(t.Context(), fence.Config{Deadline: time.Minute, Graph: g, Lexicon: lexicon.New(g), Now: now})
	if err != nil {
		t.Fatal(err)
	}
	db, err := sqlite.Open(t.Context(), sqlite.Config{Path: filepath.Join(t.TempDir(), "a.db"), Now: now})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	d := &desk{store: guard.New(db, now)}
	d.Service = followup.New(followup.Config{Store: d.store, Graph: g, Fence: f, Now: now, Logger: slog.New(slog.DiscardHandler)})
	d.ctx = actor.With(t.Context(), actor.Actor{ID: "Practitioner/c1", Role: actor.CareManager, Display: "何护士"})
	return d
}

func (d *desk) put(t *testing.T, typ, id, body string) {
	t.Helper()
	ctx := actor.With(t.Context(), actor.System("test"))
	_, err := d.store.Apply(ctx, store.Batch{Ops: []store.Op{{Verb: store.Update, Type: typ, ID: id, Body: []byte(body)}}})
	if err != nil {
		t.Fatal(err)
	}
}

// patient has a device and, when at is not zero, a reading of that time.
func (d *desk) patient(t *testing.T, id string, at time.Time) {
	t.Helper()
	d.put(t, "Patient", id, fmt.Sprintf(`{"resourceType":"Patient","id":%q,"gender":"female","birthDate":"1950-03-05","name":[{"text":"患者%s"}]}`, id, id))
	d.put(t, "Device", "d-"+id, fmt.Sprintf(`{"resourceType":"Device","id":"d-%s","status":"active","patient":{"reference":"Patient/%s"}}`, id, id))
	if !at.IsZero() {
		d.put(t, "Observation", "o-"+id, fmt.Sprintf(`{"resourceType":"Observation","id":"o-%s","status":"final","subject":{"reference":"Patient/%s"},
		 "category":[{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/observation-category","code":"vital-signs"}]}],
		 "code":{"coding":[{"system":"http://loinc.org","code":"8867-4"}]},"effectiveDateTime":%q,"valueQuantity":{"value":71,"code":"/min"}}`, id, id, at.Format(time.RFC3339)))
	}
}

func (d *desk) alert(t *testing.T, id, patient, priority string, due time.Time) {
	t.Helper()
	d.put(t, "Task", id, fmt.Sprintf(`{"resourceType":"Task","id":%q,"status":"requested","intent":"order","priority":%q,"code":{"coding":[{"system":%q,"code":%q}]},
	 "for":{"reference":"Patient/%s"},"authoredOn":"2026-03-04T11:00:00Z","restriction":{"period":{"end":%q}},
	 "input":[{"type":{"text":"score.news2"},"valueString":"7"},{"type":{"text":"band.home.spo2"},"valueString":"critical_low"}]}`,
		id, priority, agent.TaskSystem, agent.TaskVitals, patient, due.Format(time.RFC3339)))
}

func TestWorklistSortsByRiskAndSaysWhy(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.patient(t, "p1", noon.Add(-time.Hour))
	d.patient(t, "p2", noon.Add(-time.Hour))
	d.patient(t, "p3", time.Time{})
	d.patient(t, "p4", noon.Add(-time.Hour))
	d.alert(t, "t1", "p1", "urgent", noon.Add(time.Hour))
	d.alert(t, "t2", "p2", "stat", noon.Add(-time.Minute))
	w, err := d.List(d.ctx, "zh", false)
	if err != nil {
		t.Fatal(err)
	}
	if w.Patients != 4 || len(w.Items) != 3 {
		t.Fatalf("%d patients, %d items", w.Patients, len(w.Items))
	}
	for i, want := range []struct{ patient, level string }{{"p2", followup.Critical}, {"p3", followup.NoData}, {"p1", followup.Medium}} {
		it := w.Items[i]
		if it.Patient.ID != want.patient || it.Level != want.level {
			t.Errorf("item %d is %s %s, want %s %s", i, it.Patient.ID, it.Level, want.patient, want.level)
		}
		if len(it.Why) == 0 || it.Why[0].Label.Text() == "" || it.Suggest.Text() == "" {
			t.Errorf("item %d says neither why nor what to do: %+v", i, it)
		}
		if it.Patient.Age != 75 {
			t.Errorf("age %d the day before the birthday, want 75", it.Patient.Age)
		}
	}
	if !w.Items[0].Overdue || w.Items[1].Overdue {
		t.Error("what is overdue and what is not is mixed up")
	}
	if w.Items[0].Why[0].Sum != "7" || w.Items[0].Why[1].Found.Text() != "明显偏低" {
		t.Errorf("reasons %+v", w.Items[0].Why)
	}
}

// TestAReasonNamesNoLevel: the level is the card's, which a score may raise over that
// of a band; what a value is called says where it lies and contradicts no level.
func TestAReasonNamesNoLevel(t *testing.T) {
	t.Parallel()
	levels := []string{"危急", "高风险", "中风险", "低风险", "critical", "risk"}
	for _, priority := range []string{"stat", "asap", "urgent"} {
		d := newDesk(t)
		d.patient(t, "p1", noon.Add(-time.Hour))
		d.alert(t, "t1", "p1", priority, noon.Add(time.Hour))
		for lang, word := range map[string]string{"zh": "明显偏低", "en": "very low"} {
			w, err := d.List(d.ctx, lang, false)
			if err != nil || len(w.Items) != 1 {
				t.Fatalf("%+v %v", w.Items, err)
			}
			found := w.Items[0].Why[1].Found.Text()
			if found != word || slices.ContainsFunc(levels, func(l string) bool { return strings.Contains(found, l) }) {
				t.Errorf("under %s stands %q", w.Items[0].Level, found)
			}
		}
	}
}

// TestAnEmergencySaysWhyWithoutEmptyLines: what the words only resemble is not
// named, and where there is nothing else a line says so.
func TestAnEmergencySaysWhyWithoutEmptyLines(t *testing.T) {
	t.Parallel()
	for reasons, want := range map[string][]string{
		"flag.stroke_arm suspected:flag.stroke_arm suspected:flag.gone": {"flag.stroke_arm"},
		"suspected:flag.stroke_arm":                                     {"phrase.told_urgent"},
		"phrase.told_urgent":                                            {"phrase.told_urgent"},
		"flag.gone":                                                     {"phrase.told_urgent"},
		"":                                                              {"phrase.told_urgent"},
	} {
		t.Run(reasons, func(t *testing.T) {
			t.Parallel()
			d := newDesk(t)
			d.put(t, "Patient", "p1", `{"resourceType":"Patient","id":"p1","name":[{"family":"张","given":["三丰"]}],
			 "telecom":[{"system":"phone","value":"010-1"},{"system":"phone","use":"mobile","value":"13800001111"}]}`)
			d.put(t, "Task", "t1", fmt.Sprintf(`{"resourceType":"Task","id":"t1","status":"requested","intent":"order","priority":"stat",
			 "code":{"coding":[{"system":%q,"code":%q}]},"for":{"reference":"Patient/p1"},"reasonCode":{"text":%q}}`,
				agent.TaskSystem, agent.TaskEmergency, cmp.Or(reasons, "none")))
			w, err := d.List(d.ctx, "zh", false)
			if err != nil || len(w.Items) != 1 {
				t.Fatalf("%d items, %v", len(w.Items), err)
			}
			it := w.Items[0]
			if it.Patient.Name != "张三丰" || it.Patient.Phone != "13800001111" {
				t.Errorf("the patient is %q with the number %q", it.Patient.Name, it.Patient.Phone)
			}
			if len(it.Why) != len(want) {
				t.Fatalf("%+v, want %q", it.Why, want)
			}
			for i, id := range want {
				l, _ := d.Graph.Label(id)
				if got := it.Why[i].Label.Text(); got != l.ZH || got == "" {
					t.Errorf("line %d is %q, want %q", i, got, l.ZH)
				}
			}
		})
	}
}

func TestSilenceBeginsAfterADay(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.patient(t, "p1", noon.Add(-24*time.Hour))
	d.patient(t, "p2", noon.Add(-24*time.Hour-time.Second))
	w, err := d.List(d.ctx, "en", false)
	if err != nil || len(w.Items) != 1 || w.Items[0].Patient.ID != "p2" {
		t.Errorf("%v, items %+v", err, w.Items)
	}
}

func TestAcknowledgeAndClose(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.patient(t, "p1", noon)
	d.alert(t, "t1", "p1", "asap", noon)
	if err := d.Close(d.ctx, "t1", "  "); !outcome.Is(err, outcome.Invalid) {
		t.Errorf("closing without a reason: %v", err)
	}
	if err := d.Acknowledge(d.ctx, "t1"); err != nil {
		t.Fatal(err)
	}
	if err := d.Acknowledge(d.ctx, "t1"); !outcome.Is(err, outcome.Conflict) {
		t.Errorf("a second acknowledgment: %v", err)
	}
	if err := d.Close(d.ctx, "t1", "已联系"); err != nil {
		t.Fatal(err)
	}
	if err := d.Close(d.ctx, "t1", "再关"); !outcome.Is(err, outcome.Conflict) {
		t.Errorf("a second close: %v", err)
	}
	open, err := d.List(d.ctx, "zh", false)
	if err != nil || len(open.Items) != 0 {
		t.Errorf("%v, open items %+v", err, open.Items)
	}
	all, err := d.List(d.ctx, "zh", true)
	if err != nil || len(all.Items) != 1 || all.Items[0].Owner != "何护士" || all.Items[0].Reason != "已联系" {
		t.Errorf("%v, all items %+v", err, all.Items)
	}
	doctor := actor.With(t.Context(), actor.Actor{ID: "Patient/p1", Role: actor.Patient, Patient: "p1"})
	if _, err := d.List(doctor, "zh", false); err == nil {
		t.Error("a patient saw the worklist")
	}
}

func TestVitalsShowGaps(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.patient(t, "p1", noon.Add(-72*time.Hour))
	d.put(t, "Observation", "o2", `{"resourceType":"Observation","id":"o2","status":"final","subject":{"reference":"Patient/p1"},
	 "code":{"coding":[{"system":"http://loinc.org","code":"8867-4"}]},"effectiveDateTime":"2026-03-04T11:00:00Z","valueQuantity":{"value":80,"code":"/min"}}`)
	s, err := d.Vitals(d.ctx, "p1", "8867-4", 7)
	if err != nil || len(s.Points) != 2 || len(s.Gaps) != 1 || s.Points[0].Value != 71 {
		t.Errorf("%v %+v", err, s)
	}
}

// What other doors bring is shown as what devices send: panels, other codes and
// units, without a category too; an error and a laboratory's result are not.
func TestValuesOfEveryDoor(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.patient(t, "p1", time.Time{})
	d.alert(t, "t1", "p1", "stat", noon.Add(time.Hour))
	for i, member := range []string{
		`"code":{"coding":[{"system":"http://loinc.org","code":"85354-9"}]},"component":[
			{"code":{"coding":[{"system":"http://loinc.org","code":"8480-6"}]},"valueQuantity":{"value":150,"unit":"mmHg","code":"mm[Hg]"}},
			{"code":{"coding":[{"system":"http://loinc.org","code":"8462-4"}]},"valueQuantity":{"value":90,"unit":"mmHg","code":"mm[Hg]"}}]`,
		`"code":{"coding":[{"system":"http://loinc.org","code":"8310-5"}]},"valueQuantity":{"value":104,"code":"[degF]"}`,
		`"code":{"coding":[{"system":"urn:local","code":"SPO2"},{"system":"http://loinc.org","code":"2708-6"}]},"valueQuantity":{"value":91,"code":"%"}`,
		`"code":{"coding":[{"system":"http://loinc.org","code":"55423-8"}]},"valueQuantity":{"value":4000,"code":"{steps}"}`,
		`"status":"entered-in-error","code":{"coding":[{"system":"http://loinc.org","code":"9279-1"}]},"valueQuantity":{"value":40,"code":"/min"}`,
		`"category":[{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/observation-category","code":"laboratory"}]}],
			"code":{"coding":[{"system":"http://loinc.org","code":"15074-8"}]},"valueQuantity":{"value":31,"code":"mmol/L"}`,
	} {
		if !strings.Contains(member, `"status"`) {
			member = `"status":"final",` + member
		}
		id := fmt.Sprintf("o%d", i)
		d.put(t, "Observation", id, `{"resourceType":"Observation","id":"`+id+`","subject":{"reference":"Patient/p1"},"effectiveDateTime":"2026-03-04T11:00:00Z",`+member+`}`)
	}
	w, err := d.List(d.ctx, "zh", false)
	if err != nil || len(w.Items) != 1 {
		t.Fatalf("%v %+v", err, w.Items)
	}
	got := map[string]float64{}
	for _, v := range w.Items[0].Latest {
		got[v.Code+" "+v.Unit] = v.Value
	}
	want := map[string]float64{"8480-6 mm[Hg]": 150, "8462-4 mm[Hg]": 90, "8310-5 Cel": 40, "59408-5 %": 91, "55423-8 {steps}": 4000}
	if !maps.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	for code, n := range map[string]int{"8480-6": 1, "59408-5": 1, "9279-1": 0} {
		s, err := d.Vitals(d.ctx, "p1", code, 7, "2708-6")
		if err != nil || len(s.Points) != n {
			t.Errorf("%s: %v %+v", code, err, s)
		}
	}
}

// reading counts the observations that are read from a real store.
type reading struct {
	store.Store
	observations *int
}

func (r reading) Search(ctx context.Context, q search.Query) (store.SearchResult, error) {
	page, err := r.Store.Search(ctx, q)
	if q.Type == "Observation" {
		*r.observations += len(page.Matches)
	}
	return page, err
}

// TestTheListReadsTheValuesOfWhomItShows: a device sends all day, and who is neither
// called nor silent costs the list nothing.
func TestTheListReadsTheValuesOfWhomItShows(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	const patients, each = 12, 20
	for p := range patients {
		id := fmt.Sprintf("p%d", p)
		d.patient(t, id, time.Time{})
		for n := range each {
			at := noon.Add(-time.Duration(n) * time.Hour)
			if p == 1 {
				at = at.Add(-25 * time.Hour) // this one is silent
			}
			d.put(t, "Observation", fmt.Sprintf("%s-%d", id, n), fmt.Sprintf(`{"resourceType":"Observation","id":"%s-%d","status":"final","subject":{"reference":"Patient/%s"},
			 "device":{"reference":"Device/d-%s"},"category":[{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/observation-category","code":"vital-signs"}]}],
			 "code":{"coding":[{"system":"http://loinc.org","code":"8867-4"}]},"effectiveDateTime":%q,"valueQuantity":{"value":%d,"code":"/min"}}`, id, n, id, id, at.Format(time.RFC3339), 60+n))
		}
	}
	d.alert(t, "t1", "p0", "asap", noon)
	read := 0
	d.Store = reading{d.Store, &read}
	w, err := d.List(d.ctx, "zh", false)
	if err != nil || w.Patients != patients || len(w.Items) != 2 {
		t.Fatalf("%v: %d patients, %d items", err, w.Patients, len(w.Items))
	}
	for i, want := range []struct {
		patient string
		value   float64
	}{{"p0", 60}, {"p1", 60}} {
		if it := w.Items[i]; it.Patient.ID != want.patient || len(it.Latest) != 1 || it.Latest[0].Value != want.value {
			t.Errorf("item %d: %+v", i, it)
		}
	}
	if read > 2*each {
		t.Errorf("%d observations were read for two patients of %d each", read, each)
	}
}

// TestTheWorklistSaysWhatACarePathwayAsksFor: why and what to consider, in the words of
// the reviewed file, for every escalation that there is.
func TestTheWorklistSaysWhatACarePathwayAsksFor(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.patient(t, "p1", noon.Add(-time.Hour))
	inputs, want := []string{}, map[string][2]string{}
	for _, p := range d.Graph.Pathways() {
		for _, e := range p.Escalation {
			rule := p.ID + "/" + e.ID
			inputs = append(inputs, fmt.Sprintf(`{"type":{"text":%q},"valueString":%q}`, rule, e.To))
			want[rule] = [2]string{e.Labels.ZH, e.Action.ZH}
		}
	}
	if len(want) < 60 {
		t.Fatalf("only %d escalations", len(want))
	}
	d.put(t, "Task", "t1", fmt.Sprintf(`{"resourceType":"Task","id":"t1","status":"requested","intent":"order","priority":"stat","code":{"coding":[{"system":%q,"code":%q}]},
	 "for":{"reference":"Patient/p1"},"authoredOn":"2026-03-04T11:00:00Z","restriction":{"period":{"end":"2026-03-04T11:00:00Z"}},"input":[%s]}`,
		agent.TaskSystem, agent.TaskVitals, strings.Join(inputs, ",")))
	w, err := d.List(d.ctx, "zh", false)
	if err != nil || len(w.Items) != 1 {
		t.Fatalf("%d items, %v", len(w.Items), err)
	}
	told := map[string][2]string{}
	for _, r := range w.Items[0].Why {
		told[r.Rule] = [2]string{r.Label.Text(), r.Found.Text()}
	}
	for rule, says := range want {
		if told[rule] != says {
			t.Errorf("%s: the worklist says %q, want %q", rule, told[rule], says)
		}
	}
}

// All that a worklist says is reviewed content: no switch of the fence takes a word away.
func TestTheWorklistGoesOnSwitchedOff(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.patient(t, "p1", noon.Add(-time.Hour))
	d.patient(t, "p2", time.Time{})
	d.alert(t, "t1", "p1", "urgent", noon.Add(time.Hour))
	said := func() []string {
		w, err := d.List(d.ctx, "en", false)
		if err != nil || len(w.Items) != 2 {
			t.Fatalf("%v, %d items", err, len(w.Items))
		}
		out := []string{w.Label.Text()}
		for _, it := range w.Items {
			out = append(out, it.Suggest.Text())
			for _, r := range it.Why {
				out = append(out, r.Label.Text(), r.Found.Text())
			}
		}
		return out
	}
	before := said()
	d.Fence.SwitchOff(fence.AllDepartments)
	if after := said(); !slices.Equal(before, after) || !slices.ContainsFunc(after, func(s string) bool { return s != "" }) {
		t.Errorf("%q, switched off %q", before, after)
	}
}
