package fence

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"time"

	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/trace"

	"apricot.health/fhir/outcome"
	"apricot.health/guardrails/acts"
	"apricot.health/guardrails/calibration"
	"apricot.health/guardrails/check"
	"apricot.health/guardrails/claim"
	"apricot.health/guardrails/policy"
	"apricot.health/guardrails/stance"
	"apricot.health/knowledge/graph"
	"apricot.health/knowledge/lexicon"
	"apricot.health/knowledge/logic"
	"apricot.health/knowledge/record"
)

const scope = "apricot.health/guardrails/fence"

// The bounds of one decision. A draft beyond MaxText, or of which more than
// MaxClaims statements are read, is blocked: no screen shows that much, and what
// is held against the chart and against itself must take bounded time.
const (
	MaxText   = 64 << 10
	MaxClaims = 600
	Deadline  = 2 * time.Second
)

// errCrowded is what a draft with too many claims is refused with.
var errCrowded = errors.New("fence: too many claims")

// Config is what a Fence judges with.
type Config struct {
	Graph   *graph.Graph
	Lexicon *lexicon.Lexicon
	Policy  *policy.Engine
	// Calibration holds what scores are certified for; nil is the embedded
	// table.
	Calibration *calibration.Table
	Now         func() time.Time
	// Recorded is given what the policy was asked, with each decision's id, for
	// a dry run of another policy. It must not block; nil keeps nothing.
	Recorded func(policy.Recorded)
	// Deadline bounds one decision; 0 means Deadline.
	Deadline time.Duration
}

// Fence judges drafts. It is safe for concurrent use.
type Fence struct {
	cfg    Config
	reader *claim.Extractor
	acts   *acts.Reader
	// stances suspects what a sentence does with a medicine, and signs whether the
	// patient has a danger sign that it names.
	stances, signs *stance.Reader
	// tables names what is read beside the checks.
	tables string
	index  *check.Index
	checks []check.Check
	live   *live
	// emergencies are the red flags of level 1 and 2, todays those of level 3.
	emergencies, todays *logic.Watch
	// dangers are the findings that emergencies rest on, and bearing those that have
	// a bearing on any of these flags.
	dangers, bearing map[string]bool
	// engine and off are the live state of one decision: see pin.
	engine *policy.Engine
	off    bool
	// begun is true for the text so far of a stream: it is not the draft, so that
	// how calm it is says nothing.
	begun bool
	// side is that of one decision, nil outside of one.
	side *bedside
	// tried are bounds that an evaluation tries, by audience: see Try.
	tried  map[Audience]check.Bounds
	tracer trace.Tracer
	// records reads charts for Line; its index is built when first used.
	records func() *record.Reader
}

// New makes a Fence. It fails when a part is missing: a fence with a gap is
// none.
func New(ctx context.Context, cfg Config) (*Fence, error) {
	if cfg.Graph == nil || cfg.Now == nil {
		return nil, errors.New("fence: new: a graph and a clock are needed")
	}
	if cfg.Policy == nil {
		p, err := policy.New(ctx)
		if err != nil {
			return nil, fmt.Errorf("fence: new: %w", err)
		}
		cfg.Policy = p
	}
	if cfg.Calibration == nil {
		t, err := calibration.Load()
		if err != nil {
			return nil, fmt.Errorf("fence: new: %w", err)
		}
		cfg.Calibration = &t
	}
	check.Prepare()
	f := &Fence{
		cfg: cfg, checks: check.All(), tables: check.Tables(), tracer: otel.Tracer(scope),
		live: &live{engines: []*policy.Engine{cfg.Policy}, off: map[string]bool{}},
	}
	if err := f.build(); err != nil {
		return nil, fmt.Errorf("fence: new: %w", err)
	}
	return f, nil
}

// Claims is the reader of claims that the fence judges with. Its index of every
// name of the graph is large: who reads claims besides uses the same one.
func (f *Fence) Claims() *claim.Extractor { return f.reader }

// Gate judges a draft. The Cleared shows a text only for a release, a revision
// or a replacement. On an error (a bad audience, a missed deadline, a panic or
// a failure inside) the decision is a block and says so in its record.
func (f *Fence) Gate(ctx context.Context, d Draft) (Decision, Cleared, error) {
	dec, c, err := f.pin(d.Department).at(ctx, d, f.cfg.Now())
	if f.cfg.Recorded != nil && dec.Record.Asked.Audience != "" {
		f.cfg.Recorded(policy.Recorded{ID: dec.Record.ID, Input: dec.Record.Asked})
	}
	return dec, c, err
}

func (f *Fence) at(ctx context.Context, d Draft, now time.Time) (Decision, Cleared, error) {
	began := time.Now() // a duration is measured, no decision reads it
	ctx, span := f.tracer.Start(ctx, "fence.Gate")
	defer span.End()
	d = settle(d)
	v, err := f.guarded(ctx, d)
	dec := f.decision(d, v, now)
	dec.Micros = time.Since(began).Microseconds()
	span.SetAttributes(attribute.String("decision_id", dec.Record.ID), attribute.String("audience", string(d.Audience)), attribute.String("outcome", dec.Outcome))
	if err != nil {
		span.SetAttributes(attribute.String("failure", v.failure))
		return dec, Cleared{}, err
	}
	if f.tried != nil {
		return dec, Cleared{}, nil
	}
	return dec, cleared(d, dec), nil
}

