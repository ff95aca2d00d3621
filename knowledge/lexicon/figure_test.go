package lexicon

import (
	"testing"
	"unicode/utf8"
)

// TestFiguresAreTold holds every character against the figures as they are written.
func TestFiguresAreTold(t *testing.T) {
	t.Parallel()
	digits := map[rune]float64{
		'零': 0, '〇': 0, '一': 1, '二': 2, '两': 2, '三': 3, '四': 4, '五': 5, '六': 6, '七': 7, '八': 8, '九': 9,
	}
	tens := map[rune]float64{'十': 10, '百': 100}
	for r := range rune(utf8.MaxRune + 1) {
		want, ok := digits[r]
		if got, is := Digit(r); is != ok || got != want {
			t.Errorf("%c is the digit %g: %v, want %g: %v", r, got, is, want, ok)
		}
		want, isTen := tens[r]
		f := figureAt(string(r), 0)
		if f.digit != ok || (f.r != 0) != (ok || isTen) || isTen && f.value != want {
			t.Errorf("%c is read as %+v", r, f)
		}
	}
	if f := figureAt("一二", 1); f.r != 0 {
		t.Errorf("within a character there is %+v", f)
	}
}
