package mapping

import "strings"

const ucum = "http://unitsofmeasure.org"

// units translates units as laboratories and monitors send them, in lower case
// and without blanks, to UCUM. Only exact equivalents are listed: a unit that
// is not here stays text, and no value is ever converted.
var units = map[string]string{
	"mmhg": "mm[Hg]", "mm[hg]": "mm[Hg]", "毫米汞柱": "mm[Hg]", "kpa": "kPa", "cmh2o": "cm[H2O]",
	"℃": "Cel", "°c": "Cel", "c": "Cel", "cel": "Cel", "degc": "Cel", "摄氏度": "Cel", "℉": "[degF]", "°f": "[degF]", "f": "[degF]",
	"次/分": "/min", "次/分钟": "/min", "次/min": "/min", "bpm": "/min", "beats/min": "/min", "beats/minute": "/min", "breaths/min": "/min", "/min": "/min", "{beats}/min": "/min",
	"%": "%", "kg": "kg", "公斤": "kg", "千克": "kg", "g": "g", "克": "g", "mg": "mg", "毫克": "mg", "斤": "[jin_cn]", "lb": "[lb_av]", "lbs": "[lb_av]",
	"cm": "cm", "厘米": "cm", "m": "m", "米": "m", "mm": "mm", "毫米": "mm", "in": "[in_i]", "kg/m2": "kg/m2", "kg/m^2": "kg/m2", "kg/m²": "kg/m2", "kg/㎡": "kg/m2",
	"mmol/l": "mmol/L", "毫摩尔/升": "mmol/L", "umol/l": "umol/L", "μmol/l": "umol/L", "µmol/l": "umol/L", "微摩尔/升": "umol/L", "nmol/l": "nmol/L", "pmol/l": "pmol/L", "mol/l": "mol/L",
	"g/l": "g/L", "克/升": "g/L", "g/l-1": "g/L", "g.l-1": "g/L", "g/dl": "g/dL", "g/ml": "g/mL", "mg/l": "mg/L", "mg/dl": "mg/dL", "mg/ml": "mg/mL", "ug/l": "ug/L", "μg/l": "ug/L", "µg/l": "ug/L", "ng/ml": "ng/mL", "ng/l": "ng/L", "pg/ml": "pg/mL", "ug/ml": "ug/mL", "μg/ml": "ug/mL",
	"10^9/l": "10*9/L", "10*9/l": "10*9/L", "10e9/l": "10*9/L", "×10^9/l": "10*9/L", "x10^9/l": "10*9/L", "x10*9/l": "10*9/L", "giga.l-1": "10*9/L", "g/l(10^9)": "10*9/L",
	"10^12/l": "10*12/L", "10*12/l": "10*12/L", "10e12/l": "10*12/L", "×10^12/l": "10*12/L", "x10^12/l": "10*12/L", "x10*12/l": "10*12/L", "tera.l-1": "10*12/L",
	"10^3/ul": "10*3/uL", "10*3/ul": "10*3/uL", "k/ul": "10*3/uL", "10^6/ul": "10*6/uL", "10*6/ul": "10*6/uL",
	"u/l": "U/L", "iu/l": "[IU]/L", "miu/l": "m[IU]/L", "uiu/ml": "u[IU]/mL", "μiu/ml": "u[IU]/mL", "iu/ml": "[IU]/mL", "miu/ml": "m[IU]/mL", "meq/l": "meq/L",
	"fl": "fL", "pg": "pg", "s": "s", "秒": "s", "sec": "s", "min": "min", "分钟": "min", "h": "h", "小时": "h", "d": "d", "天": "d", "岁": "a", "年": "a",
	"ml": "mL", "毫升": "mL", "l": "L", "升": "L", "ml/min": "mL/min", "ml/min/1.73m2": "mL/min/{1.73_m2}", "ml/min/1.73m^2": "mL/min/{1.73_m2}", "ml/(min*1.73m2)": "mL/min/{1.73_m2}", "l/min": "L/min",
	"mm/h": "mm/h", "mm/hr": "mm/h", "mosm/kg": "mosm/kg", "mosm/l": "mosm/L", "ratio": "{ratio}", "步": "{steps}",
}

// unit gives UCUM code and text of OBX-6. A code declared as UCUM is taken at
// its word.
func unit(code, display, system string) (ucumCode, shown string) {
	shown = display
	if shown == "" {
		shown = code
	}
	if strings.EqualFold(system, "UCUM") {
		return code, shown
	}
	for _, s := range []string{code, display} {
		if u := units[strings.ToLower(strings.Join(strings.Fields(s), ""))]; u != "" && u[0] != '{' {
			return u, shown
		}
	}
	return "", shown
}
