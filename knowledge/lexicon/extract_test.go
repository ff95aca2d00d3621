package lexicon

import (
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"apricot.health/knowledge/content"
)

var reader = sync.OnceValue(func() *Lexicon {
	g, err := content.Graph()
	if err != nil {
		panic(err)
	}
	return New(g)
})

// brief writes mentions as "concept", with - absent, ? unknown, q asked,
// h supposed, ~ family or other, < past, > current, =value.
func brief(ms []Mention) string {
	var out []string
	for _, m := range ms {
		s := map[Status]string{Present: "", Absent: "-", Unknown: "?"}[m.Status]
		if m.Question {
			s += "q"
		}
		if m.Hypothetical {
			s += "h"
		}
		s += map[Person]string{Patient: "", Family: "~", Other: "~~"}[m.Experiencer]
		s += map[Moment]string{Anytime: "", Past: "<", Current: ">"}[m.Time]
		s += strings.TrimPrefix(m.Concept, "find.")
		if m.Kind == "allergen" {
			s += "!"
		}
		if m.Value != nil {
			s += fmt.Sprintf("=%g%s", *m.Value, m.Unit)
		}
		out = append(out, s)
	}
	return strings.Join(out, " ")
}

type sample struct{ text, want string }

func check(t *testing.T, samples []sample) {
	t.Helper()
	for _, s := range samples {
		if diff := cmp.Diff(s.want, brief(reader().Extract(s.text, ""))); diff != "" {
			t.Errorf("%s (-want +got):\n%s", s.text, diff)
		}
	}
}

func TestChinese(t *testing.T) {
	t.Parallel()
	check(t, []sample{
		{"胸口疼得厉害，喘不上气", "chest_pain dyspnoea"},
		{"没有发烧但是咳嗽", "-fever cough"},
		{"没有咳嗽、发热、胸痛", "-cough -fever -chest_pain"},
		{"无咳嗽，发热，胸痛", "-cough -fever -chest_pain"},
		{"否认发热、咳嗽及胸痛", "-fever -cough -chest_pain"},
		{"没有发烧，咳嗽三天了", "-fever >cough >duration_days=3d"},
		{"没有发烧，咳嗽", "-fever cough"},
		{"发烧没有，咳嗽有", "-fever cough"},
		{"咳嗽、发热都没有", "-cough -fever"},
		{"头不疼，就是恶心", "-headache nausea"},
		{"头疼，没有呕吐也不发烧", "headache -vomiting -fever"},
		{"我头暈，沒有胸悶", "dizziness -chest_tightness"},
		{"有冇發燒？", "?qfever"},
		{"冇發燒，冇胸痛，頭好暈", "-fever -chest_pain dizziness"},
		{"喘唔上氣", "dyspnoea"},
		{"不停咳嗽，忍不住想吐", "cough nausea"},
		{"无明显诱因胸痛", "chest_pain"},
		{"没睡好头疼", "headache"},
		{"不光咳嗽还发烧", "cough fever"},
		{"有没有胸痛？", "?qchest_pain"},
		{"有没有胸痛、气短？", "?qchest_pain ?qdyspnoea"},
		{"是不是心梗？", "?qcond.acs"},
		{"头疼不疼？咳不咳嗽？", "?qheadache ?qcough"},
		{"你发烧吗？", "?qfever"},
		{"发烧没有？", "?qfever"},
		{"是感冒还是肺炎？", "?qcond.common_cold ?qcond.pneumonia"},
		{"我头疼，该怎么办？", "headache"},
		{"发烧39度可以吃布洛芬吗？", "fever temperature=39Cel ?qdrug.ibuprofen"},
		{"可能是感冒", "?cond.common_cold"},
		{"好像有点发烧", "?fever"},
		{"如果出现胸痛、气短，请立即就医", "?hchest_pain ?hdyspnoea"},
		{"我妈有糖尿病", "~cond.t2dm"},
		{"我爸有高血压，我头晕", "~cond.hypertension dizziness"},
		{"我和我妈都有高血压", "cond.hypertension"},
		{"我妈血压180/110", "~sbp=180mm[Hg] ~dbp=110mm[Hg]"},
		{"去年得过肺炎，现在咳嗽", "<cond.pneumonia >cough"},
		{"3天前开始咳嗽，2019年得过肺炎", ">duration_days=3d >cough <cond.pneumonia"},
		{"在吃二甲双胍，没有吃阿司匹林", "drug.metformin -nsaid_use -drug.aspirin"},
		{"不知道为什么头疼", "headache"},
		{"会不会是冠心病引起的胸痛？", "?qcond.chd chest_pain"},
		{"可能着凉了头疼", "headache"},
		{"不到一小时就胸痛，疼得不得了恶心", ">duration_days=0.042d >chest_pain nausea"},
		{"不要停用二甲双胍", "drug.metformin"},
		{"胸痛严重吗", "chest_pain"},
		{"对青霉素过敏", "allergen.penicillin! drug.penicillin_g! allergy_any"},
		{"青霉素不过敏", "-allergen.penicillin! -drug.penicillin_g!"},
		{"没有胸痛也没有气短", "-chest_pain -dyspnoea"},
		{"头晕也没有，咳嗽都没有", "-dizziness -cough"},
		{"都没有发烧", "-fever"},
		{"既往有高血压病史10年，否认糖尿病、冠心病史，无药物过敏史", "<cond.hypertension -<cond.t2dm -<cond.chd -allergy_any"},
		{"患者3天前无明显诱因出现发热，最高39.2℃，伴咳嗽、咳痰，无胸痛及呼吸困难", ">duration_days=3d >fever temperature=39.2Cel cough sputum -chest_pain -dyspnoea"},
		{"胸痛没有缓解", "chest_pain"},
		{"除了头疼没有发烧", "headache -fever"},
		{"我不知道有没有发烧", "?qfever"},
		{"家族史：父亲高血压，母亲糖尿病", "~cond.hypertension ~cond.t2dm"},
		{"", ""},
		{"今天天气很好", ""},
	})
}

