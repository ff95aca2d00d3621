package claim

import (
	"slices"
	"strings"

	"apricot.health/knowledge/pattern"
)

//nolint:gochecknoglobals // compiled once, read only
var (
	// permittedRE finds, within one sentence, words that let somebody have what was named
	// before and is only meant here: by a pronoun, by a plain word for a medicine, or by
	// nothing at all. English in the first expressions, Chinese in the last.
	permittedRE = pattern.MustCompile(strings.Join([]string{
		// it is fine, both are safe, that's okay: a verdict whose subject is meant
		`\b` + meantLatin + `(?:'s|'re| is| are| should be| would be| will be) ` + degree + verdictWord + verdictEnd,
		// is it fine beside ...: "no problem with your warfarin", "perfectly safe together"
		`(?:^|[.,:] ?)(?:(?:yes|sure|of course|certainly|absolutely)[,. ]+)?` + degree + verdictWord + ` ` + beside,
		// it can be taken together, they may be combined, it goes well with
		`\b` + meantLatin + ` (?:can|may|could) ` + freely + `be ` + freely + havingDone + `\b`,
		`\b` + meantLatin + ` (?:go(?:es)? (?:well|fine|nicely) (?:with|together)|go together (?:well|fine|nicely)|mix(?:es)? (?:well|fine)|(?:do|does|will) not (?:hurt|harm|clash|interact|interfere|react|matter)|(?:don|doesn|won)'t (?:hurt|harm|clash|interact|interfere|react|matter))\b`,
		// you can take it, feel free to use them, go ahead and have both
		`\b(?:(?:you|she|he|they|the patient|mum|dad|the child|your child|your son|your daughter|anyone|everyone) (?:can|may|could)|feel free to|go ahead and|` + verdictWord + ` to|no harm in|no problem to|nothing wrong with|happy for (?:you|her|him) to|free to) ` + freely + having + ` ` + object,
		// yes, you can
		`^(?:yes|sure|of course|certainly|absolutely)[,. ]+(?:you|she|he|they) (?:can|may)(?:[.!,]|$| together| both)`,
		`(?:^|[.,:] ?)(?:yes|sure|of course|certainly|absolutely),? (?:that|it|this)(?:'s| is| would be| should be) ` + degree + verdictWord + `[.!,]`,
		// 它可以吃, 这个药能用, 一起吃没事, 放心用
		meantHan + `?` + letHan + haveHan + endHan,
		meantHan + `?` + besideHan + `?(?:一起|同时|一块儿?|一同|搭配着?|混着|同)?` + haveHan + `(?:一?点儿?|一些|着|几天|两天|一?[片粒次口杯])?(?:都|也|是|就|应该|完全|一般)*` + calmHan,
		meantHan + besideHan + `(?:都|也|是|就|完全|一般)*不(?:冲突|打架|相克|影响)`,
		meantHan + `(?:对[您你她他][^,，。;；]{0,4})?(?:都|也|是|就|应该|完全|一般|很|比较|挺)*(?:没事|没问题|没关系|无妨|不要紧|安全|不碍事|可以)的?(?:[,，。;；!！]|$)`,
	}, `|`))
	// unpermitRE stands before such words in their clause and takes them back, asks, or puts
	// them off; elseRE behind them.
	unpermitRE = pattern.MustCompile(`(?:[不没别勿未非]|是否|能否|可否|要不要|才|以为|认为|听说|据说|如果|若|要是|除非|谁说|问|确认|确定|看看|\bnot\b|n't\b|\bnever\b|\bno one\b|\bnobody\b|\bwhether\b|\bif\b|\bunless\b|\buntil\b|\bbefore\b|\bwhen\b|\bonce\b|\bcheck\b|\bask\b|\bmake sure\b|\bthinks?\b|\bthought\b|\bbelieves?\b|\bheard\b|\bsays?\b|\bsaid\b|\btold\b|\bhow\b|\bwhy\b|\bcannot\b|\bassum\w+|\bdon't)[^,，。;；]{0,24}$`)
	elseRE     = pattern.MustCompile(`^[^.。;；]{0,30}(?:\b(?:unless|until|only|once|if|as long as|provided|when|but|to (?:stop|skip|leave|wait|ask|feel|drive|work|stay|go|be|call|have (?:questions|feelings|doubts)))\b|吗|么|\?|？|的话|以后再|之后再|医生同意)`)
)

