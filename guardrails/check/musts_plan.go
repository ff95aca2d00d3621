package check

import (
	"strings"

	"apricot.health/knowledge/pattern"
)

// plan is a draft cut into clauses, each with what stands around what it says.
type plan struct {
	limbs []limb
	// weighed is true once the rest is known, which is asked of few drafts: over, and what
	// of each clause is later, hurries or waits.
	weighed bool
	// over is true where the draft says that what was the matter is treated or past.
	over bool
}

// limb is one clause.
type limb struct {
	text string
	// iffy is what would be done or watched for, other what is of somebody else or of
	// people in general, past what once was, later what is put off, denied what a list
	// that began in a clause before denies.
	iffy, other, past, later, denied bool
	// hurries and waits are true where it says that something is done now, or that there
	// is time.
	hurries, waits bool
}

//nolint:gochecknoglobals // compiled once, read only
var (
	// thought takes the if from what somebody thinks or what is so in spite of it.
	thought = strings.NewReplacer("better off if", "better off", "as if", "as", "even if", "though", "如果没有我", "没有我", "如果我不在", "我不在")
	// youngRE are words of a child, babyRE of a baby.
	babyRE  = pattern.MustCompile(`新生儿|婴儿|宝宝|月龄|日龄|生后|男婴|女婴|早产儿|\b(?:newborn|neonat\w*|infant|baby|babies|birth|weeks? old|days? old|week-old|day-old|month-old|months? old)\b`)
	youngRE = pattern.MustCompile(`新生儿|婴儿|宝宝|孩子|患儿|幼儿|小儿|儿童|男孩|女孩|男婴|女婴|月龄|日龄|娃|\b(?:newborn|neonate|infant|baby|babies|toddler|child|children|kid|boy|girl|son|daughter|months? old|weeks? old|days? old|month-old|week-old|day-old|year-old (?:boy|girl))\b`)
	// iffyRE begins what holds for a case that may come, or asks.
	iffyRE = pattern.MustCompile(`如果|(?:^|[ 、])如[^上前下图期常此何同]|若|万一|一旦|假如|倘|要是|是否|有无|有没有|警惕|留意|当心|(?:出现|发生|加重)[^,，。;；]{0,20}(?:时|请|则|应|须|需|就)|(?:再|又|反复)(?:次)?出现|(?:^|请|需|应|并|要|再|须)(?:询?问|追问|核实|了解)|(?:标准|及时|随时|立即)(?:上报|就医|报告)|随时就诊|也一样|同样如此|(?:随时|即|就|再|提前)(?:来|回|来院|回院|急诊|到院|就诊|停)(?:看)?$|就打(?:120|急救)|(?:要|请)告诉(?:我们|医生)|另当别论|另想|(?:不进食|不能进食|呕吐|腹泻|发热|生病|急病)[^,，。;；]{0,4}时(?:按|应|须|请|就|则)|\?` +
		`|\bif\b|\bwhether\b|\bwhenever\b|\bin case\b|\bshould (?:you|he|she|it|they|there|any|symptoms|things|the (?:pain|fever|child|baby))\b|\b(?:watch|look|looking|watching) (?:out )?for\b|\breturn (?:with|for)\b|\bsafety[- ]net|\bred flags?\b|\bwarning signs?\b|\bbeware\b|\bask(?:ed)? (?:about|for|whether)\b|\breport any\b|\bwhat to do (?:with|if|about|when)\b|\bwould (?:re-?open|change) (?:it|that|this)\b|\bneeds? a prompt\b|\bmeans? (?:stop|call|come|ring)\b|\blet us know\b|\bwarn\w*|\bcounsel\w*|\btell (?:us|me|the|your)\b`)
	// ofOthersRE is of somebody else, of a leaflet or of people in general.
	ofOthersRE = pattern.MustCompile(`(?:姐姐|妹妹|哥哥|弟弟|邻居|同事|朋友|同学|表[哥姐弟妹]|叔|姑|舅|姨)[^,，。;；]{0,6}(?:有|得|患|曾|是|因|也)|家族史|宣教|宣传|指南提醒|谈话资料|科普|手册|教材|课件|讲座|例如|比如|常(?:见|表现)|可表现|典型表现|等症状|危险信号|误报|副作用|不良反应|可能(?:出现|引起|导致|会)|会引起|可引起|` +
		`\b(?:brother|sister|neighbou?r|cousin|friend|uncle|aunt|colleague|classmate|roommate)(?:'s)? (?:\w+ )?(?:had|has|was|is|got|died|with)\b|\bfamily history\b|\bleaflet|\bposter\b|\bbooklet\b|\bteaching\b|\blecture\b|\bquiz\b|\bguideline reminder\b|^script for\b|^differential for\b|\bfor example\b|\bsuch as\b|\b(?:may|can|could|might) (?:cause|present|lead|be a sign|include|happen|develop|occur)\b|\bsymptoms (?:of|include|are)\b|\bsigns of\b|\bside effects?\b|\badverse (?:effects?|reactions?)\b|\btypical(?:ly)? present`)
	// comeRE bids somebody to come for the signs that the clause before it lists.
	comeRE = pattern.MustCompile(`^(?:请|应|要)?(?:立即|马上|随时|及时|今晚就|今天就)?(?:就医|就诊|来看|来院|回院|回来|急诊|打电话给(?:我们|医生))$`)
	// watchRE begins what is watched for.
	watchRE = pattern.MustCompile(`^(?:请|需|应|并|要|再|须|继续|密切|加强|家中)*(?:观察|监测|注意|关注|留意)|^(?:please )?(?:watch|monitor|observe|look)\b`)
	// onceRE is what is past.
	onceRE = pattern.MustCompile(`年前|月前|周前|既往|曾|病史|史(?:$|[,，。;；:：、])|去年|前年|上个?月|小时候|幼时|已(?:愈|痊愈|治愈)|陈旧|当年|\b(?:last (?:year|month|summer|winter|spring|autumn|fall|season)|(?:years?|months?|weeks) (?:ago|back|earlier)|in (?:19|20)\d\d|history of|h/o|hx of|past history|previous(?:ly)?|prior|s/p|status post|recovered from|in childhood|as a child|years before)\b`)
	// putOffTillRE puts off.
	putOffTillRE = pattern.MustCompile(`下周|下个?月|下次|择期|门诊|月底|年底|(?:[^血尿便]|^)常规|例行|改天|(?:^|[^写注标说表证声])明[天日早晨]|后天|周[一二三四五六日末]|星期[一二三四五六日天]|不急|暂缓|可缓|缓(?:查|做|行)|等[^,，。;；]{0,14}(?:再|后)|以后|之后再|再说|过几天|过[一二两三]天|(?:\d+|[一二两三四五六七八十]) ?(?:天|日|周|个月)(?:之?后|内|再|复|左右)|[一二两三四五六七八九十\d] ?月后|` +
		`\b(?:next (?:week|month|year|visit|appointment|review|check|clinic|round|blood)\w*|tomorrow|in (?:a|one|two|three|four|six|\d+(?:-\d+)?|a few|a couple of) (?:days?|weeks?|months?)|within (?:a|one|two|three|four|\d+(?:-\d+)?) (?:days|weeks?|months?)|monthly|when(?:ever)? (?:convenient|due|available|possible)|routine(?:ly)?|(?:can|may|could|will|to) wait|can be (?:left|deferred|delayed|postponed)|defer\w*|postpone\w*|hold off|later|elective(?:ly)?|non-urgent|not urgent|outpatients?|clinic|(?:on|by|until) (?:monday|tuesday|wednesday|thursday|friday|saturday|sunday)|after the weekend|at (?:the|his|her|your|their) next|this week|48 ?h\w*|72 ?h\w*)\b`)
	// nowRE says that what is put off beside it is something else.
	nowRE = pattern.MustCompile(`今[天日晚]|立即|立刻|马上|即刻|急(?:诊|查|行|送|会|做|请|检|转)|当[天日]|现在|尽快|尽早|越早越好|同日|\d ?(?:小时|分钟|h|min)内|[一二两半]个?小时内|\b(?:today|tonight|now|immediate\w*|urgent\w*|emergency|stat|at once|right away|straight ?away|same[- ]day|within (?:the|an|one|two|four|six|eight|\d+) ?(?:hours?|h|minutes?|mins?)|on[- ]call|before discharge)\b`)
	// hurryRE is done now.
	hurryRE = pattern.MustCompile(`急诊|急(?:会诊|查|行|送|请|救|检|做|转|电)|[打拨叫呼]\D{0,6}120|^120$|120(?:急救|救护|送|来|接|转)|立即|立刻|马上|即刻|尽快|紧急|抢救|入院|收住|收入|收治|住院|监护室|绿色通道|留观|留院|今[日天晚][^,，。;；]{0,10}(?:查|做|行|就诊|就医|来院|来急|来看|来做|去医院|去看|到院|到急|必须到|就回|就来|抽血|采血|补液|剖|探查|请|收|完成|送|转|会诊|手术|面诊|看诊)|当[天日]|现在就|同日|同一天|转运|转急|请[^,，。;；]{0,10}(?:会诊|到场)|\d+ ?(?:小时|分钟|h|min)(?:之)?内|[一二两三半]个?小时内|值班|危机|报警|叫救护|启动|(?:眼|耳鼻喉|产|外|妇|泌尿|神经)科急|` +
		`\bemergenc\w+|\ba ?& ?e\b|\ba and e\b|\bed\b|\ber\b|\bcasualty\b|\b(?:999|911)\b|\b(?:call|ring|dial|phone)\w* (?:nhs )?(?:11[0129]|12[02])\b|\bambulance|\bparamedic|\bimmediate\w*|\burgent\w*|\bat once\b|\bright away\b|\bstraight ?away\b|\bstraight to\b|\bwithout delay\b|\bas soon as possible\b|\basap\b|\bsame[- ]day\b|\badmit\w*|\badmission\b|\binpatient\b|\bin-patient\b|\bon the ward\b|\b(?:icu|itu|hdu|nicu|picu)\b|\bresus\w*|\btheatre\b|\btransfer\w*|\bon[- ]call\b|\bregistrar\b|\bcrash (?:call|team)\b|\bstat\b|\btonight\b|\b(?:within|inside) (?:the|an|one|two|four|six|eight|twelve|\d+) ?(?:hours?|h|minutes?|mins?)\b|\bblue[- ]light\b|\b(?:paged|bleeped|activated?|escalat\w+)\b|\bcrisis (?:team|line)\b` +
		`|\b(?:be seen|seen|see|review\w*|assess\w*|attend\w*|come|came|go|refer\w*|sen[dt]|scan\w*|ct|mri|check\w*|bloods|call\w*|phone|ring|start|give[n]?|repeat|surgeons?|team|swab|culture\w*|ultrasound|tests?|levels?|count|ecg|need\w*|hospital|unit|labour ward|stop\w*|hold|plan)\b[^,.;]{0,50}\b(?:today|now|this (?:afternoon|evening))\b|^(?:today|now|tonight)\.?$`)
	// waitRE has time.
	waitRE = pattern.MustCompile(`回家|居家|在家|出院|门诊|下周|下个?月|下次|周后|月后|天后|日后|复诊|复查|随访|观察|对症|多喝水|多饮水|休息|不用担心|不必担心|别担心|无需担心|放心|没事|无大碍|正常现象|(?:会|可)(?:自行|慢慢|逐渐)?(?:消退|缓解|好转|消失|恢复)|择期|无需|不需|不必|不用|暂不|改天|(?:^|[^写注标说表证声])明[天日]|周[一二三四五六日末]|预约|例行|理疗|按摩|热敷|清淡|再说|过几天|止痛|口服|保守|等(?:等|待|到|门诊|结果)|先(?:试|吃|用|观)|` +
		`\b(?:home|discharge[ds]?|outpatients?|clinic|next (?:week|month|visit|appointment|review|check|clinic)|in (?:a|one|two|three|four|six|\d+(?:-\d+)?|a few|a couple of) (?:days?|weeks?|months?)|routine(?:ly)?|reassur\w*|gp (?:appointment|follow\w*|review)|appointment|wait and see|watchful\w*|keep an eye|see how|rest|fluids|self-limiting|no (?:further |need for )?(?:action|tests?|imaging|bloods?|scan|ct|mri|investigations?|treatment)|not (?:needed|required|necessary)|monthly|can wait|after the weekend|(?:on|by|until) (?:monday|tuesday|wednesday|thursday|friday|saturday|sunday)|tomorrow|this week|health visitor|pharmac(?:y|ist)|physio\w*|massage|painkillers?|lozenges?|antacids?|try|don't worry|nothing to worry|no worry|good sign|harmless|simple analgesia|paracetamol|ibuprofen|oral|continue|carry on|follow[- ]?up|observe|monitor|conservative\w*|48 ?h\w*|72 ?h\w*|few days)\b`)
	// placeRE is where the note was written.
	placeRE = pattern.MustCompile(`^(?:[a-z]+ )?(?:clinic|outpatients?|gp|home visit|门诊)(?: (?:note|letter|review))?$`)
	// headRE is what a text begins with: who writes, or what the list is of.
	headRE = pattern.MustCompile(`^[^,到去建转下明复再看挂约请于回周天后月日待先嘱]{0,5}门诊(?:回[话访]|电话|随访|答复)?$|^(?:周末|今日|本周)[清名]单$|^居家(?:透析|氧疗|监测)(?:评估|电话|记录)?$|^复查[^,\d]{2,8} ?\d{2,}(?:\.\d+)?$`)
	// settingRE are a place, a measure and a length that put nothing off, though their words
	// do: a clinic abroad, 38.4 at home, films over 48 hours, 并延长观察.
	settingRE = pattern.MustCompile(`\bfrom an? (?:\w+ )?clinic\b|\bclinic (?:today|now|this (?:morning|afternoon))\b|\b\d[\d.]* ?(?:c )?at home\b|\b(?:over|than|the (?:last|past|first)) (?:48|72) ?h\w*|\bfrom \d[\d.]* on \w+day\b|先用$|(?:至少|延长)(?:观察|留观)|\d ?小时(?:后|内)?(?:后)?复查|(?:ct|mri|超声)待?复查`)
	// overRE says that it was treated or is past.
	overRE = pattern.MustCompile(`出院(?:小结|记录|带药)|(?:治疗|处理|抢救)后|已(?:完成|治疗|手术|取出|排除|除外|缓解|控制|恢复|处理)|痊愈|治愈|` +
		`\b(?:completed|after (?:treatment|thrombolysis|repair|drainage|decompression)|discharge summary|now (?:afebrile|resolved|recovered|settled)|(?:has|have|had|fully) (?:resolved|recovered|settled)|was (?:treated|admitted|drained|repaired|operated|excluded|ruled out)|treated (?:with|for|in|at|and)|excluded|ruled out|normal (?:ct|mri|scan|angiogram|lumbar puncture))\b`)
	// toComeRE makes of what is over something to come.
	toComeRE = pattern.MustCompile(`待|等|直到|再|\b(?:until|once|when|after|before|to be|should be|must be)\b`)
	// unRE denies what follows it in a clause, unBehindRE what stands before it.
	unRE       = pattern.MustCompile(`(?:以防|(?:可|会|易|能)[^,，。;；有是]{0,8}(?:致|引起|诱发))[^,，。;；]{0,10}$|(?:无|未|没有|没|否认|不伴|非|不是|并非|排除|除外|不用|不必|不需|无需|无须|不要|不能|不宜|不可|别|勿|不再|不|免)[^,，。;；]{0,24}$|(?:\b(?:no|none|not|without|denie[sd]|denying|never|nor|neither|cannot|absent|negative for|free of|rather than|instead of|rules? out|ruled out|exclude[sd]?|low risk of|nil|prevent\w*|brings?|avoid\w*|treatment of|risk of|warn\w* (?:of|about)|monitor for|look for)\b|n't\b)[^,.;:]{0,48}$`)
	unUndoneRE = pattern.MustCompile(`\band (?:that|you|she|he|they|has|is|was|now)\b|\b(?:but|however|has|reports|now has|with|yet)\b|\bmeans\b|但|而|却|伴有|出现|[,，]有|也(?:给|做|查|要|应|须|用|行|予)|(?:延误|耽误|推迟)|就(?:打|叫|拨|去|来)|^无(?:故|意|诱因)`)
	unBehindRE = pattern.MustCompile(`^[^,，。;；]{0,16}(?:已排除|可排除|排除$|已除外|除外$|阴性|不支持|不考虑|可能性小|未见|未引出异常|不必|不需|无需|不用|免查|省略|可不|并?非必[需要])|^叠加|^ (?:may|might|could|can) (?:follow|appear|occur|happen|develop)\b|^(?:[a-z/-]* ){0,4}?(?:is |are |was |has been )?(?:unlikely|excluded|ruled out|absent|negative|denied|unnecessary|not (?:present|seen|found|suspected|likely|needed|required|necessary|indicated)|resolved)\b`)
	// nilRE begins a list of what is not there, newsRE ends one.
	nilRE  = pattern.MustCompile(`^(?:无|没有|否认|未见|未诉|(?:no|denies|denied|denying|without|negative for)\b)`)
	newsRE = pattern.MustCompile(`\b(?:but|has|have|had|with|now|reports|today|is|are|was|plan|give|send|call)\b|[\d]|有|伴|出现|诉|今|现|予|请|查|但|建议|立即|急`)
)

