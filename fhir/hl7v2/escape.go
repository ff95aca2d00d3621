package hl7v2

import (
	"encoding/hex"
	"strconv"
	"strings"
)

// unescape resolves the escape sequences of HL7 v2.8.2 section 2.7. What is no
// known sequence stays as it is: text is never lost.
func unescape(s string, syn *syntax) string {
	esc := syn.Escape
	if esc == 0 || strings.IndexByte(s, esc) < 0 {
		return s
	}
	var b strings.Builder
	for {
		i := strings.IndexByte(s, esc)
		if i < 0 {
			b.WriteString(s)
			return b.String()
		}
		b.WriteString(s[:i])
		j := strings.IndexByte(s[i+1:], esc)
		if j < 0 {
			b.WriteString(s[i:])
			return b.String()
		}
		text, ok := sequence(s[i+1:i+1+j], syn)
		if !ok { // the second escape character may begin a sequence of its own
			b.WriteString(s[i : i+1+j])
			s = s[i+1+j:]
			continue
		}
		b.WriteString(text)
		s = s[i+j+2:]
	}
}

// sequence is the text that stands between two escape characters resolved.
func sequence(name string, syn *syntax) (string, bool) {
	switch name {
	case "F":
		return one(syn.Field), true
	case "S":
		return one(syn.Component), true
	case "T":
		return one(syn.Subcomponent), true
	case "R":
		return one(syn.Repetition), true
	case "E":
		return one(syn.Escape), true
	case "P":
		return one(syn.Truncation), true
	case "H", "N": // highlighting on and off
		return "", true
	case ".br", ".ce":
		return "\n", true
	case ".fi", ".nf":
		return "", true
	}
	if hexText, ok := strings.CutPrefix(name, "X"); ok && hexText != "" {
		raw, err := hex.DecodeString(hexText)
		if err != nil {
			return "", false
		}
		return syn.charset.decode(raw)
	}
	for _, layout := range []string{".sp", ".sk", ".in", ".ti"} {
		if arg, ok := strings.CutPrefix(name, layout); ok {
			return space(layout, arg)
		}
	}
	return "", false
}

// space resolves \.sp<n>\ (n lines down), \.sk<n>\ (n blanks) and the indents.
func space(layout, arg string) (string, bool) {
	n := 1
	if arg != "" {
		var err error
		if n, err = strconv.Atoi(strings.TrimPrefix(arg, "+")); err != nil || n < -200 || n > 200 {
			return "", false
		}
	}
	switch layout {
	case ".sp":
		return strings.Repeat("\n", max(n, 0)), true
	case ".sk":
		return strings.Repeat(" ", max(n, 0)), true
	}
	return "", true
}

func one(c byte) string {
	if c == 0 {
		return ""
	}
	return string(rune(c))
}

// Escape writes text so that it can stand in a field of a message with the
// delimiters d. Line ends become \.br\; other control characters are dropped,
// since a frame or segment could end in them.
func Escape(text string, d Delimiters) string {
	if d.Escape == 0 {
		d.Escape = '\\'
	}
	var b strings.Builder
	text = strings.ReplaceAll(text, "\r\n", "\n")
	for i := range len(text) {
		c := text[i]
		name := ""
		switch {
		case c == d.Escape:
			name = "E"
		case c == d.Field:
			name = "F"
		case c == d.Component:
			name = "S"
		case c == d.Repetition:
			name = "R"
		case c == d.Subcomponent && c != 0:
			name = "T"
		case c == d.Truncation && c != 0:
			name = "P"
		case c == '\n' || c == '\r':
			name = ".br"
		case c < 0x20 && c != '\t':
			continue
		default:
			b.WriteByte(c)
			continue
		}
		b.WriteByte(d.Escape)
		b.WriteString(name)
		b.WriteByte(d.Escape)
	}
	return b.String()
}
