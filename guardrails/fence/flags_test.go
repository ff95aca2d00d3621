package fence

import (
	"slices"
	"testing"
	"time"

	"apricot.health/guardrails/check"
	"apricot.health/guardrails/stance"
	"apricot.health/knowledge/chart"
	"apricot.health/knowledge/content"
	"apricot.health/knowledge/lexicon"
)

// missed is true where the fence tells that a draft does not send for help.
func missed(t *testing.T, f *Fence, d Draft) bool {
	t.Helper()
	dec, _, err := f.Gate(t.Context(), d)
	if err != nil {
		t.Fatal(err)
	}
	return slices.ContainsFunc(dec.Findings, func(x Finding) bool { return x.Hazard == "missed_red_flag" })
}

// On one side of a bound a sign is there, on the other it is not.
func TestTheBoundsOfASign(t *testing.T) {
	t.Parallel()
	b := &check.Bounds{Spoken: 0.2, Present: 0.05}
	for name, c := range map[string]struct {
		look     stance.Look
		read     bool
		is, sure bool
	}{
		"read as there":                {stance.Look{Real: 0.5, Spoken: 0.5}, true, true, false},
		"read as denied":               {stance.Look{Real: 0.5, Spoken: 0.5}, false, false, false},
		"read, at the bound":           {stance.Look{Real: 0.2, Spoken: 0.9}, true, false, false},
		"read, above the bound":        {stance.Look{Real: 0.2 + 1e-9, Spoken: 0.9}, true, true, false},
		"denied, at the bound":         {stance.Look{Real: 0.9, Spoken: 0.05}, false, true, true},
		"denied, above the bound":      {stance.Look{Real: 0.9, Spoken: 0.05 + 1e-9}, false, false, false},
		"read and surely there":        {stance.Look{Real: 0.9, Spoken: 0.05}, true, true, true},
		"nobody can tell, read":        {stance.Look{Real: 1, Spoken: 1}, true, true, false},
		"nobody can tell, denied":      {stance.Look{Real: 1, Spoken: 1}, false, false, false},
		"surely there and spoken of":   {stance.Look{Real: 0.1, Spoken: 0.01}, true, true, true},
		"surely neither, read as none": {stance.Look{Real: 0.1, Spoken: 0.9}, false, false, false},
	} {
		if is, sure := isThere(b, c.look, c.read); is != c.is || sure != c.sure {
			t.Errorf("%s: there %v, surely %v", name, is, sure)
		}
	}
}

// What the rules read as there is none where the words around only speak of it, and
// what they read as denied is there where the words surely have it so.
func TestASignIsThereOrOnlySpokenOf(t *testing.T) {
	t.Parallel()
	f := make1(t)
	rules := f.Try(map[Audience]check.Bounds{Patient: ruled(Patient), CareManager: ruled(CareManager)})
	for _, c := range []struct {
		to          Audience
		text        string
		rules, want bool
	}{
		{CareManager, "New crushing chest pain: 999.", true, false},
		{CareManager, "上报口径：胸口压榨样疼痛马上上报，跌倒当天上报。", true, false},
		{Patient, "The leaflet lists crushing chest pain among the rare side effects. You have none of those today, you say.", true, false},
		{Patient, "Before we plan your meals: you told me that crushing chest pain began half an hour ago.", false, true},
		{CareManager, "否认恶心，否认发热，否认尿痛，承认今早有胸口压榨样疼痛。", false, true},
		{Patient, "You have crushing chest pain now. Please rest and wait until tomorrow.", true, true},
		{CareManager, "The patient denies crushing chest pain.", false, false},
	} {
		d := Draft{Audience: c.to, Text: c.text, Chart: chart.New()}
		if got := missed(t, rules, d); got != c.rules {
			t.Errorf("by the rules alone missed is %v: %s", got, c.text)
		}
		if got := missed(t, f, d); got != c.want {
			t.Errorf("missed is %v: %s", got, c.text)
		}
		// A danger that somebody has seen in this patient is none to be silenced.
		d.Urgency = &UrgencyContext{Level: 2, RedFlags: []string{"flag.chest_cardiac"}}
		if !missed(t, f, d) {
			t.Errorf("the triage's own flag is silenced: %s", c.text)
		}
	}
}

