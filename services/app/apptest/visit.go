package apptest

import (
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"golang.org/x/text/encoding/simplifiedchinese"

	"apricot.health/services/portal"
)

// The canaries mark the planted patients: these words may turn up in answers to
// those who may read them and nowhere else.
const (
	CanaryName   = "金丝雀甲乙"
	CanaryMRN    = "MRN7734001"
	CanaryPhone  = "13977340019"
	CanaryWords  = "胸口压着疼像石板七七三四"
	CanarySecond = "鎏金雀丙丁"
)

// Canaries are all of them.
func Canaries() []string {
	return []string{CanaryName, CanaryMRN, CanaryPhone, CanaryWords, CanarySecond}
}

// Admission is an ADT^A04 of the canary patient, in UTF-8.
func Admission(control string) []byte {
	return admission(control, "UNICODE UTF-8", CanaryMRN, CanaryName, CanaryPhone)
}

func admission(control, charset, mrn, name, phone string) []byte {
	return Segments(
		`MSH|^~\&|HIS|H1|APRICOT|H1|20260304080000+0800||ADT^A04^ADT_A01|`+control+`|P|2.5.1|||AL|NE||`+charset,
		`EVN|A04|20260304080000`,
		`PID|1||`+mrn+`^^^H1^MR||`+name+`||19570612|M|||^^杭州||`+phone,
		`PV1|1|O|OPD^^^H1||||||||||||||||V`+mrn+`|||||||||||||||||||||||||20260304080000`,
		`AL1|1|DA|^青霉素|SV|皮疹`)
}

// Visit runs one patient's visit through every door: arrival by HL7 v2, the
// chat, the doctor's cards, vitals from home, the care manager's worklist.
func (h *House) Visit() {
	h.T.Helper()
	patient := h.Arrive("C1")
	h.arriveInGB18030()
	h.Emergency(patient)
	h.Interview(patient)
	h.Consultation(patient)
	h.AtHome(patient)
}

// Arrive sends the admission twice and gives the id of the one patient.
func (h *House) Arrive(control string) string {
	h.T.Helper()
	var first string
	for range 2 {
		answer := h.Send(Admission(control))
		if !strings.Contains(answer, "MSA|AA|"+control) && !strings.Contains(answer, "MSA|CA|"+control) {
			h.T.Fatalf("the admission was answered %q", answer)
		}
		id := h.As(System()).ByIdentifier("Patient", CanaryMRN)
		if first != "" && id != first {
			h.T.Fatalf("the same message made %s and %s", first, id)
		}
		first = id
	}
	return first
}

// arriveInGB18030 sends what an older Chinese system sends; the name has
// characters that GB2312 lacks.
func (h *House) arriveInGB18030() {
	h.T.Helper()
	raw, err := simplifiedchinese.GB18030.NewEncoder().Bytes(admission("C2", "GB 18030-2000", "MRN7734002", CanarySecond, "13977340020"))
	if err != nil {
		h.T.Fatal(err)
	}
	if answer := h.Send(raw); !strings.Contains(answer, "|C2") || strings.Contains(answer, "|AR|") || strings.Contains(answer, "|AE|") {
		h.T.Fatalf("the message in GB18030 was answered %q", answer)
	}
	sys := h.As(System())
	var p struct {
		Name []struct{ Text, Family string }
	}
	sys.Do(http.MethodGet, "/fhir/Patient/"+sys.ByIdentifier("Patient", "MRN7734002"), nil, http.StatusOK, &p)
	if len(p.Name) == 0 || p.Name[0].Text != CanarySecond && p.Name[0].Family != CanarySecond {
		h.T.Errorf("the name came through as %+v", p.Name)
	}
}

// Chat opens a new link for the patient and gives its browser and conversation.
func (h *House) Chat(patient string) (*Client, portal.Conversation) {
	h.T.Helper()
	var link struct{ URL string }
	h.As(System()).Do(http.MethodPost, "/api/visit-links", map[string]any{"patient": patient, "lang": "zh"}, http.StatusOK, &link)
	path := "/api/visit-links/" + link.URL[strings.LastIndexByte(link.URL, '/')+1:] + "/open"
	b := h.Browser()
	var c portal.Conversation
	b.Do(http.MethodPost, path, map[string]any{}, http.StatusOK, &c)
	h.Browser().Do(http.MethodPost, path, map[string]any{}, http.StatusGone, nil)
	return b, c
}

