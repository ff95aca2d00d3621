package resemblance

import (
	"reflect"
	"strings"
	"testing"
	"testing/fstest"
)

func bankOf(t *testing.T, files map[string]string) []Saying {
	t.Helper()
	fsys := fstest.MapFS{}
	for name, text := range files {
		fsys["sayings/"+name] = &fstest.MapFile{Data: []byte(text)}
	}
	bank, err := ReadBank(fsys, "sayings")
	if err != nil {
		t.Fatal(err)
	}
	return bank
}

func TestBankIsReadWhateverTheOrderOfItsLines(t *testing.T) {
	t.Parallel()
	one := bankOf(t, map[string]string{
		"a.tsv": header + "\nflag.a comp.b\tzh\t甲\n- comp.b\tzh\t乙\n",
		"b.tsv": header + "\r\n-\ten\tc\r\n\r\nflag.x find.y\ten\td\r\n",
	})
	other := bankOf(t, map[string]string{
		"a.tsv": header + "\n- comp.b\tzh\t乙\ncomp.b flag.a\tzh\t甲\n",
		"b.tsv": header + "\nflag.x find.y\ten\td\n-\ten\tc\n",
	})
	if !reflect.DeepEqual(one, other) || len(one) != 4 {
		t.Errorf("read as %v and as %v", one, other)
	}
	if got := one[2]; got.Says != "乙" || !reflect.DeepEqual(got.Means, []string{"comp.b"}) || got.From != "a.tsv" {
		t.Errorf("a harmless saying is read as %+v", got)
	}
}

func TestNoIllnessAndNoMoreThanIllness(t *testing.T) {
	t.Parallel()
	bank := bankOf(t, map[string]string{"a.tsv": header + "\nnone\tzh\t甲\nill\tzh\t乙\nnone\tzh\t丙\n", "b.tsv": header + "\ncomp.b\tzh\t丙\n"})
	if got := bank[2]; !got.Elsewhere || got.Unwell || got.Harmless || len(got.Means) > 0 {
		t.Errorf("no illness is read as %+v", got)
	}
	if got := bank[1]; got.Elsewhere || !got.Unwell {
		t.Errorf("no more than illness is read as %+v", got)
	}
	if got := bank[0]; got.Elsewhere || !reflect.DeepEqual(got.Means, []string{"comp.b"}) {
		t.Errorf("what also means a complaint is read as %+v", got)
	}
}

func TestTheSameWordsMeanAllThatIsSaidOfThem(t *testing.T) {
	t.Parallel()
	bank := bankOf(t, map[string]string{
		"a.tsv": header + "\nflag.a\tzh\t甲\n",
		"b.tsv": header + "\nflag.b comp.c\tzh\t甲\n",
	})
	if len(bank) != 1 || !reflect.DeepEqual(bank[0].Means, []string{"comp.c", "flag.a", "flag.b"}) {
		t.Errorf("read as %v", bank)
	}
}

func TestABadLineIsNamed(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct{ text, says string }{
		"no header":     {"flag.a\tzh\t甲\n", "a.tsv:1: the header"},
		"two columns":   {header + "\nflag.a\t甲\n", "a.tsv:2: 2 columns"},
		"language":      {header + "\nflag.a\tfr\tnon\n", "lang \"fr\""},
		"empty saying":  {header + "\nflag.a\tzh\t \n", "1 to 400 bytes"},
		"long saying":   {header + "\nflag.a\tzh\t" + strings.Repeat("长", 200) + "\n", "1 to 400 bytes"},
		"not UTF-8":     {header + "\nflag.a\tzh\t\xff\n", "UTF-8"},
		"no meaning":    {header + "\n \tzh\t甲\n", "nothing stands under means"},
		"another kind":  {header + "\ndrug.a\tzh\t甲\n", "\"drug.a\""},
		"none and ill":  {header + "\nnone ill\tzh\t甲\n", "\"none\" is not"},
		"harmless flag": {header + "\n- flag.a\tzh\t甲\n", "beside a flag"},
	} {
		fsys := fstest.MapFS{"sayings/a.tsv": &fstest.MapFile{Data: []byte(tc.text)}}
		if _, err := ReadBank(fsys, "sayings"); err == nil || !strings.Contains(err.Error(), tc.says) {
			t.Errorf("%s: the error is %v", name, err)
		}
	}
}
