package consult

import (
	"context"
	"strings"

	"apricot.health/guardrails/fence"
	"apricot.health/knowledge/chart"
	"apricot.health/knowledge/graph"
	"apricot.health/knowledge/reason"
	"apricot.health/services/agent"
)

// Prose is text put together from words that the fence cleared, words quoted
// from the record, and punctuation. It cannot be made of anything else, so
// that a card holds nothing that the fence did not see.
type Prose struct{ text string }

// Text is what may be shown to the doctor.
func (p Prose) Text() string { return p.text }

// Empty reports that there is nothing to show.
func (p Prose) Empty() bool { return strings.TrimSpace(p.text) == "" }

// mark is punctuation between words.
type mark string

// The marks: those of the markdown subset that a card may hold, and plain ones.
const (
	space     mark = " "
	comma     mark = ", "
	between   mark = ",, " // stands between the items of a list
	dot       mark = " · "
	colon     mark = ": "
	paragraph mark = "\n\n"
	bullet    mark = "\n- "
	bold      mark = "**"
	openPar   mark = " ("
	closePar  mark = ")"
	ellipsis  mark = "…"
)

// writer puts Prose together, with the marks of its language.
type writer struct {
	b    strings.Builder
	lang string
}

// pen is a writer in the language of the speaker.
func (p *speaker) pen() *writer { return &writer{lang: p.lang} }

func (w *writer) say(c fence.Cleared) *writer { w.b.WriteString(c.Text()); return w }

func (w *writer) mark(m mark) *writer {
	zh := w.lang == "zh"
	switch {
	case m == comma && zh:
		m = "，"
	case m == colon && zh:
		m = "："
	case m == between && zh:
		m = "、"
	case m == between:
		m = comma
	}
	w.b.WriteString(string(m))
	return w
}

// quote adds words of the record or of the patient. Markdown in them is taken
// apart, so that a name cannot become a heading or a link.
func (w *writer) quote(s string) *writer {
	w.b.WriteString(plainer().Replace(s))
	return w
}

// prose adds prose.
func (w *writer) prose(p Prose) *writer { w.b.WriteString(p.text); return w }

// found adds the words of a finding of the fence: its messages are content.
func (w *writer) found(f fence.Finding, lang string) *writer {
	w.b.WriteString(plainer().Replace(f.Message.In(lang)))
	return w
}

func (w *writer) list(of []fence.Cleared) *writer {
	for i, c := range of {
		if i > 0 {
			w.mark(between)
		}
		w.say(c)
	}
	return w
}

func (w *writer) done() Prose { return Prose{text: strings.TrimSpace(w.b.String())} }

func plainer() *strings.Replacer {
	return strings.NewReplacer("*", "＊", "_", "＿", "`", "'", "[", "［", "]", "］", "<", "＜", ">", "＞", "#", "＃", "\n", " ", "\r", " ", "|", "｜")
}

// short cuts prose to fewer than limit characters, at the last mark of
// punctuation where there is one.
func (p Prose) short(limit int) Prose {
	rs := []rune(p.text)
	if len(rs) < limit {
		return p
	}
	rs = rs[:limit-len([]rune(string(ellipsis)))-1]
	return Prose{text: strings.TrimRight(string(rs), " ,·:：，、") + string(ellipsis)}
}

// speaker words things for one doctor about one patient. The first error of
// the fence ends it; what does not pass stays empty and is left out.
type speaker struct {
	*Service
	ctx     context.Context //nolint:containedctx // lives for one call
	lang    string
	chart   chart.Chart
	urgency *fence.UrgencyContext
	// department is whose screen it is.
	department string
	// interview is what was told, nil where nothing was.
	interview *agent.Interview
	said      map[string]fence.Cleared
	err       error
}

func (s *Service) speak(ctx context.Context, lang string, c chart.Chart, d dossier) *speaker {
	return &speaker{
		Service: s, ctx: ctx, lang: lang, chart: c, urgency: agent.Urgency(d.assessment), department: d.department, interview: d.interview, said: map[string]fence.Cleared{},
	}
}

