package logic_test

import (
	"math"
	"testing"
	"testing/fstest"
	"time"

	"apricot.health/knowledge/chart"
	"apricot.health/knowledge/graph"
	"apricot.health/knowledge/logic"
)

const small = `module: small
sources: [{id: src.s, title: {zh: 源, en: s}, publisher: p, year: 2020, jurisdiction: INT}]
departments: [{id: dept.d, labels: {zh: 科, en: d}}]
findings:
  - {id: find.general, kind: boolean, class: symptom, labels: {zh: 甲, en: general}}
  - {id: find.specific, kind: boolean, class: symptom, labels: {zh: 乙, en: specific}, implies: [find.general], excludes: [find.other]}
  - {id: find.other, kind: boolean, class: symptom, labels: {zh: 丙, en: other}}
  - {id: find.fever, kind: boolean, class: symptom, labels: {zh: 热, en: fever}, derive: {find.temperature: {gte: 38}}, implies: [find.general]}
  - {id: find.temperature, kind: quantity, class: vital, unit: Cel, labels: {zh: 温, en: temperature}, plausible: {min: 30, max: 45}}
  - {id: find.weight, kind: quantity, class: vital, unit: kg, labels: {zh: 重, en: weight}}
  - {id: find.height, kind: quantity, class: vital, unit: cm, labels: {zh: 高, en: height}}
  - {id: find.bmi, kind: quantity, class: vital, unit: kg/m2, labels: {zh: 指, en: bmi}}
  - {id: find.creatinine, kind: quantity, class: result, unit: umol/L, labels: {zh: 肌, en: creatinine}}
  - {id: find.egfr, kind: quantity, class: result, unit: mL/min, labels: {zh: 滤, en: egfr}}
  - {id: find.target, kind: boolean, class: vital, labels: {zh: 标, en: target}, undocumented: absent}
  - {id: find.risk, kind: boolean, class: risk, labels: {zh: 险, en: risk}}
conditions:
  - {id: cond.x, labels: {zh: 病, en: x}, department: dept.d, level: 3, prior: 1, known: {implies: [find.risk]}, refs: [{source: src.s, locator: l, confidence: high}], status: draft}
drug_classes:
  - {id: class.up, labels: {zh: 类, en: up}}
  - {id: class.k, labels: {zh: 小类, en: k}, parents: [class.up]}
drugs:
  - {id: drug.d, labels: {zh: 药, en: d}, classes: [class.k], pregnancy: [], lactation: unknown, qt: none, refs: [{source: src.s, locator: l, confidence: high}], status: draft}
`

func smallGraph(t *testing.T) *graph.Graph {
	t.Helper()
	g, err := graph.Load(fstest.MapFS{"m.yaml": {Data: []byte(small)}})
	if err != nil {
		t.Fatal(err)
	}
	return g
}

func TestFactsOfAChart(t *testing.T) {
	t.Parallel()
	g := smallGraph(t)
	for name, tc := range map[string]struct {
		change func(c *chart.Chart)
		want   map[string]chart.Tri
	}{
		"nothing": {func(*chart.Chart) {}, map[string]chart.Tri{
			"find.general": chart.Unknown, "cond.x": chart.Unknown, "drug.d": chart.Unknown, "find.target": chart.No, "find.pregnant": chart.Unknown,
		}},
		"a specific finding": {func(c *chart.Chart) { c.Findings["find.specific"] = chart.Yes }, map[string]chart.Tri{
			"find.general": chart.Yes, "find.other": chart.No,
		}},
		"a general no": {func(c *chart.Chart) { c.Findings["find.general"] = chart.No }, map[string]chart.Tri{
			"find.specific": chart.No, "find.fever": chart.No,
		}},
		"what is stated stands": {func(c *chart.Chart) {
			c.Findings["find.specific"], c.Findings["find.other"] = chart.Yes, chart.Yes
		}, map[string]chart.Tri{"find.other": chart.Yes}},
		"a fever is derived": {func(c *chart.Chart) {
			c.Measures["find.temperature"] = chart.Measure{Value: 38, Unit: "Cel"}
		}, map[string]chart.Tri{"find.fever": chart.Yes, "find.general": chart.Yes}},
		"no fever is not": {func(c *chart.Chart) {
			c.Measures["find.temperature"] = chart.Measure{Value: 37.9, Unit: "Cel"}
		}, map[string]chart.Tri{"find.fever": chart.Unknown}},
		"in Fahrenheit": {func(c *chart.Chart) {
			c.Measures["find.temperature"] = chart.Measure{Value: 101, Unit: "[degF]"}
		}, map[string]chart.Tri{"find.fever": chart.Yes}},
		"implausible": {func(c *chart.Chart) {
			c.Measures["find.temperature"] = chart.Measure{Value: 380, Unit: "Cel"}
		}, map[string]chart.Tri{"find.fever": chart.Unknown}},
		"a condition implies": {func(c *chart.Chart) {
			c.Conditions = []chart.Coded{{Concept: "cond.x", Status: "active"}}
		}, map[string]chart.Tri{"cond.x": chart.Yes, "find.risk": chart.Yes}},
		"a resolved one does not": {func(c *chart.Chart) {
			c.Conditions = []chart.Coded{{Concept: "cond.x", Status: "resolved"}}
		}, map[string]chart.Tri{"cond.x": chart.No, "find.risk": chart.Unknown}},
		"asked, none": {func(c *chart.Chart) { c.ConditionsKnown, c.MedicationsKnown = true, true }, map[string]chart.Tri{
			"cond.x": chart.No, "drug.d": chart.No, "class.up": chart.No,
		}},
		"asked, one nobody knows": {func(c *chart.Chart) {
			c.MedicationsKnown, c.Medications = true, []chart.Coded{{Text: "祖传秘方", Status: "active"}}
		}, map[string]chart.Tri{"drug.d": chart.Unknown}},
		"a drug and its classes": {func(c *chart.Chart) { c.Medications = []chart.Coded{{Concept: "drug.d", Status: "active"}} }, map[string]chart.Tri{
			"drug.d": chart.Yes, "class.k": chart.Yes, "class.up": chart.Yes,
		}},
		"a man": {func(c *chart.Chart) { c.Sex = chart.Male }, map[string]chart.Tri{
			"find.sex_male": chart.Yes, "find.sex_female": chart.No, "find.pregnant": chart.No, "find.lactating": chart.No,
		}},
		"documented": {func(c *chart.Chart) { c.Findings["find.target"] = chart.Yes }, map[string]chart.Tri{"find.target": chart.Yes}},
	} {
		c := chart.New()
		tc.change(&c)
		f := logic.FromChart(g, c)
		for id, want := range tc.want {
			if got := f.Bool(id); got != want {
				t.Errorf("%s: %s is %s, want %s", name, id, got, want)
			}
		}
	}
}

