package reason_test

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"apricot.health/knowledge/chart"
	"apricot.health/knowledge/hint"
	"apricot.health/knowledge/lexicon"
	"apricot.health/knowledge/reason"
	"apricot.health/knowledge/resemblance"
)

// spoken are sayings of findings in words that no rule reads.
func spoken() []hint.Saying {
	var out []hint.Saying
	add := func(id string, says ...string) {
		for _, s := range says {
			out = append(out, hint.Saying{Finds: []string{"find." + id}, Lang: "zh", Says: s, From: "test.tsv"})
		}
	}
	add("snoring", "老伴儿夜里拉大锯似的", "他睡着了跟拉大锯一样", "夜里拉大锯吵得我睡不着", "一躺下就拉大锯")
	add("joint_crepitus", "波棱盖儿一蹲嘎嘣响", "一蹲下波棱盖儿就嘎嘣嘎嘣", "波棱盖儿嘎嘣响了半年", "波棱盖儿里头嘎嘣一声")
	add("chest_pain_crushing", "腔子里叫石碾子轧着", "石碾子轧在腔子上", "腔子像压了石碾子", "腔子里头石碾子轧过似的")
	add("vaginal_bleeding", "底下来红流个不停", "底下见红淅淅沥沥", "底下来红了", "又见红底下")
	return out
}

func hinting(t testing.TB) *reason.Engine {
	t.Helper()
	_, g := engine(t)
	lex := lexicon.New(g)
	talk := []resemblance.Saying{{Elsewhere: true, Lang: "zh", Says: "今天天气真好"}, {Elsewhere: true, Lang: "zh", Says: "股票又跌了"}}
	return reason.New(g, lex, reason.Hinting(hint.New(g, lex, spoken(), talk)))
}

func hintsOf(hs []hint.Hint) string {
	var out []string
	for _, h := range hs {
		out = append(out, strings.TrimPrefix(h.Finding, "find."))
	}
	return strings.Join(out, " ")
}

func TestWordsHintAndWriteNoFact(t *testing.T) {
	t.Parallel()
	e := hinting(t)
	c := caseOf(e, "咳嗽三天，一躺下就拉大锯", 60)
	a := e.Assess(c)
	if hintsOf(a.Hints) != "snoring" || !strings.Contains(a.Hints[0].Words, "拉大锯") || c.Chart.Findings["find.snoring"] != chart.Unknown {
		t.Errorf("hints %+v, findings %v", a.Hints, c.Chart.Findings)
	}
	c.Chart.Findings["find.snoring"] = chart.No
	if got := e.Hints(c); len(got) != 0 {
		t.Errorf("denied, it is still hinted at: %v", got)
	}
}

// What is known already, in whatever way, is not hinted at, nor what the patient
// cannot have.
func TestWhatIsKnownIsNotHintedAt(t *testing.T) {
	t.Parallel()
	e := hinting(t)
	const pressed, red = "腔子里像石碾子轧着", "底下来红流个不停"
	for _, x := range []struct {
		text, finding string
		is            chart.Tri
		want          string
	}{
		{pressed, "", chart.Unknown, "chest_pain_crushing"},
		{pressed, "find.chest_pain_crushing", chart.Yes, ""},
		{pressed, "find.chest_pain", chart.Yes, "chest_pain_crushing"}, // it says more than that
		{pressed, "find.chest_pain", chart.No, ""},
		{red, "find.sex_female", chart.Yes, "vaginal_bleeding"},
		{red, "find.sex_male", chart.Yes, ""},
	} {
		c := caseOf(e, x.text, 40)
		if x.finding != "" {
			c.Chart.Findings[x.finding] = x.is
		}
		switch x.finding {
		case "find.sex_male":
			c.Chart.Sex = chart.Male
		case "find.sex_female":
			c.Chart.Sex = chart.Female
		}
		if got := hintsOf(e.Hints(c)); got != x.want {
			t.Errorf("%s with %s %v: %q, want %q", x.text, x.finding, x.is, got, x.want)
		}
	}
}

// A hint comes behind danger signs and before what tells candidates apart, once; not
// more than two of a story are asked for.
func TestAHintIsAskedOnce(t *testing.T) {
	t.Parallel()
	e := hinting(t)
	c := caseOf(e, "咳嗽三天了，一躺下就拉大锯，波棱盖儿嘎嘣响", 60)
	asked, order := map[string]bool{}, []string{}
	for n := 0; ; n++ {
		q, more := e.Next(c, asked, n)
		if !more {
			break
		}
		if asked[q.ID] {
			t.Fatalf("%s is asked again", q.ID)
		}
		asked[q.ID] = true
		kind := "other"
		switch {
		case q.Danger:
			kind = "danger"
		case q.Hinted:
			kind = "hint"
		}
		for _, id := range q.Signs {
			asked[id] = true
		}
		order = append(order, kind)
	}
	seen := slices.Compact(slices.Clone(order))
	if !slices.Equal(seen[:min(len(seen), 2)], []string{"danger", "hint"}) || slices.Contains(seen[2:], "hint") {
		t.Errorf("asked in the order %v", order)
	}
	third := caseOf(e, "一躺下就拉大锯，波棱盖儿嘎嘣响，腔子里像石碾子轧着", 60)
	if q, ok := e.Next(third, map[string]bool{"find.snoring": true, "find.joint_crepitus": true, "find.chest_pain_crushing": true}, 3); ok && q.Hinted {
		t.Errorf("a third hint is asked for: %+v", q)
	}
}

