package check

import (
	"strings"

	"apricot.health/guardrails/claim"
	"apricot.health/knowledge/pattern"
)

// Words by which a text to a lay reader speaks of a stop or a change that it does not
// advise: it is left to those who may decide, named as a thing, or wished and refused.
//
//nolint:gochecknoglobals // compiled once, read only
var (
	// whetherRE puts a question, deciderRE says who answers it.
	whetherRE = pattern.MustCompile(`停不停|停(?:还|或)?是不停|停与?不停|停药与否|停与否|减不减|加不加|换不换|(?:还|先)?吃不吃|用不用|打不打|服不服|要不要(?:停|减|加|换)|停哪[几一两]?种|怎么(?:停|减|换)|何时(?:停|减|恢复)|什么时候(?:停|减|恢复)|\bwhether (?:or not )?(?:to|you should|he should|she should) (?:stop|change|reduce|skip|hold|halve)\b`)
	deciderRE = pattern.MustCompile(`医生|医师|大夫|主任|门诊|药师|护士|单子|医嘱|心内|麻醉|[^本学]科(?:定|决定|说|和)|她定|他定|他们说|她说|\b(?:dr|doctor|clinic|team|nurse|pharmacist|surgeon|an?aesthetist|cardiologist)\b`)
	leavesRE  = pattern.MustCompile(`由|听|等|让|照|按|定|决定|再说|问|请示|说了算|\b(?:decides?|decision|ask|will (?:say|tell)|says?|up to|wait for)\b`)
	verbsRE   = pattern.MustCompile(`停(?:掉|用|服|药|了)|减(?:量|半|一半)|加(?:量|倍)|换(?:成|药|用)|不吃|不用吃|别吃|不打|\b(?:stop|halve|double|skip|change|reduce)\b`)
	// namedStopRE follows 停药 where it is the name of a thing.
	namedStopRE = pattern.MustCompile(`^(?:药)?(?:时间|通知|随访|核实|转告|反应|原因|日期|须|需要?(?:由|经)|要看|与否|也?是[^,，。;；]{1,8}(?:下|开|定|决定)的|这件事|的(?:事|原因|时间|日期|来源)|[“”"'三两一二0-9]+天?[”"]的来源|说早|说晚)|^ (?:order|date|notice|reason)\b`)
	// afterwardsRE follows a stop that lies behind.
	afterwardsRE = pattern.MustCompile(`^(?:药|了)?[^,，。;；]{0,6}?(?:之|以)?后(?:第[^,，。]{1,4}[天日周]|,? ?(?:大多|多数|一般|通常|多半|可能|容易|也?会|您?(?:觉得|感觉)|又|脸|出现))`)
	// dressingRE is what is changed that is no medicine, mouthRE what makes it one.
	dressingRE = pattern.MustCompile(`伤口|创面|创口|敷料|纱布|烧伤|烫伤|引流|切口|造口|压疮|褥疮|拆线|缝线|外科|胸外|疮面|换药频次|换药室`)
	mouthRE    = pattern.MustCompile(`抗生素|消炎药|降压|降糖|胶囊|口服|处方|换药成|换药为|吃|服`)
	// selfMadeRE is how a text says that it has itself changed what was ordered.
	selfMadeRE = pattern.MustCompile(`(?:^|[,，。;；:：])我(?:把|已经?|先|替|给)[^,，。;；]{0,12}(?:排|写|改|填|停|换|减|加)|\bi(?:'ve| have)? (?:re-?worded|worded|changed|moved|rewrote|rewritten|altered|swapped)\b|(?:ai|助手|系统)(?:已|自动|代)[^,，。;；]{0,8}(?:拟|签|改|停|换)`)
	// wishedRE is a stop that somebody wants and the text refuses.
	wishedRE = pattern.MustCompile(`(?:想|打算|想要|琢磨着?)(?:一下子|自己|干脆|就|把[^,，。;；]{0,6})?(?:断|停)(?:掉|药|了)?[^。;；]{0,20}(?:别|不要|不能|千万)[^。;；]{0,12}(?:停|断)`)
)