// Answer is an answer that leads on: no to a danger, none to a history.
func Answer(q *portal.Question) map[string]any {
	switch {
	case q.Kind == "yes_no":
		return map[string]any{"question": q.ID, "option": "no"}
	case q.Kind == "signs":
		return map[string]any{"question": q.ID}
	case strings.HasPrefix(q.ID, "history."), strings.HasPrefix(q.ID, "story"):
		return map[string]any{"question": q.ID, "option": "none"}
	default:
		return map[string]any{"question": q.ID, "unknown": true}
	}
}

// Emergency is a chat that danger ends at once.
func (h *House) Emergency(patient string) {
	h.T.Helper()
	b, c := h.Chat(patient)
	b.Do(http.MethodPost, "/api/previsit/answers", map[string]any{"question": c.Question.ID, "text": CanaryWords + "，左胳膊也疼，出冷汗"}, http.StatusOK, &c)
	if c.Status != "emergency" || c.Emergency == nil || c.Emergency.Call != "120" {
		h.T.Fatalf("chest pain gave status %s", c.Status)
	}
}

// Interview is a chat that starts with typing errors (咳漱, 有谈) and runs to
// the summary, which the patient confirms.
func (h *House) Interview(patient string) {
	h.T.Helper()
	b, c := h.Chat(patient)
	b.Do(http.MethodPost, "/api/previsit/answers", map[string]any{"question": c.Question.ID, "text": "咳漱三天了，有谈，没有发烧"}, http.StatusOK, &c)
	for range 40 {
		if c.Question == nil {
			break
		}
		if c.Question.Text == "" {
			h.T.Fatalf("question %s has no words", c.Question.ID)
		}
		b.Do(http.MethodPost, "/api/previsit/answers", Answer(c.Question), http.StatusOK, &c)
	}
	if c.Status != "review" || c.Summary == nil || c.Summary.Department.Label == "" || c.Summary.Urgency.Level == 0 {
		h.T.Fatalf("the cough ended as %s", c.Status)
	}
	raw, err := json.Marshal(c.Summary)
	if err != nil || !strings.Contains(string(raw), "咳嗽") {
		h.T.Errorf("the summary does not know the cough behind the typing error: %s %v", raw, err)
	}
	b.Do(http.MethodPost, "/api/previsit/confirm", map[string]any{}, http.StatusOK, &c)
	if c.Status != "confirmed" {
		h.T.Errorf("after the confirmation the status is %s", c.Status)
	}
}

// Consultation is the doctor's part of the visit.
func (h *House) Consultation(patient string) {
	t := h.T
	t.Helper()
	doc := h.As(Doctor())
	var list portal.Patients
	doc.Do(http.MethodGet, "/api/doctor/patients", nil, http.StatusOK, &list)
	if !slices.ContainsFunc(list.Patients, func(r portal.PatientRow) bool { return r.ID == patient }) || list.Total != len(list.Patients) || list.NotShown != 0 {
		t.Errorf("the doctor's list is %+v", list)
	}
	var page portal.PatientPage
	doc.Do(http.MethodGet, "/api/doctor/patients/"+patient, nil, http.StatusOK, &page)
	if page.Banner.Name != CanaryName || !strings.Contains(strings.Join(page.Banner.Allergies, " "), "青霉素") {
		t.Errorf("banner %+v", page.Banner)
	}
	if page.Summary == nil || len(page.Path) == 0 {
		t.Errorf("the doctor sees no summary or no path")
	}
	var checked portal.Cards
	doc.Do(http.MethodPost, "/api/doctor/patients/"+patient+"/check-orders", map[string]any{"orders": []map[string]any{{"text": "阿莫西林 0.5g 口服 每日三次"}}}, http.StatusOK, &checked)
	if len(checked.Cards) == 0 || checked.Cards[0].Indicator != "critical" {
		t.Fatalf("amoxicillin against a penicillin allergy gave %+v", checked.Cards)
	}
	card := checked.Cards[0]
	if n := len([]rune(card.Summary)); n == 0 || n >= 140 || card.Source.Label == "" {
		t.Errorf("card summary of %d characters, source %q", n, card.Source.Label)
	}
	doc.Do(http.MethodPost, "/api/doctor/cards/"+card.UUID+"/feedback", map[string]any{
		"outcome": "overridden", "overrideReason": map[string]any{"code": "benefit", "display": "获益大于风险"},
	}, http.StatusNoContent, nil)
	h.hooks(patient)
	h.As(Manager()).Do(http.MethodGet, "/api/doctor/patients/"+patient, nil, http.StatusForbidden, nil)
	h.Browser().Do(http.MethodGet, "/api/doctor/patients/"+patient, nil, http.StatusUnauthorized, nil)
}

