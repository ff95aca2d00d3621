package check

import (
	"slices"
	"strings"
	"sync"

	"apricot.health/knowledge/chart"
	"apricot.health/knowledge/graph"
	"apricot.health/knowledge/pattern"
)

// kind is one of denials.yaml: something that a text says a patient never had, with
// what of a record is of the kind.
type kind struct {
	Kind     string      `yaml:"kind"`
	Label    graph.Label `yaml:"label"`
	Event    bool        `yaml:"event"`
	Said     wording     `yaml:"said"`
	Outright wording     `yaml:"outright"`
	Record   wording     `yaml:"record"`
	Not      wording     `yaml:"not"`
	// item is Said as the whole of what is denied.
	item *pattern.Regexp
}

// How what is denied may begin and end beside its name.
const (
	itemHead = `^(?:(?:known|any|previous|prior|past|personal|personal or family|significant|relevant|documented|medical|an?|the|history of|other|既往|任何|明确|明显的?|有|患有|过|其他|其它) ?)*`
	itemTail = `(?: ?(?:history|hx|disease|problems?|at all|whatsoever|ever|before|previously|documented|recorded|on (?:file|record|the chart)|in the past))*(?:等)?(?:疾病|病)?(?:病史|史)?$`
)

// denialKinds are the kinds of denials.yaml, with what finds those denied outright in one
// pass.
type denialKinds struct {
	list []kind
	// outright has the expression of the kind at each place of of.
	outright *pattern.Set
	of       []int
}

//nolint:gochecknoglobals // read once, read only
var kinds = sync.OnceValue(func() denialKinds {
	out := denialKinds{list: decoded[[]kind]("denials.yaml")}
	var outright []*pattern.Regexp
	for i, k := range out.list {
		if k.Outright.Regexp != nil {
			outright, out.of = append(outright, k.Outright.Regexp), append(out.of, i)
		}
		out.list[i].item = pattern.MustCompile(itemHead + k.Said.String() + itemTail)
	}
	out.outright = pattern.NewSet(outright...)
	return out
})

// denied are the kinds that a sentence with such items denies, in order.
func (x denialKinds) denied(s string, items []denied) []kind {
	said := map[int]bool{}
	for _, at := range x.outright.Possible(s) {
		said[x.of[at]] = x.list[x.of[at]].Outright.hits(s)
	}
	var out []kind
	for i, k := range x.list {
		if said[i] || slices.ContainsFunc(items, k.covers) {
			out = append(out, k)
		}
	}
	return out
}