func TestDerivedQuantities(t *testing.T) {
	t.Parallel()
	g := smallGraph(t)
	c := chart.New()
	c.AgeYears, c.Sex = 60, chart.Female
	c.Measures["find.weight"] = chart.Measure{Value: 70, Unit: "kg"}
	c.Measures["find.height"] = chart.Measure{Value: 1.75, Unit: "m"}
	c.Measures["find.creatinine"] = chart.Measure{Value: 1, Unit: "mg/dL"}
	f := logic.FromChart(g, c)
	if bmi, ok := f.Number("find.bmi"); !ok || math.Abs(bmi-22.857) > 0.001 {
		t.Errorf("body mass index %v", bmi)
	}
	if egfr, ok := f.Number("find.egfr"); !ok || math.Abs(egfr-logic.CKDEPI2021(88.4, 60, true)) > 1e-9 {
		t.Errorf("eGFR %v", egfr)
	}
	c.AgeYears = 17
	if _, ok := logic.FromChart(g, c).Number("find.egfr"); ok {
		t.Error("the adult equation is used for a child")
	}
	if got := logic.CKDEPI2021(88.4, 50, false); math.Abs(got-92) > 1 {
		t.Errorf("a man of 50 with 1 mg/dL has eGFR %v, published tables say about 92", got)
	}
}

func TestReadings(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 3, 10, 8, 0, 0, 0, time.UTC)
	series := func(values ...float64) logic.Series {
		return func(string) []logic.Point {
			var out []logic.Point
			for i, v := range values {
				out = append(out, logic.Point{Value: v, At: now.AddDate(0, 0, i+1-len(values))})
			}
			return out
		}
	}
	for name, tc := range map[string]struct {
		r      graph.Reading
		values []float64
		want   chart.Tri
		value  float64
	}{
		"last":              {graph.Reading{LT: num(140)}, []float64{150, 139}, chart.Yes, 139},
		"last at the bound": {graph.Reading{LT: num(140)}, []float64{139, 140}, chart.No, 140},
		"mean":              {graph.Reading{Statistic: "mean", Days: 7, LT: num(140)}, []float64{150, 129}, chart.Yes, 139.5},
		"mean of few":       {graph.Reading{Statistic: "mean", Days: 7, MinReadings: 3, LT: num(140)}, []float64{120, 120}, chart.Unknown, 0},
		"max":               {graph.Reading{Statistic: "max", GTE: num(180)}, []float64{180, 120}, chart.Yes, 180},
		"min":               {graph.Reading{Statistic: "min", LT: num(90)}, []float64{89, 120}, chart.Yes, 89},
		"out of the window": {graph.Reading{Statistic: "max", Days: 1, GTE: num(180)}, []float64{190, 120, 120}, chart.No, 120},
		"rise":              {graph.Reading{Statistic: "rise", Days: 3, GT: num(2)}, []float64{71, 70, 72.5}, chart.Yes, 2.5},
		"rise of one":       {graph.Reading{Statistic: "rise", Days: 3, GT: num(2)}, []float64{72}, chart.Unknown, 0},
		"fall is no rise":   {graph.Reading{Statistic: "rise", Days: 3, GT: num(2)}, []float64{75, 70}, chart.No, -5},
		"nothing":           {graph.Reading{LT: num(140)}, nil, chart.Unknown, 0},
	} {
		tc.r.Find = "find.q"
		got := logic.EvalReading(tc.r, series(tc.values...), now)
		if got.Holds != tc.want || got.Holds != chart.Unknown && math.Abs(got.Value-tc.value) > 1e-9 {
			t.Errorf("%s: %s with %v", name, got.Holds, got.Value)
		}
	}
}

func TestSeriesOfAChart(t *testing.T) {
	t.Parallel()
	g := smallGraph(t)
	day := func(n int) time.Time { return time.Date(2026, 3, n, 0, 0, 0, 0, time.UTC) }
	c := chart.New()
	c.Readings["find.weight"] = []chart.Measure{{Value: 70000, Unit: "g", At: day(1)}, {Value: 1, Unit: "stone", At: day(2)}}
	c.Measures["find.weight"] = chart.Measure{Value: 71, Unit: "kg", At: day(3)}
	got := logic.SeriesOf(g, c)("find.weight")
	if len(got) != 2 || got[0].Value != 70 || got[1].Value != 71 {
		t.Errorf("%+v", got)
	}
	if len(c.Readings["find.weight"]) != 2 {
		t.Error("the chart was changed")
	}
}
