package stance

import (
	"bytes"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/fstest"

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

func bankOf(text string) ([]Saying, error) {
	return ReadBank(fstest.MapFS{"bank/a.tsv": {Data: []byte(text)}}, "bank")
}

func TestABadLineIsNamed(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct{ text, says string }{
		"no header":        {"for\ten\tgive [it]\n", "a.tsv:1: the header"},
		"two columns":      {header + "\nfor\tgive [it]\n", "a.tsv:2: 2 columns"},
		"language":         {header + "\nfor\tfr\tdonnez [le]\n", "lang \"fr\""},
		"unknown stance":   {header + "\nperhaps\ten\tgive [it]\n", "perhaps"},
		"no name":          {header + "\nfor\ten\tgive it\n", "no medicine stands in brackets"},
		"empty name":       {header + "\nfor\ten\tgive []\n", "holds no name"},
		"not closed":       {header + "\nfor\ten\tgive [it\n", "holds no name"},
		"not opened":       {header + "\nfor\ten\tgive it]\n", "not opened"},
		"not opened twice": {header + "\nfor\ten\tgive [it] or that]\n", "not opened"},
		"two stances":      {header + "\nfor\ten\tgive [it]\nabout\ten\tgive [it]\n", "is for and about"},
	} {
		if _, err := bankOf(tc.text); err == nil || !strings.Contains(err.Error(), tc.says) {
			t.Errorf("%s: the error is %v", name, err)
		}
	}
}

func TestBracketsNameTheMedicine(t *testing.T) {
	t.Parallel()
	bank, err := bankOf(header + "\nagainst\ten\tno [aspirin], and no [asa] either\nabout\ten\tno aspirin, and no [asa] either\nabout\ten\tno aspirin, and no [asa] either\n")
	if err != nil || len(bank) != 2 {
		t.Fatalf("%d sayings, %v", len(bank), err)
	}
	s := bank[0]
	if s.Says != "no aspirin, and no asa either" || len(s.At) != 2 || s.Says[s.At[1].Start:s.At[1].End] != "asa" {
		t.Errorf("it reads %+v", s)
	}
}

// Every stance is taught in both languages.
func TestTheBankHoldsEveryStance(t *testing.T) {
	t.Parallel()
	bank, err := ReadBank(bankFS, "bank")
	if err != nil {
		t.Fatal(err)
	}
	count := map[string]int{}
	for _, s := range bank {
		count[string(s.Stance)+" "+s.Lang]++
	}
	for _, stance := range All() {
		for _, lang := range []string{"zh", "en"} {
			if n := count[string(stance)+" "+lang]; n < 150 {
				t.Errorf("%d sentences in %s are %s", n, lang, stance)
			}
		}
	}
}

// small is a bank in which nothing but the words tells the stances apart.
func small(t *testing.T) []Saying {
	t.Helper()
	var b strings.Builder
	b.WriteString(header + "\n")
	for _, drug := range []string{"ibuprofen", "warfarin", "metformin", "digoxin"} {
		for _, says := range []string{"start [%] tonight with food", "give [%] for the pain", "she may have [%] now"} {
			b.WriteString("for\ten\t" + strings.ReplaceAll(says, "%", drug) + "\n")
		}
		for _, says := range []string{"nobody reaches for [%] here", "the talk was of [%] again", "she once had [%] abroad"} {
			b.WriteString("about\ten\t" + strings.ReplaceAll(says, "%", drug) + "\n")
		}
	}
	bank, err := bankOf(b.String())
	if err != nil {
		t.Fatal(err)
	}
	return bank
}

func TestTheSameBankIsTheSameModel(t *testing.T) {
	t.Parallel()
	x := extractor(t)
	r := New(x, small(t))
	first := r.Binary()
	if !bytes.Equal(New(x, small(t)).Binary(), first) {
		t.Fatal("the same bank is another model")
	}
	opened, err := Open(first)
	if err != nil {
		t.Fatal(err)
	}
	if opened.Hash() != r.Hash() || !bytes.Equal(opened.Binary(), first) {
		t.Error("what was opened is not what was written")
	}
	for _, n := range []int{0, len(magic), len(first) / 3, len(first) - 1} {
		if _, err := Open(first[:n]); err == nil {
			t.Errorf("a model cut to %d of %d bytes is opened", n, len(first))
		}
	}
	if _, err := Open(append(slices.Clone(first), 0)); err == nil {
		t.Error("a model with more behind it is opened")
	}
}

// taken reads the first claim of a text that names a drug.
func taken(t *testing.T, r *Reader, text string) float64 {
	t.Helper()
	reading := extractor(t).Read(text, "")
	for _, c := range reading.Claims {
		if c.Kind == claim.Drug {
			return r.Look(reading, c).Taken
		}
	}
	t.Fatalf("%q names no drug", text)
	return 0
}

// A drug that the bank does not hold is judged by the words around it, and so is
// the same text in other writing.
func TestWordsTellAndNotTheDrug(t *testing.T) {
	t.Parallel()
	r := New(extractor(t), small(t))
	give, talk := taken(t, r, "give lisinopril for the pain"), taken(t, r, "the talk was of lisinopril again")
	if give <= talk {
		t.Errorf("given looks taken %.3f, spoken of %.3f", give, talk)
	}
	for _, other := range []string{"The talk was of LISINOPRIL again", "the talk was of  Ｌisinopril again", "Fine. The talk was of lisinopril again. Bye."} {
		if got := taken(t, r, other); got != talk {
			t.Errorf("%q looks %.3f and not %.3f", other, got, talk)
		}
	}
	if got := r.Look(extractor(t).Read("give it", "en"), claim.Claim{Start: 90, End: 95}); got != (Look{1, 1}) {
		t.Errorf("a claim of no sentence looks %v", got)
	}
}
