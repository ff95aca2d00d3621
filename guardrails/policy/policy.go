// Package policy decides what becomes of a checked draft. The rules are Rego
// (rego/), one package per audience, embedded and evaluated by Open Policy
// Agent as a library. The decision is by positive proof: a draft is released
// only when every check that its claims need has answered and every answer
// has a meaning. An input outside the vocabulary, an evaluation error, an
// undefined result, a missed deadline: each is an error, and the fence makes
// every error a block.
package policy

import (
	"cmp"
	"context"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/rego"
)

//go:embed rego/*.rego rego/input.schema.json
var sources embed.FS

// Deadline bounds one evaluation whose context has no deadline of its own. OPA has been seen to return a decision
// after its context expired, so the clock is read again afterwards.
const Deadline = time.Second

// Pass is the answer of a check that found nothing.
const Pass = "pass"

// Input is what the policy sees: no text and no patient, only what each claim
// needs and what each check answered. It may be kept anywhere.
type Input struct {
	Audience string `json:"audience"`
	// Claims by claim id.
	Claims map[string]Claim `json:"claims"`
	// Whole are the hazards of the draft as a whole.
	Whole []string `json:"whole,omitempty"`
}

// Claim is one claim: Need is kind.act, Checks the answers by check name, each
// Pass or hazards.
type Claim struct {
	Need   string              `json:"need"`
	Checks map[string][]string `json:"checks"`
}

// Reason is one answer that was not a pass and what it led to.
type Reason struct {
	Claim  string `json:"claim,omitempty"`
	Check  string `json:"check"`
	Hazard string `json:"hazard"`
	// Action is annotate, warn, remove, handover, block or replace.
	Action string `json:"action"`
}

// Output is the decision. Outcome is release, revise, handover or block.
type Output struct {
	Outcome string
	Proved  bool
	Reasons []Reason
}

// Engine is the compiled policy. It is safe for concurrent use.
type Engine struct {
	query    rego.PreparedEvalQuery
	hash     string
	revision string
	numbers  numbers
	terms    terms
	// parts is nil where the policy is asked about each draft as a whole.
	parts *parts
}

// Builtin is the revision of the embedded policy.
const Builtin = "builtin"

// New compiles the embedded policy strictly.
func New(ctx context.Context) (*Engine, error) {
	files, err := Modules()
	if err != nil {
		return nil, err
	}
	return compile(ctx, files, Builtin)
}

// compile compiles modules strictly, typed by the schema of the input and
// without any builtin that looks at a network, a clock or chance.
func compile(ctx context.Context, files map[string]string, revision string) (*Engine, error) {
	schema, err := inputSchema()
	if err != nil {
		return nil, err
	}
	opts := []func(*rego.Rego){
		rego.Query("data.apricot.fence.decision"), rego.Strict(true), rego.StrictBuiltinErrors(true),
		rego.Schemas(schema), rego.Capabilities(pure()),
	}
	h, modules := sha256.New(), map[string]*ast.Module{}
	for _, name := range slices.Sorted(maps.Keys(files)) {
		m, err := ast.ParseModuleWithOpts(name, files[name], ast.ParserOptions{ProcessAnnotation: true, Capabilities: pure()})
		if err != nil {
			return nil, fmt.Errorf("policy: parse: %w", err)
		}
		modules[name] = m
		opts = append(opts, rego.ParsedModule(m))
		fmt.Fprintf(h, "%s\n%d\n%s", name, len(files[name]), files[name])
	}
	q, err := rego.New(opts...).PrepareForEval(ctx)
	if err != nil {
		return nil, fmt.Errorf("policy: compile: %w", err)
	}
	p, err := newParts(modules, files)
	if err != nil {
		return nil, err
	}
	return &Engine{
		query: q, hash: "sha256:" + hex.EncodeToString(h.Sum(nil)), revision: revision, numbers: newNumbers(),
		terms: newTerms(Needs(), Checks(), Hazards(), []string{Pass}), parts: p,
	}, nil
}

// pure are the capabilities of a policy that decides the same for the same
// input, offline.
func pure() *ast.Capabilities {
	caps := ast.CapabilitiesForThisVersion()
	caps.Builtins = slices.DeleteFunc(caps.Builtins, func(b *ast.Builtin) bool {
		return b.IsNondeterministic() || strings.HasPrefix(b.Name, "http.") || strings.HasPrefix(b.Name, "net.") || strings.HasPrefix(b.Name, "opa.")
	})
	caps.AllowNet = []string{}
	return caps
}

