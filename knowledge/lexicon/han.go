package lexicon

import "strings"

// traditional pairs each traditional character of clinical and everyday
// writing with its simplified form, and the two Cantonese negations, which are
// read as nothing otherwise, with the Mandarin ones.
const traditional = "體体醫医頭头暈晕嘔呕瀉泻發发燒烧熱热腫肿脹胀悶闷氣气喘喘黃黄疸疸癢痒瘡疮壓压糖糖尿尿術术藥药劑剂針针診诊檢检查查" +
	"腦脑臟脏腎肾膽胆腸肠膚肤關关節节頸颈臉脸齒齿鼻鼻喉喉嚨咙聲声啞哑聽听視视覺觉見见觀观顫颤麻麻無无沒没來来過过還还" +
	"這这個个們们說说話话時时間间後后從从對对會会開开長长門门問问題题點点電电車车東东馬马鳥鸟魚鱼麵面飯饭飲饮餓饿飽饱" +
	"養养餘余館馆驗验驚惊騎骑難难雙双離离雖虽雜杂雞鸡雲云靜静響响頂顶項项順顺須须預预領领頻频顆颗額额類类顯显風风飛飞" +
	"輕轻轉转較较輸输邊边達达進进運运週周遲迟適适選选遺遗鄰邻醬酱釋释裡里裏里重重量量鈣钙鈉钠鉀钾鐵铁銀银錯错鍵键鎮镇鏡镜" +
	"鐘钟陰阴陽阳階阶隨随險险隱隐隻只雌雌靈灵鬆松鬱郁齊齐齡龄齲龋龍龙傷伤傳传債债僅仅價价儀仪億亿優优兒儿兩两冊册凍冻" +
	"劇剧劉刘動动務务勝胜勞劳勢势勵励區区協协單单卻却厭厌參参嘆叹嘴嘴嚇吓嚴严國国圍围園园圓圆圖图團团壞坏壯壮處处備备" +
	"夠够夢梦奪夺媽妈婦妇孫孙學学寧宁實实審审寫写寬宽寶宝將将專专尋寻導导屆届層层屬属島岛師师帶带幫帮幹干幾几庫库應应" +
	"廠厂廢废廣广張张強强彈弹彎弯彙汇後后徑径復复徵征德德慮虑憂忧憶忆懷怀態态慘惨慣惯慶庆憤愤戰战戲戏戶户拋抛掃扫" +
	"掛挂採采換换揮挥搖摇損损擊击擇择擔担據据擴扩擺摆攝摄攜携收收敗败敵敌數数斷断於于昇升晝昼暫暂曉晓術术東东條条極极" +
	"構构樣样樓楼標标樞枢橋桥機机檔档權权歐欧歡欢歲岁歷历歸归殘残殺杀毀毁氫氢決决況况淚泪淨净淺浅減减渾浑測测湯汤滅灭" +
	"滲渗滿满漸渐潔洁潰溃潤润濁浊濕湿濟济濫滥瀏浏灑洒灣湾災灾為为烏乌煩烦煙烟爛烂爭争爸爸爺爷爾尔牆墙牽牵狀状獨独獲获" +
	"現现環环產产畢毕異异當当疊叠痙痉瘋疯療疗癌癌癒愈癥症癬癣癱瘫癲癫癮瘾盡尽監监盤盘著着睏困瞭了矇蒙碼码確确礙碍禮礼" +
	"禿秃種种稱称穩稳窩窝筆笔範范築筑簡简簽签籃篮糧粮糾纠紀纪紅红級级紋纹納纳紙纸細细終终組组結结絕绝絡络給给統统經经" +
	"維维網网緊紧緒绪線线緣缘緩缓練练縫缝縮缩總总績绩織织繞绕繼继續续纖纤罰罚羅罗習习聯联聰聪職职聾聋肅肃脈脉脫脱腳脚" +
	"膠胶膿脓臨临與与興兴舉举舊旧艙舱艱艰芻刍莖茎華华菸烟萬万葉叶著着葷荤蒼苍蓋盖薦荐藍蓝蘆芦蘇苏蘋苹處处號号虛虚蝨虱" +
	"蟲虫蠟蜡衛卫衝冲補补裝装製制複复襯衬規规親亲觸触計计訊讯記记設设許许訴诉註注評评詞词試试詢询該该詳详認认誌志誤误" +
	"請请論论諮咨謝谢證证識识譜谱護护讀读變变讓让豬猪貓猫負负財财責责貧贫貨货買买費费貼贴資资質质購购趕赶趙赵跡迹蹤踪" +
	"軀躯軟软軸轴輔辅輛辆輩辈農农連连遠远郵邮醜丑銳锐鋒锋錄录錢钱鍛锻閃闪閉闭閱阅隊队陳陈際际陣阵蔭荫霧雾顧顾顱颅骯肮" +
	"髒脏鬍胡鬚须鬧闹鹼碱鹽盐麗丽黴霉黨党鼠鼠癤疖疹疹瘀瘀內内嗎吗誰谁麼么甦苏潮潮癰痈殭僵僵僵膩腻尷尴脅胁餵喂顎颚" +
	"齦龈囈呓痠酸澀涩嗆呛噁恶嘶嘶塊块囊囊竇窦聳耸慄栗蕁荨帳帐嚥咽週周臺台灘滩擠挤搶抢撫抚瘡疮鏈链鋁铝鋅锌鎂镁錠锭膜膜" +
	"瓣瓣滯滞禦御殼壳狹狭穀谷窮穷綠绿紫紫絲丝繃绷縱纵罵骂脣唇腎肾臍脐褲裤誘诱譫谵醬酱鈍钝鉛铅銅铜錳锰頰颊頜颌餐餐駝驼乾干溫温瞼睑緻致剛刚則则覺觉聞闻廁厕慾欲髮发儘尽湧涌鐵铁冇没唔不"

// The block of unified Chinese characters.
const (
	hanFirst = 0x4e00
	hanLast  = 0x9fff
)

// simplifiedForm has an entry for every character of the block.
var simplifiedForm = func() *[hanLast - hanFirst + 1]uint16 {
	var table [hanLast - hanFirst + 1]uint16
	for i := range table {
		table[i] = uint16(hanFirst + i) //nolint:gosec // within the block
	}
	rs := []rune(traditional)
	for i := 0; i+1 < len(rs); i += 2 {
		table[rs[i]-hanFirst] = uint16(rs[i+1]) //nolint:gosec // within the block
	}
	return &table
}()

func simplify(r rune) rune {
	if r < hanFirst || r > hanLast {
		return r
	}
	return rune(simplifiedForm[r-hanFirst])
}

// Simplified writes traditional characters as simplified ones and leaves all
// else, so that places in the result are places in the text.
func Simplified(text string) string {
	out := strings.Map(simplify, text)
	if len(out) != len(text) { // what is no UTF-8 is left alone
		return text
	}
	return out
}
