package rest

import (
	"net/http"

	"apricot.health/fhir/outcome"
	"apricot.health/fhir/r4"
	"apricot.health/fhir/store"
	"apricot.health/fhir/validate"
)

// validateRequest serves POST [type]/$validate and [type]/[id]/$validate
// (FHIR R4, resource-operation-validate.html). The body is the resource, or
// Parameters with resource and mode. The answer to a resource that was looked
// at is 200 with an OperationOutcome, whatever was found. Nothing is stored.
func (h *handler) validateRequest(r *http.Request) (answer, error) {
	k, err := key(r)
	if err != nil {
		return answer{}, err
	}
	if k.ID != "" {
		if _, err := h.Store.Read(r.Context(), k); err != nil {
			return answer{}, err
		}
	}
	mode := r.URL.Query().Get("mode")
	var target r4.Value
	if r.ContentLength != 0 {
		body, err := readBody(r)
		if err != nil {
			return answer{}, err
		}
		d, err := parse(body)
		if err != nil {
			return answer{}, err
		}
		if target = d.Root(); k.Type != "Parameters" && d.Type() == "Parameters" {
			target, mode = parametersOf(target, mode)
		}
	}
	return validated(k, mode, target)
}

// parametersOf gives the resource and the mode that a Parameters resource holds.
func parametersOf(v r4.Value, mode string) (r4.Value, string) {
	var target r4.Value
	for p := range v.Get("parameter").Items() {
		switch p.Get("name").Text() {
		case "resource":
			target = p.Get("resource")
		case "mode":
			mode = p.Get("valueCode").Text()
		}
	}
	return target, mode
}

func validated(k store.Key, mode string, target r4.Value) (answer, error) {
	switch mode {
	case "", "create", "profile":
	case "update":
		if k.ID == "" {
			return answer{}, outcome.At(outcome.Invalid, "mode", "an update is validated at an instance")
		}
	case "delete":
		if k.ID == "" {
			return answer{}, outcome.At(outcome.Invalid, "mode", "a delete is validated at an instance")
		}
		return report(nil), nil
	default:
		return answer{}, outcome.At(outcome.NotSupported, "mode", "the mode is create, update or delete")
	}
	if target.Kind() == r4.Absent {
		return answer{}, outcome.New(outcome.Invalid, "there is no resource to validate")
	}
	issues := validate.Value(target)
	if err := checkResource(target, k.Type, ""); err != nil && len(issues) == 0 {
		issues = outcome.Issues(err)
	}
	if own := target.Get("id").Text(); mode == "update" && own != k.ID {
		issues = append(issues, outcome.Issue{Code: "invariant", Path: k.Type + ".id", Detail: "the id is not the one of the address"})
	}
	return report(issues), nil
}

// report answers what a validation found.
func report(issues []outcome.Issue) answer {
	if len(issues) == 0 {
		issues = []outcome.Issue{{Severity: "information", Code: "informational", Detail: "No problem was found."}}
	}
	return answer{status: http.StatusOK, body: outcome.Report(issues), remark: true}
}
