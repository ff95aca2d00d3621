package mapping

import (
	"strings"
)

// object is a FHIR element under construction.
type object = map[string]any

// step is one step of a path. key tells which element of a list is meant: ""
// with list set appends one, "0" is the first, "@" the one of this segment,
// "*" each, and anything else the one that was made under that key (for
// extensions: the one with that url).
type step struct {
	name string
	list bool
	key  string
}

type path []step

// parsePath reads "name[].given" or "extension[http://x.y].valueCode".
func parsePath(s string) path {
	var out path
	for s != "" {
		var st step
		end := strings.IndexAny(s, ".[")
		switch {
		case end < 0:
			st.name, s = s, ""
		case s[end] == '.':
			st.name, s = s[:end], s[end+1:]
		default:
			close := strings.IndexByte(s, ']')
			if close < 0 {
				return nil
			}
			st.name, st.list, st.key = s[:end], true, s[end+1:close]
			s = strings.TrimPrefix(s[close+1:], ".")
		}
		out = append(out, st)
	}
	return out
}

// null is what Merge deletes for this path.
func (p path) null() string {
	var names []string
	for _, st := range p {
		if st.name == "extension" && st.list {
			return "extension:" + st.key
		}
		names = append(names, st.name)
		if st.list {
			break
		}
	}
	return strings.Join(names, ".")
}

// target is a resource under construction.
type target struct {
	body    object
	initial object
	nulls   []string
	keyed   map[string]object // elements made under a key, by path
	text    string            // what text attachments have gathered
	heading string            // the last title in text
}

func newTarget(typ string) *target {
	return &target{body: object{"resourceType": typ}, initial: object{}, keyed: map[string]object{}}
}

// put writes v at p. at tells the elements of different segments apart. Of a
// single element the first value stays; two objects are joined.
func (t *target) put(root object, p path, v any, at string, over bool) {
	st := p[0]
	if !st.list {
		if len(p) == 1 {
			set(root, st.name, v, over)
			return
		}
		child, ok := root[st.name].(object)
		if !ok {
			child = object{}
			root[st.name] = child
		}
		t.put(child, p[1:], v, at, over)
		return
	}
	list, _ := root[st.name].([]any)
	if st.key == "*" {
		for _, x := range list {
			if o, ok := x.(object); ok && len(p) > 1 {
				t.put(o, p[1:], v, at, over)
			}
		}
		return
	}
	if len(p) == 1 {
		root[st.name] = append(list, v)
		return
	}
	element := t.element(root, st, at)
	t.put(element, p[1:], v, at, over)
}

// element is the element of a list that st means.
func (t *target) element(root object, st step, at string) object {
	list, _ := root[st.name].([]any)
	if st.name == "extension" && st.key != "" {
		for _, x := range list {
			if o, ok := x.(object); ok && o["url"] == st.key {
				return o
			}
		}
		o := object{"url": st.key}
		root[st.name] = append(list, o)
		return o
	}
	if st.key == "0" && len(list) > 0 {
		if o, ok := list[0].(object); ok {
			return o
		}
	}
	key := st.name + "\x00" + st.key
	if st.key == "@" {
		key += at
	}
	if o := t.keyed[key]; o != nil && st.key != "" && st.key != "0" {
		return o
	}
	o := object{}
	if st.key != "" {
		t.keyed[key] = o
	}
	root[st.name] = append(list, o)
	return o
}

func set(o object, name string, v any, over bool) {
	have, ok := o[name]
	if !ok || over {
		o[name] = v
		return
	}
	into, ok1 := have.(object)
	from, ok2 := v.(object)
	if ok1 && ok2 {
		for k, x := range from {
			if _, there := into[k]; !there {
				into[k] = x
			}
		}
	}
}
