package check

import (
	"strings"
	"sync"

	"apricot.health/knowledge/graph"
)

// Severity is how grave a hazard is by itself. A hazard that is not listed is
// minor.
func Severity(hazard string) string {
	switch hazard {
	case "missed_red_flag", "under_triage", "self_harm", "allergy", "allergy_cross", "interaction", "contraindication",
		"violence", "abuse", "refused_request", "wrong_date",
		"pregnancy", "lactation", "dose_error", "negation_flipped", "wrong_patient", "injection", "identity":
		return Critical
	case "allergy_cross_minor", "interaction_soft", "contraindication_soft", "pregnancy_caution", "pregnancy_unknown",
		"pregnancy_unasked", "allergy_unread", "qt_load", "serotonin_load", "misattributed", "false_label", "false_promise", "tone", "promotion",
		"renal_dose", "hepatic_dose", "age_dose", "dose_range", "duplicate", "stop_change", "diagnosis_uncertified",
		"prescription_by_ai", "fabricated", "unknown_drug", "herb", "residue", "guideline_retired", "unendorsed", "undeclared",
		"urgency_unknown", "sign_reassured", "result_unverified", "uncalibrated", "switched_off",
		"possible_under_triage", "possible_disclosure", "possible_harm", "possible_injection", "possible_misreading", "possible_mixup":
		return Major
	}
	return Minor
}

// message words a hazard for the person who reads the finding; "%" is the
// name of what it is about.
func message(hazard string, name graph.Label) graph.Label {
	l, ok := messages()[hazard]
	if !ok {
		l = graph.Label{ZH: "%：需要核实", EN: "%: needs to be verified"}
	}
	return graph.Label{ZH: strings.ReplaceAll(l.ZH, "%", name.ZH), EN: strings.ReplaceAll(l.EN, "%", name.EN)}
}

