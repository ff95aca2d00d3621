package lexicon

import (
	"strings"
	"unicode/utf8"

	"apricot.health/knowledge/trie"
)

// How long a Chinese name is in which one character may be typed as another of
// the same sound: from minHan on, but with any character only from sureHan on.
const (
	minHan  = 3
	sureHan = 4
)

// usual are characters that people write for their own sake: as words, or in
// words that stand beside names. 考虑为出血 is not 胃出血 with a slip, nor is
// 眼睛通红 one of 眼睛痛. Of a longer name enough is left to tell.
const usual = "运云孕可刻课新心同通统少恶土图突写些谢血雪复副富付父负服度记计季吸息西南男难便变边秘密师失湿种重钟夫扶目木麻马妈处触到道倒绝觉决平及级极急必比笔提替体法发" +
	"力利立历例要摇药养名明鸣而是事视试式摸月越经精怀坏敢感帽冒言严费废为位味干但担单蛋长常场闹足更节接洁结时实石脱拖旧古股则折背被倍紧景关官"

// soundIndex finds Chinese names by what they sound like.
type soundIndex struct {
	// sound gives one code for all characters of one sound, by code.
	sound []trie.Code
	// sounds holds the names in such codes, and alike the names of each.
	sounds *trie.Trie
	threes threes // with which they begin
	alike  [][]alike
}

type alike struct {
	name string
	*meaning
}

// newSoundIndex takes the names that begin with a Chinese character.
func newSoundIndex(a *alphabet, names []named, of *index) soundIndex {
	one := oneSound()
	for r, same := range one {
		a.Add(r)
		a.Add(same)
	}
	var x soundIndex
	words := trie.NewBuilder(a.Alphabet)
	for _, n := range names {
		if utf8.RuneCountInString(n.name) < minHan {
			continue
		}
		k := int(words.Add(strings.Map(func(r rune) rune {
			if same, ok := one[r]; ok {
				return same
			}
			return r
		}, n.name)))
		if k == len(x.alike) {
			x.alike = append(x.alike, nil)
		}
		x.alike[k] = append(x.alike[k], alike{n.name, of.find(n.name)})
	}
	a.begin(ofSound, typings(one, words.Words()))
	x.sounds = words.Build()
	x.sound = make([]trie.Code, a.Size())
	for k := range x.sound {
		x.sound[k] = trie.Code(k) //nolint:gosec // the size is of codes
	}
	for r, same := range one {
		x.sound[a.Of(r)] = a.Of(same)
	}
	for _, w := range words.Words() {
		r := []rune(w)
		x.threes.add(a.Of(r[0]), a.Of(r[1]), a.Of(r[2]))
	}
	return x
}

// meant gives the names their meanings, once these are entered.
func (x *soundIndex) meant(meanings []*meaning) {
	for _, names := range x.alike {
		for k := range names {
			names[k].meaning = meanings[names[k].number]
		}
	}
}

// typings gives what words of one sound may begin with as they are typed: their
// first two characters with any of the same sounds.
func typings(one map[rune]rune, words []string) []string {
	same := map[rune][]rune{}
	for r, first := range one {
		same[first] = append(same[first], r)
	}
	seen := map[string]bool{}
	var out []string
	for _, w := range words {
		_, n := utf8.DecodeRuneInString(w)
		_, m := utf8.DecodeRuneInString(w[n:])
		if seen[w[:n+m]] {
			continue
		}
		seen[w[:n+m]] = true
		for _, a := range alternatives(same, w[:n]) {
			for _, b := range alternatives(same, w[n:n+m]) {
				out = append(out, a+b)
			}
		}
	}
	return out
}

func alternatives(same map[rune][]rune, char string) []string {
	r, _ := utf8.DecodeRuneInString(char)
	if len(same[r]) == 0 {
		return []string{char}
	}
	return strings.Split(string(same[r]), "")
}

// may is false where no name sounds as the three characters at i do.
func (x *soundIndex) may(t *letters, i int) bool {
	two := i + trie.Width(t.n[i])
	if two >= len(t.n) {
		return false
	}
	three := two + trie.Width(t.n[two])
	return three < len(t.n) && x.threes.may(x.soundOf(t.chars[i].code), x.soundOf(t.chars[two].code), x.soundOf(t.chars[three].code))
}