func TestEnglish(t *testing.T) {
	t.Parallel()
	check(t, []sample{
		{"My chest hurts", "chest_pain"},
		{"I can't breathe", "dyspnoea"},
		{"denies chest pain, fever or cough", "-chest_pain -fever -cough"},
		{"I don't have a fever but I have a cough", "-fever cough"},
		{"No fever, chills, or chest pain. She has a headache.", "-fever -chills -chest_pain headache"},
		{"no fever and I have a cough", "-fever cough"},
		{"no fever, chest pain since this morning", "-fever >chest_pain"},
		{"No, I have a fever", "fever"},
		{"Not only a fever but also cough", "fever cough"},
		{"no change in chest pain", "chest_pain"},
		{"I can't stop vomiting", "vomiting"},
		{"I don't think I have a fever", "-fever"},
		{"Nausea and vomiting resolved.", "-nausea -vomiting"},
		{"My chest doesn't hurt", "-chest_pain"},
		{"my chest is tight", "chest_tightness"},
		{"fever: no; cough: yes", "-fever cough"},
		{"chest pain, no", "-chest_pain"},
		{"Nobody in my family has diabetes", "-~cond.t2dm"},
		{"he was not given aspirin", "-drug.aspirin"},
		{"Don't stop metformin", "drug.metformin"},
		{"Do I have pneumonia?", "?qcond.pneumonia"},
		{"Any chest pain or shortness of breath?", "?qchest_pain ?qdyspnoea"},
		{"I have chest pain, should I take ibuprofen?", "chest_pain ?qdrug.ibuprofen"},
		{"maybe a fever", "?fever"},
		{"Return if you develop chest pain or fever.", "?hchest_pain ?hfever"},
		{"my mother has diabetes and my chest hurts", "~cond.t2dm chest_pain"},
		{"My father had a stroke. He also had diabetes. I have a cough.", "~cond.stroke ~cond.t2dm cough"},
		{"history of asthma, diabetes and hypertension", "<cond.asthma <cond.t2dm <cond.hypertension"},
		{"I had pneumonia last year", "<cond.pneumonia"},
		{"I am allergic to penicillin and aspirin", "allergy_any allergen.penicillin! drug.penicillin_g! allergen.aspirin! drug.aspirin!"},
		{"not allergic to penicillin", "-allergy_any -allergen.penicillin! -drug.penicillin_g!"},
		{"我有 headache 但是 no fever", "headache -fever"},
	})
}

