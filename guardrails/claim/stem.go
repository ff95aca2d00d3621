package claim

import (
	"slices"
	"strings"
	"unicode/utf8"

	"apricot.health/knowledge/trie"
)

// residueDrugs finds words that are made like names of drugs, and herbs, that
// no mention covers.
func (r *reader) residueDrugs() {
	for _, t := range r.toks {
		if t.is(cHerb) && !r.overDrug(t) && r.offered(t.start) && !r.warned(t) && !r.accused(t) {
			r.left("herb", t.start, t.end)
		}
	}
	for _, s := range r.latinWords(6) {
		if drugStem(r.n[s.Start:s.End]) && !r.mentioned(s.Start, s.End) && r.offered(s.Start) {
			r.left("drug", s.Start, s.End)
		}
	}
	for i := 0; i < len(r.n); {
		if r.n[i] < utf8.RuneSelf { // all stems are Chinese
			i++
			continue
		}
		if e, stem := r.x.stems.longest(r.coded, i); stem != nil && !r.mentioned(i, e) && !r.formOfDrug(r.n[i:e], i) && !r.noMedicine(r.n[i:e], i, e) && r.offered(i) {
			r.left("drug", i, e)
		}
		_, w := utf8.DecodeRuneInString(r.n[i:])
		i += w
	}
}

// warned is true for a herb whose sentence says that it harms, or forbids it,
// and does not say how to take it.
func (r *reader) warned(t token) bool {
	s := r.sentence(r.sentenceOf(t.start))
	if r.has(s, cFolkUnit) {
		return false
	}
	for _, o := range r.tokensIn(s) {
		if o.is(cTake) && medical(r.n[o.start:o.end]) && r.polarity(o.start) == Affirmed {
			return false
		}
	}
	return r.has(s, cMayCause|cAvoid) && !containsAny(r.n[s.Start:s.End], "可以", "建议您", "you can", "go ahead")
}

// ingredientStems are what Chinese names of ingredients end in, and 头孢, with which they
// begin; formStems are forms.
//
//nolint:gochecknoglobals // literal tables, read only
var (
	ingredientStems = []string{
		"新碱", "紫杉醇", "替康", "卡因", "洛芬", "昔布", "西汀", "沙班", "牛黄丸", "沙坦", "他汀", "西林", "普利", "洛尔", "地平", "列汀", "列净",
		"鲁肽", "单抗", "替尼", "霉素", "沙星", "拉唑", "康唑", "硝唑", "洛韦", cephem, "格雷", "噻嗪", "西泮", "唑仑", "拉明", "双胍", "格列",
		"曲坦", "司琼", "替丁", "培南", "那非",
	}
	formStems = []string{"胶囊", "颗粒", "注射液", "口服液", "滴丸", "冲剂", "糖浆", "缓释片", "分散片", "肠溶片", "咀嚼片", "泡腾片", "软膏", "栓剂"}
)

// hanStems are the stems of Chinese names of medicines.
func hanStems(a *trie.Alphabet) *phrases {
	t := newPhrases(a)
	for _, s := range slices.Concat(ingredientStems, formStems) {
		t.add(s, 1, "")
	}
	t.seal()
	return t
}

// formOfDrug is true for a dosage form right after a known drug, or with no
// name before it: 阿莫西林胶囊 and 每次2粒胶囊.
func (r *reader) formOfDrug(stem string, start int) bool {
	if !slices.Contains(formStems, stem) {
		return false
	}
	if k := r.coveredFrom(start + 1); k > 0 && start-r.covered[k-1].End <= 12 {
		return true
	}
	start = len(strings.TrimSuffix(r.n[:start], "软"))
	prev, _ := utf8.DecodeLastRuneInString(r.n[:start])
	return r.bare(start) || strings.ContainsRune("的粒个吃些种该此把", prev)
}

// offered is false where the word is asked about, warned of or quoted.
func (r *reader) offered(at int) bool {
	p := r.polarity(at)
	if p == Question || p == Negated {
		return false
	}
	return !r.has(r.clauseOf(at), cAvoid|cReported|cAllergy) || r.has(Span{r.clauseOf(at).Start, at}, cTake) && !r.has(r.clauseOf(at), cAvoid|cReported)
}

func (r *reader) mentioned(start, end int) bool {
	return slices.ContainsFunc(around(r.mentions, r.widest, Span{start, end}), func(m Named) bool { return start < m.End && end > m.Start })
}

// drugStem tells words made with an INN stem. Ordinary words with the same
// ending are left out by name.
func drugStem(w string) bool {
	switch w {
	case "control", "protocol", "alcohol", "cholesterol", "alkaline", "enzyme", "glucose", "insurance", "parole", "carol", "console", "petrol", "menthol", "patrol", "sterol", "glycol",
		"cocaine", "norfluoxetine", "cystatin": // a poison, what a medicine turns into, a measure of the kidney
		return false
	}
	for _, s := range stemsBy[w[len(w)-1]] {
		if strings.HasSuffix(w, s) {
			return true
		}
	}
	return strings.HasPrefix(w, "cef") || strings.HasPrefix(w, "sulfa")
}

// stemsBy are the INN stems by their last letter.
var stemsBy = func() (by [256][]string) { //nolint:gochecknoglobals // read only
	for _, s := range [...]string{"mab", "tinib", "pril", "sartan", "statin", "cillin", "mycin", "micin", "floxacin", "conazole", "nidazole", "prazole", "olol", "dipine", "gliptin", "gliflozin", "glutide", "tidine", "cycline", "ciclovir", "vudine", "parin", "xaban", "gatran", "triptan", "setron", "azepam", "azolam", "zolam", "barbital", "codone", "fentanil", "thiazide", "semide", "lukast", "terol", "sone", "solone", "profen", "coxib", "oxetine", "ipramine", "triptyline", "zepine", "apine", "peridone", "glitazone", "formin", "stigmine", "caine", "platin", "rubicin", "trexate", "fibrate", "cef", "dronate"} {
		by[s[len(s)-1]] = append(by[s[len(s)-1]], s)
	}
	return by
}()