// How a history is denied, and how a thing of now may be. What ends a list of items.
//
//nolint:gochecknoglobals // compiled once, read only
var (
	noHistoryRE = pattern.MustCompile(`\b(?:no|without|nil|denies(?: any| an?)?)(?: (?:known|documented|previous|prior|past|personal|significant|relevant|medical))*(?: or family)?(?: history| hx| h/o) of |\b(?:has |have )?never (?:had|has had|suffered(?: from)?|developed|experienced|been(?: diagnosed with)?)(?: an?| any)? |\bdenies (?:any |an? |having |having had )?|\bno (?:known|previous|prior|past|documented|personal|recorded|background(?: of)?) |否认(?:有)?(?:既往)?|(?:从未|未曾|从没|从无)(?:有过|得过|患过|发生过|有)?|既往(?:无|没有|未患)`)
	notNowRE    = pattern.MustCompile(`\bno |\bwithout |\bnot (?:an? )?|无|没有`)
	listEndRE   = pattern.MustCompile(`[.;。；!?！？:：]| (?:but|so|and|which|therefore|hence|since|because|until|on|in|at|this|today|now) | [-–—] `)
	orRE        = pattern.MustCompile(`,? (?:or|nor) |/`)
	nextRE      = pattern.MustCompile(`[,，] ?(?:既往|有|曾|现|目前|诉|伴|可|患|今|本次|但|因|于|予|给|拟|查|继续)`)
	listZH      = pattern.MustCompile(`[、,，]|以及|及|和|或|与`)
	// looksRE tells a sentence on what was seen or asked now; pastRE a condition of the
	// record that is past, and presentRE one that may be what brings the patient.
	looksRE   = pattern.MustCompile(`\b(?:doppler|us|uss|ultrasound|ct|ctpa|mri|ecg|ekg|eeg|echo|x-?ray|cxr|scan|endoscopy|gastroscopy|colonoscopy|biopsy|histology|tape|holter|exam\w*|clinically|auscultation|today|tonight|now|currently|this (?:week|month|morning|visit)|since|last (?:week|month)|so far|yet|at present|for (?:\w+ )?(?:days|weeks|months|years?)|shows?|seen)\b|彩超|超声|ct|mri|磁共振|心电图|脑电图|内镜|胃镜|肠镜|病理|造影|检查|查体|今日|目前|近期|近来|近[一二三半两\d]|本[周月次]|征象|示`)
	pastRE    = pattern.MustCompile(`\b(?:19|20)\d\d\b|\b(?:previous|prior|past|history|old|remote|former|last|ago|s/p|post|resolved|recurrent|chronic|sequelae|hx|h/o|secondary prevention)\b|史|后|既往|陈旧|恢复期|后遗|慢性|年前|月前|\d{4}年`)
	presentRE = pattern.MustCompile(`\b(?:acute|first|new|today|day \d|this|presenting|suspected)\b|急性|首次|首发|新发|本次|今日|疑|stroke|stemi|infarct|\bmi\b|bleed|ha?emorrhage|seizure|\bdvt\b|\bvte\b|embol|thrombo|fracture|fall|梗|出血|卒中|抽搐|惊厥|栓|骨折|跌`)
	// fleetRE are conditions that a look may find gone, unlike a narrowed valve.
	fleetRE = pattern.MustCompile(`\bdvt\b|clot|thromb|embol|ulcer|bleed|fibrillation|\baf\b|tachy|flutter|failure|ede?ma|effusion|ascites|pneumonia|infection|stroke|infarct|seizure|epilep|asthma|cancer|carcinoma|tumou?r|fracture|cyst|stone|hernia|depress|suicid|glyca?emi|血栓|栓塞|溃疡|出血|房颤|颤动|心衰|衰竭|积液|腹水|肺炎|感染|梗|癫痫|哮喘|癌|瘤|骨折|结石|抑郁`)
	// anewRE and anewTail make of a denial one of something new: "no new clot", "no
	// signs of decompensated heart failure".
	anewRE     = pattern.MustCompile(`(?:\b(?:new|acute|further|recurrent|recurrence of|worsening|ongoing|active|other|signs? of|symptoms? of|evidence of|decompensated|uncontrolled|exacerbation of|flare of)|新发|新的|急性|复发性?|进一步|活动性|其他|明显|失代偿(?:性|期)?)[ -]?$`)
	anewTail   = pattern.MustCompile(`^ ?(?:-|症状|发作|急性加重|失代偿|复发|进展|加重|活动|表现|体征|并发症)|^ (?:[a-z-]+)`)
	byItselfRE = pattern.MustCompile(`^ (?:or|and|nor|but|so|at all|history|hx|disease|disorder|mellitus|documented|recorded|known|ever|whatsoever|before|previously|on (?:file|record|the chart)|is|was|has|therefore|hence)\b`)
)

// denied is one thing that a sentence says is not there.
type denied struct {
	what string
	// history is true where it says that it never was.
	history bool
}

// deniedIn holds what a sentence says the patient never had against the conditions of
// the record: those it names, and those of a kind that it names. A text that names
// what the record has as well knows of it.
func (b *bench) deniedIn(sentence int, s string) []Finding {
	var items []denied
	if told := b.ofSentence(sentence); told.may(noHistoryRE) || told.may(notNowRE) {
		items = deniedItems(s)
	}
	if len(items) > 0 && looksRE.MatchString(s) {
		items = slices.DeleteFunc(items, func(d denied) bool { return !d.history })
	}
	var out []Finding
	for _, c := range b.Chart.Conditions {
		if active(c) && slices.ContainsFunc(items, func(d denied) bool { return b.names(c, d) }) {
			out = append(out, b.flipped(c.Text, evidenceOf(c)))
		}
	}
	if len(out) > 0 {
		return out[:1]
	}
	for _, k := range kinds().denied(s, items) {
		if x := b.recorded(k); x != nil && !b.aware(k) {
			return []Finding{b.flipped(s, evidenceOf(*x))}
		}
	}
	return nil
}

