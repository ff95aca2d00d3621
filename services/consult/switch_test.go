package consult_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"apricot.health/fhir/cdshooks"
	"apricot.health/guardrails/fence"
	"apricot.health/services/agent"
	"apricot.health/services/consult"
)

// seen is a visit of a patient in a department.
func seen(patient, department string) string {
	return strings.NewReplacer(`"e1"`, `"e-`+patient+`"`, "Patient/p1", "Patient/"+patient, `"class"`, `"serviceType":{"text":"`+department+`"},"class"`).Replace(arrived)
}

// A department that is switched off is told by every hook that nothing was checked, and
// nothing else; another is served as before.
func TestASwitchedOffDepartmentOverHTTP(t *testing.T) {
	t.Parallel()
	ann := strings.NewReplacer(`"a1"`, `"a2"`, "Patient/p1", "Patient/p2").Replace(penAll)
	b := newBench(t, wang, smith, penAll, ann, seen("p1", "心内科门诊"), seen("p2", "神经内科"))
	b.tell(t, "p1", agent.StatusReview, chestPain()...)
	b.tell(t, "p2", agent.StatusReview, chestPain()...)
	e := newEMR(t, b)
	hooks := func(patient, more string) map[string]cdshooks.Response {
		out := map[string]cdshooks.Response{}
		for service, hook := range map[string]string{consult.ServicePatientView: "patient-view", consult.ServiceOrderSelect: "order-select", consult.ServiceOrderSign: "order-sign"} {
			body := call(hook, patient, fmt.Sprintf(`,"selections":["MedicationRequest/a"],"draftOrders":%s`, bundle(medicine("a", patient, `{"text":"阿莫西林"}`, ""))))
			code, res := e.post(t, "/"+service, strings.TrimSuffix(body, "}")+more+"}")
			if code != http.StatusOK {
				t.Fatalf("%s: %d", service, code)
			}
			out[service] = res
		}
		return out
	}
	off := func(patient, more string) {
		t.Helper()
		for service, res := range hooks(patient, more) {
			if len(res.Cards) != 1 || !strings.Contains(res.Cards[0].Summary, "停用") || res.Cards[0].Detail != "" || len(res.Cards[0].Suggestions) > 0 {
				t.Errorf("%s of %s: %+v", service, patient, res.Cards)
			}
		}
	}
	on := func(patient string) {
		t.Helper()
		for service, res := range hooks(patient, "") {
			if len(res.Cards) == 0 || res.Cards[0].Indicator != cdshooks.Critical || strings.Contains(res.Cards[0].Summary, "停用") {
				t.Errorf("%s of %s: %+v", service, patient, res.Cards)
			}
		}
	}
	on("p1")
	on("p2")
	b.Config.Fence.SwitchOff("dept.cardiology")
	off("p1", "")
	on("p2")
	// The visit that the EMR has open says more than those of the record.
	off("p2", `,"prefetch":{"encounter":`+seen("p2", "心内科")+`}`)
	b.Config.Fence.SwitchOn("dept.cardiology")
	on("p1")
	b.Config.Fence.SwitchOff(fence.AllDepartments)
	off("p1", "")
	off("p2", "")
}

// Without a visit that names one, the department is that of the story, as before the
// visit.
func TestTheDepartmentOfTheStory(t *testing.T) {
	t.Parallel()
	b := newBench(t, wang, penAll, arrived)
	b.tell(t, "p1", agent.StatusReview, chestPain()...)
	v, err := b.View(b.doctor, "zh", "p1")
	if err != nil || v.Summary == nil || v.Summary.DepartmentID == "" {
		t.Fatalf("%v %+v", err, v.Summary)
	}
	b.Config.Fence.SwitchOff(v.Summary.DepartmentID)
	v, err = b.View(b.doctor, "zh", "p1")
	if err != nil || v.Summary != nil || len(v.Differential) > 0 || len(v.Orders) > 0 || len(v.Cards) != 1 {
		t.Fatalf("%v %+v", err, v)
	}
	if v.Banner.Name == "" || len(v.Banner.Allergies) != 1 || v.AbstainedWhy.Text() == "" || v.Label.Text() == "" || v.Provenance.Decision == "" {
		t.Errorf("what the record says is left out: %+v", v)
	}
	cards, err := b.CheckOrders(b.doctor, "en", "p1", []string{"amoxicillin 500 mg tid"})
	if err != nil || len(cards) != 1 || !strings.Contains(cards[0].Summary.Text(), "switched off") {
		t.Errorf("%v %+v", err, cards)
	}
}
