package library_test

import (
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"
	"unicode"

	"apricot.health/fhir/actor"
	"apricot.health/knowledge/content"
	"apricot.health/knowledge/graph"
	"apricot.health/services/library"
)

var handler = sync.OnceValues(func() (http.Handler, error) {
	g, err := content.Graph()
	if err != nil {
		return nil, err
	}
	return serving(g)
})

func serving(g *graph.Graph) (http.Handler, error) {
	l, err := library.New(library.Config{Graph: g, Base: "/knowledge", Logger: slog.New(slog.DiscardHandler)})
	if err != nil {
		return nil, err
	}
	return http.StripPrefix("/knowledge", l.Handler()), nil
}

func handlerOf(t *testing.T, g *graph.Graph) http.Handler {
	t.Helper()
	h, err := serving(g)
	if err != nil {
		t.Fatal(err)
	}
	return h
}

func get(t *testing.T, role actor.Role, path string) (int, string) {
	t.Helper()
	h, err := handler()
	if err != nil {
		t.Fatal(err)
	}
	return ask(t, h, role, path)
}

func ask(t *testing.T, h http.Handler, role actor.Role, path string) (int, string) {
	t.Helper()
	r := httptest.NewRequest(http.MethodGet, "/knowledge"+path, nil)
	if role != "" {
		r = r.WithContext(actor.With(r.Context(), actor.Actor{ID: "Practitioner/1", Role: role, Purpose: actor.Treatment}))
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	body, err := io.ReadAll(w.Result().Body)
	if err != nil {
		t.Fatal(err)
	}
	return w.Code, string(body)
}

func TestOnlyStaffReads(t *testing.T) {
	t.Parallel()
	for role, want := range map[actor.Role]int{
		"": http.StatusUnauthorized, actor.Patient: http.StatusForbidden, actor.Device: http.StatusForbidden,
		actor.Doctor: http.StatusOK, actor.CareManager: http.StatusOK, actor.Operator: http.StatusOK,
	} {
		if code, body := get(t, role, "/item/flag.does_not_matter"); code == http.StatusOK || want != http.StatusOK && code != want {
			t.Errorf("role %q: %d\n%s", role, code, body)
		}
		if code, _ := get(t, role, "/"); code != want {
			t.Errorf("role %q: home %d, want %d", role, code, want)
		}
	}
}

// Red flags, one in ten of them, have a page in both languages that names them,
// and every link on it leads to a page. The rest is made by the same templates.
func TestPagesAndTheirLinks(t *testing.T) {
	t.Parallel()
	g, err := content.Graph()
	if err != nil {
		t.Fatal(err)
	}
	links := regexp.MustCompile(`href="/knowledge(/(?:item|kind)/[^"]+)"`)
	seen := map[string]bool{}
	flags := 0
	for i, f := range g.RedFlags() {
		if i%10 != 0 {
			continue
		}
		flags++
		for _, lang := range []string{"zh", "en"} {
			path := "/item/" + f.ID + "?lang=" + lang
			code, body := get(t, actor.Doctor, path)
			if code != http.StatusOK || !strings.Contains(unescape(body), f.Labels.In(lang)) {
				t.Fatalf("%s: %d", path, code)
			}
			for _, m := range links.FindAllStringSubmatch(body, -1) {
				seen[strings.ReplaceAll(m[1], "&amp;", "&")] = true
			}
		}
	}
	for path := range seen {
		if code, _ := get(t, actor.Doctor, path); code != http.StatusOK {
			t.Errorf("a link to %s answers %d", path, code)
		}
	}
	if len(seen) < flags {
		t.Errorf("only %d links", len(seen))
	}
}

func unescape(s string) string {
	return strings.NewReplacer("&#34;", `"`, "&#39;", "'", "&lt;", "<", "&gt;", ">", "&amp;", "&").Replace(s)
}

// A rule's page shows its bounds, its cases, its source and who uses it.
func TestAThresholdCanBeRead(t *testing.T) {
	t.Parallel()
	g, err := content.Graph()
	if err != nil {
		t.Fatal(err)
	}
	var flag graph.RedFlag
	var compare *graph.Compare
	for _, f := range g.RedFlags() {
		if c := comparison(f.When); c != nil && c.GTE != nil {
			flag, compare = f, c
		}
	}
	if compare == nil {
		t.Fatal("no red flag has a lower bound: choose another kind of rule for this test")
	}
	_, body := get(t, actor.Doctor, "/item/"+flag.ID+"?lang=en")
	text := unescape(body)
	source, _ := g.Label(flag.Refs[0].Source)
	for _, want := range []string{"≥ " + strconv.FormatFloat(*compare.GTE, 'g', -1, 64), flag.Refs[0].Locator, source.EN, "Test cases", flag.Advice.ZH} {
		if !strings.Contains(text, want) {
			t.Errorf("%s: the page lacks %q", flag.ID, want)
		}
	}
	_, back := get(t, actor.Doctor, "/item/"+compare.Fact)
	if !strings.Contains(back, flag.ID) {
		t.Errorf("%s does not say that %s uses it", compare.Fact, flag.ID)
	}
}

// comparison is the first comparison in a condition.
func comparison(e graph.Expr) *graph.Compare {
	if e.Compare != nil {
		return e.Compare
	}
	for _, part := range append(append([]graph.Expr{}, e.All...), e.Any...) {
		if c := comparison(part); c != nil {
			return c
		}
	}
	return nil
}

func TestSearch(t *testing.T) {
	t.Parallel()
	for _, q := range []string{"胸痛", "Chest Pain", "find.chest_pain", "ｃｈｅｓｔ ｐａｉｎ"} {
		_, body := get(t, actor.Doctor, "/?q="+url.QueryEscape(q))
		if !strings.Contains(body, "/knowledge/item/find.chest_pain?") {
			t.Errorf("%q does not find chest pain", q)
		}
	}
	_, body := get(t, actor.Doctor, "/?lang=en&q="+url.QueryEscape("<script>alert(1)</script>"))
	if strings.Contains(body, "<script>") || !strings.Contains(body, "Nothing was found.") {
		t.Error("a query is not shown as text")
	}
}

// TestASlipFindsWhatIsNearlyCalledSo, and the page says that it is not the same.
func TestASlipFindsWhatIsNearlyCalledSo(t *testing.T) {
	t.Parallel()
	for q, id := range map[string]string{"astma": "cond.asthma", "asthmaa": "cond.asthma", "ashtma": "cond.asthma", "支气管哮揣": "cond.asthma", "warfarn": "drug.warfarin"} {
		_, body := get(t, actor.Doctor, "/?lang=en&q="+url.QueryEscape(q))
		if !strings.Contains(body, "/knowledge/item/"+id+"?") || !strings.Contains(body, "Nearly so are") {
			t.Errorf("%q does not find %s", q, id)
		}
	}
	for _, q := range []string{"xx", "asthmatix zebra", "呵呵"} {
		if _, body := get(t, actor.Doctor, "/?lang=en&q="+url.QueryEscape(q)); strings.Contains(body, "Nearly so are") {
			t.Errorf("%q is near something", q)
		}
	}
	if _, body := get(t, actor.Doctor, "/?lang=en&q=asthma"); strings.Contains(body, "Nearly so are") {
		t.Error("a name as it stands is called near")
	}
}

// TestTheCasesAreRun, and hold.
func TestTheCasesAreRun(t *testing.T) {
	t.Parallel()
	if code, body := get(t, actor.Doctor, "/cases?lang=en"); code != http.StatusOK || !strings.Contains(body, "Every test case of this knowledge holds.") {
		t.Errorf("%d\n%s", code, body)
	}
}

func TestUnknownPagesAreNotFound(t *testing.T) {
	t.Parallel()
	for _, path := range []string{"/item/find.nothing", "/kind/nothing", "/kind/", "/nowhere", "/kind/findings/more"} {
		for lang, says := range map[string]string{"zh": "没有这一条", "en": "There is no such item"} {
			code, body := get(t, actor.Doctor, path+"?lang="+lang)
			if code != http.StatusNotFound || !strings.Contains(body, says) || !strings.Contains(body, `href="/knowledge/?lang=`+lang) {
				t.Errorf("%s in %s: %d\n%s", path, lang, code, body)
			}
		}
	}
	if code, body := get(t, actor.Patient, "/nowhere"); code != http.StatusForbidden {
		t.Errorf("a patient: %d %s", code, body)
	}
}

// What texts are held against is on the pages like any rule: its words, the
// texts beside it and where it comes from.
func TestAFactCanBeRead(t *testing.T) {
	t.Parallel()
	g, err := content.Graph()
	if err != nil {
		t.Fatal(err)
	}
	p, f, x, h := g.Practices()[0], g.EducationFigures()[0], g.Pharmacology()[0], g.Herbs()[0]
	for id, want := range map[string][]string{
		p.ID: {p.Says[0][0], p.Tests[0].Text, p.Refs[0].Locator}, f.ID: {f.In[0].Unit, f.Tests[1].Text, f.Refs[0].Locator},
		x.ID: {x.By[0], x.Tests[0].Text, x.Refs[0].Locator}, h.ID: {strconv.FormatFloat(h.MaxDaily, 'g', -1, 64), h.Refs[0].Locator},
		g.Trials()[0].ID: {g.Trials()[0].Names[0], g.Trials()[0].Refs[0].Locator},
	} {
		code, body := get(t, actor.Doctor, "/item/"+id+"?lang=en")
		for _, w := range want {
			if code != http.StatusOK || !strings.Contains(unescape(body), w) {
				t.Errorf("%s: %d, without %q", id, code, w)
			}
		}
	}
}

// Every member and every word of the schema has a name in both languages: a page
// of one language holds none of the other.
func TestEveryMemberHasAName(t *testing.T) {
	t.Parallel()
	g, err := content.Graph()
	if err != nil {
		t.Fatal(err)
	}
	for _, unnamed := range library.Unnamed(g) {
		t.Error(unnamed)
	}
}

// What a site switched off, endorsed and set aside is on the pages, with who
// decided it.
func TestASitesDecisionsAreShown(t *testing.T) {
	t.Parallel()
	g, err := content.Graph()
	if err != nil {
		t.Fatal(err)
	}
	off, endorsed := g.OrderRules()[0], g.SafetyRules()[0]
	o, err := graph.ParseOverlay(fmt.Appendf(nil, `overlay: site 2026
base: %s
settings: {jurisdiction: UK}
off: [{id: %s, by: Dr Off, on: "2026-03-01", why: done elsewhere}]
endorse: [{id: %s, by: Dr Endorse, on: "2026-03-02"}]
`, g.Hash(), off.ID, endorsed.ID))
	if err != nil {
		t.Fatal(err)
	}
	site, err := g.Apply(o)
	if err != nil {
		t.Fatal(err)
	}
	h := handlerOf(t, site)
	_, home := ask(t, h, actor.Doctor, "/?lang=en")
	_, page := ask(t, h, actor.Doctor, "/item/"+endorsed.ID+"?lang=en")
	_, aside := ask(t, h, actor.Doctor, "/item/band.bmi_cn?lang=en")
	for _, c := range []struct{ body, want string }{
		{home, off.ID},
		{home, "Dr Off · 2026-03-01 · done elsewhere"},
		{home, "Dr Endorse · 2026-03-02"},
		{home, "United Kingdom"},
		{home, "/item/band.bmi_cn?"},
		{home, "UK: LDL of 2.0 mmol/L or less"},
		{page, "Dr Endorse · 2026-03-02"},
		{aside, "Set aside here"},
		{aside, "/item/band.bmi_who?"},
	} {
		if !strings.Contains(unescape(c.body), c.want) {
			t.Errorf("no page shows %q", c.want)
		}
	}
	if code, _ := ask(t, h, actor.Doctor, "/item/"+off.ID); code != http.StatusNotFound {
		t.Errorf("%s is off and has a page: %d", off.ID, code)
	}
}

// On a Chinese page places are said in Chinese, or marked as the source's own words,
// and so is why a test case stands there.
func TestAChinesePageIsInChinese(t *testing.T) {
	t.Parallel()
	g, err := content.Graph()
	if err != nil {
		t.Fatal(err)
	}
	said, marked := false, false
	for _, f := range g.RedFlags()[:40] {
		_, body := get(t, actor.Doctor, "/item/"+f.ID+"?lang=zh")
		text := unescape(body)
		for _, r := range f.Refs {
			if i := strings.Index(text, r.Locator); i > 0 && !strings.HasSuffix(text[:i], "原文：") && strings.ContainsAny(r.Locator, " ") && !hanIn(r.Locator) {
				t.Errorf("%s: %q stands as it is", f.ID, r.Locator)
			}
			marked = marked || strings.Contains(text, "原文："+r.Locator)
		}
		if strings.Contains(text, "notices when") {
			t.Errorf("%s: English reasons of tests", f.ID)
		}
		said = said || strings.Contains(text, "能发现的改动：")
	}
	if !said || !marked {
		t.Errorf("reasons said %v, places marked %v: choose other rules", said, marked)
	}
}

func hanIn(s string) bool {
	return strings.ContainsFunc(s, func(r rune) bool { return unicode.Is(unicode.Han, r) })
}