const (
	meantLatin  = `(?:it|this|that|they|these|those|both|either|this one|that one|the two|(?:the|this|that|these|those|both) (?:tablets?|pills?|capsules?|medicines?|medications?|drugs?|drinks?|fruits?|juices?|herbs?|teas?|supplements?|pair|combination|mix|syrup|drops|cream|patch|remedy))(?: (?:two|all|both|too|together))?`
	degree      = `(?:(?:also|just|quite|still|all|perfectly|completely|totally|entirely|absolutely|generally|usually|very|really|certainly|definitely|\w+ly) )*`
	verdictWord = `(?:fine|ok|okay|safe|all ?right|alright|harmless|no problem|compatible|allowed|permitted)`
	beside      = `(?:(?:with|beside|alongside|together|next to|on top of|in addition to|for you|for her|for him|to (?:take|use|have|drink|eat|combine|mix)|in pregnancy|in your pregnancy|during pregnancy|while (?:you are )?(?:pregnant|breast-?feeding|nursing|on)|when (?:you are )?(?:pregnant|breast-?feeding)|at the same time))\b`
	verdictEnd  = `(?:[.!,;:]|$| ` + beside + `| too\b| as well\b| and\b| so\b)`
	freely      = `(?:(?:safely|also|just|still|both|all|certainly|now|always|freely|happily|well|simply|easily|even) )*`
	having      = `(?:tak(?:e|ing)|us(?:e|ing)|hav(?:e|ing)|drink(?:ing)?|eat(?:ing)?|try(?:ing)?|add(?:ing)?|combin(?:e|ing)|mix(?:ing)?|start(?:ing)?|swallow(?:ing)?|giv(?:e|ing))`
	havingDone  = `(?:taken|used|combined|mixed|given|had|added|eaten|drunk|co-?administered|prescribed|started)`
	object      = `(?:it|this|that|them|these|those|both|either|one|the two|the (?:tablets?|pills?|capsules?|medicines?|juice|herb|tea|supplement)|together|alongside|with (?:it|your|the))\b`

	meantHan  = `(?:(?:它们?|这个|那个|这些|那些|这种|该|此|这|那|这两[个种样者]|两者|二者|两[个种样](?:药|东西)?|俩)(?:药[片物]?|果汁|草药|水果|饮料|茶|保健品|东西|合在?一起)?(?:两个)?(?:都|也|就|其实)*)`
	letHan    = `(?:(?:可以?|能够?|放心|尽管|不妨|大可|随便|可放心|可以放心)(?:地|大胆|先|再|都|也|就|跟着|安全)*(?:` + besideHan + `)?(?:一起|同时|一块儿?|搭配着?|继续)?)`
	besideHan = `(?:[和与跟同配][^,，。;；不没]{1,14}?)`
	haveHan   = `(?:吃|服用?|用|使用|喝|饮|服|联用|合用|同服|试试?)`
	endHan    = `(?:了|的|吧|啊|呢|一?点儿?|一些|着|几天|两天|试试|一[片粒次口杯])?(?:[,，。;；!！]|$)`
	calmHan   = `(?:没事|没问题|没关系|无妨|不要紧|不碍事|不影响|安全|没影响|可以|无碍|也行|就行)`
)

// referred makes a claim of each medicine that a sentence lets somebody have without
// naming it: "St John's wort is only a herb. It is fine beside your tablets." What is
// meant is what the paragraph named last before; both of two where the words are of two.
func (r *reader) referred() {
	for i, s := range r.sents {
		if s.question {
			continue
		}
		for _, m := range permittedRE.FindAllStringIndex(r.n[s.start:s.end], 2) {
			words := r.n[s.start+m[0] : s.start+m[1]]
			at := Span{s.start + m[1] - len(strings.TrimLeft(words, ".,:;，：； ")), s.start + m[1]}
			if !r.permits(i, at) {
				continue
			}
			r.permitted = append(r.permitted, at)
			for _, c := range r.meant(i, at) {
				r.add(Claim{Kind: Drug, Act: Prescribe, Concept: c.Concept, Start: at.Start, End: at.End, Misspelt: c.Misspelt, Referred: true})
			}
		}
	}
}

