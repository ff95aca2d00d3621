package graph

import (
	"maps"
	"slices"
	"sync"
)

func indexed(m Module) *Graph {
	g := &Graph{
		sources:           newTable(m.Sources, func(x Source) string { return x.ID }),
		findings:          newTable(m.Findings, func(x Finding) string { return x.ID }),
		conditions:        newTable(m.Conditions, func(x Condition) string { return x.ID }),
		complaints:        newTable(m.Complaints, func(x Complaint) string { return x.ID }),
		flags:             newTable(m.RedFlags, func(x RedFlag) string { return x.ID }),
		invs:              newTable(m.Investigations, func(x Investigation) string { return x.ID }),
		orders:            newTable(m.OrderRules, func(x OrderRule) string { return x.ID }),
		drugs:             newTable(m.Drugs, func(x Drug) string { return x.ID }),
		classes:           newTable(m.DrugClasses, func(x DrugClass) string { return x.ID }),
		allergens:         newTable(m.AllergenGroups, func(x AllergenGroup) string { return x.ID }),
		rules:             newTable(m.SafetyRules, func(x SafetyRule) string { return x.ID }),
		bands:             newTable(m.Bands, func(x Band) string { return x.ID }),
		scores:            newTable(m.Scores, func(x Score) string { return x.ID }),
		pathways:          newTable(m.Pathways, func(x Pathway) string { return x.ID }),
		departments:       newTable(m.Departments, func(x Department) string { return x.ID }),
		phrases:           newTable(m.Phrases, func(x Phrase) string { return x.ID }),
		courses:           newTable(m.Courses, func(x Course) string { return x.ID }),
		words:             newTable(m.WordClasses, func(x WordClass) string { return x.ID }),
		wordings:          newTable(m.Wordings, func(x Wording) string { return x.ID }),
		practices:         newTable(m.Practices, func(x Practice) string { return x.ID }),
		figures:           newTable(m.EducationFigures, func(x EducationFigure) string { return x.ID }),
		pharmacology:      newTable(m.Pharmacology, func(x Pharmacology) string { return x.ID }),
		trials:            newTable(m.Trials, func(x Trial) string { return x.ID }),
		herbs:             newTable(m.Herbs, func(x Herb) string { return x.ID }),
		incompatibilities: newTable(m.HerbIncompatibilities, func(x HerbIncompatibility) string { return x.ID }),
		textRules:         newTable(m.TextRules, func(x TextRule) string { return x.ID }),
	}
	g.settings, g.site = m.Settings, m.Site
	g.indexLabels()
	g.indexClasses()
	g.indexImplies()
	g.snapshot = sync.OnceValue(g.encode)
	return g
}

func (g *Graph) indexLabels() {
	g.labels = map[string]Label{}
	for _, x := range g.sources.items {
		g.labels[x.ID] = x.Title
	}
	for _, x := range g.findings.items {
		g.labels[x.ID] = x.Labels
	}
	for _, x := range g.conditions.items {
		g.labels[x.ID] = x.Labels
	}
	for _, x := range g.complaints.items {
		g.labels[x.ID] = x.Labels
	}
	for _, x := range g.flags.items {
		g.labels[x.ID] = x.Labels
	}
	for _, x := range g.invs.items {
		g.labels[x.ID] = x.Labels
	}
	for _, x := range g.orders.items {
		g.labels[x.ID] = x.Why
	}
	for _, x := range g.drugs.items {
		g.labels[x.ID] = x.Labels
	}
	for _, x := range g.classes.items {
		g.labels[x.ID] = x.Labels
	}
	for _, x := range g.allergens.items {
		g.labels[x.ID] = x.Labels
	}
	for _, x := range g.rules.items {
		g.labels[x.ID] = x.Labels
	}
	for _, x := range g.bands.items {
		g.labels[x.ID] = x.Labels
	}
	for _, x := range g.scores.items {
		g.labels[x.ID] = x.Labels
	}
	for _, x := range g.pathways.items {
		g.labels[x.ID] = x.Labels
	}
	for _, x := range g.departments.items {
		g.labels[x.ID] = x.Labels
	}
	for _, x := range g.phrases.items {
		g.labels[x.ID] = x.Labels
	}
	g.labelFacts()
}

// labelFacts names what texts are held against; a trial has its name.
func (g *Graph) labelFacts() {
	for _, x := range g.practices.items {
		g.labels[x.ID] = x.Labels
	}
	for _, x := range g.figures.items {
		g.labels[x.ID] = x.Labels
	}
	for _, x := range g.pharmacology.items {
		g.labels[x.ID] = x.Labels
	}
	for _, x := range g.trials.items {
		if len(x.Names) > 0 {
			g.labels[x.ID] = Label{ZH: x.Names[0], EN: x.Names[0]}
		}
	}
	for _, x := range g.herbs.items {
		g.labels[x.ID] = x.Labels
	}
	for _, x := range g.incompatibilities.items {
		g.labels[x.ID] = x.Labels
	}
	for _, x := range g.textRules.items {
		g.labels[x.ID] = x.Labels
	}
}

// indexClasses closes drug classes over their parents. A cycle (which lint
// reports) ends at the first repeat.
func (g *Graph) indexClasses() {
	g.classesOf = make(map[string][]string, len(g.drugs.items)+len(g.classes.items))
	closure := func(from []string) []string {
		seen := map[string]bool{}
		queue := slices.Clone(from)
		for len(queue) > 0 {
			id := queue[0]
			queue = queue[1:]
			if seen[id] {
				continue
			}
			seen[id] = true
			c, _ := g.classes.get(id)
			queue = append(queue, c.Parents...)
		}
		return slices.Sorted(maps.Keys(seen))
	}
	for _, d := range g.drugs.items {
		g.classesOf[d.ID] = closure(d.Classes)
	}
	for _, c := range g.classes.items {
		g.classesOf[c.ID] = closure(c.Parents)
	}
}

// indexImplies closes implies in both directions.
func (g *Graph) indexImplies() {
	g.generals, g.specifics = map[string][]string{}, map[string][]string{}
	for _, f := range g.findings.items {
		if f.Derive != nil {
			g.derived = append(g.derived, f)
		}
		if f.Undocumented == "absent" {
			g.undocumented = append(g.undocumented, f.ID)
		}
		seen := map[string]bool{}
		queue := slices.Clone(f.Implies)
		for len(queue) > 0 {
			id := queue[0]
			queue = queue[1:]
			if seen[id] || id == f.ID {
				continue
			}
			seen[id] = true
			up, _ := g.findings.get(id)
			queue = append(queue, up.Implies...)
		}
		for _, id := range slices.Sorted(maps.Keys(seen)) {
			g.generals[f.ID] = append(g.generals[f.ID], id)
			g.specifics[id] = append(g.specifics[id], f.ID)
		}
	}
}
