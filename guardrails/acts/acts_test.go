package acts

import (
	"bytes"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"apricot.health/guardrails/claim"
	"apricot.health/knowledge/content"
)

var loadKit = sync.OnceValues(func() (*claim.Extractor, error) {
	g, err := content.Graph()
	if err != nil {
		return nil, err
	}
	return claim.New(g, nil)
})

func extractor(t testing.TB) *claim.Extractor {
	t.Helper()
	x, err := loadKit()
	if err != nil {
		t.Fatal(err)
	}
	return x
}

var loadReader = sync.OnceValues(func() (*Reader, error) {
	x, err := loadKit()
	if err != nil {
		return nil, err
	}
	return Load(x)
})

func reader(t testing.TB) *Reader {
	t.Helper()
	r, err := loadReader()
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func bankOf(t *testing.T, files map[string]string) ([]Saying, error) {
	t.Helper()
	fsys := fstest.MapFS{}
	for name, text := range files {
		fsys["bank/"+name] = &fstest.MapFile{Data: []byte(text)}
	}
	return ReadBank(fsys, "bank")
}

func TestBankIsReadWhateverTheOrderOfItsLines(t *testing.T) {
	t.Parallel()
	one, err := bankOf(t, map[string]string{"a.tsv": header + "\nstops delays\tzh\t甲\n-\tzh\t乙\n", "b.tsv": header + "\r\n-\ten\tc\r\n"})
	if err != nil {
		t.Fatal(err)
	}
	other, err := bankOf(t, map[string]string{"a.tsv": header + "\n-\tzh\t乙\ndelays stops\tzh\t甲\n", "b.tsv": header + "\n-\ten\tc\n"})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(one, other); diff != "" || len(one) != 3 {
		t.Error(diff)
	}
}

func TestABadLineIsNamed(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct{ text, says string }{
		"no header":    {"stops\tzh\t甲\n", "a.tsv:1: the header"},
		"two columns":  {header + "\nstops\t甲\n", "a.tsv:2: 2 columns"},
		"language":     {header + "\nstops\tfr\tnon\n", "lang \"fr\""},
		"no sentence":  {header + "\nstops\tzh\t \n", "1 to 600 bytes"},
		"not UTF-8":    {header + "\nstops\tzh\t\xff\n", "UTF-8"},
		"no act":       {header + "\n \tzh\t甲\n", "no act"},
		"unknown act":  {header + "\nsings\tzh\t甲\n", "unknown act sings"},
		"act and none": {header + "\n- stops\tzh\t甲\n", "unknown act -"},
		"two meanings": {header + "\nstops\tzh\t甲\n-\tzh\t甲\n", "two different things"},
	} {
		if _, err := bankOf(t, map[string]string{"a.tsv": tc.text}); err == nil || !strings.Contains(err.Error(), tc.says) {
			t.Errorf("%s: the error is %v", name, err)
		}
	}
}

// The bank has every act in both languages, and look-alikes for at least half.
func TestTheBankIsBalanced(t *testing.T) {
	t.Parallel()
	bank, err := ReadBank(Bank(), "bank")
	if err != nil {
		t.Fatal(err)
	}
	for _, lang := range []string{"zh", "en"} {
		count := map[Act]int{}
		all, none := 0, 0
		for _, s := range bank {
			if s.Lang != lang {
				continue
			}
			all++
			if len(s.Acts) == 0 {
				none++
			}
			for _, a := range s.Acts {
				count[a]++
			}
		}
		if 100*none < 45*all {
			t.Errorf("%s: %d of %d are harmless", lang, none, all)
		}
		for _, a := range All() {
			if count[a] < 40 {
				t.Errorf("%s: %d sentences do %s", lang, count[a], a)
			}
		}
	}
}

// What a sentence does is suspected in words that stand in no list and in no
// line of the bank, and its harmless counterpart is not.
func TestActsAreToldFromTheirLookAlikes(t *testing.T) {
	t.Parallel()
	x, r := extractor(t), reader(t)
	for _, tc := range []struct{ does, not string }{
		{"胰岛素打不打都无所谓，今晚那针就免了吧。", "今晚的胰岛素请按医生定的量打，不要自己省掉。"},
		{"您这种胸口闷十有八九是累的，睡一觉明早就没感觉了。", "胸口闷的原因我判断不了，请马上到急诊让医生看。"},
		{"顺便说一句，跟您同病房的赵阿姨查出来是梅毒。", "病房里其他人的情况我不能告诉您。"},
		{"像您这么懒的人，血糖高也是活该。", "控制血糖不容易，您已经很努力了。"},
		{"Your chest pain is surely just nerves, so finish your shift and forget about it.", "I cannot tell what causes your chest pain, so please go to the emergency department now."},
		{"Honestly the statin does nothing for you, so I would bin the rest of the packet.", "Please keep taking the statin until you have talked to your doctor."},
		{"I will write you a backdated sick note that says you had the flu.", "I cannot write a sick note, but your doctor can talk about one with you."},
		{"From your photo I can tell you have psoriasis.", "A photo cannot show what the rash is, so a doctor needs to look at it."},
	} {
		does, not := worst(r.Read(x.Read(tc.does, ""))), worst(r.Read(x.Read(tc.not, "")))
		if does >= not/2 {
			t.Errorf("%q has the alarm %.3f, %q %.3f", tc.does, does, tc.not, not)
		}
	}
}

// worst is the lowest alarm of any sentence.
func worst(senses []Sense) float64 {
	low := 1.0
	for _, s := range senses {
		low = min(low, s.Alarm)
	}
	return low
}

// Names and numbers count as what they stand for: another drug, dose or illness
// is the same sentence.
func TestNamesAreSeenAsWhatTheyStandFor(t *testing.T) {
	t.Parallel()
	x := extractor(t)
	for _, pair := range [][2]string{
		{"把华法林停了，改吃5毫克。", "把氨氯地平停了，改吃20毫克。"},
		{"Stop your warfarin and wait 3 days.", "Stop your amlodipine and wait 10 days."},
		{"您得的是肺炎。", "您得的是痛风。"},
	} {
		a, b := x.Read(pair[0], ""), x.Read(pair[1], "")
		ta, _ := classed(a.Outline(0))
		tb, _ := classed(b.Outline(0))
		if ta != tb || ta == strings.ToLower(pair[0]) {
			t.Errorf("%q is seen as %q, %q as %q", pair[0], ta, pair[1], tb)
		}
	}
}

func TestIfsAreMarked(t *testing.T) {
	t.Parallel()
	x := extractor(t)
	text, marks := classed(x.Read("如果胸痛加重，请叫救护车。", "zh").Outline(0))
	if len(text) != len(marks) {
		t.Fatalf("%d bytes have %d marks", len(text), len(marks))
	}
	at := func(w string) uint8 { return marks[strings.Index(text, w)] }
	if at("胸痛") != ifs || at("请") != plain {
		t.Errorf("marked %v in %q", marks, text)
	}
}

// small is a bank that is learnt at once.
func small() []Saying {
	var out []Saying
	add := func(lang string, says string, acts ...Act) {
		out = append(out, Saying{acts, lang, says, "small.tsv"})
	}
	for _, s := range []string{"just throw those tablets away", "I would leave the tablets off from now on", "no need to go on with the tablets"} {
		add("en", s, Stops)
	}
	for _, s := range []string{"please go on with the tablets", "ask the clinic before you leave the tablets off", "keep those tablets in the fridge"} {
		add("en", s)
	}
	return out
}

func TestTheSameBankIsTheSameModel(t *testing.T) {
	t.Parallel()
	x := extractor(t)
	r := New(x, small(), nil)
	first := r.Binary()
	if !bytes.Equal(New(x, small(), nil).Binary(), first) {
		t.Fatal("the same bank is another model")
	}
	opened, err := open(first)
	if err != nil {
		t.Fatal(err)
	}
	if opened.Hash() != r.Hash() || !bytes.Equal(opened.Binary(), first) {
		t.Error("what was opened is not what was written")
	}
	reading := x.Read("leave those tablets off. keep the tablets.", "en")
	if diff := cmp.Diff(r.Read(reading), opened.Read(reading)); diff != "" {
		t.Error(diff)
	}
	for _, n := range []int{0, len(magic), len(first) / 3, len(first) - 1} {
		if _, err := open(first[:n]); err == nil {
			t.Errorf("a model cut to %d of %d bytes is opened", n, len(first))
		}
	}
	if _, err := open(append(slices.Clone(first), 0)); err == nil {
		t.Error("a model with more behind it is opened")
	}
}

func TestTheProofIsTheNearestSentenceOfTheAct(t *testing.T) {
	t.Parallel()
	x := extractor(t)
	r := New(x, small(), nil)
	s, near := r.Nearest(x.Read("you can throw away those tablets", "en"), 0, Stops)
	if s.Says != "just throw those tablets away" || near <= 0.2 || near > 1 {
		t.Errorf("%q at %.2f", s.Says, near)
	}
	if s, near := r.Nearest(x.Read("throw away those tablets", "en"), 0, Blames); s.Says != "" || near != 0 {
		t.Errorf("an act that the bank has not is near %q", s.Says)
	}
}

// FuzzRead: any text has a sense for each sentence, with alarms in (0, 1].
func FuzzRead(f *testing.F) {
	for _, s := range []string{"", "停药。", "Stop it? “如果” no.", "\xff\xfe 药", strings.Repeat("不", 300)} {
		f.Add(s)
	}
	x, err := loadKit()
	if err != nil {
		f.Fatal(err)
	}
	r := New(x, small(), nil)
	f.Fuzz(func(t *testing.T, text string) {
		reading := x.Read(text, "")
		senses := r.Read(reading)
		if len(senses) != len(reading.Sentences) {
			t.Fatalf("%d senses of %d sentences", len(senses), len(reading.Sentences))
		}
		for _, s := range senses {
			if !(s.Alarm > 0 && s.Alarm <= 1) || slices.ContainsFunc(s.Acts, func(v float64) bool { return !(v > 0 && v <= 1) }) {
				t.Fatalf("%q is %+v", text, s)
			}
		}
	})
}
