package consult

import (
	"cmp"
	"context"
	"errors"
	"log/slog"
	"slices"
	"time"

	"apricot.health/fhir/outcome"
	"apricot.health/fhir/store"
	"apricot.health/guardrails/claim"
	"apricot.health/guardrails/fence"
	"apricot.health/knowledge/chart"
	"apricot.health/knowledge/graph"
	"apricot.health/knowledge/lexicon"
	"apricot.health/knowledge/locator"
	"apricot.health/knowledge/reason"
	"apricot.health/knowledge/record"
	"apricot.health/services/agent"
)

// Config is what the copilot works with. All members are required.
type Config struct {
	Store   store.Store // guarded
	Graph   *graph.Graph
	Lexicon *lexicon.Lexicon
	Engine  *reason.Engine
	Fence   *fence.Fence
	Now     func() time.Time
	Logger  *slog.Logger
}

// Service answers the doctor's screens. It is safe for concurrent use.
type Service struct {
	Config
	teller agent.Teller
	claims *claim.Extractor
	record *record.Reader
	places *locator.Names
}

// New makes a Service. It starts nothing.
func New(cfg Config) (*Service, error) {
	if cfg.Store == nil || cfg.Graph == nil || cfg.Lexicon == nil || cfg.Engine == nil || cfg.Fence == nil || cfg.Now == nil || cfg.Logger == nil {
		return nil, errors.New("consult: new: a part is missing")
	}
	return &Service{
		Config: cfg, claims: cfg.Fence.Claims(), record: record.New(cfg.Graph), places: locator.New(cfg.Graph),
		teller: agent.Teller{Graph: cfg.Graph, Lexicon: cfg.Lexicon, Engine: cfg.Engine},
	}, nil
}

// dossier is one patient with what was told and what follows from it.
type dossier struct {
	agent.Gathered
	interview  *agent.Interview // nil when there was none
	story      agent.Story
	assessment reason.Assessment
	// department is where the patient is seen, else where the story belongs.
	department string
}

// open gathers a patient and reasons over the chart and the newest interview.
func (s *Service) open(ctx context.Context, patient string) (dossier, error) {
	if patient == "" {
		return dossier{}, outcome.At(outcome.Invalid, "patient", "the patient is missing")
	}
	g, err := agent.Gather(ctx, s.Store, s.record, patient, s.Now())
	if err != nil {
		return dossier{}, err
	}
	return s.think(g), nil
}

func (s *Service) think(g agent.Gathered) dossier {
	d := dossier{Gathered: g, interview: newest(g.Of("QuestionnaireResponse"))}
	d.story = agent.Story{Chart: g.Chart, Asked: map[string]bool{}, Said: map[string]string{}}
	if d.interview != nil {
		d.story = s.teller.Tell(g.Chart, *d.interview)
	}
	d.assessment = s.Engine.Assess(d.story.Case())
	d.department = cmp.Or(agent.DepartmentOf(s.Graph, g.Of("Encounter")), d.assessment.Department)
	return d
}

// newest is the latest interview that holds any answer; one about somebody else
// stands behind any that is the patient's own. Responses to other questionnaires,
// and what cannot be read, are none.
func newest(rs []store.Resource) *agent.Interview {
	var best *agent.Interview
	for _, r := range rs {
		iv, err := agent.ParseInterview(r.JSON, r.Version)
		if err != nil || len(iv.Answers) == 0 {
			continue
		}
		iv.ID = r.ID
		own, held := iv.Whom() != agent.WhomOther, best != nil && best.Whom() != agent.WhomOther
		if best == nil || own && !held || own == held && iv.Authored.After(best.Authored) {
			best = &iv
		}
	}
	return best
}

// known is the lang of a screen; anything else is Invalid.
func known(lang string) error {
	if !slices.Contains([]string{"zh", "en"}, lang) {
		return outcome.At(outcome.Invalid, "lang", "the language is zh or en")
	}
	return nil
}

// current leaves out what the record says is over.
func current(list []chart.Coded) []chart.Coded {
	var out []chart.Coded
	for _, c := range list {
		if c.Status != "resolved" {
			out = append(out, c)
		}
	}
	return out
}
