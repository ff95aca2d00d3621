package claim

import (
	"slices"
	"strings"
	"unicode/utf8"

	"apricot.health/knowledge/graph"
	"apricot.health/knowledge/pattern"
)

// classStems are the classes that doctors call by the stem of their names: 停噻嗪, 加沙坦.
// As words of the graph they would be found within names that it lacks (利达沙坦), and
// those would pass for known.
//
//nolint:gochecknoglobals // a literal table, read only
var classStems = map[string]string{
	"噻嗪": "class.thiazide", "沙坦": "class.arb", "普利": "class.acei", "地平": "class.dhp_ccb", "沙班": "class.doac",
	"洛尔": "class.beta_blocker", "拉唑": "class.ppi", "列净": "class.sglt2_inhibitor", "列汀": "class.dpp4_inhibitor",
	"昔布": "class.coxib", "沙星": "class.fluoroquinolone", "曲坦": "class.triptan", "司琼": "class.setron",
}

// bareBefore are characters in which no name goes on: what stands behind one begins a
// word. No name of the graph has one right before a stem or a form.
const bareBefore = "与或及加停换改用服予给和是某者次为成后查含效量种类期该合"

// bare is true for a stem or form with no name before it.
func (r *reader) bare(start int) bool {
	prev, w := utf8.DecodeLastRuneInString(r.n[:start])
	return w == 0 || prev < hanFirst || prev > hanLast || strings.ContainsRune(bareBefore, prev)
}

// plainBefore are characters of names of medicines that more often end another word: 高强度他汀.
const plainBefore = bareBefore + "度强性两多大前可以三方体质更正必定复群基制信注射里有"

// brandRunes are characters that made-up names like and the graph's own may lack.
const brandRunes = "宁康泰健欣晴威凯瑞诺佳彤霖晖锐"

// nameRunes are the characters of which the names of a graph's medicines are made
// before their stems (瑞舒伐他汀) and behind 头孢.
func nameRunes(drugs []graph.Drug, stems []string) map[rune]bool {
	out := map[rune]bool{}
	for _, c := range brandRunes {
		out[c] = true
	}
	add := func(part string) {
		for _, c := range part {
			out[c] = c >= hanFirst && c <= hanLast && !strings.ContainsRune(plainBefore, c)
		}
	}
	for i := range drugs {
		for _, n := range append([]string{drugs[i].Labels.ZH}, drugs[i].Synonyms.ZH...) {
			for _, s := range stems {
				if head, tail, ok := strings.Cut(n, s); ok && s == cephem {
					add(tail)
				} else if ok {
					add(head)
				}
			}
		}
	}
	return out
}

// cephem is the one stem that begins names.
const cephem = "头孢"

// withinNames takes away the classes that were found within a name the graph lacks: the
// 他汀 of 利达他汀 is no statin that anybody has checked.
func (r *reader) withinNames() {
	r.mentions = slices.DeleteFunc(r.mentions, func(m Named) bool {
		if m.Kind != "class" && m.Kind != "allergen" {
			return false
		}
		word := r.n[m.Start:m.End]
		if word == cephem {
			next, _ := utf8.DecodeRuneInString(r.n[m.End:])
			return r.x.runes[next] && !r.begun(m.End)
		}
		if _, stem := r.x.stems.longest(r.coded, m.Start); stem == nil || strings.HasPrefix(word, cephem) {
			return false
		}
		prev, _ := utf8.DecodeLastRuneInString(r.n[:m.Start])
		return r.x.runes[prev] && !r.ended(m.Start)
	})
}

// begun is true where a name or a word begins, ended where a name ends.
func (r *reader) begun(at int) bool {
	return slices.ContainsFunc(around(r.mentions, r.widest, Span{at, at + 1}), func(m Named) bool { return m.Start == at }) ||
		slices.ContainsFunc(r.toks, func(t token) bool { return t.start == at })
}

func (r *reader) ended(at int) bool {
	return slices.ContainsFunc(around(r.mentions, r.widest, Span{at - 1, at}), func(m Named) bool { return m.End == at })
}

// classesByStem adds to the mentions the classes that are called by their stem alone.
func (r *reader) classesByStem() {
	var found []Named
	for stem, class := range classStems {
		for from := 0; ; {
			k := strings.Index(r.n[from:], stem)
			if k < 0 {
				break
			}
			start, end := from+k, from+k+len(stem)
			from = end
			if r.bare(start) && !r.lengthened(end) && !r.mentioned(start, end) {
				found = append(found, Named{Concept: class, Kind: "class", Start: start, End: end})
			}
		}
	}
	if len(found) > 0 {
		r.mentions = tidy(append(r.mentions, found...), len(r.n))
		r.widest = widest(r.mentions)
	}
}

