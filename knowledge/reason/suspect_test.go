package reason_test

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"apricot.health/knowledge/chart"
	"apricot.health/knowledge/graph"
	"apricot.health/knowledge/lexicon"
	"apricot.health/knowledge/reason"
	"apricot.health/knowledge/resemblance"
)

// suspecting is an engine that has learnt a few sayings in words that no rule
// reads.
func suspecting(t testing.TB) (*reason.Engine, *graph.Graph) {
	t.Helper()
	_, g := engine(t)
	lex := lexicon.New(g)
	var bank []resemblance.Saying
	add := func(means string, says ...string) {
		for _, s := range says {
			bank = append(bank, resemblance.Saying{Means: strings.Fields(means), Lang: "zh", Says: s, From: "test.tsv", Harmless: means == ""})
		}
	}
	add("flag.stroke_arm", "左半拉身子突然不听使唤", "右边半拉身子像不是自己的", "半拉身子一下子木了不灵便", "突然半拉身子不听使唤")
	add("flag.fever_young_infant", "奶娃子滚烫滚烫的跟小火炉一样", "怀里的奶娃跟火炉子一样滚烫", "奶娃子身上滚烫像火炉", "奶娃滚烫跟火炉子一样")
	add("comp.itch", "身上刺挠得慌", "浑身刺挠老想挠", "后背刺挠", "晚上刺挠得不行")
	add("comp.fatigue", "整天没精打采的", "提不起劲", "做啥都提不起劲", "老是没精打采")
	add("", "今天天气不错", "手里的火炉子不暖和", "懒洋洋的不想动", "半边床凉了", "手机突然不灵了")
	return reason.New(g, lex, reason.Resembling(resemblance.New(g, lex, bank))), g
}

const told = "我妈半拉身子突然不听使唤了"

func caseOf(e *reason.Engine, text string, age float64) reason.Case {
	c := chart.New()
	c.AgeYears = age
	e.Listen(&c, reason.Utterance{Text: text, Evidence: "text"})
	return reason.Case{Chart: c, Resembles: []reason.Heard{e.Resembles(text)}}
}

func flagsOf(ss []reason.Suspicion) []string {
	var out []string
	for _, s := range ss {
		out = append(out, s.Flag)
	}
	return out
}

func TestWordsRaiseASuspicionAndNoFact(t *testing.T) {
	t.Parallel()
	e, _ := suspecting(t)
	out := triage(t, e, `{"id":1,"text":"`+told+`","age":70}`)
	if out.Urgency != reason.Emergency || len(out.RedFlags) != 0 || !slices.Equal(out.Suspected, []string{"flag.stroke_arm"}) {
		t.Errorf("%+v", out)
	}
	i := slices.IndexFunc(out.Path, func(s reason.TriageStep) bool { return s.Kind == "resembles" })
	if i < 0 || out.Path[i].Words == "" || len(out.Path[i].Near) != 1 || !strings.Contains(out.Path[i].Near[0].Saying, "半拉身子突然不听使唤") {
		t.Fatalf("the path does not name the nearest saying: %+v", out.Path)
	}
	if s := out.Path[i]; s.Flag != "flag.stroke_arm" || len(s.Missing) == 0 {
		t.Errorf("the path does not say which signs of which flag are asked: %+v", s)
	}
	c := caseOf(e, told, 70)
	if c.Chart.Findings["find.arm_weakness"] != chart.Unknown {
		t.Errorf("a finding was written: %v", c.Chart.Findings)
	}
	plain, _ := engine(t)
	if a := plain.Assess(caseOf(plain, told, 70)); len(a.Suspected) != 0 || a.Level <= 2 {
		t.Errorf("an engine without a reader is at level %d and suspects %v", a.Level, a.Suspected)
	}
}

