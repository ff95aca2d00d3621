package outbound

import (
	"regexp"
	"strconv"
	"strings"
	"time"

	"apricot.health/fhir/hl7v2"
	"apricot.health/fhir/hl7v2/mapping"
	"apricot.health/fhir/hl7v2/site"
)

// namespace is the assigning authority of Apricot's own numbers. What comes in
// about an order under it finds the order.
const namespace = mapping.Namespace

// write gives type and bytes of the message for a destination.
func (l *letter) write(to site.Destination, controlID string, s site.Site, now time.Time) (typ string, raw []byte) {
	w := &writer{d: hl7v2.Standard(), systems: map[string]string{}, codes: map[string]string{}, base: s.Mapping.Base}
	if w.base == "" {
		w.base = "https://apricot.health/sid"
	}
	for name, uri := range s.Mapping.Systems {
		w.systems[uri] = name
	}
	for name, uri := range map[string]string{
		"LN": "http://loinc.org", "SCT": "http://snomed.info/sct", "I10": "http://hl7.org/fhir/sid/icd-10", "RXNORM": "http://www.nlm.nih.gov/research/umls/rxnorm",
		"ATC": "http://www.whocc.no/atc", "UCUM": "http://unitsofmeasure.org",
	} {
		w.codes[uri] = name
	}
	for name, uri := range s.Mapping.CodeSystems {
		w.codes[uri] = name
	}
	var structure string
	switch {
	case l.paper != nil && l.again:
		typ, structure = "MDM^T08", "MDM_T02"
	case l.paper != nil:
		typ, structure = "MDM^T02", "MDM_T02"
	case l.kind == site.Medication && to.Orders == "OML":
		typ, structure = "OMP^O09", "OMP_O09"
	case l.kind == site.Laboratory && to.Orders == "OML":
		typ, structure = "OML^O21", "OML_O21"
	default:
		typ, structure = "ORM^O01", "ORM_O01"
	}
	charset := to.Charset
	if charset == "" {
		charset = hl7v2.UTF8.Code()
	}
	w.segment("MSH", w.text(namespace), "", w.text(to.Application), w.text(to.Facility), now.Format("20060102150405-0700"), "", typ+"^"+structure, controlID, "P", to.Version,
		"", "", "", "", "", charset)
	if l.paper != nil {
		w.segment("EVN", "", now.Format("20060102150405-0700"))
	}
	w.person(l.patient, l.patientRef)
	w.visit(l.visit)
	switch {
	case l.paper != nil:
		w.document(l)
	case l.kind == site.Medication:
		w.medication(l)
	default:
		w.service(l)
	}
	return typ, hl7v2.Encode(w.b.String(), charset)
}

func (w *writer) orc(l *letter, number string) {
	r := l.request
	fields := make([]string, 12)
	fields[0], fields[1], fields[8], fields[11] = l.control, number, when(r.AuthoredOn), w.clinician(l.clinician)
	for _, id := range r.Identifier {
		if len(id.Type.Coding) > 0 && id.Type.Coding[0].Code == "FILL" {
			fields[2] = w.text(id.Value) + "^" + w.authority(id.System)
		}
	}
	w.segment("ORC", fields...)
}

// number is the placer order number: the order's own, else its logical id.
func (w *writer) number(l *letter) string {
	for _, id := range l.request.Identifier {
		if len(id.Type.Coding) > 0 && id.Type.Coding[0].Code == "PLAC" && id.Value != "" {
			return w.text(id.Value) + "^" + w.authority(id.System)
		}
	}
	return w.text(l.id) + "^" + namespace
}

var priorities = map[string]string{"stat": "S", "asap": "A", "urgent": "T", "routine": "R"}

func (w *writer) service(l *letter) {
	number := w.number(l)
	w.orc(l, number)
	r := l.request
	fields := make([]string, 31)
	fields[0], fields[1], fields[3], fields[4], fields[5] = "1", number, w.concept(r.Code), priorities[r.Priority], when(r.OccurrenceDateTime)
	fields[15] = w.clinician(l.clinician)
	if p := priorities[r.Priority]; p != "" {
		fields[26] = "^^^^^" + p
	}
	var reasons []string
	for _, c := range r.ReasonCode {
		reasons = append(reasons, w.concept(c))
	}
	fields[30] = strings.Join(reasons, "~")
	w.segment("OBR", fields...)
	w.notes(r)
}

