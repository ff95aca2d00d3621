package check

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"apricot.health/knowledge/graph"
	"apricot.health/knowledge/mutation"
)

// worth makes the texts that are worth trying against a mutant: those beside the
// fact with one thing changed, and plain sentences made of its words.
type worth struct{ judge }

func (w worth) practice(x graph.Practice, m mutation.Altered[graph.Practice]) []graph.TextCase {
	var out []graph.TextCase
	if m.Fact.Hazard != x.Hazard {
		for _, c := range x.Tests {
			if c.Expect {
				out = append(out, graph.TextCase{Text: c.Text, For: c.For, Hazard: x.Hazard})
			}
		}
		return out
	}
	of := &graph.CasePatient{}
	if len(x.About) > 0 {
		of.Conditions = x.About[:1]
	}
	for _, c := range x.Tests {
		for _, years := range []float64{x.MinAge - 1, x.MinAge, x.MaxAge - 1, x.MaxAge} {
			if years > 0 {
				out = append(out, graph.TextCase{Text: c.Text, For: &graph.CasePatient{Age: years, Conditions: of.Conditions}})
			}
		}
	}
	texts := retold(x.Tests, x.Says, [][]string{x.About, x.Unless}, m.Word)
	if slices.Contains(x.About, m.Word) || strings.HasPrefix(m.Change, "about") {
		return ofPatient(texts, m.Word)
	}
	return append(out, texts...)
}

func (w worth) figure(x graph.EducationFigure, m mutation.Altered[graph.EducationFigure]) []graph.TextCase {
	var out []graph.TextCase
	for _, c := range x.Tests {
		for _, at := range countRE.FindAllStringIndex(c.Text, -1) {
			put := func(n string) {
				out = append(out, graph.TextCase{Text: c.Text[:at[0]] + n + c.Text[at[1]:]})
			}
			for _, r := range slices.Concat(x.In, m.Fact.In) {
				put(fmt.Sprint(r.Min))
				put(fmt.Sprint(r.Max))
			}
			put(map[bool]string{true: "至少", false: "at least "}[han(c.Text)] + c.Text[at[0]:at[1]])
		}
	}
	for _, chinese := range []bool{true, false} {
		for k := range 3 {
			said := strings.TrimRight(sentence(x.Says, m.Word, chinese, k), ".。")
			for _, r := range slices.Concat(x.In, m.Fact.In) {
				unit, ok := units[r.Unit]
				for _, n := range []float64{r.Min, r.Max} {
					for _, topic := range topics(x.About, m.Word, chinese) {
						switch {
						case ok && chinese:
							out = append(out, graph.TextCase{Text: fmt.Sprintf("%s%s%g%s。", topic, said, n, unit.ZH)})
						case ok:
							out = append(out, graph.TextCase{Text: fmt.Sprintf("%s%s %g %s.", topic, said, n, unit.EN)}, graph.TextCase{Text: fmt.Sprintf("%s%s for %g %s.", topic, said, n, unit.EN)})
						}
					}
				}
			}
		}
	}
	if m.Word == "" && !strings.Contains(m.Change, "beside") {
		return out
	}
	if han(m.Word) == chineseOnly(x.Tests) {
		return append(retold(x.Tests, x.Says, [][]string{x.About, x.Unless}, m.Word), append(out, ofPatient(x.Tests, m.Word)...)...)
	}
	texts := append(out, retold(x.Tests, x.Says, [][]string{x.About, x.Unless}, m.Word)...)
	return append(texts, ofPatient(x.Tests, m.Word)...)
}

// topics are what a sentence may begin with to be about what a figure is about: a
// word of the language, or nothing.
func topics(about []string, word string, chinese bool) []string {
	of := slices.DeleteFunc(slices.Clone(about), func(w string) bool { return han(w) != chinese })
	if slices.Contains(about, word) {
		of = []string{word}
	}
	if len(of) == 0 {
		return []string{""}
	}
	return []string{of[0] + map[bool]string{true: "，", false: ", "}[chinese], ""}
}

// chineseOnly is true where no test is in English.
func chineseOnly(tests []graph.TextCase) bool {
	return !slices.ContainsFunc(tests, func(c graph.TextCase) bool { return !han(c.Text) })
}

