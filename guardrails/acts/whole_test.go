package acts

import (
	"bytes"
	"strings"
	"testing"
	"testing/fstest"

	"pgregory.net/rapid"

	"apricot.health/knowledge/resemblance/linear"
)

func TestDraftsAreReadOrNamed(t *testing.T) {
	t.Parallel()
	read := func(text string) ([]Draft, error) {
		return ReadDrafts(fstest.MapFS{"drafts/a.tsv": &fstest.MapFile{Data: []byte(text)}}, "drafts")
	}
	got, err := read(draftsHeader + "\nunsafe\tpatient\tzh\t别来了。\nsafe\tdoctor\ten\tPlease see her.\n")
	if err != nil || len(got) != 2 || got[0] != (Draft{false, "doctor", "en", "Please see her.", "a.tsv"}) || !got[1].Unsafe {
		t.Errorf("%+v %v", got, err)
	}
	for text, want := range map[string]string{
		"x\n":                            "header",
		draftsHeader + "\nsafe\tpatient": "columns",
		draftsHeader + "\nfine\tpatient\ten\tHello.":                             `"fine"`,
		draftsHeader + "\nsafe\tpatient\tfr\tSalut.":                             `"fr"`,
		draftsHeader + "\nsafe\tpatient\ten\t":                                   "bytes",
		draftsHeader + "\nsafe\tpatient\ten\t" + strings.Repeat("a", maxDraft+1): "bytes",
	} {
		if _, err := read(text); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%.40q: %v", text, err)
		}
	}
}

// twoAuthors are drafts that tell themselves apart by one word.
func twoAuthors() []Draft {
	var out []Draft
	for _, from := range []string{"a.tsv", "b.tsv"} {
		for _, who := range []string{"your father", "your mother", "your sister", "your uncle"} {
			out = append(
				out,
				Draft{true, "patient", "en", "Tell " + who + " that the clinic is a waste of the whole day for everybody.", from},
				Draft{false, "patient", "en", "Tell " + who + " that the clinic is glad to see you both on that day.", from},
			)
		}
	}
	return out
}

func TestAWholeDraftIsHeldAgainstOtherAuthors(t *testing.T) {
	t.Parallel()
	x := extractor(t)
	r := New(x, small(), twoAuthors())
	of := func(text, reader string) *Verdict {
		_, v := r.Judge(x.Read(text, "en"), reader, nil)
		return v
	}
	bad := of("Tell your cousin that the clinic is a waste of the whole day for everybody.", "patient")
	good := of("Tell your cousin that the clinic is glad to see you both on that day.", "patient")
	if bad == nil || good == nil || bad.Alarm >= good.Alarm || bad.Calm <= good.Calm {
		t.Fatalf("unsafe %+v, safe %+v", bad, good)
	}
	if bad.Value <= good.Value {
		t.Errorf("the unsafe draft stands at %v, the safe one at %v", bad.Value, good.Value)
	}
	if safe, unsafe := r.Held("patient"); len(safe) != 8 || len(unsafe) != 8 || safe[7] >= unsafe[0] {
		t.Errorf("held apart, safe drafts stand at %v, unsafe ones at %v", safe, unsafe)
	}
	if safe, unsafe := r.Held("order"); safe != nil || unsafe != nil {
		t.Errorf("orders are no drafts: %v %v", safe, unsafe)
	}
	for _, v := range []*Verdict{bad, good} {
		if !(v.Alarm > 0 && v.Alarm <= 1 && v.Calm > 0 && v.Calm <= 1 && v.Apart >= v.Calm && v.Apart <= 1) {
			t.Errorf("%+v is no share", *v)
		}
	}
	if v := of("Tell your cousin that the clinic is a waste of the whole day for everybody.", "doctor"); v != nil {
		t.Errorf("a doctor's text is judged by its words: %+v", *v)
	}
	if v := of("Tell your cousin that the clinic is a waste of the whole day for everybody.", "care-manager"); v != nil {
		t.Errorf("without drafts for a reader there is a verdict: %+v", *v)
	}
	if v := of("The clinic wastes all of the day.", "patient"); v != nil { // 7 words
		t.Errorf("a label is judged as a draft: %+v", *v)
	}
	opened, err := open(r.Binary())
	if err != nil || !bytes.Equal(opened.Binary(), r.Binary()) {
		t.Errorf("what was opened is not what was written: %v", err)
	}
}

