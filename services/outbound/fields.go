package outbound

import (
	"html"
	"strings"
	"time"

	"apricot.health/fhir/hl7v2"
)

// writer writes one message.
type writer struct {
	b       strings.Builder
	d       hl7v2.Delimiters
	systems map[string]string // URI to assigning authority
	codes   map[string]string // URI to CWE.3
	base    string
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

func (w *writer) unit(q quantity) string {
	if q.Code != "" {
		return w.join(q.Code, q.Unit, "UCUM")
	}
	return w.join("", q.Unit)
}

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