// units are those of figures in words.
var units = map[string]graph.Label{
	"%": {ZH: "%", EN: "%"}, "mm[Hg]": {ZH: "mmHg", EN: "mmHg"}, "{steps}": {ZH: "步", EN: "steps"}, "Cel": {ZH: "℃", EN: "degrees Celsius"},
	"a": {ZH: "年", EN: "years"}, "d": {ZH: "天", EN: "days"}, "g": {ZH: "克", EN: "g"}, "h": {ZH: "小时", EN: "hours"}, "kg": {ZH: "公斤", EN: "kg"},
	"mL": {ZH: "毫升", EN: "mL"}, "mg": {ZH: "毫克", EN: "mg"}, "min": {ZH: "分钟", EN: "minutes"}, "mmol/L": {ZH: "mmol/L", EN: "mmol/L"},
	"mo": {ZH: "个月", EN: "months"}, "wk": {ZH: "周", EN: "weeks"},
	"mm": {ZH: "毫米", EN: "mm"}, "cm": {ZH: "厘米", EN: "cm"}, "ug": {ZH: "微克", EN: "micrograms"}, "[iU]": {ZH: "单位", EN: "units"}, "kcal": {ZH: "千卡", EN: "kcal"},
	"{tablet}": {ZH: "片", EN: "tablets"}, "{puff}": {ZH: "喷", EN: "puffs"}, "{spoon}": {ZH: "勺", EN: "teaspoons"},
	"{liang}": {ZH: "两", EN: "liang"}, "{jin}": {ZH: "斤", EN: "jin"}, "{qian}": {ZH: "钱", EN: "qian"},
	"mg/dL": {ZH: "mg/dL", EN: "mg/dL"}, "mg/L": {ZH: "mg/L", EN: "mg/L"}, "mg/g": {ZH: "mg/g", EN: "mg/g"}, "umol/L": {ZH: "μmol/L", EN: "umol/L"}, "mmol/mol": {ZH: "mmol/mol", EN: "mmol/mol"},
	"/min": {ZH: "次/分", EN: "beats per minute"}, "kg/m2": {ZH: "kg/m2", EN: "kg/m2"}, "mL/min/{1.73_m2}": {ZH: "ml/min/1.73m2", EN: "ml/min/1.73m2"},
}

func (w worth) pharmacology(x graph.Pharmacology, m mutation.Altered[graph.Pharmacology]) []graph.TextCase {
	out := retold(x.Tests, nil, [][]string{x.By, x.Poisons, x.Loosely, x.Unless}, m.Word)
	by := x.By
	subjects := w.names(x.Of, m.Word)
	said := map[string][]string{
		"monitored": {"%s does not need %s monitoring.", "%s无需监测%s。", "%s does not require %s."},
		"unsteered": {"%s requires %s monitoring.", "%s需监测%s。"},
		"tapered":   {"Stop %s abruptly today.%s", "%s可直接停用。%s"},
		"class":     {"%s is a %s.", "%s属于%s。", "%s is an %s."},
		"antidote":  {"%s is reversed with %s.", "%s过量时用%s拮抗。", "%s overdose: give %s."},
	}[x.Kind]
	switch {
	case slices.Contains(x.By, m.Word):
		by = []string{m.Word}
	case x.Kind == "tapered":
		by = []string{""}
	}
	if x.Kind == "antidote" || x.Kind == "class" {
		for _, o := range w.g.Pharmacology() {
			if o.Kind != x.Kind || o.ID == x.ID {
				continue
			}
			subjects = append(subjects, w.names(o.Of[:min(1, len(o.Of))], "")...)
			if !slices.Contains(x.By, m.Word) {
				by = append(slices.Clone(by), o.By[0])
			}
		}
	}
	if slices.Contains(x.Poisons, m.Word) {
		subjects = []string{m.Word}
	}
	for _, s := range subjects {
		for _, agent := range by {
			for _, form := range said {
				if han(form) == han(s) && (agent == "" || han(form) == han(agent) || latin(agent)) {
					out = append(out, graph.TextCase{Text: fmt.Sprintf(form, s, agent)})
				}
			}
		}
	}
	if slices.Contains(x.Loosely, m.Word) {
		of := &graph.CasePatient{Takes: w.members(x.Of[0])[:1]}
		out = append(out, graph.TextCase{Text: "The patient is not taking any " + m.Word + ".", For: of}, graph.TextCase{Text: "否认服用" + m.Word + "。", For: of})
	}
	return out
}

// names are those of medicines and of members of classes, those of one first.
func (w worth) names(ids []string, first string) []string {
	if slices.Contains(ids, first) {
		ids = append([]string{first}, ids...)
	}
	var out []string
	for _, id := range ids {
		members := append([]string{id}, w.members(id)...)
		for _, m := range members[:min(len(members), 12)] {
			if l, ok := w.g.Label(m); ok {
				out = append(out, l.EN, l.ZH)
			}
		}
	}
	return out
}

