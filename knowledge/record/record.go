package record

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"time"

	"apricot.health/fhir/outcome"
	"apricot.health/knowledge/chart"
	"apricot.health/knowledge/graph"
)

// Reader reads resources against one graph. It is safe for concurrent use;
// making one indexes every name of the graph.
type Reader struct {
	graph *graph.Graph
	names *names
	loinc map[string]string // LOINC code -> quantity or finding
	icd   map[string]string // ICD-10 code without a dot -> condition
	atc   map[string]string // ATC code -> drug
	// rxnorm has the concept identifiers of ingredients: what a product or a brand
	// has is another, which a hospital's own table may hold.
	rxnorm map[string]string
	inv    map[string]string // LOINC code or name -> investigation
}

// New makes a Reader.
func New(g *graph.Graph) *Reader {
	r := &Reader{graph: g, names: indexNames(g), loinc: map[string]string{}, icd: map[string]string{}, atc: map[string]string{}, rxnorm: map[string]string{}, inv: investigations(g)}
	for _, f := range g.Findings() {
		if f.Loinc != "" && r.loinc[f.Loinc] == "" {
			r.loinc[f.Loinc] = f.ID
		}
	}
	for code, id := range loincAliases() {
		if _, ok := g.Finding(id); ok && r.loinc[code] == "" {
			r.loinc[code] = id
		}
	}
	shared := map[string]bool{}
	for _, c := range g.Conditions() {
		if code := plainICD(c.ICD10); code != "" {
			shared[code] = shared[code] || r.icd[code] != ""
			r.icd[code] = c.ID
		}
	}
	for code := range shared {
		if shared[code] { // two conditions under one code: the code names neither
			delete(r.icd, code)
		}
	}
	for _, d := range g.Drugs() {
		if d.ATC != "" {
			r.atc[d.ATC] = d.ID
		}
		if d.RxNorm != "" {
			r.rxnorm[d.RxNorm] = d.ID
		}
	}
	return r
}

// FromResources reads the resources of one patient as of now. It is Invalid
// where one is no JSON object, or where there are two patients.
func (r *Reader) FromResources(raws [][]byte, now time.Time) (chart.Chart, error) {
	entries := make([]entry, len(raws))
	for i, raw := range raws {
		entries[i].Resource = raw
	}
	return r.read(entries, now)
}

// FromBundle reads the resources in a Bundle, as FromResources does.
func (r *Reader) FromBundle(raw []byte, now time.Time) (chart.Chart, error) {
	var b struct {
		ResourceType string  `json:"resourceType"`
		Entry        []entry `json:"entry"`
	}
	if err := json.Unmarshal(raw, &b); err != nil || b.ResourceType != "Bundle" {
		return chart.Chart{}, outcome.New(outcome.Invalid, "not a FHIR Bundle")
	}
	return r.read(b.Entry, now)
}

type entry struct {
	FullURL  string          `json:"fullUrl"`
	Resource json.RawMessage `json:"resource"`
}

// reading is the state of one read.
type reading struct {
	*Reader
	now       time.Time
	chart     chart.Chart
	patient   map[string]bool // every reference that means this patient
	medicines map[string]concept
	seen      map[string]time.Time // finding -> time of the value in the chart
}

func (r *Reader) read(entries []entry, now time.Time) (chart.Chart, error) {
	s := &reading{Reader: r, now: now, chart: chart.New(), patient: map[string]bool{}, medicines: map[string]concept{}, seen: map[string]time.Time{}}
	s.chart.Now = now
	all := make([]resource, 0, len(entries))
	for i, e := range entries {
		if len(e.Resource) == 0 {
			continue
		}
		x, ok := parse(e.Resource)
		if !ok {
			return chart.Chart{}, outcome.At(outcome.Invalid, "entry["+strconv.Itoa(i)+"]", "not a FHIR R4 resource")
		}
		x.evidence = x.ResourceType + "/" + x.ID
		if x.ID == "" {
			x.evidence = x.ResourceType + "/#" + strconv.Itoa(i+1)
		}
		if err := s.introduce(x, e.FullURL); err != nil {
			return chart.Chart{}, err
		}
		all = append(all, x)
	}
	for _, x := range all {
		if s.mine(x) {
			s.take(x)
		}
	}
	s.changes()
	s.wider(&s.chart)
	return s.chart, nil
}

