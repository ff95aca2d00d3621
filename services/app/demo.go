package app

import (
	"context"
	_ "embed" // the demo hospital
	"encoding/json"
	"fmt"
	"net/url"
	"time"

	"github.com/goccy/go-yaml"

	"apricot.health/fhir/actor"
	"apricot.health/fhir/outcome"
	"apricot.health/fhir/search"
	"apricot.health/fhir/store"
	"apricot.health/services/vitals"
)

//go:embed demo/hospital.yaml
var demoHospital []byte

type demoPatient struct {
	ID, Name, Lang, Sex, Born, Phone, Visit string
	Device, Pregnant                        bool
	Conditions                              []struct{ ICD, Text string }
	Medications, Allergies                  []string
	Labs                                    map[string]float64
}

type hospital struct {
	Organization struct{ ZH, EN string }
	Patients     []demoPatient
}

func readHospital() (hospital, error) {
	var h hospital
	if err := yaml.UnmarshalWithOptions(demoHospital, &h, yaml.Strict()); err != nil {
		return h, fmt.Errorf("app: demo hospital: %w", err)
	}
	return h, nil
}

type object = map[string]any

const demoOrganization = "demo-hospital"

// loadDemo fills an empty store with the demo hospital. A store that has it is
// left as it is.
func (a *App) loadDemo(ctx context.Context) error {
	ctx = actor.With(ctx, actor.System("import"))
	h, err := readHospital()
	if err != nil {
		return err
	}
	_, err = a.guarded.Read(ctx, store.Key{Type: "Organization", ID: demoOrganization})
	if err == nil {
		return nil
	}
	if !outcome.Is(err, outcome.NotFound) {
		return err
	}
	if err := a.nobody(ctx); err != nil {
		return err
	}
	resources := []object{{"resourceType": "Organization", "id": demoOrganization, "name": h.Organization.ZH, "alias": []string{h.Organization.EN}}}
	for _, p := range h.Patients {
		resources = append(resources, p.resources(a.cfg.Now())...)
	}
	var b store.Batch
	for _, r := range resources {
		body, err := json.Marshal(r)
		if err != nil {
			return fmt.Errorf("app: encode demo: %w", err)
		}
		b.Ops = append(b.Ops, store.Op{Verb: store.Update, Type: r["resourceType"].(string), ID: r["id"].(string), Body: body})
	}
	if _, err := a.guarded.Apply(ctx, b); err != nil {
		return err
	}
	for _, p := range h.Patients {
		if !p.Device {
			continue
		}
		if err := a.demoReadings(ctx, p); err != nil {
			return err
		}
	}
	return nil
}

// nobody fails where the store has patients: a hospital's own data gets neither
// made-up patients nor logins without a password.
func (a *App) nobody(ctx context.Context) error {
	q, err := search.Parse("Patient", url.Values{"_count": {"1"}}, true)
	if err != nil {
		return fmt.Errorf("app: demo: %w", err)
	}
	found, err := a.guarded.Search(ctx, q)
	if err != nil {
		return err
	}
	if len(found.Matches) > 0 {
		return outcome.New(outcome.Conflict, "app: the data in %s has patients of its own; the demo, whose logins need no password, begins in an empty folder (--data)", a.cfg.Data)
	}
	return nil
}

func (p demoPatient) resources(now time.Time) []object {
	subject := object{"reference": "Patient/" + p.ID}
	out := []object{
		{
			"resourceType": "Patient", "id": p.ID, "gender": p.Sex, "birthDate": p.Born,
			"identifier": []object{{"system": "https://apricot.health/demo/mrn", "value": p.ID}},
			"name":       []object{{"text": p.Name}}, "telecom": []object{{"system": "phone", "value": p.Phone}},
			"communication": []object{{"language": object{"text": p.Lang}}},
		},
		{
			"resourceType": "Encounter", "id": p.ID + "-visit", "status": "arrived", "subject": subject,
			"class":      object{"system": "http://terminology.hl7.org/CodeSystem/v3-ActCode", "code": "AMB"},
			"reasonCode": []object{{"text": p.Visit}}, "period": object{"start": now.UTC().Format(time.RFC3339)},
		},
	}
	for i, c := range p.Conditions {
		out = append(out, object{
			"resourceType": "Condition", "id": fmt.Sprintf("%s-c%d", p.ID, i+1), "subject": subject,
			"clinicalStatus": object{"coding": []object{{"system": "http://terminology.hl7.org/CodeSystem/condition-clinical", "code": "active"}}},
			"code":           object{"coding": []object{{"system": "http://hl7.org/fhir/sid/icd-10-cm", "code": c.ICD}}, "text": c.Text},
		})
	}
	for i, m := range p.Medications {
		out = append(out, object{
			"resourceType": "MedicationStatement", "id": fmt.Sprintf("%s-m%d", p.ID, i+1), "subject": subject,
			"status": "active", "medicationCodeableConcept": object{"text": m},
		})
	}
	for i, al := range p.Allergies {
		out = append(out, object{
			"resourceType": "AllergyIntolerance", "id": fmt.Sprintf("%s-a%d", p.ID, i+1), "patient": subject,
			"clinicalStatus": object{"coding": []object{{"system": "http://terminology.hl7.org/CodeSystem/allergyintolerance-clinical", "code": "active"}}},
			"code":           object{"text": al},
		})
	}
	return append(out, p.labs(subject, now)...)
}

