package lexicon

// numerals are the English words of which a number below a hundred is made.
//
//nolint:gochecknoglobals // a literal table, read only
var numerals = map[string]float64{
	"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
	"eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16, "seventeen": 17, "eighteen": 18, "nineteen": 19,
	"twenty": 20, "thirty": 30, "forty": 40, "fourty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90, //nolint:misspell // as it is written
}

// Numeral is the value of one English word for a number: one to nineteen, and the tens
// to ninety.
func Numeral(word string) (float64, bool) {
	v, ok := numerals[word]
	return v, ok
}
