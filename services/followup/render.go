package followup

import (
	"context"
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"

	"apricot.health/guardrails/fence"
	"apricot.health/knowledge/graph"
	"apricot.health/knowledge/logic"
	"apricot.health/knowledge/record"
	"apricot.health/services/agent"
)

// voice words items for a care manager. The first error of the fence ends it.
type voice struct {
	*Service
	ctx  context.Context //nolint:containedctx // lives for one call
	lang string
	err  error
}

func (v *voice) show(template, id string) fence.Cleared {
	l, ok := v.Graph.Label(id)
	if !ok {
		return fence.Cleared{}
	}
	return v.say(template, id, l)
}

// say shows a text of the content under the name that it has there.
func (v *voice) say(template, id string, l graph.Label) fence.Cleared {
	if v.err != nil {
		return fence.Cleared{}
	}
	d := fence.Draft{Audience: fence.CareManager, Lang: v.lang, Text: l.In(v.lang), Template: template + ":" + id}
	d.Chart.AgeYears = -1
	_, cleared, err := v.Fence.Gate(v.ctx, d)
	if err != nil {
		v.err = err
	}
	return cleared
}

func (v *voice) phrase(id string) fence.Cleared { return v.show("phrase", id) }

func (v *voice) item(t task, now time.Time) Item {
	it := Item{Task: t.id, Code: t.code(), Status: t.Status, Owner: t.Owner.Display, Reason: t.StatusReason.Text, Due: t.Restriction.Period.End}
	if it.Due.IsZero() {
		it.Due = t.AuthoredOn
	}
	it.Overdue = t.Status == "requested" && now.After(it.Due)
	it.Level = levelOf(t.Prio)
	switch it.Code {
	case agent.TaskEmergency:
		it.Suggest = v.phrase("phrase.care.red_flag")
		it.Why = v.dangers(strings.Fields(t.ReasonCode.Text))
	case agent.TaskPerson:
		it.Suggest = v.phrase("phrase.care.go")
		it.Why = []Reason{{Rule: agent.TaskPerson, Label: v.phrase("phrase.care.person")}}
	case agent.TaskCare, agent.TaskCheck:
		v.care(&it, t, now)
	default:
		it.Suggest = v.phrase("phrase.care." + t.Prio)
		for _, in := range t.Input {
			if r := v.reason(in.Type.Text, in.ValueString); r.Label.Text() != "" {
				it.Why = append(it.Why, r)
			}
		}
	}
	it.Today = it.Level != Low || it.Late == 0 && it.Due.Before(tomorrow(now))
	return it
}

// tomorrow is when this day ends.
func tomorrow(now time.Time) time.Time { return now.Truncate(24 * time.Hour).Add(24 * time.Hour) }

// dangers names the reasons of a page. What the words only resemble has no name
// here: one line says that nothing is confirmed. An id that the graph has no name
// for, or whose name may not be shown, leaves no empty line behind.
func (v *voice) dangers(ids []string) []Reason {
	var out []Reason
	seen := map[string]bool{"": true}
	for _, id := range ids {
		if strings.HasPrefix(id, agent.SuspectedPrefix) {
			continue
		}
		r := Reason{Rule: id, Label: v.show("label", id)}
		if text := r.Label.Text(); !seen[text] {
			seen[text] = true
			out = append(out, r)
		}
	}
	if len(out) == 0 {
		return []Reason{{Label: v.phrase("phrase.told_urgent")}}
	}
	return out
}

func (v *voice) reason(rule, found string) Reason {
	if x, ok := v.Graph.Escalation(rule); ok {
		return Reason{Rule: rule, Label: v.say("escalation", rule, x.Labels), Found: v.say("action", rule, x.Action)}
	}
	r := Reason{Rule: rule, Label: v.show("label", rule)}
	if strings.HasPrefix(rule, "score.") {
		r.Sum = found
		return r
	}
	r.Found = v.phrase("phrase.band." + found)
	return r
}

func (v *voice) noData(p Person, latest []Value, now time.Time) Item {
	return Item{
		Code: NoData, Patient: p, Level: NoData, Suggest: v.phrase("phrase.care.check_device"),
		Why: []Reason{{Rule: NoData, Label: v.phrase("phrase.care.no_data")}},
		Due: tomorrow(now), Status: "requested", Latest: latest, Today: true,
	}
}

func levelOf(priority string) string {
	switch priority {
	case "stat":
		return Critical
	case "asap":
		return High
	case "urgent":
		return Medium
	default:
		return Low
	}
}

