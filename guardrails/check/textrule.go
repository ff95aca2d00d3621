package check

import (
	"fmt"
	"io/fs"
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
	// id is its kind and its name, by which the graph knows it.
	id string
}

// rule is a row of such a table, which has a name and a head.
type rule[R any] interface {
	*R
	head() (string, *RuleHead)
}

func (x *mistake) head() (string, *RuleHead)  { return x.Mistake, &x.RuleHead }
func (x *unsound) head() (string, *RuleHead)  { return x.Practice, &x.RuleHead }
func (x *must) head() (string, *RuleHead)     { return x.Must, &x.RuleHead }
func (x *never) head() (string, *RuleHead)    { return x.Never, &x.RuleHead }
func (x *protocol) head() (string, *RuleHead) { return x.Protocol, &x.RuleHead }

// rulesOf are the rows of the embedded tables of a kind. Tests read each: one that is
// refused is a fault of the build.
func rulesOf[R any, P rule[R]](kind string, patterns ...string) []R {
	out, err := readRules[R, P](tables, kind, patterns...)
	if err != nil {
		panic(err)
	}
	return out
}

// readRules reads the rows of all tables that patterns name, in that order. Each row has
// a name that no other of its kind has, a label in both languages and a source.
func readRules[R any, P rule[R]](files fs.FS, kind string, patterns ...string) ([]R, error) {
	var out []R
	known := map[string]bool{}
	for _, pattern := range patterns {
		names, err := fs.Glob(files, pattern)
		if err != nil || len(names) == 0 {
			return nil, fmt.Errorf("check: no tables %s: %w", pattern, err)
		}
		for _, file := range names {
			rows, err := decode[[]R](files, file)
			if err != nil {
				return nil, err
			}
			for i := range rows {
				name, head := P(&rows[i]).head()
				if fault := head.fault(name, known); fault != "" {
					return nil, fmt.Errorf("%s: %q %s", file, name, fault)
				}
				known[name], head.id = true, kind+"."+name
			}
			out = append(out, rows...)
		}
	}
	return out, nil
}

// fault is what is wrong with the head of a row, "" where nothing is.
func (h *RuleHead) fault(name string, known map[string]bool) string {
	switch {
	case name == "":
		return "has no name"
	case known[name]:
		return "stands twice"
	case h.Label.ZH == "" || h.Label.EN == "":
		return "has no label in one of the languages"
	case h.Source == "":
		return "has no source"
	case !slices.Contains([]string{"", "high", "medium", "low"}, h.Confidence):
		return "is of a confidence that there is not: " + h.Confidence
	}
	return ""
}

// heads are those of rows.
func heads[R any, P rule[R]](rows []R) []RuleHead {
	out := make([]RuleHead, len(rows))
	for i := range rows {
		_, head := P(&rows[i]).head()
		out[i] = *head
	}
	return out
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
	for _, h := range slices.Concat(heads(allMistakes()), heads(unsoundPractices().list), heads(musts()), heads(nevers().acts), heads(nevers().stops), heads(protocols())) {
		out = append(out, graph.TextRule{ID: h.id, Labels: h.Label, Source: h.Source, Confidence: h.Confidence, Status: graph.Draft})
	}
	return out
}

// off is true for a rule about texts that the hospital switched off. One that the graph
// does not know decides: an older graph takes nothing away.
func (b *bench) off(h RuleHead) bool { return len(b.Index.off) > 0 && b.Index.off[h.id] }

// ruled is a finding of a rule about texts, with the rule and its source. Where the hospital lets what nobody endorsed
// interrupt no order, such a rule warns of one instead.
func (b *bench) ruled(h RuleHead, hazard string, begins graph.Label) Finding {
	if b.Audience == "order" && !b.Graph.Settings().MayInterrupt() {
		if r, ok := b.Graph.TextRule(h.id); !ok || r.Status != graph.Endorsed {
			hazard, begins = "unendorsed", notEndorsed
		}
	}
	f := b.find(hazard, claim.Claim{}, h.id)
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
