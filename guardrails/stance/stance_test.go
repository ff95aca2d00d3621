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
	"apricot.health/knowledge/resemblance/linear"
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
	return Medicines.Read(fstest.MapFS{"bank/a.tsv": {Data: []byte(text)}}, "bank")
}

func signsOf(text string) ([]Saying, error) {
	return Signs.Read(fstest.MapFS{"bank/signs/a.tsv": {Data: []byte(text)}}, "bank")
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

func TestABadLineOfSignsIsNamed(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct{ text, says string }{
		"no place":            {"present\ten\tit began\n", "must stand once"},
		"two places":          {"present\ten\t{sign} and {sign}\n", "must stand once"},
		"stance of medicines": {"for\ten\t{sign} began\n", "is \"for\" and not one of"},
		"two stances":         {"present\ten\t{sign} began\nabsent\ten\t{sign} began\n", "is present and absent"},
	} {
		if _, err := signsOf(header + "\n" + tc.text); err == nil || !strings.Contains(err.Error(), tc.says) {
			t.Errorf("%s: the error is %v", name, err)
		}
	}
	if _, err := bankOf(header + "\npresent\ten\t[aspirin]\n"); err == nil {
		t.Error("a stance of signs is one of medicines")
	}
}

// A sign stands where its place was, as written to be learnt from, and is the same
// whenever it is read.
func TestASignIsPutIntoItsPlace(t *testing.T) {
	t.Parallel()
	text := header + "\nabsent\tzh\t否认{sign}，体温正常\nhandled\ten\tHad {sign}; crew there\n"
	bank, err := signsOf(text)
	if err != nil || len(bank) != 2 {
		t.Fatalf("%d sayings, %v", len(bank), err)
	}
	for i, around := range [][2]string{{"否认", "，体温正常"}, {"Had ", "; crew there"}} {
		s := bank[i]
		name := s.Says[s.At[0].Start:s.At[0].End]
		if s.Says != around[0]+name+around[1] || !slices.Contains(signNames[s.Lang], name) || !s.Written || s.Author != "a.tsv" {
			t.Errorf("it reads %+v", s)
		}
	}
	if again, err := signsOf(text); err != nil || again[0].Says != bank[0].Says || again[1].Says != bank[1].Says {
		t.Errorf("read again it is %+v, %v", again, err)
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
	for _, b := range []Bank{Medicines, Signs} {
		bank, err := b.Read(bankFS, "bank")
		if err != nil {
			t.Fatal(err)
		}
		count := map[string]int{}
		for _, s := range bank {
			count[string(s.Stance)+" "+s.Lang]++
		}
		for _, stance := range b.stances {
			for _, lang := range []string{"zh", "en"} {
				if n := count[string(stance)+" "+lang]; n < 120 {
					t.Errorf("%d sentences in %s are %s", n, lang, stance)
				}
			}
		}
	}
}

// Of a sign the sentences around count too, of a medicine its own alone: what stands
// behind it in one order of the sentences stands elsewhere in another.
func TestSentencesAround(t *testing.T) {
	t.Parallel()
	x := extractor(t)
	pieces := func(text string, wide bool) []linear.Piece {
		at := strings.Index(text, "aspirin")
		return linear.Unique(around(x.Read(text, "en"), claim.Span{Start: at, End: at + len("aspirin")}, wide))
	}
	for name, c := range map[string]struct {
		one, other   string
		narrow, wide bool // told apart
	}{
		"before":       {"The crew came. She had aspirin then.", "The neighbour slept. She had aspirin then.", false, true},
		"behind":       {"She had aspirin then. The crew came.", "She had aspirin then. The neighbour slept.", false, true},
		"far behind":   {"She had aspirin then. Well. The crew came.", "She had aspirin then. Well. The neighbour slept.", false, true},
		"further yet":  {"She had aspirin then. Well. So. The crew came.", "She had aspirin then. Well. So. The neighbour slept.", false, false},
		"long before":  {"The crew came. Well. She had aspirin then.", "The neighbour slept. Well. She had aspirin then.", false, false},
		"in the midst": {"She had aspirin then.", "She had no aspirin then.", true, true},
	} {
		for _, wide := range []bool{false, true} {
			want := c.narrow
			if wide {
				want = c.wide
			}
			if apart := !slices.Equal(pieces(c.one, wide), pieces(c.other, wide)); apart != want {
				t.Errorf("%s, wide %v: told apart is %v", name, wide, apart)
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
	r := Medicines.Learn(x, small(t))
	first := r.Binary()
	if !bytes.Equal(Medicines.Learn(x, small(t)).Binary(), first) {
		t.Fatal("the same bank is another model")
	}
	wide, err := open(Signs.Learn(x, small(t)).Binary())
	if err != nil || !wide.wide || r.wide {
		t.Fatalf("the reader of signs is opened as another: %v", err)
	}
	opened, err := open(first)
	if err != nil {
		t.Fatal(err)
	}
	if opened.Hash() != r.Hash() || !bytes.Equal(opened.Binary(), first) {
		t.Error("what was opened is not what was written")
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

// taken reads the first claim of a text that names a drug.
func taken(t *testing.T, r *Reader, text string) float64 {
	t.Helper()
	reading := extractor(t).Read(text, "")
	for _, c := range reading.Claims {
		if c.Kind == claim.Drug {
			return r.Look(reading, claim.Span{Start: c.Start, End: c.End}).Real
		}
	}
	t.Fatalf("%q names no drug", text)
	return 0
}

// A drug that the bank does not hold is judged by the words around it, and so is
// the same text in other writing.
func TestWordsTellAndNotTheDrug(t *testing.T) {
	t.Parallel()
	r := Medicines.Learn(extractor(t), small(t))
	give, talk := taken(t, r, "give lisinopril for the pain"), taken(t, r, "the talk was of lisinopril again")
	if give <= talk {
		t.Errorf("given looks taken %.3f, spoken of %.3f", give, talk)
	}
	for _, other := range []string{"The talk was of LISINOPRIL again", "the talk was of  Ｌisinopril again", "Fine. The talk was of lisinopril again. Bye."} {
		if got := taken(t, r, other); got != talk {
			t.Errorf("%q looks %.3f and not %.3f", other, got, talk)
		}
	}
	if got := r.Look(extractor(t).Read("give it", "en"), claim.Span{Start: 90, End: 95}); got != (Look{1, 1}) {
		t.Errorf("a claim of no sentence looks %v", got)
	}
}
