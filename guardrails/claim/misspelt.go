package claim

import (
	"slices"
	"strings"
	"unicode/utf8"

	"apricot.health/knowledge/graph"
	"apricot.health/knowledge/lexicon"
)

// The shortest names that are looked for with a slip of the pen, in letters of
// Latin script and in Chinese characters. Shorter names are too near to
// ordinary words.
const (
	spelledLatin = 8
	spelledHan   = 4
)

// speller finds names of drugs that are one slip away from a name of the
// graph. What it finds is never taken for the drug: it is held against the
// patient as that drug, and is unknown beside.
type speller struct {
	// latin maps each sound form of a name, and each form with one letter left
	// out, to the drugs called so.
	latin map[string][]string
	// han are the Chinese names by two characters that they begin or end with.
	han map[hanPair]hanNames
}

type hanPair struct{ one, two rune }

type hanNames struct{ heads, tails []hanName }

type hanName struct {
	name []rune
	id   string
}

func newSpeller(g *graph.Graph) *speller {
	s := &speller{latin: map[string][]string{}, han: map[hanPair]hanNames{}}
	for _, d := range g.Drugs() {
		// Trade names in Latin script are made to look like words (Brilinta).
		for _, names := range [][]string{{d.Labels.ZH, d.Labels.EN}, d.Synonyms.ZH, d.Synonyms.EN, d.Brands.ZH} {
			for _, n := range names {
				s.add(n, d.ID)
			}
		}
	}
	return s
}

func (s *speller) add(name, id string) {
	n := lexicon.Fold(strings.TrimSpace(name))
	if rs := []rune(n); len(rs) >= spelledHan && allHan(rs) {
		h := hanName{rs, id}
		head, tail := hanPair{rs[0], rs[1]}, hanPair{rs[len(rs)-2], rs[len(rs)-1]}
		begins := s.han[head]
		begins.heads = append(begins.heads, h)
		s.han[head] = begins
		ends := s.han[tail]
		ends.tails = append(ends.tails, h)
		s.han[tail] = ends
		return
	}
	if len(n) < spelledLatin || !allLetters(n) {
		return
	}
	f := soundForm(n)
	s.put(f, id)
	for i := range len(f) {
		s.put(f[:i]+f[i+1:], id)
	}
}

func (s *speller) put(form, id string) {
	for _, have := range s.latin[form] {
		if have == id {
			return
		}
	}
	s.latin[form] = append(s.latin[form], id)
}

func allHan(rs []rune) bool {
	for _, r := range rs {
		if r < hanFirst || r > hanLast {
			return false
		}
	}
	return true
}

func allLetters(s string) bool {
	for i := range len(s) {
		if !isLetter(s[i]) {
			return false
		}
	}
	return true
}

//nolint:gochecknoglobals // a literal table, read only
var alike = strings.NewReplacer("ph", "f", "ae", "e", "oe", "e", "th", "t", "y", "i", "ck", "k")

// soundForm writes alike what sounds alike: amoxycillin and amoxicillin,
// sulphonamide and sulfonamide, doubled letters and single ones.
func soundForm(w string) string {
	w = alike.Replace(w)
	var b strings.Builder
	for i := range len(w) {
		if i == 0 || w[i] != w[i-1] {
			b.WriteByte(w[i])
		}
	}
	return b.String()
}

// word gives the one drug that a Latin word misspells.
func (s *speller) word(w string) (string, bool) {
	f := soundForm(w)
	found := ""
	take := func(form string) bool {
		for _, id := range s.latin[form] {
			if found != "" && found != id {
				return false
			}
			found = id
		}
		return true
	}
	if !take(f) {
		return "", false
	}
	for i := range len(f) {
		if !take(f[:i] + f[i+1:]) {
			return "", false
		}
	}
	return found, found != ""
}

// chinese gives the drug of which the name stands at byte i of n with one other
// character, and where it ends.
func (s *speller) chinese(n string, i int) (id string, start, end int) {
	r1, w1 := utf8.DecodeRuneInString(n[i:])
	r2, w2 := utf8.DecodeRuneInString(n[i+w1:])
	if !wide(r1) || !wide(r2) {
		return "", 0, 0
	}
	names, ok := s.han[hanPair{r1, r2}]
	if !ok {
		return "", 0, 0
	}
	for _, h := range names.heads {
		if e, ok := oneOff(n, i, h.name); ok {
			return h.id, i, e
		}
	}
	for _, h := range names.tails {
		from := i
		for range len(h.name) - 2 {
			_, w := utf8.DecodeLastRuneInString(n[:from])
			from -= w
		}
		if e, ok := oneOff(n, from, h.name); ok && e == i+w1+w2 {
			return h.id, from, e
		}
	}
	return "", 0, 0
}

