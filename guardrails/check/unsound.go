package check

import (
	"cmp"
	"slices"
	"strings"
	"sync"

	"apricot.health/knowledge/chart"
	"apricot.health/knowledge/pattern"
)

// unsound is a practice that a guideline, a label or a trial holds to be wrong, where words
// alone do not tell it (graph.Practice is one that they do); unsound-*.yaml say what the
// fields mean.
type unsound struct {
	Practice string `yaml:"practice"`
	RuleHead `yaml:",inline"`
	Hazard   string         `yaml:"hazard"`
	About    []expression   `yaml:"about"`
	Says     [][]expression `yaml:"says"`
	Unless   []expression   `yaml:"unless"`
	Wide     bool           `yaml:"wide"`
	Span     int            `yaml:"span"`
	MinAge   float64        `yaml:"min_age"`
	MaxAge   float64        `yaml:"max_age"`
	// For, Wrong and Right are its tests.
	For   unsoundPatient `yaml:"for"`
	Wrong []string       `yaml:"wrong"`
	Right []string       `yaml:"right"`
}

// unsoundPatient is whom the tests beside a practice are about.
type unsoundPatient struct {
	Age        float64  `yaml:"age"`
	Pregnant   bool     `yaml:"pregnant"`
	Conditions []string `yaml:"conditions"`
}

// expression is one of them.
type expression struct {
	*pattern.Regexp
	source string
	// plain are words that many sentences hold, which keep what declines them: 不用.
	plain bool
}

func (w *expression) UnmarshalYAML(unmarshal func(any) error) error {
	var expr string
	if err := unmarshal(&expr); err != nil {
		return err
	}
	re, err := pattern.Compile(pointRE.ReplaceAllString(inFull.Replace(expr), "${1}·${2}"))
	w.Regexp, w.source, w.plain = re, expr, strings.Contains(expr, "{give}")
	return err
}

// pointRE is a point within a number, of an expression or a text: it ends no sentence.
//
//nolint:gochecknoglobals // compiled once, read only
var pointRE = pattern.MustCompile(`(\d)\\?\.([\d\[])`)

// pointed is a text whose points within numbers are another character.
func pointed(s string) string {
	if !pointRE.Possible(s) {
		return s
	}
	return pointRE.ReplaceAllString(s, "${1}·${2}")
}

// inFull are the words that many practices share, by the name that stands for them.
//
//nolint:gochecknoglobals // read only
var inFull = strings.NewReplacer(
	"{give}", `(?:\b(?:giv(?:e|en|ing)|start\w*|commenc\w+|initiat\w+|us(?:e|ed|ing)|add\w*|prescri\w+|administ\w+|load\w*|begin|infus\w+|inject\w*|bolus\w*|plan\w*|recommend\w*|suggest\w*|treat\w*|continu\w+|cover|reverse|first[- ]line|iv|po|im|sc|mg|stat|od|bd|tds|qds|qid|bid|tid|prn|nocte|daily|twice|hourly|oral|orally|rx|at night|for (?:\d+|an?|one|two|three|four|five|six|seven|ten) (?:days?|weeks?|months?)|try|trial|put|place|perform|do|proceed|arrange|order|book|request|send|get|obtain|advise\w*|should|will|may|can)\b|\d ?(?:mg|g|ml|u|iu|mcg|units?)\b|予|给|用|加|静|肌注|皮下|口服|起始|开始|启动|首选|建议|拟|泵|滴|注射|行|做|查|安排|开具|处方|即可|宜|应|可|输|打|补|服|每|剂量|冲击|治疗|立即|嘱)`,
	"{first}", `(?:首选|一线|先用|先予|先给|优先|首剂|初始|起始|\bfirst[- ]line\b|\bfirst[- ]choice\b|\bof choice\b|\bprefer\w*|\binitial\w*|\bstart(?:ing)? with\b|\bfirst\b|\bmainstay\b)`,
	"{routine}", `(?:常规|一律|所有|均|都|每[个例名位]|预防|\broutine\w*|\ball\b|\bevery\b|\bprophyla\w+|\bprevent\w*|\buniversal\w*|\bstandard\b|\balways\b|\beach\b)`,
	"{wait}", `(?:等|待|推迟|延后|延迟|暂缓|暂不|再|\buntil\b|\bwait\w*|\bdelay\w*|\bdefer\w*|\bpending\b|\bafter\b|\bonce\b|\bhold\w*)`,
	"{home}", `(?:回家|离院|出院|门诊|居家|在家|\bdischarg\w+|\bhome\b|\boutpatient\w*|\bclinic\b)`,
)

