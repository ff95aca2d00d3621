package agent

import (
	"math"
	"strconv"
)

// day, hour and minute are spans in days.
const (
	day    = 1.0
	hour   = day / 24
	minute = hour / 60
)

// span is a unit of time with its words; one is the English singular.
type span struct {
	days          float64
	zh, one, many string
}

// Quantity writes a value with its UCUM unit as people write it, in zh or en.
// A time of less than a day is given in hours or minutes.
func Quantity(lang string, value float64, unit string) string {
	switch unit {
	case "d":
		return spoken(lang, value, inDays(value))
	case "wk":
		return spoken(lang, value, span{zh: "周", one: "week", many: "weeks"})
	case "a": // of a patient: every such quantity is an age
		return spoken(lang, value, span{zh: "岁", one: "year", many: "years"})
	case "min":
		return spoken(lang, value, span{zh: "分钟", one: "minute", many: "minutes"})
	}
	if w, ok := written()[unit]; ok {
		unit = w
	}
	if unit == "" || unit == "1" || unit[0] == '{' {
		return number(value)
	}
	return number(value) + " " + unit
}

// written are the UCUM codes that people write in another way.
func written() map[string]string {
	return map[string]string{
		"Cel": "°C", "mm[Hg]": "mmHg", "mL/min/{1.73_m2}": "mL/min/1.73 m²", "kg/m2": "kg/m²", "10*9/L": "×10⁹/L", "10*12/L": "×10¹²/L",
		"umol/L": "μmol/L", "ug/L": "μg/L", "m[IU]/L": "mIU/L", "[pH]": "",
	}
}

// inDays picks the unit for a time in days.
func inDays(value float64) span {
	switch {
	case value > 0 && value < hour:
		return span{days: minute, zh: "分钟", one: "minute", many: "minutes"}
	case value > 0 && value < day:
		return span{days: hour, zh: "小时", one: "hour", many: "hours"}
	}
	return span{days: day, zh: "天", one: "day", many: "days"}
}

func spoken(lang string, value float64, s span) string {
	if s.days > 0 && s.days < day { // half a minute more or less is nobody's memory
		value = math.Max(1, math.Round(value/s.days))
	} else {
		value = math.Round(value*10) / 10 //nolint:mnd // one decimal
	}
	switch {
	case lang == "zh":
		return number(value) + s.zh
	case value == 1:
		return "1 " + s.one
	}
	return number(value) + " " + s.many
}

func number(v float64) string { return strconv.FormatFloat(v, 'f', -1, 64) }
