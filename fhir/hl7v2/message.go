package hl7v2

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"

	"apricot.health/fhir/outcome"
)

// Message is a parsed message. It does not change after Parse.
type Message struct {
	raw      []byte
	syn      *syntax
	segments []Segment
}

// Segment is one segment. The zero Segment is an absent one: every field of it
// is empty.
type Segment struct {
	name   string
	fields []string // fields[0] is field 1
	syn    *syntax
	// Number counts the segments of the message from 1; Index counts those of
	// this name from 1. Both tell where an error lies.
	Number, Index int
}

// Name is the segment's three-letter name.
func (s Segment) Name() string { return s.name }

// Present reports whether the message has the segment.
func (s Segment) Present() bool { return s.name != "" }

// Len is the number of fields that were sent.
func (s Segment) Len() int { return len(s.fields) }

// Field is field n with all its repetitions, counted from 1 as the standard
// does: MSH-1 is the field separator itself.
func (s Segment) Field(n int) Value {
	if n < 1 || n > len(s.fields) {
		return Value{syn: s.syn}
	}
	return Value{raw: s.fields[n-1], syn: s.syn}
}

// Raw is the bytes the message was parsed from. The caller must not change
// them.
func (m *Message) Raw() []byte { return m.raw }

// Charset is the character set that the bytes were read in.
func (m *Message) Charset() Charset { return m.syn.charset }

// Segments are all segments in order. The caller must not change the slice.
func (m *Message) Segments() []Segment { return m.segments }

// Segment is the first segment with the name, or the zero Segment.
func (m *Message) Segment(name string) Segment {
	for _, s := range m.segments {
		if s.name == name {
			return s
		}
	}
	return Segment{}
}

// Get is the unescaped text at a location such as "MSH-10" or "PID-5.1" in the
// first segment of that name and the first repetition; "" when there is none.
func (m *Message) Get(location string) string {
	name, rest, _ := strings.Cut(location, "-")
	steps := strings.Split(rest, ".")
	n, err := strconv.Atoi(steps[0])
	if err != nil {
		return ""
	}
	field := m.Segment(name).Field(n)
	if name == "MSH" && n <= 2 {
		return field.raw
	}
	v := field.First()
	for i, step := range steps[1:] {
		if n, err = strconv.Atoi(step); err != nil {
			return ""
		}
		if i == 0 {
			v = v.Component(n)
		} else {
			v = v.Sub(n)
		}
	}
	return v.Text()
}

// Encode writes the message in its own character set, every segment ended by a
// carriage return. Parse(Encode(m)) has the same segments as m.
func (m *Message) Encode() []byte {
	var b strings.Builder
	for _, s := range m.segments {
		b.WriteString(s.name)
		fields := s.fields
		if s.name == "MSH" {
			b.WriteString(m.syn.String())
			fields = fields[2:]
		}
		for _, f := range fields {
			b.WriteByte(m.syn.Field)
			b.WriteString(f)
		}
		b.WriteByte('\r')
	}
	return m.syn.charset.encode(b.String())
}

// Parse reads one message. Segments may end in CR, LF or CRLF; a line that
// cannot begin a segment belongs to the field before it (a bare line end in a
// text) and is joined with a \.br\ escape. Errors are of kind Invalid or
// NotSupported and name the location.
func Parse(raw []byte) (*Message, error) {
	text, charset, err := toText(trim(raw))
	if err != nil {
		return nil, fmt.Errorf("hl7v2: decode: %w", err)
	}
	text = strings.TrimLeft(text, "\r\n \t\v\uFEFF")
	d, err := delimiters(text)
	if err != nil {
		return nil, fmt.Errorf("hl7v2: parse: %w", err)
	}
	m := &Message{raw: raw, syn: &syntax{Delimiters: d, charset: charset}}
	if err := m.split(text); err != nil {
		return nil, fmt.Errorf("hl7v2: parse: %w", err)
	}
	return m, nil
}

// trim takes away what transports leave around a message.
func trim(raw []byte) []byte {
	return bytes.TrimRight(bytes.TrimLeft(raw, "\x0b\r\n \t"), "\x1c\x00\x1a\r\n \t")
}

