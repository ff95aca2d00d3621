package record

import (
	"encoding/json"
	"time"

	"apricot.health/knowledge/graph"
)

// investigations are the LOINC codes and the names of the investigations.
func investigations(g *graph.Graph) map[string]string {
	out := map[string]string{}
	for _, x := range g.Investigations() {
		names := append([]string{x.Loinc, x.Labels.ZH, x.Labels.EN}, x.Synonyms.ZH...)
		for _, name := range append(names, x.Synonyms.EN...) {
			if key := plain(name); key != "" && out[key] == "" {
				out[key] = x.ID
			}
		}
	}
	return out
}

// Done gives the investigation that a report, a procedure, a result or an order that was
// filled is of, and when it was done. It is known by its LOINC code or by its whole name;
// what was not done, is not known or has no time gives none.
func (r *Reader) Done(raw []byte) (id string, at time.Time) {
	var x struct {
		resource
		PerformedDateTime string `json:"performedDateTime"`
		PerformedPeriod   struct {
			End string `json:"end"`
		} `json:"performedPeriod"`
		OccurrenceDateTime string `json:"occurrenceDateTime"`
	}
	if json.Unmarshal(raw, &x) != nil {
		return "", time.Time{}
	}
	switch x.ResourceType {
	case "DiagnosticReport", "Observation":
		switch x.Status {
		case "entered-in-error", "cancelled", "registered", "unknown":
			return "", time.Time{}
		}
	case "Procedure", "ServiceRequest":
		if x.Status != "completed" {
			return "", time.Time{}
		}
		for _, when := range []string{x.PerformedDateTime, x.PerformedPeriod.End, x.OccurrenceDateTime} {
			if x.EffectiveDateTime == "" {
				x.EffectiveDateTime = when
			}
		}
	default:
		return "", time.Time{}
	}
	if at = x.when(); at.IsZero() {
		return "", time.Time{}
	}
	for _, name := range append(x.Code.codes("loinc"), x.Code.words()...) {
		if id := r.inv[plain(name)]; id != "" {
			return id, at
		}
	}
	return "", time.Time{}
}
