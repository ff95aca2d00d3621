package lexicon

import (
	"strings"
	"unicode/utf8"

	"apricot.health/knowledge/graph"
	"apricot.health/knowledge/trie"
)

// Lexicon reads text against one graph. It never changes after New and is
// safe for concurrent use.
type Lexicon struct {
	g        *graph.Graph
	alphabet alphabet
	names    *index
	filling  *filling
	cues     cues
	amounts  amounts
	fuzzy    *fuzzy
	// quantities has a quantity's names.
	quantities *index
	wordings   *wordings
	quantity   map[string]*quantity
	meanings   []*meaning          // by their numbers; that at 0 is of no mention
	entered    map[string]*meaning // until all are
	lastedDays int32               // the meaning of how long the complaint has lasted
	besides    []beside
	sexes      [2]*meaning     // male and female, nil where the graph has none
	symptoms   map[string]bool // findings that are symptoms or signs
}

// New compiles the names of everything in the graph.
func New(g *graph.Graph) *Lexicon { return newLexicon(g) }

// With is New with names of nothing in the graph, which are read as concepts of
// the kind corpus: to measure the reading of context apart from the vocabulary.
func With(g *graph.Graph, names ...string) *Lexicon {
	var further []named
	for _, n := range names {
		if n = cleanName(n); usableName(n) {
			further = append(further, named{n, concept{"corpus", "corpus"}})
		}
	}
	return newLexicon(g, further...)
}

// newLexicon is New with names of further concepts, which are not variants and
// not corrected.
func newLexicon(g *graph.Graph, further ...named) *Lexicon {
	a := newAlphabet()
	l := &Lexicon{
		g: g, alphabet: alphabet{Alphabet: a}, names: newIndex(a), quantities: newIndex(a), quantity: map[string]*quantity{}, symptoms: map[string]bool{}, meanings: []*meaning{{}},
	}
	l.lastedDays = l.quantityOf(graph.Finding{ID: durationDays, Unit: "d"}).number
	l.filling, l.cues, l.amounts = newFilling(&l.alphabet), newCues(&l.alphabet), newAmounts(&l.alphabet)
	for _, x := range g.Findings() {
		l.symptoms[x.ID] = x.Kind != "quantity" && (x.Class == "symptom" || x.Class == "sign")
	}
	l.wordings = l.newWordings()
	b := &builder{l: l}
	b.graph()
	b.variants()
	b.holding(newIndex(a))
	l.fuzzy = newFuzzy(&l.alphabet, b.names, l.names)
	for _, n := range further {
		l.names.add(n.name, n.c)
	}
	l.enterIdioms()
	l.alphabet.begin(ofName, l.names.words.Words())
	l.alphabet.begin(ofQuantity, l.quantities.words.Words())
	l.names.seal(l)
	l.quantities.seal(l)
	l.fuzzy.meant(l.meanings)
	l.besides = l.newBesides()
	l.sexes = l.newSexes()
	l.entered = nil
	l.alphabet.begin(ofPerson, personWords())
	l.alphabet.classify()
	l.names.runs, l.quantities.runs = l.alphabet.stands(l.names.trie, ofName, 0), l.alphabet.stands(l.quantities.trie, ofQuantity, 1)
	l.cues.runs, l.wordings.runs = l.alphabet.stands(l.cues.trie, ofCue, 2), l.alphabet.stands(l.wordings.trie, ofWording, 3)
	l.alphabet.runs.next = nil
	opened := l.alphabet.open(l.cues.trie, l.wordings.trie, l.names.trie)
	l.cues.opened, l.wordings.opened, l.names.opened = opened, opened, opened
	return l
}

