package hint

import (
	"bytes"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"

	"apricot.health/knowledge/content"
	"apricot.health/knowledge/graph"
	"apricot.health/knowledge/lexicon"
	"apricot.health/knowledge/resemblance"
)

type kit struct {
	g   *graph.Graph
	lex *lexicon.Lexicon
}

var loadKit = sync.OnceValues(func() (kit, error) {
	g, err := content.Graph()
	if err != nil {
		return kit{}, err
	}
	return kit{g, lexicon.New(g)}, nil
})

func newKit(t testing.TB) kit {
	t.Helper()
	k, err := loadKit()
	if err != nil {
		t.Fatal(err)
	}
	return k
}

// small is a bank in words that the lexicon does not know.
func small() []Saying {
	var out []Saying
	add := func(ids, lang string, says ...string) {
		for _, s := range says {
			x := Saying{Lang: lang, Says: s, From: "small.tsv"}
			for _, id := range strings.Fields(ids) {
				if not, ok := strings.CutPrefix(id, "!"); ok {
					x.Not = append(x.Not, findPrefix+not)
				} else {
					x.Finds = append(x.Finds, findPrefix+id)
				}
			}
			out = append(out, x)
		}
	}
	add("snoring", "zh", "老伴儿夜里拉大锯似的", "他睡着了跟拉大锯一样", "夜里拉大锯吵得我睡不着", "一躺下就拉大锯")
	add("joint_crepitus", "zh", "波棱盖儿一蹲嘎嘣响", "一蹲下波棱盖儿就嘎嘣嘎嘣", "波棱盖儿嘎嘣响了半年", "波棱盖儿里头嘎嘣一声")
	add("joint_crepitus knee_pain", "zh", "波棱盖儿嘎嘣响还酸胀")
	add("!joint_crepitus", "zh", "嘎嘣脆的花生")
	add("chest_pain_crushing", "zh", "心口窝像压了磨盘", "磨盘压在心口窝上", "心口窝叫磨盘压着似的", "跟压了磨盘一样心口窝")
	add("snoring", "en", "he saws logs all night", "my husband is sawing logs", "been sawing logs since christmas", "sawing logs like a lumberjack")
	add("joint_crepitus", "en", "knees go snap crackle pop", "snap crackle pop when i squat", "it goes snap crackle pop", "snap crackle pop on the stairs")
	return out
}

func others() []resemblance.Saying {
	var out []resemblance.Saying
	add := func(lang string, says ...string) {
		for _, s := range says {
			out = append(out, resemblance.Saying{Elsewhere: true, Lang: lang, Says: s, From: "talk.tsv"})
		}
	}
	add("zh", "股票又跌了", "今天天气真好", "食堂几点开饭", "停车费怎么算", "花生很好吃")
	add("en", "how much is parking", "nice weather today", "i like cornflakes", "the shares fell again")
	return out
}

var taught = sync.OnceValue(func() *Reader {
	k, _ := loadKit()
	return New(k.g, k.lex, small(), others())
})

func reader(t testing.TB) *Reader {
	t.Helper()
	newKit(t)
	return taught()
}

func hinted(r *Reader, text string) []string {
	var out []string
	for _, h := range r.Read(text) {
		if h.Likely() {
			out = append(out, strings.TrimPrefix(h.Finding, findPrefix))
		}
	}
	slices.Sort(out)
	return out
}

func TestWordsHintAtFindings(t *testing.T) {
	t.Parallel()
	r := reader(t)
	for text, want := range map[string]string{
		"老伴夜夜拉大锯":                         "snoring",
		"我的波棱盖儿嘎嘣响":                       "joint_crepitus",
		"老伴儿拉大锯，波棱盖儿嘎嘣响":                  "joint_crepitus snoring",
		"心口窝像磨盘压着":                        "chest_pain_crushing", // and not chest_pain, which it implies
		"my wife saws logs, sawing logs":  "snoring",
		"both knees go snap crackle pop":  "joint_crepitus",
		"波棱盖儿没有嘎嘣响":                       "",
		"他睡着了不是拉大锯一样":                     "",
		"he never saws logs":              "",
		"波棱盖儿嘎嘣响？没有":                      "",
		"波棱盖儿好好的":                         "",
		"does he go snap crackle pop? no": "",
		"花生嘎嘣脆":                           "",
		"今天天气真好":                          "",
		"股票跌了，停车费怎么算":                     "",
		"":                                "",
	} {
		if got := strings.Join(hinted(r, text), " "); got != want {
			t.Errorf("%s: %q, want %q; %v", text, got, want, r.Read(text))
		}
	}
}

// The words of a hint stand in the text.
func TestTheWordsAreItsProof(t *testing.T) {
	t.Parallel()
	hs := reader(t).Read("天气不错。波棱盖儿一蹲就嘎嘣响，别的没什么")
	if len(hs) == 0 || !strings.Contains(hs[0].Words, "波棱盖儿一蹲就嘎嘣响") || strings.Contains(hs[0].Words, "天气") {
		t.Errorf("%+v", hs)
	}
}

func TestFromWhichScoreItIsLikely(t *testing.T) {
	t.Parallel()
	for _, x := range []struct {
		words string
		bound float64
	}{{"嘎嘣响", LikelyZH}, {"snap", LikelyEN}, {"iPhone 嘎嘣", LikelyZH}} {
		if (Hint{Words: x.words, Score: x.bound - 0.001}).Likely() || !(Hint{Words: x.words, Score: x.bound}).Likely() {
			t.Errorf("%s: not from %.2f", x.words, x.bound)
		}
	}
}

