package check

import (
	"cmp"
	"slices"
	"strings"
	"sync"

	"apricot.health/knowledge/chart"
	"apricot.health/knowledge/pattern"
)

// mistake is a plan that guidance names as wrong; mistakes.yaml says what the fields mean.
type mistake struct {
	Mistake  string `yaml:"mistake"`
	RuleHead `yaml:",inline"`
	About    classed   `yaml:"about"`
	With     classed   `yaml:"with"`
	Says     []planned `yaml:"says"`
	Unless   classed   `yaml:"unless"`
	Except   classed   `yaml:"except"`
	Hazard   string    `yaml:"hazard"`
	Mild     bool      `yaml:"mild"`
	MinAge   float64   `yaml:"min_age"`
	MaxAge   float64   `yaml:"max_age"`
}

// classed are expressions that may name the classes of words of mistakes.yaml.
type classed struct{ wording }

func (x *classed) UnmarshalYAML(unmarshal func(any) error) error {
	return x.read(unmarshal, mistakeWords().Replace)
}

// planned is one way to say a mistake: parts that stand in one sentence in any order, and
// others that stand anywhere in the text or the chart.
type planned struct {
	source       string
	here, around []*pattern.Regexp
}

func (p *planned) UnmarshalYAML(unmarshal func(any) error) error {
	if err := unmarshal(&p.source); err != nil {
		return err
	}
	for _, part := range strings.Split(p.source, " & ") {
		part, around := strings.CutPrefix(part, "~")
		re, err := pattern.Compile(mistakeWords().Replace("(?:" + part + ")"))
		switch {
		case err != nil:
			return err
		case around:
			p.around = append(p.around, re)
		default:
			p.here = append(p.here, re)
		}
	}
	return nil
}

//nolint:gochecknoglobals // read once, read only
var (
	allMistakes = sync.OnceValue(func() []mistake { return rulesOf[mistake]("mistake", "mistakes-*.yaml") })
	// mistakeWords writes out the classes of words of mistakes.yaml, and gaps.
	mistakeWords = sync.OnceValue(func() *strings.Replacer {
		words := decoded[struct {
			Words []struct {
				Word  string   `yaml:"word"`
				Means []string `yaml:"means"`
			} `yaml:"words"`
		}]("mistakes.yaml").Words
		said := make([]string, 0, 2*len(words)+4)
		for _, w := range words {
			said = append(said, "<"+w.Word+">", "(?:"+strings.Join(w.Means, "|")+")")
		}
		// A gap is captured: what stands in it is not what the mistake says.
		return strings.NewReplacer(append(said, "……", `([^;。]{0,90}?)`, "…", `([^,;:。]{0,40}?)`)...)
	})
)

//nolint:gochecknoglobals // compiled once, read only
var (
	// unplannedRE stands in a clause before what it takes back.
	unplannedRE = pattern.MustCompile(`[不未无非勿]\||不(?:建议|推荐|应|宜|要|能|可|必|得|该|予|用|再|主张|做|行|考虑|支持|给|首选|单|常规|使用|是|作为|提倡|需|选|急于|适|单凭|因|为|以|把|将|靠|依)|勿|避免|禁|忌|无需|无须|没必要|反对|未(?:予|用|给|做|行|使用|开|见|再|加)|没有|并非|而非|拒|慎|暂缓|取代|代替|误|担心|要求|询问|希望|是否(?:需|应|可|要|能)|若|如果|\b(?:not|never|no|avoid\w*|without|rather than|instead of|against|contraindicat\w*|cannot|neither|nor|unless|than|asks?|asked|wants? (?:to|an?|the|some)|wanted|request\w*|declin\w+|refus\w+|whether|if|error|mistaken\w*|wrong\w*|danger\w*|superior to|better than|was|were|had|harms? of|risks? of)\b|n't\b`)
	// stopFirstRE takes back what stands behind it, but for what is put in its place.
	stopFirstRE  = pattern.MustCompile(`(?:停(?:用|止|了|掉|药)?|\b(?:stop(?:ped|ping)?|with[h]\w+|discontinu\w+|replac\w+)\b)([^|]*)\|`)
	putInPlaceRE = pattern.MustCompile(`\b(?:and|then|to|with|by)\b|后|并|改|换|予|加`)
	// judgedRE stands in a clause behind what it judges, before a reason for it.
	judgedRE = pattern.MustCompile(`不(?:建议|推荐|应|宜|要|能|可|必|得|该|予|用|再|适|当|主张|支持|作为|作|是|安全|合理|足|够|妥|及|如|做|行|常规|等于)|无(?:获益|益|效|指征|依据|证据|助|需)|禁忌|禁用|错误|有害|误区|停用|慎|换(?:为|用|成)|改(?:为|用|予|成)|增加[^,;。]{0,8}(?:死亡|风险|出血)|弊|已被|仅(?:在|用于|当|限)|限于|\b(?:is|are|was|were|be|being|should|must|can|could|may|do|does|did|has|have|will|would|need) (?:not|never|no longer)\b|\b(?:cannot|never|no longer)\b|n't\b|\bnot (?:be|recommended|advised|indicated|needed|given|used|appropriate|routine\w*|first|enough|sufficient|adequate|help\w*|required|necessary|to|the|an?|safe|allowed|stocked|available|kept|started|added)\b|contraindicat|\bharm|unsafe|dangerous|too (?:much|high|little|short|risky)|\bwrong|mistake|inappropriate|\bavoid|obsolete|insufficient|inadequate|no (?:role|benefit|place|evidence)|(?:raise[sd]?|increase[sd]?|more|higher|excess)\b[^,;.]{0,20}(?:mortality|death|harm|bleed)|fail(?:s|ed)? to|\bonly (?:if|when|after|once|where|by)\b|stopped|discontinued|switch(?:ed)? (?:to|from)|replaced`)
	// excludedRE stands before what a text denies, ruledOutRE behind it.
	excludedRE = pattern.MustCompile(`(?:\b(?:no|not|without|denies|excluded|excludes|ruled out|negative for|absence of)(?: (?:an?|any|known|history|signs?|features|symptoms|of|or|evidence|clinical|current|has|suggestive|acute|active))*|无|未见|非|不是|不支持|不符合|不考虑|不提示|否认|没有|已排除|除外)(?:明显|任何|急性|活动性)?[ -]?$`)
	ruledOutRE = pattern.MustCompile(`^\w{0,12} ?(?:toxin |pcr |test )?(?:(?:is|was|are|were|been|has been) )*(?:excluded|ruled out|unlikely|negative|absent)\b|^(?:已|均|可)?(?:排除|除外|可能性?(?:不大|小|低)|依据不足|阴性)`)
	purposeRE  = pattern.MustCompile(`\b(?:so|because|since|lest|in case|to (?:avoid|prevent|stop|keep))\b|以免|以防|防止|因|由于`)
	asRE       = pattern.MustCompile(`\b(?:as|while)\b`)
)