// unsounds are all of them, with what tells in one pass over a sentence in which of them it
// may have a part.
type unsounds struct {
	list []unsound
	any  *pattern.Set
	// of is the practice of each expression of any, and as which of its ways to say it.
	of, as []int
}

//nolint:gochecknoglobals // read once, read only
var unsoundPractices = sync.OnceValue(func() unsounds {
	out := unsounds{list: rulesOf[unsound]("unsound", "unsound-*.yaml")} // by specialty
	var firsts []*pattern.Regexp
	for i, p := range out.list {
		for k, all := range p.Says {
			firsts, out.of, out.as = append(firsts, all[0].Regexp), append(out.of, i), append(out.as, k)
		}
	}
	out.any = pattern.NewLooseSet(firsts...)
	return out
})

//nolint:gochecknoglobals // compiled once, read only
var (
	// unsoundEndRE cuts a sentence into its clauses, unsoundPartRE into its parts.
	unsoundEndRE  = pattern.MustCompile(`[,，;；:：。!！()（）\n]|\.(?: |$)| (?:but|whereas|while|and then|then|so|and (?:change|switch|convert|start|give|add|begin|commence|use|treat|replace)|because|since|in order|to (?:prevent|stop|reduce)) |以免|以防|因为|防止|以便|但|而(?:是|应|须|宜|改)`)
	unsoundPartRE = pattern.MustCompile(`[;；。\n]|\.(?: |$)`)
	// declinedRE declines in a clause what stands in it.
	declinedRE = pattern.MustCompile(`不[^良适明全足少同稳清齐详安醒佳大小高低及振畅宁断超伴久变孕育]|避免|反对|暂不|暂缓|未(?:予|用|给|做|行|使用|开|见)|无(?:需|须|必要|指征|益|获益|效|依据)|没有(?:必要|指征|依据|证据)|勿|禁|忌|(?:^|[^特分鉴性级区个类辨差])别|停用|停止|停掉|撤掉|撤除|而非|并非|而不是|代替|替代|取代|优于|劣于|弃用|拒绝|劝阻|杜绝|` +
		`\b(?:not|never|nor|avoid\w*|without|don't|doesn't|isn't|aren't|shouldn't|won't|can't|cannot|with[h]\w+|omit\w*|stop\w*|stopped|discontinu\w+|instead of|rather than|against|contraindicated|unnecessary|inappropriate|harm\w*|wrong|declin\w+|refus\w+|defer\w*|no (?:role|place|need|indication|benefit|evidence|reason|longer|routine)|superior to|inferior|worse than|better than|nothing)\b`)
	// noneOfItRE says right before it that there is none of it.
	noneOfItRE = pattern.MustCompile(`\b(?:no|non|nor|neither)\b[^,;.]{0,24}$|(?:无|免|勿|非|未[^婚育成])[^,，]{0,6}$`)
	// deniedBeforeRE denies what stands right behind it.
	deniedBeforeRE = pattern.MustCompile(`(?:\b(?:not|never|no|without|avoid\w*|than|instead of|nor)\b[^,;:.]{0,12}|(?:不|勿|避免|禁|免|无需|非)[^,，]{0,4})$`)
	// disownedRE disowns it anywhere in the same part of the sentence.
	disownedRE = pattern.MustCompile(`不(?:再)?(?:推荐|建议|主张|支持)|不再|不应|不宜|禁忌|禁用|有害|无(?:获益|益处|效|依据|证据)|未(?:能)?(?:改善|降低|减少|获益|证实)|增加(?:了)?(?:死亡|病死|并发症|出血|风险|不良)|升高(?:了)?(?:死亡|病死)|死亡率(?:更高|升高|增加)|错误|不当|不妥|有误|误区|危险|弃用|淘汰|废弃|陈旧|过时|已撤|反而|取消|` +
		`\bnot (?:be |routinely |generally |usually |currently )*(?:given|used|recommended|indicated|advised|needed|necessary|required|appropriate|routine|done|performed|started|supported|safe|helpful|beneficial)\b|\bno (?:longer|role|place|benefit|evidence|indication)\b|\bcontraindicated\b|\bharm(?:s|ful|ed)?\b|\b(?:raise[sd]?|increase[sd]?|more|higher|excess) (?:the )?(?:\d+-day )?(?:mortality|deaths?|harm|complications|adverse)\b|\b(?:error|mistake|wrong|incorrect|inappropriate|outdated|obsolete|abandoned|superseded|myth|discouraged|inadvisable|unsafe|futile|dangerous)\b|\b(?:should|must|need) (?:not|never)\b|\bdid not (?:reduce|improve|help|lower|prevent|show|benefit)\b`)
	// innerRE declines what was hit from within: nifedipine is no longer given under the tongue.
	innerRE = pattern.MustCompile(`严禁|不(?:推迟|延|等|做|行|用|给|予|单|预防|常规|需|必|输|补|加|急)|无需|不再|不宜|不应|不推荐|不建议|不主张|并非|而非|切勿|请勿|避免|\b(?:no longer|should not|must not|do not|does not|never|avoid\w*|not recommended|not be|cannot|no role|rather than|instead of)\b`)
	// relatedRE tells in a clause of what others did or asked for, carriedOnRE that it goes on.
	relatedRE   = pattern.MustCompile(`外院|院外|当地|既往|曾|此前|入院前|来院前|自行|家属(?:要求|自|给|用)|(?:患者|病人|家长|父母|母亲|其母)(?:要求|自行|想|希望|询问|在家)|\b(?:had (?:been|had)|previously|elsewhere|prior to (?:arrival|admission)|before (?:arrival|admission)|referring|paramedics?|at home|by the gp|(?:family|mother|parents?|father|patient|she|he|they) (?:asks?|asked|requests?|requested|wants?|wanted|insists?|gave|used|tried|applied|had))\b`)
	carriedOnRE = pattern.MustCompile(`继续|维持|续用|照用|同意|可以|再予|\b(?:continu\w+|keep|carry on|agree\w*|proceed)\b`)
)

