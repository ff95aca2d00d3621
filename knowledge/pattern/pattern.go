// Package pattern holds regular expressions that are tried only on texts that they
// match. Most texts match none of the many that a text is held against, and whether
// one matches anywhere is told by an automaton in one step for each character. Where
// a match stands is left to package regexp, so that nothing is found otherwise.
package pattern

import (
	"regexp"
	"regexp/syntax"
	"strings"
	"sync"
)

// Regexp is a regexp.Regexp whose methods on strings first tell whether there is a
// match at all. It is safe for concurrent use.
type Regexp struct {
	expr string
	// finder is what says where a match stands. Most expressions are never asked, and
	// thousands of programs would be a third of what the collector has to go through.
	finder    func() *regexp.Regexp
	automaton func() *automaton
}

// Compile is as regexp.Compile.
func Compile(expr string) (*Regexp, error) {
	if _, err := syntax.Parse(expr, syntax.Perl); err != nil {
		return nil, err //nolint:wrapcheck // as regexp.Compile
	}
	return &Regexp{
		expr:      expr,
		finder:    sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(expr) }),
		automaton: sync.OnceValue(func() *automaton { return newAutomaton(expr) }),
	}, nil
}

// String is the expression.
func (r *Regexp) String() string { return r.expr }

// MustCompile is as regexp.MustCompile.
func MustCompile(expr string) *Regexp {
	re, err := Compile(expr)
	if err != nil {
		panic(err)
	}
	return re
}

// Words matches any of some words, wherever it stands.
func Words(words ...string) *Regexp {
	quoted := make([]string, len(words))
	for i, w := range words {
		quoted[i] = regexp.QuoteMeta(w)
	}
	return MustCompile(strings.Join(quoted, "|"))
}

// Possible is false only for a text that the expression does not match.
func (r *Regexp) Possible(s string) bool {
	met, sure := r.tells(s)
	return met || !sure
}

func (r *Regexp) tells(s string) (met, sure bool) {
	if a := r.automaton(); a != nil {
		return a.matches(s)
	}
	return false, false
}

// MatchString is as that of regexp.Regexp, as are the methods below.
func (r *Regexp) MatchString(s string) bool {
	if met, sure := r.tells(s); sure {
		return met
	}
	return r.finder().MatchString(s)
}

// FindString is as that of regexp.Regexp.
func (r *Regexp) FindString(s string) string {
	if !r.Possible(s) {
		return ""
	}
	return r.finder().FindString(s)
}

// FindStringIndex is as that of regexp.Regexp.
func (r *Regexp) FindStringIndex(s string) []int {
	if !r.Possible(s) {
		return nil
	}
	return r.finder().FindStringIndex(s)
}

// FindStringSubmatch is as that of regexp.Regexp.
func (r *Regexp) FindStringSubmatch(s string) []string {
	if !r.Possible(s) {
		return nil
	}
	return r.finder().FindStringSubmatch(s)
}

// FindStringSubmatchIndex is as that of regexp.Regexp.
func (r *Regexp) FindStringSubmatchIndex(s string) []int {
	if !r.Possible(s) {
		return nil
	}
	return r.finder().FindStringSubmatchIndex(s)
}

// FindAllString is as that of regexp.Regexp.
func (r *Regexp) FindAllString(s string, n int) []string {
	if !r.Possible(s) {
		return nil
	}
	return r.finder().FindAllString(s, n)
}

// FindAllStringIndex is as that of regexp.Regexp.
func (r *Regexp) FindAllStringIndex(s string, n int) [][]int {
	if !r.Possible(s) {
		return nil
	}
	return r.finder().FindAllStringIndex(s, n)
}

// FindAllStringSubmatch is as that of regexp.Regexp.
func (r *Regexp) FindAllStringSubmatch(s string, n int) [][]string {
	if !r.Possible(s) {
		return nil
	}
	return r.finder().FindAllStringSubmatch(s, n)
}

// FindAllStringSubmatchIndex is as that of regexp.Regexp.
func (r *Regexp) FindAllStringSubmatchIndex(s string, n int) [][]int {
	if !r.Possible(s) {
		return nil
	}
	return r.finder().FindAllStringSubmatchIndex(s, n)
}

// ReplaceAllString is as that of regexp.Regexp.
func (r *Regexp) ReplaceAllString(s, by string) string {
	if !r.Possible(s) {
		return s
	}
	return r.finder().ReplaceAllString(s, by)
}

// ReplaceAllStringFunc is as that of regexp.Regexp.
func (r *Regexp) ReplaceAllStringFunc(s string, by func(string) string) string {
	if !r.Possible(s) {
		return s
	}
	return r.finder().ReplaceAllStringFunc(s, by)
}

// FindAllIndex is as that of regexp.Regexp.
func (r *Regexp) FindAllIndex(b []byte, n int) [][]int { return r.finder().FindAllIndex(b, n) }
