package fence

import (
	"bytes"
	"strings"
	"unicode"
	"unicode/utf8"

	"apricot.health/guardrails/claim"
	"apricot.health/knowledge/pattern"
)

//nolint:gochecknoglobals // compiled once, read only
var (
	queriesRE   = pattern.MustCompile(`[?？吗呢么]`)
	askedRE     = pattern.MustCompile(`[^。！!？?\n]*[。！!？?\n]*`)
	fragmentRE  = pattern.MustCompile(`[^,，;；、。！!？?\n]*[,，;；。！!？?\n]*`)
	directiveRE = pattern.MustCompile(`(?i)\d\s*(?:mg|g|ug|mcg|ml|iu|毫克|克|微克|毫升|片|粒|单位)|可以|建议|请|服用|口服|继续|吃|用|\b(?:take|taking|use|using|start|starting|give|continue|try|should)\b`)
	asksRE      = pattern.MustCompile(`(?i)[吗呢么]|什么|是否|有没有|有无|是不是|会不会|能不能|要不要|哪|多少|多久|几|谁|怎|^\s*(?:and |or |so |please tell me |请问)?(?:do|does|did|are|is|was|were|have|has|had|can|could|would|will|which|what|when|where|how|who|why|any)\b`)
	tagRE       = pattern.MustCompile(`(?i)(?:好吗|行吗|可以吗|好吧|好不好|行不行|对吧|\b(?:ok|okay|alright|all right|right|yes))\s*[?？]`)
)

// harden gives the text in a form in which a question cannot cover advice: a
// tag ("..., is that all right?") and a question without a space before it are
// cut off from the advice they follow. Every change keeps the length in bytes,
// so that places in the result are places in the text.
func harden(text string) string {
	b := []byte(text)
	for i := 1; i+1 < len(b); i++ {
		if b[i] != '.' || b[i-1] >= '0' && b[i-1] <= '9' && b[i+1] < utf8.RuneSelf {
			continue
		}
		next, _ := utf8.DecodeRune(b[i+1:])
		if prev, _ := utf8.DecodeLastRune(b[:i]); unicode.IsDigit(prev) && unicode.IsDigit(next) {
			continue // the point of a number, in any width
		}
		if next >= 0x2e80 || next >= 'A' && next <= 'Z' && b[i-1] >= 'a' && b[i-1] <= 'z' {
			b[i] = '\n'
		}
	}
	if !queriesRE.MatchString(text) {
		return string(b)
	}
	for _, m := range askedRE.FindAllIndex(b, -1) {
		for part := b[m[0]:m[1]]; len(part) > 0; {
			end := stopped(part)
			if bytes.ContainsAny(part[:end], "?？吗呢么") {
				uncover(part[:end])
			}
			part = part[end:]
		}
	}
	return string(b)
}

// stopped is where the first sentence that ends in a full stop ends, as the
// reader of claims cuts them: a question behind it covers nothing before it.
func stopped(b []byte) int {
	word := 0
	for i := 0; i+1 < len(b); i++ {
		switch {
		case b[i] == ' ' || b[i] == '\n' || b[i] == ',' || b[i] == '(':
			word = i + 1
		case b[i] == '.' && (b[i+1] == ' ' || b[i+1] == '\n') && !claim.Abbreviation(strings.ToLower(narrow(string(b[word:i])))):
			return i + 1
		}
	}
	return len(b)
}

// uncover cuts a tag, and directions before a comma, off from the question
// they stand in. It works within one sentence, so that what follows a sentence
// never changes how it is read.
func uncover(b []byte) {
	for _, m := range tagRE.FindAllIndex(b, -1) {
		blank(b[m[0]:m[1]])
	}
	for _, m := range fragmentRE.FindAllIndex(b, -1) {
		end := m[0] + len(strings.TrimRight(string(b[m[0]:m[1]]), ",，;；"))
		part := string(b[m[0]:end])
		if end < m[1] && directiveRE.MatchString(part) && !asksRE.MatchString(part) {
			blank(b[end:m[1]])
		}
	}
}

// blank puts sentence ends of the same width over runes.
func blank(b []byte) {
	for i := 0; i < len(b); {
		_, w := utf8.DecodeRune(b[i:])
		if w == 3 {
			copy(b[i:], "。")
		} else {
			for k := range w {
				b[i+k] = '\n'
			}
		}
		i += w
	}
}
