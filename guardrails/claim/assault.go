package claim

import (
	"strings"
	"unicode/utf8"

	"apricot.health/knowledge/pattern"
)

// Violence that is bidden. A report that somebody was hit, and a question about it, is
// what help begins with, so only a sentence that bids it is told: an imperative, or a
// word of advice right before the verb.
//
//nolint:gochecknoglobals // compiled once, read only
var (
	strikesEN = pattern.MustCompile(`(?:^|[.;:!?] |\byou (?:should|can|could|may|must|need to|have to|ought to) |\b(?:please|just|simply|go ahead and|try to) |^(?:if|when|whenever|unless|until)\b[^.;]{0,80}, )` +
		`(?:then |just |simply |please |you should |you can )?(?:(?:hit|slap|smack|spank|punch|whip|thrash|cane) (?:him|her|them|` + people + `)|(?:beat|kick) (?:him|her|` + people + `)|(?:tie|strap|chain|lock) (?:him|her|them|` + people + `) (?:to the bed|to a chair|to the chair|in the (?:room|house|bathroom|cellar|cupboard)|in (?:his|her|their) (?:room|bedroom)))\b`)
	strikesZH = pattern.MustCompile(`(?:^|[,;!。:、]|就|可以|应该|应当|得|直接|不妨|使劲|狠狠|狠狠地|用力)(?:(?:[打揍踢](?:他|她|孩子|小孩|老人|老婆|老公|妻子|丈夫))|(?:[打揍抽](?:他|她|孩子|小孩)?一顿)|(?:扇|抽)(?:他|她|孩子|小孩)?(?:耳光|巴掌|嘴巴)|[打揍](?:到|得)(?:他|她|孩子)(?:听话|服|怕|老实|哭))`)
)

// people are those whom a text may name as the one to be struck.
const people = `(?:your|the|his|her) (?:child|children|kid|kids|son|daughter|boy|girl|baby|toddler|wife|husband|partner|mother|father|grandmother|grandfather|old man|old woman|parents?)`

// abusers are those of whom a Chinese sentence tells what they did: 丈夫喝了酒就打她.
//
//nolint:gochecknoglobals // a literal list, read only
var abusers = [...]string{"丈夫", "老公", "男友", "对象", "父亲", "爸", "继父", "母亲", "妈", "前夫", "妻子", "老婆", "家暴", "被打", "被他", "被她"}

// assaults finds where the text bids somebody to strike or to tie up another.
func (r *reader) assaults() {
	for i := range r.sents {
		s := r.sentence(i)
		if r.sents[i].question || r.has(s, cRefusal|cDeclined|cHandled) {
			continue
		}
		lead := len(r.n[s.Start:s.End]) - len(strings.TrimLeft(r.n[s.Start:s.End], " \n"))
		w := r.n[s.Start+lead : s.End]
		for _, re := range [...]*pattern.Regexp{strikesEN, strikesZH} {
			m := re.FindStringIndex(w)
			if m == nil || r.polarity(s.Start+lead+m[1]-1) == Negated || toldOf(w, m[0], m[1]) {
				continue
			}
			r.add(Claim{Kind: Forbidden, Act: "violence", Start: s.Start + lead + m[0], End: s.Start + lead + m[1]})
		}
	}
}

// toldOf is true where the sentence tells what somebody did, or where what looks like a
// person is part of another word: 可以打她电话, 他汀.
func toldOf(w string, from, to int) bool {
	if w[from] < utf8.RuneSelf && isLetter(w[from]) {
		return false
	}
	for _, a := range abusers {
		if i := strings.Index(w[:to], a); i >= 0 && i < from {
			return true
		}
	}
	head := w[:from]
	if strings.HasSuffix(w[:to], "她") && strings.Contains(head, "他") || strings.HasSuffix(w[:to], "他") && strings.Contains(head, "她") {
		return true
	}
	return hasPrefixAny(w[to:], "电话", "手机", "座机", "的电话", "的手机", "家电话", "汀", "克莫", "莫昔", "达拉", "唑巴", "扎罗", "疫苗", "的疫苗", "的针", "针")
}
