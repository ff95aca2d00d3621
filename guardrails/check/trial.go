package check

import (
	"slices"
	"strconv"
	"strings"

	"apricot.health/guardrails/claim"
	"apricot.health/knowledge/graph"
	"apricot.health/knowledge/pattern"
)

//nolint:gochecknoglobals // literal lists and patterns compiled once, read only
var (
	journals = map[string][]string{
		"nejm": {"nejm", "new england", "n engl j med", "新英格兰"}, "lancet": {"lancet", "柳叶刀"},
		"jama": {"jama", "美国医学会杂志"},
	}
	// circulationRE is the journal of that name, not the blood's.
	circulationRE = pattern.MustCompile(`\bcirculation[ ,.;(（》]*(?:19|20)\d\d|《circulation》|\bpublished in circulation\b|\(circulation\)`)
	// daughterRE are journals beside those, which print the second reports of trials.
	daughterRE = pattern.MustCompile(`(?:lancet|jama|nejm)[ .,:·]{1,3}(?:diabetes|endocr|neuro|respir|onco|infect|haemato|gastro|child|psych|card|intern|netw|global|healthy|surg|pediatr|evid)\w*|(?:柳叶刀|美国医学会杂志|jama)[ ·•:—-]{0,3}(?:子刊|糖尿病|神经|呼吸|肿瘤|感染|血液|心脏|心血管|内科|外科|网络)`)
	// siblingRE behind a name is another trial of the family, or a score called after it.
	siblingRE = pattern.MustCompile(`^(?: (?:[1-9][A-C]?|I{1,3}|I?V|TNK|MIND|LATE|Cancer|EXT)(?:[^0-9A-Za-z.%-]|$)| ?(?:评分|积分|[Ss]core))`)
	// secondReportRE are words for a second report, which appears later and elsewhere.
	secondReportRE = pattern.MustCompile(`随访|延长|扩展|延续|长期|远期|最终|事后|亚组|亚研究|子研究|亚试验|二次分析|再分析|次要分析|成本|生活质量|\bfollow(?:ed)?[- ]?up\b|\bsub-?(?:groups?|stud\w+|analys\w+)\b|\bsecondary (?:analys\w+|report)|\bpost[- ]hoc\b|\bre-?analys\w+|\bexten(?:ded|sion)\b|\blong-term\b|\blegacy\b|\bfinal report\b|\bpre-?specified\b|\bquality of life\b|\bcost\w*|\b(?:\d+|one|two|three|four|five|six|ten)-year\b|\d+年(?:结果|数据|时)`)
	// aboutTimeRE before a year, and aboutGuideRE behind one, make it another thing's.
	aboutTimeRE  = pattern.MustCompile(`入组|入选|启动|开始|招募|批准|获批|上市|写入|纳入|促使|推动|改变|指南|共识|注册|\b(?:enrol\w*|recruit\w*|start\w*|began|approv\w*|between|from|led|prompted|informed|changed|since|until|guidelines?|regist\w*|cited|before|after|by)\b`)
	aboutGuideRE = pattern.MustCompile(`^.{0,20}(?:指南|共识|更新|guideline|\b(?:esc|acc|aha|ada|easd|kdigo|gold|nice|focused)\b)|^年?(?:批准|获批|启动|开始)`)
	// ofNextRE is a year right before the next trial, which is that one's.
	ofNextRE = pattern.MustCompile(`(?:19|20)\d\d\s*年?(?:发表|公布)?的?\s*$`)
	// backgroundRE are words for what people took besides.
	backgroundRE = pattern.MustCompile(`背景|基础(?:治疗|用药|上)|已(?:使用|服用|用|接受)|正在(?:使用|服用|接受)|合并用药|联用|联合|同时(?:使用|服用)|\bbackground\b|\bon top of\b|\bat baseline\b|\b(?:already|were|was) (?:on|taking|receiving|treated with)\b|\bconcomitant\w*|\badded to\b|\bthose (?:on|taking)\b|%的?(?:患者|受试者|人)|(?:患者|受试者)(?:多|均|大多)?(?:使用|服用|接受)|\b(?:patients|participants|people) (?:received|were|on|taking)\b|\bof (?:the )?(?:patients|participants)\b`)
	// studies are words that make the capitals of a sentence a trial's name.
	studies = []string{"研究", "试验", "显示", "证实", "入选", "纳入", "trial", "study", "studies", "randomi", "showed", "shows", "found", "stopped early", "halted", "terminated", "enrolled", "enrol", "recruited", "compared", "提前终止", "比较", "nejm", "lancet", "jama", "evidence", "data", "results"}
	gains   = []string{"降低", "减少", "改善", "获益", "优于", "保护", "reduced", "reduces", "fewer", "improved", "improves", "superior", "benefit", "lowered", "lowers", "prevents", "prevented", "protects"}
	noGain  = []string{"无获益", "未获益", "没有获益", "未能", "未见", "没有降低", "未降低", "未改善", "不降低", "无差异", "无显著", "不优于", "非劣", "没有减少", "未减少", "no benefit", "not reduce", "no reduction", "did not", "no difference", "not superior", "no improvement", "neutral", "failed to", "without reducing", "non-inferior", "noninferior", "no significant", "rather than"}
	// gainDeniedRE is a gain that is denied.
	gainDeniedRE = pattern.MustCompile(`(?:未|不|无|没|缺乏|并非|难以|阴性|中性)[^,，。;；]{0,24}(?:降低|减少|改善|获益|优于|保护|益处)|\b(?:no|not|n't|without|neither|nor|lack\w*|fail\w*|absence of|never|little)\b[^.;]{0,60}\b(?:benefit|reduc|improv|superior|fewer|lower|prevent|protect)`)
	// greatRE are words for a benefit at large.
	greatRE = pattern.MustCompile(`获益|预后|结局|优于|保护|\bbenefit|\boutcomes?\b|\bsuperior|\bprotect`)
	lessRE  = pattern.MustCompile(`(?:降低|减少|下降|降|reduc\w*|lower\w*|fewer|cut\w*|decreas\w*|less)[^%。;；]{0,48}?(\d+(?:\.\d+)?)\s*%|(\d+(?:\.\d+)?)\s*%\s*(?:fewer|lower|reduction|less|relative risk reduction)`)
	// boundRE behind a number makes it a bound of an interval or one of two rates.
	boundRE = pattern.MustCompile(`^ ?(?:ci\b|cri\b|confidence|credible|可信|置信|to\b|vs\b|versus\b|compared|->|→|至|降至|降到|降为|对|比|与|和)`)
	ofRE    = pattern.MustCompile(`(?:\bfrom|由|从|自) ?(?:about |around |约)?$`)
	ratioRE = pattern.MustCompile(`(?:\bhr|hazard ratio|风险比|\brr)\D{0,12}?(\d?\.\d+|\d+\.\d+)`)
)

