package locator

// headings are the headings and words of guidelines, labels and scores that stand
// in locators and have one name in Chinese.
//
//nolint:gochecknoglobals // a constant table
var headings = map[string]string{
	// Guidelines.
	"assessment": "评估", "initial assessment": "初步评估", "initial evaluation": "初步评估", "evaluation": "评估", "recognition": "识别", "recognition and assessment": "识别与评估",
	"diagnosis": "诊断", "diagnostic criteria": "诊断标准", "criteria": "标准", "definition": "定义", "definitions": "定义", "investigations": "检查", "tests": "检查", "imaging": "影像检查",
	"monitoring": "监测", "referral": "转诊", "admission": "收治", "red flags": "危险信号", "danger signs": "危险信号", "complications": "并发症", "treatment": "治疗",
	"management": "处理", "management and follow-up": "处理与随访", "follow-up": "随访", "prevention": "预防", "classification": "分类", "grading": "分级", "severity": "严重程度",
	"symptoms": "症状", "signs": "体征", "symptoms and signs": "症状与体征", "presentation": "表现", "clinical features": "临床表现", "high-risk features": "高危特征", "severe features": "重度表现",
	"self-care": "自我护理", "patient education": "患者教育", "multidisciplinary care": "多学科管理", "exacerbations": "急性加重", "severe exacerbation": "重度急性加重",
	"severity of exacerbations": "急性加重的严重程度", "acute": "急性", "recommendations": "推荐意见", "summary": "摘要", "introduction": "引言", "key points": "要点", "algorithm": "流程图",
	"emergency medicine": "急诊医学", "pathophysiological types": "病理生理分型", "therapeutic range": "治疗浓度范围", "blood pressure targets": "血压目标", "ldl-c targets": "低密度脂蛋白胆固醇目标",
	"blood pressure targets in the elderly": "老年人血压目标", "second-line treatment": "二线治疗", "first-line treatment": "一线治疗", "history taking": "病史采集", "differential diagnosis": "鉴别诊断",
	"risk factors": "危险因素", "epidemiology": "流行病学", "incidence by age": "各年龄发病率", "prognosis": "预后", "pathophysiology": "病理生理", "traffic light: red": "红灯标准", "red": "红",
	"order of questions": "提问顺序", "assessment and place of care": "评估与就医场所", "labels in force": "现行说明书", "labels": "说明书", "rule": "规则",
	// Whose.
	"adults": "成人", "in adults": "成人", "children": "儿童", "in children": "儿童", "newborn": "新生儿", "infants": "婴儿", "elderly": "老年人", "older people": "老年人", "women": "女性", "men": "男性",
	"children by age": "按年龄分的儿童", "pregnancy": "妊娠", "lactation": "哺乳", "pregnancy and lactation": "妊娠与哺乳", "head": "头部", "head and neck": "头颈", "neck": "颈部", "hand": "手部", "skin": "皮肤", "eyes": "眼",
	"liver": "肝", "renal": "肾", "muscle": "肌肉", "vein": "静脉", "age": "年龄", "sex": "性别", "age and sex": "年龄与性别", "weight": "体重", "infantile": "婴儿", "widespread": "全身性",
	// Labels.
	"label": "说明书", "indications": "适应证", "indication": "适应证", "dosage": "用法用量", "dose": "剂量", "administration": "给药", "contraindications": "禁忌证", "contraindication": "禁忌证",
	"warnings": "警告", "boxed warning": "黑框警告", "precautions": "注意事项", "interactions": "相互作用", "drug interactions": "药物相互作用", "overdosage": "药物过量", "overdose": "药物过量",
	"renal impairment": "肾功能不全", "hepatic impairment": "肝功能不全", "renal and hepatic impairment": "肾与肝功能不全", "hepatic and renal impairment": "肝与肾功能不全", "impairment": "脏器功能不全",
	"doses for children": "儿童剂量", "doses for adults": "成人剂量", "name": "名称", "product information": "产品说明", "usual use": "常用用途", "usual uses beyond the label": "说明书以外的常用用途",
	"contraindications: hypersensitivity to this group": "禁忌证：对本类药物过敏", "interactions and contraindications sections": "相互作用与禁忌部分", "label; pregnancy": "说明书：妊娠",
	"warning on the qt interval": "QT间期警告", "qt interval": "QT间期", "1 indications": "第1节 适应证", "7 drug interactions": "第7节 药物相互作用", "10 overdosage": "第10节 药物过量",
	"qt drug lists, possible risk": "QT药物名单：可能有风险", "qt drug lists, conditional risk": "QT药物名单：特定条件下有风险", "qt drug lists, known risk": "QT药物名单：已知有风险",
	"hardly absorbed where it acts: neither kidneys nor liver change its dose": "在作用部位几乎不吸收：肝肾功能不影响剂量", "given by need whatever the kidneys and the liver do": "按需给药，不因肝肾功能而变",
	"by mouth": "口服", "twice a day": "每日两次", "once a day": "每日一次", "three times a day": "每日三次", "skin only": "仅限皮肤", "bleeding": "出血", "hypersensitivity": "过敏", "poisoning": "中毒",
	"botanical products": "植物制品", "beta-lactam cross-reactivity": "β-内酰胺类交叉过敏", "adsorbed poisons": "可吸附的毒物", "basal insulin": "基础胰岛素",
	// Scores and tables.
	"score": "评分", "scores": "评分", "items": "条目", "items and bands": "条目与分级", "items and classes of the questionnaire": "问卷条目与分类", "table of the score": "评分表", "heart items": "HEART条目",
	"news2 chart, scoring system": "NEWS2评分表", "fast": "FAST", "1-2-0": "1-2-0", "two-level wells": "两级Wells评分", "default of home monitoring": "居家监测默认值", "default thresholds of home monitoring": "居家监测默认阈值",
	"authors' clinical judgement": "编者临床判断", "known condition of a record": "病历中的已知疾病", "frequencies": "频率", "the eight situations; over 10 is sleepy": "八种情境；超过10分为嗜睡",
	"score; severity bands as in common use": "评分；按通行的严重程度分级", "objective indices of level i": "一级客观指标", "objective indices of level ii": "二级客观指标", "objective indices of level iii": "三级客观指标",
	"manual criteria of level i": "一级人工评定标准", "manual criteria of level ii": "二级人工评定标准", "manual criteria of level iii": "三级人工评定标准", "level ii manual criteria": "二级人工评定标准", "level i manual criteria": "一级人工评定标准",
	"level iii manual criteria": "三级人工评定标准", "level i": "一级", "level ii": "二级", "level iii": "三级", "level iv": "四级", "pre-endoscopy risk: glasgow-blatchford score": "内镜前风险：Glasgow-Blatchford评分",
	"grading of severity, with inr for prothrombin time": "严重程度分级（凝血酶原时间以INR计）", "items before endoscopy": "内镜前条目", "severity bands": "严重程度分级", "cut points": "分界值",
	// What guidelines are about.
	"neck pain": "颈痛", "knee pain": "膝痛", "hip pain": "髋痛", "shoulder pain": "肩痛", "back pain": "腰背痛", "red eye": "红眼", "itch": "瘙痒", "colic": "绞痛", "epistaxis": "鼻出血", "lacerations": "裂伤", "trauma": "创伤",
	"dental problems": "牙科问题", "limb weakness": "肢体无力", "tingling and altered sensation": "麻木与感觉异常", "balance and eyes": "平衡与眼部", "unexplained weight loss": "不明原因体重下降", "erectile dysfunction": "勃起功能障碍",
	"tiredness/fatigue": "疲乏", "tiredness/fatigue in adults": "成人疲乏", "limping": "跛行", "limping or hip pain in children": "儿童跛行或髋痛", "jaundice": "黄疸", "fever": "发热", "dehydration": "脱水", "swelling": "肿胀", "vomiting": "呕吐",
	"testicular pain": "睾丸痛", "scrotal pain and swelling": "阴囊肿痛", "visible haematuria": "肉眼血尿", "vaginal discharge": "阴道分泌物异常", "insect bites and stings": "虫咬与蜇伤", "teething": "出牙", "cancer": "癌症", "lymphoma": "淋巴瘤",
	"mastitis and breast abscess": "乳腺炎与乳腺脓肿", "nausea and vomiting in pregnancy": "妊娠期恶心呕吐", "danger signs in pregnancy": "妊娠危险信号", "signs of basal skull fracture": "颅底骨折征象", "basal skull fracture": "颅底骨折",
	"new headache after 50": "50岁后新发头痛", "food allergy": "食物过敏", "sore throat": "咽痛", "upper gastrointestinal bleeding": "上消化道出血", "neck lump": "颈部肿块", "shock": "休克", "preterm labour": "早产临产",
	"stridor": "喘鸣", "silent chest": "沉默胸", "non-blanching rash": "压之不褪色的皮疹", "cauda equina": "马尾综合征", "breast cancer": "乳腺癌", "lung cancer": "肺癌", "prostate cancer": "前列腺癌", "cervical cancer": "宫颈癌", "thyroid cancer": "甲状腺癌",
}
