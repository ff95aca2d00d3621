package check

import (
	"slices"
	"strings"
	"sync"

	"apricot.health/guardrails/claim"
	"apricot.health/knowledge/pattern"
)

// never is what is never done; nevers.yaml says what the fields mean.
type never struct {
	Never    string `yaml:"never"`
	RuleHead `yaml:",inline"`
	About    wording  `yaml:"about"`
	Says     wording  `yaml:"says"`
	What     wording  `yaml:"what"`
	Unless   wording  `yaml:"unless"`
	Wide     bool     `yaml:"wide"`
	MaxAge   float64  `yaml:"max_age"`
	Danger   bool     `yaml:"danger"`
	Hazard   string   `yaml:"hazard"`
	Of       []string `yaml:"of"`
	Needs    wording  `yaml:"needs"`
	Ever     bool     `yaml:"ever"`
}

// neverList are what is never done and which medicines are never stopped.
type neverList struct{ acts, stops []never }

//nolint:gochecknoglobals // read once, read only
var nevers = sync.OnceValue(func() neverList {
	var out neverList
	for _, n := range rulesOf[never]("never", "nevers.yaml") {
		if n.Of == nil {
			out.acts = append(out.acts, n)
		} else {
			out.stops = append(out.stops, n)
		}
	}
	return out
})

//nolint:gochecknoglobals // made once, read only
var (
	// takenBackRE is what is said to be never done, taken back right behind its first words.
	takenBackRE = pattern.MustCompile(`^(?:(?:you|he|she|they) )?(?:can|could|may|might|should|must|do|please|then|and|(?:fine|ok|okay|safe) to) (?:not|never)\b`)
	// atOnceStopRE stops a medicine at once or leaves it to whoever takes it.
	atOnceStopRE = pattern.MustCompile(`(?:可以?|能|宜|建议|拟|应|请|均|予|嘱)?(?:立即|今日|直接|一次性|突然|骤然|贸然|自行|擅自|随意|自)(?:全部|完全|把)?(?:停|撤)(?:药|用|服|掉)?|[^心跳搏吸]骤停(?:药|用|$)|一次停完|\b(?:stop|stops|discontinue|withdraw|cease|come off)\b[^.,;:]{0,40}\b(?:suddenly|abruptly|outright|overnight|cold turkey|in one go|all at once|without (?:a )?taper\w*|today|from today|immediately|straight ?away|right away|forthwith)\b|\babrupt(?:ly)? (?:stop|discontinu|withdraw)\w*|\bno (?:need (?:to|for a?) ?)?taper(?:ing)?(?: is)? (?:needed|required|necessary)|\bno need to taper|(?:无需|无须|不必|不用|不需要?)(?:逐渐|逐步|缓慢)?减(?:量|停)`)
	notStoppedRE = pattern.MustCompile(`(?:不|勿|别|忌|避免|防|免|没|未|因|曾|若|如|后|史|禁|\bnot\b|n't\b|\bnever\b|\bavoid\w*|\bno\b|\bwithout\b|\bif\b|\bafter\b|\brather than\b|\bbefore\b|\brisk\w*|\bdanger\w*|\bwas\b|\bwere\b|\bhad\b|\bcannot\b|\bhaving\b|\bhas\b)[^,，。;；]{0,24}$`)
	// otherStopRE are what is stopped at once and is no medicine.
	otherStopRE = pattern.MustCompile(`^(?:止|下)?(?:活动|运动|锻炼|工作|劳动|手头|行走|走动|车|输血|输液|喝酒|饮酒|吸烟|抽烟|进食|喂|哺乳)|\b(?:smoking|drinking|alcohol|driving|exercis\w+|activity|breastfeeding|transfusion)\b`)
	// stopNowRE stops a medicine today or at once, which some harms call for.
	stopNowRE = pattern.MustCompile(`立即|今日|\b(?:today|immediately|straight ?away|right away|forthwith)$`)
	// emergentRE are harms for which a medicine is stopped today or at once.
	emergentRE = pattern.MustCompile(`\b(?:bleed\w*|ha?emorrhag\w*|mela?ena|ha?ematemesis|brady\w*|heart block|av block|shock\w*|hypotens\w*|bronchospasm|overdos\w*|respiratory depression|apnoea|coma\w*|rash|anaphyla\w*|allerg\w*|angioedema|thrombocytopeni\w*|neutropeni\w*|agranulocyt\w*|liver failure|toxic\w*|sjs|dress|perforat\w*)\b|\b(?:hr|pulse|heart rate) (?:of )?(?:[23]\d|4[0-5])\b|皮疹|出疹|过敏|出血|呕血|黑便|呼吸抑制|昏迷|中毒|过量|休克|支气管痉挛|哮喘|心动过缓|传导阻滞|急性心衰|血小板减少|粒细胞|肝衰竭|剥脱|重症多形`)
	// stoppedAlreadyRE reports that a patient has stopped something for some time.
	stoppedAlreadyRE = pattern.MustCompile(`(?:^|[,，。;；:：])(?:该|此)?(?:患者|病人|老人|本人|他|她)(?:曾|已|近期)?(?:自行|擅自|私自|突然)停(?:用|药|服|了)[^,，。;；]{0,14}(?:\d|[一二三四五六两半数])个?(?:天|日|周|月|年)`)
	// abruptHarmRE tells what comes of stopping at once.
	abruptHarmRE = pattern.MustCompile(`^abrupt\w* (?:stopping|discontinu(?:ation|ing)|withdraw(?:al|ing))\b[^.;]{0,50}\b(?:(?:is|are) (?:dangerous|unsafe|risky|harmful|contraindicated)|causes?|leads? to|provokes?|precipitates?|triggers?)\b`)
	replacingRE  = pattern.MustCompile(`换|改|转|代|减|泵|静脉|滴注|switch|chang|convert|replac|instead|infusion|pump|taper|reduc|resum|restart|\buntil\b|暂停|恢复|贴|罗替高汀|鼻饲|胃管|冲击试验|\bpatch|rotigotine|apomorphine|nasogastric|challenge`)
)