func (s *Service) people(ctx context.Context, ids []string) (map[string]Person, error) {
	out := map[string]Person{}
	slices.Sort(ids)
	ids = slices.Compact(ids)
	if len(ids) == 0 {
		return out, nil
	}
	found, err := s.query(ctx, "Patient", url.Values{"_id": {strings.Join(ids, ",")}})
	if err != nil {
		return nil, err
	}
	for _, r := range found {
		var p struct {
			Gender    string                                `json:"gender"`
			BirthDate string                                `json:"birthDate"`
			Telecom   []struct{ System, Value, Use string } `json:"telecom"`
		}
		if err := json.Unmarshal(r.JSON, &p); err != nil {
			return nil, fmt.Errorf("followup: decode patient: %w", err)
		}
		person := Person{ID: r.ID, Name: agent.NameOf(r.JSON), Sex: p.Gender, Age: -1}
		for _, t := range p.Telecom {
			// A mobile number reaches the patient; any other may.
			if (t.System == "phone" || t.System == "sms") && t.Use != "old" && (person.Phone == "" || t.Use == "mobile") {
				person.Phone = t.Value
			}
		}
		if years, ok := record.Age(p.BirthDate, s.Now()); ok {
			person.Age = int(years)
		}
		out[r.ID] = person
	}
	return out, nil
}

// latest are the newest values of the last days of each patient, by code. A device may
// send each second: of each patient one page is read, the newest first.
func (s *Service) latest(ctx context.Context, ids []string) (map[string][]Value, error) {
	out := map[string][]Value{}
	slices.Sort(ids)
	for _, id := range slices.Compact(ids) {
		q, err := parse("Observation", url.Values{
			"subject": {"Patient/" + id}, "category:not": {"laboratory"},
			"date": {"ge" + s.Now().Add(-3*silence).UTC().Format(time.RFC3339)}, "_sort": {"-date"},
		})
		if err != nil {
			return nil, err
		}
		page, err := s.Store.Search(ctx, q)
		if err != nil {
			return nil, err
		}
		for _, r := range page.Matches {
			for _, v := range s.values(r.JSON) {
				if !slices.ContainsFunc(out[id], func(x Value) bool { return x.Code == v.Code }) {
					out[id] = append(out[id], v)
				}
			}
		}
	}
	return out, nil
}

// values are what an Observation holds of what the graph knows, by the graph's
// codes and in its units: a panel of blood pressures has two, and senders have
// their own codes and units. What it does not know is taken as it stands.
func (s *Service) values(raw []byte) []Value {
	c, err := s.record.FromResources([][]byte{raw}, s.Now())
	if err != nil {
		return nil
	}
	var out []Value
	for id, m := range c.Measures {
		f, ok := s.Graph.Finding(id)
		if !ok || f.Loinc == "" || m.At.IsZero() {
			continue
		}
		if v, ok := logic.Convert(id, m.Value, m.Unit, f.Unit); ok {
			out = append(out, Value{Code: f.Loinc, Value: v, Unit: f.Unit, At: m.At})
		}
	}
	if v, ok := unknownTo(raw); ok && len(c.Measures) == 0 {
		out = append(out, v)
	}
	slices.SortFunc(out, func(a, b Value) int { return strings.Compare(a.Code, b.Code) })
	return out
}

// unknownTo is the value of an Observation that the graph has no name for, such as steps.
func unknownTo(raw []byte) (Value, bool) {
	var o struct {
		Status string `json:"status"`
		Code   struct {
			Coding []struct{ System, Code string } `json:"coding"`
		} `json:"code"`
		Effective time.Time `json:"effectiveDateTime"`
		Quantity  *struct {
			Value float64 `json:"value"`
			Code  string  `json:"code"`
		} `json:"valueQuantity"`
	}
	if json.Unmarshal(raw, &o) != nil || o.Quantity == nil || len(o.Code.Coding) == 0 || o.Status == "entered-in-error" {
		return Value{}, false
	}
	return Value{Code: o.Code.Coding[0].Code, Value: o.Quantity.Value, Unit: o.Quantity.Code, At: o.Effective}, true
}

// Series is one metric of one patient over time.
type Series struct {
	Points []Value // oldest first
	// Gaps are stretches of more than a day without a value.
	Gaps []Gap
}

// Gap is a stretch without data.
type Gap struct{ From, To time.Time }

// Vitals gives the values of a LOINC code over the last days, those that senders
// have under its other codes too.
func (s *Service) Vitals(ctx context.Context, patient, loinc string, days int, others ...string) (Series, error) {
	var codes []string
	for _, code := range append([]string{loinc}, others...) {
		codes = append(codes, "http://loinc.org|"+code)
	}
	found, err := s.query(ctx, "Observation", url.Values{
		"patient": {patient}, "combo-code": {strings.Join(codes, ",")}, "_sort": {"date"},
		"date": {"ge" + s.Now().AddDate(0, 0, -days).UTC().Format(time.RFC3339)},
	})
	if err != nil {
		return Series{}, err
	}
	var out Series
	for _, r := range found {
		values := s.values(r.JSON)
		i := slices.IndexFunc(values, func(v Value) bool { return v.Code == loinc })
		if i < 0 {
			continue
		}
		v := values[i]
		if n := len(out.Points); n > 0 && v.At.Sub(out.Points[n-1].At) > silence {
			out.Gaps = append(out.Gaps, Gap{From: out.Points[n-1].At, To: v.At})
		}
		out.Points = append(out.Points, v)
	}
	return out, nil
}
