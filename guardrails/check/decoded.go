package check

import (
	"fmt"
	"strings"

	"github.com/goccy/go-yaml"

	"apricot.health/knowledge/pattern"
)

// decoded reads a list that is embedded in the program. Tests read each: one that does
// not decode is a fault of the build.
func decoded[T any](file string, raw []byte) T {
	var out T
	if err := yaml.UnmarshalWithOptions(raw, &out, yaml.Strict()); err != nil {
		panic(fmt.Errorf("%s: %w", file, err))
	}
	return out
}

// wording is several expressions as one; nil where there are none.
type wording struct{ *pattern.Regexp }

func (w *wording) UnmarshalYAML(unmarshal func(any) error) error {
	var list []string
	if err := unmarshal(&list); err != nil {
		return err
	}
	re, err := pattern.Compile("(?:" + strings.Join(list, "|") + ")")
	w.Regexp = re
	return err
}

func (w wording) hits(s string) bool { return w.Regexp != nil && w.MatchString(s) }
