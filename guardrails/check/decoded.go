package check

import (
	"embed"
	"fmt"
	"io/fs"
	"strings"
	"sync"

	"github.com/goccy/go-yaml"

	"apricot.health/guardrails/claim"
	"apricot.health/knowledge/built"
	"apricot.health/knowledge/pattern"
)

// tables are the lists beside the checks. Every one decides, so that Tables names them all.
//
//go:embed *.yaml
var tables embed.FS

// Tables names the tables that are embedded beside the checks and beside what reads
// claims: it is another name where any of them is another.
//
//nolint:gochecknoglobals // read once, read only
var Tables = sync.OnceValue(func() string { return tablesOf(tables, claim.Lists()) })

// Prepare reads and compiles the tables, side by side. Without it the first decision of a
// process would wait for them, longer than its deadline on a machine that is busy.
func Prepare() {
	var all sync.WaitGroup
	for _, table := range []func(){
		func() { allMistakes() }, func() { musts() }, func() { unsoundPractices() }, func() { soughtAll() },
		func() { contraries() }, func() { kinds() }, func() { nevers() }, func() { protocols() }, func() { rates() },
	} {
		all.Go(table)
	}
	all.Wait()
}

func tablesOf(files fs.FS, claims string) string {
	key, err := built.Key(files, fmt.Sprintf("%d\n%s", len(claims), claims), "*.yaml")
	if err != nil {
		panic(fmt.Errorf("check: tables: %w", err)) // the build is broken
	}
	return "sha256:" + key
}

// decoded reads a list that is embedded in the program. Tests read each: one that does
// not decode is a fault of the build.
func decoded[T any](file string) T {
	out, err := decode[T](tables, file)
	if err != nil {
		panic(err)
	}
	return out
}

// decode reads a list strictly: a key that T has not is refused.
func decode[T any](files fs.FS, file string) (T, error) {
	var out T
	raw, err := fs.ReadFile(files, file)
	if err == nil {
		err = yaml.UnmarshalWithOptions(raw, &out, yaml.Strict())
	}
	if err != nil {
		return out, fmt.Errorf("check: %s: %w", file, err)
	}
	return out, nil
}

// wording is several expressions as one; nil where there are none.
type wording struct{ *pattern.Regexp }

func (w *wording) UnmarshalYAML(unmarshal func(any) error) error {
	return w.read(unmarshal, func(expr string) string { return expr })
}

// read takes a list of expressions, with what they name by its class written out.
func (w *wording) read(unmarshal func(any) error, inFull func(string) string) error {
	var list []string
	if err := unmarshal(&list); err != nil {
		return err
	}
	re, err := pattern.Compile(inFull("(?:" + strings.Join(list, "|") + ")"))
	w.Regexp = re
	return err
}

func (w wording) hits(s string) bool { return w.Regexp != nil && w.MatchString(s) }