// graph enters the names of everything in the graph.
func (b *builder) graph() {
	l, g := b.l, b.l.g
	for _, x := range g.Findings() {
		if x.Kind == "quantity" {
			l.quantity[x.ID] = l.quantityOf(x)
			b.quantity(x)
			continue
		}
		kind := "finding"
		if x.Class == "demographic" {
			kind = "demographic"
		}
		b.concept(concept{x.ID, kind}, x.Labels, x.Synonyms)
		b.words(concept{x.ID, kind}, builtinWords(x.ID))
	}
	for _, x := range g.Conditions() {
		b.concept(concept{x.ID, "condition"}, x.Labels, x.Synonyms)
	}
	for _, x := range g.Wordings() {
		b.words(conceptOf(x.Of), x.Names)
	}
	for _, x := range g.Drugs() {
		b.concept(concept{x.ID, "drug"}, x.Labels, x.Synonyms, x.Brands)
	}
	for _, x := range g.DrugClasses() {
		b.concept(concept{x.ID, "class"}, x.Labels, x.Synonyms)
	}
	for _, x := range g.AllergenGroups() {
		b.concept(concept{x.ID, "allergen"}, x.Labels, x.Synonyms)
	}
	for _, x := range g.Investigations() {
		b.concept(concept{x.ID, "investigation"}, x.Labels, x.Synonyms)
	}
}

type named struct {
	name string
	c    concept
}

type builder struct {
	l     *Lexicon
	names []named
}

func (b *builder) concept(c concept, label graph.Label, words ...graph.Words) {
	b.words(c, []string{label.ZH, label.EN})
	for _, w := range words {
		b.words(c, w.ZH)
		b.words(c, w.EN)
	}
}

func (b *builder) words(c concept, names []string) {
	for _, n := range names {
		if n = cleanName(n); usableName(n) && b.l.names.add(n, c) {
			b.names = append(b.names, named{n, c})
		}
	}
}

// holding marks the names of findings and conditions that contain a medicine.
func (b *builder) holding(drugs *index) {
	for _, n := range b.names {
		if drugKind(n.c.kind) {
			drugs.add(n.name, n.c)
		}
	}
	drugs.seal(b.l)
	var codes []trie.Code
	for _, n := range b.names {
		if n.c.kind != "finding" && n.c.kind != "condition" {
			continue
		}
		codes = b.l.alphabet.Read(codes, n.name)
		t := codedAs(n.name, codes)
		for i := range n.name {
			if i == 0 || drugs.trie.Next(trie.Root, t.chars[i].code) == trie.Root {
				continue
			}
			if _, ok := b.l.filling.longest(drugs, &t, i); ok {
				b.l.names.find(n.name).holds = true
				break
			}
		}
	}
}

// usableName refuses names so short that they would match inside others.
func usableName(n string) bool {
	if n == "" {
		return false
	}
	if n[0] < utf8.RuneSelf {
		return len(n) >= 2
	}
	return true
}

// cleanName is the form that text is matched in; an explanation in brackets at
// the end of a label is not part of what people say.
func cleanName(n string) string {
	n, _ = Normalise(n)
	if i := strings.IndexByte(n, '('); i > 0 {
		n = n[:i]
	}
	n = strings.ReplaceAll(n, "-", " ")
	return strings.Join(strings.Fields(n), " ")
}

// variants adds forms that people write for names the content already has. A
// form that content itself uses for something else stays with that.
func (b *builder) variants() {
	for _, n := range append([]named(nil), b.names...) {
		if n.c.kind != "finding" && n.c.kind != "condition" && n.c.kind != "demographic" {
			continue
		}
		for _, v := range append(variantsOf(n.name), contracted(n.name)...) {
			if b.l.names.find(v) == nil && b.l.names.add(v, n.c) {
				b.names = append(b.names, named{v, n.c})
			}
		}
	}
}

func variantsOf(n string) []string {
	var out []string
	if n[0] >= utf8.RuneSelf {
		for _, p := range spellings {
			if right, wrong, _ := strings.Cut(p, ">"); strings.Contains(n, right) {
				out = append(out, strings.Replace(n, right, wrong, 1))
			}
		}
		return out
	}
	if part, ok := strings.CutSuffix(n, " pain"); ok && len(part) > 2 && !strings.Contains(part, " ") {
		out = append(out, "pain in "+part, "pain in the "+part, part+" hurts", part+" hurt", part+" ache", part+" is hurting",
			part+" is painful", "painful "+part, "aching "+part, part+" has been hurting", part+" feels painful",
			part+" is sore", part+"'s sore", "sore "+part, part+" is killing me", part+" killing me", part+" aches", part+" is aching", part+" been hurting", part+" really hurts", part+" is agony")
	}
	if part, ok := strings.CutSuffix(n, " tightness"); ok && len(part) > 2 && !strings.Contains(part, " ") {
		out = append(out, "tight "+part, part+" is tight", part+" feels tight", part+" tight", "tightness in "+part)
	}
	return out
}

