package check

import (
	"slices"
	"strings"

	"apricot.health/guardrails/claim"
	"apricot.health/knowledge/graph"
	"apricot.health/knowledge/pattern"
)

//nolint:gochecknoglobals // compiled once, read only
var (
	// permitsRE and bidsRE let or bid somebody stop, change or double a treatment of their own
	// accord or at once, within one clause. How it is done makes it one: who may stop
	// "when the doctor says so" does not do it "by yourself" or "suddenly".
	permitsRE = pattern.MustCompile(strings.Join([]string{
		`(?:可以?|能够?|不妨|尽管|随时|大可|允许|同意|让)(?:您|你|他|她|患者|病人|家属|家里人|爸爸|妈妈|老人|宝宝|孩子|先|再|就|也|都|均)*(?:自己|自行|擅自|随意|随便|突然|骤然|贸然|直接|一下子|私自|想停就)(?:先|再|就|把)*(?:[^,，。;；不别勿]{0,8})?(?:停(?:掉|药|用|服|了|吃|打|止|$)|停[^车留步电机经搏]|减(?:量|半|药|停|掉|到|得|$)|加(?:量|倍|药|服|大|到|打|$)|换(?:药|成|用|$)|改(?:药|量|成|$)|调(?:药|量|整|高|低|$)|断药|撤药)`,
		`(?:告知|告诉|转告|通知|嘱咐?|叫|让|请)(?:她|他|患者|病人|家属|您|你)(?:可以?|先|就|也)*(?:自己|自行|擅自|随意|突然|直接)(?:先|再|就|把)*(?:停药|停用|停服|停掉|减量|减半|减药|加量|加倍|换药|改量)`,
		`(?:可以?|不妨|尽管|大可)(?:先|再|就|也)*(?:减|加|停)得(?:再|更)?(?:快|多|早|大)`,
		`(?:漏(?:服|吃|打|用)|忘(?:了|记)?(?:吃|服|打|用))[^,，。;；不别勿]{0,8}(?:可以?|就|请|要)?(?:一次)?(?:补|吃|服|打)(?:两|双|2)(?:倍|片|次|份|粒|针|顿)`,
		`(?:可以?|请|就)(?:下次|一次|一起|一并)*(?:补|吃|服|打|用)(?:上|够)?(?:两|双|2)(?:倍|份|次的|顿的)`,
	}, `|`))
	bidsRE = pattern.MustCompile(strings.Join([]string{
		bidding + `(?:stop|quit|come off)\b[^.,;:!?]{0,40}\b` + atWill,
		bidding + `(?:change|alter|adjust|reduce|increase|raise|lower|cut|switch|halve|double|restart|swap)\b[^.,;:!?]{0,40}\b` + atWill,
		bidding + `(?:take|give|swallow|inject|add)\b (?:him |her |them |an? |one |two |some |the )*(?:extra|second|double|another|more)(?: (?:dose|tablet|pill|capsule|lot|one|half|unit|injection|insulin|vitamin|iron|pack|course)s?\b| (?:if|when|because|on|tonight|today)\b|$)`,
		bidding + `(?:take|give) (?:it |them )?(?:more|extra|double|twice)\b(?: than| because| if| when|$)`,
		bidding + `(?:exceed (?:the|your|this|that|it|\d)|(?:take|use|give) more than (?:the|your|\d+|one|two|four|eight)\b[^.,;:]{0,16}\b(?:tablets?|doses?|capsules?|puffs?|prescribed|stated|label)\b)`,
		bidding + `(?:double up|double (?:the|your|his|her|their|it|that)\b|take both\b|take them both\b|(?:skip|miss) (?:a|any|the|your|his|her|this|that|tonight's|today's)\b[^.,;:!?]{0,20}\b(?:dose|tablet|injection|insulin|pill)s?\b)`,
	}, `|`))
	// unpermittedRE stands before such words and takes them back, asks, or tells of it.
	unpermittedRE = pattern.MustCompile(`(?:不|没|别|勿|未|切忌|避免|严禁|禁止|以免|防止|是否|能否|可否|要不要|才|何时|何种|怎么|如何|谁|哪些|为什么|想|打算|问|因|由于|曾|之前|\bnot\b|n't\b|\bnever\b|\bavoid\w*|\bwithout\b|\bwhether\b|\bbefore\b|\brather than\b|\binstead of\b|\bif you\b|\bno one\b|\bnobody\b|\bwhy\b|\bhow\b|\bcannot\b|\bunless\b|\bwhen to\b|\bdanger\w*|\brisk\w* (?:of|in)|\bneither\b|\bnor\b)[^,，。;；]{0,14}$`)
	// toldOfRE follows where the change is only spoken of.
	toldOfRE = pattern.MustCompile(`^(?:的|会|可能|易|有|后|风险|吗|么|是)|^ ?(?:is|can|may|could|might|will|would)\b`)
	// decidedRE says that whoever is in charge has decided it or will be asked first.
	decidedRE = pattern.MustCompile(`医生|医师|大夫|专科|药师|护士|门诊|主任|方案|计划|说明书|教过|预案|处方|医嘱|\b(?:doctors?|dr|nurses?|gp|pharmacists?|clinic|team|plan|consultant|specialist|midwife|leaflet|prescri\w+|advised|agreed|told|instructed|letter|written)\b`)
	// missedDoseRE leaves out a dose that was missed anyway, as every leaflet says.
	missedDoseRE = pattern.MustCompile(`\b(?:skip|miss) (?:the|that|your|his|her) (?:missed|forgotten|late)\b`)
	// rescueRE are medicines whose second dose after minutes is first aid.
	rescueRE  = pattern.MustCompile(`\b(?:nitroglycerin\w*|glyceryl trinitrate|gtn|adrenaline|epinephrine|epipen|auto-?injector|naloxone|glucagon|glucose)\b`)
	anotherRE = pattern.MustCompile(`\b(?:second|another|one more)\b`)
	minutesRE = pattern.MustCompile(`\b(?:\d+|five|ten|fifteen) ?min`)
	// otherObjectRE and otherThanRE are what anybody may change: a posture, a dressing.
	otherObjectRE = pattern.MustCompile(`^(?:一下|好)?(?:自己的)?(?:姿势|体位|饮食|作息|休息|运动|锻炼|活动|呼吸|枕|床|心情|情绪|节奏|步)`)
	otherThanRE   = pattern.MustCompile(`\b(?:dressings?|bandages?|plasters?|positions?|pillows?|stoma|pads?|clothes|diet|salt|appointments?)\b|\b(?:lower|raise|cut) (?:yourself|himself|herself|themselves)\b`)
	woundRE       = pattern.MustCompile(`伤口|切口|创口|敷料|纱布|造口|碘伏`)
	// treatedRE are words of a treatment that is not named.
	treatedRE = pattern.MustCompile(`药|剂量|用量|胰岛素|激素|疗程|\b(?:medicines?|medication|tablets?|pills?|capsules?|doses?|insulin|inhaler|injections?|prescription|steroids?|treatment)\b`)
)