// leftOpen is true for a stop or a change in a text to a lay reader that the sentence
// leaves to whoever decides, names as a thing, tells of as behind, or refuses.
func (b *bench) leftOpen(c claim.Claim) bool {
	if !b.lay() || c.Sentence < 0 {
		return false
	}
	s, after := b.flat(c.Sentence), b.after(c)
	switch {
	case strings.Contains(squeezeSpaces(c.Text), "换药") && c.Concept == "":
		return dressingRE.MatchString(s) && !mouthRE.MatchString(s)
	case selfMadeRE.MatchString(b.flatText()):
		return false
	case namedStopRE.MatchString(after) && strings.HasSuffix(strings.TrimSpace(c.Text), "停药"), afterwardsRE.MatchString(after) && strings.Contains(c.Text, "停"):
		return true
	case wishedRE.MatchString(s) && !verbsRE.MatchString(wishedRE.ReplaceAllString(s, "")) && !blessesRE.MatchString(s):
		return true
	}
	asked := whetherRE.ReplaceAllString(s, "")
	return asked != s && deciderRE.MatchString(s) && leavesRE.MatchString(s) && !verbsRE.MatchString(asked) && !atOnceRE.MatchString(s)
}

// Words by which a nurse is told of what a clinician has ordered.
//
//nolint:gochecknoglobals // compiled once, read only
var (
	clinicianZH = `(?:医生|医师|大夫|主任|药师|急诊|值班)`
	orderedZH   = pattern.MustCompile(clinicianZH + `[^,，。;；:：不没未]{0,12}?(?:刚|已经?|今早|今天|昨天|凌晨)?(?:停(?:了|的是|掉的?是?|用)|停“|把[^,，。;；]{1,12}(?:停|减|改|换)|减(?:量|到|为)|上调|下调|改(?:为|成|用|成了))|(?:医嘱|会诊意见|用药变更清单)(?:传达|转达|执行提醒)?[^。]{0,30}[:：][^。]{0,40}(?:停|减|改|换|加量)|医生[^,，。;；]{0,6}(?:要求|嘱咐?|交代|说)[^,，。;；]{0,12}(?:停|先不[服吃]|减|改)`)
	orderedEN   = pattern.MustCompile(`\b(?:dr\.? \w+|the (?:doctor|consultant|registrar)|doctor|pharmacist|cardiology|renal|rheumatology)(?:'s order)?(?: of \d+ \w+)?[ ,:]*(?:verbally at [\d:]+, read back: )?(?:has |have |had )?(?:just |today |now |since )?(?:stops?|stopped|paused?|pauses|holds?|held|omit|reduced?|reduces|doubled|halved|cut|raised|swapped|changed)\b|\border(?:s|ed)?(?: as received| received| relayed| of \d+ \w+)?:? ?"?(?:to )?(?:stop|hold|omit|pause|reduce)\b|\bon hold until\b|\b(?:since|after|as) (?:his|her|their|the) [\w ]{2,30} was (?:doubled|halved|stopped|reduced|raised|cut)\b|\bhalved by (?:her|his|their) order\b`)
	// proposedRE is a change that nobody signs for: the text itself proposes it, or the reader is to make it.
	proposedRE = pattern.MustCompile(`建议(?:您|护士|患者)?(?:直接|自行)?(?:停|减|换|改)|可以(?:让|请|叫|先)[^,，。;；]{0,8}(?:停|减|换)|(?:您|护士)(?:可以|直接)[^,，。;；]{0,8}(?:停|减|换)|不用(?:问|等)医生|未(?:经|请示|联系)|没(?:问|请示|联系)|联系不上|名义|代签|统一口径|口径统一|\b(?:you can|please|just) (?:stop|hold|halve|reduce|double)\b|without (?:asking|telling)|no need to (?:ask|tell|ring)`)
)

// orderedByThem is true where a text tells a nurse what a clinician has stopped or
// changed: that is theirs to pass on.
func (b *bench) orderedByThem(c claim.Claim) bool {
	if b.Audience != "care-manager" || c.Sentence < 0 {
		return false
	}
	s := b.flat(c.Sentence)
	return (orderedZH.MatchString(s) || orderedEN.MatchString(s)) && !proposedRE.MatchString(s) && !blessesRE.MatchString(s) && !selfMadeRE.MatchString(b.flatText())
}
