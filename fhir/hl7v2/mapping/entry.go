package mapping

import (
	"bytes"
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
	"time"

	"apricot.health/fhir/store"
)

// entry works out what becomes of entry i.
func (r *resolver) entry(i int) error {
	e, current := r.Entries[i], r.found[i]
	switch e.Mode {
	case Known:
		return nil
	case Existing:
		return r.existing(i)
	}
	s := &state{typ: e.Type, ref: e.FullURL, condition: e.Condition, fullURL: e.FullURL, onlyNew: e.Mode != Ensure}
	var err error
	if current == nil {
		if s.body, err = e.initial(); err != nil {
			return err
		}
	} else {
		s.id, s.version, s.stored, s.ref = current.ID, current.Version, current.JSON, current.Key.String()
		if s.body, err = e.onto(*current, r.refs); err != nil {
			return err
		}
	}
	if have := r.states[s.ref]; have != nil && have.id != "" { // two numbers of one patient
		return nil
	}
	r.states[e.FullURL], r.states[s.ref] = s, s
	r.order = append(r.order, s)
	return nil
}

// onto is the next version of a stored resource; nil when it stays.
func (e Entry) onto(current store.Resource, refs map[string]string) ([]byte, error) {
	if e.Mode == Ensure {
		return e.identified(current.JSON)
	}
	body := rewrite(e.Body, refs)
	late := e.late || e.before(current.JSON)
	switch {
	case overtaken(current.JSON, e, late):
		if e.Type == "Observation" {
			return nil, nil
		}
		return fill(current.JSON, body)
	case late && (e.Mode == MergeInto || e.Type != "Observation"):
		return fill(current.JSON, body)
	case e.Mode == Replace:
		return body, nil
	}
	if e.Type == "Encounter" && stays(current.JSON, e) {
		ms, err := split(body)
		if err != nil {
			return nil, err
		}
		body = ms.without("status").join()
	}
	return merge(current.JSON, body, e.Nulls)
}

// identified adds the identifiers by which a stored resource is to be found
// and that it lacks.
func (e Entry) identified(current []byte) ([]byte, error) {
	missing := false
	for _, id := range e.identifiers {
		has, _ := hasIdentifier(current, id)
		missing = missing || !has
	}
	if !missing || e.late {
		return nil, nil
	}
	var v struct {
		Identifier json.RawMessage `json:"identifier"`
	}
	if err := json.Unmarshal(e.Body, &v); err != nil {
		return nil, fmt.Errorf("mapping: identifiers: %w", err)
	}
	return merge(current, append(append([]byte(`{"identifier":`), v.Identifier...), '}'), nil)
}

// before tells whether the sender made the message before the one that the
// stored resource was last written from. Only messages of one sender are
// compared: clocks differ.
func (e Entry) before(stored []byte) bool {
	was, now := metaOf(stored), metaOf(e.Body)
	a, errA := time.Parse(time.RFC3339, was.at())
	b, errB := time.Parse(time.RFC3339, now.at())
	sender, _, _ := strings.Cut(was.Meta.Source, "#")
	from, _, _ := strings.Cut(now.Meta.Source, "#")
	return errA == nil && errB == nil && sender == from && b.Before(a)
}

type metaView struct {
	Meta struct {
		Source    string
		Extension []struct {
			URL           string `json:"url"`
			ValueDateTime string `json:"valueDateTime"`
		}
	}
	Status string
}

func (m metaView) at() string {
	for _, x := range m.Meta.Extension {
		if x.URL == extMessageTime {
			return x.ValueDateTime
		}
	}
	return ""
}

func metaOf(body []byte) metaView {
	var v metaView
	_ = json.Unmarshal(body, &v) // what is no JSON says nothing
	return v
}

// ranks orders the states of results. A message with a lower one than the
// stored came late.
var ranks = map[string]int{"registered": 1, "partial": 2, "preliminary": 2, "final": 3, "amended": 4, "corrected": 4, "appended": 4}

// overtaken tells whether the stored result is ahead of the message's.
func overtaken(stored []byte, e Entry, late bool) bool {
	if e.Type != "Observation" && e.Type != "DiagnosticReport" {
		return false
	}
	was, now := ranks[metaOf(stored).Status], ranks[metaOf(e.Body).Status]
	if now > 0 && was >= 3 && was > now {
		return true
	}
	return late && (now == 0 || was >= now || was == 0)
}

// stays tells whether the status of a visit that is over stays: it does not
// fall back to one of a running visit, unless the event is there to do that,
// or the visit had been called off and a later message begins it again.
func stays(stored []byte, e Entry) bool {
	was, now := metaOf(stored).Status, metaOf(e.Body).Status
	if e.Turn || now != "in-progress" && now != "arrived" && now != "planned" {
		return false
	}
	return was == "finished" || was == "cancelled" && !e.after(stored)
}

// after tells whether the sender made the message after the one that the
// stored resource was last written from.
func (e Entry) after(stored []byte) bool {
	a, errA := time.Parse(time.RFC3339, metaOf(stored).at())
	b, errB := time.Parse(time.RFC3339, metaOf(e.Body).at())
	return errA == nil && errB == nil && b.After(a)
}

// same compares two resources by meaning, without id and meta: another message
// that says the same changes nothing.
func same(a, b []byte) bool {
	x, errA := bareOf(a)
	y, errB := bareOf(b)
	return errA == nil && errB == nil && reflect.DeepEqual(x, y)
}

func bareOf(raw []byte) (map[string]any, error) {
	dec := json.NewDecoder(bytes.NewReader(raw))
	dec.UseNumber()
	var v map[string]any
	if err := dec.Decode(&v); err != nil {
		return nil, fmt.Errorf("mapping: compare: %w", err)
	}
	delete(v, "id")
	delete(v, "meta")
	return v, nil
}
