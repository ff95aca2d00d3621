package agent_test

import (
	"testing"

	"apricot.health/fhir/store"
	"apricot.health/knowledge/content"
	"apricot.health/services/agent"
)

func TestTheDepartmentOfAVisit(t *testing.T) {
	t.Parallel()
	g, err := content.Graph()
	if err != nil {
		t.Fatal(err)
	}
	at := func(status, rest string) string {
		return `{"resourceType":"Encounter","status":"` + status + `"` + rest + `}`
	}
	serves := func(text string) string { return `,"serviceType":{"text":"` + text + `"}` }
	for name, c := range map[string]struct {
		encounters []string
		want       string
	}{
		"its name":             {[]string{at("arrived", serves("心内科"))}, "dept.cardiology"},
		"its clinic":           {[]string{at("arrived", serves("心内科门诊"))}, "dept.cardiology"},
		"the longer name":      {[]string{at("arrived", serves("呼吸内科"))}, "dept.respiratory"},
		"a part of a name":     {[]string{at("arrived", serves("心血管内科"))}, ""},
		"in English":           {[]string{at("arrived", serves("Department of Cardiology"))}, "dept.cardiology"},
		"a Latin word longer":  {[]string{at("arrived", serves("Cardiologyx"))}, ""},
		"a code":               {[]string{at("arrived", `,"serviceType":{"coding":[{"code":"neurology"}]}`)}, "dept.neurology"},
		"an id":                {[]string{at("arrived", `,"serviceType":{"coding":[{"code":"dept.neurology"}]}`)}, "dept.neurology"},
		"its place":            {[]string{at("arrived", `,"location":[{"location":{"display":"骨科病房 3床"}}]`)}, "dept.orthopaedics"},
		"who provides it":      {[]string{at("arrived", `,"serviceProvider":{"display":"儿科"}`)}, "dept.paediatrics"},
		"service over place":   {[]string{at("arrived", serves("心内科")+`,"location":[{"location":{"display":"骨科"}}]`)}, "dept.cardiology"},
		"a visit that is over": {[]string{at("finished", serves("心内科"))}, ""},
		"here over planned":    {[]string{at("planned", serves("骨科")+`,"period":{"start":"2026-03-04"}`), at("in-progress", serves("心内科")+`,"period":{"start":"2026-03-01"}`)}, "dept.cardiology"},
		"the later of two":     {[]string{at("arrived", serves("骨科")+`,"period":{"start":"2026-03-04"}`), at("arrived", serves("心内科")+`,"period":{"start":"2026-03-01"}`)}, "dept.orthopaedics"},
		"none that says":       {[]string{at("arrived", serves("总务处"))}, ""},
		"not a resource":       {[]string{`{`}, ""},
		"no visit":             {nil, ""},
	} {
		var rs []store.Resource
		for _, e := range c.encounters {
			rs = append(rs, store.Resource{JSON: []byte(e)})
		}
		if got := agent.DepartmentOf(g, rs); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}
