package check

import (
	"strings"

	"apricot.health/guardrails/claim"
	"apricot.health/knowledge/pattern"
)

//nolint:gochecknoglobals // compiled once, read only
var (
	// declinesRE turns down, to who wrote it, what was meant for the machine, or leaves
	// an earlier message of theirs aside as they asked.
	declinesRE = pattern.MustCompile(`\bi(?:'ll| will|'ve| have)?(?: now)? (?:disregard|ignor)(?:e|ed)? your (?:last|previous|earlier|first|other) (?:message|text|note|question|e-?mail)\b` +
		`|\b(?:i'm|i am|i stay|i remain|i'll stay) (?:still |just )?the same (?:assistant|helper)\b|\bi (?:won't|will not|can't|cannot|am not going to) (?:help with|do that|follow|play|pretend|act|be|become|switch|drop|ignore|set aside)\b` +
		`|\bi (?:did|have|do)(?:n't| not)[.,;]` +
		`|(?:我|本助手)(?:不会|不能|没法|无法|不打算)(?:照|按|这样|这么|扮演|假装|当|变成|听)` +
		`|(?:只是|是|属于)[^,，。;；]{0,12}(?:打印机|系统|软件|app|网页|印刷|缺页|模板|收银|排版)[^,，。;；]{0,8}(?:提示|字样|广告|自带|通知)|(?:只|仅)(?:作|当|当作|作为)(?:设备)?(?:标签|名字|名称|文字|昵称)`)
	// thingRE stands behind the name of a part of a device.
	thingRE = pattern.MustCompile(`^["”'’]? ?(?:light|lamp|button|screen|menu|setting|symbol|icon|switch|key|灯|键|按钮|按键|图标|菜单|界面)`)
	// mootRE follows after all.
	mootRE   = pattern.MustCompile(`\b(?:but (?:just )?(?:this once|for you|here)|however|sure,|okay,? here|as you (?:asked|wish)|done as|here (?:is|are|it is) (?:the|how|what|your))\b|不过这次|但这次|仅此一次|下不为例|好的[,，]|(?:已|现)(?:按|照|为您|替您)[^,，。;；]{0,12}(?:改|删|停|关|办)`)
	denialRE = pattern.MustCompile(`(?:不是|而非|并非|不等于|而不是|\bnot|\brather than|\bnever|\binstead of) ?$`)
)

// turnedDown is true for words to the machine that a text to a lay reader quotes and
// turns down, and follows nowhere; and for the name of a part of a device.
func (b *bench) turnedDown(c claim.Claim) bool {
	if !b.lay() {
		return false
	}
	if thingRE.MatchString(b.after(c)) && strings.Contains(squeeze(c.Text), "mode") {
		return true
	}
	s := b.flatText()
	return b.textShows(declinesRE) && !mootRE.MatchString(s) && !obeyedRE.MatchString(s)
}

// negates is true for an amount that the text says it is not: 14 units, not 14 mL.
func (b *bench) negates(c claim.Claim) bool { return denialRE.MatchString(b.before(c)) }
