package record

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"apricot.health/knowledge/chart"
)

//nolint:gochecknoglobals // compiled once, read only
var (
	partRE      = regexp.MustCompile(`[,，;；。、()（）+]|\s+(?:and|with|without|on)\s+|合并|并发|伴有?|\s{2,}`)
	weeksRE     = regexp.MustCompile(`(?:孕|妊娠|停经|怀孕)\s*(\d{1,2})\s*(?:\+\d)?\s*周|(\d{1,2})\s*(?:\+\d)?\s*(?:weeks?|wk)s?\s*(?:pregnan|gestation|of gestation)|(?:pregnan\w*|gestation)\D{0,8}(\d{1,2})\s*(?:weeks?|wk|w\b)`)
	trimesterRE = regexp.MustCompile(`^(?:妊娠|孕)[早中晚]期$|^早孕$|^(?:first|second|third|1st|2nd|3rd) trimester(?: (?:of )?pregnancy)?$`)
	stageRE     = regexp.MustCompile(`(?:ckd|慢性肾脏?病|慢性肾功能不全|chronic kidney disease)\s*[,，(（]?\s*(?:stage|g)?\s*([1-5])\s*([ab])?(?:a[123])?\s*(?:期|级|\b)|\bg([345])([ab])?\s*[/,，]?\s*a[123]\b|^g([345])([ab])?\s*期?$`)
	bareStageRE = regexp.MustCompile(`\bg([345])([ab])?\b`)
	kidneyRE    = regexp.MustCompile(`肾|kidney|\brenal|\bckd|nephr|\be?gfr|kdigo`)
	tumourRE    = regexp.MustCompile(`癌|瘤|恶性|carcinoma|cancer|tumou?r|lymphoma|sarcoma|neoplas|malignan|\brcc\b`)
	pughRE      = regexp.MustCompile(`child[-\s]*(?:turcotte[-\s]*)?pugh\s*(?:class|分级|评分)?\s*[:：]?\s*([abc])|child\s+([abc])\b`)
	alcoholRE   = regexp.MustCompile(`饮酒后|酒后|每[日天]饮酒|每[日天]喝酒|长期饮酒|大量饮酒|酗酒|嗜酒|drinks? (?:alcohol )?(?:daily|heavily|every day)|alcohol (?:daily|today|last night|use disorder)|heavy drink`)
	bleedRE     = regexp.MustCompile(`脑出血|颅内血肿|(?:intra)?cerebral (?:ha?emorrhage|ha?ematoma)|brain ha?emorrhage`)
	oedemaRE    = regexp.MustCompile(`血管性?水肿|angio-?o?edema`)
	nursingRE   = regexp.MustCompile(`哺乳|母乳喂养|breast-?\s?feed|breast-?\s?fed|lactating|nursing (?:mother|her)`)
	weanedRE    = regexp.MustCompile(`停止哺乳|断奶|[不未无非]哺乳|人工喂养|formula|weaned|stopped|no longer|not breast|\bno\b`)
	end5RE      = regexp.MustCompile(`尿毒症|终末期肾病|\besrd\b|end-stage (?:renal|kidney)|ha?emodialysis|dialysis|血液?透析|腹膜?透析`)
	ejectionRE  = regexp.MustCompile(`(?:lvef|\bef|射血分数)\s*(?:of|is|为|约|[:：=<≤~])*\s*(\d{1,2})(?:\.\d+)?(?:\s*[-–~]\s*\d{1,2})?\s*%?`)
	laterRE     = regexp.MustCompile(`无起搏器|未装起搏器|未植入起搏器|no pacemaker|without (?:a )?pacemaker`)
)

// wide are words for a family of conditions, by the member whose rules hold for
// all of it.
//
//nolint:gochecknoglobals // a literal table, read only
var wide = map[string]string{
	"liver disease": "cond.chronic_liver_disease", "liver problems": "cond.chronic_liver_disease", "肝病": "cond.chronic_liver_disease",
	"kidney disease": "cond.ckd", "renal disease": "cond.ckd", "kidney problems": "cond.ckd", "肾病": "cond.ckd", "肾功能不全": "cond.ckd", "肾脏病": "cond.ckd",
	"seizure": "cond.epilepsy", "seizures": "cond.epilepsy", "seizure disorder": "cond.epilepsy",
	"heart attack": "cond.chd", "myocardial infarction": "cond.chd", "心肌梗死": "cond.chd", "陈旧性心肌梗死": "cond.chd", "coronary artery disease": "cond.chd",
}

