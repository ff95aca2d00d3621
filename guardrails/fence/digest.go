package fence

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"math"
	"slices"
	"sync"
	"time"

	"apricot.health/knowledge/chart"
)

// inputHash is over the whole draft: SHA-256 of a writing of its fields, one after
// another, in which each text and list begins with its length and maps stand in the
// order of their keys, so that two drafts are written alike only where they are
// alike. It is not over JSON, which takes six times as long.
func inputHash(d Draft) string {
	w, _ := writings.Get().(*writing)
	if w == nil {
		w = new(writing)
	}
	defer writings.Put(w)
	w.out = w.out[:0]
	if err := w.draft(d); err != nil { // a NaN in an order: such a draft cannot be replayed, and its hash says so
		return "unhashable"
	}
	sum := sha256.Sum256(w.out)
	return "sha256:" + hex.EncodeToString(sum[:])
}

// writings are kept for the next draft.
var writings sync.Pool //nolint:gochecknoglobals // memory that decisions share

type writing struct {
	out  []byte
	keys []string
}

func (w *writing) draft(d Draft) error {
	w.texts(string(d.Audience), d.Lang, d.Text, d.Template, d.Department, d.Model)
	w.list(d.Basis)
	w.chart(d.Chart)
	w.flag(d.Urgency != nil)
	if d.Urgency != nil {
		w.number(int64(d.Urgency.Level))
		w.list(d.Urgency.RedFlags)
	}
	w.flag(d.Score != nil)
	if d.Score != nil {
		w.real(*d.Score)
	}
	// Few drafts have orders or declared claims.
	w.flag(d.Orders != nil)
	w.flag(d.Declared != nil)
	if len(d.Orders)+len(d.Declared) == 0 {
		return nil
	}
	raw, err := json.Marshal([]any{d.Orders, d.Declared})
	w.out = append(w.out, raw...)
	return err //nolint:wrapcheck // asked only whether there is one
}

func (w *writing) chart(c chart.Chart) {
	w.texts(c.Patient, string(c.Sex))
	w.time(c.Now)
	w.real(c.AgeYears)
	w.real(c.PregnancyWeeks)
	w.out = append(w.out, byte(c.Pregnant), byte(c.Lactating))
	for _, known := range [...]bool{c.ConditionsKnown, c.MedicationsKnown, c.AllergiesKnown} {
		w.flag(known)
	}
	for _, list := range [...][]chart.Coded{c.Conditions, c.Medications, c.Allergies} {
		w.begin(len(list), list == nil)
		for _, x := range list {
			w.texts(x.Concept, x.Text, x.Evidence, x.Status)
			w.flag(x.Past)
		}
	}
	each(w, c.Measures, w.measure)
	each(w, c.Readings, func(list []chart.Measure) {
		w.begin(len(list), list == nil)
		for _, m := range list {
			w.measure(m)
		}
	})
	each(w, c.Findings, func(x chart.Tri) { w.out = append(w.out, byte(x)) })
	each(w, c.FindingSource, func(s chart.Source) {
		w.texts(s.Where)
		w.flag(s.Asked)
	})
	w.list(c.Identity)
}

// each writes a map in the order of its keys.
func each[V any](w *writing, m map[string]V, value func(V)) {
	w.begin(len(m), m == nil)
	w.keys = w.keys[:0]
	for k := range m {
		w.keys = append(w.keys, k)
	}
	slices.Sort(w.keys)
	for _, k := range w.keys {
		w.texts(k)
		value(m[k])
	}
}

func (w *writing) measure(m chart.Measure) {
	w.real(m.Value)
	w.texts(m.Unit, m.Evidence)
	w.time(m.At)
}

// begin begins a list; none and an empty one are two things.
func (w *writing) begin(n int, none bool) {
	if none {
		n = -1
	}
	w.number(int64(n))
}

func (w *writing) list(texts []string) {
	w.begin(len(texts), texts == nil)
	w.texts(texts...)
}

func (w *writing) texts(texts ...string) {
	for _, s := range texts {
		w.number(int64(len(s)))
		w.out = append(w.out, s...)
	}
}

func (w *writing) number(n int64) { w.out = binary.AppendVarint(w.out, n) }

func (w *writing) real(f float64) {
	w.out = binary.BigEndian.AppendUint64(w.out, math.Float64bits(f))
}

func (w *writing) flag(b bool) {
	w.out = append(w.out, 0)
	if b {
		w.out[len(w.out)-1] = 1
	}
}

// time writes a moment and the offset of its zone.
func (w *writing) time(t time.Time) {
	_, offset := t.Zone()
	w.number(t.Unix())
	w.number(int64(t.Nanosecond()))
	w.number(int64(offset))
}
