package check

import (
	"fmt"
	"slices"

	"apricot.health/guardrails/claim"
	"apricot.health/knowledge/chart"
	"apricot.health/knowledge/graph"
	"apricot.health/knowledge/pattern"
)

// Anticoagulants that begin with more and go on with less where a clot is treated:
// apixaban 10 mg twice daily for 7 days, then 5 mg; rivaroxaban 15 mg twice daily for 21
// days, then 20 mg once (labels of both, dosage).
//
//nolint:gochecknoglobals // compiled once, read only
var (
	clotRE = pattern.MustCompile(`\bpe\b|\bdvt\b|\bvte\b|embol|thrombos|栓塞|血栓`)
	// courseRE is a course in two steps: its medicine, and what is given how often.
	courseRE = pattern.MustCompile(`(apixaban|rivaroxaban|阿哌沙班|利伐沙班)[^。;；]{0,30}?(\d+(?:\.\d+)?) ?mg ?(bid|bd|twice|qd|od|once|(?:每日|一日|每天)[两二一12]次)[^。;；]{0,40}?(?:\bthen\b|followed by|thereafter|chang\w+ to|之后|然后|随后|继以|后(?:改|予|减|用|续|调|换|以)|改(?:为|予)?)[^。;；]{0,10}?(\d+(?:\.\d+)?) ?mg ?(bid|bd|twice|qd|od|once|(?:每日|一日|每天)[两二一12]次)`)
	twiceRE  = pattern.MustCompile(`bid|bd|twice|[两二2]次`)
	// priorRE says that the second amount is no plan.
	priorRE = pattern.MustCompile(`\b(?:not|instead of|rather than|never|error|wrong|inverted|reversed)\b|不是|而非|错误|颠倒|有误`)
)

// inverted tells a course for a clot that begins with less than it goes on with.
func (b *bench) inverted() []Finding {
	n := b.flatText()
	if b.Audience == "patient" || !b.textShows(courseRE) || !b.clotted(n) {
		return nil
	}
	var out []Finding
	for _, m := range courseRE.FindAllStringSubmatch(n, -1) {
		if priorRE.MatchString(m[0]) || atof(m[2])*oftenIn(m[3]) >= atof(m[4])*oftenIn(m[5]) {
			continue
		}
		f := b.find("dose_error", claim.Claim{Text: m[0]}, b.Index.named(m[1]))
		f.Message = graph.Label{ZH: "血栓治疗先用大剂量、后减量，此处相反：" + m[0], EN: "A clot is treated with more first and less later; here it is the other way round: " + m[0]}
		out = append(out, f)
	}
	return out
}

// clotted is true where the text or the record names a clot that is treated.
func (b *bench) clotted(n string) bool {
	return clotRE.MatchString(n) || slices.ContainsFunc(b.Chart.Conditions, func(x chart.Coded) bool { return active(x) && clotRE.MatchString(b.words(x)) })
}

// potassiumFirst is the potassium in mmol/L below which it is replaced before insulin is
// given for a crisis of diabetes (ADA/EASD consensus 2024, treatment, potassium).
const potassiumFirst = 3.5

//nolint:gochecknoglobals // compiled once, read only
var (
	crisisRE    = pattern.MustCompile(`酮症酸中毒|高渗(?:性)?(?:高血糖|昏迷|状态)|\bdka\b|ketoacidosis|\bhhs\b|hyperosmolar`)
	insulinIVRE = pattern.MustCompile(`胰岛素[^。;；]{0,24}(?:u|单位|units?)? ?/ ?(?:kg ?/ ?)?(?:h|hr|小时)|胰岛素[^,，。;；]{0,16}(?:静滴|静脉|泵入|静推|泵注|静注)|(?:静滴|静脉(?:滴注|泵入|推注|注射)|泵入|静推)[^,，。;；]{0,10}胰岛素|\binsulin\b[^.;]{0,40}(?:units?|u) ?/ ?(?:kg ?/ ?)?(?:h|hr|hour)\b|\b(?:iv|intravenous) (?:\w+ )?insulin\b|\binsulin\b[^.;]{0,24}\b(?:iv|infusion|bolus|fixed rate)\b|\bfixed[- ]rate (?:iv |intravenous )?insulin\b`)
	kFirstRE    = pattern.MustCompile(`先(?:行)?(?:静脉)?补钾|(?:暂缓|暂停|推迟|延迟|暂不(?:用|予|给)?|停)(?:使用|普通)?胰岛素|胰岛素(?:暂缓|暂停|推迟|暂不)|(?:血钾|钾|k\+?)[^,，。;；]{0,12}(?:后|再|方可|才)[^。;；]{0,16}胰岛素|\bpotassium (?:first|before insulin)|\b(?:hold|holding|delay|delaying|withhold|defer|no|before|pause|stop)\w*(?: the| any| iv)? insulin\b|\binsulin (?:only )?(?:once|after|when|is held|held|waits|later)\b|\binsulin\b[^.;]{0,30}\b(?:once|until|only after) (?:k|potassium)\b`)
	potassiumRE = pattern.MustCompile(`(?:血钾|血清钾|\bpotassium|\bk\+?)\s*(?:仅|为|是|of|is|[:：=])?\s*(\d(?:\.\d+)?)(?:[^\d.]|$)`)
)

// insulinFirst tells insulin into a vein for a crisis of diabetes while potassium is low and
// is not replaced before it.
func (b *bench) insulinFirst() []Finding {
	if !b.textShows(insulinIVRE) {
		return nil
	}
	n := b.flatText()
	crisis := crisisRE.MatchString(n) || slices.ContainsFunc(b.Chart.Conditions, func(x chart.Coded) bool { return active(x) && crisisRE.MatchString(b.words(x)) })
	if !crisis || kFirstRE.MatchString(n) {
		return nil
	}
	k, known := b.facts.Number("find.potassium")
	if m := potassiumRE.FindStringSubmatch(n); m != nil {
		k, known = atof(m[1]), true
	}
	if !known || k <= 0 || k >= potassiumFirst {
		return nil
	}
	f := b.find("contraindication", claim.Claim{Text: insulinIVRE.FindString(n)}, "find.potassium")
	f.Message = graph.Label{ZH: fmt.Sprintf("血钾%g：低于%g先补钾，再用胰岛素", k, potassiumFirst), EN: fmt.Sprintf("Potassium %g: below %g it is replaced before insulin", k, potassiumFirst)}
	return []Finding{f}
}

func oftenIn(often string) float64 {
	if twiceRE.MatchString(often) {
		return 2
	}
	return 1
}
