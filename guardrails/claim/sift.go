package claim

import (
	"strings"

	"apricot.health/knowledge/pattern"
)

// What stands here says in a moment that an expression of foreign.go cannot
// match a text: each is true wherever the expression would match, so that it
// is tried on few texts and finds the same.

// longNumbers are the expressions of numbers that the digits of a text suffice
// for: 11 for a telephone, 18 for an identity card.
func longNumbers(n string) []*pattern.Regexp {
	longest, run := 0, 0
	for i := range len(n) {
		if run++; !digit(n[i]) {
			run = 0
		}
		longest = max(longest, run)
	}
	switch {
	case longest < 11:
		return nil
	case longest < 17: // the last place of an identity card may be x
		return []*pattern.Regexp{phoneRE}
	}
	return []*pattern.Regexp{phoneRE, idRE}
}

// mayBeMarkup sifts for markupRE.
func mayBeMarkup(text string) bool {
	if containsAny(text, "<", "](") || strings.Contains(text, "&#") {
		return true
	}
	return strings.Contains(text, ":") && containsAny(folded(text), "javascript:", "data:text/")
}

// folded writes letters as an expression compares them that does not tell
// small letters from capitals.
func folded(text string) string { return strings.ReplaceAll(strings.ToLower(text), "ſ", "s") }

// roleNamed sifts for roleRE: before a colon stands what a role may end in.
func roleNamed(text string) bool {
	for i, r := range text {
		if r != ':' && r != '：' {
			continue
		}
		before := strings.TrimRight(text[:i], " \t\n\f\r")
		before = folded(before[max(0, len(before)-24):])
		for _, end := range [...]string{"系统", "消息", "指令", "管理员", "开发者", "system", "assistant", "developer", "admin", "administrator", "message", "llm", "gpt", "ai", "助手", "大模型"} {
			if strings.HasSuffix(before, end) {
				return true
			}
		}
	}
	return false
}

// mayBeSpaced sifts for spacedRE: three marks stand each between two characters
// that are not ASCII.
func mayBeSpaced(text string) bool {
	marks := 0
	for i, r := range text {
		switch r {
		case '.', '·', '*', '_', '|', '\n':
		default:
			continue
		}
		next := i + 1
		if r == '·' {
			next++
		}
		if i > 0 && text[i-1] >= 0x80 && next < len(text) && text[next] >= 0x80 {
			if marks++; marks == 3 {
				return true
			}
		}
	}
	return false
}