// members are the medicines of a class, or the medicine.
func (w worth) members(id string) []string {
	if strings.HasPrefix(id, "drug.") {
		return []string{id}
	}
	var out []string
	for _, d := range w.g.Drugs() {
		if slices.Contains(w.g.ClassesOf(d.ID), id) {
			out = append(out, d.ID)
		}
	}
	return out
}

func (w worth) trial(x graph.Trial, m mutation.Altered[graph.Trial]) []graph.TextCase {
	var out []graph.TextCase
	name, year, journal, drug := x.Names[0], x.Years[0], journals[x.Journals[0]][0], "the drug"
	for _, id := range x.Drugs[:min(1, len(x.Drugs))] {
		l, _ := w.g.Label(id)
		drug = l.EN
	}
	say := func(name, journal string, year int, drug, what string) {
		out = append(out, graph.TextCase{Text: fmt.Sprintf("%s (%s %d): in this trial %s %s.", name, strings.ToUpper(journal), year, drug, what)})
	}
	const studied = "was studied"
	for _, n := range x.Names {
		say(n, journal, year, drug, studied)
		say(n, journal, 1950, drug, studied)
	}
	for _, j := range x.Journals {
		say(name, journals[j][0], year, drug, studied)
	}
	for _, y := range slices.Concat(x.Years, m.Fact.Years) {
		say(name, journal, y, drug, studied)
	}
	for _, id := range slices.Concat(x.Drugs, x.Than, []string{"drug.nystatin"}) {
		l, _ := w.g.Label(id)
		say(name, journal, year, l.EN, studied)
	}
	say(name, journal, year, drug, "improved survival")
	if len(x.Reductions) > 0 {
		const slack = 10
		most := slices.Max(x.Reductions) + slack
		for _, r := range []float64{most, most + 1, most + 0.1, most - 0.1} {
			say(name, journal, year, drug, fmt.Sprintf("reduced events by %g%%", clean(r)))
		}
	}
	about := ""
	if len(x.About) > 0 {
		about = " " + x.About[0]
	}
	for _, counted := range x.Found {
		for _, way := range []string{"fewer", "more", "no difference in"} {
			noun := nounOf[counted.What]
			for _, a := range slices.Concat([]string{""}, x.About) {
				if a = " " + a; a == " " {
					a = about
				}
				out = append(out, graph.TextCase{Text: fmt.Sprintf("The %s study%s found %s %s.", name, a, way, noun)})
			}
			for _, arm := range x.Against {
				out = append(out, graph.TextCase{Text: fmt.Sprintf("The %s study%s found %s %s with %s.", name, about, way, noun, arm)})
			}
		}
	}
	for _, who := range x.Excluded {
		out = append(out, graph.TextCase{Text: fmt.Sprintf("%s研究显示在%s患者中死亡率降低。", name, who)}, graph.TextCase{Text: fmt.Sprintf("The %s trial improved survival of people with %s.", name, who)})
	}
	return out
}

// nounOf names what trials count.
//
//nolint:gochecknoglobals // a literal table, read only
var nounOf = map[string]string{
	"death": "deaths", "cvdeath": "cardiovascular deaths", "events": "cardiovascular events", "stroke": "strokes", "ich": "intracranial haemorrhages", "bleeding": "major bleeding",
	"mi": "myocardial infarctions", "hf": "heart failure hospitalisations", "kidney": "kidney outcomes", "aki": "acute kidney injury", "rrt": "renal replacement", "hyperk": "hyperkalaemia",
	"hypo": "hypoglycaemia", "hypotension": "hypotension", "exac": "exacerbations", "pneumonia": "pneumonia", "disability": "disability", "eclampsia": "eclampsia", "preec": "pre-eclampsia",
	"vte": "thromboembolism", "fracture": "fractures", "amputation": "amputations", "diabetes": "new diabetes", "micro": "microvascular complications", "cancer": "cancers", "infection": "transmission",
}

func clean(v float64) float64 { return float64(int(v*100+0.5)) / 100 }

func (w worth) herb(x graph.Herb, m mutation.Altered[graph.Herb]) []graph.TextCase {
	boiled := func(name string, grams float64) string { return fmt.Sprintf("%s %gg 水煎服", name, grams) }
	within := boiled(x.Labels.ZH, x.MaxDaily)
	switch {
	case slices.Contains(x.Synonyms.ZH, m.Word):
		return []graph.TextCase{{Text: boiled(m.Word, m.Fact.MaxDaily+1)}}
	case slices.Contains(x.With, m.Word):
		return []graph.TextCase{{Text: within, For: &graph.CasePatient{Takes: w.members(m.Word)[:1]}}}
	case slices.Contains(x.In, m.Word):
		return []graph.TextCase{{Text: within, For: &graph.CasePatient{Conditions: []string{m.Word}}}}
	case strings.HasPrefix(m.Change, "pregnancy"):
		return []graph.TextCase{{Text: within, For: &graph.CasePatient{Pregnant: true}}}
	}
	return []graph.TextCase{{Text: within}, {Text: boiled(x.Labels.ZH, m.Fact.MaxDaily)}}
}