// spellings are further written forms, right>written: 疼 for 痛, and the
// homophones that input methods give for the words of complaints.
var spellings = []string{
	"疼痛>痛", "疼痛>疼", "痛>疼", "疼>痛", "晕>昏", "腹>肚子", "胸痛>凶痛", "胸痛>胸口痛", "胸痛>胸口疼", "胸闷>凶闷", "胸闷>胸焖", "头晕>头运",
	"头晕>头云", "头晕>投晕", "头痛>投痛", "头痛>头通", "发烧>发骚", "发烧>发绕", "发烧>发稍", "发热>发惹", "咳嗽>克嗽", "咳嗽>咳漱", "咳嗽>咳速",
	"咳嗽>咳簌", "恶心>恶新", "恶心>饿心", "恶心>恶星", "呕吐>呕土", "呕吐>偶吐", "呕吐>欧吐", "腹泻>腹谢", "腹泻>腹写", "拉肚子>拉杜子",
	"拉肚子>拉肚仔", "心慌>心荒", "心慌>心晃", "心悸>心季", "心悸>心计", "气短>气段", "气喘>气踹", "呼吸困难>呼吸困男", "呼吸困难>呼吸困那",
	"呼吸困难>呼息困难", "便秘>便密", "便秘>便泌", "便血>便雪", "吐血>吐雪", "咯血>咳雪", "咳血>咳雪", "黑便>黑边", "失眠>失棉", "失眠>失民",
	"皮疹>皮诊", "皮疹>皮珍", "荨麻疹>寻麻疹", "荨麻疹>荨麻诊", "浮肿>肤肿", "浮肿>浮种", "水肿>水种", "黄疸>黄胆", "黄疸>黄旦", "麻木>麻目",
	"抽搐>抽畜", "抽搐>抽触", "晕倒>晕到", "昏倒>昏到", "晕厥>晕决", "昏迷>昏迷不醒", "尿频>尿平", "尿急>尿及", "尿痛>尿通", "嗓子>桑子",
	"喉咙>喉龙", "鼻涕>鼻剃", "鼻塞>鼻赛", "乏力>法力", "腰痛>要痛", "腹痛>副痛", "腹痛>肚子痛", "腹痛>肚子疼", "瘙痒>骚痒", "过敏>过民",
	"出汗>出旱", "耳鸣>耳呜", "耳鸣>耳名", "视力模糊>视力模胡", "模糊>模胡", "糖尿病>塘尿病", "糖尿病>唐尿病", "高血压>高血亚", "哮喘>哮踹",
	"哮喘>肖喘", "月经>月精", "怀孕>怀运", "出血>出雪", "痉挛>痉孪",
}

// builtinWords are what people say for the demographics of every chart.
func builtinWords(id string) []string {
	switch id {
	case "find.sex_female":
		return []string{"女性", "女士", "女生", "女的", "我是女", "妇女", "female", "woman"}
	case "find.sex_male":
		return []string{"男性", "男士", "男生", "男的", "我是男", "male", "man", "gentleman"}
	case "find.pregnant":
		return []string{"怀孕", "怀了孕", "孕妇", "妊娠", "孕期", "有孕", "怀上了", "有了身孕", "pregnant", "pregnancy", "expecting a baby"}
	case "find.lactating":
		return []string{"哺乳期", "哺乳", "喂奶", "母乳喂养", "喂母乳", "breastfeeding", "breast feeding", "lactating", "nursing my baby"}
	}
	return nil
}

// quantity enters the names of a measurable; a value must follow one for it to
// be read.
func (b *builder) quantity(x graph.Finding) {
	names := append([]string{x.Labels.ZH, x.Labels.EN}, x.Synonyms.ZH...)
	for _, n := range strings.Split(measured[x.ID], "|") {
		if n != "" {
			b.l.quantities.add(n, concept{x.ID, "quantity"})
		}
	}
	for _, n := range append(names, x.Synonyms.EN...) {
		if n = cleanName(n); usableName(n) {
			b.l.quantities.add(n, concept{x.ID, "quantity"})
		}
	}
}
