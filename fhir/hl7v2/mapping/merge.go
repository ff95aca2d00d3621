package mapping

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode"
)

// member is one member of a JSON object; a list keeps their order.
type member struct {
	name string
	raw  json.RawMessage
}

type members []member

// listKeys tells how the elements of a list are told apart, by path inside the
// element. Lists that are not here are replaced whole: a repeating field of
// HL7 is sent complete.
var listKeys = map[string][]string{
	"identifier": {"system", "value"}, "extension": {"url"}, "telecom": {"use"},
	"participant": {"type.0.coding.0.code", "actor.reference", "actor.display"}, "result": {"reference"}, "diagnosis": {"condition.reference"},
	"basedOn": {"reference"}, "specimen": {"reference"}, "supportingInfo": {"reference"}, "presentedForm": {"title"},
}

// objects are elements whose members are merged one by one.
var objects = map[string]bool{"period": true, "hospitalization": true, "meta": true, "collection": true, "servicePeriod": true, "context": true}

// choices are the elements of which a resource has one variant.
var choices = []string{"deceased", "multipleBirth", "value", "effective", "onset", "occurrence", "abatement", "performed"}

// merge writes the elements of incoming over those of current and deletes those
// that nulls name: "birthDate", "period.end", "telecom:home" for the entries of
// a list with that key. All else in current stays as it is, to the digit, with
// its order of members. It is pure.
func merge(current, incoming []byte, nulls []string) ([]byte, error) {
	have, err := split(current)
	if err != nil {
		return nil, err
	}
	news, err := split(incoming)
	if err != nil {
		return nil, err
	}
	for _, null := range nulls {
		if have, err = have.remove(null); err != nil {
			return nil, err
		}
	}
	for _, m := range news {
		if news.index("_"+m.name) < 0 && !have.says(m) { // a new value ends what was said about the old one
			have = slices.DeleteFunc(slices.Clone(have), func(x member) bool { return x.name == "_"+m.name })
		}
		if have, err = have.merge(m); err != nil {
			return nil, err
		}
	}
	return have.join(), nil
}

// says tells whether ms has this very member.
func (ms members) says(m member) bool {
	i := ms.index(m.name)
	return i >= 0 && bytes.Equal(ms[i].raw, m.raw)
}

// fill writes those elements of incoming that current lacks: what a late message
// knows is not lost, and what came after it stays. It is pure.
func fill(current, incoming []byte) ([]byte, error) {
	have, err := split(current)
	if err != nil {
		return nil, err
	}
	news, err := split(incoming)
	if err != nil {
		return nil, err
	}
	for _, m := range news {
		i := have.index(m.name)
		switch {
		case m.name == "meta", i < 0 && (have.hasChoice(m.name) || have.index(strings.TrimPrefix(m.name, "_")) >= 0):
		case i < 0:
			have = append(have, m)
		case objects[m.name] && isObject(have[i].raw) && isObject(m.raw):
			have = slices.Clone(have)
			if have[i].raw, err = fill(have[i].raw, m.raw); err != nil {
				return nil, err
			}
		case listKeys[m.name] != nil:
			have = slices.Clone(have)
			// Merged the other way round, the stored entries win.
			if have[i].raw, err = addToList(have[i].raw, m.raw, listKeys[m.name]); err != nil {
				return nil, err
			}
		}
	}
	return have.join(), nil
}

// hasChoice tells whether ms has another variant of a choice element.
func (ms members) hasChoice(name string) bool {
	for _, prefix := range choices {
		if variant(name, prefix) && slices.ContainsFunc(ms, func(m member) bool { return variant(m.name, prefix) }) {
			return true
		}
	}
	return false
}

// variant tells whether name is one of the names of the choice prefix[x].
func variant(name, prefix string) bool {
	rest, ok := strings.CutPrefix(strings.TrimPrefix(name, "_"), prefix)
	return ok && rest != "" && unicode.IsUpper(rune(rest[0]))
}

// addToList appends the entries of incoming whose key current has not.
func addToList(current, incoming json.RawMessage, path []string) (json.RawMessage, error) {
	var have, news []json.RawMessage
	if err := errors.Join(json.Unmarshal(current, &have), json.Unmarshal(incoming, &news)); err != nil {
		return current, fmt.Errorf("mapping: fill: %w", err)
	}
	known := map[string]bool{}
	for _, h := range have {
		known[listKey(h, path)] = true
	}
	for _, n := range news {
		if !known[listKey(n, path)] {
			have = append(have, n)
		}
	}
	return marshal(have)
}

func split(raw []byte) (members, error) {
	dec := json.NewDecoder(bytes.NewReader(raw))
	if t, err := dec.Token(); err != nil {
		return nil, fmt.Errorf("mapping: merge: %w", err)
	} else if t != json.Delim('{') {
		return nil, errors.New("mapping: merge: not a JSON object")
	}
	var out members
	for dec.More() {
		name, err := dec.Token()
		if err != nil {
			return nil, fmt.Errorf("mapping: merge: %w", err)
		}
		var m member
		m.name, _ = name.(string)
		if err := dec.Decode(&m.raw); err != nil {
			return nil, fmt.Errorf("mapping: merge: %w", err)
		}
		out = append(out, m)
	}
	return out, nil
}