// inputSchema is the JSON Schema of the input, against which the rules are
// type checked.
func inputSchema() (*ast.SchemaSet, error) {
	raw, err := sources.ReadFile("rego/input.schema.json")
	if err != nil {
		return nil, fmt.Errorf("policy: read schema: %w", err)
	}
	var doc any
	if err := json.Unmarshal(raw, &doc); err != nil {
		return nil, fmt.Errorf("policy: schema: %w", err)
	}
	set := ast.NewSchemaSet()
	set.Put(ast.MustParseRef("schema.input"), doc)
	return set, nil
}

// Modules gives the Rego sources by name, without their tests.
func Modules() (map[string]string, error) {
	out := map[string]string{}
	err := fs.WalkDir(sources, ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".rego") || strings.HasSuffix(path, "_test.rego") {
			return err
		}
		raw, err := sources.ReadFile(path)
		out[path] = string(raw)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("policy: read rego: %w", err)
	}
	return out, nil
}

// Hash names the policy: "sha256:" of its sources.
func (e *Engine) Hash() string { return e.hash }

// Revision is what the maker of the policy calls it.
func (e *Engine) Revision() string { return e.revision }

// Decide asks the policy. On any error the Output's Outcome is block.
func (e *Engine) Decide(ctx context.Context, in Input) (Output, error) {
	blocked := Output{Outcome: "block"}
	a, err := e.asked(in)
	if err != nil {
		return blocked, err
	}
	if _, bound := ctx.Deadline(); !bound {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, Deadline)
		defer cancel()
	}
	if err := ctx.Err(); err != nil {
		return blocked, fmt.Errorf("policy: deadline: %w", err)
	}
	if e.parts != nil {
		return e.byParts(ctx, in, a)
	}
	return e.evaluate(ctx, in)
}

// evaluate asks the policy about all of an input at once.
func (e *Engine) evaluate(ctx context.Context, in Input) (Output, error) {
	blocked := Output{Outcome: "block"}
	rs, err := e.query.Eval(ctx, rego.EvalParsedInput(e.terms.value(in)))
	if err != nil {
		return blocked, fmt.Errorf("policy: evaluate: %w", err)
	}
	if err := ctx.Err(); err != nil {
		return blocked, fmt.Errorf("policy: deadline: %w", err)
	}
	if len(rs) != 1 || len(rs[0].Expressions) != 1 {
		return blocked, fmt.Errorf("policy: undefined decision")
	}
	out, err := read(rs[0].Expressions[0].Value)
	if err != nil {
		return blocked, err
	}
	return out, nil
}

func read(v any) (Output, error) {
	m, ok := v.(map[string]any)
	if !ok {
		return Output{}, fmt.Errorf("policy: decision is not an object")
	}
	out := Output{}
	out.Outcome, _ = m["outcome"].(string)
	out.Proved, _ = m["proved"].(bool)
	switch out.Outcome {
	case "release", "revise", "handover":
		if !out.Proved {
			return Output{}, fmt.Errorf("policy: decision without proof")
		}
	case "block":
	default:
		return Output{}, fmt.Errorf("policy: unknown outcome")
	}
	list, ok := m["reasons"].([]any)
	if !ok {
		return Output{}, fmt.Errorf("policy: reasons are not a list")
	}
	for _, item := range list {
		r, _ := item.(map[string]any)
		var x Reason
		x.Claim, _ = r["claim"].(string)
		x.Check, _ = r["check"].(string)
		x.Hazard, _ = r["hazard"].(string)
		x.Action, _ = r["action"].(string)
		if x.Hazard == "" || x.Action == "" {
			return Output{}, fmt.Errorf("policy: reason without hazard or action")
		}
		out.Reasons = append(out.Reasons, x)
	}
	slices.SortFunc(out.Reasons, compareReasons)
	return out, nil
}

func compareReasons(a, b Reason) int {
	return cmp.Or(strings.Compare(a.Claim, b.Claim), strings.Compare(a.Check, b.Check), strings.Compare(a.Hazard, b.Hazard))
}
