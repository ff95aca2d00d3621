package consult

import (
	"strings"

	"github.com/google/uuid"

	"apricot.health/guardrails/fence"
	"apricot.health/knowledge/graph"
)

// The CDS Hooks services of the copilot.
const (
	ServicePatientView = "apricot-patient-view"
	ServiceOrderSelect = "apricot-order-select"
	ServiceOrderSign   = "apricot-order-sign"
)

// The indicators of a card (CDS Hooks 2.0, card attributes).
const (
	Info     = "info"
	Warning  = "warning"
	Critical = "critical"
)

// summaryLimit is the length that the summary of a card stays below, in
// characters (CDS Hooks 2.0, card attributes).
const summaryLimit = 140

// Card is one card, before it is written as CDS Hooks.
type Card struct {
	// UUID is the same for the same words about the same patient.
	UUID      string
	Service   string
	Summary   Prose // below 140 characters
	Indicator string
	// Detail is markdown: paragraphs, bold, lists.
	Detail Prose
	// Source names guideline and edition, and the graph.
	Source Prose
	// Decision is the fence's record of what the card says.
	Decision string
	// Overrides are the reasons that a doctor may give; a critical card has
	// them.
	Overrides []Reason
	// Suggestions are drafts that the doctor may take over, none of them
	// active.
	Suggestions []Suggestion
}

// Suggestion offers one draft.
type Suggestion struct {
	UUID  string
	Label Prose
	// Resource is a draft ServiceRequest with intent proposal.
	Resource []byte
}

// Reason is one coded reason for going on against a card.
type Reason struct {
	Code    string
	Display fence.Cleared
}

// OverrideSystem is the code system of the override reasons.
const OverrideSystem = "https://apricot.health/fhir/CodeSystem/override-reason"

type overrideReason struct {
	code  string
	label graph.Label
}

func overrideReasons() []overrideReason {
	return []overrideReason{
		{"benefit-outweighs-risk", graph.Label{ZH: "获益大于风险", EN: "The benefit outweighs the risk"}},
		{"will-monitor", graph.Label{ZH: "将密切监测", EN: "I will monitor closely"}},
		{"tolerated-before", graph.Label{ZH: "患者既往使用可耐受", EN: "The patient has tolerated it before"}},
		{"no-alternative", graph.Label{ZH: "没有合适的替代", EN: "There is no suitable alternative"}},
		{"record-wrong", graph.Label{ZH: "病历记录有误或已过时", EN: "The record is wrong or out of date"}},
		{"not-applicable", graph.Label{ZH: "提示不适用于该患者", EN: "The warning does not apply to this patient"}},
	}
}

func (p *speaker) overrides() []Reason {
	var out []Reason
	for _, r := range overrideReasons() {
		if c := p.free(r.label); c.Text() != "" {
			out = append(out, Reason{Code: r.code, Display: c})
		}
	}
	return out
}

// cardSpace is the namespace of card ids.
var cardSpace = uuid.NewSHA1(uuid.NameSpaceURL, []byte("https://apricot.health/cds-services/card")) //nolint:gochecknoglobals // a constant

// seal bounds the summary and gives the card its id.
func (c Card) seal(patient string) Card {
	c.Summary = c.Summary.short(summaryLimit)
	c.UUID = uuid.NewSHA1(cardSpace, []byte(strings.Join([]string{
		patient, c.Service, c.Indicator, c.Summary.text, c.Detail.text, c.Source.text,
	}, "\x00"))).String()
	for i := range c.Suggestions {
		c.Suggestions[i].UUID = uuid.NewSHA1(cardSpace, append([]byte(c.UUID), c.Suggestions[i].Resource...)).String()
	}
	return c
}

// indicator is how loud a triage level is.
func indicator(level int) string {
	switch level {
	case 1, 2:
		return Critical
	case 3:
		return Warning
	default:
		return Info
	}
}

// stand is the source of a card: the guideline with its edition, and the graph.
func (p *speaker) stand(refs []graph.Ref) Prose {
	w := p.pen()
	if len(refs) > 0 {
		if src, ok := p.Graph.Source(refs[0].Source); ok {
			w.say(p.label(src.ID)).mark(space).quote(edition(p.lang, src.Edition)).mark(dot)
		}
	}
	w.quote("Apricot " + strings.TrimPrefix(p.Graph.Hash(), "sha256:")[:12])
	return w.done()
}
