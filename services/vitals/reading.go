package vitals

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strconv"
	"time"

	"apricot.health/knowledge/graph"
	"apricot.health/knowledge/logic"
)

// Reading is one value as a device sent it.
type Reading struct {
	Metric string    `json:"metric"`
	Value  float64   `json:"value"`
	Unit   string    `json:"unit"`
	At     time.Time `json:"at"`
	Seq    int64     `json:"seq,omitempty"`
	// Subject is whom the sender says that it is about, as a reference; empty
	// leaves it to the device's binding. It never decides whose the reading is.
	Subject string `json:"subject,omitempty"`

	// Fault is what is wrong with one that could not be read.
	Fault string `json:"-"`
}

// Metric is one kind of reading that is taken in.
type Metric struct {
	Name    string // as in Reading
	Finding string // of the graph
	LOINC   string
	Unit    string // UCUM, as stored
	// Low and High bound what is physically plausible: a value outside is
	// quarantined (figures of the vitals table in ARCHITECTURE.md). No cuff measures a
	// systolic pressure below 40: 12.8 are kPa that were sent as mmHg.
	Low, High float64
	Display   graph.Label
}

// Metrics are all metrics, in the order of a chart.
func Metrics() []Metric {
	return []Metric{
		{"heart_rate", "find.heart_rate", "8867-4", "/min", 1, 230, graph.Label{ZH: "心率", EN: "Heart rate"}},
		{"blood_pressure_systolic", "find.sbp", "8480-6", "mm[Hg]", 40, 250, graph.Label{ZH: "收缩压", EN: "Systolic blood pressure"}},
		{"blood_pressure_diastolic", "find.dbp", "8462-4", "mm[Hg]", 1, 150, graph.Label{ZH: "舒张压", EN: "Diastolic blood pressure"}},
		{"spo2", "find.spo2", "59408-5", "%", 1, 100, graph.Label{ZH: "血氧饱和度", EN: "Oxygen saturation"}},
		{"resp_rate", "find.resp_rate", "9279-1", "/min", 1, 120, graph.Label{ZH: "呼吸频率", EN: "Respiratory rate"}},
		{"temperature", "find.temperature", "8310-5", "Cel", 25, 43, graph.Label{ZH: "体温", EN: "Temperature"}},
		{"weight", "find.weight", "29463-7", "kg", 1, 250, graph.Label{ZH: "体重", EN: "Weight"}},
		{"glucose", "find.glucose", "15074-8", "mmol/L", 0.6, 40, graph.Label{ZH: "血糖", EN: "Glucose"}},
		{"steps", "", "55423-8", "{steps}", 0, 100000, graph.Label{ZH: "步数", EN: "Steps"}},
	}
}

// MetricByName finds a metric.
func MetricByName(name string) (Metric, bool) {
	for _, m := range Metrics() {
		if m.Name == name {
			return m, true
		}
	}
	return Metric{}, false
}

// OtherCodes are further LOINC codes under which senders have the metric. 2708-6
// is the one that the vital signs profile of FHIR R4 asks for.
func (m Metric) OtherCodes() []string {
	switch m.Name {
	case "spo2":
		return []string{"2708-6"}
	case "glucose":
		return []string{"2339-0"}
	default:
		return nil
	}
}

func metricByLOINC(code string) (Metric, bool) {
	for _, m := range Metrics() {
		if m.LOINC == code || slices.Contains(m.OtherCodes(), code) {
			return m, true
		}
	}
	return Metric{}, false
}

// units that devices write for the UCUM ones.
func ucum(unit string) string {
	switch unit {
	case "bpm", "次/分", "次/min", "{beats}/min", "{breaths}/min":
		return "/min"
	case "mmHg":
		return "mm[Hg]"
	case "°C", "℃", "C", "摄氏度":
		return "Cel"
	case "°F", "℉", "F":
		return "[degF]"
	case "步", "steps", "{steps}/d":
		return "{steps}"
	case "公斤", "Kg":
		return "kg"
	default:
		return unit
	}
}

