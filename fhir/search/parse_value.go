package search

import (
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"apricot.health/fhir/outcome"
	"apricot.health/fhir/r4"
)

// splitEscaped cuts text at each sep that no backslash stands before, and
// leaves the escapes in (FHIR R4, search.html#escaping).
func splitEscaped(text string, sep byte) []string {
	var out []string
	from := 0
	for i := 0; i < len(text); i++ {
		switch text[i] {
		case '\\':
			i++
		case sep:
			out = append(out, text[from:i])
			from = i + 1
		}
	}
	return append(out, text[from:])
}

func unescape(text string) string {
	if !strings.Contains(text, `\`) {
		return text
	}
	var b strings.Builder
	for i := 0; i < len(text); i++ {
		if text[i] == '\\' && i+1 < len(text) {
			i++
		}
		b.WriteByte(text[i])
	}
	return b.String()
}

func (p *parser) value(def Definition, modifier, text string) (Value, error) {
	switch {
	case text == "":
		return Value{}, outcome.New(outcome.Invalid, "the value is empty")
	case len(text) > maxLength:
		return Value{}, outcome.New(outcome.Invalid, "the value is too long")
	case !utf8.ValidString(text) || strings.ContainsRune(text, 0):
		return Value{}, outcome.New(outcome.Invalid, "the value is not text")
	case modifier == "missing":
		if text != "true" && text != "false" {
			return Value{}, outcome.New(outcome.Invalid, ":missing takes true or false")
		}
		return Value{Missing: text == "true"}, nil
	case modifier == "text":
		return Value{Text: unescape(text)}, nil
	case modifier == "identifier":
		return parseToken(text), nil
	case modifier == "of-type":
		return parseOfType(text)
	case def.Kind == KindComposite:
		return p.composite(def, text)
	}
	return p.plain(def.Kind, text)
}

// plain reads a value without modifier.
func (p *parser) plain(kind Kind, text string) (Value, error) {
	switch kind {
	case KindToken:
		return parseToken(text), nil
	case KindDate:
		return p.dateValue(text)
	case KindNumber:
		return parseNumberValue(text)
	case KindQuantity:
		return parseQuantity(text)
	case KindReference:
		return p.reference(text)
	default:
		return Value{Text: unescape(text)}, nil
	}
}

func parseToken(text string) Value {
	parts := splitEscaped(text, '|')
	if len(parts) == 1 {
		return Value{Text: unescape(text)}
	}
	return Value{
		System: unescape(parts[0]), HasSystem: true,
		Text: unescape(strings.Join(parts[1:], "|")),
	}
}

func cutPrefix(text string) (Prefix, string) {
	if len(text) > 2 && slices.Contains(Prefixes(), Prefix(text[:2])) {
		return Prefix(text[:2]), text[2:]
	}
	return Equal, text
}

// composite reads the values of the components, joined by "$".
func (p *parser) composite(def Definition, text string) (Value, error) {
	parts := splitEscaped(text, '$')
	if len(parts) != len(def.Components) {
		return Value{}, outcome.New(outcome.Invalid, "the value has %d parts joined by $", len(def.Components))
	}
	var out Value
	for i, part := range parts {
		if part == "" {
			return Value{}, outcome.New(outcome.Invalid, "a part of the value is empty")
		}
		v, err := p.plain(def.Components[i].Kind, part)
		if err != nil {
			return Value{}, err
		}
		out.Parts = append(out.Parts, v)
	}
	return out, nil
}

// parseOfType takes "system|code|value": type and value of an identifier.
func parseOfType(text string) (Value, error) {
	parts := splitEscaped(text, '|')
	if len(parts) != 3 || parts[1] == "" || parts[2] == "" {
		return Value{}, outcome.New(outcome.Invalid, ":of-type takes system|code|value")
	}
	return Value{System: unescape(parts[0]) + "|" + unescape(parts[1]), HasSystem: true, Text: unescape(parts[2])}, nil
}

func (p *parser) dateValue(text string) (Value, error) {
	prefix, rest := cutPrefix(text)
	// A "+" of a zone that the sender did not escape arrives as a space.
	rest = strings.ReplaceAll(rest, " ", "+")
	if _, err := ParseDate(rest, time.UTC); err != nil {
		return Value{}, err
	}
	return Value{Prefix: prefix, Text: rest, Now: p.Now}, nil
}

func parseNumberValue(text string) (Value, error) {
	prefix, rest := cutPrefix(text)
	if _, _, err := ParseNumber(rest); err != nil {
		return Value{}, err
	}
	return Value{Prefix: prefix, Text: rest}, nil
}

// parseQuantity takes "5.4", "5.4|system|code" and "5.4||unit".
func parseQuantity(text string) (Value, error) {
	parts := splitEscaped(text, '|')
	if len(parts) != 1 && len(parts) != 3 {
		return Value{}, outcome.New(outcome.Invalid, "a quantity is number or number|system|code")
	}
	v, err := parseNumberValue(parts[0])
	if err != nil || len(parts) == 1 {
		return v, err
	}
	v.System, v.Unit = unescape(parts[1]), unescape(parts[2])
	v.HasSystem = v.System != ""
	return v, nil
}

func (p *parser) reference(text string) (Value, error) {
	text = unescape(text)
	if p.Base != "" {
		text = strings.TrimPrefix(text, strings.TrimSuffix(p.Base, "/")+"/")
	}
	base, typ, id, ok := r4.SplitReference(text)
	switch {
	case ok && base == "":
		return Value{RefType: typ, Text: id}, nil
	case strings.Contains(text, ":"):
		return Value{Text: text, Absolute: true}, nil
	case r4.ValidID(text):
		return Value{Text: text}, nil
	}
	return Value{}, outcome.New(outcome.Invalid, "a reference is Type/id, id or a URL")
}

// Key is the text of a value in the form in which the index holds it.
func Key(text string) string { return clip(text) }