// What is to be seen today is told to whoever can act where it surely is there, and no
// flag of it where it only may be, or where the record holds it already.
func TestASignForToday(t *testing.T) {
	t.Parallel()
	f := make1(t)
	bleeds := chart.New()
	bleeds.Findings["find.melaena"] = chart.Yes
	for _, c := range []struct {
		to    Audience
		text  string
		chart chart.Chart
		today bool
	}{
		{Patient, "Before we plan your meals: you told me that black stools began half an hour ago.", chart.New(), true},
		{CareManager, "否认恶心，否认发热，否认尿痛，承认今早有黑便。", chart.New(), true},
		{CareManager, "否认恶心，否认发热，否认尿痛，承认今早有黑便。", bleeds, false},
		{CareManager, "The patient denies black stools.", chart.New(), false},
		{Patient, "New black stools: 999.", chart.New(), false},
	} {
		d := Draft{Audience: c.to, Lang: language(c.text), Text: c.text, Chart: c.chart}
		r := f.reader.Read(harden(d.Text), d.Lang)
		if got := slices.Contains(f.raise(d, r).today, "flag.melaena"); got != c.today {
			t.Errorf("today is %v: %s", got, c.text)
		}
		dec, _, err := f.Gate(t.Context(), d)
		if told := slices.ContainsFunc(dec.Findings, func(x Finding) bool {
			return x.Hazard == "possible_under_triage" && slices.Contains(x.Evidence, "flag.melaena")
		}); err != nil || told != c.today || told && dec.Outcome != Handover {
			t.Errorf("told %v, %s, %v: %s", told, dec.Outcome, err, c.text)
		}
	}
}

// A doctor is warned of an emergency that surely is there and of which nothing is
// done; a calm draft does not hide one from a patient.
func TestASureSignIsTold(t *testing.T) {
	t.Parallel()
	f := make1(t)
	for text, want := range map[string]bool{
		"67M, no fever, no cough, no oedema, no rash; crushing chest pain since 09:00 today. Requests repeat prescription.":     true,
		"Has had hay fever since Monday and is sneezing right now. Has not had crushing chest pain at any time.":                false,
		"Daughter found him having crushing chest pain an hour ago. Emergency doctor on scene now, summary and drug list sent.": false,
	} {
		if got := missed(t, f, Draft{Audience: Doctor, Text: text, Chart: chart.New()}); got != want {
			t.Errorf("missed is %v: %s", got, text)
		}
	}
}

// ruled are bounds at which the words around a sign count for nothing.
func ruled(to Audience) check.Bounds {
	b := check.BoundsFor(string(to))
	b.Spoken, b.Present = 0, 0
	return b
}

// However calm a draft looks, nobody is calmed about a sign of an emergency before
// somebody has judged it.
func TestASignIsNotReassured(t *testing.T) {
	t.Parallel()
	g, err := content.Graph()
	if err != nil {
		t.Fatal(err)
	}
	f, err := New(t.Context(), Config{Deadline: time.Minute, Graph: g, Lexicon: lexicon.New(g), Now: func() time.Time { return time.Unix(1772000000, 0) }})
	if err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]bool{
		"The chest pain you have is nothing to worry about.":                                     true,
		"One calf that is swollen, sore and warmer than the other is nothing to worry about.":    true,
		"Nothing to worry about: the chest pain will pass.":                                      true,
		"您的胸痛不用担心。":                                                                              true,
		"Your appointment has moved to Tuesday at ten, which is nothing to worry about.":         false,
		"If you ever have chest pain, call an ambulance. Your appointment is on Tuesday at ten.": false,
	} {
		dec, _, err := f.Gate(t.Context(), Draft{Audience: Patient, Text: text, Chart: chart.New()})
		if err != nil {
			t.Fatal(err)
		}
		told := slices.ContainsFunc(dec.Findings, func(x Finding) bool { return x.Hazard == "sign_reassured" })
		if told != want || want && dec.Outcome == "release" {
			t.Errorf("%s: %s %v", text, dec.Outcome, dec.Findings)
		}
	}
}
