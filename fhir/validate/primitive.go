package validate

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"strconv"
	"time"
)

// jsonKind is how a primitive stands in JSON.
type jsonKind uint8

const (
	jsonString jsonKind = iota
	jsonNumber
	jsonBool
)

// primitive is one primitive type. ok is given the content of a string, or the
// text of a number or boolean.
type primitive struct {
	kind jsonKind
	ok   func([]byte) bool
}

// primitives are written by hand: the official regular expressions
// (datatypes.html, FHIR R4) are the test of them, and too slow to be the check.
func primitives() map[string]primitive {
	return map[string]primitive{
		"base64Binary": {jsonString, isBase64},
		"boolean":      {jsonBool, func([]byte) bool { return true }},
		"canonical":    {jsonString, isURI},
		"code":         {jsonString, isCode},
		"date":         {jsonString, isDate},
		"dateTime":     {jsonString, isDateTime},
		"decimal":      {jsonNumber, func([]byte) bool { return true }}, // JSON has the same grammar
		"id":           {jsonString, isID},
		"instant":      {jsonString, isInstant},
		"integer":      {jsonNumber, func(b []byte) bool { return isInteger(b, -1<<31) }},
		"markdown":     {jsonString, isText},
		"oid":          {jsonString, isOID},
		"positiveInt":  {jsonNumber, func(b []byte) bool { return isInteger(b, 1) }},
		"string":       {jsonString, isText},
		"time":         {jsonString, isTime},
		"unsignedInt":  {jsonNumber, func(b []byte) bool { return isInteger(b, 0) }},
		"uri":          {jsonString, isURI},
		"url":          {jsonString, isURI},
		"uuid":         {jsonString, isUUID},
		"xhtml":        {jsonString, isXHTML},
	}
}

// maxText is the size limit of a string (datatypes.html#string).
const maxText = 1 << 20

func isText(b []byte) bool {
	if len(b) == 0 || len(b) > maxText {
		return false
	}
	for _, c := range b {
		if c < ' ' && c != '\t' && c != '\n' && c != '\r' {
			return false
		}
	}
	return true
}

func space(c byte) bool { return c == ' ' || c >= '\t' && c <= '\r' }

func isCode(b []byte) bool {
	if len(b) == 0 || space(b[0]) || space(b[len(b)-1]) {
		return false
	}
	for i, c := range b {
		if c < ' ' && !space(c) || i > 0 && space(c) && space(b[i-1]) {
			return false
		}
	}
	return true
}

func isURI(b []byte) bool {
	for _, c := range b {
		if c <= ' ' {
			return false
		}
	}
	return len(b) > 0
}

func isID(b []byte) bool {
	for _, c := range b {
		if !letter(c) && !digit(c) && c != '-' && c != '.' {
			return false
		}
	}
	return len(b) > 0 && len(b) <= 64
}