// unsound tells a sentence that plans what guidance holds to be wrong.
func (b *bench) unsound() []Finding {
	if b.Audience == "order" && b.Text == "" {
		return nil
	}
	may, ways := b.soughtIn(), soughtAll().unsound
	if !slices.ContainsFunc(ways, func(l wayList) bool { return l.may(may) }) {
		return nil
	}
	all := unsoundPractices()
	var out []Finding
	done := map[int]bool{}
	for i := range b.Reading.Sentences {
		if b.inTemplate(i) {
			continue
		}
		for _, e := range all.any.Possible(pointed(b.flat(i))) {
			p, l := all.list[all.of[e]], ways[all.of[e]]
			if done[all.of[e]] || b.off(p.RuleHead) || !hasAll(may, l.needs) || !hasAll(may, l.ways[all.as[e]]) || !b.practised(p, p.Says[all.as[e]], i) {
				continue
			}
			done[all.of[e]] = true
			out = append(out, b.ruled(p.RuleHead, cmp.Or(p.Hazard, "guideline_retired"), retired))
		}
	}
	return out
}

// practised is true where a sentence plans a practice in one of its ways.
func (b *bench) practised(p unsound, says []expression, sentence int) bool {
	return b.ofAge(p.MinAge, p.MaxAge) && p.planned(says, pointed(b.spanOf(sentence, p.Span))) && p.concerns(b.whoOf()) && !b.here(sentence, bygoneRE) && !(p.Wide && p.excused(pointed(b.flatText())))
}

