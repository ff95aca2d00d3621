package reason

import (
	"regexp"

	"apricot.health/knowledge/lexicon"
)

// explains are the signs that an illness of years accounts for by itself, where
// the words tell of nothing new: 痴呆多年，不认人.
var explains = map[string]map[string]bool{
	"cond.dementia": {"find.new_confusion": true, "find.confusion": true},
}

// forYears is all that may stand between an illness of years and its sign: for
// how long, and a mark. A word more, such as 今天 or 突然, and the sign is new.
var forYears = regexp.MustCompile(`(?i)^(?:病史|史)?[\s,，、]*(?:已经|有|都)?(?:多年|好几年|好些年|很多年|[\d一二两三四五六七八九十]{1,3}[来多]?年)(?:多?了)?[\s,，、]*(?:一直|总是?|老是?|也|平时|经常|还)?$` +
	`|^\s*(?:for|of)\s+(?:(?:many|several|a few|\w+)\s+)?years[\s,]*(?:and\s+)?(?:(?:he|she)(?:\s+is|'s)?|is)?\s*(?:always|often|usually)?\s*$`)

// longstanding is true for a sign that an illness of years, told of just before
// it, accounts for, and for the sign that was itself just said to be years old:
// 面瘫多年，嘴歪.
func longstanding(text string, ms []lexicon.Mention, i int) bool {
	sign := ms[i]
	if deficits[sign.Concept] && !news.MatchString(text) && stands(text, ms, i) {
		return true
	}
	for _, old := range ms[:i] {
		if old.Status != lexicon.Present || old.Experiencer != sign.Experiencer || old.End > sign.Start {
			continue
		}
		if (old.Lasting && old.Concept == sign.Concept || explains[old.Concept][sign.Concept]) && forYears.MatchString(text[old.End:sign.Start]) {
			return true
		}
	}
	return false
}

// deficits are what a palsy or a stroke leaves behind, and what a new stroke begins with.
var deficits = map[string]bool{
	"find.face_droop": true, "find.focal_weakness": true, "find.speech_disturbance": true,
}

// news are words of what has just begun or grown worse. Where a text has one, no deficit
// in it is old: 从小面瘫，今天嘴歪得更厉害, and whatever began "since this morning".
var news = regexp.MustCompile(`(?i)今[天早晨晚日]|昨|前天|刚|突然|忽然|加重|加剧|恶化|更|越来越|变[重差]|又|再次|新|[这近最][两几些]?[天日近来周]|小时前|分钟|早上|凌晨|半夜|半天` +
	`|today|yesterday|this (?:morning|afternoon|evening|week)|tonight|last (?:night|week)|overnight|sudden|worse|again|\bnew|now\b|just|hours?\b|minutes?|recent|lately|days?\b|weeks?\b`)

// worsened are words of what has been for years and is worse since a short while.
var worsened = regexp.MustCompile(`(?i)(?:今[天早晨晚]|昨|前天|刚|突然|早上|这[两几]天|最近|近来)[^。；;]{0,24}(?:加重|加剧|恶化|更|变[重差])` +
	`|(?:worse|worsened)[^.;]{0,30}(?:today|yesterday|this (?:morning|week)|last night|overnight|sudden|since|now\b)|(?:today|yesterday|this morning|last night|sudden|overnight)[^.;]{0,30}(?:worse|worsened)`)

var (
	// yearsAgo ends what stands before the name of an illness of years ago, and left what
	// may stand between it and what it has left behind.
	yearsAgo = regexp.MustCompile(`(?:[\d一二两三四五六七八九十好几多]{1,3}[来多]?年(?:多)?(?:以?前)|去年|前年|大前年|小时候|幼时)[我他她患]?(?:得了?|患|发生|有)?过?$`)
	left     = regexp.MustCompile(`^(?:病史|史|发作)?[过了]?(?:以后|之后|后)?(?:就|便)?(?:遗留下?|留下|落下|导致|造成)?了?[\s,，、]*(?:一直|就|总是?|都|也|还|仍|的)*$`)
	// since says after a deficit that it is as old as a childhood or as a stroke of years ago.
	since = regexp.MustCompile(`(?i)^[^.;!?。；]{0,24}\b(?:since|from|after) (?:(?:i|he|she) was (?:\d{1,2}|a |very |little|young|small|born)|(?:birth|childhood|infancy)|(?:(?:my|his|her|the|a) )?stroke (?:in (?:19|20)\d\d|(?:many|several|a few|\w+) years ago))`)
	// always is in the words of a sign that goes on with what was told before it.
	always = regexp.MustCompile(`(?i)一直|总是|总|老是|always`)
	marks  = regexp.MustCompile(`^[\s,，、]*$`)
)

// stands is true for a deficit that the words tie to a childhood or to a stroke of years
// ago: 三年前中风后左边身子一直没力气. Told beside it, 从小哮喘，左手没力气 or 中风三年了，嘴歪,
// it may be new.
func stands(text string, ms []lexicon.Mention, i int) bool {
	sign := ms[i]
	if since.MatchString(text[sign.End:]) {
		return true
	}
	for _, old := range ms[:i] {
		if old.Status != lexicon.Present || old.Experiencer != sign.Experiencer || old.End > sign.Start {
			continue
		}
		between := text[old.End:sign.Start]
		switch {
		case (old.Concept == "cond.stroke" || old.Concept == "cond.stroke_history") && yearsAgo.MatchString(text[:old.Start]) && left.MatchString(between) &&
			(!marks.MatchString(between) || always.MatchString(sign.Text)):
			return true
		case old.Concept == "cond.stroke" && old.Lasting && forYears.MatchString(between) && always.MatchString(sign.Text):
			return true
		case deficits[old.Concept] && (old.Lasting || old.Time == lexicon.Past) && marks.MatchString(between) && always.MatchString(sign.Text):
			return true
		}
	}
	return false
}

// newlyWorse is true for a deficit of the past that the text says has grown worse now.
func newlyWorse(text string, m lexicon.Mention) bool {
	return deficits[m.Concept] && worsened.MatchString(text)
}

// onlyOld is true for a text that tells of a deficit of long ago, of no other danger and of
// nothing new. It is told in the words of a stroke, and is none: how it is told says nothing.
func (e *Engine) onlyOld(text string) bool {
	if news.MatchString(text) {
		return false
	}
	ms := e.lex.Extract(text, "")
	old := false
	for i, m := range ms {
		f, ok := e.g.Finding(m.Concept)
		switch {
		case !ok || m.Status != lexicon.Present:
		case deficits[m.Concept] && (m.Lasting || stands(text, ms, i)):
			old = true
		case f.Acute:
			return false
		}
	}
	return old
}
