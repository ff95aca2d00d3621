package consult_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"apricot.health/fhir/actor"
	"apricot.health/fhir/cdshooks"
	"apricot.health/services/agent"
	"apricot.health/services/consult"
)

// emr calls the real protocol handler as a doctor's EMR does.
type emr struct{ handler http.Handler }

func newEMR(t *testing.T, b *bench) emr {
	t.Helper()
	h := cdshooks.New(cdshooks.Config{Services: b.Hooks("zh"), Feedback: b.Sink()})
	doctor, err := actor.From(b.doctor)
	if err != nil {
		t.Fatal(err)
	}
	return emr{http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h.ServeHTTP(w, r.WithContext(actor.With(r.Context(), doctor)))
	})}
}

func (e emr) post(t *testing.T, path, body string) (int, cdshooks.Response) {
	t.Helper()
	w := httptest.NewRecorder()
	r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, path, strings.NewReader(body))
	r.Header.Set("Content-Type", "application/json")
	e.handler.ServeHTTP(w, r)
	var res cdshooks.Response
	if w.Code == http.StatusOK && w.Body.Len() > 0 {
		if err := json.Unmarshal(w.Body.Bytes(), &res); err != nil {
			t.Fatal(err)
		}
	}
	return w.Code, res
}

func call(hook, patient, more string) string {
	return fmt.Sprintf(`{"hook":"%s","hookInstance":"d1577c69-dfbe-44ad-ba6d-3e05e953b2ea","context":{"userId":"Practitioner/d1","patientId":"%s"%s}}`, hook, patient, more)
}

func TestHooksOverHTTP(t *testing.T) {
	t.Parallel()
	b := newBench(t, wang, penAll)
	b.tell(t, "p1", agent.StatusEmergency, chestPain()...)
	e := newEMR(t, b)

	code, res := e.post(t, "/"+consult.ServicePatientView, call("patient-view", "p1", ""))
	if code != http.StatusOK || len(res.Cards) < 2 || res.Cards[0].Indicator != cdshooks.Critical {
		t.Fatalf("patient-view: %d with %d cards", code, len(res.Cards))
	}
	if code, _ = e.post(t, "/"+consult.ServicePatientView, call("patient-view", "p9", "")); code != http.StatusPreconditionFailed {
		t.Errorf("an unknown patient: %d", code)
	}

	drafts := fmt.Sprintf(`,"draftOrders":%s`, bundle(medicine("a", "p1", `{"text":"阿莫西林"}`, ""), medicine("b", "p1", `{"text":"对乙酰氨基酚"}`, "")))
	code, res = e.post(t, "/"+consult.ServiceOrderSign, call("order-sign", "p1", drafts))
	if code != http.StatusOK || len(res.Cards) == 0 || res.Cards[0].Indicator != cdshooks.Critical || len(res.Cards[0].OverrideReasons) == 0 {
		t.Fatalf("order-sign: %d %+v", code, res.Cards)
	}
	card := res.Cards[0]
	code, res = e.post(t, "/"+consult.ServiceOrderSelect, call("order-select", "p1", `,"selections":["MedicationRequest/b"]`+drafts))
	if code != http.StatusOK {
		t.Fatalf("order-select: %d", code)
	}
	for _, c := range res.Cards {
		if c.Indicator == cdshooks.Critical {
			t.Errorf("the order that was not selected was spoken of: %s", c.Summary)
		}
	}

	feedback := fmt.Sprintf(`{"feedback":[{"card":"%s","outcome":"overridden","overrideReason":{"reason":{"code":"tolerated-before","system":"%s","display":"可耐受"},"userComment":"皮试阴性"},"outcomeTimestamp":"2026-03-02T01:31:00Z"}]}`, card.UUID, consult.OverrideSystem)
	for range 2 { // an EMR that saw no answer sends again
		if code, _ = e.post(t, "/"+consult.ServiceOrderSign+"/feedback", feedback); code/100 != 2 {
			t.Fatalf("feedback: %d", code)
		}
	}
	kept := b.find(t, "Communication", url.Values{"patient": {"Patient/p1"}})
	if len(kept) != 1 || !strings.Contains(string(kept[0].JSON), "皮试阴性") || !strings.Contains(string(kept[0].JSON), "tolerated-before") {
		t.Errorf("%d kept: %s", len(kept), kept)
	}
	if code, _ = e.post(t, "/"+consult.ServicePatientView+"/feedback", feedback); code != http.StatusNotFound {
		t.Errorf("feedback to another service: %d", code)
	}
}

func TestPrefetchOverHTTP(t *testing.T) {
	t.Parallel()
	e := newEMR(t, newBench(t, wang))
	body := strings.TrimSuffix(call("order-sign", "p1", fmt.Sprintf(`,"draftOrders":%s`, bundle(medicine("a", "p1", `{"text":"阿莫西林"}`, "")))), "}") +
		`,"prefetch":{"conditions":null,"medications":{"resourceType":"OperationOutcome","issue":[]},"allergies":{"resourceType":"Bundle","type":"searchset","entry":[{"resource":` + penAll + `}]}}}`
	code, res := e.post(t, "/"+consult.ServiceOrderSign, body)
	if code != http.StatusOK || len(res.Cards) == 0 || res.Cards[0].Indicator != cdshooks.Critical {
		t.Errorf("%d %+v", code, res.Cards)
	}
}
