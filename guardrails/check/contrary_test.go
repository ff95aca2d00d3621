package check

import (
	"regexp/syntax"
	"slices"
	"strings"
	"testing"
)

// samples are the shortest texts of each branch of an expression.
func samples(t *testing.T, expr string) []string {
	t.Helper()
	re, err := syntax.Parse(expr, syntax.Perl)
	if err != nil {
		t.Fatalf("%s: %v", expr, err)
	}
	return branches(re)
}

// branches keeps every branch of an alternation that is not inside another, and the
// first of those that are.
func branches(re *syntax.Regexp) []string {
	switch re.Op {
	case syntax.OpAlternate:
		var out []string
		for _, s := range re.Sub {
			out = append(out, branches(s)...)
		}
		return out
	case syntax.OpCapture:
		return branches(re.Sub[0])
	case syntax.OpConcat:
		out := []string{""}
		for _, s := range re.Sub {
			tails := branches(s)
			if len(out) > 1 || len(re.Sub) > 1 && len(tails) > 12 {
				tails = tails[:1]
			}
			var next []string
			for _, head := range out {
				for _, tail := range tails {
					next = append(next, head+tail)
				}
			}
			out = next
		}
		return out
	}
	return []string{shortest(re)}
}

func shortest(re *syntax.Regexp) string {
	switch re.Op {
	case syntax.OpLiteral:
		return string(re.Rune)
	case syntax.OpCharClass:
		return classSample(re.Rune)
	case syntax.OpPlus, syntax.OpCapture:
		return shortest(re.Sub[0])
	case syntax.OpRepeat:
		return strings.Repeat(shortest(re.Sub[0]), re.Min)
	case syntax.OpAlternate:
		return shortest(re.Sub[0])
	case syntax.OpConcat:
		var out strings.Builder
		for _, s := range re.Sub {
			out.WriteString(shortest(s))
		}
		return out.String()
	case syntax.OpAnyChar, syntax.OpAnyCharNotNL:
		return "x"
	}
	return "" // empty, optional, or a place and no text
}

// classSample is a character of a class, a blank or a letter where it may be one.
func classSample(ranges []rune) string {
	in := func(r rune) bool {
		for i := 0; i+1 < len(ranges); i += 2 {
			if r >= ranges[i] && r <= ranges[i+1] {
				return true
			}
		}
		return false
	}
	for _, r := range " -1xab" {
		if in(r) {
			return string(r)
		}
	}
	return string(ranges[0])
}

// Every way to say a value is read as that value and as no other of its family, so
// that no record is held against itself.
func TestContrariesExclude(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	all := contraries()
	all.list = slices.Clone(all.list)
	for i := range all.list {
		all.list[i].Needs = wording{} // a sample alone has no words around it
	}
	for i, f := range all.list {
		if seen[f.Family] || len(f.Values) < 2 || f.Label.ZH == "" || f.Label.EN == "" {
			t.Errorf("%s: twice, without a label or without two values", f.Family)
		}
		seen[f.Family] = true
		for _, v := range f.Values {
			for _, s := range samples(t, v.Says.String()) {
				var read []string
				for _, h := range all.hits(strings.Join(strings.Fields(s), " "), nil)[i] {
					if !slices.Contains(read, h.value) {
						read = append(read, h.value)
					}
				}
				if !slices.Contains(read, v.Value) || len(read) > 1 && !overlaps[f.Family] {
					t.Errorf("%s: %q is read as %v, want %s", f.Family, s, read, v.Value)
				}
			}
		}
	}
}

// overlaps are the families in which a word may stand for two values on purpose: CKD 3
// is 3a or 3b.
//
//nolint:gochecknoglobals // a literal table, read only
var overlaps = map[string]bool{"ckd_stage": true}

// Every name of a kind is read where its history is denied, and every entry of a
// record that is of the kind is found and not taken for what it is not.
func TestDenialsAreRead(t *testing.T) {
	t.Parallel()
	for _, k := range kinds().list {
		if k.Label.ZH == "" || k.Label.EN == "" {
			t.Errorf("%s has no label", k.Kind)
		}
		for _, s := range samples(t, k.Said.String()) {
			s = strings.Join(strings.Fields(s), " ")
			text := "no history of " + s + "."
			if strings.ContainsFunc(s, func(r rune) bool { return r > 0x2e80 }) {
				text = "否认" + s + "史。"
			}
			if !slices.ContainsFunc(deniedItems(text), k.covers) {
				t.Errorf("%s: %q denies nothing: %+v", k.Kind, text, deniedItems(text))
			}
		}
		for _, s := range samples(t, k.Record.String()) {
			if !k.Record.hits(s) || k.Not.hits(s) {
				t.Errorf("%s: %q of a record is not of the kind", k.Kind, s)
			}
		}
	}
}

// What a list after a denial holds, and where it ends.
func TestDeniedItems(t *testing.T) {
	t.Parallel()
	for s, want := range map[string][]denied{
		"no history of asthma, copd or reflux.":           {{"asthma", true}, {"copd", true}, {"reflux", true}},
		"no history of asthma, copd stable.":              {{"asthma", true}},
		"she has never had a clot, so oestrogen is fine.": {{"clot", true}},
		"否认高血压、糖尿病病史。":                                    {{"高血压", true}, {"糖尿病病史", true}},
		"无高血压,糖尿病,冠心病史。":                                  {{"高血压", true}, {"糖尿病", true}, {"冠心病史", true}},
		"无胸痛,既往冠心病史。":                                     {{"胸痛", false}},
		"no liver disease and can take paracetamol.":      {{"liver disease", false}},
	} {
		var got []denied
		for _, d := range deniedItems(s) {
			if !slices.Contains(got, d) && !slices.Contains(got, denied{d.what, true}) {
				got = append(got, d)
			}
		}
		for _, w := range want {
			if !slices.Contains(got, w) || len(got) != len(want) {
				t.Errorf("%q: %+v, want %+v", s, got, want)
				break
			}
		}
	}
}
