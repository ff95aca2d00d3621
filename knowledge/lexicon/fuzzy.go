package lexicon

import (
	"strings"
	"unicode/utf8"
)

// fuzzy corrects one typing error in a long word, only where the result is a
// whole name of the lexicon.
type fuzzy struct {
	// vocabulary holds every Latin word of the names.
	vocabulary map[string]bool
	// long maps the hash of a vocabulary word to the word, and deletions the
	// hash of one with a letter left out, or to "" where two words share it.
	// Whatever they give is compared letter by letter.
	long, deletions map[uint64]string
	// likely has a bit for each hash in the two: most words of a text end there.
	likely bitset
	// heads and tails map the first and last two characters of a Chinese name
	// of at least four to the names.
	heads, tails map[[2]rune][]string
}

type bitset [1 << 14]uint64

func (b *bitset) set(h uint64)      { b[h>>6&(1<<14-1)] |= 1 << (h & 63) }
func (b *bitset) has(h uint64) bool { return b[h>>6&(1<<14-1)]&(1<<(h&63)) != 0 }

// hashWithout is the FNV-1a hash of a word without its letter at skip; -1 leaves
// none out.
func hashWithout(w string, skip int) uint64 {
	h := uint64(14695981039346656037)
	for i := range len(w) {
		if i != skip {
			h = (h ^ uint64(w[i])) * 1099511628211
		}
	}
	return h ^ h>>32
}

const (
	minLatin = 6
	maxLatin = 24
	minHan   = 4
)

// wordsOfTheirOwn look like a slip of a clinical word and are none.
const wordsOfTheirOwn = " strike strikes stroke stroked breeding clamps clamp smelling dwelling parting resting testing shaking making taking " +
	"waking walking talking hearing bearing wearing heading reading healing feeling filling falling failing passing posing " +
	"coming going having moving living seeing being whenever whatever however another smother mother brother father " +
	"severe sever several patient patents partner parents person personal place please pleased change charge changes "

func newFuzzy(names []named) *fuzzy {
	f := &fuzzy{
		vocabulary: map[string]bool{}, long: map[uint64]string{}, deletions: map[uint64]string{},
		heads: map[[2]rune][]string{}, tails: map[[2]rune][]string{},
	}
	for _, n := range names {
		if n.name[0] < utf8.RuneSelf {
			for _, w := range strings.Fields(n.name) {
				f.vocabulary[w] = true
			}
			continue
		}
		rs := []rune(n.name)
		if len(rs) >= minHan {
			head, tail := [2]rune(rs[:2]), [2]rune(rs[len(rs)-2:])
			f.heads[head] = append(f.heads[head], n.name)
			f.tails[tail] = append(f.tails[tail], n.name)
		}
	}
	for w := range f.vocabulary {
		if len(w) < minLatin {
			continue
		}
		h := hashWithout(w, -1)
		f.long[h] = w
		f.likely.set(h)
		for i := range w {
			d := hashWithout(w, i)
			f.likely.set(d)
			if old, ok := f.deletions[d]; ok && old != w {
				f.deletions[d] = ""
			} else {
				f.deletions[d] = w
			}
		}
	}
	return f
}

// spell corrects slips in Latin words. A corrected word has the offsets of the
// word as it was written.
func (l *Lexicon) spell(n string, offsets []int) (string, []int) {
	var b strings.Builder
	var out []int
	done := 0
	for i := 0; i < len(n); {
		if c := n[i]; c < 'a' || c > 'z' {
			i++
			continue
		}
		j := i
		for j < len(n) && latin(n[j]) {
			j++
		}
		if j-i >= minLatin && j-i <= maxLatin {
			if w, ok := l.fuzzy.correct(n[i:j]); ok {
				b.WriteString(n[done:i])
				out = append(out, offsets[done:i]...)
				b.WriteString(w)
				for k := range len(w) {
					out = append(out, offsets[min(i+k, j-1)])
				}
				done = j
			}
		}
		i = j
	}
	if done == 0 {
		return n, offsets
	}
	b.WriteString(n[done:])
	return b.String(), append(out, offsets[done:]...)
}

// correct gives the vocabulary word that w is one slip away from.
func (f *fuzzy) correct(w string) (string, bool) {
	if len(w) < minLatin || f.vocabulary[w] || strings.Contains(wordsOfTheirOwn, " "+w+" ") {
		return "", false
	}
	for _, ending := range []string{"s", "es", "ing", "ed", "d"} {
		if f.vocabulary[strings.TrimSuffix(w, ending)] {
			return "", false
		}
	}
	found := ""
	try := func(c string) bool {
		if c == "" || c[0] != w[0] || len(c) < minLatin || !oneSlip(w, c) {
			return true
		}
		ok := found == "" || found == c
		found = c
		return ok
	}
	for i := -1; i < len(w); i++ {
		h := hashWithout(w, i)
		if !f.likely.has(h) {
			continue
		}
		if i >= 0 && !try(f.long[h]) || !try(f.deletions[h]) {
			return "", false
		}
	}
	return found, found != ""
}

