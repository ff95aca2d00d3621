package check

import (
	"slices"
	"strings"

	"apricot.health/guardrails/claim"
	"apricot.health/knowledge/chart"
	"apricot.health/knowledge/graph"
	"apricot.health/knowledge/pattern"
)

// allergy holds a drug against the patient's allergies: the same substance,
// its class or allergen group, then what cross-reacts with it.
func allergy(b *bench, c claim.Claim) []Finding {
	out := b.each(c, "allergy_unknown", func(d graph.Drug) *Finding {
		var worst *Finding
		for _, a := range b.allergies {
			h := b.reacts(d, a)
			if h == "" {
				continue
			}
			f := b.find(h, c, a.Evidence, d.ID, a.Concept)
			if worst == nil || rank(f.Severity) > rank(worst.Severity) {
				worst = &f
			}
		}
		return worst
	})
	if len(out) > 0 {
		return out
	}
	// What the record has and nobody could read is not what nobody has asked about: it
	// stands there, and may be this medicine.
	if unread := b.unreadAllergies(); len(unread) > 0 {
		return []Finding{b.find("allergy_unread", c, unread...)}
	}
	if !b.Chart.AllergiesKnown {
		return []Finding{b.find("allergy_unknown", c)}
	}
	return nil
}

// unreadAllergies are the allergies of the record that name nothing the graph knows. An
// allergy that the draft itself states is none of them.
func (b *bench) unreadAllergies() []string {
	var out []string
	for _, a := range b.Chart.Allergies {
		if active(a) && b.allergen(a) == "" && !notADrug(a.Text) {
			out = append(out, a.Evidence)
			if a.Evidence == "" {
				out[len(out)-1] = "chart.allergies"
			}
		}
	}
	return out
}

// notADrug is true for what people are allergic to that is no medicine, so
// that hay fever does not hold back every tablet.
func notADrug(text string) bool {
	t := squeeze(text)
	if slices.Contains([]string{"无", "否认", "没有", "无过敏史", "无已知药物过敏", "none", "no", "nkda", "nka", "noknowndrugallergies", "noknownallergies"}, t) {
		return true
	}
	for _, w := range [...]string{
		"花粉", "尘螨", "海鲜", "虾", "蟹", "花生", "坚果", "牛奶", "鸡蛋", "芒果", "猫", "狗", "动物皮毛", "酒精", "乳胶", "柳絮", "紫外线", "冷空气", "小麦", "大豆", "橡胶", "胶布", "胶带", "草莓", "猕猴桃", "桃子", "腰果", "芝麻", "乳糖", "霉菌", "羽毛", "阳光", "香水",
		"pollen", "dust", "mite", "seafood", "shrimp", "crab", "shellfish", "peanut", "nut", "milk", "egg", "mango", "cat", "dog", "dander", "latex", "grass", "wheat", "soy", "bee", "wasp", "nickel", "rubber", "plaster", "elastoplast", "adhesive", "surgical tape", "strawberr", "kiwi", "cashew", "pistachio", "almond", "sesame", "lactose", "mould", "feather", "sunlight", "perfume",
	} {
		if strings.Contains(t, w) {
			return true
		}
	}
	return false
}

// allergen is the concept of an allergy; a name that arrived as text only is
// looked up among drugs, classes and allergen groups.
func (b *bench) allergen(a chart.Coded) string {
	if a.Concept != "" {
		if _, ok := b.Graph.Label(a.Concept); ok {
			return a.Concept
		}
	}
	return b.Index.named(a.Text)
}

// reacts gives the hazard of a drug for one allergy, "" for none.
func (b *bench) reacts(d graph.Drug, a chart.Coded) string {
	id := b.allergen(a)
	if id == "" {
		return ""
	}
	if id == d.ID || slices.Contains(d.Allergens, id) || slices.Contains(b.Index.kinds[d.ID], id) {
		return "allergy"
	}
	groups := []string{id}
	if other, ok := b.Graph.Drug(id); ok {
		groups = other.Allergens
	}
	cross := ""
	for _, g := range groups {
		if slices.Contains(d.Allergens, g) {
			return "allergy"
		}
		group, _ := b.Graph.AllergenGroup(g)
		for _, x := range group.CrossReacts {
			if slices.Contains(d.Allergens, x.Group) {
				cross = worse(cross, x.Severity)
			}
		}
	}
	if cross == "" && strings.HasPrefix(id, "drug.") && b.sameTherapy(id, d.ID) && len(groups) == 0 {
		return "allergy_cross_minor"
	}
	return cross
}

func worse(have, severity string) string {
	if severity != Minor {
		return "allergy_cross"
	}
	if have == "" {
		return "allergy_cross_minor"
	}
	return have
}

// sameTherapy is true for two drugs of one therapeutic class. Classes that
// only describe a property (QT, serotonergic) are not marked as duplicates.
func (b *bench) sameTherapy(x, y string) bool {
	for _, k := range b.Index.kinds[x] {
		if class, _ := b.Graph.DrugClass(k); class.Duplicate && slices.Contains(b.Index.kinds[y], k) {
			return true
		}
	}
	return false
}

//nolint:gochecknoglobals // compiled once, read only
var insteadRE = pattern.MustCompile(`(?:instead of|rather than|in place of|而不用|而非|代替|替代)\s*$`)

// allergyClaim holds a statement on an allergy against the chart.
func allergyClaim(b *bench, c claim.Claim) []Finding {
	match := ""
	for _, a := range b.Chart.Allergies {
		if !active(a) {
			continue
		}
		if b.allergen(a) == c.Concept {
			match = evidenceOf(a)
		}
		for _, d := range b.Index.drugs(c.Concept) {
			if b.reacts(d, a) == "allergy" {
				match = evidenceOf(a)
			}
		}
	}
	switch {
	case c.Polarity == claim.Negated && insteadRE.MatchString(b.before(c)):
		return nil // "instead of amoxicillin" gives none and denies no allergy
	case c.Polarity == claim.Negated && match != "":
		return []Finding{b.find("negation_flipped", c, match)}
	case c.Polarity == claim.Negated && !b.Chart.AllergiesKnown:
		return []Finding{b.find("contradiction_unknown", c)}
	case c.Polarity == claim.Affirmed && match == "":
		return []Finding{b.find("not_on_chart", c)}
	}
	return nil
}

func evidenceOf(c chart.Coded) string {
	if c.Evidence != "" {
		return c.Evidence
	}
	return "chart"
}
