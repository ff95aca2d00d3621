package policy

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"maps"
	"math/bits"
	"slices"
	"sync"

	"github.com/open-policy-agent/opa/v1/ast"
)

// rules are the module that joins the tables. By these rules the decision about a
// draft is that about its parts together: each claim, and each hazard of the
// whole, is looked up by itself, the reasons are those of all parts, a draft is
// proved when each part is, and the strictest action decides.
const rules = "rego/fence.rego"

// parts keeps what the policy answered about each part, so that it is asked only
// about parts that it has not met. It is safe for concurrent use.
type parts struct {
	// rank is how strict each action is and ranked the outcome of each rank, as
	// the rules say.
	rank   map[string]int
	ranked []string

	mu    sync.RWMutex
	known map[string]part
}

// part is what a proved part leads to; its reasons name no claim.
type part struct {
	rank    int
	reasons []Reason
}

// mostParts bounds what is kept; beyond it everything is asked anew.
const mostParts = 1 << 14

// newParts is nil for a policy that may decide about parts together: one with
// other rules than the embedded, or whose tables look at the input.
func newParts(modules map[string]*ast.Module, files map[string]string) (*parts, error) {
	own, err := sources.ReadFile(rules)
	if err != nil {
		return nil, fmt.Errorf("policy: read rego: %w", err)
	}
	joining := ast.MustParseRef("data.apricot.fence")
	p := &parts{known: map[string]part{}}
	for name, m := range modules {
		switch {
		case files[name] == string(own) && p.rank == nil:
			p.rank, p.ranked = ranks(m)
		case m.Package.Path.HasPrefix(joining), joining.HasPrefix(m.Package.Path), mentionsInput(m):
			return nil, nil //nolint:nilnil // no parts is an answer
		}
	}
	if p.rank == nil {
		return nil, nil //nolint:nilnil // as above
	}
	if len(p.rank) == 0 || len(p.ranked) == 0 {
		return nil, errors.New("policy: the rules rank no actions")
	}
	return p, nil
}

func mentionsInput(m *ast.Module) bool {
	found := false
	ast.WalkVars(m, func(v ast.Var) bool {
		found = found || v == ast.InputRootDocument.Value.(ast.Var)
		return found
	})
	return found
}

// ranks reads rank_of and ranked, which are literals.
func ranks(m *ast.Module) (of map[string]int, outcomes []string) {
	of = map[string]int{}
	for _, r := range m.Rules {
		switch v := r.Head.Value; {
		case r.Head.Name == "rank_of" && v != nil:
			if o, ok := v.Value.(ast.Object); ok {
				o.Foreach(func(k, n *ast.Term) {
					action, _ := k.Value.(ast.String)
					number, _ := n.Value.(ast.Number)
					of[string(action)], _ = number.Int()
				})
			}
		case r.Head.Name == "ranked" && v != nil:
			if a, ok := v.Value.(*ast.Array); ok {
				a.Foreach(func(t *ast.Term) {
					s, _ := t.Value.(ast.String)
					outcomes = append(outcomes, string(s))
				})
			}
		}
	}
	return of, outcomes
}

// asked is an input whose parts are known by keys: audience, need and every
// answer, in the numbers of the vocabulary.
type asked struct {
	claims []string // ids
	keys   [][]byte // of the claims, then of the hazards of the whole
	whole  []string // each once
}

// decided is the decision of which every part is known.
func (p *parts) decided(a asked) (Output, bool) {
	out, most := Output{Proved: true}, 0
	p.mu.RLock()
	defer p.mu.RUnlock()
	for i, key := range a.keys {
		x, ok := p.known[string(key)]
		if !ok {
			return Output{}, false
		}
		most = max(most, x.rank)
		for _, r := range x.reasons {
			if i < len(a.claims) {
				r.Claim = a.claims[i]
			}
			out.Reasons = append(out.Reasons, r)
		}
	}
	if most >= len(p.ranked) {
		return Output{}, false
	}
	out.Outcome = p.ranked[most]
	slices.SortFunc(out.Reasons, compareReasons)
	return out, true
}

// unknown are the parts of an input that were not met, each once.
func (p *parts) unknown(in Input, a asked) (Input, map[place][]byte) {
	ask, keys := Input{Audience: in.Audience, Claims: map[string]Claim{}}, map[place][]byte{}
	seen := map[string]bool{}
	p.mu.RLock()
	defer p.mu.RUnlock()
	for i, key := range a.keys {
		if _, ok := p.known[string(key)]; ok || seen[string(key)] {
			continue
		}
		seen[string(key)] = true
		if i < len(a.claims) {
			id := a.claims[i]
			ask.Claims[id], keys[place{claim: id}] = in.Claims[id], key
		} else {
			h := a.whole[i-len(a.claims)]
			ask.Whole = append(ask.Whole, h)
			keys[place{whole: h}] = key
		}
	}
	return ask, keys
}

