package eval

import (
	"slices"
	"strconv"
	"strings"

	"apricot.health/knowledge/chart"
	"apricot.health/knowledge/logic"
	"apricot.health/knowledge/reason"
	"apricot.health/services/agent"
)

// most bounds a simulated interview; the dialogue stops long before.
const most = 60

// patient is who is interviewed in place of a person. It knows what the
// vignette says and nothing else.
type patient struct {
	Triage
	v Vignette
	// truth is what the lexicon reads in the story: the answers to closed
	// questions. What it does not read there the patient does not know.
	truth chart.Chart
	// untold are the sentences of the story that were not told yet.
	untold []string
}

// Interviewed asks a simulated patient, as the chat does, until nothing is left
// to ask but the past. The patient
//   - says the opening first;
//   - asked again what is wrong, tells the first half of what is untold, or says
//     the same once more;
//   - answers the first open question with the first half of the story's
//     sentences, word for word, and the next with the rest;
//   - chooses, of the complaints offered, one that the story names, else from
//     the list of all the first that it names, else does not know;
//   - answers a closed question with yes or no where the story, as the lexicon
//     reads it, says so, and does not know otherwise; or denies what the story
//     says nothing of, where Denying is set. An emergency that is told in words
//     which nobody reads is denied by that, as no ill person would deny it.
func (t Triage) Interviewed(v Vignette) Answer {
	a, story, place := t.interview(v)
	t.end(&a, place, a.interview, story)
	return a
}

// interview is Interviewed before it is scored.
func (t Triage) interview(v Vignette) (Answer, agent.Story, agent.Place) {
	teller := agent.Teller{Graph: t.Graph, Lexicon: t.Lexicon, Engine: t.Engine}
	base := chart.New()
	base.AgeYears, base.Sex = v.Age, chart.Sex(v.Sex)
	who := t.patient(v, base)
	iv := agent.Interview{ID: v.ID, Lang: v.Lang, Answers: []agent.Answer{who.opens()}}
	a := Answer{Vignette: v, ID: v.ID}
	story := teller.Tell(base, iv)
	a.NoComplaint = story.Complaint == ""
	place := teller.Place(story)
	for !place.Ends && place.Next != nil && !slices.Contains(agent.PastQuestions(), place.Next.ID) && a.Asked < most {
		a.Asked++
		iv.Answers = append(iv.Answers, who.answers(*place.Next))
		story = teller.Tell(base, iv)
		place = teller.Place(story)
	}
	a.interview = iv
	return a, story, place
}

func (t Triage) patient(v Vignette, base chart.Chart) *patient {
	p := &patient{Triage: t, v: v, truth: base, untold: sentences(v.Story)}
	p.truth.Findings, p.truth.Measures, p.truth.FindingSource = map[string]chart.Tri{}, map[string]chart.Measure{}, map[string]chart.Source{}
	t.Engine.Listen(&p.truth, reason.Utterance{Text: v.text(), Lang: v.Lang, Evidence: "story"})
	return p
}

// sentences cuts a story where sentences end; each keeps its stop.
func sentences(text string) []string {
	var out []string
	from := 0
	for i, r := range text {
		if next := i + len(string(r)); strings.ContainsRune("。！？；!?;\n", r) || r == '.' && (next == len(text) || text[next] == ' ') {
			out, from = append(out, strings.TrimSpace(text[from:next])), next
		}
	}
	out = append(out, strings.TrimSpace(text[from:]))
	return slices.DeleteFunc(out, func(s string) bool { return s == "" })
}

func (p *patient) opens() agent.Answer {
	words := p.v.Opening
	if words == "" {
		words = p.tell(len(p.untold))
	}
	return agent.Answer{Question: agent.AskChief, Text: words, Lang: p.v.Lang}
}

// tell says the next n sentences of the story.
func (p *patient) tell(n int) string {
	said := p.untold[:n]
	p.untold = p.untold[n:]
	return strings.Join(said, map[string]string{"en": " "}[p.v.Lang])
}

func (p *patient) answers(step agent.Step) agent.Answer {
	a := agent.Answer{Question: step.ID, Lang: p.v.Lang}
	switch step.ID {
	case agent.AskAgain:
		if a.Text = p.tell((len(p.untold) + 1) / 2); a.Text == "" {
			a.Text = p.v.Opening
		}
	case agent.AskStory, agent.AskMore:
		n := len(p.untold)
		if step.ID == agent.AskStory {
			n = (n + 1) / 2
		}
		if a.Text = p.tell(n); a.Text == "" {
			a.Option = agent.OptionNone
		}
	case agent.AskMeant, agent.AskComplaint:
		p.choose(&a, step)
	default:
		p.reply(&a, step.Finding)
	}
	return a
}

