package graph

// The demographics are facts of every chart; content may refine their labels
// and questions by defining them itself.
func builtins() []Finding {
	b := func(id, kind, unit string, zh, en string) Finding {
		return Finding{ID: id, Kind: kind, Class: "demographic", Unit: unit, Labels: Label{ZH: zh, EN: en}}
	}
	return []Finding{
		b("find.age", "quantity", "a", "年龄", "Age"),
		b("find.sex_female", "boolean", "", "女性", "Female"),
		b("find.sex_male", "boolean", "", "男性", "Male"),
		b("find.pregnant", "boolean", "", "怀孕", "Pregnant"),
		b("find.lactating", "boolean", "", "哺乳期", "Breastfeeding"),
		b("find.pregnancy_weeks", "quantity", "wk", "孕周", "Weeks of pregnancy"),
	}
}

func missingBuiltins(defined []Finding) []Finding {
	have := map[string]bool{}
	for _, f := range defined {
		have[f.ID] = true
	}
	var out []Finding
	for _, f := range builtins() {
		if !have[f.ID] {
			out = append(out, f)
		}
	}
	return out
}

// normaliseCases makes every number in tests a float64, so that a graph from
// YAML and one from its snapshot are equal.
func normaliseCases(m *Module) {
	each := func(cs []Case) {
		for i := range cs {
			for k, v := range cs[i].Given {
				if n, ok := number(v); ok {
					cs[i].Given[k] = n
				}
			}
			if n, ok := number(cs[i].Expect); ok {
				cs[i].Expect = n
			}
		}
	}
	for _, x := range m.RedFlags {
		each(x.Tests)
	}
	for _, x := range m.OrderRules {
		each(x.Tests)
	}
	for _, x := range m.SafetyRules {
		each(x.Tests)
	}
	for _, x := range m.Bands {
		each(x.Tests)
	}
	for _, x := range m.Scores {
		each(x.Tests)
	}
	for _, x := range m.Pathways {
		for _, t := range x.Targets {
			each(t.Tests)
		}
		for _, t := range x.Monitoring {
			each(t.Tests)
		}
		for _, t := range x.Escalation {
			each(t.Tests)
		}
		for _, s := range x.Steps {
			for _, o := range s.Options {
				each(o.Tests)
			}
		}
	}
}
