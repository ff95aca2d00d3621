package hl7v2

import (
	"bytes"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"

	"apricot.health/fhir/outcome"
)

// Charset is a character set that messages can be read and written in.
type Charset int

// The character sets, by their names in HL7 table 0211. ASCII is the default
// of the standard when MSH-18 is empty.
const (
	ASCII Charset = iota
	UTF8
	GB18030
	Latin1
)

// Code is the HL7 table 0211 code of c, as it stands in MSH-18.
func (c Charset) Code() string {
	switch c {
	case UTF8:
		return "UNICODE UTF-8"
	case GB18030:
		return "GB 18030-2000"
	case Latin1:
		return "8859/1"
	default:
		return "ASCII"
	}
}

// declared reads an MSH-18 value. GBK and GB2312 are not in table 0211 but in
// use; GB18030 contains both.
func declared(code string) (Charset, bool) {
	switch strings.ToUpper(strings.Join(strings.Fields(code), " ")) {
	case "ASCII", "ISO IR6", "US-ASCII":
		return ASCII, true
	case "UNICODE UTF-8", "UTF-8", "UTF8", "UNICODE":
		return UTF8, true
	case "GB 18030-2000", "GB 18030-2005", "GB 18030-2022", "GB18030", "GB 18030", "GB18030-2000",
		"GBK", "GB2312", "GB 2312", "GB 2312-80":
		return GB18030, true
	case "8859/1", "ISO-8859-1", "ISO8859-1":
		return Latin1, true
	}
	return 0, false
}

// replacementInGB18030 is U+FFFD as GB18030 writes it.
var replacementInGB18030 = []byte{0x84, 0x31, 0xA4, 0x37}

// decode turns b into UTF-8. ok is false when b is not wholly in the set; the
// text then has replacement characters in it.
func (c Charset) decode(b []byte) (text string, ok bool) {
	switch c {
	case UTF8:
		return strings.ToValidUTF8(string(b), "\uFFFD"), utf8.Valid(b)
	case GB18030:
		if isASCII(b) {
			return string(b), true
		}
		out, err := simplifiedchinese.GB18030.NewDecoder().Bytes(b)
		if err != nil {
			return strings.ToValidUTF8(string(b), "\uFFFD"), false
		}
		if bytes.Count(out, []byte("\uFFFD")) <= bytes.Count(b, replacementInGB18030) {
			return string(out), true
		}
		return decodeUserDefined(b)
	case Latin1:
		runes := make([]rune, len(b))
		for i, x := range b {
			runes[i] = rune(x)
		}
		return string(runes), true
	default:
		return strings.ToValidUTF8(string(b), "\uFFFD"), isASCII(b)
	}
}

// decodeUserDefined decodes GB18030 with characters of the three user-defined
// areas, which x/text leaves out and hospitals use for rare names. They map to
// the private use area as GB 18030 appendix A lays down.
func decodeUserDefined(b []byte) (string, bool) {
	var out strings.Builder
	dec, ok, start := simplifiedchinese.GB18030.NewDecoder(), true, 0
	flush := func(end int) {
		chunk, err := dec.Bytes(b[start:end])
		ok = ok && err == nil && bytes.Count(chunk, []byte("\uFFFD")) <= bytes.Count(b[start:end], replacementInGB18030)
		out.Write(chunk)
	}
	for i := 0; i < len(b); {
		switch {
		case b[i] < 0x81 || i+1 >= len(b):
			i++
		case b[i+1] >= 0x30 && b[i+1] <= 0x39:
			i += 4
		default:
			if r, user := userDefined(b[i], b[i+1]); user {
				flush(i)
				out.WriteRune(r)
				start = i + 2
			}
			i += 2
		}
	}
	flush(len(b))
	return out.String(), ok
}

func userDefined(lead, trail byte) (rune, bool) {
	switch {
	case lead >= 0xAA && lead <= 0xAF && trail >= 0xA1 && trail <= 0xFE:
		return 0xE000 + rune(lead-0xAA)*94 + rune(trail-0xA1), true
	case lead >= 0xF8 && lead <= 0xFE && trail >= 0xA1 && trail <= 0xFE:
		return 0xE234 + rune(lead-0xF8)*94 + rune(trail-0xA1), true
	case lead >= 0xA1 && lead <= 0xA7 && trail >= 0x40 && trail <= 0xA0 && trail != 0x7F:
		r := rune(trail - 0x40)
		if trail > 0x7F {
			r--
		}
		return 0xE4C6 + rune(lead-0xA1)*96 + r, true
	}
	return 0, false
}

