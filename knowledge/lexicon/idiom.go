package lexicon

import (
	"slices"
	"strings"
)

// idioms are turns of speech with words of the body, of illness or of danger
// that are no complaint. Each is so long that what people say of an illness
// does not hold it: a pain in the neck is one, "he is a pain in the neck" is
// not. They are read as names of nothing, so that no name within one is read.
var idioms = slices.Concat(strings.Split(""+
	"头疼的问题|头痛的问题|头疼的事|头痛的事|头疼的是怎么|头疼的孩子|头疼的客户|头疼的麻烦|让人头疼的|叫人头疼的|令人头疼|令人头痛|为钱头疼|为房贷头疼|为工作头疼|为孩子的学习头疼|替他头疼|"+
	"眼红别人|眼红人家|眼红同事|眼红邻居|眼红同学|眼红朋友|眼红他的|眼红她的|让人眼红|令人眼红|惹人眼红|看着眼红别人|嫉妒得眼红|羡慕得眼红|红眼航班|"+
	"心头肉|心头好|心头大患|心肝宝贝|心疼钱|心疼你|心疼他|心疼她|心疼孩子|心疼爸妈|心疼我妈|花钱肉疼|心痒痒|心痒难耐|手痒想|手痒痒想|嘴痒想|"+
	"吐血推荐|吐血整理|吐血价|便宜到吐血|气到吐血|气得吐血|气得我吐血|累到吐血|大出血促销|大出血甩卖|商家大出血|钱包大出血|放血甩卖|跳楼价|跳楼大甩卖|骨折价|骨折优惠|打骨折了|"+
	"笑得肚子疼|笑到肚子疼|笑到肚子痛|笑得肚子痛|笑到头掉|笑出腹肌|吓出心脏病|吓得心脏病都|心脏病都要犯了|心脏病都快犯了|捏一把汗|捏了一把汗|捏把汗|"+
	"不感冒的明星|对他不感冒|对她不感冒|对这个不感冒|对这事不感冒|对这些不感冒|对足球不感冒|发烧友|电脑中毒|手机中毒|电脑中病毒|系统瘫痪|交通瘫痪|服务器瘫痪|网络瘫痪|"+
	"呕心沥血|脑子进水|脑袋进水|打了鸡血|打鸡血|喝西北风|吃了熊心|伤筋动骨的改革|阵痛期|痛点|痛失|痛快|头疼医头|掉链子|尿憋醒|被尿憋醒", "|"),
	strings.Split(""+
		"is a pain in the neck|are a pain in the neck|was a pain in the neck|he's a pain in the neck|she's a pain in the neck|they're a pain in the neck|you're a pain in the neck|such a pain in the neck|"+
		"real pain in the neck|being a pain in the neck|pain in the neck to deal with|pain in the neck to work with|boss is a pain|is a pain in the butt|is a pain in the ass|is a pain in the arse|is a pain in the backside|"+
		"such a pain in the butt|such a pain in the ass|such a pain in the arse|butterflies in my stomach|butterflies in her stomach|butterflies in his stomach|butterflies in your stomach|butterflies in the stomach|"+
		"break a leg|cost an arm and a leg|costs an arm and a leg|cost me an arm and a leg|an arm and a leg for|pulling my leg|pulling your leg|pulling his leg|pulling her leg|pull my leg|"+
		"heavy heart|cry my eyes out|crying my eyes out|eat your heart out|heart in my mouth|"+
		"got cold feet about|got cold feet before|cold feet about|cold feet before|the cold shoulder|shoulder to cry on|chip on his shoulder|chip on her shoulder|head over heels|"+
		"sick and tired of|sick to death of|was sick of|been sick of|being sick of|sick of|worried sick about|lovesick|homesick|"+
		"dying to see|dying to know|dying to meet|dying to try|dying for a coffee|dying for a drink|bored to death|scared to death of spiders|tickled to death|died laughing|dying of laughter|died of embarrassment|dying of embarrassment|laugh my head off|laughing my head off|"+
		"makes my blood boil|made my blood boil|bad blood between|in cold blood|blood is thicker|makes my skin crawl|made my skin crawl|rash decision|rash decisions|rash judgement|itching to go|itching to get|itching to try|"+
		"gut feeling|gut instinct|can't stomach the idea|bite your tongue|tongue tied|tongue in cheek|two left feet|all thumbs|blind date|turn a blind eye|turned a blind eye|love is blind|fell on deaf ears|burning question|cough up the money|cough up the cash|had to cough up|"+
		"shot in the arm for|rub salt in the wound|fever pitch|cabin fever|gold fever|spring fever|headache of a job|headache for the company|a real headache for|tax headache|logistical headache|heartburn over the budget|"+
		"growing pains of the company|my phone died|battery died|killing it at|killing time|kill two birds|bleeding edge|cut corners|hearing aids|walking aids|visual aids|teaching aids|heating pad|heating pads|heat pad|sanitary pad|sanitary pads|breast pad|breast pads|knee pad|knee pads|brake pad|key pad|mouse pad|note pad|stabbed me in the back|stabbed in the back by|stab in the back by|no temperature taken|no temp taken|no temperature recorded", "|"), envies(), headaches())

