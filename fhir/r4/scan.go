package r4

import (
	"bytes"
	"encoding/json"
	"strconv"
	"unicode/utf8"

	"apricot.health/fhir/outcome"
)

// maxDepth bounds nesting: real resources stay below 30, hostile ones do not.
const maxDepth = 200

// scanner reads JSON (RFC 8259) that is known to be UTF-8, in one pass.
type scanner struct {
	raw   []byte
	pos   int
	nodes []node
}

// peek is the next byte, 0 at the end: no token begins with one.
func (s *scanner) peek() byte {
	if s.pos < len(s.raw) {
		return s.raw[s.pos]
	}
	return 0
}

func (s *scanner) space() {
	for s.pos < len(s.raw) {
		switch s.raw[s.pos] {
		case ' ', '\t', '\n', '\r':
			s.pos++
		default:
			return
		}
	}
}

func (s *scanner) value(depth int) (int32, error) {
	if depth > maxDepth {
		return 0, outcome.New(outcome.Invalid, "the body nests more than %d levels deep", maxDepth)
	}
	at := int32(len(s.nodes)) //nolint:gosec // bodies are far below 2^31 values
	s.nodes = append(s.nodes, node{start: s.pos, first: -1, next: -1})
	var err error
	kind, ok := Number, true
	switch s.peek() {
	case '{':
		kind, err = Object, s.members(at, depth)
	case '[':
		kind, err = Array, s.items(at, depth)
	case '"':
		kind, ok = String, s.text()
	case 't':
		kind, ok = Bool, s.word("true")
	case 'f':
		kind, ok = Bool, s.word("false")
	case 'n':
		kind, ok = Null, s.word("null")
	default:
		ok = s.number()
	}
	if !ok {
		return 0, notJSON()
	}
	s.nodes[at].kind, s.nodes[at].end = kind, s.pos
	return at, err
}

func (s *scanner) members(at int32, depth int) error {
	s.pos++
	last := int32(-1)
	names := names{scanner: s, parent: at}
	for s.space(); s.peek() != '}'; s.space() {
		if !s.comma(last) {
			return notJSON()
		}
		ks := s.pos
		if s.peek() != '"' || !s.text() {
			return notJSON()
		}
		ke := s.pos
		if names.taken(ks, ke) {
			return outcome.New(outcome.Invalid, "the body names a member of one object twice")
		}
		if s.space(); s.peek() != ':' {
			return notJSON()
		}
		s.pos++
		s.space()
		child, err := s.value(depth + 1)
		if err != nil {
			return err
		}
		s.nodes[child].keyStart, s.nodes[child].keyEnd = ks, ke
		s.link(at, &last, child)
	}
	s.pos++
	return nil
}

// comma skips the comma that every member or item but the first has before it.
func (s *scanner) comma(last int32) bool {
	if last < 0 {
		return true
	}
	if s.peek() != ',' {
		return false
	}
	s.pos++
	s.space()
	return true
}

// names tells whether an object has named a member before. A small object is
// looked through, member by member, without a copy of any name.
type names struct {
	*scanner
	parent int32
	count  int
	seen   map[string]bool
}

func (n *names) taken(ks, ke int) bool {
	name := keyText(n.raw[ks:ke])
	n.count++
	if n.seen == nil && n.count > mapAbove {
		n.seen = make(map[string]bool, 2*mapAbove)
		for c := n.nodes[n.parent].first; c >= 0; c = n.nodes[c].next {
			n.seen[string(keyText(n.raw[n.nodes[c].keyStart:n.nodes[c].keyEnd]))] = true
		}
	}
	if n.seen != nil {
		before := n.seen[string(name)]
		n.seen[string(name)] = true
		return before
	}
	for c := n.nodes[n.parent].first; c >= 0; c = n.nodes[c].next {
		if bytes.Equal(keyText(n.raw[n.nodes[c].keyStart:n.nodes[c].keyEnd]), name) {
			return true
		}
	}
	return false
}

// keyText is the content of a quoted string: a part of the text itself unless
// there is an escape in it.
func keyText(quoted []byte) []byte {
	inner := quoted[1 : len(quoted)-1]
	if bytes.IndexByte(inner, '\\') < 0 {
		return inner
	}
	return []byte(unquote(quoted))
}

func (s *scanner) items(at int32, depth int) error {
	s.pos++
	last := int32(-1)
	for s.space(); s.peek() != ']'; s.space() {
		if !s.comma(last) {
			return notJSON()
		}
		child, err := s.value(depth + 1)
		if err != nil {
			return err
		}
		s.link(at, &last, child)
	}
	s.pos++
	return nil
}

func (s *scanner) link(parent int32, last *int32, child int32) {
	if *last < 0 {
		s.nodes[parent].first = child
	} else {
		s.nodes[*last].next = child
	}
	*last = child
}

// text skips a quoted string.
func (s *scanner) text() bool {
	for s.pos++; s.pos < len(s.raw); s.pos++ {
		switch c := s.raw[s.pos]; {
		case c == '"':
			s.pos++
			return true
		case c < ' ':
			return false
		case c == '\\' && !s.escape():
			return false
		}
	}
	return false
}

// escape skips to the last byte of an escape.
func (s *scanner) escape() bool {
	s.pos++
	switch s.peek() {
	case '"', '\\', '/', 'b', 'f', 'n', 'r', 't':
		return true
	case 'u':
		for range 4 {
			s.pos++
			if c := s.peek(); (c < '0' || c > '9') && (c < 'a' || c > 'f') && (c < 'A' || c > 'F') {
				return false
			}
		}
		return true
	}
	return false
}

func (s *scanner) word(w string) bool {
	if !bytes.HasPrefix(s.raw[s.pos:], []byte(w)) {
		return false
	}
	s.pos += len(w)
	return true
}

func (s *scanner) number() bool {
	if s.peek() == '-' {
		s.pos++
	}
	if s.peek() == '0' {
		s.pos++
	} else if !s.digits() {
		return false
	}
	if s.peek() == '.' {
		if s.pos++; !s.digits() {
			return false
		}
	}
	if c := s.peek(); c == 'e' || c == 'E' {
		s.pos++
		if c := s.peek(); c == '+' || c == '-' {
			s.pos++
		}
		return s.digits()
	}
	return true
}

func (s *scanner) digits() bool {
	from := s.pos
	for c := s.peek(); c >= '0' && c <= '9'; c = s.peek() {
		s.pos++
	}
	return s.pos > from
}

// unquote decodes a quoted JSON string.
func unquote(quoted []byte) string {
	inner := quoted[1 : len(quoted)-1]
	for _, b := range inner {
		if b == '\\' {
			var out string
			if json.Unmarshal(quoted, &out) != nil {
				return ""
			}
			return out
		}
	}
	return string(inner)
}

// quote encodes s as a JSON string, leaving everything but quotes, backslashes
// and control characters as it is.
func quote(s string) []byte {
	out := make([]byte, 0, len(s)+2)
	out = append(out, '"')
	for _, r := range s {
		switch {
		case r == '"' || r == '\\':
			out = append(out, '\\', byte(r))
		case r < 0x20:
			out = append(out, `\u00`...)
			out = append(out, "0123456789abcdef"[r>>4], "0123456789abcdef"[r&15])
		default:
			out = utf8.AppendRune(out, r)
		}
	}
	return append(out, '"')
}

func parseFloat(text []byte) (float64, bool) {
	f, err := strconv.ParseFloat(string(text), 64)
	return f, err == nil
}
