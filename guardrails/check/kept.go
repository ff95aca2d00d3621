package check

import (
	"apricot.health/guardrails/claim"
	"apricot.health/knowledge/pattern"
)

// What a text denies of a medicine when it denies that one is kept from it: to say that it
// is not withheld gives it as surely as to give it.
const (
	withheldEN = `(?:withheld|withhold(?:ing)?|stopp(?:ed|ing)|stop|discontinu(?:ed|e|ing)|ceas(?:ed|e|ing)|avoid(?:ed|ing)?|omit(?:ted|ting)?|left (?:out|off)|leav(?:e|ing) (?:out|off)|ruled out|rul(?:e|ing) out|exclud(?:ed|e|ing)|contraindicated|forbidden|forbid|prohibited|banned|barred|off[- ]limits|off the (?:list|table|menu|cards)|out of (?:the question|bounds|the running)|refus(?:ed|e|ing)|declin(?:ed|e|ing)|denied|deny(?:ing)?|with?draw(?:n|ing)?|paused?|suspend(?:ed)?)`
	givenEN    = `(?:giv(?:e|en|ing)|us(?:e|ed|ing)|tak(?:e|en|ing)|start(?:ed|ing)?|prescrib(?:e|ed|ing)|hav(?:e|ing)|continu(?:e|ed|ing)|add(?:ed|ing)?|offer(?:ed|ing)?|try(?:ing)?|keep(?:ing)?|restart(?:ed|ing)?)`
	withheldZH = `(?:停(?:用|药|服|掉|止)?|禁(?:用|忌|止)?|忌用?|避(?:免|开|用)|撤(?:药|掉)?|排除|弃用|减)`
	givenZH    = `(?:用|使用|给(?:予)?|予|吃|服用?|口服|加用?|选用?|应用|继续)`
)

//nolint:gochecknoglobals // compiled once, read only
var (
	// keptBeforeRE denies right before a medicine that it is kept from the patient,
	// keptAfterRE right behind it.
	keptBeforeRE = pattern.MustCompile(`(?:\b(?:no|little|hardly any|not (?:an?|any|sufficient|enough)|isn't (?:an?|any)) (?:\w+ )?(?:reason|need|cause|grounds?|call|excuse|argument|indication) (?:\w+ )?(?:not to ` + givenEN + `|(?:for|against) (?:not )?` + givenEN + `ing|to ` + withheldEN + `|for ` + withheldEN + `)` +
		`|\b(?:do not|don't|never|should not|need not|needn't|must not|not) (?:hesitate to ` + givenEN + `|be (?:afraid|shy) (?:of|to) ` + givenEN + `|(?:need |have )?(?:to )?(?:rule out|exclude|forbid|withhold|deny|refuse|avoid))` +
		`|\bnothing (?:speaks|argues|stands|counts|militates) against|\bnothing (?:stops|prevents|keeps|bars) (?:\w+ )?(?:from )?` + givenEN + `|\bnot that` +
		`|(?:没有?|无|并无|毫无|没什么)(?:任何|充分|什么|明确)?(?:的)?(?:理由|必要|依据|原因|道理)(?:不` + givenZH + `|去?` + withheldZH + `)|(?:不能|不可|不得|不应|没法)不` + givenZH + `|(?:无需|无须|不必|不用|不需要?|不应|不宜|不要|没必要|切勿|别)(?:再)?` + withheldZH + `|(?:并非|不是|并不是)(?:绝对)?(?:不(?:能|可|可以|宜|得)` + givenZH + `?|禁(?:用|忌)))(?: (?:the|her|his|your|oral|iv|any|all|with))*(?:使用|应用|口服)? ?$`)
	keptAfterRE = pattern.MustCompile(`^(?:类(?:药物)?|片|胶囊|注射液)?(?: (?:tablets?|capsules?))?(?: (?:is|are|was|were|has been|have been|should|must|need|needs|may|will|would|can|ought to|does|do))? ?(?:not|never|isn't|aren't|wasn't|shouldn't|mustn't|needn't|won't|cannot|can't|doesn't|don't)(?: (?:therefore|now|yet|to|be|been|being|have|absolutely|strictly|actually|itself|formally|need|needs))* ` + withheldEN + `(?:\b|$)` +
		`|^(?:类(?:药物)?|片|胶囊|注射液)?,?(?:目前|暂|现|今日|入院后|围术期|术前|术后|期间|则|也|均|都|仍){0,3}(?:并?不是|并非)(?:绝对)?(?:不(?:能|可以?|宜|得|准)(?:` + givenZH + `)?|禁(?:用|忌))` +
		`|^(?:类(?:药物)?|片|胶囊|注射液)?,?(?:目前|暂|现|今日|入院后|围术期|术前|术后|期间|则|也|均|都|仍){0,3}(?:没有|并?无|毫无)(?:任何|什么)?(?:不` + givenZH + `|` + withheldZH + `)的?(?:理由|必要|道理|依据)` +
		`|^(?:类(?:药物)?|片|胶囊|注射液)?,?(?:目前|暂|现|今日|入院后|围术期|术前|术后|期间|则|也|均|都|仍){0,3}(?:未|没有|并未|不应|不宜|不能|不可|不必|不需要?|无需|无须|不用|不得|不予|不要|没必要|没有必要|切勿)(?:再|予以|被)?(?:停(?:用|药|服|掉)?|禁用|避免|避用|撤(?:药|掉)?)`)
	// keptHowRE beside such words says how a medicine is not to be stopped: that gives none.
	keptHowRE = pattern.MustCompile(`^[^.;。；]{0,24}(?:\b(?:abrupt\w*|sudden\w*|overnight|at once|without|unless|until|before|if|but|by (?:yourself|herself|himself)|on (?:your|her|his) own|for long|too (?:early|soon|late)|early)\b|突然|骤|自行|擅自|随意|过早|之前|前(?:$|[,，。;；])|除非|过久)`)
	// keptNotRE right before denies the denial, or asks.
	keptNotRE = pattern.MustCompile(`(?:\b(?:if|unless|whether|when|because|since|had|not true that|wrong that|error)\b|若|如果?|是否|因为?|误|错)[^,，。;；.]{0,24}$`)
)

// keptOn is true where the words right beside a medicine deny that it is kept from the
// patient: it is not withheld, there is no reason not to give it, 没有理由不用.
func (b *bench) keptOn(c claim.Claim) bool {
	if c.Kind != claim.Drug || c.Sentence < 0 || c.Act == claim.Ask || c.Concept == "drug.adrenaline" && holdsAny(b.flat(c.Sentence), "anaphyla", "过敏性休克", "严重过敏") {
		return false // nothing forbids it there (WAO anaphylaxis guidance 2020, treatment)
	}
	first, last := b.listOf(c)
	for _, d := range b.claims {
		if d.Kind == claim.Dose && d.Sentence == c.Sentence && d.Concept == last.Concept && d.Start >= last.End && d.Start-last.End <= 2 {
			last.End = d.End // 200 mg bd is not withheld
		}
	}
	before, after := b.before(first), b.after(last)
	if m := keptBeforeRE.FindStringIndex(before); m != nil {
		return !keptNotRE.MatchString(before[:m[0]]) && !keptHowRE.MatchString(after)
	}
	m := keptAfterRE.FindStringIndex(after)
	return m != nil && !keptNotRE.MatchString(before) && !keptHowRE.MatchString(after[m[1]:])
}
