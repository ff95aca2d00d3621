package check

import (
	"strings"

	"apricot.health/knowledge/pattern"
)

// What is called normal beside a value only where its own name is known: anything else,
// "everything", 一切, 电解质, may well be the value.
const (
	otherNamesZH = `心电图?|ecg|心律|窦性|心超|心脏彩超|胸片|胆红素|白蛋白|转氨酶|肝功能?|肾功能?|肌酐|尿素氮?|尿量|尿色|尿常规|尿|凝血(?:功能)?|纤维蛋白原|血小板|血红蛋白|白细胞|中性粒细胞|血压|心率|脉搏|呼吸|体温|血氧(?:饱和度)?|氧合|皮肤|肤温|毛细血管充盈|意识|神志|精神|神经系统|查体|体格检查|瞳孔|肌力|腹部|头颅ct|ct|mri|b超|超声|腹超|甲状腺超声|(?:游离)?t[34]|ft[34]|皮质醇|血糖|乳酸|血气|ph|血钾|血钠|血钙|血镁|血磷|钾|钠|钙|镁|磷|钾镁|镁钾|inr|crp|pct|降钙素原|肌钙蛋白|bnp|d-?二聚体|脂肪酶|淀粉酶|肌酸激酶|ck|alt|ast|眼底|视力|步态|食欲|睡眠|大便|二便|胸部|肺部|心肺|容量|叶酸|维生素b12|b12|铁蛋白|转铁蛋白|渗透压|免疫球蛋白|补体|骨髓|前列腺`
	otherNamesEN = `ecg|ekg|rhythm|clotting|coagulation|fibrinogen|platelets?|h(?:a)?emoglobin|hb|white cells?|neutrophils?|kidneys?|creatinine|urea|urine|bilirubin|albumin|liver|alt|ast|chest|lungs?|heart|skin|pressure|bp|pulse|rate|saturations?|sats|temperature|perfusion|capillary refill|neurology|pupils|power|abdomen|echo\w*|film|x-?ray|scan|ct|mri|ultrasound|exam\w*|(?:free )?t[34]|cortisol|glucose|lactate|ph|bicarbonate|potassium|sodium|calcium|magnesium|phosphate|inr|crp|troponin|lipase|amylase|ck|gait|sleep|appetite|diet|bowels?|mentation|consciousness|volume|folate|b12|ferritin|osmolality|complement|immunoglobulins?|marrow`
)

//nolint:gochecknoglobals // compiled once, read only
var (
	// othersCalmZH and othersCalmEN are what is called normal or well with its name before
	// it, calmNameEN with its name behind it.
	othersCalmZH = pattern.MustCompile(`(?:^|[,，、:：(（ 和及与而但患者])((?:(?:` + otherNamesZH + `)(?:、|和|及|与|,|，)?)+(?:检查|结果|水平|等|均|都|也|仍|亦|已|则|在|为|是|大致|基本|完全|属)*)(?:正常(?:范围)?|(?:未见|无)(?:明显)?异常|尚可|平稳|良好)`)
	othersCalmEN = pattern.MustCompile(`(?:^|[,:( ])((?:` + otherNamesEN + `)(?:(?:,| and|, and) (?:` + otherNamesEN + `))*) (?:(?:is|are|was|were|all|both|still|quite|also) )*(?:normal|unremarkable|satisfactory)\b`)
	calmNameEN   = pattern.MustCompile(`\b(?:normal|unremarkable|satisfactory) (?:(?:renal|kidney|liver|thyroid|cardiac) function|sinus rhythm|saline|` + otherNamesEN + `)\b`)
)

// withoutOthersCalm is what is said behind a value, without what is called normal there and
// is another, not its own: "potassium 6.8 with a normal ECG", "ALT 246，胆红素正常".
func withoutOthersCalm(after string, own *pattern.Regexp) string {
	drop := func(re *pattern.Regexp) {
		for _, m := range re.FindAllStringSubmatchIndex(after, -1) {
			if !own.MatchString(after[m[0]:m[1]]) {
				after = after[:m[0]] + strings.Repeat(" ", m[1]-m[0]) + after[m[1]:]
			}
		}
	}
	drop(calmNameEN)
	drop(othersCalmZH)
	drop(othersCalmEN)
	return after
}