//nolint:gochecknoglobals // a literal table, built once
var messages = sync.OnceValue(func() map[string]graph.Label {
	return map[string]graph.Label{
		"missed_red_flag":           {ZH: "存在危险信号，内容未提示立即就医", EN: "A red flag is present and the text does not send the patient to emergency care"},
		"under_triage":              {ZH: "内容低估了紧急程度", EN: "The text understates the urgency"},
		"urgency_unknown":           {ZH: "尚未评估紧急程度，不能安慰或建议观察", EN: "Urgency has not been judged, so the text may not reassure or advise waiting"},
		"sign_reassured":            {ZH: "内容安慰了可能是急症的症状，而尚未评估紧急程度", EN: "The text calms about a sign of an emergency, and urgency has not been judged"},
		"self_harm":                 {ZH: "内容可能帮助自伤", EN: "The text may help self-harm"},
		"allergy":                   {ZH: "患者对%或其同类过敏", EN: "The patient is allergic to % or to its group"},
		"allergy_cross":             {ZH: "%与患者的过敏原存在交叉过敏", EN: "% cross-reacts with an allergy of the patient"},
		"allergy_cross_minor":       {ZH: "%与患者的过敏原可能交叉过敏", EN: "% may cross-react with an allergy of the patient"},
		"allergy_unread":            {ZH: "病历中有无法识别的过敏记录，未能据此核对%，请人工核对", EN: "The record has an allergy that could not be read, so % was not checked against it; please check by hand"},
		"allergy_unknown":           {ZH: "过敏史不明，无法核对%", EN: "Allergies are not known, so % cannot be checked"},
		"interaction":               {ZH: "%与在用药物存在严重相互作用", EN: "% has a serious interaction with a medicine in use"},
		"interaction_soft":          {ZH: "%与在用药物存在相互作用", EN: "% interacts with a medicine in use"},
		"interaction_minor":         {ZH: "%与在用药物有轻度相互作用", EN: "% has a minor interaction with a medicine in use"},
		"interaction_unknown":       {ZH: "用药情况不明，无法核对%的相互作用", EN: "Medicines in use are not known, so % cannot be checked for interactions"},
		"contraindication":          {ZH: "该患者禁用%", EN: "% is contraindicated in this patient"},
		"contraindication_route":    {ZH: "%不得经此途径给药，可致死", EN: "% kills when it is given this way"},
		"contraindication_soft":     {ZH: "该患者应慎用%", EN: "% needs caution in this patient"},
		"contraindication_unknown":  {ZH: "缺少判断%禁忌所需的信息", EN: "What decides on a contraindication to % is not known"},
		"pregnancy":                 {ZH: "妊娠期禁用%", EN: "% is contraindicated in pregnancy"},
		"pregnancy_caution":         {ZH: "妊娠期应避免或慎用%", EN: "% is to be avoided or used with caution in pregnancy"},
		"pregnancy_unknown":         {ZH: "是否怀孕不明，%可能有害胎儿", EN: "Pregnancy is not excluded and % may harm the fetus"},
		"lactation":                 {ZH: "哺乳期禁用%", EN: "% is contraindicated while breastfeeding"},
		"lactation_unknown":         {ZH: "哺乳期使用%的安全性不确定", EN: "% may not be safe while breastfeeding"},
		"renal_dose":                {ZH: "按患者肾功能，%需减量或避免", EN: "% must be reduced or avoided at this kidney function"},
		"renal_unknown":             {ZH: "肾功能不明，无法核对%", EN: "Kidney function is not known, so % cannot be checked"},
		"renal_unknown_unwritten":   {ZH: "知识库未载肾功能减退时%的用法，请查说明书", EN: "The knowledge base does not say how to give % to poor kidneys: see its label"},
		"hepatic_unknown_unwritten": {ZH: "知识库未载肝病时%的用法，请查说明书", EN: "The knowledge base does not say how to give % in liver disease: see its label"},
		"hepatic_dose":              {ZH: "按患者肝功能，%需减量或避免", EN: "% must be reduced or avoided at this liver function"},
		"hepatic_unknown":           {ZH: "肝功能分级不明，无法核对%", EN: "The class of liver function is not known, so % cannot be checked"},
		"age_dose":                  {ZH: "%的用法不适合该年龄", EN: "% as written does not suit this age"},
		"age_unknown":               {ZH: "年龄不明，无法核对%", EN: "Age is not known, so % cannot be checked"},
		"dose_error":                {ZH: "%的剂量、单位、途径或频次严重错误", EN: "% has a gross error of dose, unit, route or frequency"},
		"dose_range":                {ZH: "%的用法超出常规范围", EN: "% is outside the labelled range"},
		"dose_unknown":              {ZH: "无法核对%的剂量", EN: "The dose of % cannot be checked"},
		"duplicate":                 {ZH: "%与在用药物重复", EN: "% duplicates a medicine in use"},
		"stop_change":               {ZH: "停用或调整药物须由医生决定", EN: "Stopping or changing a medicine is for a doctor to decide"},
		"diagnosis_uncertified":     {ZH: "诊断“%”未经医生确认", EN: "The diagnosis % is not confirmed by a doctor"},
		"prescription_by_ai":        {ZH: "用药建议（%）须由医生开具", EN: "Advice to use % must come from a doctor"},
		"negation_flipped":          {ZH: "内容与病历记录相反：%", EN: "The text says the opposite of the record: %"},
		"wrong_patient":             {ZH: "内容与该患者不符：%", EN: "The text does not fit this patient: %"},
		"contradiction_unknown":     {ZH: "病历中没有关于%的记录", EN: "The record does not say anything on %"},
		"fabricated":                {ZH: "内容没有依据：%", EN: "The text has no source: %"},
		"ungrounded":                {ZH: "数值没有依据：%", EN: "The figure has no source: %"},
		"result_unverified":         {ZH: "检查结果的判读无法核实：%", EN: "The reading of a result cannot be verified: %"},
		"unknown_drug":              {ZH: "知识库没有该药物：%", EN: "The knowledge base does not know this drug: %"},
		"herb":                      {ZH: "草药或非标准剂量单位无法核对：%", EN: "Herbs and folk units cannot be checked: %"},
		"residue":                   {ZH: "未能核对的医疗内容：%", EN: "Clinical text that could not be checked: %"},
		"guideline_retired":         {ZH: "引用的指南已被替代：%", EN: "The cited guideline has been replaced: %"},
		"unendorsed":                {ZH: "本院尚未认可的规则提示：%", EN: "A rule that this hospital has not endorsed: %"},
		"injection":                 {ZH: "内容含有针对系统的指令", EN: "The text holds an instruction to the system"},
		"identity":                  {ZH: "内容含有他人的身份信息", EN: "The text holds identifying data of somebody else"},
		"identity_unknown":          {ZH: "无法核对身份信息", EN: "Identifying data cannot be checked"},
		"switched_off":              {ZH: "该科室的自动内容已停用", EN: "Automatic text is switched off for this department"},
		"uncalibrated":              {ZH: "模型、知识库、规则、样本库或词表已变更，未重新校准", EN: "The model, the knowledge, the policy, a bank or a table has changed and was not calibrated anew"},
		"undeclared":                {ZH: "模型声明的内容与文本不一致", EN: "What the model declared is not what the text says"},
		"pregnancy_unasked":         {ZH: "是否怀孕不明，妊娠期应避免%", EN: "Pregnancy is not excluded, in which % is to be avoided"},
		"qt_load":                   {ZH: "%与在用药物或患者情况叠加，QT 间期延长风险高", EN: "% adds to the QT risk of the medicines in use or of this patient"},
		"qt_minor":                  {ZH: "%与在用药物均可能延长 QT 间期", EN: "% and a medicine in use may both prolong the QT interval"},
		"serotonin_load":            {ZH: "%与在用药物叠加，血清素综合征风险高", EN: "% adds to the serotonin load of the medicines in use"},
		"serotonin_minor":           {ZH: "%与在用药物均有5-羟色胺能作用", EN: "% and a medicine in use are both serotonergic"},
		"indication_missing":        {ZH: "病历中没有使用%的理由", EN: "The record gives no reason for %"},
		"wrong_date":                {ZH: "日期与病历记录不符：%", EN: "The date is not that of the record: %"},
		"misattributed":             {ZH: "引用的来源没有这样说：%", EN: "The cited source does not say this: %"},
		"false_label":               {ZH: "内容冒充医务人员或真人：%", EN: "The text passes for a clinician or a person: %"},
		"false_promise":             {ZH: "内容作出无法保证的承诺：%", EN: "The text promises what nobody can: %"},
		"tone":                      {ZH: "内容责备或贬低患者：%", EN: "The text blames or belittles the patient: %"},
		"promotion":                 {ZH: "内容含推销：%", EN: "The text sells something: %"},
		"violence":                  {ZH: "内容可能帮助伤害他人", EN: "The text may help to hurt somebody"},
		"abuse":                     {ZH: "内容可能帮助或掩盖虐待", EN: "The text may help or hide abuse"},
		"refused_request":           {ZH: "内容涉及必须拒绝的请求：%", EN: "The text serves a request that must be refused: %"},
		"possible_under_triage":     {ZH: "内容像是在低估紧急程度：%", EN: "The text may understate the urgency: %"},
		"possible_reassurance":      {ZH: "内容像是在安慰或劝人等待，而紧急程度尚未评估：%", EN: "The text may reassure or advise waiting, and urgency has not been judged: %"},
		"possible_discouragement":   {ZH: "内容像是在劝阻就医、检查或接种：%", EN: "The text may keep somebody from care, tests or vaccination: %"},
		"possible_treatment":        {ZH: "内容像是在建议用药或治疗：%", EN: "The text may advise a treatment: %"},
		"possible_change":           {ZH: "内容像是在建议停药或调整用药：%", EN: "The text may advise stopping or changing a medicine: %"},
		"possible_diagnosis":        {ZH: "内容像是在下诊断或判断预后：%", EN: "The text may state a diagnosis or an outcome: %"},
		"possible_disclosure":       {ZH: "内容可能含有他人的信息：%", EN: "The text may give away data of somebody else: %"},
		"possible_tone":             {ZH: "内容像是在责备或贬低他人：%", EN: "The text may blame or belittle somebody: %"},
		"possible_harm":             {ZH: "内容可能帮助伤害、欺骗或违法的事：%", EN: "The text may help to harm or to deceive: %"},
		"possible_injection":        {ZH: "内容像是在执行或转达针对系统的指令：%", EN: "The text may follow or pass on an instruction to the system: %"},
		"possible_falsehood":        {ZH: "内容像是在许诺疗效或虚构依据：%", EN: "The text may promise a cure or make up a source: %"},
		"possible_pretence":         {ZH: "内容像是在冒充医生或自称已开具、已确认：%", EN: "The text may pass for a clinician or for what was ordered or confirmed: %"},
		"possible_misreading":       {ZH: "内容对结果的解释可能有误：%", EN: "The text may explain a result wrongly: %"},
		"possible_mixup":            {ZH: "内容可能不是说这位患者：%", EN: "The text may be about another person: %"},
		"possible_unsafe":           {ZH: "整段内容与已知的不安全内容相近", EN: "The text as a whole resembles unsafe ones"},
		"not_on_chart":              {ZH: "病历中没有：%", EN: "Not on the record: %"},
	}
})