// lengthened is true where a name goes on behind its stem: 沙坦酯, 普利拉.
func (r *reader) lengthened(end int) bool {
	next, _ := utf8.DecodeRuneInString(r.n[end:])
	return strings.ContainsRune("酯拉钾钠片胶颗", next)
}

// susceptibleRE is what a germ is told to be behind the name of an antibiotic.
var susceptibleRE = pattern.MustCompile(`^(?:敏感|耐药|药敏|中介)`) //nolint:gochecknoglobals // compiled once, read only

// noMedicine is true for a stem that names none: one platelet inhibitor of two (改单抗),
// an antibiotic by which a germ is told (甲氧西林敏感), a poison (可卡因).
func (r *reader) noMedicine(stem string, start, end int) bool {
	switch stem {
	case "单抗":
		s := r.sentence(r.sentenceOf(start))
		return r.bare(start) && containsAny(r.n[s.Start:s.End], "双抗", "双联", "抗血小板")
	case "西林", "霉素", "沙星", "头孢":
		return susceptibleRE.MatchString(r.n[end:])
	case "卡因":
		return strings.HasSuffix(r.n[:start], "可")
	}
	return false
}

// harmRE is what a herb is told to have done or to do, stoppedRE that it is to be left,
// and soothedRE what tells the opposite of either.
//
//nolint:gochecknoglobals // compiled once, read only
var (
	harmRE = pattern.MustCompile(`中毒|剧毒|有毒|含[汞砷铅]|重金属|十八反|十九畏|出血(?:增加|倾向|风险)|加重出血|瘀斑|低血?钾|肝损|肾衰|致癌|失效|诱导|qt延长|醛固酮增多|升高[^，。；]{0,8}浓度|inr(?:下降|升高)` +
		`|\braised (?:his |her |the )?inr\b|\b(?:raises (?:\w+ )?(?:tacrolimus|ciclosporin|levels?)|lowers?|lifts?|induces?|kills?|poison\w*|venom|toxic\w*|hypertensive risk|hypoglyc\w+|cytopenia|mercury|arsenic)\b`)
	stoppedRE = pattern.MustCompile(`停[药服用]|停[草中]药|禁[用服]|不再用|不能吃|手术前停|均停|今[日天]?起停|\bleave (?:it |them )?(?:off|out)\b|\bis refused\b|[;:,] (?:please )?stop(?: it|,|;| and\b)`)
	// stoppingRE ends right before the herb.
	stoppingRE = pattern.MustCompile(`停[^，。；改换用加服吃不]{0,4}$|\bstop(?:ped)? (?:the |this |his |her )?$`)
	// givenRE ends right before a herb that is given, whatever harm the patient has.
	givenRE   = pattern.MustCompile(`(?:予|给|加用?|建议|推荐|宜|[可试][用服吃以]|改[用服]?|换[用服]?)[^，。；,;停禁不避]{0,6}$|\b(?:give|add|use|try|recommend|suggest|prescribe|take)(?: \w+){0,3} $`)
	soothedRE = pattern.MustCompile(`安全|无毒|天然|不[用必]停|无需停|免查|不查|不受影响|照[用服吃]|继续|续[服用]|加量|更[稳好]|正好|护[钾肝肾胃]|调和|癔症|焦虑所致|偶然|[改换]用?(?:中药|草药|三七|黄芪|当归|人参|丹参)|煎服|同[服用瓶]|不重复` +
		`|\b(?:safe|safely|spares?|stays?|kept|prevents?|detoxif\w+|natural|harmless|unrelated|continued?|keep|begin|start|raise the dose|return to|no need)\b`)
)

// accused is true for a herb that its sentence tells as the cause of harm, or stops, and
// does not soothe about. What stops another thing for the herb's sake does not.
func (r *reader) accused(t token) bool {
	s := r.sentence(r.sentenceOf(t.start))
	text := r.n[s.Start:s.End]
	if soothedRE.MatchString(text) || givenRE.MatchString(r.n[s.Start:t.start]) || r.has(s, cFolkUnit) {
		return false
	}
	return harmRE.MatchString(text) || stoppedRE.MatchString(text) || stoppingRE.MatchString(r.n[s.Start:t.start])
}
