package engine

import (
	"slices"
	"strings"

	"apricot.health/fhir/search"
)

const (
	// costOpenDate and above is for parameters that fit a large part of the store.
	costOpenDate = 60
	// costAsk and above is for parameters that cannot drive.
	costAsk = 100
)

func byCost(in []search.Param) []search.Param {
	params := slices.Clone(in)
	slices.SortStableFunc(params, func(x, y search.Param) int { return cost(x) - cost(y) })
	return params
}

// cost orders parameters by how few resources they are likely to leave.
func cost(p search.Param) int {
	switch {
	case p.Has != nil:
		return 35
	case len(p.Chain) > 0:
		return 30 + 5*len(p.Chain)
	case p.Def.Name == search.ParamID && p.Modifier == "":
		return 0
	case p.Modifier == "missing", p.Modifier == "not", p.Def.Stored():
		return costAsk
	}
	switch p.Def.Kind {
	case search.KindToken:
		return tokenCost(p)
	case search.KindReference:
		return 10
	case search.KindURI:
		return 15
	case search.KindString:
		if p.Modifier == "contains" {
			return 55
		}
		return 20
	case search.KindComposite:
		return 35
	case search.KindDate:
		if p.Values[0].Prefix == search.Equal {
			return 45
		}
		return costOpenDate
	default:
		return 50
	}
}

// inOrder reports that the index rows a parameter fits lie in the order of
// keys, so that a page of them ends where it is full.
func inOrder(p search.Param) bool {
	if p.Has != nil || len(p.Chain) > 0 {
		return false
	}
	if p.Def.Stored() { // of the rows themselves
		return true
	}
	if len(p.Values) != 1 || len(p.Def.Sources()) != 1 {
		return false
	}
	v := p.Values[0]
	switch p.Def.Kind {
	case search.KindToken:
		return p.Modifier == "" && v.Text != ""
	case search.KindReference:
		return p.Modifier == "" && (v.RefType != "" || v.Absolute)
	case search.KindURI:
		return p.Modifier == ""
	default:
		return false
	}
}

func tokenCost(p search.Param) int {
	switch name := p.Def.Name; {
	case strings.Contains(name, "identifier"), name == "phone", name == "email", name == "telecom":
		return 0
	case strings.HasSuffix(name, "status"), name == "category", name == "gender", name == "active",
		name == "intent", name == "priority", name == "class", name == "type", name == "deceased":
		return 70
	}
	return 40
}
