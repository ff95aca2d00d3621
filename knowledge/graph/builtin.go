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
