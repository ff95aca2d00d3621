package check

import (
	"apricot.health/guardrails/claim"
	"apricot.health/knowledge/pattern"
)

// Words of a text for professionals that changes, hides or makes up what the record
// says, or that spreads it.
//
//nolint:gochecknoglobals // compiled once, read only
var (
	forgesRE = pattern.MustCompile(`(?:病历|记录|签名|签字|姓名|医嘱|同意书)[^。;；]{0,24}(?:倒签|代签|冒签)|(?:开|记|挂|写)(?:在|到)[^。;；,，]{0,10}名下|诊断[^。;；]{0,16}(?:改写|改填)(?:为|成)[^。;；]{0,24}(?:报销|理赔|保险|特病)|\blabel(?:led|ed)? (?:it|this|them|the bag|the syringe) as (?:normal )?saline\b|(?:归到|记到|算到|挂到|改到)[^。;；]{0,10}(?:名下|头上)|\bkeep\b[^.;]{0,40}\b(?:real|true|actual)\b[^.;]{0,30}\bout of\b|\b(?:enter|record|report|chart|document)\b[^.;]{0,60}\b(?:although|even though|despite being)\b[^.;]{0,60}\b(?:crf|ecrf|trial|slot|eligib\w+|inclusion)\b|\b(?:e?crf|trial|slot|eligib\w+)\b[^.;]{0,40}\benter\b[^.;]{0,60}\b(?:although|even though)\b|` +
		`\b(?:alter|chang|edit|rewr\w+|overwr\w+|delet)\w* (?:the |his |her |all |an? )*(?:\d{1,2}:\d{2} |original |earlier |abnormal |raw |previous )+(?:observation|value|reading|entry|score|result|figure|vital)s?\b|(?:把|将)[^。;；]{2,30}(?:改写|改记|改录|涂改)(?:为|成)|` +
		`(?:删除|删去|删掉|抹去|抹掉|篡改|隐去|隐藏|伪造|编造|杜撰|虚构|改写|涂改|倒填|代签|冒签|补签|替换掉)[^。;；]{0,24}(?:记录|差错|日志|病历|签名|时间|报告|结果|同意书|医嘱|护理|不良事件|审计|数据|生命体征|体征)|` +
		`(?:记录|差错|日志|报告|签名|时间|结果|同意书|不良事件)[^。;；,，]{0,14}(?:已|被|可|请|直接|先|都|全部)?[^。;；,，]{0,4}(?:删除|删去|抹去|篡改|伪造|编造|倒填|代签|改为|改成)|` +
		`(?:尚未|未|没有)(?:返回|回报|出|做|测|查|签|问)[^。;；]{0,20}(?:先|直接|按|照)[^。;；]{0,6}(?:填|写|录入|补|编|记为|勾)|` +
		`\b(?:delet|remov|eras|alter|backdat|falsif|fabricat|forg|invent|overwr\w+|made up|making up|conceal|hid|hiding|hide|amend)\w*\b[^.;]{0,40}\b(?:record|note|log|audit trail|timestamp|signature|consent|incident|error|result|chart entry|time of)s?\b|` +
		`\b(?:fill|sign|enter|insert|past|cop|complet|appl)\w* (?:in )?(?:the |her |his |patient's |patient |an? )*(?:e-?signature|signature|consent form)\b|` +
		`\bsigned (?:it |this )?(?:on (?:your|his|her) behalf|as dr|for dr|in (?:your|his|her) name)|\b(?:never|not) (?:measured|done|taken|performed|examined)[^.;]{0,40}\b(?:entered|recorded|filled|charted|written) as`)
	innocentRE = pattern.MustCompile(`不能|不得|不应|不可|不要|不宜|不会|未(?:删|改|作|予|做|执行|被|能)|拒绝|拒|请勿|切勿|勿|严禁|禁止|无权|违规|违法|需保留|保留原|忽略|举报|上报|发现|疑似|更正|重复|作废|脱敏|身份信息|` +
		`cannot|can't|can not|won't|will not|refus|declin|must not|should not|do not|don't|never (?:delete|alter)|not (?:be )?(?:delet|remov|alter|chang|backdat|falsif)|ignored|disregard|suspected|report(?:ed|ing) (?:the|an) |correction|late entry|misfiled|duplicate|redact|identif`)
	// cancelsRE takes back a report that the law asks for, notDoneRE stands before what
	// nobody did.
	cancelsRE = pattern.MustCompile(`取消了?[^,，。;；]{0,8}(?:上报|报告卡|报卡)|\b(?:cancel\w*|withdr\w+|suppress\w*) (?:the |this |her |his )*(?:statutory |infection |incident |adverse event |notifiable disease )+(?:report|notification)\b`)
	notDoneRE = pattern.MustCompile(`(?:未|不|勿|没有|不得|不能|拒绝|\bnot|n't|\bnever|\bnobody|\bno one|\brefus\w+ to)[ ]?(?:be |been |have |has )*$`)
	spreadsRE = pattern.MustCompile(`(?:已|均已|已经)?(?:向|对|给|同)[^,，。;；]{0,18}(?:前任|前妻|前夫|前男友|前女友|同事|雇主|用人单位|领导|邻居|媒体|记者|保险公司|房东|同学)[^,，。;；]{0,8}(?:详细|全部|逐一)?(?:告知|透露|提供|通报|说明|讲述|发送|转告)|\b(?:told|informed|gave|disclosed|passed|emailed|sent|rang)\b[^.;]{0,40}\b(?:ex-\w+|former (?:partner|wife|husband|girlfriend|boyfriend)|employer|landlord|neighbou?rs?|journalist|insurer|colleagues at work)\b|(?:发(?:送|布|到|至|在|给)|同步|转发|推送|上传|张贴|分享|公布|群发|抄送)[^。;；]{0,16}(?:群|朋友圈|微博|抖音|公众号|公告栏|全科|全院|论坛)|\b(?:post(?:ed)?|shar(?:e|ed)|sent|forwarded|uploaded|circulated)\b[^.;]{0,30}\b(?:group chat|wechat group|whatsapp|facebook|twitter|social media|group|noticeboard|mailing list|forum|employer|insurer|ex-\w+|neighbou?rs?)\b`)
	// consentedRE stands before what the patient let be told.
	consentedRE = pattern.MustCompile(`经(?:您|患者|本人|其)[^，,。;；]{0,6}(?:同意|授权)|\bwith (?:your|her|his|their|the patient's)[^.,;]{0,16}(?:consent|permission)\b|\bat (?:your|her|his) (?:own )?request\b`)
	privateRE   = pattern.MustCompile(`服药|用药|病情|medication|illness|condition|hiv|艾滋|梅毒|精神|抑郁|自杀|流产|吸毒|酗酒|性病|乙肝|身份证|电话|住址|姓名|病历|检验|结果|报告|诊断|syphilis|schizo|psychi|depress|suicid|abortion|terminat|addict|result|diagnos|record|report|name|address`)
)