// place is where a part stands in an input: a claim, or a hazard of the whole.
type place struct{ claim, whole string }

// ofWhole is the check that the rules name for a hazard of the whole.
const ofWhole = "whole"

// learn keeps what was answered about parts.
func (p *parts) learn(out Output, keys map[place][]byte) error {
	of := make(map[place]part, len(keys))
	for at := range keys {
		of[at] = part{}
	}
	for _, r := range out.Reasons {
		at := place{claim: r.Claim}
		if r.Check == ofWhole {
			at = place{whole: r.Hazard}
		}
		x, ok := of[at]
		rank, ranked := p.rank[r.Action]
		if !ok || !ranked {
			return fmt.Errorf("policy: a reason of action %q belongs to nothing that was asked", r.Action)
		}
		r.Claim = ""
		of[at] = part{max(x.rank, rank), append(x.reasons, r)}
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(p.known)+len(of) > mostParts {
		clear(p.known)
	}
	for at, key := range keys {
		p.known[string(key)] = of[at]
	}
	return nil
}

// byParts decides by what is known of the parts, after asking about the rest.
func (e *Engine) byParts(ctx context.Context, in Input, a asked) (Output, error) {
	if out, ok := e.parts.decided(a); ok {
		return out, nil
	}
	ask, keys := e.parts.unknown(in, a)
	answer, err := e.evaluate(ctx, ask)
	if err != nil {
		return Output{Outcome: "block"}, err
	}
	if answer.Proved {
		if err := e.parts.learn(answer, keys); err != nil {
			return Output{Outcome: "block"}, err
		}
		if out, ok := e.parts.decided(a); ok {
			return out, nil
		}
	}
	// What is not proved names no part, and what others learnt meanwhile may have
	// driven out parts of this.
	return e.evaluate(ctx, in)
}

// numbers are the places of a vocabulary's names.
type numbers struct{ needs, checks, answers map[string]int }

func newNumbers() numbers {
	return numbers{numbered(Needs()), numbered(Checks()), numbered(append([]string{Pass}, Hazards()...))}
}

func numbered(names []string) map[string]int {
	m := make(map[string]int, len(names))
	for i, n := range names {
		m[n] = i
	}
	return m
}

// maxChecks is how many checks a vocabulary may have.
const maxChecks = 64

// asked refuses what the rules have no row for, of which Rego would be silent,
// and gives the parts of the rest.
func (e *Engine) asked(in Input) (asked, error) {
	audience := slices.Index(Audiences(), in.Audience)
	if audience < 0 {
		return asked{}, errors.New("policy: unknown audience")
	}
	a := asked{claims: slices.AppendSeq(make([]string, 0, len(in.Claims)), maps.Keys(in.Claims))}
	a.keys = make([][]byte, 0, len(in.Claims)+len(in.Whole))
	room := make([]byte, 0, 32*(len(in.Claims)+len(in.Whole)))
	for _, id := range a.claims {
		from := len(room)
		var err error
		if room, err = e.numbers.claim(append(room, byte(audience)), in.Claims[id]); err != nil {
			return asked{}, err
		}
		a.keys = append(a.keys, room[from:len(room):len(room)])
	}
	for i, h := range in.Whole {
		n, ok := e.numbers.answers[h]
		if !ok || h == Pass {
			return asked{}, fmt.Errorf("policy: unknown hazard %q", h)
		}
		if slices.Contains(in.Whole[:i], h) {
			continue
		}
		from := len(room)
		room = binary.AppendUvarint(append(room, byte(audience)), uint64(len(e.numbers.needs)+n)) //nolint:gosec // never negative
		a.whole, a.keys = append(a.whole, h), append(a.keys, room[from:len(room):len(room)])
	}
	return a, nil
}

// claim adds the key of a claim; its checks are in the order of the vocabulary.
func (v numbers) claim(key []byte, c Claim) ([]byte, error) {
	need, ok := v.needs[c.Need]
	if !ok {
		return nil, fmt.Errorf("policy: unknown need %q", c.Need)
	}
	key = binary.AppendUvarint(key, uint64(need)) //nolint:gosec // never negative
	var answers [maxChecks][]string
	var given uint64
	for name, as := range c.Checks {
		n, ok := v.checks[name]
		if !ok {
			return nil, fmt.Errorf("policy: unknown check %q", name)
		}
		if len(as) == 0 {
			return nil, fmt.Errorf("policy: check %q gave no answer", name)
		}
		answers[n] = as
		given |= 1 << n
	}
	for ; given != 0; given &= given - 1 {
		n := bits.TrailingZeros64(given)
		key = binary.AppendUvarint(append(key, byte(n)), uint64(len(answers[n])))
		for _, a := range answers[n] {
			x, ok := v.answers[a]
			if !ok {
				return nil, fmt.Errorf("policy: unknown answer %q of check %q", a, Checks()[n])
			}
			key = binary.AppendUvarint(key, uint64(x)) //nolint:gosec // never negative
		}
	}
	return key, nil
}