// words reads what one text of a list of conditions says beside its name:
// other conditions in it, laboratory values, weeks of pregnancy, and stages,
// which stand for the mildest function that the stage allows.
func (r *Reader) words(c *chart.Chart, text string, now time.Time) {
	for _, part := range partRE.Split(text, -1) {
		part = strings.TrimSpace(laterRE.ReplaceAllString(plain(part), ""))
		if nursingRE.MatchString(part) && !weanedRE.MatchString(part) { // 母乳 is no mother's illness
			c.Lactating = chart.Yes
		}
		if part == "" || guarded(part) {
			continue
		}
		for _, id := range r.names.all(part, "condition") {
			r.another(c, id, text)
		}
		if found := r.names.whole(part, "finding"); found != "" {
			c.Findings[found], c.FindingSource[found] = chart.Yes, chart.Source{Where: "chart.conditions"}
		}
		if id := shorthand[part]; id != "" {
			r.another(c, id, text)
		}
		for w, id := range wide {
			if part == w || strings.HasPrefix(part, w+" (") || strings.HasSuffix(part, " "+w) {
				r.another(c, id, text)
			}
		}
		if oedemaRE.MatchString(part) {
			c.Findings["find.angioedema"], c.FindingSource["find.angioedema"] = chart.Yes, chart.Source{Where: "chart.conditions"}
		}
		if bleedRE.MatchString(part) {
			r.another(c, "cond.ich_history", text)
		}
		if alcoholRE.MatchString(part) {
			c.Findings["find.alcohol_recent"], c.FindingSource["find.alcohol_recent"] = chart.Yes, chart.Source{Where: "chart.conditions"}
		}
	}
	s := plain(text)
	for _, v := range resultsIn(s) {
		measured(c, v.id, v.value, v.unit, now)
	}
	if weeks, yes := carries(text); yes {
		c.Pregnant = chart.Yes
		if c.PregnancyWeeks == 0 {
			c.PregnancyWeeks = weeks
		}
	}
	if m := ejectionRE.FindStringSubmatch(s); m != nil && !guarded(s) && number(m[1]) <= reducedEjection {
		r.another(c, "cond.hfref", text)
	}
	r.stages(c, s, text, now)
}

// reducedEjection is the left ventricular ejection fraction in percent up to which
// it is reduced (ESC 2021 heart failure, definition of HFrEF).
const reducedEjection = 40

// another adds a condition that the chart does not have yet.
func (r *Reader) another(c *chart.Chart, id, text string) {
	if _, known := r.graph.Condition(id); !known || slices.ContainsFunc(c.Conditions, func(x chart.Coded) bool { return x.Concept == id }) {
		return
	}
	c.Conditions = append(c.Conditions, chart.Coded{Concept: id, Text: text, Evidence: "chart.conditions", Status: "active"})
}

// wider adds the conditions that those of the chart are kinds of: what holds for
// heart failure holds for one with a reduced ejection fraction.
func (r *Reader) wider(c *chart.Chart) {
	for _, x := range slices.Clone(c.Conditions) {
		cond, ok := r.graph.Condition(x.Concept)
		if !ok || cond.Known == nil || x.Status == "resolved" {
			continue
		}
		for _, id := range cond.Known.Implies {
			if !slices.ContainsFunc(c.Conditions, func(have chart.Coded) bool { return have.Concept == id }) && strings.HasPrefix(id, "cond.") {
				c.Conditions = append(c.Conditions, chart.Coded{Concept: id, Text: x.Text, Evidence: x.Evidence, Status: x.Status})
			}
		}
	}
}