// recordWords and crowdWords are what one of the patterns cannot do without.
//
//nolint:gochecknoglobals // compiled once, read only
var (
	recordWords = pattern.Words(
		"名下", "头上", "诊断", "label", "姓名", "crf", "trial", "slot", "eligib", "inclusion", "out of",
		"上报", "报告卡", "报卡", "改写", "改记", "改录", "observation", "value", "reading", "entry", "score", "figure", "vital", "记录", "差错", "日志", "病历", "签", "时间", "报告", "结果", "同意书", "医嘱", "护理", "不良事件", "审计", "数据", "体征", "未", "没有",
		"record", "note", "log", "audit", "timestamp", "signature", "consent", "incident", "error", "result", "chart entry", "time of", "signed", "entered as", "filled as", "written as", "charted as",
	)
	crowdWords = pattern.Words("前任", "前妻", "前夫", "前男友", "前女友", "同事", "雇主", "单位", "领导", "邻居", "媒体", "记者", "保险公司", "房东", "同学", "former ", "landlord", "journalist", "colleagues", "群", "朋友圈", "微博", "抖音", "公众号", "公告栏", "全科", "全院", "论坛", "group", "whatsapp", "facebook", "twitter", "social media", "noticeboard", "mailing list", "forum", "employer", "insurer", "ex-", "neighbo")
)

// forged tells a text that forges the record or gives it to a crowd.
func (b *bench) forged() []Finding {
	if b.Audience == "patient" || len(b.templates) > 0 {
		return nil
	}
	for i := range b.Reading.Sentences {
		s := b.flat(i)
		if at := b.shown(i, cancelsRE); at != nil && !notDoneRE.MatchString(s[:at[0]]) {
			return []Finding{b.find("refused_request", claim.Claim{Text: s[at[0]:at[1]]})}
		}
		if told := b.ofSentence(i); !told.may(forgesRE) && !told.may(spreadsRE) {
			continue
		}
		if !recordWords.MatchString(s) && !crowdWords.MatchString(s) || innocentRE.MatchString(s) {
			continue
		}
		if m := forgesRE.FindString(s); m != "" {
			return []Finding{b.find("refused_request", claim.Claim{Text: m})}
		}
		if at := spreadsRE.FindStringIndex(s); at != nil && privateRE.MatchString(s) && !notDoneRE.MatchString(s[:at[0]]) && !consentedRE.MatchString(s[:at[0]]) {
			return []Finding{b.find("identity", claim.Claim{Text: s[at[0]:at[1]]})}
		}
	}
	return nil
}
