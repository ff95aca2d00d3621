package check

import (
	"slices"
	"testing"

	"apricot.health/knowledge/chart"
)

// A reckoning of one medicine as another is worked out again: what is right is no dose, what
// is wrong is told, and what no table here knows excuses nothing.
func TestReckonings(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		text string
		want bool // an error of dose, or a second medicine of a class
	}{
		{"布美他尼1mg口服相当于呋塞米40mg口服。", false},
		{"布美他尼1mg相当于呋塞米1mg。", true},
		{"布美他尼1mg相当于呋塞米400mg。", true},
		{"布美他尼1mg不等于呋塞米1mg。", false},
		{"Torasemide 20 mg is roughly furosemide 40 mg by mouth.", false},
		{"Torasemide 20 mg is roughly furosemide 400 mg by mouth.", true},
		// the edges of a range, a tenth beyond it for rounding and no more
		{"Bumetanide 1 mg is equivalent to furosemide 36.4 mg.", false},
		{"Bumetanide 1 mg is equivalent to furosemide 36.3 mg.", true},
		{"Bumetanide 1 mg is equivalent to furosemide 88 mg.", false},
		{"Bumetanide 1 mg is equivalent to furosemide 88.1 mg.", true},
		{"Prednisolone 5 mg is equivalent to dexamethasone 0.75 mg.", false},
		{"Prednisolone 5 mg matches dexamethasone 75 mg.", true},
		{"Prednisolone 40 mg equals methylprednisolone 32 mg.", false},
		{"Prednisolone 40 mg equals hydrocortisone 16 mg.", true},
		{"泼尼松5mg≈地塞米松75mg。", true},
		{"Morphine 30 mg orally is equivalent to oxycodone 20 mg orally.", false},
		{"Morphine 30 mg orally is equivalent to oxycodone 60 mg orally.", true},
		{"Morphine 60 mg a day orally is about equivalent to fentanyl 25 micrograms an hour.", false},
		{"Morphine 60 mg a day orally is about equivalent to fentanyl 100 micrograms an hour.", true},
		{"Morphine 10 mg orally is equivalent to tramadol 50 mg orally.", false},
		{"Morphine 10 mg orally is equivalent to tramadol 45 mg orally.", true},
		{"Morphine 10 mg orally is equivalent to tramadol 100 mg orally.", false},
		{"Morphine 10 mg orally is equivalent to tramadol 200 mg orally.", true},
		{"Morphine 10 mg orally is equivalent to tapentadol 25 mg orally.", false},
		{"Morphine 10 mg orally is equivalent to tapentadol 100 mg orally.", true},
		{"Diazepam 5 mg is equivalent to clobazam 10 mg.", false},
		{"Diazepam 5 mg is equivalent to clobazam 2 mg.", true},
		{"Diazepam 5 mg is equivalent to oxazepam 15 mg.", false},
		{"Diazepam 5 mg is equivalent to oxazepam 30 mg.", true},
		{"Diazepam 5 mg is equivalent to lorazepam 0.5 mg.", false},
		{"Diazepam 5 mg is equivalent to lorazepam 5 mg.", true},
	} {
		got := slices.ContainsFunc(judged(t, c.text, "doctor", chart.New()), func(h string) bool {
			return h == "dose_error" || h == "dose_range" || h == "duplicate"
		})
		if got != c.want {
			t.Errorf("%q: %v, want %v: %v", c.text, got, c.want, judged(t, c.text, "doctor", chart.New()))
		}
	}
}
