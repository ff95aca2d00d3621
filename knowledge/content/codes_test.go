package content_test

import (
	"encoding/json"
	"regexp"
	"strings"
	"testing"

	"apricot.health/knowledge/content"
)

var (
	loincForm = regexp.MustCompile(`^[0-9]{1,7}-[0-9]$`)
	// icd10cmForm is a category with at most four characters behind its point.
	icd10cmForm = regexp.MustCompile(`^[A-Z][0-9][0-9AB](\.[0-9A-Z]{1,4})?$`)
)

// TestCodesAreWellFormed: every LOINC code of the graph has its check digit, and
// every code of ICD-10-CM its form; the lint holds those of RxNorm, which have no
// check digit, to theirs. A slip of one digit is no other code.
func TestCodesAreWellFormed(t *testing.T) {
	t.Parallel()
	g, err := content.Graph()
	if err != nil {
		t.Fatal(err)
	}
	var root any
	if err := json.Unmarshal(g.Snapshot(), &root); err != nil {
		t.Fatal(err)
	}
	seen := map[string]int{}
	codes(root, "", func(key, code string) {
		seen[key]++
		if key == "loinc" && !loinc(code) {
			t.Errorf("LOINC %s has another check digit", code)
		}
		if key == "icd10" && !icd10cmForm.MatchString(code) {
			t.Errorf("ICD-10-CM %s has no form of one", code)
		}
	})
	if seen["loinc"] < 124 || seen["icd10"] < 700 || seen["rxnorm"] < 390 {
		t.Errorf("codes seen: %v", seen)
	}
}

// TestTheCheckDigitNotices a digit that is another and two in the wrong order.
func TestTheCheckDigitNotices(t *testing.T) {
	t.Parallel()
	for code, want := range map[string]bool{
		"1742-6": true, "8480-6": true, "29463-7": true, "718-7": true,
		"1743-6": false, "7142-6": false, "8480-7": false, "29436-7": false, "1742": false, "x-1": false,
	} {
		if loinc(code) != want {
			t.Errorf("%s: %v", code, !want)
		}
	}
}

// codes visits the texts below members that hold codes.
func codes(v any, key string, visit func(key, code string)) {
	switch x := v.(type) {
	case map[string]any:
		for k, below := range x {
			codes(below, k, visit)
		}
	case []any:
		for _, below := range x {
			codes(below, key, visit)
		}
	case string:
		if (key == "loinc" || key == "icd10" || key == "rxnorm") && x != "" {
			visit(key, x)
		}
	}
}

// loinc checks a code by its mod 10 digit.
func loinc(code string) bool {
	if !loincForm.MatchString(code) {
		return false
	}
	digits := strings.Replace(code, "-", "", 1)
	sum := 0
	for i := range digits {
		d := int(digits[len(digits)-1-i] - '0')
		if i%2 == 1 {
			if d *= 2; d > 9 {
				d -= 9
			}
		}
		sum += d
	}
	return sum%10 == 0
}
