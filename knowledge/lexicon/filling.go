package lexicon

import (
	"slices"
	"unicode/utf8"

	"apricot.health/knowledge/trie"
)

// chineseFillers stand between the parts of a Chinese name. Longest first.
var chineseFillers = []string{
	"突然开始", "时不时地", "一阵一阵", "有一点点", "一阵阵的", "一阵阵", "时不时", "有一点", "有点儿", "有时候", "突然间", "越来越", "好几天",
	"有点", "有些", "有时", "特别", "非常", "一直", "总是", "老是", "突然", "经常", "偶尔", "感觉", "觉得", "这里", "那里", "里面", "比较", "十分",
	"一阵", "阵阵", "隐隐", "稍微", "反复", "持续", "开始", "剧烈", "严重", "轻微", "明显", "这几天", "最近", "今天", "昨天", "现在", "目前", "老会", "总会", "也会",
	"很", "老", "总", "又", "好", "挺", "太", "里", "部", "都", "也", "还", "就", "的", "了", "着", "过", "更", "会", "在", "真", "超", "极",
}

// chineseNegators negate from inside a name.
var chineseNegators = []string{"一点都不", "一点也不", "倒是不", "倒是没", "不怎么", "没怎么", "没再", "不咋", "没咋", "不大", "并没有", "从来不", "没有", "并不", "不太", "从不", "都不", "也不", "倒不", "没", "不"}

// englishNegators negate from inside a name: my chest doesn't hurt.
var englishNegators = []string{"doesn't ", "does not ", "don't ", "do not ", "didn't ", "did not ", "isn't ", "is not ", "aren't ", "are not ", "wasn't ", "doesnt ", "dont ", "didnt ", "isnt ", "arent ", "no longer "}

var englishFillers = []string{"really ", "their ", "very ", "some ", "your ", "this ", "that ", "the ", "his ", "her ", "our ", "bad ", "my ", "an ", "a "}

// filling are the fillers and negators, so that one walk finds the longest.
type filling struct {
	trie  *trie.Trie
	kinds []uint8   // by the number of the word
	space trie.Code // of the alphabet
}

const (
	filler  uint8 = 1
	negator uint8 = 2
)

func newFilling(a *alphabet) *filling {
	words := trie.NewBuilder(a.Alphabet)
	f := &filling{space: a.Add(' ')}
	for kind, list := range map[uint8][]string{
		filler: slices.Concat(chineseFillers, englishFillers), negator: slices.Concat(chineseNegators, englishNegators),
	} {
		for _, w := range list {
			k := int(words.Add(w))
			for len(f.kinds) <= k {
				f.kinds = append(f.kinds, 0)
			}
			f.kinds[k] |= kind
		}
	}
	a.begin(ofFilling, words.Words())
	f.trie = words.Build()
	a.filling = f
	return f
}

// skip gives how many bytes at i do not matter to a name that is under way.
func (f *filling) skip(t *letters, i int) (n int, negated bool) {
	s := t.n
	if s[i] < utf8.RuneSelf && (i == 0 || s[i-1] != ' ') {
		return 0, false
	}
	at, not := trie.Root, 0
	for j := i; j < len(s); {
		if at = f.trie.Next(at, t.chars[j].code); at == trie.Root {
			break
		}
		j += trie.Width(s[j])
		k := f.trie.Word(at)
		if k < 0 {
			continue
		}
		if f.kinds[k]&negator != 0 {
			not = j - i
		}
		if f.kinds[k]&filler != 0 {
			n = j - i
		}
	}
	if not > 0 {
		return not, true
	}
	return n, false
}