// asserts is true where a clause says an expression and does not deny it.
func (l limb) asserts(w wording) bool {
	return w.Regexp != nil && !l.denied && saysOf(w.Regexp, l.text)
}

// saysOf is true where a clause says an expression that it does not deny.
func saysOf(re *pattern.Regexp, s string) bool {
	for from := 0; from <= len(s); {
		at := re.FindStringIndex(s[from:])
		if at == nil {
			return false
		}
		begin, end := from+at[0], from+at[1]
		if !denies(s[:begin]) && !unBehindRE.MatchString(s[end:]) {
			return true
		}
		from = max(end, begin+1)
	}
	return false
}

// denies is true for words that deny what follows them.
func denies(before string) bool {
	at := unRE.FindStringIndex(before)
	return at != nil && !unUndoneRE.MatchString(before[at[0]:])
}

// planned cuts the draft.
func (b *bench) planned() *plan {
	p := &plan{}
	for i := range b.Reading.Sentences {
		general := ofOthersRE.MatchString(b.flat(i))
		for _, part := range strings.FieldsFunc(b.flat(i), func(r rune) bool { return r == ';' || r == '；' }) {
			p.cut(part, general)
		}
	}
	return p
}

// cut adds the clauses of a part of a sentence.
func (p *plan) cut(part string, general bool) {
	iffy, list, first := strings.HasSuffix(part, "?"), false, len(p.limbs)
	either := strings.LastIndex(part, " or ")
	said := part
	if strings.ContainsAny(part, quotes) {
		said = unquoted.Replace(part)
	}
	for _, text := range limbMarks.cut(nil, said) {
		iffy = iffy || iffyRE.MatchString(text) && iffyRE.MatchString(thought.Replace(text))
		if comeRE.MatchString(text) && len(p.limbs) > first && !newsRE.MatchString(p.limbs[len(p.limbs)-1].text) {
			p.limbs[len(p.limbs)-1].iffy = true
		}
		l := limb{text: text, iffy: iffy, other: general || watchRE.MatchString(text), past: onceRE.MatchString(text)}
		// "no fever, rash or neck stiffness": a list goes on to its last "or".
		const short = 36
		l.denied = list && len(text) < short && strings.Index(part, text) <= either && !newsRE.MatchString(text)
		list = l.denied || nilRE.MatchString(text)
		p.limbs = append(p.limbs, l)
	}
}

// weigh works out what of a plan is put off, done now, waits or is over.
func (p *plan) weigh() {
	if p.weighed {
		return
	}
	p.weighed = true
	for i := range p.limbs {
		l := &p.limbs[i]
		bold := settingRE.ReplaceAllString(unhurried.Replace(l.text), " ")
		place := placeRE.MatchString(l.text) || i == 0 && headRE.MatchString(l.text)
		l.later = putOffTillRE.MatchString(bold) && !nowRE.MatchString(l.text) && !place
		l.hurries = !l.iffy && !l.past && !l.later && saysOf(hurryRE, unhurried.Replace(l.text))
		l.waits = !l.iffy && !place && saysOf(waitRE, settingRE.ReplaceAllString(l.text, " "))
		p.over = p.over || !l.iffy && saysOf(overRE, l.text) && !toComeRE.MatchString(l.text)
	}
}
