package lexicon

// figure is a Chinese one.
type figure struct {
	r     rune // 0 for what is none
	digit bool
	value float64 // of a digit; of others how often what stands before it counts
}

// figureTable has the figures, each where figurePlace puts it: whether a character is
// one is asked so often, and of so many others, that a search would go wrong as
// often as not.
var figureTable = func() (table [32]figure) {
	for r, v := range map[rune]float64{
		'零': 0, '〇': 0, '一': 1, '二': 2, '两': 2, '三': 3, '四': 4, '五': 5, '六': 6, '七': 7, '八': 8, '九': 9,
	} {
		table[figurePlace(r)] = figure{r, true, v}
	}
	for r, v := range map[rune]float64{'十': 10, '百': 100} {
		table[figurePlace(r)] = figure{r, false, v}
	}
	return table
}()

// figurePlace parts all figures, by a product that was sought for it.
func figurePlace(r rune) uint16 { return uint16(r) * 0x141 >> 11 } //nolint:gosec // a number of five bits

// figureOf gives a character as a figure, the zero figure where it is none.
func figureOf(r rune) figure {
	if f := figureTable[figurePlace(r)]; f.r == r {
		return f
	}
	return figure{}
}

// figureAt is figureOf for the character at i of a text in UTF-8, also for a place
// at which none begins.
func figureAt(s string, i int) figure {
	if i < 0 || i+3 > len(s) || s[i]>>4 != 0xE {
		return figure{}
	}
	return figureOf(rune(s[i]&0x0F)<<12 | rune(s[i+1]&0x3F)<<6 | rune(s[i+2]&0x3F))
}

// Digit is the value of a Chinese digit, 两 and 〇 among them.
func Digit(r rune) (float64, bool) {
	f := figureOf(r)
	if !f.digit {
		return 0, false
	}
	return f.value, true
}
