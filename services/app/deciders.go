package app

import (
	"context"
	"fmt"
	"time"

	"apricot.health/guardrails/fence"
	"apricot.health/guardrails/policy"
	"apricot.health/knowledge/content"
	"apricot.health/knowledge/graph"
	"apricot.health/knowledge/hint"
	"apricot.health/knowledge/lexicon"
	"apricot.health/knowledge/reason"
	"apricot.health/knowledge/resemblance"
)

// Knowledge is the deciding half of Apricot: no store, no network, no clock of
// its own. The batch commands use it alone.
type Knowledge struct {
	Graph   *graph.Graph
	Lexicon *lexicon.Lexicon
	Engine  *reason.Engine
	Fence   *fence.Fence
	// decisions keeps what the policy was asked; nil outside a server.
	decisions *decisions
}

// NewKnowledge compiles the embedded content and builds the deciders. data is
// the folder whose overlay and policy are put in; empty takes both as shipped.
func NewKnowledge(ctx context.Context, now func() time.Time, data string) (Knowledge, error) {
	g, err := knowledgeOf(data)
	if err != nil {
		return Knowledge{}, err
	}
	k, err := reading(g)
	if err != nil {
		return Knowledge{}, err
	}
	p, err := SitePolicy(ctx, data)
	if err != nil {
		return Knowledge{}, fmt.Errorf("app: policy: %w", err)
	}
	var record func(policy.Recorded)
	if data != "" {
		k.decisions = newDecisions(data)
		record = k.decisions.add
	}
	k.Fence, err = fence.New(ctx, fence.Config{Graph: g, Lexicon: k.Lexicon, Policy: p, Now: now, Recorded: record})
	if err != nil {
		return Knowledge{}, fmt.Errorf("app: fence: %w", err)
	}
	return k, nil
}

// knowledgeOf is the shipped graph, with what the hospital put into its data
// folder where there is one.
func knowledgeOf(data string) (*graph.Graph, error) {
	g, err := content.Graph()
	if err != nil {
		return nil, fmt.Errorf("app: knowledge: %w", err)
	}
	if data == "" {
		return g, nil
	}
	return siteKnowledge(g, data)
}

// reading is what understands and reasons over a graph, without a fence.
func reading(g *graph.Graph) (Knowledge, error) {
	lex := lexicon.New(g)
	words, err := resemblance.Load(g, lex, content.FS(), content.Learnt())
	if err != nil {
		return Knowledge{}, fmt.Errorf("app: sayings: %w", err)
	}
	hints, err := hint.Load(g, lex, content.Hints())
	if err != nil {
		return Knowledge{}, fmt.Errorf("app: spoken: %w", err)
	}
	return Knowledge{Graph: g, Lexicon: lex, Engine: reason.New(g, lex, reason.Resembling(words), reason.Hinting(hints))}, nil
}