// nevers tells what a text lets or bids somebody do that first aid or the label of a
// medicine says is never done.
func (b *bench) nevers() []Finding {
	if b.Audience == "order" || len(b.templates) > 0 {
		return nil
	}
	var out []Finding
	if b.lay() {
		out = b.neverDone()
	}
	return append(out, b.neverStopped()...)
}

func (b *bench) neverDone() []Finding {
	var out []Finding
	done := map[string]bool{}
	level, _ := b.level()
	danger := level > 0 && level <= emergencyLevel
	for i := range b.Reading.Sentences {
		s := b.flat(i)
		if strings.HasSuffix(s, "?") {
			continue
		}
		told, quoted := b.ofSentence(i), b.quotes(i)
		for _, n := range nevers().acts {
			meant := b.meansAs(n, i)
			if !meant && !quoted && !told.may(n.Says.Regexp) {
				continue
			}
			if done[n.Never] || b.off(n.RuleHead) || n.Danger && !danger || !b.ofAge(0, n.MaxAge) || !meant && !n.done(b.limbsOf(i)) || n.Wide && n.Unless.hits(s) {
				continue
			}
			if n.About.Regexp == nil || n.About.MatchString(b.background()) {
				done[n.Never] = true
				out = append(out, b.neverFinding(n, n.Hazard))
			}
		}
	}
	return out
}

// meansAs is true for a sentence that lets somebody have the food or the drink of a row,
// which the sentence before it names and no medicine: "it is fine with your tablets".
func (b *bench) meansAs(n never, sentence int) bool {
	if n.What.Regexp == nil || sentence == 0 || !slices.Contains(b.Reading.Permitted, sentence) {
		return false
	}
	before := b.flat(sentence - 1)
	return n.What.MatchString(before) && !n.Unless.hits(before) && !n.Unless.hits(b.flat(sentence)) && !slices.ContainsFunc(b.claims, func(c claim.Claim) bool {
		return c.Kind == claim.Drug && c.Sentence == sentence-1
	})
}

// done is true where one of the clauses of a sentence does what is never done, and neither
// it nor the one before it has what makes it right.
func (n never) done(limbs []string) bool {
	for i, l := range limbs {
		if n.says(l) && !n.Unless.hits(l) && (i == 0 || !n.Unless.hits(limbs[i-1])) {
			return true
		}
	}
	return false
}