// What would be an emergency is asked for first.
func TestAHintedDangerGoesFirst(t *testing.T) {
	t.Parallel()
	e := hinting(t)
	c := caseOf(e, "咳嗽三天了，一躺下就拉大锯，腔子里像石碾子轧着", 60)
	q, ok := e.Next(c, nil, 0)
	if !ok || q.ID != "find.chest_pain_crushing" || !q.Hinted || !q.Danger {
		t.Fatalf("asked first: %+v", q)
	}
	c.Chart.Findings[q.ID] = chart.Yes
	if a := e.Assess(c); a.Urgency != reason.Emergency {
		t.Errorf("confirmed, it is %s", a.Urgency)
	}
	if before := e.Assess(caseOf(e, "咳嗽三天了，腔子里像石碾子轧着", 60)); before.Urgency == reason.Emergency {
		t.Error("a hint alone calls")
	}
}

// Whatever is said, hints change no finding, no urgency and no differential.
func TestHintsChangeNothingElse(t *testing.T) {
	t.Parallel()
	e := hinting(t)
	plain, _ := engine(t)
	parts := []string{"咳嗽三天", "发烧", "没有胸痛", "腔子里像石碾子轧着", "一躺下就拉大锯", "肚子疼", "波棱盖儿嘎嘣响", "今天天气真好", "，", "。", "吐了"}
	rapid.Check(t, func(t *rapid.T) {
		text := strings.Join(rapid.SliceOfN(rapid.SampledFrom(parts), 1, 8).Draw(t, "text"), "，")
		c, p := caseOf(e, text, 50), caseOf(plain, text, 50)
		if !maps.Equal(c.Chart.Findings, p.Chart.Findings) {
			t.Fatalf("%s: findings %v and %v", text, c.Chart.Findings, p.Chart.Findings)
		}
		a, b := e.Assess(c), plain.Assess(p)
		same := func(x, y reason.Ranked) bool { return x.Condition == y.Condition && x.P == y.P }
		if a.Level != b.Level || !slices.Equal(a.UrgencyBy, b.UrgencyBy) || !slices.EqualFunc(a.Differential, b.Differential, same) {
			t.Fatalf("%s: level %d by %v and %d by %v", text, a.Level, a.UrgencyBy, b.Level, b.UrgencyBy)
		}
	})
}

// What the rules read as asked or denied is not hinted at by other words beside it.
func TestWhatIsAskedIsNotHintedAt(t *testing.T) {
	t.Parallel()
	e := hinting(t)
	for text, want := range map[string]string{"夜里拉大锯，一躺下就拉大锯": "snoring", "打不打呼噜，一躺下就拉大锯": "", "不打呼噜，一躺下就拉大锯": ""} {
		if got := hintsOf(e.Hints(caseOf(e, text, 60))); got != want {
			t.Errorf("%s: %q, want %q", text, got, want)
		}
	}
}

func TestWhatHintsAtNothing(t *testing.T) {
	t.Parallel()
	e := hinting(t)
	plain, _ := engine(t)
	for _, text := range []string{"", "救命", "我不舒服", "今天天气真好"} {
		if h := e.Resembles(text); len(h.Hints) != 0 {
			t.Errorf("%q hints at %v", text, h.Hints)
		}
	}
	if h := plain.Resembles("腔子里像石碾子轧着"); len(h.Hints) != 0 {
		t.Errorf("without a reader: %v", h.Hints)
	}
}

// A story told at once names what it may say, and asks for that next: what would be an
// emergency before the danger signs, what opens no complaint before "where is it?".
func TestATriageLineHints(t *testing.T) {
	t.Parallel()
	e := hinting(t)
	for text, want := range map[string]string{
		"咳嗽三天了，一躺下就拉大锯，腔子里像石碾子轧着": "find.chest_pain_crushing",
		"一躺下就拉大锯，夜里拉大锯":           "find.snoring",
	} {
		out := triage(t, e, `{"id":1,"text":"`+text+`","age":60}`)
		if out.Next == nil || out.Next.ID != want || !slices.ContainsFunc(out.Hinted, func(h reason.TriageHint) bool { return h.ID == want && h.Words != "" }) {
			t.Errorf("%s: hinted %+v, next %+v", text, out.Hinted, out.Next)
		}
	}
}

// Words that look like talk of other things are about health where they surely hint at
// a finding, and stay what they are where they hint a little less surely.
func TestASureHintIsNoTalk(t *testing.T) {
	t.Parallel()
	_, g := engine(t)
	lex := lexicon.New(g)
	talk := []resemblance.Saying{}
	for _, s := range []string{"邻居夜里拉大锯做木工", "木匠拉大锯", "公园里拉大锯的老头", "今天天气真好", "股票又跌了", "停车场在哪"} {
		talk = append(talk, resemblance.Saying{Elsewhere: true, Lang: "zh", Says: s, From: "talk.tsv"})
	}
	talk = append(talk, resemblance.Saying{Unwell: true, Lang: "zh", Says: "身上不得劲", From: "talk.tsv"})
	words := resemblance.New(g, lex, talk)
	plain := reason.New(g, lex, reason.Resembling(words))
	e := reason.New(g, lex, reason.Resembling(words), reason.Hinting(hint.New(g, lex, spoken(), talk)))
	const snores, works = "一躺下就拉大锯", "木匠拉大锯"
	if !plain.Resembles(snores).Aside || !plain.Resembles(works).Aside {
		t.Fatal("without hints these are not taken for talk: choose others")
	}
	if h := e.Resembles(snores); h.Aside || len(h.Hints) == 0 {
		t.Errorf("%s is talk: %+v", snores, h.Hints)
	}
	if h := e.Resembles(works); !h.Aside || len(h.Hints) != 0 {
		t.Errorf("%s hints at %+v", works, h.Hints)
	}
}