// whoOf is what the text and the chart tell of a patient.
func (b *bench) whoOf() string {
	s := pointed(b.background())
	if b.Chart.Pregnant == chart.Yes {
		s += "\n妊娠 pregnant"
	}
	return s
}

// spanOf is a sentence with those beside it: what a text does, and in what, may stand in two.
func (b *bench) spanOf(sentence, span int) string {
	if span == 0 {
		span = 2
	}
	var all []string
	for i := sentence - span + 1; i < sentence+span; i++ {
		all = append(all, b.flat(i))
	}
	return strings.TrimSpace(strings.Join(all, " "))
}

// concerns is true where the text or the chart has each thing that a practice is about.
func (p unsound) concerns(background string) bool {
	for _, w := range p.About {
		if !w.MatchString(background) {
			return false
		}
	}
	return true
}

// excused is true where a text has what makes a practice right.
func (p unsound) excused(s string) bool {
	return slices.ContainsFunc(p.Unless, func(w expression) bool { return w.MatchString(s) })
}

// planned is true where a sentence holds all expressions of one way to say a practice: the
// first without being refused, and each other one somewhere without being denied.
func (p unsound) planned(says []expression, s string) bool {
	if strings.HasSuffix(s, "?") || slices.ContainsFunc(says, func(w expression) bool { return !w.Possible(s) }) || p.excused(s) {
		return false
	}
	var all [][]int
	each := make([][][]int, len(says))
	for i, w := range says {
		if each[i] = w.FindAllStringIndex(s, -1); each[i] == nil {
			return false
		}
		if w.plain {
			continue
		}
		if slices.ContainsFunc(each[i], func(at []int) bool { return w.declinedWithin(s[at[0]:at[1]]) }) {
			return false
		}
		all = append(all, each[i]...)
	}
	bare := unsaid(s, all)
	if slices.ContainsFunc(each[0], func(at []int) bool { return refuses(bare, at) }) {
		return false
	}
	for _, hits := range each[1:] {
		if !slices.ContainsFunc(hits, func(at []int) bool { return !deniedBeforeRE.MatchString(bare[:at[0]]) && !disownsPart(bare, at) }) {
			return false
		}
	}
	return true
}

// declinedWithin is true where words that are none of the expression decline what was hit
// from within.
func (w expression) declinedWithin(hit string) bool {
	in := innerRE.FindStringIndex(hit)
	return in != nil && in[0] > 0 && !strings.Contains(w.source, hit[in[0]:in[1]])
}

// refuses is true where the clause of what was hit declines it or tells it of others, or
// that part of the sentence disowns it.
func refuses(bare string, at []int) bool {
	from, to := within(unsoundEndRE, bare, at)
	if clause := bare[from:to]; declinedRE.MatchString(clause) || noneOfItRE.MatchString(bare[from:at[0]]) || shunned(bare[from:at[0]], bare[at[1]:]) || relatedRE.MatchString(clause) && !carriedOnRE.MatchString(clause) {
		return true
	}
	return disownsPart(bare, at)
}

// disownsPart is true where the part of the sentence that holds what was hit disowns it.
func disownsPart(bare string, at []int) bool {
	from, to := within(unsoundPartRE, bare, at)
	return disownedRE.MatchString(bare[from:to])
}

// unsaid is a sentence without what was hit: what a practice says is no refusal of it.
func unsaid(s string, hits [][]int) string {
	out := []byte(s)
	for _, at := range hits {
		for i := at[0]; i < at[1]; i++ {
			out[i] = '_'
		}
	}
	return string(out)
}

// within is from where to where the piece reaches in which a hit stands, between ends.
func within(ends *pattern.Regexp, s string, at []int) (from, to int) {
	to = len(s)
	for _, end := range ends.FindAllStringIndex(s, -1) {
		if end[1] <= at[0] {
			from = end[1]
		} else if end[0] >= at[1] {
			return from, end[0]
		}
	}
	return from, to
}