func (k kind) covers(d denied) bool { return (d.history || !k.Event) && k.item.MatchString(d.what) }

// recorded is a condition of the record that is of a kind.
func (b *bench) recorded(k kind) *chart.Coded {
	for i, c := range b.Chart.Conditions {
		if s := b.words(c); active(c) && !presenting(s) && k.Record.hits(s) && !k.Not.hits(s) && !deniedRE.MatchString(s[:k.Record.FindStringIndex(s)[0]]) {
			return &b.Chart.Conditions[i]
		}
	}
	return nil
}

// presenting is true for a condition of the record that may be what brings the
// patient, so that a text that denies an earlier one says nothing against it.
func presenting(record string) bool {
	return presentRE.MatchString(record) && !pastRE.MatchString(record)
}

// aware is true for a text that itself names something of the kind and does not deny it.
func (b *bench) aware(k kind) bool {
	for i := range b.Reading.Sentences {
		s := b.flat(i)
		if noHistoryRE.MatchString(s) || notNowRE.MatchString(s) {
			continue
		}
		if k.Record.hits(s) && !k.Outright.hits(s) {
			return true
		}
	}
	return false
}

// names is true where what is denied is a condition by one of its names and no more:
// 无糖尿病足 denies no diabetes.
func (b *bench) names(c chart.Coded, d denied) bool {
	record := b.words(c)
	is := func(name string) bool {
		at := strings.Index(d.what, name)
		return name != "" && at >= 0 && bareHeadRE.MatchString(d.what[:at]) && bareTailRE.MatchString(d.what[at+len(name):])
	}
	return (is(record) || slices.ContainsFunc(b.Index.called[c.Concept], is)) && !presenting(record)
}

//nolint:gochecknoglobals // compiled once, read only
var (
	bareHeadRE = pattern.MustCompile(itemHead + `$`)
	bareTailRE = pattern.MustCompile(`^` + itemTail)
)

// deniedItems are the things of the lists that follow a denial: "no history of
// asthma, COPD or reflux", 否认高血压、糖尿病史.
func deniedItems(s string) []denied {
	var out []denied
	ever := noHistoryRE.FindAllStringIndex(s, -1)
	for _, cue := range ever {
		out = append(out, listed(s[cue[1]:], true)...)
	}
	for _, cue := range notNowRE.FindAllStringIndex(s, -1) {
		if !slices.ContainsFunc(ever, func(e []int) bool { return cue[0] >= e[0] && cue[0] < e[1] }) {
			out = append(out, listed(s[cue[1]:], false)...)
		}
	}
	return out
}

// listed are the items at the beginning of what follows a denial. An English list
// goes on behind a comma only where an "or" follows, a Chinese one only where it ends
// as a history.
func listed(s string, history bool) []denied {
	if at := listEndRE.FindStringIndex(s); at != nil {
		s = s[:at[0]]
	}
	comma := strings.IndexAny(s, ",，")
	if or := orRE.FindAllStringIndex(s, -1); len(or) > 0 {
		last := or[len(or)-1][1]
		if end := strings.IndexAny(s[last:], ",，"); end >= 0 {
			s = s[:last+end]
		}
		s = orRE.ReplaceAllString(s, ",")
	} else if comma >= 0 && !strings.HasSuffix(s, "史") {
		s = s[:comma]
	}
	if at := nextRE.FindStringIndex(s); at != nil {
		s = s[:at[0]]
	}
	history = history || strings.HasSuffix(s, "史")
	var out []denied
	for _, item := range strings.Split(listZH.ReplaceAllString(s, ","), ",") {
		if item = strings.TrimSpace(item); item != "" {
			out = append(out, denied{item, history})
		}
	}
	return out
}