// delimiters reads MSH-1 and MSH-2.
func delimiters(text string) (Delimiters, error) {
	if !strings.HasPrefix(text, "MSH") {
		return Delimiters{}, outcome.At(outcome.Invalid, "MSH", "the message does not begin with an MSH segment")
	}
	if len(text) < 6 || !punctuation(text[3]) {
		return Delimiters{}, outcome.At(outcome.Invalid, "MSH-1", "the field separator is missing")
	}
	d := Delimiters{Field: text[3]}
	head, _, _ := strings.Cut(text[4:], "\r")
	head, _, _ = strings.Cut(head, "\n")
	set, _, _ := strings.Cut(head, text[3:4])
	if len(set) < 2 || len(set) > 5 {
		return Delimiters{}, outcome.At(outcome.Invalid, "MSH-2", "there must be two to five encoding characters")
	}
	seen := text[3:4]
	for i, to := range []*byte{&d.Component, &d.Repetition, &d.Escape, &d.Subcomponent, &d.Truncation} {
		if i >= len(set) {
			break
		}
		if !punctuation(set[i]) || strings.IndexByte(seen, set[i]) >= 0 {
			return Delimiters{}, outcome.At(outcome.Invalid, "MSH-2", "the encoding characters must be different punctuation")
		}
		seen += set[i : i+1]
		*to = set[i]
	}
	return d, nil
}

// punctuation reports whether c can delimit: no letter, digit, blank, control
// character or quote (which would hide the null).
func punctuation(c byte) bool {
	switch {
	case c <= ' ' || c >= 0x7f, c >= '0' && c <= '9', c >= 'A' && c <= 'Z', c >= 'a' && c <= 'z', c == '"', c == '.':
		return false
	}
	return true
}

func (m *Message) split(text string) error {
	count := map[string]int{}
	var lines []string
	for line := range strings.FieldsFuncSeq(text, func(r rune) bool { return r == '\r' || r == '\n' }) {
		switch {
		case strings.TrimSpace(line) == "":
		case len(lines) == 0 || m.begins(line):
			lines = append(lines, line)
		case len(lines) == 1 || m.almost(line):
			return outcome.At(outcome.Invalid, "segment "+strconv.Itoa(len(lines)+1), "the segment name is malformed")
		default:
			lines[len(lines)-1] += m.lineBreak() + line
		}
	}
	for i, line := range lines {
		if i > 0 && line[:3] == "MSH" {
			return outcome.At(outcome.Invalid, "segment "+strconv.Itoa(i+1), "a second MSH segment")
		}
		count[line[:3]]++
		s := Segment{name: line[:3], syn: m.syn, Number: i + 1, Index: count[line[:3]]}
		if i == 0 {
			set := strings.TrimPrefix(m.syn.String(), line[3:4])
			s.fields = append(s.fields, line[3:4], set)
			line = strings.TrimPrefix(line[4:], set)
			line = "MSH" + line
		}
		if len(line) > 3 {
			s.fields = append(s.fields, strings.Split(line[4:], string(rune(m.syn.Field)))...)
		}
		m.segments = append(m.segments, s)
	}
	return nil
}

// begins reports whether line starts a segment: a name of HL7 and then the
// field separator or nothing.
func (m *Message) begins(line string) bool {
	if len(line) < 3 || line[0] < 'A' || line[0] > 'Z' {
		return false
	}
	for _, c := range []byte(line[1:3]) {
		if (c < 'A' || c > 'Z') && (c < '0' || c > '9') {
			return false
		}
	}
	return len(line) == 3 || line[3] == m.syn.Field
}

// almost reports whether line looks like a segment with a damaged name, which
// must not pass for text.
func (m *Message) almost(line string) bool {
	i := strings.IndexByte(line, m.syn.Field)
	return i >= 0 && i <= 4 && !strings.Contains(line[:i], " ") && isASCII([]byte(line[:i]))
}

func (m *Message) lineBreak() string {
	if m.syn.Escape == 0 {
		return " "
	}
	e := string(rune(m.syn.Escape))
	return e + ".br" + e
}

// Split cuts a file into its messages, each beginning with MSH; batch and file
// headers and trailers are left out.
func Split(file []byte) [][]byte {
	var out [][]byte
	for line := range bytes.SplitAfterSeq(normalEnds(bytes.TrimPrefix(file, utf8BOM)), []byte{'\r'}) {
		line = bytes.TrimLeft(line, "\x0b\x1c")
		switch {
		case bytes.HasPrefix(line, []byte("MSH")):
			out = append(out, bytes.Clone(line))
		case hasAnyPrefix(line, "FHS", "BHS", "BTS", "FTS"):
		case len(out) > 0:
			out[len(out)-1] = append(out[len(out)-1], line...)
		}
	}
	return out
}

func normalEnds(b []byte) []byte {
	b = bytes.ReplaceAll(b, []byte("\r\n"), []byte("\r"))
	return bytes.ReplaceAll(b, []byte("\n"), []byte("\r"))
}

func hasAnyPrefix(b []byte, prefixes ...string) bool {
	for _, p := range prefixes {
		if bytes.HasPrefix(b, []byte(p)) {
			return true
		}
	}
	return false
}

// Missing is an absent segment that still has a name, for errors to tell.
func Missing(name string) Segment { return Segment{name: name} }