// TestTheSignsAreAskedFirst: the questions are those of the suspected flag; yes
// makes it a fact, I do not know leaves the suspicion, which ends the chat, and
// no takes the suspicion of it away.
func TestTheSignsAreAskedFirst(t *testing.T) {
	t.Parallel()
	e, g := suspecting(t)
	flag, _ := g.RedFlag("flag.stroke_arm")
	for name, answer := range map[string]chart.Tri{"yes": chart.Yes, "no": chart.No, "unknown": chart.Unknown} {
		c, asked := caseOf(e, told, 70), map[string]bool{}
		var as reason.Assessment
		for n := 0; ; n++ {
			as = e.Assess(c)
			q, more := e.Next(c, asked, n)
			if as.Ends(q, more) || !more || !q.Suspects {
				break
			}
			if n > 4 || !slices.Contains(flag.When.Facts(), q.ID) || !q.Danger {
				t.Fatalf("%s: question %d is %+v", name, n, q)
			}
			asked[q.ID] = true
			if answer != chart.Unknown {
				c.Chart.Findings[q.ID], c.Chart.FindingSource[q.ID] = answer, chart.Source{Where: "answer", Asked: true}
			}
		}
		if len(asked) == 0 {
			t.Fatalf("%s: nothing is asked", name)
		}
		confirmed := slices.ContainsFunc(as.RedFlags, func(h reason.FlagHit) bool { return h.ID == flag.ID })
		switch answer {
		case chart.Yes:
			if !confirmed || len(as.Suspected) != 0 {
				t.Errorf("yes: flags %v, suspected %v", as.RedFlags, as.Suspected)
			}
		case chart.No:
			// How the whole is told may still call; what was denied lowers it.
			if before := e.Assess(caseOf(e, told, 70)); as.SuspectsEmergency() || confirmed || as.Acuity >= before.Acuity {
				t.Errorf("no: suspected %v, acuity %.3f after %.3f", as.Suspected, as.Acuity, before.Acuity)
			}
		default:
			if as.Level != flag.Level || !slices.Equal(flagsOf(as.Suspected), []string{flag.ID}) || !as.Ends(reason.Question{}, false) {
				t.Errorf("unknown: level %d, suspected %v", as.Level, as.Suspected)
			}
		}
	}
}

// A flag of fewer signs than are asked for is denied with the last of them; one
// that is left open keeps it.
func TestAFlagOfFewSignsCanBeDenied(t *testing.T) {
	t.Parallel()
	_, g := engine(t)
	lex := lexicon.New(g)
	var bank []resemblance.Saying
	for _, s := range []string{"人跟木头一样喊着没动静", "喊他没动静像木头", "木头似的没一点动静"} {
		bank = append(bank, resemblance.Saying{Means: []string{"flag.unresponsive"}, Lang: "zh", Says: s, From: "test.tsv"})
	}
	for _, s := range []string{"今天天气不错", "桌子是木头的", "隔壁没动静了", "手机没动静"} {
		bank = append(bank, resemblance.Saying{Lang: "zh", Says: s, From: "test.tsv", Harmless: true})
	}
	e := reason.New(g, lex, reason.Resembling(resemblance.New(g, lex, bank)))
	for _, tc := range []struct {
		no   []string
		want bool
	}{
		{nil, true},
		{[]string{"find.unresponsive"}, true},
		{[]string{"find.unresponsive", "find.seizure_ongoing"}, false},
	} {
		c := caseOf(e, "我爸跟木头一样喊着没动静了", 70)
		for _, id := range tc.no {
			denies(c.Chart, id)
		}
		if a := e.Assess(c); len(a.Suspected) != 1 || a.SuspectsEmergency() != tc.want {
			t.Errorf("without %v: suspected %v, want an emergency: %v", tc.no, a.Suspected, tc.want)
		}
	}
}

// Three signs told unasked not to be there leave the suspicion as long as another can
// be asked for; the first of them that answers a question takes it away.
func TestWhatIsDeniedUnaskedSettlesNoSuspicion(t *testing.T) {
	t.Parallel()
	e, _ := suspecting(t)
	c := caseOf(e, told, 70)
	for _, id := range []string{"find.face_numb", "find.clumsy_limb", "find.double_vision"} {
		c.Chart.Findings[id], c.Chart.FindingSource[id] = chart.No, chart.Source{Where: "story"}
	}
	if a := e.Assess(c); !a.SuspectsEmergency() {
		t.Errorf("denied unasked: suspected %v", a.Suspected)
	}
	denies(c.Chart, "find.double_vision")
	if a := e.Assess(c); a.SuspectsEmergency() {
		t.Errorf("denied when asked: suspected %v", a.Suspected)
	}
}

