package app

import (
	"context"
	"encoding/json"
	"strconv"
	"strings"
	"time"

	"apricot.health/fhir/actor"
	"apricot.health/fhir/outcome"
	"apricot.health/knowledge/chart"
	"apricot.health/knowledge/logic"
	"apricot.health/services/followup"
	"apricot.health/services/portal"
	"apricot.health/services/vitals"
)

// portalCare shows the worklist of the follow-up agent on the portal.
type portalCare struct{ now func() *rooms }

var _ portal.Care = portalCare{}

// Worklist implements portal.Care.
func (c portalCare) Worklist(ctx context.Context, lang string, all bool) (portal.Worklist, error) {
	w, err := c.now().followup.List(ctx, lang, all)
	if err != nil {
		return portal.Worklist{}, err
	}
	out := portal.Worklist{GeneratedAt: w.At, Patients: w.Patients, Items: []portal.WorkItem{}, Label: w.Label.Text()}
	for _, it := range w.Items {
		out.Items = append(out.Items, c.item(it, lang))
	}
	return out, nil
}

func (c portalCare) item(it followup.Item, lang string) portal.WorkItem {
	out := portal.WorkItem{
		Task: it.Task, Level: it.Level, Why: []string{}, Suggested: it.Suggest.Text(), Due: it.Due.Format(time.RFC3339),
		Overdue: it.Overdue, Status: it.Status, Owner: it.Owner, Latest: []portal.Latest{}, Today: it.Today,
		Patient: portal.CarePatient{ID: it.Patient.ID, Name: it.Patient.Name, Sex: it.Patient.Sex, Phone: it.Patient.Phone},
	}
	if it.Patient.Age >= 0 {
		out.Patient.Age = &it.Patient.Age
	}
	colon := ": "
	if lang == "zh" {
		colon = "："
	}
	for _, r := range it.Why {
		why := r.Label.Text()
		switch {
		case r.Sum != "":
			why += colon + r.Sum
			if sum, err := strconv.Atoi(r.Sum); err == nil && out.Score == nil { // what stands now comes first
				out.Score = &portal.Score{Name: r.Label.Text(), Sum: sum, Missing: []string{}}
			}
		case r.Found.Text() != "":
			why += colon + r.Found.Text()
		}
		out.Why = append(out.Why, why)
		if r.Care != nil {
			out.Reasons = append(out.Reasons, careReason(r, why))
		}
	}
	for _, v := range it.Latest {
		if m, ok := metricOf(v.Code); ok {
			out.Latest = append(out.Latest, portal.Latest{Metric: m.Name, Label: m.Display.In(lang), Value: v.Value, Unit: v.Unit, At: v.At, Flag: c.flag(m, v, it.Patient.Age)})
		}
	}
	return out
}

// careReason is what a care pathway saw, as the list shows it.
func careReason(r followup.Reason, why string) portal.WorkReason {
	out := portal.WorkReason{
		Why: why, Rule: r.Rule, Check: r.Care.Check, EveryDays: r.Care.EveryDays, Late: r.Care.Late, Source: r.Care.Source,
		Due: r.Care.Due.Format(time.RFC3339),
	}
	if !r.Care.Last.IsZero() {
		out.Last = r.Care.Last.Format(time.RFC3339)
	}
	for _, v := range r.Care.Values {
		out.Values = append(out.Values, portal.WorkValue{Label: v.Label.Text(), Value: v.Value, Unit: v.Unit, At: v.At, Statistic: v.Statistic, Readings: v.Readings})
	}
	return out
}

// flag says how a value lies in the graph's home table of its metric, so that the
// one that somebody is called for stands out. A value of yesterday is out of date,
// whatever it was.
func (c portalCare) flag(m vitals.Metric, v followup.Value, age int) string {
	r := c.now()
	now := r.followup.Now()
	if now.Sub(v.At) > staleAfter {
		return "stale"
	}
	of := chart.New()
	of.Now, of.AgeYears = now, float64(age)
	of.Measures[m.Finding] = chart.Measure{Value: v.Value, Unit: v.Unit, At: v.At}
	facts := logic.FromChart(r.Graph, of)
	for _, b := range r.Graph.Bands() {
		if m.Finding == "" || b.Input != m.Finding || !strings.HasPrefix(b.ID, "band.home.") {
			continue
		}
		if found, ok := logic.EvalBand(b, facts); ok && found.Value != "normal" {
			return strings.ReplaceAll(found.Value, "_", "-")
		}
	}
	return ""
}

// staleAfter is the age from which a value says little of today.
const staleAfter = 24 * time.Hour

func metricOf(loinc string) (vitals.Metric, bool) {
	for _, m := range vitals.Metrics() {
		if m.LOINC == loinc {
			return m, true
		}
	}
	return vitals.Metric{}, false
}

// maxTrendDays bounds a trend.
const maxTrendDays = 366