// show passes one text through the fence; the same text twice is one decision.
func (p *speaker) show(template string, l graph.Label) fence.Cleared {
	text := l.In(p.lang)
	if p.err != nil || text == "" {
		return fence.Cleared{}
	}
	key := template + "\x00" + text
	if c, ok := p.said[key]; ok {
		return c
	}
	_, c, err := p.Fence.Gate(p.ctx, fence.Draft{
		Audience: fence.Doctor, Lang: p.lang, Text: text, Template: template, Chart: p.chart, Urgency: p.urgency, Department: p.department,
	})
	if err != nil {
		p.err = err
		return fence.Cleared{}
	}
	p.said[key] = c
	return c
}

// label is the name of anything in the graph.
func (p *speaker) label(id string) fence.Cleared {
	l, ok := p.Graph.Label(id)
	if !ok {
		return fence.Cleared{}
	}
	return p.show("label:"+id, l)
}

func (p *speaker) phrase(id string) fence.Cleared {
	l, _ := p.Graph.Label(id)
	return p.show("phrase:"+id, l)
}

// free is a text of Apricot that is no content: it is judged word for word.
func (p *speaker) free(l graph.Label) fence.Cleared { return p.show("", l) }

// labels are the names of ids, each name once.
func (p *speaker) labels(ids []string) []fence.Cleared {
	var out []fence.Cleared
	seen := map[string]bool{}
	for _, id := range ids {
		if c := p.label(id); c.Text() != "" && !seen[c.Text()] {
			seen[c.Text()] = true
			out = append(out, c)
		}
	}
	return out
}

// The words that hold a card together.
func heading(id string) graph.Label {
	switch id {
	case "for":
		return graph.Label{ZH: "支持", EN: "For"}
	case "against":
		return graph.Label{ZH: "不支持", EN: "Against"}
	case "absent":
		return graph.Label{ZH: "没有", EN: "Not there"}
	case "missing":
		return graph.Label{ZH: "尚不清楚", EN: "Not known"}
	case "differential":
		return graph.Label{ZH: "鉴别诊断", EN: "Differential"}
	case "possible":
		return graph.Label{ZH: "可能的方向（把握不足，未校准为诊断）", EN: "Possibilities (low confidence, not a differential)"}
	case "told_alike":
		return graph.Label{ZH: "叙述与常见的说法相似", EN: "The words are like those that patients use for it"}
	case "must_not_miss":
		return graph.Label{ZH: "不可漏诊", EN: "Must not be missed"}
	case "suspected":
		return graph.Label{ZH: "言语提示（疑似，未证实）", EN: "Suspected from words, not confirmed"}
	case "flags":
		return graph.Label{ZH: "危险信号", EN: "Red flags"}
	case "tests":
		return graph.Label{ZH: "检查草稿（待医生签署）", EN: "Draft tests, for a doctor to sign"}
	case "path":
		return graph.Label{ZH: "推理路径", EN: "Reasoning path"}
	case "unconfirmed":
		return graph.Label{ZH: "患者尚未确认", EN: "Not yet confirmed by the patient"}
	case "told":
		return graph.Label{ZH: "患者自述，未经证实", EN: "told by the patient, not confirmed"}
	case "thin":
		return graph.Label{ZH: "资料太少，不列鉴别诊断", EN: "Too little is known for a differential"}
	case reason.NoComplaint:
		return graph.Label{ZH: "没有说到身体不适，不列鉴别诊断", EN: "Nothing was told of anybody's health: no differential"}
	case "no_fit":
		return graph.Label{ZH: "没有哪个解释足够突出，不列鉴别诊断", EN: "No explanation stands out enough for a differential"}
	case "summary":
		return graph.Label{ZH: "预问诊", EN: "Pre-visit"}
	case "why":
		return graph.Label{ZH: "依据", EN: "Because of"}
	case "allergies":
		return graph.Label{ZH: "病历中的过敏记录", EN: "Allergies on record"}
	case "notes":
		return graph.Label{ZH: "另有提示", EN: "Further notes"}
	default:
		return graph.Label{}
	}
}

func (p *speaker) heading(id string) fence.Cleared { return p.free(heading(id)) }
