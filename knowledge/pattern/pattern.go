// Package pattern holds regular expressions that are tried only on texts that
// can match. Most texts hold none of the words that an expression is about, and
// to look for these words costs far less than to run it. What must stand in a
// match is read from the expression itself, so that nothing is found otherwise
// than by package regexp.
package pattern

import (
	"regexp"
	"strings"
)

// Regexp is a regexp.Regexp whose methods on strings first look for what every
// match holds. It is safe for concurrent use.
type Regexp struct {
	*regexp.Regexp
	needs []need
}

// Compile is as regexp.Compile.
func Compile(expr string) (*Regexp, error) {
	re, err := regexp.Compile(expr)
	if err != nil {
		return nil, err
	}
	return &Regexp{Regexp: re, needs: needsOf(expr)}, nil
}

// MustCompile is as regexp.MustCompile.
func MustCompile(expr string) *Regexp {
	return &Regexp{Regexp: regexp.MustCompile(expr), needs: needsOf(expr)}
}

// Possible is false only for a text that the expression surely does not match.
func (r *Regexp) Possible(s string) bool {
	for _, n := range r.needs {
		if !n.met(s) {
			return false
		}
	}
	return true
}

// met is true where the text holds one of the words.
func (n need) met(s string) bool {
	if n.fold {
		return n.metFolded(s)
	}
	for _, w := range n.words {
		if strings.Contains(s, w) {
			return true
		}
	}
	return false
}

// MatchString is as that of regexp.Regexp, as are the methods below.
func (r *Regexp) MatchString(s string) bool { return r.Possible(s) && r.Regexp.MatchString(s) }

// FindString is as that of regexp.Regexp.
func (r *Regexp) FindString(s string) string {
	if !r.Possible(s) {
		return ""
	}
	return r.Regexp.FindString(s)
}

// FindStringIndex is as that of regexp.Regexp.
func (r *Regexp) FindStringIndex(s string) []int {
	if !r.Possible(s) {
		return nil
	}
	return r.Regexp.FindStringIndex(s)
}

// FindStringSubmatch is as that of regexp.Regexp.
func (r *Regexp) FindStringSubmatch(s string) []string {
	if !r.Possible(s) {
		return nil
	}
	return r.Regexp.FindStringSubmatch(s)
}

// FindStringSubmatchIndex is as that of regexp.Regexp.
func (r *Regexp) FindStringSubmatchIndex(s string) []int {
	if !r.Possible(s) {
		return nil
	}
	return r.Regexp.FindStringSubmatchIndex(s)
}

// FindAllString is as that of regexp.Regexp.
func (r *Regexp) FindAllString(s string, n int) []string {
	if !r.Possible(s) {
		return nil
	}
	return r.Regexp.FindAllString(s, n)
}

// FindAllStringIndex is as that of regexp.Regexp.
func (r *Regexp) FindAllStringIndex(s string, n int) [][]int {
	if !r.Possible(s) {
		return nil
	}
	return r.Regexp.FindAllStringIndex(s, n)
}

// FindAllStringSubmatch is as that of regexp.Regexp.
func (r *Regexp) FindAllStringSubmatch(s string, n int) [][]string {
	if !r.Possible(s) {
		return nil
	}
	return r.Regexp.FindAllStringSubmatch(s, n)
}

// FindAllStringSubmatchIndex is as that of regexp.Regexp.
func (r *Regexp) FindAllStringSubmatchIndex(s string, n int) [][]int {
	if !r.Possible(s) {
		return nil
	}
	return r.Regexp.FindAllStringSubmatchIndex(s, n)
}

// ReplaceAllString is as that of regexp.Regexp.
func (r *Regexp) ReplaceAllString(s, by string) string {
	if !r.Possible(s) {
		return s
	}
	return r.Regexp.ReplaceAllString(s, by)
}

// ReplaceAllStringFunc is as that of regexp.Regexp.
func (r *Regexp) ReplaceAllStringFunc(s string, by func(string) string) string {
	if !r.Possible(s) {
		return s
	}
	return r.Regexp.ReplaceAllStringFunc(s, by)
}
