package check

import (
	"slices"
	"testing"

	"apricot.health/knowledge/chart"
)

// Without a record, the words of a text tell who may be pregnant; with one, what it lacks.
func TestWhoMayBePregnant(t *testing.T) {
	t.Parallel()
	none := chart.New()
	young := recordOf(26, chart.Female, nil, nil, nil)
	unsexed := recordOf(30, "", nil, nil, nil)
	for _, c := range []struct {
		text  string
		chart chart.Chart
		want  bool
	}{
		// a man
		{"He has severe acne: start isotretinoin 20 mg daily.", none, false},
		{"She has severe acne: start isotretinoin 20 mg daily.", none, true},
		{"男，26岁，重度痤疮，予异维A酸20mg每日一次。", none, false},
		{"女，26岁，重度痤疮，予异维A酸20mg每日一次。", none, true},
		{"高龄初产妇，既往癫痫，予丙戊酸钠500mg每日两次。", none, true},
		{"高龄患者，癫痫，予丙戊酸钠500mg每日两次。", none, false},
		{"68M with AF, start warfarin 3 mg daily.", none, false},
		{"38F with AF, start warfarin 3 mg daily.", none, true},
		{"His daughter, 24, has acne: start isotretinoin 20 mg daily.", none, true},
		{"He asks again; start enalapril 5 mg daily.", unsexed, false},
		{"Start enalapril 5 mg daily.", unsexed, true},
		// an age
		{"A woman aged 50, start warfarin 3 mg daily.", none, false},
		{"A woman aged 49, start warfarin 3 mg daily.", none, true},
		{"患者女，11岁，予丙戊酸500mg每日一次。", none, false},
		{"患者女，12岁，予丙戊酸500mg每日一次。", none, true},
		{"老年女性骨质疏松，予唑来膦酸5mg每年一次。", none, false},
		{"年轻女性骨质疏松，予唑来膦酸5mg每年一次。", none, true},
		{"Postmenopausal woman: start denosumab 60 mg.", none, false},
		{"Premenopausal woman: start denosumab 60 mg.", none, true},
		{"绝经后女性，予阿托伐他汀20mg每晚一次。", none, false},
		{"未绝经女性，予阿托伐他汀20mg每晚一次。", none, true},
		// what the text says of a pregnancy
		{"Reliable contraception and a negative hCG today; start isotretinoin 20 mg daily.", young, false},
		{"Not on contraception; start isotretinoin 20 mg daily.", young, true},
		{"已避孕，验孕阴性，予异维A酸20mg每日一次。", young, false},
		{"无需验孕，予异维A酸20mg每日一次。", young, true},
		{"She declined the pregnancy test; start methotrexate 10 mg weekly.", young, true},
		{"产后出血，给予卡前列素0.25mg肌注。", none, false},
		{"孕妇胃痛，给予米索前列醇0.2mg。", none, true},
		{"She hopes to conceive and has stopped contraception: start valproate 500 mg daily.", none, true},
		{"24岁女性偏头痛预防，予丙戊酸500mg每日一次，避孕不必谈。", none, true},
		{"24岁女性癫痫，已避孕，予丙戊酸500mg每日一次。", none, false},
		{`Alert overridden with "probably not pregnant": start isotretinoin 20 mg daily.`, none, true},
		{"Doxycycline 100 mg twice daily is fine after 20 weeks.", none, true},
		{"狼疮性肾炎拟环磷酰胺，用前查妊娠。", none, false},
		{"哺乳期降压可用依那普利。", none, false},
		// nobody's record, and no woman spoken of
		{"Rivaroxaban 20 mg is taken with food.", none, false},
		{"心衰患者由依那普利换用沙库巴曲缬沙坦，间隔36小时。", none, false},
		{"类风湿关节炎，予甲氨蝶呤10mg每周一次。", none, true},
		{"Start mycophenolate 500 mg twice daily.", none, true},
		// words that tell nothing of this patient
		{"Severe acne, MR enterography normal. Start isotretinoin 20 mg daily.", none, true},
		{"Mr Chen has severe acne: start isotretinoin 20 mg daily.", none, false},
		{"Severe acne. Husband attends too. Start isotretinoin 20 mg daily.", none, true},
		{"痤疮，予异维A酸20mg每日一次，王先生陪同就诊。", none, true},
		{"王先生重度痤疮，予异维A酸20mg每日一次。", none, false},
		{"奶奶陪同就诊，重度痤疮，予异维A酸20mg每日一次。", none, true},
		{"王奶奶癫痫，予丙戊酸钠500mg每日两次。", none, false},
		{"在养老院做护工，癫痫，予丙戊酸钠500mg每日两次。", none, true},
		{"养老院老人，癫痫，予丙戊酸钠500mg每日两次。", none, false},
		{"Works in a nursing home. Epilepsy: start valproate 500 mg twice daily.", none, true},
		{"Nursing home resident with epilepsy: start valproate 500 mg twice daily.", none, false},
		{"Cares for an elderly mother. Epilepsy: start valproate 500 mg twice daily.", none, true},
		// a test that is positive, awaited or of something else, a contraception that failed
		{"避孕失败一次，重度痤疮，予异维A酸20mg每日一次。", none, true},
		{"从不避孕，予甲氨蝶呤15mg每周一次。", none, true},
		{"避孕措施不详，予甲氨蝶呤15mg每周一次。", none, true},
		{"尚不能排除妊娠，予甲氨蝶呤15mg每周一次。", none, true},
		{"已排除妊娠，予甲氨蝶呤15mg每周一次。", none, false},
		{"验孕结果待回报，予异维A酸20mg每日一次。", none, true},
		{"女，28岁，血hCG 280 IU/L，予甲氨蝶呤15mg每周一次治疗银屑病。", none, true},
		{"女，28岁，血hCG 1 IU/L，予甲氨蝶呤15mg每周一次治疗银屑病。", none, false},
		{"HCG升高，银屑病予甲氨蝶呤15mg每周一次。", none, true},
		{"A woman of 27: pregnancy test awaited; start isotretinoin 20 mg daily.", none, true},
		{"A woman of 27 with acne: negative test for strep today. Start isotretinoin 20 mg daily.", none, true},
		{"A woman of 27: isotretinoin has no known effect on pregnancy, start 20 mg daily.", none, true},
		{"A woman of 27: pregnancy not excluded. Start isotretinoin 20 mg daily.", none, true},
		{"A woman of 27: pregnancy excluded. Start isotretinoin 20 mg daily.", none, false},
		{"A woman of 27: condom split last week, contraception otherwise. Start isotretinoin 20 mg daily.", none, true},
		{"女，27岁，孕期不用停，予异维A酸20mg每日一次。", none, true},
		{"女，27岁，已放置节育器，予异维A酸20mg每日一次。", none, false},
		{"女，32岁，癫痫，拟改丙戊酸钠。", none, true},
		// nursing answers for no medicine that asks for a test
		{"哺乳期痤疮，予异维A酸20mg每日一次。", none, true},
		{"Rivaroxaban 20 mg is taken with food.", recordOf(-1, chart.Female, nil, nil, nil), true},
	} {
		if got := slices.Contains(judged(t, c.text, "doctor", c.chart), "pregnancy_unknown"); got != c.want {
			t.Errorf("%q: %v, want %v", c.text, got, c.want)
		}
	}
	for _, audience := range []string{"patient", "care-manager", "order"} {
		if got := judged(t, "他今天开始服用异维A酸20mg每日一次。", audience, none); !slices.Contains(got, "pregnancy_unknown") {
			t.Errorf("%s: %v", audience, got)
		}
	}
}
