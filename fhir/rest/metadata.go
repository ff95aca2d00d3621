package rest

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"

	"apricot.health/fhir/r4"
	"apricot.health/fhir/search"
	"apricot.health/fhir/validate"
)

type object = map[string]any

// metadata serves the CapabilityStatement, to anyone: it holds no patient data
// and clients need it before they can sign in.
func (h *handler) metadata(*http.Request) (answer, error) {
	return answer{status: http.StatusOK, body: h.capabilities}, nil
}

// capabilityStatement is made from the table of search parameters, so what it
// states is what is served (FHIR R4, capabilitystatement.html).
func capabilityStatement(cfg Config) []byte {
	software := object{"name": "Apricot"}
	system := object{
		"mode": "server", "resource": resources(cfg),
		"interaction": codes("transaction", "batch", "history-system"),
		"compartment": compartments(),
	}
	if cfg.Exports != nil {
		system["operation"] = []object{exportOperation("export")}
	}
	if cfg.Version != "" {
		software["version"] = cfg.Version
	}
	body, err := json.Marshal(object{
		"resourceType": "CapabilityStatement", "status": "active", "kind": "instance",
		"date": cfg.Now().UTC().Format(r4.InstantLayout), "fhirVersion": "4.0.1",
		"format": []string{mediaType, "json"}, "patchFormat": []string{patchMedia}, "software": software,
		"implementation": object{"description": "Apricot", "url": cfg.BaseURL},
		"rest":           []object{system},
	})
	if err != nil { // strings and lists always marshal
		panic(err)
	}
	return body
}

func codes(names ...string) []object {
	out := make([]object, len(names))
	for i, n := range names {
		out[i] = object{"code": n}
	}
	return out
}

func resources(cfg Config) []object {
	conditionalDelete := "single"
	if cfg.DeleteMultiple {
		conditionalDelete = "multiple"
	}
	reverse := reverseIncludes()
	var out []object
	for _, typ := range servedTypes() {
		r := object{"type": typ, "versioning": "versioned", "readHistory": true, "searchParam": parameters(typ)}
		if includes := includes(typ); len(includes) > 0 {
			r["searchInclude"] = includes
		}
		if rev := reverse[typ]; len(rev) > 0 {
			r["searchRevInclude"] = rev
		}
		// AuditEvents are written by the server alone.
		if typ == "AuditEvent" {
			r["interaction"] = codes("read", "vread", "history-instance", "history-type", "search-type")
		} else {
			r["interaction"] = codes("read", "vread", "update", "patch", "delete", "history-instance", "history-type", "create", "search-type")
			r["versioning"], r["updateCreate"] = "versioned-update", true
			r["conditionalCreate"], r["conditionalUpdate"], r["conditionalDelete"] = true, true, conditionalDelete
		}
		r["conditionalRead"] = "full-support"
		r["operation"] = operations(typ, cfg.Exports != nil)
		out = append(out, r)
	}
	return out
}

// servedTypes are the resource types that can be stored.
func servedTypes() []string {
	return slices.DeleteFunc(validate.ResourceTypes(), func(t string) bool { return !served(t) })
}

// operations are the operations on one type.
func operations(typ string, exports bool) []object {
	const base = "http://hl7.org/fhir/OperationDefinition/"
	out := []object{{"name": "validate", "definition": base + "Resource-validate"}}
	if typ == "Patient" || typ == "Encounter" {
		out = append(out, object{"name": "everything", "definition": base + typ + "-everything"})
	}
	if exports && (typ == "Patient" || typ == "Group") {
		out = append(out, exportOperation(strings.ToLower(typ)+"-export"))
	}
	return out
}

// compartments are the definitions by which a record can be searched.
func compartments() []string {
	var out []string
	for _, typ := range search.Compartments() {
		out = append(out, "http://hl7.org/fhir/CompartmentDefinition/"+strings.ToLower(typ))
	}
	return out
}

func parameters(typ string) []object {
	var out []object
	for _, d := range search.Definitions(typ) {
		out = append(out, object{"name": d.Name, "type": string(d.Kind)})
	}
	return out
}

func includes(typ string) []string {
	var out []string
	for _, d := range search.Definitions(typ) {
		if d.Kind == search.KindReference {
			out = append(out, typ+":"+d.Name)
		}
	}
	return out
}

func reverseIncludes() map[string][]string {
	out := map[string][]string{}
	for _, typ := range search.SupportedTypes() {
		for _, d := range search.Definitions(typ) {
			for _, target := range d.Targets {
				if name := typ + ":" + d.Name; d.Kind == search.KindReference && !slices.Contains(out[target], name) {
					out[target] = append(out[target], name)
				}
			}
		}
	}
	return out
}
