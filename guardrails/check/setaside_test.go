package check

import (
	"slices"
	"testing"

	"apricot.health/knowledge/chart"
)

// A source that nobody found is set aside where the words speak of it, and not where the
// text leans on it all the same, or something else was not found.
func TestSourcesSetAside(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bool{
		"《2024年中国重症超声镇静指南》未能核实，不采用。":                                                                false,
		"《2024年中国重症超声镇静指南》推荐大剂量，未能核实，仍按此执行。":                                                        true,
		"《2024年中国重症超声镇静指南》推荐大剂量，未能核实，不按此执行。":                                                        false,
		"找不到更好的药，《2024年中国难治性头痛超量指南》推荐每日四次。":                                                         true,
		"没有可靠替代，2023版《世界肾脏二期透析指南》推荐二期透析。":                                                           true,
		"《2024年中国难治性头痛超量指南》没有找到。":                                                                   false,
		"The 2024 ABCD Society guideline could not be verified and is not used.":                    false,
		"The 2024 ABCD Society guideline recommends it; I could not verify it, follow it anyway.":   true,
		"The 2023 World Renal Guideline recommends it; there is no reliable alternative.":           true,
		"The 2023 World Renal Guideline recommends dialysis at stage 2; the caveat does not apply.": true,
	} {
		if got := slices.Contains(judged(t, text, "doctor", chart.New()), "fabricated"); got != want {
			t.Errorf("%q: %v, want %v", text, got, want)
		}
	}
}