// guarded judges under a deadline and turns every failure into a block.
func (f *Fence) guarded(ctx context.Context, d Draft) (v verdict, err error) {
	defer func() {
		if p := recover(); p != nil {
			// What was panicked with may hold words of the draft: it is not kept.
			v, err = failed("panic"), outcome.New(outcome.Internal, "the safety check failed")
		}
	}()
	if err := valid(d); err != nil {
		return failed("invalid"), err
	}
	ctx, cancel := context.WithTimeout(ctx, cmp.Or(f.cfg.Deadline, Deadline))
	defer cancel()
	v, err = f.beside(d).judge(ctx, d)
	if ctx.Err() != nil || errors.Is(err, context.DeadlineExceeded) {
		return failed("deadline"), outcome.Wrap(outcome.Unavailable, errors.Join(ctx.Err(), err), "the safety check took too long")
	}
	if errors.Is(err, errCrowded) {
		return failed("invalid"), outcome.At(outcome.TooLarge, "text", "the text makes more than %d statements", MaxClaims)
	}
	if err != nil {
		return failed("policy"), outcome.Wrap(outcome.Internal, err, "the safety check failed")
	}
	return v, nil
}

func failed(how string) verdict { return verdict{outcome: Block, failure: how} }

func valid(d Draft) error {
	switch d.Audience {
	case Patient, CareManager, Doctor, Order:
	default:
		return outcome.At(outcome.Invalid, "audience", "the audience is patient, care-manager, doctor or order")
	}
	if d.Lang != "zh" && d.Lang != "en" {
		return outcome.At(outcome.Invalid, "lang", "the language is zh or en")
	}
	if len(d.Text) > MaxText {
		return outcome.At(outcome.TooLarge, "text", "the text is longer than %d bytes", MaxText)
	}
	return nil
}

// decision writes a verdict down.
func (f *Fence) decision(d Draft, v verdict, now time.Time) Decision {
	r := Record{
		InputHash: inputHash(d), PolicyHash: f.engine.Hash(), GraphHash: f.cfg.Graph.Hash(), ActsHash: f.acts.Hash(), StanceHash: f.stanceHash(), TablesHash: f.tables, Calibration: f.cfg.Calibration.Version,
		Audience: d.Audience, Grounded: v.grounded, Outcome: v.outcome, Failure: v.failure, At: now.UTC(), Asked: v.asked, Tried: f.tried != nil,
		Claims: []RecordClaim{}, Findings: []RecordFinding{},
	}
	if v.grounded {
		r.Template = d.Template
	}
	for _, c := range v.claims {
		r.Claims = append(r.Claims, RecordClaim{ID: c.ID, Kind: string(c.Kind), Act: string(c.Act), Concept: c.Concept})
	}
	for _, x := range v.findings {
		r.Findings = append(r.Findings, RecordFinding{ClaimID: x.ClaimID, Check: x.Check, Hazard: x.Hazard, Severity: x.Severity, Action: x.Action, Evidence: x.Evidence})
	}
	sum := sha256.Sum256([]byte(r.InputHash + r.PolicyHash + r.GraphHash + r.ActsHash + r.StanceHash + r.TablesHash + r.Calibration + strconv.FormatInt(now.UnixNano(), 10)))
	r.ID = "d-" + hex.EncodeToString(sum[:12])
	return Decision{Outcome: v.outcome, Text: v.text, Findings: v.findings, Record: r, Replaced: v.replaced, Calm: v.calm}
}

// stanceHash names what was learnt from both banks of stances.
func (f *Fence) stanceHash() string {
	sum := sha256.Sum256([]byte(f.stances.Hash() + f.signs.Hash()))
	return "sha256:" + hex.EncodeToString(sum[:])
}

// cleared makes the only texts that can be shown.
func cleared(d Draft, dec Decision) Cleared {
	if dec.Text == "" || dec.Outcome != Release && dec.Outcome != Revise && !dec.Replaced {
		return Cleared{}
	}
	c := Cleared{text: dec.Text, audience: d.Audience, decision: dec.Record.ID}
	for _, x := range dec.Findings {
		if x.Action == "warn" {
			c.warnings = append(c.warnings, x)
		}
	}
	return c
}

// ErrReplay says that a decision did not come out as it was recorded.
var ErrReplay = errors.New("fence: replay: the decision differs from its record")

// Replay repeats a decision from its draft and compares it with its record.
// It is ErrReplay where the draft, the policy, the graph or the decision is
// another one.
func Replay(ctx context.Context, f *Fence, d Draft, r Record) (Decision, error) {
	p := f.pin("")
	p.off = slices.ContainsFunc(r.Findings, func(x RecordFinding) bool { return x.Hazard == "switched_off" })
	dec, _, err := p.at(ctx, d, r.At)
	if err != nil && r.Failure == "" {
		return dec, fmt.Errorf("%w: %w", ErrReplay, err)
	}
	r.Stream = nil // what was shown before does not enter the decision
	was, err := json.Marshal(r)
	if err != nil {
		return dec, fmt.Errorf("fence: replay: %w", err)
	}
	is, err := json.Marshal(dec.Record)
	if err != nil {
		return dec, fmt.Errorf("fence: replay: %w", err)
	}
	if string(was) != string(is) {
		return dec, ErrReplay
	}
	return dec, nil
}
