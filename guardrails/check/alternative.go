package check

import (
	"slices"
	"strings"

	"apricot.health/guardrails/claim"
	"apricot.health/knowledge/pattern"
)

// alternatives is true for two medicines, in one sentence or in two that follow one
// another, of which one is meant: "a fentanyl patch or buprenorphine".
func (b *bench) alternatives(x, y claim.Claim) bool {
	if x.Sentence < 0 || x.Sentence != y.Sentence && (b.Audience != "doctor" || max(x.Sentence, y.Sentence)-min(x.Sentence, y.Sentence) > 1 || y.Sentence < 0) {
		return false
	}
	from, to := min(x.End, y.End), max(x.Start, y.Start)
	if from < 0 || to > len(b.Text) || from > to {
		return false
	}
	between := b.squeezedIn(from, to)
	if b.Audience == "doctor" && to-from < farApart {
		last := x
		if y.Start > x.Start {
			last = y
		}
		if orElseRE.MatchString(between) || secondRE.MatchString(b.after(last)) && !holdsAny(between, "加用", "联合", "同时", "叠加", " plus ", " together with ", " added to ") {
			return true
		}
	}
	return x.Sentence == y.Sentence && (eitherRE.MatchString(between) || between == "或" || between == "或者" || between == "/" || strings.HasSuffix(between, " or") || strings.HasPrefix(between, "or ") || between == "or" || strings.HasPrefix(between, "或"))
}

// farApart is how far apart, in bytes, two alternatives of a doctor's text may be.
const farApart = 260

//nolint:gochecknoglobals // compiled once, read only
var (
	// orElseRE stands between two medicines of which the second is in place of the
	// first, secondRE behind the second.
	orElseRE = pattern.MustCompile(`(?:,| -|–|;|\.|\)|^)[^,.;]{0,60}\bor(?: else)?(?: to)?(?: use| give| with| switch to| consider| change to| try)?(?: \w+){0,2}$|\b(?:alternatively|failing that|as an alternative|the alternative (?:is|would be|being)|otherwise|second[- ](?:line|choice)|if not tolerated)\b[^.;]{0,40}$|(?:或者?|否则|备选(?:为|是)?|替代(?:为|是|药|方案)?|次选|不耐受(?:者|时|则)?|退而求其次|亦可(?:改|换|选)?用?|也可(?:改|换|选)用?)[^,，。;；]{0,10}$`)
	secondRE = pattern.MustCompile(`^[^,，。;；]{0,24}(?:\b(?:is|are|would be|as|being) (?:an |the )?(?:other |possible |reasonable |usual )?(?:alternatives?|second[- ]line|second choice|fallback|substitute|backup)\b|(?:作?为|是|可作)(?:替代|备选|次选|二线|后备))`)
)

// inPlace is true for a claim and a medicine in use of which one is to be had in place
// of the other, which the chart has: it is no second one.
func (b *bench) inPlace(c claim.Claim, u use) bool {
	if b.Audience != "doctor" {
		return false
	}
	if b.taken(u.concept) && b.replaces(c) {
		return true
	}
	return u.claim != "" && b.taken(c.Concept) && slices.ContainsFunc(b.claims, func(x claim.Claim) bool { return x.ID == u.claim && b.replaces(x) })
}

// replaces is true where the words beside a medicine have it in place of another and
// give nothing beside it.
func (b *bench) replaces(c claim.Claim) bool {
	if c.Sentence < 0 || addsRE.MatchString(" "+b.flat(c.Sentence)+" ") {
		return false
	}
	before, after := b.before(c), b.after(c)
	return replacedRE.MatchString(before) || betterRE.MatchString(after) || secondRE.MatchString(after)
}

// addsWords have one medicine had beside another; overruleWords let a warning be.
const (
	addsWords     = `\badd(?:s|ed|ing)?\b|\bon top\b|alongside|together with|as well as|\bbeside|加用|另加|再加|联合|联用|合用|基础上|叠加|新增|并用|不停`
	overruleWords = `\b(?:ignor\w*|overrid\w*|overrod\w*|overrul\w*|dismiss\w*|disregard\w*|nevertheless|nonetheless|anyway|regardless|despite|all the same|notwithstanding)\b|忽略|无视|不理会|不必理会|不管|放心|无妨|无碍|但用无妨|照(?:用|给|推|做|服)|仍(?:按|照|予|给|用)`
)

//nolint:gochecknoglobals // compiled once, read only
var (
	// addsRE are words that give one medicine beside another.
	addsRE     = pattern.MustCompile(addsWords + `|\badd|in addition|both |\bkeep|\bcontinu|combin|concurrent|同时|照旧`)
	replacedRE = pattern.MustCompile(`(?:\b(?:replac\w+|swap\w*|switch\w*|chang\w*|convert\w*|transition\w*|substitut\w*|mov(?:e|es|ed|ing))\b[^.;]{0,60}(?:\b(?:to|by|with|for|onto)\b|\()[^,.;]{0,24}|\b(?:instead|in its place|in place of (?:it|this|that)):? ?(?:use |give |consider |try )?|(?:换|改|转|替)(?:成|为|用|予|服|换为|换成)[^,，。;；]{0,12})$`)
	betterRE   = pattern.MustCompile(`^[^.;。；]{0,60}(?:\b(?:in place of|instead of|replacing|to replace|rather than)\b|\b(?:is|are|would be|may be|might be|could be)\b[^.;]{0,24}\b(?:choice|alternative|option|substitute|preferable|preferred|safer|better|calmer|kinder|instead)\b|\binstead\b|\bin its place\b|(?:代替|替代|取代|替换)(?:之|它|其|原|现|该)?|更(?:合适|安全|稳妥|适合|可取|好))`)
)

// inUse are the medicines in use as a claim meets them: without its own
// alternatives. They are the same for every check of it.
func (b *bench) inUse(c claim.Claim) []use {
	if c.ID != "" && b.met.claim == c.ID {
		return b.met.uses
	}
	if b.places == nil {
		b.places = make(map[string]int, len(b.claims))
		for i, x := range slices.Backward(b.claims) {
			b.places[x.ID] = i
		}
	}
	uses := make([]use, 0, len(b.uses))
	for _, u := range b.uses {
		if i, ok := b.places[u.claim]; u.claim == "" || !ok || !b.alternatives(c, b.claims[i]) {
			uses = append(uses, u)
		}
	}
	b.met.claim, b.met.uses = c.ID, uses
	return uses
}