func TestAFlagOfInfantsIsNotSuspectedInAnAdult(t *testing.T) {
	t.Parallel()
	e, _ := suspecting(t)
	for _, tc := range []struct {
		text string
		age  float64
		want bool
	}{
		{"怀里的奶娃滚烫跟火炉子一样", 0.1, true},
		{"怀里的奶娃滚烫跟火炉子一样", -1, true},
		{told, 40, true},
		{told, -1, true},
		{"没有半拉身子不听使唤", 40, false},
		{"如果半拉身子突然不听使唤怎么办", 40, false},
	} {
		a := e.Assess(caseOf(e, tc.text, tc.age))
		if got := a.Ends(reason.Question{}, false); got != tc.want {
			t.Errorf("%s at %v years: suspected %v, want an emergency: %v", tc.text, tc.age, a.Suspected, tc.want)
		}
	}
	// How it is told may still call an adult who holds the child.
	if a := e.Assess(caseOf(e, "怀里的奶娃滚烫跟火炉子一样", 40)); len(a.Suspected) > 0 {
		t.Errorf("suspected %v in an adult", a.Suspected)
	}
}

func TestAnOpeningInNewWordsOpensAComplaint(t *testing.T) {
	t.Parallel()
	e, _ := suspecting(t)
	if got := e.Complaints("浑身像有虫子爬老想挠"); len(got) != 0 {
		t.Fatalf("the lexicon reads it by now as %v: choose other words", got)
	}
	if got := e.ComplaintsLike("浑身像有虫子爬老想挠", 30); !slices.Equal(got, []string{"comp.itch"}) {
		t.Errorf("resembles %v", got)
	}
	if got := e.ComplaintsLike("谢谢你", 30); len(got) != 0 {
		t.Errorf("a remark resembles %v", got)
	}
}

// TestSuspicionsNeverLower: whatever is told beside it, words take no red flag
// away and lower nothing that a flag has set; an emergency by likelihood stays
// at least one of today. What was only seen today because nobody knew what it
// is may wait once the words say so.
func TestSuspicionsNeverLower(t *testing.T) {
	t.Parallel()
	e, g := suspecting(t)
	plain, _ := engine(t)
	var ids []string
	for _, f := range g.Findings() {
		if f.Kind == "boolean" && (f.Class == "symptom" || f.Class == "sign") {
			ids = append(ids, f.ID)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		c := chart.New()
		c.AgeYears = rapid.Float64Range(-1, 95).Draw(t, "age")
		for _, id := range rapid.SliceOfNDistinct(rapid.SampledFrom(ids), 0, 5, rapid.ID[string]).Draw(t, "findings") {
			c.Findings[id] = rapid.SampledFrom([]chart.Tri{chart.Yes, chart.No}).Draw(t, id)
		}
		text := strings.Join(rapid.SliceOfN(rapid.SampledFrom([]string{told, "头疼。", "没有发烧。", "奶娃滚烫像火炉。", "天气不错。"}), 0, 4).Draw(t, "text"), "。")
		with := e.Assess(reason.Case{Chart: c, Resembles: []reason.Heard{e.Resembles(text)}})
		without := plain.Assess(reason.Case{Chart: c})
		bound := without.Level + 1
		if len(without.RedFlags) > 0 {
			bound = max(without.Level, without.RedFlags[0].Level)
		}
		if without.Level <= 2 {
			bound = min(bound, 3)
		}
		if with.Level > bound || !slices.EqualFunc(with.RedFlags, without.RedFlags, func(a, b reason.FlagHit) bool { return a.ID == b.ID }) {
			t.Errorf("level %d with the reader, %d without", with.Level, without.Level)
		}
	})
}