// The fixed reasons for which a reading is not stored as an Observation.
const (
	reasonMetric  = "unknown metric"
	reasonUnit    = "unknown unit"
	reasonTime    = "missing time"
	reasonZone    = "the time is no RFC 3339 time with its zone, such as 2026-03-04T11:00:00+08:00"
	reasonFuture  = "time in the future"
	reasonAncient = "time more than a year ago"
	reasonRange   = "value is not plausible"
)

// maxSkew is how far a device's clock may run ahead.
const maxSkew = 5 * time.Minute

// maxAge bounds how late a reading may come.
const maxAge = 366 * 24 * time.Hour

// check converts a reading to the stored unit, or says why it cannot be
// trusted. rejected means that it can never be right, as against a plausible
// reading at an implausible moment or of an implausible size.
func check(r Reading, now time.Time) (m Metric, value float64, reason string, rejected bool) {
	if r.Fault != "" {
		return m, 0, r.Fault, true
	}
	m, ok := MetricByName(r.Metric)
	if !ok {
		return m, 0, reasonMetric, true
	}
	value, ok = convert(m, r.Value, ucum(r.Unit))
	switch {
	case !ok:
		return m, 0, reasonUnit, true
	case r.At.IsZero():
		return m, 0, reasonTime, true
	case r.At.After(now.Add(maxSkew)):
		return m, 0, reasonFuture, false
	case r.At.Before(now.Add(-maxAge)):
		return m, 0, reasonAncient, false
	case value < m.Low || value > m.High:
		return m, 0, reasonRange, false
	}
	return m, value, "", false
}

func convert(m Metric, v float64, unit string) (float64, bool) {
	if unit == m.Unit {
		return v, true
	}
	if m.Finding == "" {
		return 0, false
	}
	return logic.Convert(m.Finding, v, unit, m.Unit)
}

// identity is what makes a reading one: the same reading sent again has the
// same one.
func identity(device string, r Reading) string {
	sum := sha256.Sum256([]byte(device + "|" + r.Metric + "|" + r.At.UTC().Format(time.RFC3339Nano) + "|" + strconv.FormatInt(r.Seq, 10)))
	return hex.EncodeToString(sum[:16])
}

func number(f float64) string { return strconv.FormatFloat(f, 'f', -1, 64) }

// observation is the FHIR R4 Observation of a reading. The value as sent is
// kept beside the converted one.
func observation(device, patient string, m Metric, r Reading, value float64, received time.Time) map[string]any {
	o := map[string]any{
		"resourceType":      "Observation",
		"status":            "final",
		"identifier":        []map[string]any{{"system": readingSystem, "value": identity(device, r)}},
		"category":          []map[string]any{{"coding": []map[string]any{{"system": "http://terminology.hl7.org/CodeSystem/observation-category", "code": "vital-signs"}}}},
		"code":              map[string]any{"coding": []map[string]any{{"system": "http://loinc.org", "code": m.LOINC, "display": m.Display.EN}}, "text": m.Display.ZH},
		"subject":           map[string]any{"reference": "Patient/" + patient},
		"device":            map[string]any{"reference": "Device/" + device},
		"effectiveDateTime": r.At.Format(time.RFC3339Nano),
		"issued":            received.UTC().Format(time.RFC3339Nano),
		"valueQuantity":     map[string]any{"value": rawNumber(value), "unit": m.Unit, "system": "http://unitsofmeasure.org", "code": m.Unit},
	}
	if ucum(r.Unit) != m.Unit || r.Unit != m.Unit {
		o["note"] = []map[string]any{{"text": fmt.Sprintf("as sent: %s %s", number(r.Value), r.Unit)}}
	}
	return o
}

// The identifier systems of this package.
const (
	readingSystem = "https://apricot.health/fhir/sid/reading"
	secretSystem  = "https://apricot.health/fhir/sid/device-secret-sha256"
)