func (p demoPatient) labs(subject object, now time.Time) []object {
	codes := map[string][2]string{
		"creatinine": {"14682-9", "umol/L"}, "potassium": {"2823-3", "mmol/L"}, "weight": {"29463-7", "kg"}, "height": {"8302-2", "cm"},
	}
	var out []object
	for name, v := range p.Labs {
		out = append(out, demoObservation(p.ID+"-"+name, subject, codes[name][0], object{"valueQuantity": object{
			"value": v, "unit": codes[name][1], "system": "http://unitsofmeasure.org", "code": codes[name][1],
		}}, now))
	}
	if p.Pregnant {
		out = append(out, demoObservation(p.ID+"-pregnant", subject, "82810-3", object{"valueCodeableConcept": object{
			"coding": []object{{"system": "http://snomed.info/sct", "code": "77386006"}}, "text": "Pregnant",
		}}, now))
	}
	return out
}

func demoObservation(id string, subject object, loinc string, value object, now time.Time) object {
	o := object{
		"resourceType": "Observation", "id": id, "status": "final", "subject": subject,
		"code":              object{"coding": []object{{"system": "http://loinc.org", "code": loinc}}},
		"effectiveDateTime": now.Add(-72 * time.Hour).UTC().Format(time.RFC3339),
	}
	for k, v := range value {
		o[k] = v
	}
	return o
}

// demoReadings registers a device and sends a week of plausible readings
// through the same door as a real one. Two patients end with readings that
// raise an alert, and one falls silent.
func (a *App) demoReadings(ctx context.Context, p demoPatient) error {
	cred, err := a.now().vitals.Register(ctx, p.ID, "demo wearable")
	if err != nil {
		return err
	}
	ctx = actor.With(ctx, actor.Actor{ID: "Device/" + cred.Device, Role: actor.Device, Patient: p.ID, Purpose: actor.Treatment})
	now := a.cfg.Now()
	var week []vitals.Reading
	for day := 7; day >= 1; day-- {
		at := now.Add(-time.Duration(day) * 24 * time.Hour)
		wave := float64(day % 3)
		week = append(week,
			vitals.Reading{Metric: "heart_rate", Value: 72 + 2*wave, Unit: "/min", At: at},
			vitals.Reading{Metric: "blood_pressure_systolic", Value: 128 + 3*wave, Unit: "mm[Hg]", At: at},
			vitals.Reading{Metric: "blood_pressure_diastolic", Value: 78 + wave, Unit: "mm[Hg]", At: at},
			vitals.Reading{Metric: "spo2", Value: 97 - wave, Unit: "%", At: at})
	}
	if p.ID != "demo-p16" { // this one has gone silent
		week = append(week, demoToday(p.ID, now)...)
	}
	_, err = a.now().vitals.Ingest(ctx, cred.Device, week)
	return err
}

func demoToday(id string, now time.Time) []vitals.Reading {
	at := now.Add(-10 * time.Minute)
	reading := func(metric string, v float64, unit string) vitals.Reading {
		return vitals.Reading{Metric: metric, Value: v, Unit: unit, At: at}
	}
	switch id {
	case "demo-p06":
		return []vitals.Reading{reading("heart_rate", 128, "/min"), reading("spo2", 89, "%"), reading("resp_rate", 26, "/min"), reading("weight", 69.2, "kg"), reading("blood_pressure_systolic", 104, "mm[Hg]"), reading("temperature", 36.6, "Cel")}
	case "demo-p11":
		return []vitals.Reading{reading("blood_pressure_systolic", 186, "mm[Hg]"), reading("blood_pressure_diastolic", 104, "mm[Hg]"), reading("heart_rate", 88, "/min")}
	default:
		return []vitals.Reading{reading("heart_rate", 74, "/min"), reading("spo2", 97, "%"), reading("blood_pressure_systolic", 130, "mm[Hg]")}
	}
}
