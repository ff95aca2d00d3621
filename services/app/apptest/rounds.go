package apptest

import (
	"net/http"
	"slices"
	"strings"
	"time"

	"apricot.health/services/portal"
)

// Rounds is the laboratory that speaks to the care manager: a potassium by HL7 v2 pages,
// a check that is overdue stands on the list with its guideline, and goes when it comes in.
func (h *House) Rounds() {
	t := h.T
	t.Helper()
	sys := h.As(System())
	if got := h.Send(Segments(
		`MSH|^~\&|HIS|YY|APRICOT|YY|20260105080000||ADT^A04^ADT_A01|rounds1|P|2.5|||AL|NE||UNICODE UTF-8`,
		`PID|1||ROUNDS1^^^HIS^MR||查^房||19500101|M`, `PV1|1|O`, `DG1|1||N18.3^慢性肾脏病3期^I10`, `DG1|2||I48.9^心房颤动^I10`,
	)); !strings.Contains(got, "|AA|") && !strings.Contains(got, "|CA|") {
		t.Fatalf("answer %q", got)
	}
	patient := sys.ByIdentifier("Patient", "ROUNDS1")
	subject := map[string]any{"reference": "Patient/" + patient}
	sys.Do(http.MethodPost, "/fhir/CarePlan", map[string]any{"resourceType": "CarePlan", "status": "active", "intent": "plan", "subject": subject}, http.StatusCreated, nil)
	sys.Do(http.MethodPost, "/fhir/MedicationStatement", map[string]any{
		"resourceType": "MedicationStatement", "status": "active", "subject": subject, "medicationCodeableConcept": map[string]any{"text": "华法林"},
	}, http.StatusCreated, nil)
	h.laboratory("rounds2", "INR1", "6301-6^INR^LN", "2.5", "{INR}", time.Now().AddDate(0, 0, -40))
	const inr, high = "path.care_atrial_fibrillation_cn/watch_inr", "path.care_ckd_cn/potassium_severe"
	due := h.reason(patient, inr, true)
	if !due.Check || due.EveryDays != 28 || due.Late < 0.3 || due.Source == "" || due.Last == "" {
		t.Errorf("the overdue check reads %+v", due)
	}
	h.laboratory("rounds3", "K1", "2823-3^钾^LN", "6.7", "mmol/L", time.Now().Add(-3*time.Hour))
	severe := h.reason(patient, high, true)
	if len(severe.Values) != 1 || severe.Values[0].Value != 6.7 || severe.Values[0].Label == "" || severe.Source == "" {
		t.Errorf("the potassium reads %+v", severe)
	}
	h.laboratory("rounds4", "INR2", "6301-6^INR^LN", "2.4", "{INR}", time.Now().Add(-time.Hour))
	h.reason(patient, inr, false)
	h.reason(patient, high, true)
}

// laboratory sends one result by HL7 v2.
func (h *House) laboratory(control, order, code, value, unit string, at time.Time) {
	h.T.Helper()
	when := at.UTC().Format("20060102150405") + "+0000"
	if got := h.Send(Segments(
		`MSH|^~\&|LIS|YY|APRICOT|YY|20260105080000||ORU^R01^ORU_R01|`+control+`|P|2.5|||AL|NE||UNICODE UTF-8`,
		`PID|1||ROUNDS1^^^HIS^MR||查^房||19500101|M`,
		`OBR|1||`+order+`^LIS|`+code+`|||`+when, `OBX|1|NM|`+code+`||`+value+`|`+unit+`|||||F|||`+when,
	)); !strings.Contains(got, "|AA|") && !strings.Contains(got, "|CA|") {
		h.T.Fatalf("answer %q", got)
	}
}

// reason waits until the care manager's list gives the rule for the patient, or gives it
// no more. What a pathway calls an emergency stands at the head of the list.
func (h *House) reason(patient, rule string, wanted bool) portal.WorkReason {
	t := h.T
	t.Helper()
	care := h.As(Manager())
	for end := time.Now().Add(answerWithin); ; time.Sleep(50 * time.Millisecond) {
		var w portal.Worklist
		care.Do(http.MethodGet, "/api/care/worklist", nil, http.StatusOK, &w)
		var given []portal.WorkReason
		for i, it := range w.Items {
			if it.Patient.ID != patient {
				continue
			}
			given = append(given, it.Reasons...)
			if it.Level == "critical" && slices.ContainsFunc(w.Items[:i], func(x portal.WorkItem) bool { return x.Level != "critical" }) {
				t.Errorf("an emergency stands at place %d", i+1)
			}
		}
		i := slices.IndexFunc(given, func(r portal.WorkReason) bool { return r.Rule == rule })
		if wanted && i >= 0 {
			return given[i]
		}
		if !wanted && i < 0 {
			return portal.WorkReason{}
		}
		if time.Now().After(end) {
			t.Fatalf("%s is wanted: %v; the list gives %+v", rule, wanted, given)
		}
	}
}
