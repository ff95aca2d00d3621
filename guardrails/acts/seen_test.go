package acts

import (
	"reflect"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// A part of a text that was seen looks as it does where nobody has seen the text, also
// where a sentence is read in another way beside its neighbours.
func TestWhatWasSeenLooksTheSame(t *testing.T) {
	t.Parallel()
	x, r := extractor(t), reader(t)
	bank, err := ReadBank(Bank(), "bank")
	if err != nil {
		t.Fatal(err)
	}
	rapid.Check(t, func(t *rapid.T) {
		var parts []string
		for range rapid.IntRange(1, 6).Draw(t, "sentences") {
			parts = append(parts, rapid.SampledFrom(bank).Draw(t, "saying").Says+rapid.SampledFrom([]string{"", " ", "。"}).Draw(t, "between"))
		}
		to := rapid.SampledFrom(readers()).Draw(t, "reader")
		var seen Seen
		of := func(text string) {
			reading := x.Read(text, "")
			senses, looks := r.Judge(reading, to, &seen)
			if anew, whole := r.Judge(reading, to, nil); !reflect.DeepEqual(senses, anew) || !reflect.DeepEqual(looks, whole) {
				t.Fatalf("%q is %+v %+v, anew %+v %+v", text, senses, looks, anew, whole)
			}
		}
		of(strings.Join(parts, ""))
		for i := range parts {
			of(parts[i])
			of(strings.Join(parts[:i], "") + strings.Join(parts[i+1:], ""))
		}
	})
}

// A sentence that is read the same alone is known again, whatever names stand in it and
// whatever stood between it and the next.
func TestWhatWasSeenIsKnownAgain(t *testing.T) {
	t.Parallel()
	x, r := extractor(t), reader(t)
	for _, parts := range [][]string{
		{"Your blood pressure was 142/88 mmHg. ", "If you get chest pain, call 120 at once. ", "Please keep taking your amlodipine.\n", "Bye."},
		{"您最近一次血压是142/88mmHg，心率76次/分。", "如果出现胸痛或说话不清，请马上拨打120。", "请继续服用氨氯地平。\n", "祝您周末愉快。"},
	} {
		var seen Seen
		for _, text := range append([]string{strings.Join(parts, "")}, parts...) {
			if r.Judge(x.Read(text, ""), "patient", &seen); len(seen.met) != len(parts) {
				t.Errorf("with %q %d sentences are known of %d", text, len(seen.met), len(parts))
			}
		}
	}
}

// No more than mostSeen sentences are kept: a text of many is not compared with all.
func TestFewSentencesAreKept(t *testing.T) {
	t.Parallel()
	x, r := extractor(t), reader(t)
	var seen Seen
	var b strings.Builder
	for i := range mostSeen + 10 {
		b.WriteString(strings.Repeat("请按时来复诊", i+1) + "。")
	}
	if r.Judge(x.Read(b.String(), "zh"), "patient", &seen); len(seen.met) != mostSeen {
		t.Errorf("%d sentences are kept", len(seen.met))
	}
}