// says is true for a clause that does what is never done.
func (n never) says(limb string) bool {
	at := n.Says.FindStringIndex(limb)
	return at != nil && !unpermittedRE.MatchString(limb[:at[0]]) && !takenBackRE.MatchString(limb[at[0]:at[1]])
}

// background is the text with what the chart has and gives.
func (b *bench) background() string {
	if b.around != "" {
		return b.around
	}
	b.around = b.flatText() + b.Dossier.inLines()
	return b.around
}

func (b *bench) neverFinding(n never, hazard string) Finding {
	if hazard == "" {
		hazard = "contraindication"
		if b.Audience == "doctor" {
			hazard = "contraindication_soft"
		}
	}
	return b.ruled(n.RuleHead, hazard, notDone)
}

// neverStopped holds the medicines that a text stops against those that are not stopped
// at once, or not at all.
func (b *bench) neverStopped() []Finding {
	var out []Finding
	for i := range b.Reading.Sentences {
		s := b.flat(i)
		at := b.shown(i, atOnceStopRE)
		atOnce := at != nil && !notStoppedRE.MatchString(s[:at[0]]) && !strings.HasSuffix(s, "?") && !toldOfRE.MatchString(s[at[1]:]) && !harmsRE.MatchString(toBracket(s[at[0]:])) && !stopsElse(s, at)
		for _, n := range nevers().stops {
			if b.off(n.RuleHead) || !(atOnce && b.stoppedIn(i, s, at, n.Of) || n.Ever && b.stops(i, n.Of)) || n.Unless.hits(s) || n.Needs.Regexp != nil && !n.Needs.MatchString(b.background()) {
				continue
			}
			out = append(out, b.neverFinding(n, ""))
		}
	}
	return out
}

// stopsElse is true where what is stopped at once is no medicine, or one whose harm is
// the reason to stop it today, or where the stop is only told of.
func stopsElse(s string, at []int) bool {
	what := s[at[0]:at[1]]
	return stoppedAlreadyRE.MatchString(s) || stopHarmsRE.MatchString(s[at[1]:]) || abruptHarmRE.MatchString(s[at[0]:]) || otherStopRE.MatchString(s[at[1]:]) && !strings.HasSuffix(what, "药") || otherStopRE.MatchString(what) ||
		stopNowRE.MatchString(what) && emergentRE.MatchString(s)
}

// stoppedIn is true where the clause that stops something at once names one of some kinds,
// or names none and the sentence speaks of one.
func (b *bench) stoppedIn(sentence int, s string, at []int, of []string) bool {
	const ends = ",，。;；:："
	from, to := strings.LastIndexAny(s[:at[0]], ends)+1, len(s)
	if i := strings.IndexAny(s[at[1]:], ends); i >= 0 {
		to = at[1] + i
	}
	named, hit := false, false
	for _, c := range b.claims {
		if c.Kind == claim.Drug && c.Sentence == sentence && c.Concept != "" && c.Text != "" && strings.Contains(s[from:to], strings.ToLower(squeezeSpaces(c.Text))) {
			named, hit = true, hit || b.isOf(of, c.Concept)
		}
	}
	if named {
		return hit
	}
	return b.speaksOf(sentence, of)
}

// toBracket is what stands before the next bracket.
func toBracket(s string) string {
	if i := strings.IndexAny(s, "(;"); i > 0 {
		return s[:i]
	}
	return s
}

// speaksOf is true where a sentence, or the one before where it names no medicine, names one
// of some kinds that the patient is to have.
func (b *bench) speaksOf(sentence int, of []string) bool {
	here, hit := false, false
	for _, at := range [...]int{sentence, sentence - 1} {
		for _, c := range b.claims {
			if c.Kind == claim.Drug && c.Sentence == at && c.Concept != "" && c.Act != claim.Allergic {
				here, hit = true, hit || b.isOf(of, c.Concept)
			}
		}
		if here {
			break
		}
	}
	return hit
}

// stops is true where a sentence stops one of some kinds and puts nothing in its place.
func (b *bench) stops(sentence int, of []string) bool {
	return slices.ContainsFunc(b.claims, func(c claim.Claim) bool {
		return c.Kind == claim.Drug && c.Sentence == sentence && c.Act == claim.Stop && c.Polarity == claim.Affirmed && !c.Relayed && b.isOf(of, c.Concept)
	}) && !replacingRE.MatchString(b.flat(sentence))
}
