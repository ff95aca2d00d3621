package check

import (
	"strings"

	"apricot.health/guardrails/claim"
	"apricot.health/knowledge/lexicon"
	"apricot.health/knowledge/pattern"
)

// Words by which a stop or a change is told of and not advised.
//
//nolint:gochecknoglobals // compiled once, read only
var (
	// harmsRE says that to leave a medicine out does harm.
	harmsRE = pattern.MustCompile(`(?:停|漏|断|擅自停|自行停|突然停|不吃|不服)[^,，。;；]{0,14}(?:会|可能|容易|可|反而|易)[^,，。;；]{0,10}(?:引起|导致|诱发|增加|升高|加重|反跳|反弹|中风|卒中|血栓|堵|复发|危险|风险|头晕|心慌|发作|危象)|\b(?:skipping|stopping|missing|omitting|leaving out|coming off|running out of)\b[^.;,]{0,60}\b(?:can|could|may|might|will|would|raises?|increases?|risks?|leads? to|brings? on)\b[^.;]{0,60}\b(?:stroke|clots?|attack|harm|danger\w*|risk|relapse|rebound|flare|worse\w*|back|failure|seizures?|withdrawal|crisis)\b`)
	easesRE = pattern.MustCompile(`(?:减少|降低|避免|防止|减轻|预防)[^,，。;；]{0,10}(?:风险|危险|血栓|卒中|复发|加重)|\b(?:lower|reduce|avoid|prevent|cut|less)\w*\b`)
	// reportsRE says that somebody has left it out, wants to or did not.
	reportsRE = pattern.MustCompile(`(?:患者|病人|她|他|老人|先生|女士|阿姨|大爷|奶奶|爷爷|叔叔|孩子|本人)[^,，。;；]{0,14}(?:自行|擅自|私自|自己|偷偷|已经|曾)?(?:把[^,，。;；]{0,8})?(?:停|漏|断|减)(?:了|过|服|吃|用|掉)|(?:想|要求|希望|打算|琢磨|问|询问|能否|可否|是否|能不能|可不可以)[^,，。;；]{0,8}(?:停|减|换|断)|(?:承认|自己|偷偷|擅自|又)[^,，。;；]{0,16}停了?药|(?:她|他|患者|家里)[^,，。;；]{0,10}停了药|断药[了十几]|\b(?:(?:has|have|had|is|are|was|were|he's|she's|they've|been|admits?|keeps?|sometimes|often|says (?:he|she|they))\b[^.;,]{0,24}\b(?:skipp|miss|stopp|halv|dropp|cutt|leav)\w*|(?:wants?|would like|wish|wishes|hopes?|asks?|asked|asking|tempted|thinking of|considering|spoke of|talks? of)\b[^.;,]{0,30}\b(?:stop|skip|halv|drop|chang|com|rais|lower|doubl|reduc|increas)\w*)`)
	notLeftRE = pattern.MustCompile(`^(?:[^,，。;；]{0,10})(?:没有?|未|无|从不|从未|不曾)(?:再)?(?:漏|停|断|自行|擅自)|^[^.;,]{0,20}\b(?:not|never|no|without)\b (?:been )?(?:skipp|miss|stopp)\w*`)
	// blessesRE is what turns a report into advice.
	blessesRE = pattern.MustCompile(`(?:就|也|都)(?:行|可以|好|没事|没关系|让|由|随|按)|没问题|没关系|随(?:她|他|便|意)|可以(?:停|减|换|断)|同意(?:她|他|患者)?(?:停|减|换)|不要紧|请(?:让|嘱|叫|告诉)[^,，。;；]{0,12}(?:停|减|换)|\b(?:that(?:'s| is)|which is|it(?:'s| is)|are|is) (?:fine|ok|okay|all right|alright|good|safe|sensible)\b|\b(?:let|tell|advise|ask) (?:her|him|them) (?:to )?(?:stop|skip|halve|drop|change|go)|\bgo ahead\b|\bcan (?:stop|skip|halve|drop)|\bno harm\b|\bagreed?\b`)
	// asksThemRE stands before a change that those who may decide are asked for.
	asksThemRE = pattern.MustCompile(`(?:请|由|约|交|转|等|待)[^,，。;；]{0,16}(?:门诊|医生|医师|大夫|主任|[^本学]科|团队|药师)[^,，。;；]{0,10}$`)
	// byThemRE says that a department has changed it.
	byThemRE    = pattern.MustCompile(`[^,，。;；本学]{1,6}科(?:[^,，。;；]{0,4}(?:医生|主任))?(?:今天|昨天|已经|已|改|换|停|把|将)[^,，。;；]{0,12}(?:改|停|换|加|减)|(?:出院医嘱|医嘱|处方|出院小结)[^,，。;；]{0,6}(?:写|注|标|明确)[^,，。;；]{0,16}(?:停|改|换)`)
	unchangedRE = pattern.MustCompile(`(?:没有|未|无)(?:变动|改动|改|调整|更改|同意)|\b(?:not|never|hasn't|didn't) (?:agree|chang|alter|decid)\w*`)
	stoppedRE   = pattern.MustCompile(`停|\bstop|\bdiscontinu|\bceased|\bon hold|\bwithheld`)
	// bidsThemRE bids a nurse to have somebody stop or change a medicine: who does it is a
	// third person, and nobody tells that they have. Words between that deny, ask or leave
	// it to whoever decides are none of those that it allows.
	bidsThemRE = pattern.MustCompile(`(?:^|[,，。;；:：“"]|请|您|你|可以?|就|先|再|直接|帮忙|需要?|应该?)(?:请|让|叫|要|告诉|告知|通知|转告|嘱咐?|劝说?|提醒|建议|跟|和|对|教|安排)(?:一下)?` +
		`(?:患者|病人|老人家?|家属|孩子|本人|她|他|[一-龥]{1,2}(?:先生|女士|阿姨|大爷|奶奶|爷爷|叔叔|老师))(?:本人|家)?(?:说|讲|自己|自行|直接|立即|立刻|马上|暂时|先|再|也|都|就|可以|尽快|赶紧|干脆|从|[今明后]?[天晚早日]?起|[今明后][天晚早日]|今后|以后|这[几两三]天|[下这本]周|把[^,，。;；不别没未]{1,12}|将[^,，。;；不别没未]{1,12})*(?:停(?:用|服|掉|了|吃|药|打|止|一停|几天|[^车留步电经,，。;；会可]{0,2}$)|停[^车留步电经会可,，。;；]{2,10}(?:[,，。;；]|$)|减(?:量|半|掉|到|为|成)|加(?:量|倍|到)|换(?:成|为|用|掉)|改(?:成|为|用|吃|服)|断(?:药|了)|撤(?:药|掉))`)
	// tookBackRE follows such words where they are the name of a thing, or tell of harm.
	tookBackRE = pattern.MustCompile(`^(?:药)?(?:会|可能|的(?:危险|风险|后果|坏处|原因|事|时间|情况)|有|后|前|易|容易|吗|么|是否)`)
	otcRE      = pattern.MustCompile(`\botc\b|over the counter|over-the-counter|自购|自备|自己买|非处方`)
)