// encode turns text into the bytes of c; what c cannot write becomes "?".
func (c Charset) encode(text string) []byte {
	switch c {
	case UTF8:
		return []byte(text)
	case GB18030:
		out, err := simplifiedchinese.GB18030.NewEncoder().Bytes([]byte(text))
		if err != nil {
			return ASCII.encode(text)
		}
		return out
	default:
		limit := rune(0x80)
		if c == Latin1 {
			limit = 0x100
		}
		out := make([]byte, 0, len(text))
		for _, r := range text {
			if r >= limit {
				r = '?'
			}
			out = append(out, byte(r)) //nolint:gosec // r is below 0x100
		}
		return out
	}
}

func isASCII(b []byte) bool {
	for _, x := range b {
		if x >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

var utf8BOM = []byte{0xEF, 0xBB, 0xBF}

// toText finds the character set of raw and decodes it. A declaration in
// MSH-18 is believed when it can be read under the set it names and is not
// UTF-8 beyond doubt; without one, valid UTF-8 is UTF-8, but for what is likelier
// GB18030, and anything else is GB18030.
func toText(raw []byte) (string, Charset, error) {
	if utf16(raw) {
		return "", ASCII, outcome.At(outcome.NotSupported, "MSH-18", "the text is in UTF-16, which cannot be split into segments; send UTF-8 or GB18030")
	}
	hadBOM := bytes.HasPrefix(raw, utf8BOM)
	raw = bytes.TrimPrefix(raw, utf8BOM)
	for _, c := range []Charset{UTF8, GB18030, Latin1} {
		head, ok := c.decode(firstLine(raw))
		if !ok && c != Latin1 {
			continue
		}
		if d, known := declared(msh18(head)); known && (d == c || d == ASCII) {
			text, whole := d.decode(raw)
			if !whole || d != UTF8 && certainlyUTF8(raw, d) {
				return "", d, outcome.At(outcome.Invalid, "MSH-18",
					"the bytes are not in the declared character set %s", d.Code())
			}
			return text, d, nil
		}
	}
	return detect(raw, hadBOM)
}

func detect(raw []byte, hadBOM bool) (string, Charset, error) {
	if isASCII(raw) && !hadBOM {
		text := string(raw)
		if code := msh18(string(firstLine(raw))); code != "" {
			if _, known := declared(code); !known {
				return "", ASCII, outcome.At(outcome.NotSupported, "MSH-18", "the character set is not supported")
			}
		}
		return text, ASCII, nil
	}
	for _, c := range []Charset{UTF8, GB18030} {
		text, ok := c.decode(raw)
		if !ok || c == UTF8 && !hadBOM && likelierGB18030(raw) {
			continue
		}
		code := msh18(string(firstLine([]byte(text))))
		d, known := declared(code)
		switch {
		case code == "":
			return text, c, nil
		case !known:
			return "", c, outcome.At(outcome.NotSupported, "MSH-18", "the character set is not supported")
		default:
			return "", d, outcome.At(outcome.Invalid, "MSH-18",
				"the bytes are not in the declared character set %s", d.Code())
		}
	}
	return "", GB18030, outcome.At(outcome.Invalid, "MSH-18",
		"the bytes are neither UTF-8 nor GB18030 and no character set is declared")
}

// utf16 reports whether raw is text in UTF-16: a byte order mark, or zero bytes
// between the letters of MSH.
func utf16(raw []byte) bool {
	return hasAnyPrefix(raw, "\xff\xfe", "\xfe\xff", "M\x00S\x00H", "\x00M\x00S\x00H")
}

// firstLine is raw up to the first segment end.
func firstLine(raw []byte) []byte {
	raw = bytes.TrimLeft(raw, "\r\n \t\v")
	if i := bytes.IndexAny(raw, "\r\n"); i >= 0 {
		return raw[:i]
	}
	return raw
}

// msh18 reads the first non-empty repetition of MSH-18 from a decoded MSH.
func msh18(head string) string {
	if len(head) < 8 || !strings.HasPrefix(head, "MSH") {
		return ""
	}
	fields := strings.Split(head, head[3:4])
	if len(fields) < 18 {
		return ""
	}
	for rep := range strings.SplitSeq(fields[17], head[5:6]) {
		if rep = strings.TrimSpace(rep); rep != "" {
			return rep
		}
	}
	return ""
}

// Text is raw as text for people to read, in the character set that it is most
// likely in; what is not in it becomes U+FFFD.
func Text(raw []byte) (string, Charset) {
	if text, c, err := toText(trim(raw)); err == nil {
		return text, c
	}
	for _, c := range []Charset{UTF8, GB18030} {
		if text, ok := c.decode(raw); ok {
			return text, c
		}
	}
	text, _ := UTF8.decode(raw)
	return text, UTF8
}

// Encode writes the text of a message in the character set with this code of
// MSH-18; what the set cannot write becomes "?". An unknown code is UTF-8.
func Encode(text, code string) []byte {
	c, ok := declared(code)
	if !ok {
		c = UTF8
	}
	return c.encode(text)
}
