package policy

import "github.com/open-policy-agent/opa/v1/ast"

// terms are those of the vocabulary, made once: nearly all that an input holds.
// They are never changed, and are read by any number of decisions at once.
type terms struct {
	words map[string]*ast.Term // needs and names of checks
	alone map[string]*ast.Term // the set of one answer
	none  *ast.Term            // the set of none
}

func newTerms(vocabularies ...[]string) terms {
	t := terms{words: map[string]*ast.Term{}, alone: map[string]*ast.Term{}, none: ast.ObjectTerm()}
	for _, words := range vocabularies {
		for _, w := range words {
			t.words[w] = ast.StringTerm(w)
			t.alone[w] = ast.ObjectTerm(ast.Item(t.words[w], ast.InternedTerm(true)))
		}
	}
	for _, x := range t.alone {
		x.Hash() // what a term works out at first use is there before many use it
	}
	return t
}

// word is the term of a name; one that is not of the vocabulary is made anew.
func (t terms) word(w string) *ast.Term {
	if x, ok := t.words[w]; ok {
		return x
	}
	return ast.StringTerm(w)
}

// flags is a set as the policy reads it: an object of names to true.
func (t terms) flags(names []string) *ast.Term {
	switch len(names) {
	case 0:
		return t.none
	case 1:
		if x, ok := t.alone[names[0]]; ok {
			return x
		}
	}
	items := make([][2]*ast.Term, len(names))
	for i, n := range names {
		items[i] = ast.Item(t.word(n), ast.InternedTerm(true))
	}
	return ast.ObjectTerm(items...)
}

// value builds the input without a detour over JSON.
func (t terms) value(in Input) ast.Value {
	claims := make([][2]*ast.Term, 0, len(in.Claims))
	for id, c := range in.Claims {
		checks := make([][2]*ast.Term, 0, len(c.Checks))
		for name, answers := range c.Checks {
			checks = append(checks, ast.Item(t.word(name), t.flags(answers)))
		}
		claims = append(claims, ast.Item(ast.StringTerm(id), ast.ObjectTerm(
			ast.Item(ast.InternedTerm("need"), t.word(c.Need)),
			ast.Item(ast.InternedTerm("checks"), ast.ObjectTerm(checks...)))))
	}
	return ast.NewObject(
		ast.Item(ast.InternedTerm("audience"), ast.StringTerm(in.Audience)),
		ast.Item(ast.InternedTerm("claims"), ast.ObjectTerm(claims...)),
		ast.Item(ast.InternedTerm("whole"), t.flags(in.Whole)))
}