// trialText is a sentence with the hyphens of names as names have them.
func (b *bench) trialText(sentence int) string {
	s := b.sentence(sentence)
	if !strings.Contains(s, "\u2010") && !strings.Contains(s, "\u2011") {
		return s
	}
	return hyphens.Replace(s)
}

//nolint:gochecknoglobals // made once, read only
var hyphens = strings.NewReplacer("\u2010", "-", "\u2011", "-")

// trialOf is the trial that a sentence leans on, nil for none that is known.
func (b *bench) trialOf(sentence int) (*graph.Trial, int) {
	s := b.trialText(sentence)
	t, end := b.Index.trials.in(s)
	if t == nil || isHeading(s[:end], s[end:]) || !holdsAny(squeezeSpaces(s), studies...) {
		return nil, 0
	}
	return t, end
}

// trialsOf are all trials that a sentence leans on.
func (b *bench) trialsOf(sentence int) []quoted {
	t, end := b.trialOf(sentence)
	if t == nil {
		return nil
	}
	s := b.trialText(sentence)
	var out []quoted
	for q := b.Index.trials.next(s, 0); q.trial != nil; q = b.Index.trials.next(s, q.end) {
		if q.end == end || !isHeading(s[:q.end], s[q.end:]) {
			out = append(out, q)
		}
	}
	return out
}

// misquoted tells a sentence that names a trial with another year, journal or
// medicine than its report has, or that lets it find what it did not find.
func (b *bench) misquoted() []Finding {
	var out []Finding
	for i := range b.Reading.Sentences {
		list := b.trialsOf(i)
		if len(list) == 0 || b.inTemplate(i) {
			continue
		}
		if q := b.wrongly(list, i); q.trial != nil {
			out = append(out, b.find("misattributed", claim.Claim{Text: strings.TrimSpace(b.trialText(i)[:q.end])}, q.trial.ID))
		}
	}
	if len(out) > 0 {
		return out
	}
	return b.overturned()
}

// wrongly is the one of the trials of a sentence that it misquotes.
func (b *bench) wrongly(list []quoted, sentence int) quoted {
	s := b.trialText(sentence)
	n := squeezeSpaces(s)
	for i, q := range list {
		after := s[q.end:]
		if i+1 < len(list) {
			after = ofNextRE.ReplaceAllString(s[q.end:list[i+1].from], "")
		}
		if otherYear(q.trial, n, squeezeSpaces(after)) {
			return q
		}
	}
	if otherJournal(list, n) || b.otherMedicine(list, n, sentence) {
		return list[0]
	}
	if !slices.ContainsFunc(list, func(q quoted) bool { return q.trial.ID != list[0].trial.ID }) && tooMuch(list[0].trial, n) {
		return list[0]
	}
	at := 0
	for _, clause := range strings.FieldsFunc(s, func(r rune) bool { return strings.ContainsRune(",，;；:：、。", r) }) {
		for at+1 < len(list) && strings.Contains(clause, s[list[at+1].from:list[at+1].end]) {
			at++
		}
		if b.noneOf(list[at].trial, squeezeSpaces(clause), n, sentence) {
			return list[at]
		}
	}
	return quoted{}
}

