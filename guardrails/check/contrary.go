package check

import (
	"maps"
	"slices"
	"sync"

	"apricot.health/guardrails/claim"
	"apricot.health/knowledge/graph"
	"apricot.health/knowledge/pattern"
)

// family is one family of contraries.yaml: values of which a patient has one.
type family struct {
	Family string      `yaml:"family"`
	Label  graph.Label `yaml:"label"`
	// Changes marks what may be another value at the next visit.
	Changes bool `yaml:"changes"`
	// Personal families are read only where a sentence speaks of this person.
	Personal bool `yaml:"personal"`
	// Gone families are of organs that were taken out, of which nothing is suspected.
	Gone   bool    `yaml:"gone"`
	Needs  wording `yaml:"needs"`
	Values []struct {
		Value string  `yaml:"value"`
		Says  wording `yaml:"says"`
	} `yaml:"values"`
}

// families are those of contraries.yaml, with what finds them in one pass.
type families struct {
	list []family
	any  *pattern.Set
	// of is the family of each expression of any, first the first of each family.
	of, first []int
}

//nolint:gochecknoglobals // read once, read only
var contraries = sync.OnceValue(func() families {
	out := families{list: decoded[[]family]("contraries.yaml")}
	var all []*pattern.Regexp
	for i, f := range out.list {
		out.first = append(out.first, len(all))
		for _, v := range f.Values {
			all, out.of = append(all, v.Says.Regexp), append(out.of, i)
		}
	}
	out.any = pattern.NewSet(all...)
	return out
})

// hits are the values that a sentence names, by family; those of the families of only
// where that is not nil.
func (x families) hits(s string, only map[int]map[string]bool) map[int][]hit {
	var out map[int][]hit
	for _, e := range x.any.Possible(s) {
		i := x.of[e]
		f := x.list[i]
		if _, ok := only[i]; only != nil && !ok || f.Needs.Regexp != nil && !f.Needs.MatchString(s) {
			continue
		}
		v := f.Values[e-x.first[i]]
		for _, at := range v.Says.FindAllStringIndex(s, -1) {
			if out == nil {
				out = map[int][]hit{}
			}
			out[i] = append(out[i], hit{v.Value, at})
		}
	}
	for i, all := range out {
		out[i] = outermost(all)
	}
	return out
}

// recorded are the values that a record states, by family.
func (x families) recorded(record []string) map[int]map[string]bool {
	known := map[int]map[string]bool{}
	for _, s := range record {
		for i, hits := range x.hits(s, nil) {
			for _, h := range hits {
				if deniedRE.MatchString(s[:h.at[0]]) {
					continue
				}
				if known[i] == nil {
					known[i] = map[string]bool{}
				}
				known[i][h.value] = true
			}
		}
	}
	return known
}