// envies are what is envied, told with 眼红, red eyes.
func envies() []string {
	var out []string
	for _, what := range []string{"升职", "升官", "涨工资", "加薪", "发财", "赚钱", "赚了钱", "有钱", "中奖", "中了奖", "买房", "买了房", "买车", "买了车", "成功", "得奖", "拿奖", "过得好", "比他好", "比我好", "分红", "拆迁"} {
		for _, how := range []string{"就眼红", "我就眼红", "我眼红", "很眼红", "真眼红", "有点眼红", "眼红"} {
			out = append(out, what+how, what+"了"+how)
		}
	}
	return out
}

// headaches are what gives one no headache, told with 头疼.
func headaches() []string {
	var out []string
	for _, what := range []string{"成绩", "学习", "作业", "孩子", "娃", "工作", "单位", "老板", "房贷", "钱", "婚事", "升学", "婆媳", "加班", "论文", "考试"} {
		for _, how := range []string{"叫我头疼", "让我头疼", "叫人头疼", "让人头疼", "真让人头疼", "真叫人头疼", "的事就头疼"} {
			out = append(out, what+how, what+"的事"+how)
		}
	}
	return out
}

// elsewhere gives words that hold 头, the head, and say where or which: 肋巴下头疼 is no headache. That
// something is 里头 or 下头 needs the part of the body before it: 夜里头疼 is one. Nor is
// 大姨妈, the period, an aunt.
func elsewhere() []string {
	out := strings.Fields("大姨妈 屁股蛋 屁股蛋子 脸蛋 脸蛋子 外头 床头柜 街头 村头 码头 罐头 砖头 锄头 水龙头 插头 念头 头几步 头一步 头两步 头一天 头两天 头三天 头几天 头一回 头几次 头一个 头三个月 头半年 头半夜 头几年 头胎")
	for _, part := range strings.Fields("肋巴 肋骨 肋条 肋巴骨 肋叉子 肚子 肚脐 肚脐眼 胃 心 胸口 胸 奶子 腰 背 屁股 大腿 小腿 腿 膝盖 波棱盖 脚 脚脖子 胳膊 胳膊肘 手腕 肩膀 脖子 耳朵 耳根 鼻子 嘴 嗓子 喉咙 下巴 眼睛 眼皮 牙 舌头 骨头 肉 身子 右边 左边 这边 那边 右 左") {
		for _, where := range strings.Fields("里头 下头 上头 后头 前头") {
			out = append(out, part+where, part+"的"+where)
		}
	}
	return out
}

// idiomKind is the kind of the concept of an idiom, which is given to nobody.
const idiomKind = "idiom"

// enterIdioms adds the idioms to the names. What content has a name for stays
// with that.
func (l *Lexicon) enterIdioms() {
	for _, w := range idioms {
		if w = cleanName(w); w != "" && l.names.find(w) == nil {
			l.names.add(w, concept{"", idiomKind})
		}
	}
	for _, w := range slices.Concat(Apart(), elsewhere()) {
		if l.names.find(w) == nil {
			l.names.add(w, concept{"", apartKind})
		}
	}
}

// Idiomatic is true where a text holds an idiom with words of the body or of
// illness that is no complaint.
func (l *Lexicon) Idiomatic(text string) bool {
	w := newWork()
	defer w.done(text)
	l.read(w, text)
	return slices.ContainsFunc(w.tokens, func(t token) bool { return l.idiom(&t) })
}

func (l *Lexicon) idiom(t *token) bool { return l.meanings[t.meaning].of(idiomKind) }

// nobodys is true for a token that names nothing.
func (l *Lexicon) nobodys(t *token) bool {
	m := l.meanings[t.meaning]
	return m.of(idiomKind) || m.of(apartKind)
}

func (m *meaning) of(kind string) bool { return len(m.concepts) == 1 && m.concepts[0].kind == kind }
