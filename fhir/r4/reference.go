package r4

import "strings"

// Reference is one literal reference inside a resource.
type Reference struct {
	Text       string // as it stands: "Patient/17", "urn:uuid:...", "Patient?identifier=x"
	start, end int
}

// Conditional reports whether the reference is a search that has to be
// resolved when the resource is stored, such as "Patient?identifier=x"
// (FHIR R4, http.html#transaction).
func (r Reference) Conditional() bool {
	typ, _, ok := strings.Cut(r.Text, "?")
	return ok && ValidType(typ)
}

// References lists the values of all members named "reference" at any depth,
// contained resources and extensions among them.
func (d *Doc) References() []Reference {
	var out []Reference
	for _, n := range d.nodes {
		if n.kind == String && n.keyEnd > 0 && string(d.raw[n.keyStart:n.keyEnd]) == `"reference"` {
			out = append(out, Reference{unquote(d.raw[n.start:n.end]), n.start, n.end})
		}
	}
	return out
}

// RewriteReferences replaces each reference for which to gives a new text. No
// other byte changes; the same Doc comes back when nothing is to be replaced.
func (d *Doc) RewriteReferences(to func(ref Reference) (string, bool)) *Doc {
	var edits []edit
	for _, ref := range d.References() {
		if text, ok := to(ref); ok && text != ref.Text {
			edits = append(edits, edit{ref.start, ref.end, quote(text)})
		}
	}
	if len(edits) == 0 {
		return d
	}
	return d.edited(edits)
}

// RewriteReferences is Doc.RewriteReferences with a table of texts.
func RewriteReferences(raw []byte, to map[string]string) ([]byte, error) {
	d, err := Parse(raw)
	if err != nil {
		return nil, err
	}
	return d.RewriteReferences(func(ref Reference) (string, bool) {
		text, ok := to[ref.Text]
		return text, ok
	}).raw, nil
}

// SplitReference takes "Type/id", with or without a base URL and a
// "/_history/n" tail, apart. ok is false for everything else: urn:uuid names,
// "#contained", searches, canonical URLs.
func SplitReference(ref string) (base, typ, id string, ok bool) {
	if i := strings.Index(ref, "/_history/"); i >= 0 {
		ref = ref[:i]
	}
	slash := strings.LastIndexByte(ref, '/')
	if slash < 1 {
		return "", "", "", false
	}
	id = ref[slash+1:]
	typ = ref[:slash]
	if i := strings.LastIndexByte(typ, '/'); i >= 0 {
		base, typ = typ[:i], typ[i+1:]
		if base == "" {
			return "", "", "", false
		}
	}
	return base, typ, id, ValidType(typ) && ValidID(id)
}

// ValidType reports whether s can be the name of a resource type.
func ValidType(s string) bool {
	if len(s) < 2 || len(s) > 64 || s[0] < 'A' || s[0] > 'Z' {
		return false
	}
	for _, c := range []byte(s[1:]) {
		if (c < 'a' || c > 'z') && (c < 'A' || c > 'Z') {
			return false
		}
	}
	return true
}

// ValidID reports whether s is a FHIR id: 1 to 64 of A-Z a-z 0-9 - and dot
// (FHIR R4, datatypes.html#id).
func ValidID(s string) bool {
	if s == "" || len(s) > 64 {
		return false
	}
	for _, c := range []byte(s) {
		if (c < 'a' || c > 'z') && (c < 'A' || c > 'Z') && (c < '0' || c > '9') && c != '-' && c != '.' {
			return false
		}
	}
	return true
}
