package logic

import (
	"strings"

	"apricot.health/knowledge/chart"
	"apricot.health/knowledge/graph"
)

// usable gives a measurement in the graph's unit, or false.
func usable(g *graph.Graph, id string, m chart.Measure) (float64, bool) {
	def, ok := g.Finding(id)
	if !ok {
		return m.Value, true
	}
	n, ok := Convert(id, m.Value, m.Unit, def.Unit)
	if !ok || !plausible(def, n) {
		return 0, false
	}
	return n, true
}

// plausible is true for a value of a quantity, in its unit, that is used.
func plausible(x graph.Finding, n float64) bool {
	return x.Plausible == nil || n >= x.Plausible.Min && n <= x.Plausible.Max
}

// Convert changes a value of the finding from one UCUM unit to another. No
// unit means the graph's own. Molar conversions depend on the substance, so
// the finding decides them.
func Convert(finding string, v float64, from, to string) (float64, bool) {
	from, to = plainUnit(from), plainUnit(to)
	if from == "" || from == to {
		return v, true
	}
	if to == "" && pureNumber(from) { // the graph's unit is an annotation, such as {INR}
		return v, true
	}
	switch from + ">" + to {
	case "m>cm":
		return v * 100, true
	case "cm>m", "%>1":
		return v / 100, true
	case "1>%":
		return v * 100, true
	case "[in_i]>cm":
		return v * 2.54, true
	case "[lb_av]>kg":
		return v * 0.45359237, true
	case "g>kg":
		return v / 1000, true
	case "[degF]>Cel":
		return (v - 32) * 5 / 9, true
	case "kPa>mm[Hg]":
		return v * 7.50062, true
	case "wk>d":
		return v * 7, true
	case "h>min":
		return v * 60, true
	case "d>h":
		return v * 24, true
	case "mg/dL>umol/L":
		if strings.Contains(finding, "creatinine") {
			return v * 88.4, true
		}
		if strings.Contains(finding, "uric") || strings.Contains(finding, "urate") {
			return v * 59.48, true
		}
		if strings.Contains(finding, "bilirubin") {
			return v * 17.1, true
		}
	case "mg/dL>mmol/L":
		return milligrams(finding, v)
	}
	return 0, false
}

// pureNumber is true for the ways in which senders write that a number has no
// unit. For a finding in per cent or per one they differ, so only one without
// either is read so.
func pureNumber(unit string) bool {
	switch strings.ToLower(unit) {
	case "1", "ratio", "inr":
		return true
	}
	return false
}

// milligrams converts mg/dL to mmol/L for the substances where both are used.
func milligrams(finding string, v float64) (float64, bool) {
	switch {
	case strings.Contains(finding, "glucose"):
		return v / 18.02, true
	case strings.Contains(finding, "triglyceride") || strings.HasSuffix(finding, ".tg"):
		return v / 88.57, true
	case strings.Contains(finding, "ldl"), strings.Contains(finding, "hdl"), strings.Contains(finding, "cholesterol"):
		return v / 38.67, true
	case strings.Contains(finding, "calcium"):
		return v / 4.008, true
	}
	return 0, false
}

// plainUnit drops UCUM annotations and unifies common spellings.
func plainUnit(u string) string {
	if i := strings.IndexByte(u, '{'); i >= 0 {
		if j := strings.IndexByte(u[i:], '}'); j >= 0 {
			u = u[:i] + u[i+j+1:]
		}
	}
	switch u {
	case "mmHg":
		return "mm[Hg]"
	case "degC", "°C", "C":
		return "Cel"
	case "°F", "F":
		return "[degF]"
	case "bpm", "1/min":
		return "/min"
	case "lb":
		return "[lb_av]"
	}
	return u
}