// What tells a sentence that states a value of this patient from one that speaks of
// it otherwise.
//
//nolint:gochecknoglobals // compiled once, read only
var (
	generalRE = pattern.MustCompile(`suspect|possib|probabl|likely|rule out|exclude|screen|differential|consider|whether|risk of|family|mother|father|brother|sister|partner|wife|husband|patients? with|in (?:people|patients|those|adults|children)|people with|versus|\bvs\b|compared|unlike|guideline|trial|study|疑|可能|待排|排除|筛查|鉴别|考虑|是否|家族|母亲|父亲|丈夫|妻子|伴侣|风险|指南|研究|患者(?:应|慎|禁|忌|不|可)|者(?:禁|慎|忌|应|不宜|可)|区别|不同于`)
	movedRE   = pattern.MustCompile(`\bnow\b|\bnew(?:ly)?\b|today|progress|improv|resolv|correct|recover|worsen|previous|formerly|\bwas\b|\bwere\b|until|->|→|target|goal|risk|prevent|avoid|watch for|monitor|if |since|iatrogenic|over-?(?:treat|replac)|目前|现|新发|今日|进展|好转|纠正|恢复|加重|既往|曾|原|转为|升|降|目标|风险|预防|避免|监测|警惕|若|如|医源|过量`)
	personRE  = pattern.MustCompile(`\b\d{1,3} ?(?:yo\b|y/o|m\b|f\b|year)|\d{1,3} ?岁|\b(?:mrs?|ms|miss|he|she|his|her|him|your?|pt|patient|known|background|hx|pmh|history of|this (?:man|woman|lady|gentleman))\b|患者|先生|女士|奶奶|爷爷|阿姨|叔叔|既往|病史|[您你]`)
	deniedRE  = pattern.MustCompile(`(?:\b(?:no|not|without|denies|never|non|exclud\w+|negative for)(?: (?:a|an|the|any|known|history|of|evidence|have|has|suggest\w*|support\w*|show\w*|seen?))*|\bnot (?:\w+ ){1,3}|无|未见|非|不是|不支持|不符合|不提示|否认|没有|排除|而非)[ -]?$`)
	aboutRE   = pattern.MustCompile(`\b(?:in|for|of|against|treats?|causes?|worsens?|like|as in|to|instead of|than) (?:an? |the )?$|(?:治疗|用于|见于|如|对|比)$`)
	ruledRE   = pattern.MustCompile(`^(?:患者|者|病人|中|时)?(?:禁|慎|忌|不宜|不适用|适用|首选|可用|不推荐|推荐|常见)`)
)

// contrary tells a text that states one value of a family, such as blood group A or
// type 1 diabetes, of a patient whose record states another and never that one. A
// text that names the record's value as well compares them, and one that asks, warns
// or speaks of others states nothing.
func (b *bench) contrary() []Finding {
	if b.Audience == "order" || len(b.templates) > 0 {
		return nil
	}
	known := b.Dossier.recorded()
	if len(known) == 0 {
		return nil
	}
	var out []Finding
	all := contraries()
	said, agreed := map[int][]statement{}, map[int]bool{}
	for i := range b.Reading.Sentences {
		s := b.flat(i)
		for f, hits := range all.hits(s, known) {
			for _, h := range hits {
				agreed[f] = agreed[f] || known[f][h.value]
				said[f] = append(said[f], statement{s, h})
			}
		}
	}
	for _, i := range slices.Sorted(maps.Keys(said)) {
		f := all.list[i]
		if agreed[i] {
			continue
		}
		at := slices.IndexFunc(said[i], func(x statement) bool { return f.tells(x.sentence, x.hit) })
		if at < 0 {
			continue
		}
		text := said[i][at].sentence[said[i][at].at[0]:said[i][at].at[1]]
		x := b.find("negation_flipped", claim.Claim{Text: text}, "chart.conditions")
		x.Message = graph.Label{ZH: "与病历的" + f.Label.ZH + "不符：" + text, EN: "The record has another " + f.Label.EN + ": " + text}
		out = append(out, x)
	}
	return out
}

// statement is a hit with its sentence.
type statement struct {
	sentence string
	hit
}

// tells is true where a sentence states what was hit of this patient, now.
func (f family) tells(s string, h hit) bool {
	before, after := s[:h.at[0]], s[h.at[1]:]
	switch {
	case f.Gone:
		return !deniedRE.MatchString(before)
	case ifRE.MatchString(s), generalRE.MatchString(s), deniedRE.MatchString(before), aboutRE.MatchString(before), ruledRE.MatchString(after):
		return false
	case f.Changes && movedRE.MatchString(before+" "+after):
		return false
	}
	return !f.Personal || personRE.MatchString(s)
}

// hit is a value at a place.
type hit struct {
	value string
	at    []int
}

// outermost leaves out what stands inside a longer hit of another value.
func outermost(all []hit) []hit {
	return slices.DeleteFunc(slices.Clone(all), func(h hit) bool {
		return slices.ContainsFunc(all, func(o hit) bool {
			return o.value != h.value && o.at[0] <= h.at[0] && o.at[1] >= h.at[1] && o.at[1]-o.at[0] > h.at[1]-h.at[0]
		})
	})
}