// mistaken tells a sentence that plans what guidance names as a mistake.
func (b *bench) mistaken() []Finding {
	if b.Audience == "order" && b.Text == "" {
		return nil
	}
	may, all := b.soughtIn(), allMistakes()
	var out []Finding
	for i, l := range soughtAll().mistakes {
		if l.may(may) && !b.off(all[i].RuleHead) && b.mayPlan(all[i]) && b.plans(all[i]) {
			out = append(out, b.ruled(all[i].RuleHead, cmp.Or(all[i].Hazard, "guideline_retired"), againstGuidance))
		}
	}
	return out
}

// mayPlan is true for a patient and a text that a mistake is about.
func (b *bench) mayPlan(x mistake) bool {
	if x.Mild && b.Audience != "doctor" {
		return false
	}
	all := b.background()
	if b.Chart.Pregnant == chart.Yes {
		all += "\npregnant 妊娠"
	}
	return b.ofAge(x.MinAge, x.MaxAge) && x.About.told(all, true) && x.With.told(all, true) && !x.Except.told(all, false)
}

// told is true where one of the expressions stands with nothing beside it that denies it:
// "no dissection on CT", 排除夹层. Without expressions it is what is given.
func (x *classed) told(s string, without bool) bool {
	if x.Regexp == nil {
		return without
	}
	return slices.ContainsFunc(x.FindAllStringIndex(s, -1), func(at []int) bool {
		return !excludedRE.MatchString(s[max(0, at[0]-40):at[0]]) && !ruledOutRE.MatchString(s[at[1]:min(len(s), at[1]+40)])
	})
}

// plans is true where a sentence of a text plans a mistake as what is done now.
func (b *bench) plans(x mistake) bool {
	stands := func(re *pattern.Regexp) bool { return re.MatchString(b.background()) }
	for i := range b.Reading.Sentences {
		s := b.flat(i)
		if b.inTemplate(i) || strings.HasSuffix(s, "?") {
			continue
		}
		if slices.ContainsFunc(x.Says, func(p planned) bool {
			return p.in(s) && !slices.ContainsFunc(p.around, func(re *pattern.Regexp) bool { return !stands(re) })
		}) && !x.Unless.hits(s) && !b.here(i, formerlyRE) {
			return true
		}
	}
	return false
}

// in is true where every part stands in a sentence and no clause that holds one takes it
// back. The words of the parts themselves take nothing back: "no repeat ECG".
func (p planned) in(s string) bool {
	if slices.ContainsFunc(p.here, func(re *pattern.Regexp) bool { return !re.Possible(s) }) {
		return false
	}
	said := make([]bool, len(s))
	for i, re := range p.here {
		at := re.FindStringSubmatchIndex(s)
		if at == nil || i == 0 && shunned(s[:at[0]], s[at[1]:]) {
			return false
		}
		for i := at[0]; i < at[1]; i++ {
			said[i] = true
		}
		for g := 2; g+1 < len(at); g += 2 {
			for i := max(at[g], 0); i < at[g+1]; i++ {
				said[i] = false
			}
		}
	}
	for from := 0; from < len(s); {
		at, end := limbMarks.next(s, from)
		if takenBack(s[from:at], said[from:at]) {
			return false
		}
		from = end
	}
	return true
}

// takenBack is true for a clause that holds words of a plan and takes them back.
func takenBack(clause string, said []bool) bool {
	first, last := slices.Index(said, true), -1
	if first < 0 {
		return false
	}
	rest := []byte(clause)
	for i, is := range said {
		if is {
			last, rest[i] = i, '|'
		}
	}
	before, judged := string(rest[:last+1]), string(rest[first:])
	if at := purposeRE.FindStringIndex(judged); at != nil {
		judged = judged[:at[0]]
	}
	if at := asRE.FindStringIndex(string(rest[last:])); at != nil {
		judged = judged[:min(len(judged), last-first+at[0])]
	}
	return unplannedRE.MatchString(before) || afterStop(before) || judgedRE.MatchString(judged)
}

// afterStop is true where what is said stands behind a stop, with nothing between them that
// puts it in the place of what is stopped.
func afterStop(before string) bool {
	return slices.ContainsFunc(stopFirstRE.FindAllStringSubmatch(before, -1), func(m []string) bool { return !putInPlaceRE.MatchString(m[1]) })
}