func TestValues(t *testing.T) {
	t.Parallel()
	check(t, []sample{
		{"体温38.5度", "temperature=38.5Cel"},
		{"发烧到39度", "fever temperature=39Cel"},
		{"烧到三十九度五", "fever temperature=39.5Cel"},
		{"三十九度", "temperature=39Cel"},
		{"T38.5℃ P 100次/分 R 22次/分 BP 150/90mmHg", "temperature=38.5Cel heart_rate=100/min resp_rate=22/min sbp=150mm[Hg] dbp=90mm[Hg]"},
		{"血压160/100", "sbp=160mm[Hg] dbp=100mm[Hg]"},
		{"高压180，低压110", "sbp=180mm[Hg] dbp=110mm[Hg]"},
		{"血氧９３％", "spo2=93%"},
		{"血氧只有百分之八十八", "spo2=88%"},
		{"心率120次/分", "heart_rate=120/min"},
		{"心跳一百二", "heart_rate=120/min"},
		{"BP 160/100, HR 120, temp 101F, sats 91%", "sbp=160mm[Hg] dbp=100mm[Hg] heart_rate=120/min temperature=38.33Cel spo2=91%"},
		{"我45岁，60公斤，身高一米七五", "age=45a weight=60kg height=175cm"},
		{"体重120斤", "weight=60kg"},
		{"a 45-year-old man, weight 150 lbs", "age=45a sex_male weight=68.04kg"},
		{"血糖12.3", "glucose=12.3mmol/L"},
		{"blood sugar 250 mg/dL", "glucose=13.87mmol/L"},
		{"fever of 102", "fever temperature=38.89Cel"},
		{"怀孕12周", "pregnant pregnancy_weeks=12wk"},
		{"血压最高到过190，血氧掉到88了，心率每分钟110次，空腹血糖8点5", "sbp=190mm[Hg] spo2=88% heart_rate=110/min fasting_glucose=8.5mmol/L"},
		{"血压高3年", ">cond.hypertension"},
		{"瘦了10公斤", ""},
		{"体温500度", ""},
		{"血氧30000000000000", ""},
	})
}

// TestMainlyIsNoIf: 要是 within 主要是 makes nothing conditional.
func TestMainlyIsNoIf(t *testing.T) {
	t.Parallel()
	check(t, []sample{
		{"主要是腰疼", "back_pain"},
		{"不是腿疼，主要是腰疼", "-leg_pain back_pain"},
		{"要是腰疼就来", "?hback_pain"},
	})
}

// TestOldWords: how old people and dialects say what is common.
func TestOldWords(t *testing.T) {
	t.Parallel()
	check(t, []sample{
		{"解小手疼得很", "dysuria"},
		{"小手疼", "hand_finger_pain"},
		{"冷得打摆子", "chills"},
		{"屙肚子，仲呕", "diarrhoea vomiting"},
		{"小便憋不住，屁股那一圈发麻", "urinary_incontinence saddle_numbness"},
		{"心口窝闷得慌", "chest_tightness"},
	})
}

func TestSpelling(t *testing.T) {
	t.Parallel()
	check(t, []sample{
		{"I've had a headahce and diarrhoae since yesterday", ">headache >diarrhoea >duration_days=1d"},
		{"寻麻疹，恶新，呕土", "hives_acute nausea vomiting"},
		{"pneumnia", "cond.pneumonia"},
		{"strike the breeding clamps", ""},
		{"一阵阵出冷汉，凶口闷", "sweating chest_tightness"},
		{"没有出虚汉", "-sweating"},
		{"考虑为出血，但结石不大，眼睛通红，加重运动症状", "red_eyes"},
		{"一个大汉，眼珠往外突，流了些泪", ""},
	})
	m := reader().Extract("是 Headahce!", "")
	if len(m) != 1 || m[0].Text != "Headahce" {
		t.Errorf("a corrected word keeps its own place: got %+v", m)
	}
}

func FuzzExtract(f *testing.F) {
	for _, s := range []string{"我没有发烧，但是咳嗽？", "BP 160/100 over", "，，、、??", "头\xff疼不", "体温三十八点", "no, or . (-)", "ﬁ ㎎ ½", "if我妈吗"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		at := 0
		for _, m := range reader().Extract(text, "") {
			if m.Start < 0 || m.End > len(text) || m.Start >= m.End || text[m.Start:m.End] != m.Text {
				t.Fatalf("offsets %d to %d of %d", m.Start, m.End, len(text))
			}
			if m.Start < at-64 || m.Concept == "" || m.Kind == "" {
				t.Fatalf("mention %+v after %d", m, at)
			}
			at = m.Start
		}
	})
}