// One clause says nothing alone where it is shorter than the bound.
func TestShortClauses(t *testing.T) {
	t.Parallel()
	text := "一二三，一二，three little words four，a b c"
	cut := cutter{newKit(t).g, newKit(t).lex}.cut(text)
	if len(cut.clauses) != 4 {
		t.Fatalf("%d clauses", len(cut.clauses))
	}
	for i, want := range []bool{false, true, false, true} {
		if got := slight(cut, i, i); got != want {
			t.Errorf("clause %d is too short: %v", i, got)
		}
	}
	if slight(cut, 0, 1) {
		t.Error("two clauses are too short")
	}
	for text, want := range map[string]bool{"my knee": true, "my knee clicks": false, "膝盖": true, "膝盖响": false} {
		cut := cutter{newKit(t).g, newKit(t).lex}.cut(text)
		if got := slight(cut, 0, 0); got != want {
			t.Errorf("%s, a whole text, is too short: %v", text, got)
		}
	}
}

func TestWhatSaysThatAllIsWell(t *testing.T) {
	t.Parallel()
	for clause, want := range map[string]bool{
		"看远处没问题": true, "大便正常": true, "memory is fine": true, "没问题": false, "fine": false, "没事找事": false, "fine lines": false,
	} {
		if saysWell(clause) != want {
			t.Errorf("%s: %v", clause, !want)
		}
	}
	for rest, want := range map[string]bool{
		"? no": true, "?没有": true, "? never!": true, "? not really": false, "? nobody knows": false, " no": false, ", no": false, "? 不是": true, "?": false, "? I do": false,
	} {
		if answeredNo(rest) != want {
			t.Errorf("%q: %v", rest, !want)
		}
	}
}

// The same bank gives the same bytes, whatever its order, and these the same reader.
func TestAModelIsTheSameEachTime(t *testing.T) {
	t.Parallel()
	k, r := newKit(t), reader(t)
	raw := r.Binary()
	if again := New(k.g, k.lex, small(), others()).Binary(); !bytes.Equal(raw, again) {
		t.Error("the same bank gives other bytes")
	}
	opened, err := Open(k.g, k.lex, raw)
	if err != nil {
		t.Fatal(err)
	}
	rapid.Check(t, func(t *rapid.T) {
		text := strings.Join(rapid.SliceOfN(rapid.SampledFrom([]string{"波棱盖儿", "嘎嘣响", "，", "。", "没", "拉大锯", "saws logs", " ", "snap crackle pop", "? ", "no", "心口窝"}), 0, 12).Draw(t, "text"), "")
		a, b := r.Read(text), opened.Read(text)
		if !slices.Equal(a, b) {
			t.Fatalf("%q: %v and, kept, %v", text, a, b)
		}
	})
	for name, bad := range map[string][]byte{"nothing": nil, "head": raw[:10], "cut": raw[:len(raw)/2], "longer": append(slices.Clone(raw), 0), "other": append([]byte("x"), raw...)} {
		if _, err := Open(k.g, k.lex, bad); err == nil {
			t.Errorf("%s is opened", name)
		}
	}
	if r, err := Load(k.g, k.lex, nil); r != nil || err != nil {
		t.Errorf("nothing learnt gives %v, %v", r, err)
	}
}

func FuzzRead(f *testing.F) {
	for _, s := range []string{"", "波棱盖儿嘎嘣响？没有", "don't saw logs", "\xff\x00", "，，，", strings.Repeat("嘎", 50)} {
		f.Add(s)
	}
	r := reader(f)
	f.Fuzz(func(t *testing.T, s string) {
		for _, h := range r.Read(s) {
			if h.Score <= 0 || h.Score > 1 || h.Finding == "" {
				t.Fatalf("%q: %+v", s, h)
			}
		}
	})
}

// longer are kinds of text of which four times as much takes four times the work.
func longer() []string {
	return []string{"嘎嘣", "snap ", "，嘎", "snap, ", "心口窝像压了磨盘，", "'a", "没咳嗽没发烧", "no fever "}
}

// A text four times as long is made of about four times as many pieces, whatever it says.
func TestCuttingIsLinear(t *testing.T) {
	t.Parallel()
	r := reader(t)
	for _, part := range longer() {
		one, four := r.cut(strings.Repeat(part, 500)).steps, r.cut(strings.Repeat(part, 2000)).steps
		if one == 0 || four > 5*one {
			t.Errorf("%q: %d pieces, four times as much %d", part, one, four)
		}
	}
}

// BenchmarkGrowth tells how many times as long a text four times as long takes: 4 is linear.
func BenchmarkGrowth(b *testing.B) {
	r := reader(b)
	for _, part := range longer() {
		b.Run(strings.TrimSpace(part), func(b *testing.B) {
			short, long := strings.Repeat(part, 1000), strings.Repeat(part, 4000)
			var one, four time.Duration
			for b.Loop() {
				start := time.Now()
				r.Read(short)
				middle := time.Now()
				r.Read(long)
				one, four = one+middle.Sub(start), four+time.Since(middle)
			}
			b.ReportMetric(float64(four)/float64(one), "times")
		})
	}
}

// BenchmarkRead reads a story of 300 characters with what is shipped.
func BenchmarkRead(b *testing.B) {
	k := newKit(b)
	r, err := Load(k.g, k.lex, content.Hints())
	if err != nil || r == nil {
		b.Skip("nothing is compiled: go generate ./knowledge/content")
	}
	story := []rune(strings.Repeat("昨天夜里开始肚子一阵一阵拧着疼，吐了三回，吃啥吐啥，拉的都是水，早上起来两腿发软，站都站不住，嘴里干得厉害。", 7))[:300]
	for b.Loop() {
		r.Read(string(story))
	}
}