func letter(c byte) bool { return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' }
func digit(c byte) bool  { return c >= '0' && c <= '9' }

func isInteger(b []byte, least int64) bool {
	n, err := strconv.ParseInt(string(b), 10, 32)
	return err == nil && n >= least && string(b) != "-0"
}

// number reads exactly n digits.
func number(b []byte, n int) (value int, rest []byte, ok bool) {
	if len(b) < n {
		return 0, nil, false
	}
	for _, c := range b[:n] {
		if !digit(c) {
			return 0, nil, false
		}
		value = value*10 + int(c-'0')
	}
	return value, b[n:], true
}

// calendar reads YYYY, YYYY-MM or YYYY-MM-DD and refuses days that no month
// has. parts is how many of the three there are.
func calendar(b []byte) (parts int, rest []byte, ok bool) {
	year, b, ok := number(b, 4)
	if !ok || year == 0 {
		return 0, nil, false
	}
	if len(b) == 0 || b[0] != '-' {
		return 1, b, true
	}
	month, b, ok := number(b[1:], 2)
	if !ok || month < 1 || month > 12 {
		return 0, nil, false
	}
	if len(b) == 0 || b[0] != '-' {
		return 2, b, true
	}
	day, b, ok := number(b[1:], 2)
	last := time.Date(year, time.Month(month)+1, 0, 0, 0, 0, 0, time.UTC).Day()
	return 3, b, ok && day >= 1 && day <= last
}

func isDate(b []byte) bool {
	_, rest, ok := calendar(b)
	return ok && len(rest) == 0
}

func isDateTime(b []byte) bool {
	parts, rest, ok := calendar(b)
	if !ok || len(rest) == 0 {
		return ok
	}
	return parts == 3 && zoned(rest)
}

func isInstant(b []byte) bool {
	parts, rest, ok := calendar(b)
	return ok && parts == 3 && zoned(rest)
}

// zoned reads "T", a time and its offset.
func zoned(b []byte) bool {
	if len(b) == 0 || b[0] != 'T' {
		return false
	}
	b, ok := clock(b[1:])
	if !ok || len(b) == 0 {
		return false
	}
	if b[0] == 'Z' {
		return len(b) == 1
	}
	if b[0] != '+' && b[0] != '-' || len(b) != 6 || b[3] != ':' {
		return false
	}
	hours, _, okHours := number(b[1:], 2)
	minutes, _, okMinutes := number(b[4:], 2)
	return okHours && okMinutes && minutes < 60 && (hours < 14 || hours == 14 && minutes == 0)
}

// clock reads hh:mm:ss with an optional fraction. A leap second is 60.
func clock(b []byte) (rest []byte, ok bool) {
	for i, most := range []int{23, 59, 60} {
		if i > 0 {
			if len(b) == 0 || b[0] != ':' {
				return nil, false
			}
			b = b[1:]
		}
		var n int
		if n, b, ok = number(b, 2); !ok || n > most {
			return nil, false
		}
	}
	if len(b) == 0 || b[0] != '.' {
		return b, true
	}
	b = b[1:]
	digits := 0
	for digits < len(b) && digit(b[digits]) {
		digits++
	}
	return b[digits:], digits > 0
}

func isTime(b []byte) bool {
	rest, ok := clock(b)
	return ok && len(rest) == 0
}

func isBase64(b []byte) bool {
	if bytes.IndexFunc(b, func(r rune) bool { return r < 128 && space(byte(r)) }) >= 0 {
		b = bytes.Join(bytes.Fields(b), nil)
	}
	if len(b) == 0 || len(b)%4 != 0 {
		return false
	}
	body := bytes.TrimSuffix(bytes.TrimSuffix(b, []byte("=")), []byte("="))
	for _, c := range body {
		if !letter(c) && !digit(c) && c != '+' && c != '/' {
			return false
		}
	}
	// The last group alone tells whether the padding is right.
	_, err := base64.StdEncoding.DecodeString(string(b[len(b)-4:]))
	return err == nil
}

func isOID(b []byte) bool {
	rest, ok := bytes.CutPrefix(b, []byte("urn:oid:"))
	if !ok || len(rest) < 3 || rest[0] < '0' || rest[0] > '2' || rest[1] != '.' {
		return false
	}
	for part := range bytes.SplitSeq(rest[2:], []byte(".")) {
		if len(part) == 0 || len(part) > 1 && part[0] == '0' || bytes.ContainsFunc(part, func(r rune) bool { return r < '0' || r > '9' }) {
			return false
		}
	}
	return true
}

func isUUID(b []byte) bool {
	rest, ok := bytes.CutPrefix(b, []byte("urn:uuid:"))
	if !ok || len(rest) != 36 || rest[8] != '-' || rest[13] != '-' || rest[18] != '-' || rest[23] != '-' {
		return false
	}
	packed := bytes.ReplaceAll(rest, []byte("-"), nil)
	_, err := hex.DecodeString(string(packed))
	return err == nil && len(packed) == 32 && bytes.Equal(packed, bytes.ToLower(packed))
}

// isXHTML checks that a narrative is one div and holds nothing active
// (narrative.html, txt-1): it is shown in browsers.
func isXHTML(b []byte) bool {
	b = bytes.TrimSpace(b)
	if !bytes.HasPrefix(b, []byte("<div")) || !bytes.HasSuffix(b, []byte(">")) {
		return false
	}
	lower := bytes.ToLower(b)
	for _, bad := range []string{"<script", "<iframe", "<object", "<embed", "<form", "<base", "<link", "<style", "javascript:"} {
		if bytes.Contains(lower, []byte(bad)) {
			return false
		}
	}
	return true
}