func (w worth) pair(x graph.HerbIncompatibility, _ mutation.Altered[graph.HerbIncompatibility]) []graph.TextCase {
	var out []graph.TextCase
	for _, a := range x.A {
		for _, b := range x.B {
			first, _ := w.g.Label(a)
			second, _ := w.g.Label(b)
			out = append(out, graph.TextCase{Text: first.ZH + " 1g " + second.ZH + " 1g 水煎服"})
		}
	}
	return out
}

var countRE = regexp.MustCompile(`\d+(?:\.\d+)?`)

func han(s string) bool {
	return strings.ContainsFunc(s, func(r rune) bool { return unicode.Is(unicode.Han, r) })
}

// latin is a short form that both languages use, such as INR.
func latin(s string) bool { return !han(s) && len(s) <= 4 }

// ofPatient gives the texts to a patient with a condition, and to one with none.
func ofPatient(texts []graph.TextCase, condition string) []graph.TextCase {
	var out []graph.TextCase
	for _, c := range texts {
		out = append(out, graph.TextCase{Text: c.Text, For: &graph.CasePatient{Conditions: []string{condition}}}, graph.TextCase{Text: c.Text, For: &graph.CasePatient{Conditions: []string{"痔疮"}}})
	}
	return out
}

// retold are texts with a word in the place of another of its list, beside what
// the text says, or in a sentence of the words alone; without a word, those from
// which the words of a list were taken out.
func retold(tests []graph.TextCase, says, more [][]string, word string) []graph.TextCase {
	var out []graph.TextCase
	add := func(text string) {
		c := graph.TextCase{Text: strings.Join(strings.Fields(text), " ")}
		if c.Text != "" && !slices.ContainsFunc(out, func(o graph.TextCase) bool { return o.Text == c.Text }) {
			out = append(out, c)
		}
	}
	lists := append(slices.Clone(says), more...)
	alike := func(c graph.TextCase) bool { return word == "" || han(c.Text) == han(word) }
	for _, c := range tests {
		if alike(c) {
			each(c.Text, lists, word, add)
		}
	}
	for k := range 4 {
		add(sentence(says, word, han(word), k))
		add(sentence(says, word, !han(word), k))
	}
	for _, c := range tests {
		if !alike(c) {
			each(c.Text, lists, word, add)
		}
	}
	return out
}

// each changes a text by a word in every way.
func each(text string, lists [][]string, word string, add func(string)) {
	for _, list := range lists {
		if word == "" {
			add(without(text, list))
		} else if slices.Contains(list, word) {
			for _, v := range list {
				add(swapped(text, v, word))
			}
		}
	}
	if word == "" {
		return
	}
	end := strings.TrimRight(text, "。.")
	if han(text) {
		add(end + "（" + word + "）。")
		add(word + "，" + text)
		add(word + "：" + text)
		return
	}
	add(end + " (" + word + ").")
	add(end + " " + word + ".")
	add(word + ": " + text)
}

// sentence has the word and, of every other group, the k-th that is of the
// language.
func sentence(says [][]string, word string, chinese bool, k int) string {
	var parts []string
	for _, group := range says {
		if word != "" && slices.Contains(group, word) {
			parts = append(parts, word)
			continue
		}
		of := slices.DeleteFunc(slices.Clone(group), func(w string) bool { return han(w) != chinese })
		if len(of) == 0 {
			of = group
		}
		parts = append(parts, of[k%len(of)])
	}
	if len(parts) == 0 {
		return ""
	}
	if chinese {
		return strings.Join(parts, "") + "。"
	}
	return strings.Join(parts, " ") + "."
}

// swapped puts one word in the place of another; texts keep their capitals.
func swapped(text, old, put string) string {
	low := strings.ToLower(text)
	i := strings.Index(low, old)
	if i < 0 || len(low) != len(text) {
		return text
	}
	return text[:i] + put + text[i+len(old):]
}

func without(text string, words []string) string {
	for _, w := range words {
		for i := 0; i < 3; i++ {
			text = swapped(text, w, "")
		}
	}
	return text
}