// soundOf gives the code that stands for all characters of the sound.
func (x *soundIndex) soundOf(c trie.Code) trie.Code {
	if int(c) < len(x.sound) {
		return x.sound[c]
	}
	return c
}

// han gives the Chinese name at i, and how long it is there, when one character
// was typed as another of the same sound. Any other change of one character may
// change the meaning (左 and 右, 高 and 低), so it is not corrected. The longest
// name counts, then one whose first two characters are right.
func (x *soundIndex) han(t *letters, i int) (name *meaning, length int) {
	if !x.may(t, i) {
		return nil, 0
	}
	at, right := trie.Root, false
	for j := i; j < len(t.n); {
		if at = x.sounds.Next(at, x.soundOf(t.chars[j].code)); at == trie.Root {
			break
		}
		j += trie.Width(t.n[j])
		k := x.sounds.Word(at)
		if k < 0 {
			continue
		}
		for _, like := range x.alike[k] {
			wrong, typed, ok := homophone(t.n[i:j], like.name)
			if !ok || j-i < sureHan*len("汉") && strings.ContainsRune(usual, typed) {
				continue
			}
			if begins := wrong > 1; length < j-i || begins && !right {
				name, length, right = like.meaning, j-i, begins
			}
		}
	}
	if length > 0 && !(han(t.n, i) && han(t.n, i+3)) {
		return nil, 0
	}
	return name, length
}

// homophone gives the one character in which two words of one sound differ, and
// its place, counted in characters, if it has the sound of the other.
func homophone(said, name string) (wrong int, typed rune, ok bool) {
	n, differ := 0, 0
	for _, want := range name {
		got, size := utf8.DecodeRuneInString(said)
		said = said[size:]
		if got != want {
			if differ++; differ > 1 || !homophones(got, want) {
				return 0, 0, false
			}
			wrong, typed = n, got
		}
		n++
	}
	return wrong, typed, differ == 1
}

// sounds groups characters of names with others of the same sound.
const sounds = "胸凶兄匈 痛通同桶童统 晕运云孕匀 烧骚稍少绍 咳克可刻课 嗽速漱簌素 恶饿鄂 心新欣辛芯 呕偶欧藕 吐土图突 泻谢写血雪些 腹复副富付父负服" +
	" 肚杜度 慌荒晃谎 悸季计记纪 喘踹穿传 呼乎忽 吸息西希稀 困捆 难男南 便变遍边 秘密蜜泌 黑嘿 失师湿 眠棉绵 皮疲脾 疹诊枕珍 肿种钟重 浮肤扶" +
	" 麻马妈 木目幕 抽愁 搐畜触处 倒到道 厥决绝觉 尿鸟 频平贫 急及级极 嗓桑 喉猴侯 咙龙隆 鼻必比笔逼 涕替体提 乏法发 力利历立例 腰要摇药" +
	" 瘙骚 痒养仰 敏民 汗旱寒汉 耳而尔 鸣名明呜 视是事试式 模摸 糊胡湖 糖唐塘 压亚牙 哮肖笑校 月越 经精 怀坏 感敢 冒帽貌 炎盐严言 肺费废 胃为位味" +
	" 肝干甘 肾甚慎 胆但担单蛋 肠常长场 脑闹 卒足 梗更耿 塞赛 血雪 溃愧 疡阳扬 结节接洁 石实时 脱托拖 臼旧 骨股古 折则 扭钮 背被倍 颈景紧 关官"

// soundsOf gives the sounds of a character: a bit for each group.
var soundsOf = func() map[rune][2]uint64 {
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
	x, y := soundsOf[a], soundsOf[b]
	return x[0]&y[0] != 0 || x[1]&y[1] != 0
}

// oneSound gives one character for all that share a sound, directly or by way
// of a third: 泻 and 雪 meet in 血.
func oneSound() map[rune]rune {
	one := map[rune]rune{}
	root := func(r rune) rune {
		for one[r] != r {
			r = one[r]
		}
		return r
	}
	for _, group := range strings.Fields(sounds) {
		first := rune(0)
		for _, r := range group {
			if _, ok := one[r]; !ok {
				one[r] = r
			}
			if first == 0 {
				first = root(r)
			}
			one[root(r)] = first
		}
	}
	for r := range one {
		one[r] = root(r)
	}
	return one
}
