package r4

import (
	"cmp"
	"slices"
	"strconv"
	"time"

	"apricot.health/fhir/outcome"
)

// InstantLayout is how Apricot writes meta.lastUpdated: FHIR instant, UTC,
// milliseconds.
const InstantLayout = "2006-01-02T15:04:05.000Z"

// edit replaces raw[start:end] by text.
type edit struct {
	start, end int
	text       []byte
}

func apply(raw []byte, edits []edit) []byte {
	if len(edits) == 0 {
		return raw
	}
	slices.SortStableFunc(edits, func(a, b edit) int { return a.start - b.start })
	grown := len(raw)
	for _, e := range edits {
		grown += len(e.text)
	}
	out := make([]byte, 0, grown)
	from := 0
	for _, e := range edits {
		out = append(out, raw[from:e.start]...)
		out = append(out, e.text...)
		from = e.end
	}
	return append(out, raw[from:]...)
}

// edited is the Doc after edits that replace one value each by one of the same
// kind without children: every place is moved by what grew before it, which
// saves reading the text again. apply has put the edits in order.
func (d *Doc) edited(edits []edit) *Doc {
	raw := apply(d.raw, edits)
	moves := make([]int, len(edits)+1) // by how much, behind so many edits
	for i, e := range edits {
		moves[i+1] = moves[i] + len(e.text) - (e.end - e.start)
	}
	moved := func(pos int) int {
		n, _ := slices.BinarySearchFunc(edits, pos, func(e edit, pos int) int { return cmp.Compare(e.end, pos+1) })
		return pos + moves[n]
	}
	nodes := slices.Clone(d.nodes)
	for i := range nodes {
		n := &nodes[i]
		n.start, n.end = moved(n.start), moved(n.end)
		n.keyStart, n.keyEnd = moved(n.keyStart), moved(n.keyEnd)
	}
	return &Doc{raw: raw, nodes: nodes}
}

// Stamp is the text with id, meta.versionId and meta.lastUpdated set; every
// other byte stays. Members that are missing are added right after
// resourceType, or first in meta.
func (d *Doc) Stamp(id string, version int64, updated time.Time) ([]byte, error) {
	root := d.Root()
	meta := root.Get("meta")
	if k := meta.Kind(); k != Absent && k != Object {
		return nil, outcome.At(outcome.Invalid, "meta", "meta must be an object")
	}
	stamps := []member{
		{"versionId", quote(strconv.FormatInt(version, 10))},
		{"lastUpdated", quote(updated.UTC().Format(InstantLayout))},
	}
	var edits []edit
	var missing []member
	if v := root.Get("id"); v.Kind() == Absent {
		missing = append(missing, member{"id", quote(id)})
	} else {
		edits = append(edits, v.replace(quote(id)))
	}
	if meta.Kind() == Absent {
		body := append([]byte{'{'}, join(stamps)...)
		missing = append(missing, member{"meta", append(body, '}')})
	} else {
		edits = append(edits, meta.set(stamps)...)
	}
	if len(missing) > 0 {
		edits = append(edits, d.insertAfterType(missing))
	}
	return apply(d.raw, edits), nil
}

// member is a member to be written: its value is JSON text.
type member struct {
	name string
	text []byte
}

func join(ms []member) []byte {
	var out []byte
	for i, m := range ms {
		if i > 0 {
			out = append(out, ',')
		}
		out = append(out, quote(m.name)...)
		out = append(out, ':')
		out = append(out, m.text...)
	}
	return out
}

func (v Value) replace(text []byte) edit {
	n := v.node()
	return edit{n.start, n.end, text}
}

// set gives the edits that make the members of the object v what ms says.
func (v Value) set(ms []member) []edit {
	var edits []edit
	var missing []member
	for _, m := range ms {
		if old := v.Get(m.name); old.Kind() != Absent {
			edits = append(edits, old.replace(m.text))
		} else {
			missing = append(missing, m)
		}
	}
	if len(missing) == 0 {
		return edits
	}
	text := join(missing)
	if v.node().first >= 0 {
		text = append(text, ',')
	}
	at := v.node().start + 1
	return append(edits, edit{at, at, text})
}

func (d *Doc) insertAfterType(ms []member) edit {
	root := d.Root()
	if t := root.Get("resourceType"); t.Kind() != Absent {
		at := t.node().end
		return edit{at, at, append([]byte{','}, join(ms)...)}
	}
	text := join(ms)
	if root.node().first >= 0 {
		text = append(text, ',')
	}
	at := root.node().start + 1
	return edit{at, at, text}
}
