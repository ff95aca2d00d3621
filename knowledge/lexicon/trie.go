package lexicon

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// concept is a meaning that a name leads to.
type concept struct{ id, kind string }

// edges map a node and a character to the next node, by open addressing: the
// reading of a text is little else than these look-ups.
type edges struct {
	slots []slot
	used  int
	shift uint
}

// slot is one edge; a key of 0 is a free place.
type slot struct {
	key  uint64
	next int32
}

const runeBits = 21

func newEdges(bits uint) edges {
	return edges{slots: make([]slot, 1<<bits), shift: 64 - bits}
}

func edge(at int32, r rune) uint64 { return uint64(at)<<runeBits | uint64(r) + 1 } //nolint:gosec // neither is negative

// slot is where the key stands, or the free place where it would; next is 0
// there.
func (e *edges) slot(key uint64) *slot {
	mask := uint64(len(e.slots) - 1)
	i := key * 0x9E3779B97F4A7C15 >> e.shift
	for {
		s := &e.slots[i&mask]
		if s.key == key || s.key == 0 {
			return s
		}
		i++
	}
}

func (e *edges) get(at int32, r rune) int32 { return e.slot(edge(at, r)).next }

func (e *edges) put(at int32, r rune, next int32) {
	if 2*(e.used+1) > len(e.slots) {
		old := *e
		*e = newEdges(64 - old.shift + 1)
		for _, s := range old.slots {
			if s.key != 0 {
				*e.slot(s.key) = s
			}
		}
		e.used = old.used
	}
	*e.slot(edge(at, r)) = slot{edge(at, r), next}
	e.used++
}

// trie holds names; node 0 is where each begins.
type trie struct {
	edges edges
	nodes [][]concept
	// first holds the characters that names begin with. Most places of a text
	// begin no name, and that is seen here without a look at the edges.
	first runeSet
	// holds marks the names of something else that contain a medicine.
	holds map[int32]bool
}

func newTrie() *trie { return &trie{edges: newEdges(8), nodes: make([][]concept, 1)} }

func (t *trie) child(at int32, r rune) int32 { return t.edges.get(at, r) }

// begins is false where no name begins at i.
func (t *trie) begins(s string, i int) bool { return t.first.at(s, i) }

// runeSet holds characters of the basic plane; those beyond it always count as
// held.
type runeSet [1 << 10]uint64

func (s *runeSet) add(r rune) {
	if r < 1<<16 {
		s[r>>6] |= 1 << (r & 63)
	}
}

// at reports that the character at text[i:] is held. A Chinese character, three
// bytes of UTF-8, is read here without further ado: this is asked of every
// place of a text several times.
func (s *runeSet) at(text string, i int) bool {
	c := text[i]
	if c < utf8.RuneSelf {
		return s[c>>6]&(1<<(c&63)) != 0
	}
	if c&0xF0 == 0xE0 && i+2 < len(text) {
		return s[(uint(c)&0xF)<<6|uint(text[i+1])&0x3F]&(1<<(text[i+2]&0x3F)) != 0
	}
	r, _ := utf8.DecodeRuneInString(text[i:])
	return r >= 1<<16 || s[r>>6]&(1<<(r&63)) != 0
}

// path gives the node of a name, made where there is none.
func (t *trie) path(name string) int32 {
	at := int32(0)
	for _, r := range name {
		next := t.child(at, r)
		if at == 0 {
			t.first.add(r)
		}
		if next == 0 {
			next = int32(len(t.nodes)) //nolint:gosec // far fewer names than that
			t.nodes = append(t.nodes, nil)
			t.edges.put(at, r, next)
		}
		at = next
	}
	return at
}

// add gives false when the name already leads to another concept of the kind.
func (t *trie) add(name string, c concept) bool {
	at := t.path(name)
	for _, have := range t.nodes[at] {
		if have.kind == c.kind {
			return have.id == c.id
		}
	}
	t.nodes[at] = append(t.nodes[at], c)
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
	return t.nodes[at]
}

// match is a name found in the text.
type match struct {
	start, end int
	concepts   []concept
	// negated: a negation stood inside the name (头不疼).
	negated bool
	// holds: the name contains that of a medicine.
	holds bool
}

// longest gives the longest name that begins at start. Between the characters
// of a name it passes over small words that do not change it: 头有点疼, pain in
// my chest.
func (t *trie) longest(s string, start int) (match, bool) {
	if !t.begins(s, start) {
		return match{}, false
	}
	best := match{start: start}
	at, i, skips, negated := int32(0), start, 0, false
	for i < len(s) {
		r, size := rune(s[i]), 1
		if r >= utf8.RuneSelf {
			r, size = utf8.DecodeRuneInString(s[i:])
		} else if r == '-' || r == '\n' || r == '\t' || r == '\r' {
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
		for r == ' ' && i < len(s) && (s[i] == ' ' || s[i] == '-' || s[i] == '\n' || s[i] == '\t' || s[i] == '\r') {
			i++
		}
		if cs := t.nodes[at]; cs != nil {
			if end, ok := bounded(s, start, i); ok {
				best.end, best.concepts, best.negated, best.holds = end, cs, negated, t.holds[at]
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

// passedOver are the fillers and negators, so that one walk finds the longest.
var passedOver = func() *filling {
	f := &filling{words: newTrie()}
	for kind, list := range map[uint8][]string{
		filler: slices.Concat(chineseFillers, englishFillers), negator: slices.Concat(chineseNegators, englishNegators),
	} {
		for _, w := range list {
			node := f.words.path(w)
			for len(f.kinds) < len(f.words.nodes) {
				f.kinds = append(f.kinds, 0)
			}
			f.kinds[node] |= kind
		}
	}
	return f
}()

const (
	filler  uint8 = 1
	negator uint8 = 2
)

type filling struct {
	words *trie
	kinds []uint8 // of each node
}

// skip gives how many bytes at i do not matter to a name that is under way.
func skip(s string, i int) (n int, negated bool) {
	if s[i] < utf8.RuneSelf && (i == 0 || s[i-1] != ' ') {
		return 0, false
	}
	at, not := int32(0), 0
	for j := i; j < len(s); {
		r, size := rune(s[j]), 1
		if r >= utf8.RuneSelf {
			r, size = utf8.DecodeRuneInString(s[j:])
		}
		if at = passedOver.words.child(at, r); at == 0 {
			break
		}
		j += size
		kind := passedOver.kinds[at]
		if kind&negator != 0 {
			not = j - i
		}
		if kind&filler != 0 {
			n = j - i
		}
	}
	if not > 0 {
		return not, true
	}
	return n, false
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