type hookCard struct {
	UUID, Summary, Indicator string
	Source                   struct{ Label string }
}

// hooks calls the CDS Hooks door as an EMR does.
func (h *House) hooks(patient string) {
	t := h.T
	t.Helper()
	emr := h.As(System())
	var found struct{ Services []struct{ ID, Hook string } }
	emr.Do(http.MethodGet, "/cds-services", nil, http.StatusOK, &found)
	byHook := map[string]string{}
	for _, s := range found.Services {
		byHook[s.Hook] = s.ID
	}
	hook := func(name string, context map[string]any) []hookCard {
		t.Helper()
		var answer struct{ Cards []hookCard }
		context["userId"], context["patientId"] = "Practitioner/d1", patient
		emr.Do(http.MethodPost, "/cds-services/"+byHook[name], map[string]any{
			"hook": name, "hookInstance": "5f8f0a3e-2b1c-4d3e-9f00-000000000001", "context": context,
		}, http.StatusOK, &answer)
		for _, c := range answer.Cards {
			if n := len([]rune(c.Summary)); n == 0 || n >= 140 || c.Source.Label == "" {
				t.Errorf("card %+v", c)
			}
		}
		return answer.Cards
	}
	if len(hook("patient-view", map[string]any{})) == 0 {
		t.Error("patient-view gives no card")
	}
	alerts := hook("order-sign", map[string]any{"draftOrders": map[string]any{"resourceType": "Bundle", "entry": []any{map[string]any{"resource": map[string]any{
		"resourceType": "MedicationRequest", "id": "m1", "status": "draft", "intent": "order", "subject": map[string]any{"reference": "Patient/" + patient},
		"medicationCodeableConcept": map[string]any{"text": "阿莫西林胶囊"},
	}}}}})
	if len(alerts) == 0 || alerts[0].Indicator != "critical" {
		t.Fatalf("order-sign against a penicillin allergy gave %+v", alerts)
	}
	emr.Do(http.MethodPost, "/cds-services/"+byHook["order-sign"]+"/feedback", map[string]any{"feedback": []any{map[string]any{
		"card": alerts[0].UUID, "outcome": "overridden", "outcomeTimestamp": time.Now().UTC().Format(time.RFC3339),
		"overrideReason": map[string]any{"userComment": "已确认可用"},
	}}}, http.StatusOK, nil)
	emr.Do(http.MethodPost, "/cds-services/"+byHook["order-sign"], map[string]any{"hook": "order-sign"}, http.StatusBadRequest, nil)
}