// oneSlip is true for one letter added, lost, changed or swapped with its
// neighbour.
func oneSlip(a, b string) bool {
	if len(a) > len(b) {
		a, b = b, a
	}
	i := 0
	for i < len(a) && a[i] == b[i] {
		i++
	}
	if len(b) == len(a)+1 {
		return a[i:] == b[i+1:]
	}
	if len(a) != len(b) || i == len(a) {
		return false
	}
	if a[i+1:] == b[i+1:] {
		return true
	}
	return i+1 < len(a) && a[i] == b[i+1] && a[i+1] == b[i] && a[i+2:] == b[i+2:]
}

// han gives the Chinese name at s[i:] when one character was typed as another
// of the same sound. Any other change of one character may change the meaning
// (左 and 右, 高 and 低), so it is not corrected.
func (f *fuzzy) han(s string, i int) (name string, length int) {
	var ahead [8]rune // Chinese characters from i on
	n := 0
	for j := i; n < len(ahead) && j < len(s); n++ {
		r, size := utf8.DecodeRuneInString(s[j:])
		if r < hanFirst || r > hanLast {
			break
		}
		j += size
		ahead[n] = r
	}
	if n < 2 {
		return "", 0
	}
	for _, x := range f.heads[[2]rune(ahead[:2])] {
		if size := soundsLike(s[i:], x); size > len(name) {
			name, length = x, size
		}
	}
	for back := 2; back <= 6 && back+2 <= n; back++ {
		for _, x := range f.tails[[2]rune(ahead[back:back+2])] {
			if size := soundsLike(s[i:], x); size > length {
				name, length = x, size
			}
		}
	}
	return name, length
}

// soundsLike gives the length of s that reads as name with exactly one
// character replaced by a homophone, or 0.
func soundsLike(s, name string) int {
	i, wrong := 0, 0
	for _, want := range name {
		if i >= len(s) {
			return 0
		}
		got, size := utf8.DecodeRuneInString(s[i:])
		i += size
		if got == want {
			continue
		}
		if wrong++; wrong > 1 || !homophones(got, want) {
			return 0
		}
	}
	if wrong == 0 {
		return 0
	}
	return i
}

// sounds groups characters of names with others of the same sound.
const sounds = "胸凶兄匈 痛通同桶童统 晕运云孕匀 烧骚稍少绍 咳克可刻课 嗽速漱簌素 恶饿鄂 心新欣辛芯 呕偶欧藕 吐土图突 泻谢写血雪些 腹复副富付父负服" +
	" 肚杜度 慌荒晃谎 悸季计记纪 喘踹穿传 呼乎忽 吸息西希稀 困捆 难男南 便变遍边 秘密蜜泌 黑嘿 失师湿 眠棉绵 皮疲脾 疹诊枕珍 肿种钟重 浮肤扶" +
	" 麻马妈 木目幕 抽愁 搐畜触处 倒到道 厥决绝觉 尿鸟 频平贫 急及级极 嗓桑 喉猴侯 咙龙隆 鼻必比笔逼 涕替体提 乏法发 力利历立例 腰要摇药" +
	" 瘙骚 痒养仰 敏民 汗旱寒 耳而尔 鸣名明呜 视是事试式 模摸 糊胡湖 糖唐塘 压亚牙 哮肖笑校 月越 经精 怀坏 感敢 冒帽貌 炎盐严言 肺费废 胃为位味" +
	" 肝干甘 肾甚慎 胆但担单蛋 肠常长场 脑闹 卒足 梗更耿 塞赛 血雪 溃愧 疡阳扬 结节接洁 石实时 脱托拖 臼旧 骨股古 折则 扭钮 背被倍 颈景紧 关官"

// soundOf gives the sounds of a character: a bit for each group.
var soundOf = func() map[rune][2]uint64 {
	m := map[rune][2]uint64{}
	for i, group := range strings.Fields(sounds) {
		for _, r := range group {
			bits := m[r]
			bits[i/64] |= 1 << (i % 64)
			m[r] = bits
		}
	}
	return m
}()

func homophones(a, b rune) bool {
	x, y := soundOf[a], soundOf[b]
	return x[0]&y[0] != 0 || x[1]&y[1] != 0
}