// introduce learns what others refer to: the patient and the medications.
func (s *reading) introduce(x resource, fullURL string) error {
	switch x.ResourceType {
	case "Patient":
		if len(s.patient) > 0 && !s.patient[x.evidence] {
			return outcome.New(outcome.Invalid, "the resources are of more than one patient")
		}
		s.patient[x.evidence] = true
		if fullURL != "" {
			s.patient[fullURL] = true
		}
	case "Medication":
		s.medicines[x.evidence] = x.Code
		s.medicines[fullURL] = x.Code
	}
	return nil
}

// mine is false for resources that say they are about somebody else.
func (s *reading) mine(x resource) bool {
	ref := x.Subject.Reference
	if ref == "" {
		ref = x.Patient.Reference
	}
	if ref == "" || len(s.patient) == 0 || s.patient[ref] {
		return true
	}
	for known := range s.patient {
		if strings.HasPrefix(known, "Patient/") && strings.HasSuffix(ref, "/"+known) {
			return true
		}
	}
	return false
}

func (s *reading) take(x resource) {
	switch x.ResourceType {
	case "Patient":
		s.person(x)
	case "Condition":
		s.condition(x)
	case "AllergyIntolerance":
		s.allergy(x)
	case "MedicationRequest", "MedicationStatement":
		s.medication(x)
	case "Observation":
		s.observation(x)
	}
}

func (s *reading) person(x resource) {
	c := &s.chart
	c.Patient = x.ID
	switch x.Gender {
	case "female", "male":
		c.Sex = chart.Sex(x.Gender)
	}
	if years, ok := Age(x.BirthDate, s.now); ok {
		c.AgeYears = years
	}
	for _, n := range x.names() {
		family, given := strings.TrimSpace(n.Family), strings.TrimSpace(strings.Join(n.Given, " "))
		for _, v := range []string{n.Text, family + given, given + " " + family} {
			if v = strings.TrimSpace(v); v != "" && family+given != "" || v == n.Text && v != "" {
				c.Identity = appendNew(c.Identity, v)
			}
		}
	}
	for _, id := range x.Identifier {
		c.Identity = appendNew(c.Identity, id.Value)
	}
	for _, t := range x.Telecom {
		c.Identity = appendNew(c.Identity, t.Value)
	}
}

func appendNew(list []string, v string) []string {
	for _, have := range list {
		if have == v {
			return list
		}
	}
	if v == "" {
		return list
	}
	return append(list, v)
}

// Age is in years at now, with the fraction that a rule for infants needs. A birth
// date of a year or a month counts from its middle.
func Age(birth string, now time.Time) (float64, bool) {
	var at time.Time
	var err error
	switch len(birth) {
	case len("2006"):
		at, err = time.Parse("2006-01-02", birth+"-07-01")
	case len("2006-01"):
		at, err = time.Parse("2006-01-02", birth+"-15")
	case len("2006-01-02"):
		at, err = time.Parse("2006-01-02", birth)
	default:
		return 0, false
	}
	if err != nil || at.After(now) {
		return 0, false
	}
	years := now.Year() - at.Year()
	last := at.AddDate(years, 0, 0)
	if last.After(now) {
		years--
		last = at.AddDate(years, 0, 0)
	}
	return float64(years) + now.Sub(last).Hours()/(24*365.25), true
}

// String keeps a resource out of logs.
func (x resource) String() string { return fmt.Sprintf("[%s]", x.ResourceType) }