// oneOff is true when the characters from i on are name but for one. The first or the
// last of them must sound like the one that it stands for: what has all but that in
// common with a name is mostly another word, as 肾上腺 and 与免疫球蛋白 are.
func oneOff(n string, i int, name []rune) (end int, ok bool) {
	off := 0
	for k, want := range name {
		r, w := utf8.DecodeRuneInString(n[i:])
		if w == 0 || !wide(r) {
			return 0, false
		}
		if r != want {
			if off++; off > 1 || (k == 0 || k == len(name)-1) && !soundsLike(r, want) {
				return 0, false
			}
		}
		i += w
	}
	return i, off == 1
}

// edgeSounds are characters with which names of medicines begin or end, each group with
// what is typed for them by the same keys.
const edgeSounds = "阿啊呵 头投 甲加假 胺氨安按铵 美没每 奥澳 利力立莉丽里锂 硝消肖销 氯绿律 氢轻清青 左佐座唑坐做 复付腹氟服符扶伏福呋夫 维唯为韦伟 二儿尔耳 环还 克客 罗洛络萝螺 地弟 普浦谱葡铺 卡咔 苯本 布步 " +
	"双霜 泼波 格各 那纳娜钠呐 瑞锐 达答 依伊衣乙已异易 厄恶 缬协 替提 丙病 红虹 万完 磺黄 托脱 引吲 秋球 非飞 华花 甘肝苷柑 胰宜 门们 西希 舍社 帕怕 艾爱 曲屈 茶查 沙莎 乳儒 铝吕 碳炭 硫流 云运 连莲 板扳班般 " +
	"藿霍 素速塑 平瓶萍苹 林灵淋琳临 汀丁停定啶锭 酸算 钙盖 肽太钛 星新心 芬分份 宁柠 松送 净静 列烈 康糠 坦但 酮同铜 醇纯 酯脂止 碱减 铋必 铁帖 嗪秦 砜风 泮盼 酚粉 辛欣 灵零 霉梅 嘧密 吡比 哌派 贝倍 舒苏 司斯思 米咪 诺糯"

//nolint:gochecknoglobals // read only
var edgeSound = func() map[rune][]int {
	out := map[rune][]int{}
	for k, group := range strings.Fields(edgeSounds) {
		for _, r := range group {
			out[r] = append(out[r], k)
		}
	}
	return out
}()

func soundsLike(a, b rune) bool {
	return slices.ContainsFunc(edgeSound[a], func(k int) bool { return slices.Contains(edgeSound[b], k) })
}

// latinWords gives the words of at least so many letters of Latin script.
func (r *reader) latinWords(least int) []Span {
	var out []Span
	for i := 0; i < len(r.n); {
		j := i
		for j < len(r.n) && isLetter(r.n[j]) {
			j++
		}
		if j-i >= least {
			out = append(out, Span{i, j})
		}
		i = max(j, i+1)
	}
	return out
}

// ordinary is true for words of clinical prose that are one slip away from a name.
func ordinary(w string) bool {
	switch w {
	case "cystatin", "pancreatic", "rounding", "collision", "collisions":
		return true
	}
	return false
}

// misspelt adds the names that are one slip away to the mentions.
func (r *reader) misspelt() {
	var found []Named
	for _, w := range r.latinWords(spelledLatin) {
		if r.mentioned(w.Start, w.End) || ordinary(r.n[w.Start:w.End]) {
			continue
		}
		if id, ok := r.x.spell.word(r.n[w.Start:w.End]); ok {
			found = append(found, Named{Concept: id, Kind: "drug", Start: w.Start, End: w.End, Misspelt: true})
		}
	}
	for i := 0; i < len(r.n); {
		c, w := utf8.DecodeRuneInString(r.n[i:])
		if !wide(c) {
			i += w
			continue
		}
		if id, s, e := r.x.spell.chinese(r.n, i); id != "" && !r.mentioned(s, e) {
			found = append(found, Named{Concept: id, Kind: "drug", Start: s, End: e, Misspelt: true})
			i = e
			continue
		}
		i += w
	}
	if len(found) > 0 {
		r.mentions = tidy(append(r.mentions, found...), len(r.n))
		r.widest = widest(r.mentions)
	}
}
