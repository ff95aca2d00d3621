package lexicon

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// concept is a meaning that a name leads to.
type concept struct{ id, kind string }

// node is one character of the names; its children are sorted.
type node struct {
	runes    []rune
	next     []int32
	concepts []concept
}

type trie struct{ nodes []node }

func newTrie() *trie { return &trie{nodes: make([]node, 1)} }

func (t *trie) child(at int32, r rune) int32 {
	n := &t.nodes[at]
	if i, ok := slices.BinarySearch(n.runes, r); ok {
		return n.next[i]
	}
	return 0
}

// add gives false when the name already leads to another concept of the kind.
func (t *trie) add(name string, c concept) bool {
	at := int32(0)
	for _, r := range name {
		next := t.child(at, r)
		if next == 0 {
			next = int32(len(t.nodes))
			t.nodes = append(t.nodes, node{})
			n := &t.nodes[at]
			i, _ := slices.BinarySearch(n.runes, r)
			n.runes = slices.Insert(n.runes, i, r)
			n.next = slices.Insert(n.next, i, next)
		}
		at = next
	}
	for _, have := range t.nodes[at].concepts {
		if have.kind == c.kind {
			return have.id == c.id
		}
	}
	t.nodes[at].concepts = append(t.nodes[at].concepts, c)
	return true
}

// find gives the concepts of an exact name.
func (t *trie) find(name string) []concept {
	at := int32(0)
	for _, r := range name {
		if at = t.child(at, r); at == 0 {
			return nil
		}
	}
	return t.nodes[at].concepts
}

// match is a name found in the text.
type match struct {
	start, end int
	concepts   []concept
	// negated: a negation stood inside the name (头不疼).
	negated bool
}

// longest gives the longest name that begins at start. Between the characters
// of a name it passes over small words that do not change it: 头有点疼, pain in
// my chest.
func (t *trie) longest(s string, start int) (match, bool) {
	best := match{start: start}
	at, i, skips, negated := int32(0), start, 0, false
	for i < len(s) {
		r, size := utf8.DecodeRuneInString(s[i:])
		if r == '-' || r == '\n' || r == '\t' || r == '\r' {
			r = ' '
		}
		next := t.child(at, r)
		if next != 0 && skips < 2 && t.negates(at, s, i) {
			next = 0
		}
		if next == 0 {
			if at == 0 || skips == 2 {
				break
			}
			n, neg := skip(s, i)
			if n == 0 {
				break
			}
			skips++
			negated = negated || neg
			i += n
			for s[i-1] == ' ' && i < len(s) && s[i] == ' ' {
				i++
			}
			continue
		}
		at = next
		i += size
		for r == ' ' && i < len(s) && strings.IndexByte(" -\n\t\r", s[i]) >= 0 {
			i++
		}
		if cs := t.nodes[at].concepts; cs != nil {
			if end, ok := bounded(s, start, i); ok {
				best.end, best.concepts, best.negated = end, cs, negated
			}
		}
	}
	return best, best.concepts != nil
}

// negates is true where an English negation begins at i that no name goes on
// with, although one goes on with its first letter: chest d(iscomfort).
func (t *trie) negates(at int32, s string, i int) bool {
	if at == 0 || i == 0 || s[i-1] != ' ' || s[i] != 'd' && s[i] != 'i' {
		return false
	}
	n, negated := skip(s, i)
	for _, r := range s[i : i+n] {
		if !negated {
			return false
		}
		if at = t.child(at, r); at == 0 {
			return true
		}
	}
	return false
}

// chineseFillers stand between the parts of a Chinese name. Longest first.
var chineseFillers = []string{
	"突然开始", "时不时地", "一阵一阵", "有一点点", "一阵阵的", "一阵阵", "时不时", "有一点", "有点儿", "有时候", "突然间", "越来越", "好几天",
	"有点", "有些", "有时", "特别", "非常", "一直", "总是", "老是", "突然", "经常", "偶尔", "感觉", "觉得", "这里", "那里", "里面", "比较", "十分",
	"一阵", "阵阵", "隐隐", "稍微", "反复", "持续", "开始", "剧烈", "严重", "轻微", "明显", "这几天", "最近", "今天", "昨天", "现在", "目前", "老会", "总会", "也会",
	"很", "老", "总", "又", "好", "挺", "太", "里", "部", "都", "也", "还", "就", "的", "了", "着", "过", "更", "会", "在", "真", "超", "极",
}

// chineseNegators negate from inside a name.
var chineseNegators = []string{"一点都不", "一点也不", "并没有", "不怎么", "从来不", "没有", "并不", "不太", "从不", "都不", "也不", "倒不", "没", "不"}

// englishNegators negate from inside a name: my chest doesn't hurt.
var englishNegators = []string{"doesn't ", "does not ", "don't ", "do not ", "didn't ", "did not ", "isn't ", "is not "}

var englishFillers = []string{"really ", "their ", "very ", "some ", "your ", "this ", "that ", "the ", "his ", "her ", "our ", "bad ", "my ", "an ", "a "}

// skip gives how many bytes at i do not matter to a name that is under way.
func skip(s string, i int) (n int, negated bool) {
	if s[i] < utf8.RuneSelf {
		if i == 0 || s[i-1] != ' ' {
			return 0, false
		}
		for _, f := range englishNegators {
			if strings.HasPrefix(s[i:], f) {
				return len(f), true
			}
		}
		for _, f := range englishFillers {
			if strings.HasPrefix(s[i:], f) {
				return len(f), false
			}
		}
		return 0, false
	}
	for _, f := range chineseNegators {
		if strings.HasPrefix(s[i:], f) {
			return len(f), true
		}
	}
	for _, f := range chineseFillers {
		if strings.HasPrefix(s[i:], f) {
			return len(f), false
		}
	}
	return 0, false
}

// bounded checks word boundaries for Latin letters and takes in an English
// ending: headaches, vomiting, wheezed.
func bounded(s string, start, end int) (int, bool) {
	if latin(s[start]) && start > 0 && latin(s[start-1]) {
		return 0, false
	}
	if !latin(s[end-1]) || end == len(s) || !latin(s[end]) {
		return end, true
	}
	if digit(s[end-1]) || end-start < 4 {
		return 0, false
	}
	for _, suffix := range []string{"s", "es", "ing", "ed", "d", "y"} {
		e := end + len(suffix)
		if !strings.HasPrefix(s[end:], suffix) || e < len(s) && latin(s[e]) {
			continue
		}
		if suffix == "s" || suffix == "es" || end-start >= 5 {
			return e, true
		}
	}
	return 0, false
}

func latin(c byte) bool { return 'a' <= c && c <= 'z' || digit(c) || c == '_' }
func digit(c byte) bool { return '0' <= c && c <= '9' }
