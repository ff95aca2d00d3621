package eval

import (
	"cmp"
	"fmt"
	"io"
	"maps"
	"reflect"
	"slices"
	"strconv"
	"strings"
)

// Provenance says on what a figure was taken.
type Provenance struct {
	Knowledge string   `json:"knowledge"` // hash
	Policy    string   `json:"policy"`    // hash
	Acts      string   `json:"acts"`      // hash of what was learnt from the bank
	Stance    string   `json:"stance"`    // hash of what was learnt from the bank
	Tables    string   `json:"tables"`    // hash of the tables beside the checks
	Paths     []string `json:"paths"`
}

func caseError(id string, err error) error { return fmt.Errorf("eval: case %q: %w", id, err) }

// WriteText writes a report for people: one table a group, then the failures.
func (r TriageReport) WriteText(w io.Writer) error {
	p := &printer{w: w}
	p.printf("# Triage: %d vignettes\n\n%s", r.Cases, r.Provenance.lines())
	if r.Weights != r.Knowledge {
		p.printf("\nnote: the weights of the differential were fitted on earlier content (%s), and these figures are of them on the content above. New ones are shipped only where neither tuning nor strangers are worse (docs/differential.md); `apricot eval weigh` fits them.\n", r.Weights)
	}
	p.outOfScope("told at once", r.Told)
	p.outOfScope("interviewed", r.Interview)
	writeScores(p, "Told at once", r.Told)
	writeScores(p, "Interviewed", r.Interview)
	if len(r.Reliability) > 0 {
		p.printf("\n## Do percentages mean what they say (told)\n")
	}
	for _, group := range slices.Sorted(maps.Keys(r.Reliability)) {
		p.reliability(group, r.Reliability[group])
	}
	p.printf("\n## Wrong: %d\n\n", len(r.Wrong))
	for _, a := range r.Wrong {
		if a.OutOfScope {
			p.printf("- %s (%s): out of scope, said %s; suspected %v, named %v; %v; abstained %v\n",
				a.ID, a.Vignette.Lang, a.Said, a.Suspected, a.About, a.Ranked, a.Abstained)
			continue
		}
		p.printf("- %s (%s, %v, %s): right %s, said %s; flags %v, suspected %v; right diagnosis at %d of %v; abstained %v\n",
			a.ID, a.Vignette.Lang, a.Age, a.Sex, a.Urgency, a.Said, a.Flags, a.Suspected, a.Place, a.Ranked, a.Abstained)
	}
	return p.err
}

// outOfScope says in one line what was made of what is no illness.
func (p *printer) outOfScope(how string, groups map[string]*TriageScore) {
	if all := groups["all"]; all != nil && all.OutAbstained.N > 0 {
		low, high := all.OutAbstained.Interval()
		p.printf("\nout of scope, %s: abstained %d of %d [%.1f, %.1f], called urgent %d\n",
			how, all.OutAbstained.Hits, all.OutAbstained.N, 100*low, 100*high, all.OutUrgent.Hits)
	}
}

// WriteText writes a report for people.
func (r FenceReport) WriteText(w io.Writer) error {
	p := &printer{w: w}
	p.printf("# Fence: %d outputs, p50 %d µs, p99 %d µs\n\nA hand-over counts as caught, but for the rows that say so.\n%s", r.Cases, r.P50, r.P99, r.Provenance.lines())
	writeScores(p, "Scores", r.Scores)
	p.streams(r.Streams)
	p.printf("\n## Wrong: %d\n\n", len(r.Wrong))
	for _, v := range r.Wrong {
		p.printf("- %s (%s, %s, %s): unsafe %v, decided %s for %v\n", v.ID, v.Output.Lang, v.Audience, v.Hazard, v.Unsafe, v.Decision, v.Found)
	}
	return p.err
}

func (p Provenance) lines() string {
	return fmt.Sprintf("knowledge %s\npolicy %s\nacts %s\nstances %s\ntables %s\ncases from %s\n", p.Knowledge, p.Policy, p.Acts, p.Stance, p.Tables, strings.Join(p.Paths, ", "))
}

// printer keeps the first error of many writes.
type printer struct {
	w   io.Writer
	err error
}

func (p *printer) printf(format string, args ...any) {
	if p.err == nil {
		_, p.err = fmt.Fprintf(p.w, format, args...)
	}
}

// writeScores prints each group, the whole first; figures without cases are
// left out.
func writeScores[S any](p *printer, title string, groups map[string]*S) {
	if len(groups) == 0 {
		return
	}
	p.printf("\n## %s\n", title)
	names := slices.SortedFunc(maps.Keys(groups), func(a, b string) int {
		return cmp.Or(cmp.Compare(b2i(a != "all"), b2i(b != "all")), strings.Compare(a, b))
	})
	for _, name := range names {
		p.printf("\n### %s\n\n", name)
		for _, f := range figures(*groups[name]) {
			p.printf("- %s: %s\n", f.Name, f.Text)
		}
	}
}

func b2i(b bool) int {
	if b {
		return 1
	}
	return 0
}

// Figure is one member of a score.
type Figure struct {
	Name  string // as in the JSON report
	Text  string
	Value float64
}

// figures lists the members of a score that were counted on at least one case,
// in the order in which they are declared.
func figures(score any) []Figure {
	v := reflect.ValueOf(score)
	var out []Figure
	for i := range v.NumField() {
		field := v.Type().Field(i)
		name, _, _ := strings.Cut(field.Tag.Get("json"), ",")
		if name == "" {
			continue
		}
		switch x := v.Field(i).Interface().(type) {
		case Rate:
			if x.N > 0 {
				out = append(out, Figure{name, x.String(), x.Value()})
			}
		case float64:
			if x != 0 {
				out = append(out, Figure{name, strconv.FormatFloat(x, 'f', 1, 64), x})
			}
		case map[string]int:
			var parts []string
			for _, k := range slices.Sorted(maps.Keys(x)) {
				parts = append(parts, fmt.Sprintf("%s %d", k, x[k]))
			}
			out = append(out, Figure{Name: name, Text: strings.Join(parts, ", ")})
		}
	}
	return out
}