// shorthand are abbreviations and bare phrases that mean a condition where they
// stand alone on a list of conditions, and something else in any other text: AS,
// MG and MS are units, words or doses there.
//
//nolint:gochecknoglobals // a literal table, read only
var shorthand = map[string]string{
	"as": "cond.aortic_stenosis", "severe as": "cond.aortic_stenosis", "重度as": "cond.aortic_stenosis",
	"mg": "cond.myasthenia_gravis", "ms": "cond.ms", "hf": "cond.heart_failure", "hfmref": "cond.heart_failure",
	"ra": "cond.rheumatoid_arthritis", "aps": "cond.antiphospholipid", "hit": "cond.hit",
	"pah": "cond.pulmonary_hypertension", "ph": "cond.pulmonary_hypertension", "pvd": "cond.pad",
	"mi": "cond.chd", "prior mi": "cond.chd", "old mi": "cond.chd", "pud": "cond.peptic_ulcer",
	"di": "cond.diabetes_insipidus", "g6pd": "cond.g6pd_deficiency",
	"dm": "cond.t2dm", "iddm": "cond.t1dm", "niddm": "cond.t2dm",
	"cva": "cond.stroke_history", "old cva": "cond.stroke_history", "ich": "cond.ich_history", "sss": "cond.bradyarrhythmia", "chb": "cond.bradyarrhythmia",
	"tb": "cond.pulmonary_tb", "sz": "cond.epilepsy", "pheo": "cond.phaeochromocytoma",
	"active bleeding": "cond.active_bleeding", "active haemorrhage": "cond.active_bleeding", "active hemorrhage": "cond.active_bleeding", "活动性出血": "cond.active_bleeding",
	"shock": "cond.hypotension", "休克": "cond.hypotension", "pre-op": "cond.surgery_planned", "preop": "cond.surgery_planned", "术前": "cond.surgery_planned", "拟行手术": "cond.surgery_planned",
	"甲旁亢": "cond.hypercalcaemia", "房扑": "cond.atrial_fibrillation",
}

// stages reads a stage of kidney disease (KDIGO 2024, GFR categories) and a
// class of Child and Pugh (1973). A measured value stands before a stage.
func (r *Reader) stages(c *chart.Chart, s, text string, now time.Time) {
	if n, letter, ok := kidneyStage(s); ok && !guarded(s) {
		most := map[string]float64{"3": 59, "3a": 59, "3b": 44, "4": 29, "5": 14}
		if n >= "3" {
			r.another(c, "cond.ckd", text)
		}
		rate, ok := most[n+letter]
		if !ok {
			rate = most[n]
		}
		measured(c, "find.egfr", rate, "mL/min/{1.73_m2}", now)
	}
	if end5RE.MatchString(s) && !guarded(s) {
		measured(c, "find.egfr", 14, "mL/min/{1.73_m2}", now)
	}
	if m := pughRE.FindStringSubmatch(s); m != nil {
		least := map[string]float64{"a": 5, "b": 7, "c": 10}
		measured(c, "find.child_pugh", least[m[1]+m[2]], "{score}", now)
	}
}

// kidneyStage gives the number and the letter, if any, of the stage of kidney
// disease in a plain text. A bare G3 is the grade of a tumour as well: it is a
// stage where it is all of the text, beside a category of albuminuria (A1 to A3),
// or in a text that is of the kidney and of no tumour.
func kidneyStage(s string) (number, letter string, ok bool) {
	if m := stageRE.FindStringSubmatch(s); m != nil {
		return m[1] + m[3] + m[5], m[2] + m[4] + m[6], true
	}
	if !kidneyRE.MatchString(s) || tumourRE.MatchString(s) {
		return "", "", false
	}
	if m := bareStageRE.FindStringSubmatch(s); m != nil {
		return m[1], m[2], true
	}
	return "", "", false
}

// staged says whether a plain text names a stage of kidney disease.
func staged(s string) bool {
	_, _, ok := kidneyStage(s)
	return ok
}

func measured(c *chart.Chart, id string, v float64, unit string, now time.Time) {
	if _, have := c.Measures[id]; have || v <= 0 {
		return
	}
	c.Measures[id] = chart.Measure{Value: v, Unit: unit, At: now, Evidence: "chart.conditions"}
}

func number(s string) float64 {
	n, err := strconv.ParseFloat(s, 64)
	if err != nil {
		return 0
	}
	return n
}
