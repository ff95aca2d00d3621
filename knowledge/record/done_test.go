package record_test

import (
	"testing"
)

// TestDone: an investigation is done when its report is there, and not when it was only
// ordered, cancelled or is another.
func TestDone(t *testing.T) {
	t.Parallel()
	r := reader(t)
	const report = `{"resourceType":"DiagnosticReport","status":"final","effectiveDateTime":"2026-02-01T08:00:00Z",`
	for body, want := range map[string]string{
		report + `"code":{"text":"肺功能检查"}}`:                                                                                   "inv.spirometry",
		report + `"code":{"coding":[{"system":"urn:local","code":"LF","display":"Spirometry"}]}}`:                             "inv.spirometry",
		report + `"code":{"text":"肺功能不全随访"}}`:                                                                                 "",
		`{"resourceType":"DiagnosticReport","status":"final","code":{"text":"肺功能"}}`:                                          "",
		`{"resourceType":"DiagnosticReport","status":"cancelled","issued":"2026-02-01T08:00:00Z","code":{"text":"肺功能"}}`:      "",
		`{"resourceType":"Procedure","status":"completed","performedDateTime":"2026-02-01","code":{"text":"心电图"}}`:            "inv.ecg",
		`{"resourceType":"Procedure","status":"preparation","performedDateTime":"2026-02-01","code":{"text":"心电图"}}`:          "",
		`{"resourceType":"ServiceRequest","status":"completed","occurrenceDateTime":"2026-02-01","code":{"text":"糖化血红蛋白检测"}}`: "inv.hba1c",
		`{"resourceType":"ServiceRequest","status":"active","occurrenceDateTime":"2026-02-01","code":{"text":"糖化血红蛋白检测"}}`:    "",
		`{"resourceType":"Condition","code":{"text":"心电图"},"recordedDate":"2026-02-01"}`:                                      "",
		`[]`: "",
	} {
		id, at := r.Done([]byte(body))
		if id != want || (want != "") != (!at.IsZero() && at.Month() == 2) {
			t.Errorf("%s: %q at %v, want %q", body, id, at, want)
		}
	}
}
