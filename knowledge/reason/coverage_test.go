package reason_test

import (
	"encoding/csv"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// The commonest reasons for which people see a doctor with a symptom, 95% of
// such visits (NAMCS 2003-2010, first-listed reason, unweighted), said in lay words
// of both languages, open an interview that is about them.
func TestComplaintsCoverWhatPeopleComeWith(t *testing.T) {
	t.Parallel()
	f, err := os.Open("../../testdata/eval/coverage/rfv.tsv")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	r := csv.NewReader(f)
	r.Comma, r.LazyQuotes = '\t', true
	rows, err := r.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	_, g := engine(t)
	e, err := shipped()
	if err != nil {
		t.Fatal(err)
	}
	listed, covered := 0.0, map[string]float64{}
	for _, row := range rows[1:] {
		share, err := strconv.ParseFloat(row[1], 64)
		if err != nil {
			t.Fatal(err)
		}
		listed += share
		want := strings.Fields(row[3])
		for _, id := range want {
			if _, ok := g.Complaint(id); !ok {
				t.Errorf("%s %s: there is no %s", row[0], row[2], id)
			}
		}
		for lang, says := range map[string]string{"zh": row[4], "en": row[5]} {
			got := e.Complaints(says)
			if !slices.ContainsFunc(got, func(id string) bool { return slices.Contains(want, id) }) {
				t.Logf("%s %s (%.2f%%): %q opens %v, not %v", row[0], row[2], share, says, got, want)
				continue
			}
			covered[lang] += share
		}
	}
	for _, lang := range []string{"zh", "en"} {
		t.Logf("%s: words open the right interview in %.1f%% of visits; %.1f%% are listed", lang, covered[lang], listed)
		if covered[lang] < 0.95*listed {
			t.Errorf("%s: words open the right interview in %.1f%% of visits, of which %.1f%% are listed", lang, covered[lang], listed)
		}
	}
}
