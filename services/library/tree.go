package library

import (
	"bytes"
	"encoding/json"
	"fmt"

	"apricot.health/knowledge/graph"
)

// node is one value of the snapshot, in the order in which it stands there.
type node struct {
	Members []member // of an object
	Items   []node   // of a list
	Text    string   // of anything else
	Ref     string   // the id that Text is, where it names another item
	Clause  *clause  // of a condition
	List    bool
	Key     string // of the member that Text stands in, by itself or in a list
}

type member struct {
	Key   string
	Value node
}

// get is the member of that key; the zero node when there is none.
func (n node) get(key string) node {
	for _, m := range n.Members {
		if m.Key == key {
			return m.Value
		}
	}
	return node{}
}

// InTwoLanguages reports that n holds the same thing in Chinese and English.
func (n node) InTwoLanguages() bool {
	for _, m := range n.Members {
		if m.Key != "zh" && m.Key != "en" {
			return false
		}
	}
	return len(n.Members) > 0
}

// Words reports that n is a list of single words or ids.
func (n node) Words() bool {
	for _, item := range n.Items {
		if item.Text == "" {
			return false
		}
	}
	return n.List && len(n.Items) > 0
}

// conditions are the members that hold a graph.Expr.
var conditions = map[string]bool{
	"when": true, "unless": true, "population": true, "derive": true, "suspect": true, "ruled_out": true, "entry": true,
}

// parse reads JSON, keeping the order of members.
func parse(raw []byte) (node, error) {
	dec := json.NewDecoder(bytes.NewReader(raw))
	dec.UseNumber()
	return value(dec)
}

func value(dec *json.Decoder) (node, error) {
	t, err := dec.Token()
	if err != nil {
		return node{}, err
	}
	switch t {
	case json.Delim('{'):
		return object(dec)
	case json.Delim('['):
		n := node{List: true}
		for dec.More() {
			item, err := value(dec)
			if err != nil {
				return node{}, err
			}
			n.Items = append(n.Items, item)
		}
		_, err := dec.Token()
		return n, err
	}
	return node{Text: fmt.Sprint(t)}, nil
}

func object(dec *json.Decoder) (node, error) {
	var n node
	for dec.More() {
		key, err := dec.Token()
		if err != nil {
			return node{}, err
		}
		name := key.(string) //nolint:forcetypeassert // the decoder gives keys as strings
		v, err := memberOf(dec, name)
		if err != nil {
			return node{}, err
		}
		v.Key = name
		for i := range v.Items {
			v.Items[i].Key = name
		}
		n.Members = append(n.Members, member{name, v})
	}
	_, err := dec.Token()
	return n, err
}

// memberOf reads a member. Some names of conditions are also names of lists and
// of plain words; a condition is a mapping or an id. Only a condition is read
// twice: to read all members so reads a snapshot once for each of its levels.
func memberOf(dec *json.Decoder, name string) (node, error) {
	if !conditions[name] {
		return value(dec)
	}
	var raw json.RawMessage
	if err := dec.Decode(&raw); err != nil {
		return node{}, fmt.Errorf("%s: %w", name, err)
	}
	if raw[0] == '[' || raw[0] == '"' && !bytes.ContainsRune(raw, '.') {
		return parse(raw)
	}
	var e graph.Expr
	if err := json.Unmarshal(raw, &e); err != nil {
		return node{}, fmt.Errorf("%s: %w", name, err)
	}
	return node{Clause: clauseOf(e)}, nil
}

// walk visits every node below n, conditions included.
func (n *node) walk(visit func(*node)) {
	visit(n)
	for i := range n.Members {
		n.Members[i].Value.walk(visit)
	}
	for i := range n.Items {
		n.Items[i].walk(visit)
	}
}