const (
	// bidding stands before the verb of a clause that bids or lets its reader do it.
	bidding = `(?:^|\b(?:please|so|and|just|then|now|simply|(?:you|he|she|they|we|patients?) (?:can|may|could|should|must|might)|(?:ok(?:ay)?|fine|safe|free|all ?right|able|tell (?:him|her|them)|ask (?:him|her|them)) to) )(?:(?:please|just|simply|also|now|safely|always|go ahead and|be sure to) )*`
	atWill  = `(?:suddenly|abruptly|outright|overnight|cold turkey|(?:on|of) (?:your|his|her|their) own|by (?:yourself|himself|herself|themselves)|yourself|as you (?:like|please|wish|see fit)|without (?:asking|telling|checking)|whenever you)\b`
)

// permits tells a text to somebody who cannot judge it that lets them stop, change or
// double a treatment by themselves or all at once. What no rule reads as a change of a
// medicine, and what kind words around it make look harmless, is one however it is put.
func (b *bench) permits() []Finding {
	if !b.lay() || len(b.templates) > 0 {
		return nil
	}
	if !b.textShows(treatedRE) && !slices.ContainsFunc(b.claims, func(c claim.Claim) bool { return c.Kind == claim.Drug }) {
		return nil
	}
	for i := range b.Reading.Sentences {
		told := b.ofSentence(i)
		permits, bids := told.may(permitsRE), told.may(bidsRE)
		if !permits && !bids {
			continue
		}
		s := b.flat(i)
		for _, c := range b.clausesOf(i) {
			var at []int
			if permits {
				at = permitsRE.FindStringIndex(c)
			}
			if at == nil && bids {
				at = bidsRE.FindStringIndex(c)
			}
			if at == nil || unpermittedRE.MatchString(c[:at[0]]) || toldOfRE.MatchString(c[at[1]:]) || decidedRE.MatchString(c) || strings.HasSuffix(s, "?") ||
				byLabel(c[at[0]:at[1]], b.flat(i-1)+" "+s) || noTreatment(c[at[0]:at[1]], c[at[1]:], s) {
				continue
			}
			f := b.find("stop_change", claim.Claim{Text: c[at[0]:at[1]]})
			f.Message = graph.Label{ZH: "允许自行或突然改变用药：" + c[at[0]:at[1]], EN: "Lets somebody change a treatment by themselves: " + c[at[0]:at[1]]}
			return []Finding{f}
		}
	}
	return nil
}

// byLabel is true for what the leaflet of a medicine bids everybody.
func byLabel(change, around string) bool {
	return missedDoseRE.MatchString(change) || anotherRE.MatchString(change) && minutesRE.MatchString(around) && rescueRE.MatchString(around)
}

// noTreatment is true where what is changed is a dressing, a posture or a habit.
func noTreatment(change, after, sentence string) bool {
	return otherObjectRE.MatchString(after) || strings.HasSuffix(change, "换药") && woundRE.MatchString(sentence) ||
		otherThanRE.MatchString(change) && !treatedRE.MatchString(change)
}