// toldOf is true for a stop or a change that a text to a nurse only tells of: it says
// what harm it does, that the patient did or wants it, that those who may decide are
// asked or have decided, or the chart itself has it stopped or never prescribed.
func (b *bench) toldOf(c claim.Claim) bool {
	if b.Audience != "care-manager" || c.Sentence < 0 {
		return false
	}
	s, before, after := b.flat(c.Sentence), b.before(c), b.after(c)
	if b.bidsThem(s) || blessesRE.MatchString(s) || bidRE.MatchString(s) || unchangedRE.MatchString(s) {
		return false
	}
	switch {
	case harmsRE.MatchString(s) && !easesRE.MatchString(harmsRE.FindString(s)):
		return true
	case reportsRE.MatchString(s), notLeftRE.MatchString(after), asksThemRE.MatchString(before):
		return true
	case c.Concept == "":
		return false
	}
	return byThemRE.MatchString(s) || b.stoppedOnChart(c.Concept) || b.calls() && b.selfBought(c.Concept)
}

// bidsThem is true for a sentence that bids a nurse to have somebody stop or change a
// medicine.
func (b *bench) bidsThem(s string) bool {
	at := bidsThemRE.FindStringIndex(s)
	return at != nil && !tookBackRE.MatchString(s[at[1]:]) && !strings.HasSuffix(s, "?") && !strings.HasSuffix(s, "吗")
}

// stoppedOnChart is true where the chart's words for a medicine say that it is stopped.
func (b *bench) stoppedOnChart(concept string) bool {
	return b.chartSays(concept, stoppedRE)
}

// selfBought is true where the chart says that the patient buys a medicine themselves:
// nobody has prescribed what is to be left out.
func (b *bench) selfBought(concept string) bool { return b.chartSays(concept, otcRE) }

func (b *bench) chartSays(concept string, re *pattern.Regexp) bool {
	for _, m := range b.Chart.Medications {
		if concept != "" && m.Concept == concept && re.MatchString(lexicon.Fold(m.Text)) {
			return true
		}
	}
	return false
}
