package apptest

import (
	"net/http"
	"net/url"
	"strings"
)

// Spoil sends bad input that holds the canaries to every door. Each must refuse
// it, and the refusals, which Refusals collects, are where a canary may sit.
func (h *House) Spoil() {
	h.T.Helper()
	for _, message := range [][]byte{
		[]byte("PID|1||" + CanaryMRN + "||" + CanaryName),
		[]byte(strings.Replace(string(Admission("X1")), "ADT^A04^ADT_A01", "ADT^A99^"+CanaryName, 1)),
		[]byte(strings.Replace(string(Admission("X2")), "19570612", CanaryName, 1)),
		[]byte(strings.Replace(string(Admission("X3")), CanaryMRN+"^^^H1^MR", "", 1)),
		[]byte(strings.Replace(string(Admission("C1")), "杭州", "宁波", 1)), // a known control id, other bytes
	} {
		answer := h.Send(message)
		if strings.Contains(answer, "MSA|AA") {
			h.T.Errorf("a spoilt message was answered %q", answer)
		}
		_, _ = h.Refusals.Write([]byte(answer))
	}
	sys, patient := h.As(System()), map[string]any{"resourceType": "Patient", "name": []any{map[string]any{"text": CanaryName}}}
	escaped := url.QueryEscape(CanaryName)
	sys.Do(http.MethodGet, "/fhir/Patient?birthdate="+escaped, nil, http.StatusBadRequest, nil)
	sys.Do(http.MethodGet, "/fhir/Patient/"+CanaryMRN, nil, http.StatusNotFound, nil)
	sys.Do(http.MethodPost, "/fhir/Encounter", patient, http.StatusBadRequest, nil)
	h.refused(sys, http.MethodPut, "/fhir/Patient/"+escaped, patient)
	h.refused(sys, http.MethodPost, "/fhir", map[string]any{"resourceType": "Bundle", "type": "transaction", "entry": []any{
		map[string]any{"fullUrl": CanaryName, "resource": patient, "request": map[string]any{"method": CanaryWords, "url": "Patient?name=" + CanaryName}},
	}})
	h.refused(sys, http.MethodPost, "/api/vitals", map[string]any{"device": CanaryName, "readings": []any{map[string]any{"metric": CanaryName, "value": CanaryPhone}}})
	h.refused(sys, http.MethodPost, "/api/visit-links", map[string]any{"patient": CanaryName, "lang": CanaryWords})
	h.refused(sys, http.MethodPost, "/cds-services/"+escaped, map[string]any{"hook": CanaryName})
	h.refused(h.As(Doctor()), http.MethodGet, "/api/doctor/patients/"+escaped, nil)
	h.refused(h.As(Manager()), http.MethodPost, "/api/care/tasks/"+escaped+"/close", map[string]any{"reason": CanaryWords})
	h.refused(h.Browser(), http.MethodPost, "/api/previsit/answers", map[string]any{"question": CanaryName, "text": CanaryWords})
}

func (h *House) refused(c *Client, method, path string, body any) {
	h.T.Helper()
	status, _, err := c.Try(method, path, body)
	if err != nil || status < http.StatusBadRequest || status >= http.StatusInternalServerError {
		h.T.Errorf("%s to a spoilt address was answered %d %v", method, status, err)
	}
}