// choose picks the complaint. A story that names none leaves the patient at a
// loss; one that names others than those offered means none of these.
func (p *patient) choose(a *agent.Answer, step agent.Step) {
	named := p.Engine.Complaints(p.v.text())
	if step.ID == agent.AskMeant {
		offered := func(id string) bool { return slices.Contains(step.Offered, id) }
		if i := slices.IndexFunc(named, offered); i >= 0 {
			a.Option = named[i]
			return
		}
	}
	switch {
	case len(named) == 0:
		a.Unknown = true
	case step.ID == agent.AskMeant:
		a.Option = agent.OptionNone
	default:
		a.Option = named[0]
	}
}

func (p *patient) reply(a *agent.Answer, q reason.Question) {
	a.Asked = q.Text.In(p.v.Lang)
	if q.Kind == "signs" {
		p.tick(a, q)
		return
	}
	if m, ok := p.truth.Measures[q.ID]; ok && q.Kind == "number" {
		a.Number = &m.Value
		return
	}
	for i, o := range q.Options {
		if slices.ContainsFunc(o.Sets, func(id string) bool { return p.truth.Findings[id] == chart.Yes }) {
			a.Option = strconv.Itoa(i)
			return
		}
	}
	switch p.holds(q.ID) {
	case chart.Yes:
		a.Option = "yes"
	case chart.No:
		a.Option = "no"
	default:
		a.Unknown = true
	}
}

// holds is what the patient knows of a finding: what the story says of it. Of the
// rest a patient who denies says that it is not there.
func (p *patient) holds(id string) chart.Tri {
	v := p.truth.Findings[id]
	if f, ok := p.Graph.Finding(id); v == chart.Unknown && p.Denying && ok && f.Kind != "quantity" && len(f.Options) == 0 {
		return chart.No
	}
	return v
}

// tick answers a list: what the story tells is there is chosen. Where it is
// silent on any of the others, the patient does not know.
func (p *patient) tick(a *agent.Answer, q reason.Question) {
	a.Offered = q.Signs
	var asked []string
	for _, id := range q.Signs {
		f, _ := p.Graph.Finding(id)
		asked = append(asked, f.Ask.In(p.v.Lang))
		switch p.holds(id) {
		case chart.Yes:
			a.Chosen = append(a.Chosen, id)
		case chart.Unknown:
			a.Unknown = true
		case chart.No:
		}
	}
	a.Asked = strings.Join(asked, "\n")
}

func (t Triage) end(a *Answer, place agent.Place, iv agent.Interview, story agent.Story) {
	as := place.Assessment
	a.Said, a.Abstained = as.Urgency, as.Abstained
	for _, f := range as.RedFlags {
		a.Flags = append(a.Flags, f.ID)
	}
	for _, x := range as.Suspected {
		a.Suspected = append(a.Suspected, x.Flag)
	}
	for _, r := range slices.Concat(as.Differential, as.Possible) {
		a.Ranked = append(a.Ranked, r.Condition)
		a.P = append(a.P, r.P)
	}
	for _, id := range []string{story.Complaint, as.Department} {
		if id != "" {
			a.About = append(a.About, id)
		}
	}
	t.place(a)
	// An emergency screen ends the questions: nothing more had to be asked.
	if place.Ends {
		return
	}
	for _, name := range a.Ask {
		asked, told := t.covered(name, iv, story)
		a.MustAsked.Add(asked || told)
		if !told {
			a.UntoldAsked.Add(asked)
		}
	}
}

// covered reports whether a symptom was asked for and whether the patient's own
// words told it without a question.
func (t Triage) covered(name string, iv agent.Interview, story agent.Story) (asked, told bool) {
	want := t.symptoms(name)
	facts := logic.FromChart(t.Graph, story.Chart)
	for id := range want {
		_, measured := facts.Number(id)
		if story.Asked[id] || story.Closed[id] {
			asked = true
		} else if facts.Bool(id) != chart.Unknown || measured {
			told = true
		}
	}
	for _, a := range iv.Answers {
		switch {
		case !within(a.Asked+" "+a.Text, name):
		case a.Asked != "" && within(a.Asked, name):
			asked = true
		default:
			told = true
		}
	}
	return asked, told && !asked
}

// symptoms are the findings that a name stands for: those that the lexicon
// reads in it, those whose own name holds the whole of it, and what implies
// either: who was asked for a fever that comes back was asked for fever.
func (t Triage) symptoms(name string) map[string]bool {
	out := map[string]bool{}
	add := func(id string) {
		out[id] = true
		for _, s := range t.Graph.Specifics(id) {
			out[s] = true
		}
	}
	for _, m := range t.Lexicon.Extract(name, "") {
		if m.Kind == "finding" {
			add(m.Concept)
		}
	}
	for _, f := range t.Graph.Findings() {
		if within(f.Labels.ZH, name) || within(f.Labels.EN, name) {
			add(f.ID)
		}
	}
	return out
}
