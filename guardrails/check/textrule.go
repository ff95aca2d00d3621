package check

import (
	"slices"

	"apricot.health/guardrails/claim"
	"apricot.health/knowledge/graph"
)

// RuleHead is what every row of the tables of rules about texts has: what it says in a
// few words, whose statement it is, and how sure whoever wrote it is of that.
type RuleHead struct {
	Label      graph.Label `yaml:"label"`
	Source     string      `yaml:"source"`
	Confidence string      `yaml:"confidence"`
}

// What a finding of each kind of rule begins with.
//
//nolint:gochecknoglobals // literals, read only
var (
	againstGuidance = graph.Label{ZH: "与指南相悖", EN: "Against guidance"}
	demanded        = graph.Label{ZH: "此情形必须做而文中没有", EN: "The situation demands it and the text has it not"}
	notDone         = graph.Label{ZH: "不得如此", EN: "Never done"}
	notEndorsed     = graph.Label{ZH: "本院尚未认可的规则", EN: "Not endorsed by this hospital"}
)

// TextRules are the rules of the tables beside the checks that a hospital may endorse
// or switch off one by one, as the graph has them (knowledge/content/textrules.csv).
func TextRules() []graph.TextRule {
	var out []graph.TextRule
	add := func(kind, name string, h RuleHead) {
		out = append(out, graph.TextRule{ID: ruleID(kind, name), Labels: h.Label, Source: h.Source, Confidence: h.Confidence, Status: graph.Draft})
	}
	for _, x := range allMistakes() {
		add("mistake", x.Mistake, x.RuleHead)
	}
	for _, x := range unsoundPractices().list {
		add("unsound", x.Practice, x.RuleHead)
	}
	for _, x := range musts() {
		add("must", x.Must, x.RuleHead)
	}
	for _, x := range slices.Concat(nevers().Acts, nevers().Stops) {
		add("never", x.Never, x.RuleHead)
	}
	for _, x := range protocols() {
		add("protocol", x.Protocol, x.RuleHead)
	}
	return out
}

func ruleID(kind, name string) string { return kind + "." + name }

// off is true for a rule about texts that the hospital switched off. One that the graph
// does not know decides: an older graph takes nothing away.
func (b *bench) off(kind, name string) bool {
	return len(b.Index.off) > 0 && b.Index.off[ruleID(kind, name)]
}

// ruled is a finding of a rule about texts, with the rule and its source. Where the hospital lets what nobody endorsed
// interrupt no order, such a rule warns of one instead.
func (b *bench) ruled(kind, name string, h RuleHead, hazard string, begins graph.Label) Finding {
	id := ruleID(kind, name)
	if b.Audience == "order" && !b.Graph.Settings().MayInterrupt() {
		if r, ok := b.Graph.TextRule(id); !ok || r.Status != graph.Endorsed {
			hazard, begins = "unendorsed", notEndorsed
		}
	}
	f := b.find(hazard, claim.Claim{}, id)
	f.Message = graph.Label{ZH: begins.ZH + "：" + h.Label.ZH + "（" + h.Source + "）", EN: begins.EN + ": " + h.Label.EN + " (" + h.Source + ")"}
	return f
}

// switchedOff are the ids that the hospital switched off.
func switchedOff(site graph.Site) map[string]bool {
	out := map[string]bool{}
	for _, d := range site.Off {
		out[d.ID] = true
	}
	return out
}
