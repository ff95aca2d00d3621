package resemblance

import (
	"bytes"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"

	"apricot.health/knowledge/content"
	"apricot.health/knowledge/graph"
	"apricot.health/knowledge/lexicon"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// kit is the real graph with a small bank of its own.
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

func (k kit) learnt(bank []Saying) *Reader { return New(k.g, k.lex, bank) }

// small is a bank of two dangers, their look-alikes and two complaints, in
// words that the lexicon does not know.
func small() []Saying {
	var out []Saying
	add := func(means, lang string, says ...string) {
		for _, s := range says {
			out = append(out, Saying{Means: strings.Fields(means), Lang: lang, Says: s, From: "small.tsv", Harmless: means == ""})
		}
	}
	add("flag.stroke_arm", "zh", "左半边身子突然不听使唤", "右边的手脚像不是自己的", "吃饭时筷子拿不住掉地上半边不灵便", "半拉身子一下子木了不灵便", "突然一边手脚不听使唤")
	add("", "zh", "手脚冰凉不想动", "半边床都湿了", "身子懒洋洋的", "筷子掉地上了捡起来接着吃", "坐久了脚木一会儿就好")
	add("flag.stroke_arm", "en", "his left side went useless all at once", "one half of her body quit working", "suddenly the right side will not obey me", "half of me has gone useless")
	add("", "en", "my left side of the bed is cold", "half of the class is ill", "the right side of the car is dented", "I feel useless at work")
	add("comp.itch", "zh", "身上刺挠得慌", "浑身刺挠老想挠", "后背刺挠", "晚上刺挠得不行")
	add("comp.fatigue", "zh", "整天没精打采的", "提不起劲", "浑身软绵绵提不起劲", "做啥都提不起劲")
	return out
}

func top(hs []Hit) Hit {
	if len(hs) == 0 {
		return Hit{Score: lowest}
	}
	return hs[0]
}

func TestANewWayOfSayingItIsSuspected(t *testing.T) {
	t.Parallel()
	r := newKit(t).learnt(small())
	for _, says := range []string{"我爸半边身子突然不灵便了", "早上起来一边手脚不听使唤", "her whole left side quit obeying"} {
		if h := top(r.Read(says).Flags); h.ID != "flag.stroke_arm" || h.Score <= 0 {
			t.Errorf("%s: read as %+v", says, h)
		}
	}
	for _, says := range []string{"今天天气不错", "半边床都凉了", "the weather is fine"} {
		if h := top(r.Read(says).Flags); h.Score > 0 {
			t.Errorf("%s: suspected as %+v", says, h)
		}
	}
	if h := top(r.Read("最近老觉得刺挠").Complaints); h.ID != "comp.itch" {
		t.Errorf("a complaint in new words is read as %+v", h)
	}
}

func TestWhatIsDeniedOrAsideIsNotWhatIsSaid(t *testing.T) {
	t.Parallel()
	r := newKit(t).learnt(small())
	says := "半边身子突然不灵便"
	plain := top(r.Read(says).Flags).Score
	for _, other := range []string{"没有半边身子不灵便", "如果半边身子突然不灵便就来医院", "十年前曾经半边身子不灵便"} {
		if got := top(r.Read(other).Flags).Score; got > plain-0.3 {
			t.Errorf("%s scores %.2f, beside %.2f for %s", other, got, plain, says)
		}
	}
}

func TestProofIsTheNearestSaying(t *testing.T) {
	t.Parallel()
	r := newKit(t).learnt(small())
	h := top(r.Read("今天有点累。早上起来突然一边手脚不听使唤。").Flags)
	if !strings.Contains(h.Words, "不听使唤") || strings.Contains(h.Words, "。今天") {
		t.Errorf("the words are %q", h.Words)
	}
	if h.Saying != "突然一边手脚不听使唤" {
		t.Errorf("the nearest saying is %q", h.Saying)
	}
}

// TestTheSameBankIsTheSameModel: neither the order of lines nor a second run
// changes a byte, and what was written is what is read.
func TestTheSameBankIsTheSameModel(t *testing.T) {
	t.Parallel()
	k := newKit(t)
	bank := small()
	first := k.learnt(bank).Binary()
	for range 3 {
		rand.Shuffle(len(bank), func(i, j int) { bank[i], bank[j] = bank[j], bank[i] })
		if !bytes.Equal(k.learnt(bank).Binary(), first) {
			t.Fatal("another order of the lines is another model")
		}
	}
	opened, err := Open(k.g, k.lex, first)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(opened.Binary(), first) {
		t.Error("what was opened is not what was written")
	}
	learnt := k.learnt(bank)
	for _, s := range bank {
		if diff := cmp.Diff(learnt.Read(s.Says), opened.Read(s.Says)); diff != "" {
			t.Errorf("%s (-learnt +opened):\n%s", s.Says, diff)
		}
	}
}

func TestDamageIsSeen(t *testing.T) {
	t.Parallel()
	k := newKit(t)
	raw := k.learnt(small()).Binary()
	for _, n := range []int{0, len(magic) - 1, len(magic), len(magic) + 3, len(raw) / 3, len(raw) / 2, len(raw) - 1} {
		if _, err := Open(k.g, k.lex, raw[:n]); err == nil {
			t.Errorf("a model cut to %d of %d bytes is opened", n, len(raw))
		}
	}
	if _, err := Open(k.g, k.lex, append(slices.Clone(raw), 0)); err == nil {
		t.Error("a model with more behind it is opened")
	}
	rapid.Check(t, func(t *rapid.T) {
		bad := slices.Clone(raw)
		for range rapid.IntRange(1, 8).Draw(t, "bytes") {
			bad[rapid.IntRange(len(magic), len(bad)-1).Draw(t, "at")] = rapid.Byte().Draw(t, "byte")
		}
		if r, err := Open(k.g, k.lex, bad); err == nil {
			r.Read("半边身子不灵便") // may say anything, and must not fail
		}
	})
}

// TestHarmlessWordsTakeNothingAway: a suspicion that a story raises stays,
// whatever else is told behind it.
func TestHarmlessWordsTakeNothingAway(t *testing.T) {
	t.Parallel()
	r := newKit(t).learnt(small())
	danger := "突然一边手脚不听使唤。"
	alone := top(r.Read(danger).Flags)
	rapid.Check(t, func(t *rapid.T) {
		more := rapid.SliceOfN(rapid.SampledFrom([]string{"今天天气不错。", "昨天吃了面条。", "没有发烧。", "my dog is well. ", "坐公交来的，等了一个小时。"}), 0, 12).Draw(t, "more")
		at := rapid.IntRange(0, len(more)).Draw(t, "at")
		text := strings.Join(more[:at], "") + danger + strings.Join(more[at:], "")
		if h := top(r.Read(text).Flags); h.ID != alone.ID || h.Score < alone.Score-1e-6 {
			t.Errorf("%q scores %+v, alone %+v", text, h, alone)
		}
	})
}

func FuzzRead(f *testing.F) {
	r := newKit(f).learnt(small())
	for _, s := range small() {
		f.Add(s.Says)
	}
	f.Add(strings.Repeat("半边身子，", 300))
	f.Add(strings.Repeat("aa", 4000))
	f.Add("没\xff有\x00不，。；;;;,,,,")
	f.Fuzz(func(t *testing.T, text string) {
		l := r.Read(text)
		for _, h := range slices.Concat(l.Flags, l.Complaints) {
			if h.Words == "" || h.Saying == "" || h.Score < floor || h.Score > 20 {
				t.Errorf("hit %+v", h)
			}
		}
		for _, h := range l.Conditions {
			if h.Words == "" || h.Score < faint || h.Score > 20 {
				t.Errorf("hit %+v", h)
			}
		}
		if d := cmp.Diff(l, r.Read(text)); d != "" {
			t.Errorf("the second reading differs:\n%s", d)
		}
	})
}