// permits is true for such words that nothing takes back, asks about or leaves to
// whoever decides it.
func (r *reader) permits(i int, at Span) bool {
	s := r.sents[i]
	clause := r.clauseOf(at.Start)
	if clause.Start > at.Start {
		return false // words between two clauses
	}
	before, words := r.n[clause.Start:at.Start], r.n[at.Start:at.End]
	if r.drugIn(Span{clause.Start, at.Start}) && !pronounRE.MatchString(words) || toHaveRE.MatchString(words) && !ofItRE.MatchString(r.n[at.End:s.end]) {
		return false // what is named there was read
	}
	return !unpermitRE.MatchString(before) && !elseRE.MatchString(r.n[at.End:s.end]) && !r.clauseAsks(clause) &&
		!r.declines(at.Start) && !r.defers(at.Start) && !r.asksFirst(at.Start) && !r.relayed(at.Start)
}

//nolint:gochecknoglobals // compiled once, read only
var (
	// bothRE are words that mean two, ownRE what stands before a medicine that somebody has
	// already: what is permitted is what they asked for beside it.
	bothRE = pattern.MustCompile(`\b(?:both|they|them|these|those|the two|together|pair|combin\w*|mix\w*)\b|两|俩|二者|它们|这些|一起|同时|一块|联用|合用|同服`)
	// pronounRE are words that go back to one, toHaveRE what ends in a verb that may go on
	// with what it lets somebody have, and ofItRE what goes on with nothing else.
	pronounRE = pattern.MustCompile(`\b(?:it|this|that|they|them|these|those|both|either|the two)\b|[它这那该此两俩二]`)
	toHaveRE  = pattern.MustCompile(`to (?:take|use|have|drink|eat|combine|mix)$`)
	ofItRE    = pattern.MustCompile(`^(?:[.,;!]|$| (?:it|this|that|them|these|those|both|either|the two|together|with|alongside|beside|every|in|while|when|for|at|by|on|from|as|and)\b)`)
	ownRE     = pattern.MustCompile(`(?:\b(?:your|her|his|their|on|with|beside|alongside) (?:\w+ )?|[您你她他](?:的|在吃的?|在用的?|正在吃的?|服用的?)|[和与跟同])$`)
)

// meant are the medicines that words at a place mean and do not name: the last that a
// clause before them names, within the paragraph, unless their own clause goes on to name
// what it lets somebody have.
func (r *reader) meant(i int, at Span) []Claim {
	from := r.sents[i].start
	named := r.drugClaims(Span{from, at.Start})
	for k := i - 1; len(named) == 0 && k >= 0 && k >= i-reachBack; k-- {
		if strings.Contains(r.n[r.sents[k].start:from], "\n") {
			break
		}
		named = r.drugClaims(Span{r.sents[k].start, r.sents[k].end})
	}
	if drugs := ofKind(named, "drug."); len(drugs) > 0 {
		named = drugs // ibuprofen, which is called a painkiller
	}
	words := r.n[at.Start:at.End]
	if !pronounRE.MatchString(words) {
		named = slices.DeleteFunc(named, func(c Claim) bool { // 别吃布洛芬，可以用冰敷
			return c.Act == Avoid || c.Act == Stop || c.Act == Allergic || c.Act == Change
		})
	}
	if len(named) < 2 || bothRE.MatchString(words) {
		return named
	}
	for k := len(named) - 1; k >= 0; k-- {
		if c := named[k]; c.Act != Reported && !ownRE.MatchString(r.n[r.clauseOf(c.Start).Start:c.Start]) {
			return named[k : k+1]
		}
	}
	return named[len(named)-1:]
}

// reachBack is how many sentences back a medicine may have been named.
const reachBack = 3

// ofKind are the claims whose concepts are of one kind.
func ofKind(cs []Claim, prefix string) []Claim {
	var out []Claim
	for _, c := range cs {
		if strings.HasPrefix(c.Concept, prefix) {
			out = append(out, c)
		}
	}
	return out
}

// drugClaims are the medicines that a span names for the patient.
func (r *reader) drugClaims(s Span) []Claim {
	var out []Claim
	for _, c := range r.claims {
		if c.Kind == Drug && !c.Referred && c.Start >= s.Start && c.End <= s.End && c.Experiencer != "family" {
			out = append(out, c)
		}
	}
	return out
}
