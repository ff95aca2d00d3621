package hl7v2

import (
	"unicode"
	"unicode/utf8"
)

// certainlyUTF8 reports text that a declaration of another set is wrong about.
// Almost any bytes can be read as GB18030 or ISO 8859-1, so a sender that
// declares one of them and writes UTF-8 would have all its names garbled without
// a word.
//
// Valid UTF-8 is no text in ISO 8859-1: its letters would have to stand beside
// signs such as the fraction one half. Two or more Chinese characters in UTF-8, and nothing else outside ASCII, do
// not come about in text of those sets: read as GB18030 they need rare
// characters, with bytes from 0x80 to 0xA0, in just the right places.
func certainlyUTF8(b []byte, declared Charset) bool {
	if isASCII(b) || !utf8.Valid(b) {
		return false
	}
	if declared == Latin1 {
		return true
	}
	chinese, low := 0, false
	for i, r := range string(b) {
		switch {
		case r < utf8.RuneSelf:
			continue
		case r >= 0x3000 && r <= 0x9FFF || r >= 0xFF00 && r <= 0xFFEF:
			chinese++
		default:
			return false
		}
		low = low || b[i+1] <= 0xA0 || b[i+2] <= 0xA0
	}
	return chinese >= 2 && low
}

// likelierGB18030 reports text without a declaration that is valid UTF-8 by
// chance: pairs of bytes such as 0xC2 0xBD are the surname 陆 in GB18030 and the
// fraction one half in UTF-8. Where every such pair is a Chinese character of
// GB 2312 and none of them touches a Latin letter, it is taken for Chinese.
func likelierGB18030(b []byte) bool {
	if isASCII(b) {
		return false
	}
	for i := 0; i < len(b); {
		if b[i] < utf8.RuneSelf {
			i++
			continue
		}
		if i+1 >= len(b) || b[i] < 0xB0 || b[i] > 0xDF || b[i+1] < 0xA1 {
			return false
		}
		if i > 0 && latin(b[i-1]) || i+2 < len(b) && latin(b[i+2]) {
			return false
		}
		i += 2
	}
	return true
}

func latin(c byte) bool { return c < utf8.RuneSelf && unicode.IsLetter(rune(c)) }