// hostile are texts made to go back over themselves when they are repeated.
var hostile = []string{
	"chronic ", "lifelong cough ", "头疼多年", "头疼没有吗", "3年头疼，", "胸", "没有", "头有点", "no ", "fever, ", "1", "烧到", "有没有胸痛、", "a b ", "    ", "(-)", "百分之",
	"heada", "chest  ", "3年", "肚子", "头突然", "suddenly ", "i'm 99, ", "she is 40. ",
	// Ages, and the numbers and marks around them.
	"i'm 99 temp, ", "i'm 38 fever ", "i'm 99 temperature thermometer degrees, ", "i'm      99      ", "34f ", "f 34, ", "m", "男", "男，", "女 71 ", "71岁男", "m 3 months old ", "患者男", "my three year old ",
	"three ", "six-", "one year old ", "9", "9 ", "99,", "9.9", "38点5", "1点", ",", "，", ". ", "，，。", "三", "三十", "一百二", "百", "十点", "两个月大", "几", "a few ",
	// Denials of denials, cues without end.
	"没不", "并没有不", "否认否认", "不是没有发烧", "not no never ", "doesn't don't ", "denies without no cough ", "no evidence of no sign of ", "maybe if not ", "有没有是不是会不会", "my mother is my father is ",
	"the ", "chest\n", "-", "chest 有点", "a bit of a ", "_", "头 ", "ne不ck ", "体", "，a",
	// Numbers beside words for a fever.
	"hot 39", "hot 39 ", "fever, 39, ", "39 fever ", "burning up 39.2 and ", "烫，39", "发烧39，男，", "fever 102 ",
	// Days by their names.
	"昨", "昨天", "昨儿晚上", "从昨天", "昨天肚子疼", "since yesterday ", "the day before ", "咳嗽昨晚",
}

// TestHostileTextIsReadInSteps counts the characters, tokens and open wordings
// that are looked at: a text of twice the length takes no more than twice the
// steps, and no byte takes very many.
func TestHostileTextIsReadInSteps(t *testing.T) {
	t.Parallel()
	l := reader()
	steps := func(unit string, times int) float64 {
		w := &work{}
		text := strings.Repeat(unit, times)
		for _, m := range l.extract(w, text) {
			if m.End > len(text) {
				t.Fatalf("%q: a mention ends at %d of %d", unit, m.End, len(text))
			}
		}
		return float64(w.letters.steps + w.sentence.steps + w.hearing.steps)
	}
	for _, unit := range hostile {
		times := 8 << 10 / len(unit)
		for had := steps(unit, times); times*len(unit) < 32<<10; times *= 2 {
			now := steps(unit, 2*times)
			if size := float64(2 * times * len(unit)); now > 2.02*had+0.01*size || now > 40*size {
				t.Errorf("%q: %.0f steps for %d of them, %.0f for twice as many", unit, had, times, now)
			}
			had = now
		}
	}
}

// BenchmarkHostile tells how the cost of a byte grows when a hostile text is 64
// times as long: 1 is linear.
func BenchmarkHostile(b *testing.B) {
	l := reader()
	for _, unit := range hostile {
		b.Run(strings.TrimSpace(unit), func(b *testing.B) {
			cost := func(size int) float64 {
				text := strings.Repeat(unit, size/len(unit))
				start := time.Now()
				l.Extract(text, "")
				return float64(time.Since(start)) / float64(len(text))
			}
			growth := 0.0
			for b.Loop() {
				growth = cost(1<<20) / cost(16<<10)
			}
			b.ReportMetric(growth, "x-growth")
		})
	}
}

func TestLasting(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bool{
		"偏瘫三年了": true, "left side weak since birth": true, "有偏瘫后遗症": true, "脑梗后遗症，左边偏瘫": true, "偏瘫，好几年了": true, "左手没力气两年": true,
		"小时候就偏瘫": true, "出生时就左侧偏瘫": true, "先天性偏瘫，走路一直跛": true, "打小右手没力气": true, "hemiplegia since I was a child": true, "congenital hemiplegia": true,
		"小时候就偏瘫，今天右手没力气": false, "从小身体弱，右手没力气": false, "hemiplegia since this morning": false,
		"left side weak for years": true, "residual arm weakness from a stroke": true,
		"偏瘫": false, "突然偏瘫": false, "偏瘫三天了": false, "偏瘫三年了，今天突然加重": false, "高血压十年左手没力气": false,
		"高血压十年，左手没力气": false, "weak on one side since this morning": false, "arm weakness for years, suddenly worse": false,
	} {
		found := false
		for _, m := range reader().Extract(text, "") {
			if m.Concept != "find.focal_weakness" {
				continue
			}
			found = true
			if m.Lasting != want {
				t.Errorf("%s: lasting %v, want %v", text, m.Lasting, want)
			}
		}
		if !found {
			t.Errorf("%s: the weakness is not found", text)
		}
	}
}

// TestChineseCuesHoldNoSpace: in those that do, several spaces stand for one.
func TestChineseCuesHoldNoSpace(t *testing.T) {
	t.Parallel()
	for _, list := range cueWords {
		for _, w := range strings.Split(list, "|") {
			if r, _ := utf8.DecodeRuneInString(w); r >= utf8.RuneSelf && strings.Contains(w, " ") {
				t.Errorf("%s", w)
			}
		}
	}
}
