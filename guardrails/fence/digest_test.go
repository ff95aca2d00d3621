package fence

import (
	"math"
	"reflect"
	"testing"
	"time"

	"apricot.health/guardrails/claim"
	"apricot.health/knowledge/chart"
)

// full is a draft of which every field holds something.
func full() Draft {
	score := 0.5
	measure := chart.Measure{Value: 1, Unit: "u", At: time.Unix(9, 9).UTC(), Evidence: "e"}
	coded := func() []chart.Coded {
		return []chart.Coded{{Concept: "c", Text: "t", Evidence: "e", Status: "active", Past: true}, {Concept: "d"}}
	}
	return Draft{
		Audience: Patient, Lang: "en", Text: "text", Template: "phrase:x", Department: "dept.x", Basis: []string{"a", "b"},
		Chart: chart.Chart{
			Patient: "p", Now: time.Unix(8, 8).UTC(), AgeYears: 40, Sex: chart.Male, Pregnant: chart.No, PregnancyWeeks: 1, Lactating: chart.Yes,
			Conditions: coded(), ConditionsKnown: true, Medications: coded(), MedicationsKnown: true, Allergies: coded(), AllergiesKnown: true,
			Measures: map[string]chart.Measure{"m": measure}, Readings: map[string][]chart.Measure{"m": {measure, measure}},
			Findings: map[string]chart.Tri{"f": chart.Yes}, FindingSource: map[string]chart.Source{"f": {Where: "e", Asked: true}}, Identity: []string{"a", "b"},
		},
		Urgency: &UrgencyContext{Level: 3, RedFlags: []string{"flag.x"}}, Score: &score, Model: "m",
		Orders:   []OrderDraft{{DrugText: "d", Concept: "c", Dose: &claim.Posology{Amount: 1, Unit: "mg"}, Evidence: "e"}},
		Declared: []claim.Claim{{ID: "c1", Kind: claim.Drug, Act: claim.Stop, Text: "x"}},
	}
}

// changes calls visit with v changed in each of its parts, one at a time: whatever
// a struct, a list or a map of the draft gets later is among them.
func changes(t *testing.T, v reflect.Value, path string, visit func(path string)) {
	t.Helper()
	set := func(x any) {
		old := reflect.New(v.Type()).Elem()
		old.Set(v)
		v.Set(reflect.ValueOf(x).Convert(v.Type()))
		visit(path)
		v.Set(old)
	}
	switch v.Kind() { //nolint:exhaustive // the default fails
	case reflect.String:
		set(v.String() + "~")
	case reflect.Bool:
		set(!v.Bool())
	case reflect.Int, reflect.Int8:
		set(v.Int() + 1)
	case reflect.Float64:
		set(v.Float() + 1)
	case reflect.Pointer:
		if !v.IsNil() {
			changes(t, v.Elem(), path, visit)
			set(reflect.Zero(v.Type()).Interface())
		}
	case reflect.Struct:
		if v.Type() == reflect.TypeFor[time.Time]() {
			now, _ := v.Interface().(time.Time)
			set(now.Add(1))
			set(now.Add(time.Hour))
			set(now.In(time.FixedZone("", 3600)))
			return
		}
		for i := range v.NumField() {
			changes(t, v.Field(i), path+"."+v.Type().Field(i).Name, visit)
		}
	case reflect.Slice:
		if v.Len() > 0 {
			changes(t, v.Index(v.Len()-1), path+"[]", visit)
			if v.Len() > 1 {
				set(v.Slice(0, v.Len()-1).Interface())
			}
			set(reflect.MakeSlice(v.Type(), 0, 0).Interface())
		}
		set(reflect.Append(v, reflect.Zero(v.Type().Elem())).Interface())
		if !v.IsNil() {
			set(reflect.Zero(v.Type()).Interface())
		}
	case reflect.Map:
		for _, k := range v.MapKeys() {
			old := v.MapIndex(k)
			value := reflect.New(v.Type().Elem()).Elem()
			value.Set(old)
			changes(t, value, path+"{}", func(p string) {
				v.SetMapIndex(k, value)
				visit(p)
				v.SetMapIndex(k, old)
			})
			v.SetMapIndex(reflect.ValueOf("another"), old)
			visit(path + " and another")
			v.SetMapIndex(k, reflect.Value{})
			visit(path + " with another name")
			v.SetMapIndex(k, old)
			v.SetMapIndex(reflect.ValueOf("another"), reflect.Value{})
		}
		set(reflect.Zero(v.Type()).Interface())
		set(reflect.MakeMap(v.Type()).Interface())
	default:
		t.Fatalf("%s is of a kind that nobody writes", path)
	}
}

// Every part of a draft enters its hash.
func TestHashIsOverTheWholeDraft(t *testing.T) {
	t.Parallel()
	d := full()
	seen := map[string]string{inputHash(d): "the draft"}
	changes(t, reflect.ValueOf(&d).Elem(), "draft", func(path string) {
		h := inputHash(d)
		if other, taken := seen[h]; taken {
			t.Errorf("%s changes nothing, or the same as %s", path, other)
		}
		seen[h] = path
	})
	if len(seen) < 120 {
		t.Errorf("only %d changes were tried", len(seen))
	}
	if h := inputHash(d); h != inputHash(d) || h != inputHash(full()) {
		t.Error("the same draft has two hashes")
	}
}

// What ends one text does not begin the next.
func TestHashKeepsTextsApart(t *testing.T) {
	t.Parallel()
	a, b := Draft{Text: "ab", Template: "c"}, Draft{Text: "a", Template: "bc"}
	if inputHash(a) == inputHash(b) {
		t.Error("two drafts are written alike")
	}
	if h := inputHash(Draft{Orders: []OrderDraft{{Dose: &claim.Posology{Amount: math.NaN()}}}}); h != "unhashable" {
		t.Errorf("an order of no amount has the hash %s", h)
	}
	if x, y := inputHash(Draft{Chart: chart.Chart{AgeYears: math.NaN()}}), inputHash(Draft{}); x == y || x == "unhashable" {
		t.Errorf("an age that is no number: %s", x)
	}
}
