package previsit

import (
	"context"
	"log/slog"
	"time"

	"apricot.health/fhir/store"
	"apricot.health/guardrails/fence"
	"apricot.health/knowledge/graph"
	"apricot.health/knowledge/lexicon"
	"apricot.health/knowledge/reason"
	"apricot.health/knowledge/record"
	"apricot.health/services/agent"
)

// Config is what the agent works with. All members are required.
type Config struct {
	Store   store.Store // guarded
	Graph   *graph.Graph
	Lexicon *lexicon.Lexicon
	Engine  *reason.Engine
	Fence   *fence.Fence
	Now     func() time.Time
	Logger  *slog.Logger
}

// Service runs pre-visit interviews.
type Service struct {
	Config
	teller agent.Teller
	record *record.Reader
}

// New makes a Service. It starts nothing.
func New(cfg Config) *Service {
	return &Service{Config: cfg, record: record.New(cfg.Graph), teller: agent.Teller{Graph: cfg.Graph, Lexicon: cfg.Lexicon, Engine: cfg.Engine}}
}

// State gives the conversation of an interview as it stands.
func (s *Service) State(ctx context.Context, interview string) (Conversation, error) {
	iv, err := s.load(ctx, interview)
	if err != nil {
		return Conversation{}, err
	}
	base, err := s.base(ctx, iv)
	if err != nil {
		return Conversation{}, err
	}
	return s.converse(ctx, base, iv)
}

// load reads an interview. Who asked for a person waits for one only until staff
// have closed the call; then the way to ask again is open.
func (s *Service) load(ctx context.Context, id string) (agent.Interview, error) {
	r, err := s.Store.Read(ctx, store.Key{Type: "QuestionnaireResponse", ID: id})
	if err != nil {
		return agent.Interview{}, err
	}
	iv, err := agent.ParseInterview(r.JSON, r.Version)
	if err != nil || iv.Status != agent.StatusPerson {
		return iv, err
	}
	waits, err := s.awaits(ctx, iv)
	if err == nil && !waits {
		iv.Status = agent.StatusActive
	}
	return iv, err
}

// save stores the next version of the interview, with other writes in the same
// batch. It fails with PreconditionFailed or Conflict when another tab was
// faster.
func (s *Service) save(ctx context.Context, iv *agent.Interview, with ...store.Op) error {
	body, err := iv.Resource()
	if err != nil {
		return err
	}
	ops := append([]store.Op{{
		Verb: store.Update, Type: "QuestionnaireResponse", ID: iv.ID, IfMatch: iv.Version, Body: body,
	}}, with...)
	results, err := s.Store.Apply(ctx, store.Batch{Ops: ops})
	if err != nil {
		return err
	}
	iv.Version = results[0].Version
	return nil
}
