package graph

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
)

// UnmarshalYAML reads the grammar documented at Expr and refuses anything
// ambiguous: two keys in one mapping, an unknown key, an empty list.
func (e *Expr) UnmarshalYAML(node ast.Node) error {
	var v any
	if err := yaml.NodeToValue(node, &v); err != nil {
		return err
	}
	x, err := parseExpr(v)
	if err != nil {
		return &at{line: lineOf(node), err: err}
	}
	*e = x
	return nil
}

// UnmarshalJSON reads the form that MarshalJSON writes.
func (e *Expr) UnmarshalJSON(b []byte) error {
	var v any
	if err := json.Unmarshal(b, &v); err != nil {
		return err
	}
	x, err := parseExpr(v)
	if err != nil {
		return err
	}
	*e = x
	return nil
}

// MarshalJSON writes the same grammar as the YAML.
func (e Expr) MarshalJSON() ([]byte, error) { return json.Marshal(e.plain()) }

// String is the expression as a clinician reads it in a proof.
func (e Expr) String() string {
	switch {
	case e.Present != "":
		return e.Present
	case e.Absent != "":
		return "absent(" + e.Absent + ")"
	case e.Compare != nil:
		return e.Compare.String()
	case e.Not != nil:
		return "not(" + e.Not.String() + ")"
	case e.Count != nil:
		return fmt.Sprintf("at least %d of (%s)", e.Count.Min, joinExprs(e.Count.Of))
	case e.All != nil:
		return "all(" + joinExprs(e.All) + ")"
	case e.Any != nil:
		return "any(" + joinExprs(e.Any) + ")"
	}
	return "nothing"
}

// String is the comparison with its bounds, such as "find.bmi >= 24, < 28".
func (c *Compare) String() string {
	var parts []string
	add := func(op string, p *float64) {
		if p != nil {
			parts = append(parts, op+" "+strconv.FormatFloat(*p, 'g', -1, 64))
		}
	}
	add(">=", c.GTE)
	add(">", c.GT)
	add("<=", c.LTE)
	add("<", c.LT)
	add("=", c.EQ)
	return c.Fact + " " + strings.Join(parts, ", ")
}

func joinExprs(es []Expr) string {
	parts := make([]string, len(es))
	for i, e := range es {
		parts[i] = e.String()
	}
	return strings.Join(parts, ", ")
}

func (e Expr) plain() any {
	switch {
	case e.Present != "":
		return e.Present
	case e.Absent != "":
		return map[string]any{"absent": e.Absent}
	case e.Compare != nil:
		return map[string]any{e.Compare.Fact: e.Compare.bounds()}
	case e.Not != nil:
		return map[string]any{"not": e.Not.plain()}
	case e.Count != nil:
		return map[string]any{"count": map[string]any{"min": e.Count.Min, "of": plainAll(e.Count.Of)}}
	case e.All != nil:
		return map[string]any{"all": plainAll(e.All)}
	case e.Any != nil:
		return map[string]any{"any": plainAll(e.Any)}
	}
	return nil
}

func plainAll(es []Expr) []any {
	out := make([]any, len(es))
	for i, e := range es {
		out[i] = e.plain()
	}
	return out
}

func (c *Compare) bounds() map[string]float64 {
	m := map[string]float64{}
	for k, p := range map[string]*float64{"gte": c.GTE, "gt": c.GT, "lte": c.LTE, "lt": c.LT, "eq": c.EQ} {
		if p != nil {
			m[k] = *p
		}
	}
	return m
}

func parseExpr(v any) (Expr, error) {
	switch x := v.(type) {
	case string:
		if x == "" {
			return Expr{}, fmt.Errorf("empty condition")
		}
		return Expr{Present: x}, nil
	case map[string]any:
		return parseExprMap(x)
	case nil:
		return Expr{}, fmt.Errorf("empty condition")
	}
	return Expr{}, fmt.Errorf("a condition is an id or a mapping with one key, not %T", v)
}

func parseExprMap(m map[string]any) (Expr, error) {
	if len(m) != 1 {
		return Expr{}, fmt.Errorf("a condition has exactly one key, got %v", slices.Sorted(maps.Keys(m)))
	}
	for key, v := range m {
		switch key {
		case "absent":
			id, ok := v.(string)
			if !ok || id == "" {
				return Expr{}, fmt.Errorf("absent takes one id")
			}
			return Expr{Absent: id}, nil
		case "not":
			x, err := parseExpr(v)
			return Expr{Not: &x}, err
		case "all":
			es, err := parseExprs(key, v)
			return Expr{All: es}, err
		case "any":
			es, err := parseExprs(key, v)
			return Expr{Any: es}, err
		case "count":
			c, err := parseCount(v)
			return Expr{Count: c}, err
		}
		c, err := parseCompare(key, v)
		return Expr{Compare: c}, err
	}
	panic("unreachable: one key")
}

func parseExprs(key string, v any) ([]Expr, error) {
	list, ok := v.([]any)
	if !ok || len(list) == 0 {
		return nil, fmt.Errorf("%s takes a list of conditions that is not empty", key)
	}
	out := make([]Expr, 0, len(list))
	for _, item := range list {
		e, err := parseExpr(item)
		if err != nil {
			return nil, err
		}
		out = append(out, e)
	}
	return out, nil
}

func parseCount(v any) (*Count, error) {
	m, ok := v.(map[string]any)
	if !ok || len(m) != 2 || m["min"] == nil || m["of"] == nil {
		return nil, fmt.Errorf("count takes exactly min and of")
	}
	n, ok := number(m["min"])
	if !ok || n < 1 || n != float64(int(n)) {
		return nil, fmt.Errorf("count min is a whole number from 1")
	}
	of, err := parseExprs("of", m["of"])
	if err != nil {
		return nil, err
	}
	if int(n) > len(of) {
		return nil, fmt.Errorf("count min %d of %d can never be true", int(n), len(of))
	}
	return &Count{Min: int(n), Of: of}, nil
}

func parseCompare(fact string, v any) (*Compare, error) {
	if _, ok := kindOf(fact); !ok {
		return nil, fmt.Errorf("unknown key %q in a condition", fact)
	}
	m, ok := v.(map[string]any)
	if !ok || len(m) == 0 {
		return nil, fmt.Errorf("%s takes a mapping of bounds (gte, gt, lte, lt, eq)", fact)
	}
	c := &Compare{Fact: fact}
	slots := map[string]**float64{"gte": &c.GTE, "gt": &c.GT, "lte": &c.LTE, "lt": &c.LT, "eq": &c.EQ}
	for _, k := range slices.Sorted(maps.Keys(m)) {
		slot := slots[k]
		if slot == nil {
			return nil, fmt.Errorf("unknown bound %q on %s", k, fact)
		}
		n, ok := number(m[k])
		if !ok {
			return nil, fmt.Errorf("bound %s on %s is not a number", k, fact)
		}
		*slot = &n
	}
	if c.GTE != nil && c.GT != nil || c.LTE != nil && c.LT != nil || c.EQ != nil && len(m) > 1 {
		return nil, fmt.Errorf("two bounds of one side on %s", fact)
	}
	return c, nil
}

// number reads any number that YAML or JSON decoding yields.
func number(v any) (float64, bool) {
	switch n := v.(type) {
	case float64:
		return n, true
	case uint64:
		return float64(n), true
	case int64:
		return float64(n), true
	case int:
		return float64(n), true
	}
	return 0, false
}