func (w *writer) notes(r *request) {
	for i, n := range r.Note {
		w.segment("NTE", strconv.Itoa(i+1), "", w.text(n.Text))
	}
}

func (w *writer) medication(l *letter) {
	w.orc(l, w.number(l))
	r := l.request
	drug := r.MedicationCodeableConcept
	if drug.Text == "" && len(drug.Coding) == 0 {
		drug.Text = r.MedicationReference.Display
	}
	fields := make([]string, 13)
	fields[0] = w.concept(drug)
	if len(r.DosageInstruction) > 0 {
		d := r.DosageInstruction[0]
		t := d.Timing.Repeat.BoundsPeriod
		pattern := d.Timing.Code.Text
		if len(d.Timing.Code.Coding) > 0 {
			pattern = d.Timing.Code.Coding[0].Code
		}
		w.segment("TQ1", "1", "", w.text(pattern), "", "", "", when(t.Start), when(t.End), priorities[r.Priority])
		if len(d.DoseAndRate) > 0 {
			low, high := d.DoseAndRate[0].DoseQuantity, quantity{}
			if low.Value == "" {
				low, high = d.DoseAndRate[0].DoseRange.Low, d.DoseAndRate[0].DoseRange.High
			}
			fields[1], fields[2], fields[3] = low.Value.String(), high.Value.String(), w.unit(low)
		}
		fields[6] = w.join("", d.Text)
	}
	if q := r.DispenseRequest.Quantity; q.Value != "" {
		fields[10], fields[11] = q.Value.String(), w.unit(q)
	}
	if n := r.DispenseRequest.NumberOfRepeatsAllowed; n > 0 {
		fields[12] = strconv.Itoa(n)
	}
	w.segment("RXO", fields...)
	for _, d := range r.DosageInstruction[:min(1, len(r.DosageInstruction))] {
		if route := w.concept(d.Route); strings.Trim(route, "^") != "" {
			w.segment("RXR", route, w.concept(d.Site), "", w.concept(d.Method))
		}
	}
	w.notes(r)
}

// document writes TXA and the text or file of a document.
func (w *writer) document(l *letter) {
	p := l.paper
	title := p.Title
	if title == "" {
		title = p.Description
	}
	fields := make([]string, 25)
	fields[0], fields[1], fields[2] = "1", w.concept(p.Type), "TX"
	fields[3], fields[5], fields[8] = when(p.Date), when(p.Date), w.clinician(l.clinician)
	fields[11], fields[16], fields[18], fields[24] = w.text(l.id)+"^"+namespace, "AU", "AV", w.text(title)
	if len(p.Content) > 0 {
		fields[2] = "AP"
	}
	w.segment("TXA", fields...)
	n := 0
	observe := func(kind, heading, value string) {
		n++
		w.segment("OBX", strconv.Itoa(n), kind, w.join("", heading), "", value, "", "", "", "", "", "F")
	}
	var walk func([]section)
	walk = func(list []section) {
		for _, s := range list {
			if body := plainText(s.Text.Div); body != "" {
				observe("TX", s.Title, w.text(body))
			}
			walk(s.Section)
		}
	}
	walk(p.Section)
	for _, c := range p.Content {
		a := c.Attachment
		heading := a.Title
		if heading == "" {
			heading = title
		}
		kind, subtype, _ := strings.Cut(a.ContentType, "/")
		subtype, _, _ = strings.Cut(subtype, ";")
		switch {
		case a.Data != "":
			observe("ED", heading, w.join("", kind, subtype, "Base64", a.Data))
		case a.URL != "":
			observe("RP", heading, w.join(a.URL, "", kind, subtype))
		}
	}
}

var (
	breaks = regexp.MustCompile(`(?i)<(br|/p|/div|/li|/tr|/h[1-6])\b[^>]*>`)
	tags   = regexp.MustCompile(`<[^>]*>`)
	blanks = regexp.MustCompile(`[ \t]*\n\s*`)
)