// otherYear is true for a year right behind a trial's name that is none of its reports.
func otherYear(t *graph.Trial, n, after string) bool {
	const near = 40
	head := after
	if len(head) > near {
		head = strings.ToValidUTF8(head[:near], "")
	}
	years := yearsIn(head)
	if len(years) == 0 || strings.HasPrefix(head, "/") || slices.ContainsFunc(years, func(y int) bool { return slices.Contains(t.Years, y) }) {
		return false
	}
	if years[0] > slices.Min(t.Years) && secondReportRE.MatchString(n) {
		return false
	}
	at := strings.Index(head, strconv.Itoa(years[0]))
	const digits = 4
	printed := slices.ContainsFunc([]string{"nejm", "lancet", "jama"}, func(j string) bool { return holdsAny(head[:at], journals[j]...) })
	return printed || !aboutTimeRE.MatchString(head[:at]) && !aboutGuideRE.MatchString(after[at+digits:])
}

// otherJournal is true for a journal in which none of the trials was printed.
func otherJournal(list []quoted, n string) bool {
	if daughterRE.MatchString(n) || secondReportRE.MatchString(n) {
		return false
	}
	other := circulationRE.MatchString(n)
	if other && slices.ContainsFunc(list, func(q quoted) bool { return slices.Contains(q.trial.Journals, "circulation") }) {
		return false
	}
	for id, names := range journals {
		if !holdsAny(n, names...) {
			continue
		}
		if slices.ContainsFunc(list, func(q quoted) bool { return slices.Contains(q.trial.Journals, id) }) {
			return false
		}
		other = true
	}
	return other
}

// otherMedicine is true where a sentence names medicines of which the trials
// studied none.
func (b *bench) otherMedicine(list []quoted, n string, sentence int) bool {
	return !backgroundRE.MatchString(n) && b.unstudied(list, sentence, func(claim.Claim) bool { return true })
}

// unstudied is true where a sentence names medicines, of those that are asked for, and
// none that one of the trials gave or compared with. A trial without medicines is of a
// way of treating, with whatever medicines.
func (b *bench) unstudied(list []quoted, sentence int, asked func(claim.Claim) bool) bool {
	named := false
	for _, c := range b.claims {
		if c.Kind != claim.Drug || c.Sentence != sentence || c.Concept == "" || !asked(c) {
			continue
		}
		named = true
		for _, q := range list {
			if len(q.trial.Drugs) == 0 || slices.ContainsFunc(slices.Concat(q.trial.Drugs, q.trial.Than), func(id string) bool { return b.sameDrug(c.Concept, id) }) {
				return false
			}
		}
	}
	return named
}

// noneOf is true where a clause gives a trial that found no benefit one: in what it
// counted, in deaths or at large, for all who took part.
func (b *bench) noneOf(t *graph.Trial, clause, n string, sentence int) bool {
	if t.Outcome != "none" && t.Outcome != "harm" || !holdsAny(clause, gains...) {
		return false
	}
	if holdsAny(n, noGain...) || gainDeniedRE.MatchString(n) || holdsAny(n, "增加", "increased", "more deaths", "harm") || unprovenRE.MatchString(n) {
		return false
	}
	if len(t.About) > 0 && !holdsAny(n, t.About...) || partlyRE.MatchString(clause) || partRE.MatchString(clause) || b.ofAnother(t, clause, sentence) || b.ofTheOther(t, clause, sentence) {
		return false
	}
	return greatRE.MatchString(clause) || outcomes["death"].re.MatchString(clause) || outcomes["events"].re.MatchString(clause) ||
		slices.ContainsFunc(t.Found, func(c graph.Counted) bool { return outcomes[c.What].re.MatchString(clause) })
}

// tooMuch is true for a benefit far beyond what a trial reports, or one in people whom
// it did not take in.
func tooMuch(t *graph.Trial, n string) bool {
	gains := holdsAny(n, gains...) && !holdsAny(n, noGain...)
	for _, w := range t.Excluded {
		if i := strings.Index(n, w); i >= 0 && gains && !excludedIn(n, i) {
			return true
		}
	}
	if len(t.Reductions) == 0 {
		return false
	}
	const slack = 10
	most := slices.Max(t.Reductions) + slack
	for _, m := range lessRE.FindAllStringSubmatchIndex(n, -1) {
		at := m[2:4]
		if at[0] < 0 {
			at = m[4:6]
		}
		if atof(n[at[0]:at[1]]) > most && !boundRE.MatchString(n[m[1]:]) && !ofRE.MatchString(n[:at[0]]) {
			return true
		}
	}
	for _, m := range ratioRE.FindAllStringSubmatch(n, -1) {
		if r := atof(m[1]); r > 0 && r < 1 && (1-r)*100 > most {
			return true
		}
	}
	return false
}

// excludedIn is true for people who are named only to say that they were left
// out.
func excludedIn(n string, at int) bool {
	before := strings.ToValidUTF8(n[max(0, at-40):at], "")
	rest := n[at:]
	return holdsAny(before, "非", "无", "不", "没", "未", "free of", "non", "exclusion", "排除", "除外", "without", "excluded", "excluding", "no ", "not ") ||
		holdsAny(rest, "未纳入", "排除", "除外", "不能直接", "were excluded", "was excluded", "not included", "did not include")
}
