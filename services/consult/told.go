package consult

import (
	"slices"
	"strconv"
	"strings"

	"apricot.health/guardrails/fence"
	"apricot.health/knowledge/graph"
	"apricot.health/services/agent"
)

// Of what the patient told, a card holds this many characters of one answer and of
// all; the summary on the page holds all of it.
const (
	toldOfOne = 400
	toldOfAll = 2000
)

// chief is all that the patient typed on the illness of now, word for word and in
// order, the newest last: the opening beside the complaint that it names, every other
// answer beside what was asked.
func (p *speaker) chief(s agent.Story) []Item {
	words := s.Words
	if s.Chief != "" && !slices.ContainsFunc(words, func(w agent.Quote) bool { return opens(w.Question) }) {
		words = slices.Insert(slices.Clone(words), 0, agent.Quote{Question: agent.AskChief, Text: s.Chief})
	}
	var out []Item
	for _, w := range words {
		out = append(out, Item{Label: p.asked(w.Question), Said: w.Text})
	}
	if s.Complaint == "" {
		return out
	}
	name := p.label(s.Complaint)
	if len(words) > 0 && opens(words[0].Question) {
		out[0].Label = name
		return out
	}
	return slices.Insert(out, 0, Item{Label: name})
}

func opens(question string) bool { return question == agent.AskChief || question == agent.AskAgain }

// asked is a question of the interview in a few words, empty for the opening.
func (p *speaker) asked(question string) fence.Cleared {
	if opens(question) {
		return fence.Cleared{}
	}
	if _, ok := p.Graph.Finding(question); ok {
		return p.label(question)
	}
	switch question {
	case agent.AskStory:
		return p.free(graph.Label{ZH: "经过", EN: "The story"})
	case agent.AskMore:
		return p.free(graph.Label{ZH: "补充", EN: "Added"})
	case agent.AskMeant, agent.AskComplaint:
		return p.free(graph.Label{ZH: "所指的不适", EN: "The complaint meant"})
	default: // a list, or whom it is about
		return p.free(graph.Label{ZH: "答问时说", EN: "Said in answer"})
	}
}

// told writes what the patient told, each answer on its line, no longer than a card
// bears, and says how many answers it leaves to the page.
func (w *writer) told(p *speaker, items []Item) {
	room := toldOfAll
	for i, it := range items {
		if room == 0 {
			n := strconv.Itoa(len(items) - i)
			w.mark(bullet).say(p.free(graph.Label{ZH: "还有" + n + "条，见患者页面", EN: n + " more on the page of the patient"}))
			return
		}
		it.Said = cut(it.Said, min(toldOfOne, room))
		room -= min(room, len([]rune(it.Said)))
		w.mark(bullet).item(it)
	}
}

// cut leaves the first characters of words, and shows that it did.
func cut(said string, limit int) string {
	rs := []rune(said)
	if len(rs) <= limit {
		return said
	}
	return strings.TrimSpace(string(rs[:limit])) + string(ellipsis)
}