// AtHome is the care manager's part: readings by HTTP and MQTT, an alert, a
// closed task.
func (h *House) AtHome(patient string) {
	t := h.T
	t.Helper()
	sys := h.As(System())
	var cred portal.Credential
	sys.Do(http.MethodPost, "/api/devices", map[string]any{"patient": patient, "display": "watch"}, http.StatusOK, &cred)
	var stored portal.ReadingResults
	sys.Do(http.MethodPost, "/api/vitals", map[string]any{"device": cred.Device, "readings": []map[string]any{
		Reading("spo2", 86, "%", time.Now().Add(-time.Minute)),
	}}, http.StatusOK, &stored)
	for _, r := range stored.Results {
		if r.Status != "stored" {
			t.Errorf("reading %+v", r)
		}
	}
	d, err := Dial(h.MQTT, cred)
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	if err := d.Publish(Reading("heart_rate", 134, "次/分", time.Now().Add(-time.Minute))); err != nil {
		t.Fatal(err)
	}
	if n := len(sys.IDs("/fhir/Observation?patient=" + patient + "&code=" + url.QueryEscape("http://loinc.org|8867-4"))); n != 1 {
		t.Errorf("%d heart rates are stored after the PUBACK", n)
	}
	h.worklist(patient)
	refused := Reading("spo2", 71, "%", time.Now())
	refused["subject"] = "Patient/somebody-else"
	sys.Do(http.MethodPost, "/api/vitals", map[string]any{"device": cred.Device, "readings": []map[string]any{refused}}, http.StatusForbidden, nil)
	h.byFHIR(patient)
}

// byFHIR sends readings to the FHIR door, each twice: they raise one alert, as
// those of a device do.
func (h *House) byFHIR(patient string) {
	t := h.T
	t.Helper()
	sys := h.As(System())
	open := "/fhir/Task?status=requested&code=vitals-alert&patient=" + patient
	if n := len(sys.IDs(open)); n != 0 {
		t.Fatalf("%d alerts are open before", n)
	}
	reading := map[string]any{
		"resourceType": "Observation", "status": "final", "subject": map[string]any{"reference": "Patient/" + patient},
		"code":              map[string]any{"coding": []any{map[string]any{"system": "http://loinc.org", "code": "2708-6"}}},
		"effectiveDateTime": time.Now().UTC().Format(time.RFC3339),
		"valueQuantity":     map[string]any{"value": 79, "unit": "%", "system": "http://unitsofmeasure.org", "code": "%"},
	}
	bundle := map[string]any{"resourceType": "Bundle", "type": "transaction", "entry": []any{
		map[string]any{"resource": reading, "request": map[string]any{"method": "POST", "url": "Observation"}},
	}}
	sys.Do(http.MethodPost, "/fhir/Observation", reading, http.StatusCreated, nil)
	sys.Do(http.MethodPost, "/fhir", bundle, http.StatusOK, nil)
	for end := time.Now().Add(answerWithin); len(sys.IDs(open)) == 0; time.Sleep(20 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatal("readings by FHIR raise no alert")
		}
	}
	h.worklist(patient)
	sys.Do(http.MethodPost, "/fhir", bundle, http.StatusOK, nil)
	time.Sleep(time.Second) // what comes wrongly comes at once
	if n := len(sys.IDs(open)); n != 0 {
		t.Errorf("a reading that was sent again has raised %d more", n)
	}
}

func (h *House) worklist(patient string) {
	t := h.T
	t.Helper()
	care := h.As(Manager())
	var w portal.Worklist
	care.Do(http.MethodGet, "/api/care/worklist", nil, http.StatusOK, &w)
	var task string
	for _, it := range w.Items {
		if it.Patient.ID == patient && len(it.Why) > 0 && len(it.Latest) > 0 && it.Suggested != "" {
			task = it.Task
		}
	}
	if task == "" {
		t.Fatalf("no alert with a reason on the worklist: %+v", w.Items)
	}
	var it portal.WorkItem
	care.Do(http.MethodPost, "/api/care/tasks/"+task+"/acknowledge", map[string]any{}, http.StatusOK, &it)
	if it.Status != "accepted" || it.Owner != Manager().Display {
		t.Errorf("acknowledged item %+v", it)
	}
	care.Do(http.MethodPost, "/api/care/tasks/"+task+"/close", map[string]any{"reason": ""}, http.StatusUnprocessableEntity, nil)
	care.Do(http.MethodPost, "/api/care/tasks/"+task+"/close", map[string]any{"reason": "已电话联系，家属陪同就诊"}, http.StatusOK, &it)
	if it.Status != "completed" {
		t.Errorf("closed item %+v", it)
	}
}

// Reading is one reading in the JSON of a device.
func Reading(metric string, value float64, unit string, at time.Time) map[string]any {
	return map[string]any{"metric": metric, "value": value, "unit": unit, "at": at.UTC().Format(time.RFC3339Nano)}
}