func (ms members) join() []byte {
	out := []byte{'{'}
	for i, m := range ms {
		if i > 0 {
			out = append(out, ',')
		}
		name, err := marshal(m.name)
		if err != nil { // a string always marshals
			panic(err)
		}
		out = append(append(append(out, name...), ':'), m.raw...)
	}
	return append(out, '}')
}

func (ms members) index(name string) int {
	return slices.IndexFunc(ms, func(m member) bool { return m.name == name })
}

func (ms members) without(name string) members {
	return slices.DeleteFunc(slices.Clone(ms), func(m member) bool { return m.name == name || m.name == "_"+name })
}

func (ms members) merge(m member) (members, error) {
	for _, prefix := range choices {
		if variant(m.name, prefix) {
			ms = slices.DeleteFunc(slices.Clone(ms), func(have member) bool {
				return variant(have.name, prefix) && strings.TrimPrefix(have.name, "_") != strings.TrimPrefix(m.name, "_")
			})
		}
	}
	i := ms.index(m.name)
	if i < 0 {
		return append(ms, m), nil
	}
	raw := m.raw
	var err error
	switch {
	case objects[m.name] && isObject(ms[i].raw) && isObject(m.raw):
		raw, err = merge(ms[i].raw, m.raw, nil)
	case listKeys[m.name] != nil:
		raw, err = mergeList(ms[i].raw, m.raw, listKeys[m.name])
	}
	if err != nil {
		return nil, err
	}
	ms = slices.Clone(ms)
	ms[i].raw = raw
	return ms, nil
}

func isObject(raw json.RawMessage) bool { return len(raw) > 0 && raw[0] == '{' }

// mergeList replaces the entries of current that share a key with one of
// incoming, where the first of them stood, and appends the rest.
func mergeList(current, incoming json.RawMessage, path []string) (json.RawMessage, error) {
	var have, news []json.RawMessage
	if json.Unmarshal(current, &have) != nil || json.Unmarshal(incoming, &news) != nil {
		return incoming, nil //nolint:nilerr // what is no list on both sides is replaced as a whole
	}
	byKey := map[string][]json.RawMessage{}
	var order []string
	for _, n := range news {
		k := listKey(n, path)
		if byKey[k] == nil {
			order = append(order, k)
		}
		byKey[k] = append(byKey[k], n)
	}
	out := []json.RawMessage{}
	done := map[string]bool{}
	for _, h := range have {
		k := listKey(h, path)
		switch {
		case byKey[k] == nil:
			out = append(out, h)
		case !done[k]:
			out = append(out, byKey[k]...)
			done[k] = true
		}
	}
	for _, k := range order {
		if !done[k] {
			out = append(out, byKey[k]...)
		}
	}
	return marshal(out)
}

func listKey(raw json.RawMessage, paths []string) string {
	var v any
	if json.Unmarshal(raw, &v) != nil {
		return string(raw)
	}
	var parts []string
	for _, p := range paths {
		parts = append(parts, at(v, strings.Split(p, ".")))
	}
	return strings.TrimRight(strings.Join(parts, "|"), "|")
}

func at(v any, path []string) string {
	for _, step := range path {
		switch x := v.(type) {
		case map[string]any:
			v = x[step]
		case []any:
			if len(x) == 0 {
				return ""
			}
			v = x[0]
		}
	}
	s, _ := v.(string)
	return s
}

// remove deletes what a null names.
func (ms members) remove(null string) (members, error) {
	list, k, keyed := strings.Cut(null, ":")
	if keyed && listKeys[list] != nil {
		i := ms.index(list)
		if i < 0 {
			return ms, nil
		}
		var have []json.RawMessage
		if err := json.Unmarshal(ms[i].raw, &have); err != nil {
			return nil, fmt.Errorf("mapping: merge: %w", err)
		}
		have = slices.DeleteFunc(have, func(h json.RawMessage) bool { return listKey(h, listKeys[list]) == k })
		if len(have) == 0 {
			return ms.without(list), nil
		}
		raw, err := marshal(have)
		ms = slices.Clone(ms)
		ms[i].raw = raw
		return ms, err
	}
	head, rest, nested := strings.Cut(null, ".")
	i := ms.index(head)
	if !nested || i < 0 {
		return ms.without(head), nil
	}
	child, err := split(ms[i].raw)
	if err != nil {
		return nil, err
	}
	if child, err = child.remove(rest); err != nil {
		return nil, err
	}
	if len(child) == 0 {
		return ms.without(head), nil
	}
	ms = slices.Clone(ms)
	ms[i].raw = child.join()
	return ms, nil
}