// Vitals implements portal.Care.
func (c portalCare) Vitals(ctx context.Context, lang, patient, metric string, days int) (portal.Trend, error) {
	m, ok := vitals.MetricByName(metric)
	if !ok {
		return portal.Trend{}, outcome.At(outcome.Invalid, "metric", "this metric is not known")
	}
	if days < 1 || days > maxTrendDays {
		return portal.Trend{}, outcome.At(outcome.Invalid, "days", "days must lie between 1 and %d", maxTrendDays)
	}
	s, err := c.now().followup.Vitals(ctx, patient, m.LOINC, days, m.OtherCodes()...)
	if err != nil {
		return portal.Trend{}, err
	}
	out := portal.Trend{Metric: m.Name, Label: m.Display.In(lang), Unit: m.Unit, Band: c.band(m, lang), Points: []portal.Point{}, Gaps: []portal.Gap{}}
	for _, p := range s.Points {
		out.Points = append(out.Points, portal.Point{T: p.At, V: p.Value})
	}
	for _, g := range s.Gaps {
		out.Gaps = append(out.Gaps, portal.Gap{From: g.From, To: g.To})
	}
	return out, nil
}

// band is the "normal" row of the graph's home table for the metric.
func (c portalCare) band(m vitals.Metric, lang string) *portal.Band {
	g := c.now().Graph
	for _, b := range g.Bands() {
		if m.Finding == "" || b.Input != m.Finding || !strings.HasPrefix(b.ID, "band.home.") {
			continue
		}
		for i, v := range b.Values {
			if v != "normal" {
				continue
			}
			out := &portal.Band{Source: b.Labels.In(lang)}
			if len(b.Refs) > 0 {
				if s, ok := g.Source(b.Refs[0].Source); ok {
					out.Source = s.Title.In(lang)
				}
			}
			if i > 0 {
				out.Low = &b.Edges[i-1]
			}
			if i < len(b.Edges) {
				out.High = &b.Edges[i]
			}
			return out
		}
	}
	return nil
}

// Acknowledge implements portal.Care.
func (c portalCare) Acknowledge(ctx context.Context, lang, task string) (portal.WorkItem, error) {
	if err := c.now().followup.Acknowledge(ctx, task); err != nil {
		return portal.WorkItem{}, err
	}
	return c.find(ctx, lang, task)
}

// Close implements portal.Care.
func (c portalCare) Close(ctx context.Context, lang, task, reason string) (portal.WorkItem, error) {
	if err := c.now().followup.Close(ctx, task, reason); err != nil {
		return portal.WorkItem{}, err
	}
	return c.find(ctx, lang, task)
}

func (c portalCare) find(ctx context.Context, lang, task string) (portal.WorkItem, error) {
	w, err := c.now().followup.List(ctx, lang, true)
	if err != nil {
		return portal.WorkItem{}, err
	}
	for _, it := range w.Items {
		if it.Task == task {
			return c.item(it, lang), nil
		}
	}
	return portal.WorkItem{}, outcome.New(outcome.NotFound, "the item is not known")
}

// portalVitals is the device door of the portal.
type portalVitals struct{ now func() *rooms }

var _ portal.Vitals = portalVitals{}

// Authenticate implements portal.Vitals.
func (v portalVitals) Authenticate(ctx context.Context, device, password string) (actor.Actor, error) {
	return v.now().vitals.Authenticate(ctx, device, password)
}

// Ingest implements portal.Vitals.
func (v portalVitals) Ingest(ctx context.Context, device string, body []byte) ([]portal.ReadingResult, error) {
	var head struct {
		ResourceType string `json:"resourceType"`
		Device       string `json:"device"`
	}
	if err := json.Unmarshal(body, &head); err != nil {
		return nil, outcome.Wrap(outcome.Invalid, err, "the body is not valid JSON")
	}
	parse := vitals.ParseReadings
	if head.ResourceType != "" {
		parse = func(raw []byte) ([]vitals.Reading, error) {
			readings, named, err := vitals.ParseBundle(raw)
			head.Device = named
			return readings, err
		}
	}
	readings, err := parse(body)
	if err != nil {
		return nil, err
	}
	switch {
	case device == "":
		device = head.Device
	case head.Device != "" && head.Device != device:
		return nil, outcome.At(outcome.Forbidden, "device", "a device sends its own readings only")
	}
	if device == "" {
		return nil, outcome.At(outcome.Invalid, "device", "the readings name no device")
	}
	results, err := v.now().vitals.Ingest(ctx, device, readings)
	if err != nil {
		return nil, err
	}
	out := make([]portal.ReadingResult, len(results))
	for i, r := range results {
		out[i] = portal.ReadingResult(r)
	}
	return out, nil
}

// Register implements portal.Vitals.
func (v portalVitals) Register(ctx context.Context, patient, display string) (portal.Credential, error) {
	c, err := v.now().vitals.Register(ctx, patient, display)
	return portal.Credential(c), err
}