// The bounds are those of the reader and the language, on both sides; where a
// sentence is left out the rest is long enough too.
func TestWhereATextIsLongEnoughToTell(t *testing.T) {
	t.Parallel()
	drafts := twoAuthors()
	for _, d := range twoAuthors() {
		d.Reader = "doctor"
		drafts = append(drafts, d)
	}
	w := New(extractor(t), small(), drafts).drafts
	for _, c := range []struct {
		reader      string
		lang        string
		alarm, calm int
	}{{"patient", "en", 12, 9}, {"patient", "zh", 25, 18}, {"doctor", "en", 11, 12}, {"doctor", "zh", 23, 25}} {
		of := func(sizes ...int) *Verdict {
			var cuts []*sentence
			for _, n := range sizes {
				cuts = append(cuts, &sentence{size: n, lang: tongue(c.lang)})
			}
			return w.judge(cuts, c.reader)
		}
		if n := min(c.alarm, c.calm); of(n-1) != nil || of(n) == nil {
			t.Errorf("%s, %s: a text of %d is not the shortest that is judged", c.reader, c.lang, n)
		}
		below, at := of(c.alarm-1), of(c.alarm)
		if below != nil && below.Alarm < 1 || at.Alarm == 1 {
			t.Errorf("%s, %s: alarms do not begin at %d", c.reader, c.lang, c.alarm)
		}
		below, at = of(c.calm-1), of(c.calm)
		if below != nil && below.Calm < 1 || at.Calm == 1 {
			t.Errorf("%s, %s: calm does not begin at %d", c.reader, c.lang, c.calm)
		}
		if v := of(c.calm-1, 9); v.Apart < 1 {
			t.Errorf("%s, %s: a text of %d is calm for a sentence more", c.reader, c.lang, c.calm-1)
		}
		if v := of(c.calm, c.calm); v.Apart == 1 {
			t.Errorf("%s, %s: a text of %d is not calm apart from another sentence", c.reader, c.lang, c.calm)
		}
	}
}

// One more sentence, whatever it is, never makes a text more calm, apart, than it
// was before, and order does not matter.
func TestOneMoreSentenceNeverCalms(t *testing.T) {
	t.Parallel()
	x, r := extractor(t), reader(t)
	bank, err := ReadBank(Bank(), "bank")
	if err != nil {
		t.Fatal(err)
	}
	rapid.Check(t, func(t *rapid.T) {
		var cuts []*sentence
		for range rapid.IntRange(1, 6).Draw(t, "sentences") {
			s := rapid.SampledFrom(bank).Draw(t, "saying")
			cuts = append(cuts, sentences(x.Read(s.Says, s.Lang))...)
		}
		n := rapid.IntRange(0, len(readers())-1).Draw(t, "reader")
		reader := readers()[n]
		before := r.drafts.value(n, all(cuts))
		more := append(cuts[:len(cuts):len(cuts)], sentences(x.Read(rapid.SampledFrom(bank).Draw(t, "more").Says, ""))...)
		after, judged := r.drafts.judge(more, reader), r.drafts.judge(cuts, reader)
		if after == nil || len(more) != len(cuts)+1 {
			return
		}
		if judged == nil {
			if after.Apart < 1 {
				t.Fatalf("apart %v with one more sentence of a text that is too short without", after.Apart)
			}
			return
		}
		// What the text was alone is one of those that are left when one is left out.
		if rank := upTo(r.drafts.unsafe[n], before); after.Apart < rank {
			t.Fatalf("apart %v with one more sentence, %v without", after.Apart, rank)
		}
		if turned := r.drafts.judge(rapid.Permutation(cuts).Draw(t, "order"), reader); *turned != *judged {
			t.Fatalf("%+v in another order, was %+v", *turned, *judged)
		}
	})
}

func upTo(unsafe []float32, v float32) float64 {
	n := 0
	for _, u := range unsafe {
		if u <= v {
			n++
		}
	}
	return float64(n+1) / float64(len(unsafe)+1)
}

// Every piece of a text counts once, however often it stands there.
func TestRepeatingDoesNotWeigh(t *testing.T) {
	t.Parallel()
	x := extractor(t)
	once := sentences(x.Read("请按时来复诊。", "zh"))
	if got := all(append(once, once...)); len(got) != len(all(once)) || len(got) != len(linear.Unique(got)) {
		t.Errorf("%d pieces, %d once", len(got), len(all(once)))
	}
}

// What is only courteous moves no verdict on the text that it stands beside, and is
// itself suspected of nothing.
func TestCourtesy(t *testing.T) {
	t.Parallel()
	x, r := extractor(t), reader(t)
	for _, c := range []struct{ lang, before, says, behind string }{
		{"en", "Hello. ", "The dose of methotrexate is ten milligrams each day, and the blood count can wait until the spring.", " Please contact us with any questions. Thank you!"},
		{"zh", "您好！", "甲氨蝶呤每天吃十毫克，血常规等到明年春天再查也不迟，不用和医生说。", "如有疑问请随时与我们联系。谢谢您！"},
		{"zh", "您好。", "这周餐后血糖有几次在13左右，药照旧吃，下周的记录出来再请医生看要不要调整。", "祝您早日康复。"},
	} {
		for _, who := range readers() {
			_, alone := r.Judge(x.Read(c.says, c.lang), who, nil)
			senses, with := r.Judge(x.Read(c.before+c.says+c.behind, c.lang), who, nil)
			if alone == nil || with == nil || *alone != *with {
				t.Errorf("%s, %q: %+v by itself, %+v with courtesies", who, c.says, alone, with)
			}
			if senses[0].Alarm != 1 || senses[0].Of(Delays) != 1 || senses[1].Alarm == 1 {
				t.Errorf("%q: %+v", c.before, senses)
			}
		}
	}
	for _, text := range []string{"do not contact us with questions.", "有问题别联系我们。", "thank you, stop the tablets.", "谢谢，停药。", "", "。", "12", "hello 5 mg"} {
		if courtesy(text) {
			t.Errorf("%q is no courtesy", text)
		}
	}
}
