package outbound

import (
	"html"
	"regexp"
	"strconv"
	"strings"
	"time"

	"apricot.health/fhir/hl7v2"
	"apricot.health/fhir/hl7v2/mapping"
	"apricot.health/fhir/hl7v2/site"
)

// writer writes one message.
type writer struct {
	b       strings.Builder
	d       hl7v2.Delimiters
	systems map[string]string // URI to assigning authority
	codes   map[string]string // URI to CWE.3
	base    string
}

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

// segment writes a segment; MSH gets its delimiters. Fields are escaped already.
func (w *writer) segment(name string, fields ...string) {
	line := name + "|"
	if name == "MSH" {
		line += `^~\&|`
	}
	w.b.WriteString(strings.TrimRight(line+strings.Join(fields, "|"), "|"))
	w.b.WriteByte('\r')
}

func (w *writer) text(s string) string { return hl7v2.Escape(strings.TrimSpace(s), w.d) }

func (w *writer) join(parts ...string) string {
	for i, p := range parts {
		parts[i] = w.text(p)
	}
	return strings.TrimRight(strings.Join(parts, "^"), "^")
}

// authority is the HD of an identifier system, as one component.
func (w *writer) authority(system string) string {
	if name := w.systems[system]; name != "" {
		return w.text(name)
	}
	if name, ok := strings.CutPrefix(system, w.base+"/id/"); ok {
		return w.text(name)
	}
	if oid, ok := strings.CutPrefix(system, "urn:oid:"); ok {
		return "&" + w.text(oid) + "&ISO"
	}
	if system == "" {
		return ""
	}
	return "&" + w.text(system) + "&URI"
}

func (w *writer) person(p person, ref string) {
	var ids, names, phones, addresses []string
	for _, id := range p.Identifier {
		if id.Value == "" || id.Use == "old" || strings.HasSuffix(id.System, "/derived") {
			continue
		}
		kind := ""
		if len(id.Type.Coding) > 0 {
			kind = id.Type.Coding[0].Code
		}
		ids = append(ids, strings.TrimRight(w.text(id.Value)+"^^^"+w.authority(id.System)+"^"+w.text(kind), "^"))
	}
	if len(ids) == 0 {
		_, id, _ := strings.Cut(ref, "/")
		ids = []string{w.text(id) + "^^^" + namespace}
	}
	for _, n := range p.Name {
		if n.Use != "old" {
			names = append(names, w.join(splitName(n)...))
		}
	}
	for _, t := range p.Telecom {
		if t.System == "phone" || t.System == "" {
			phones = append(phones, w.text(t.Value))
		}
	}
	for _, a := range p.Address {
		addresses = append(addresses, w.join(strings.Join(a.Line, " ")+a.Text, "", a.City, a.State, a.PostalCode, a.Country, "", "", a.District))
	}
	sex := map[string]string{"male": "M", "female": "F", "other": "O", "unknown": "U"}[p.Gender]
	w.segment("PID", "1", "", strings.Join(ids, "~"), "", strings.Join(names, "~"), "", when(p.BirthDate), sex, "", "", strings.Join(addresses, "~"), "", strings.Join(phones, "~"))
}

// splitName gives family, given and further names. A name that is known only
// whole stands in the first component.
func splitName(n name) []string {
	if n.Family == "" {
		return []string{n.Text}
	}
	given, more := "", ""
	if len(n.Given) > 0 {
		given, more = n.Given[0], strings.Join(n.Given[1:], " ")
	}
	return []string{n.Family, given, more}
}

func (w *writer) visit(v visit) {
	class := map[string]string{"AMB": "O", "IMP": "I", "EMER": "E", "ACUTE": "I", "NONAC": "I", "PRENC": "P"}[v.Class.Code]
	number := ""
	for _, id := range v.Identifier {
		if id.Value != "" && !strings.HasSuffix(id.System, "/derived") {
			number = w.text(id.Value)
			if a := w.authority(id.System); a != "visit" {
				number += "^^^" + a
			}
			break
		}
	}
	if class == "" {
		class = "N"
	}
	fields := make([]string, 19)
	fields[0], fields[1], fields[18] = "1", class, number
	w.segment("PV1", fields...)
}

// clinician is an XCN.
func (w *writer) clinician(p person) string {
	parts := []string{p.ID, p.Display}
	for _, id := range p.Identifier {
		parts[0] = id.Value
		break
	}
	if len(p.Name) > 0 {
		parts = append(parts[:1], splitName(p.Name[0])...)
	}
	return w.join(parts...)
}

// concept is a CWE of the first codings.
func (w *writer) concept(c concept) string {
	var parts []string
	for _, x := range c.Coding[:min(2, len(c.Coding))] {
		system := w.codes[x.System]
		if name, ok := strings.CutPrefix(x.System, w.base+"/cs/"); ok && system == "" {
			system = name
		}
		if system == "" {
			system = "99APR"
		}
		display := x.Display
		if display == "" {
			display = c.Text
		}
		parts = append(parts, x.Code, display, system)
	}
	if parts == nil {
		parts = []string{"", c.Text}
	}
	return w.join(parts...)
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

func (w *writer) unit(q quantity) string {
	if q.Code != "" {
		return w.join(q.Code, q.Unit, "UCUM")
	}
	return w.join("", q.Unit)
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

// plainText is a narrative without its markup.
func plainText(div string) string {
	s := strings.Join(strings.Fields(div), " ")
	s = tags.ReplaceAllString(breaks.ReplaceAllString(s, "\n"), "")
	return strings.TrimSpace(blanks.ReplaceAllString(html.UnescapeString(s), "\n"))
}

// when writes a FHIR date, dateTime or instant as DTM, as exact as it is.
func when(s string) string {
	for layout, to := range map[string]string{time.RFC3339: "20060102150405-0700", "2006-01-02": "20060102", "2006-01": "200601", "2006": "2006"} {
		if t, err := time.Parse(layout, s); err == nil {
			return t.Format(to)
		}
	}
	return ""
}
