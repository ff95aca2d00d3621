// Package record reads a patient's FHIR R4 resources into the chart that the
// deciders see. Reading is a pure function of the resources and the moment.
//
// What was entered in error, refuted or only proposed is not in a chart.
// Names that the graph does not know keep their text, with no concept: they
// are not lost and they are not guessed. Resources about another person than
// the patient are left out.
package record
