package lexicon

import (
	"strings"
	"unicode/utf8"

	"apricot.health/knowledge/trie"
)

// cue is a word that says how a mention near it is meant (ConText: Harkema et
// al., J Biomed Inform 2009, with Chinese chains instead of open scopes).
//
// A word may have several: 可能 is unsure, 没有 negates before a mention and
// asks after one.
type cue uint64

const (
	cText    cue = 1 << iota // an unknown word
	cFill                    // stands between a cue and a mention without breaking the chain
	cAffirm                  // there is, it is: stands in a chain, and ends one that already had a mention
	cNeg                     // negates through fillers only
	cNegOpen                 // negates over a few unknown words: no, without
	cDeny                    // negates a whole list: denies, 否认
	cPseudo                  // looks like a negation and is none
	cAnd                     // joins mentions
	cOr                      // joins mentions, and takes up a list that words interrupted
	cBut                     // ends every scope
	cStop                    // ends a negation: because, when
	cUnsure                  // maybe
	cAsk                     // asks whether
	cAux                     // asks whether at the start of an English clause
	cPolar                   // asks whether at the end of a Chinese clause: 吗
	cModal                   // what 吗 asks about begins here
	cIf                      // supposes
	cThen                    // ends what is supposed
	cGone                    // negates what stands before it
	cUntold                  // what stands before it was not asked, or nobody knows
	cFamily                  // a relative
	cOther                   // another person
	cSelf                    // the patient
	cThird                   // he, she: whoever was spoken of
	cPast                    // then
	cNow                     // now
	cTreat                   // a remedy is asked for, not the complaint
	cAllergy                 // what stands before or after it is an allergy
	cElse                    // asks which of two
	cLong                    // for years
	cLeft                    // what an old illness has left
	cWorse                   // new again: ends what has lasted
	cComma
	cBreak
	cHan   // unknown words are Chinese
	cSpan  // a length of time
	cYears // a time of months or years that goes on

	// Of mentions.
	cNamesNow       // of a name that begins with "now"
	cNamesAllergy   // of allergy in general
	cNamesNew       // of something new or worse
	cNamesSymptom   // of a symptom or sign
	cNamesComplaint // of a finding or a quantity
	cNamesMedicine  // of a medicine, a class of them or an allergen
)

// cueWords are in normalised form, joined by |.
var cueWords = map[cue]string{
	cFill: "明显|什么|任何|出现|出现过|过|感觉|感到|感觉到|觉得|到|再|怎么|特别|很|太|太多|严重|的|地|得|其他|其它|别的|伴|伴有|伴随|发现|见|见到|及时|发生|发作|会|那么|" +
		"一点|一点儿|丝毫|剧烈|持续|以上|诊断|诊断为|患|患过|得过|用过|吃|吃过|服|服用|服用过|使用|在吃|在用|在服用|正在|查出|检查出|对|被|这些|这个|这种|上述|了|都|也|还|又|" +
		"并|明确|典型|轻微|轻度|反复|不适|一直|老是|经常|突然|开始|说|说过|能|想|要|带|感染|体会到|听说|真的|既往|慢性|急性|遗传性|药物|食物|药|drug|food|medication|medicine|" +
		"a|an|the|any|any of|had|have|has|having|had any|have any|been|be|being|feel|feeling|felt|taking|take|takes|taken|on|experiencing|experience|experienced|" +
		"developed|develop|developing|complain of|complaining of|complained of|complaints of|complaint of|got|get|getting|really|currently|known|significant|further|evidence of|sign of|signs of|" +
		"symptoms of|symptom of|think|think i have|think it is|think it's|believe|of|for|to|his|her|their|its|such|associated|acute|new|recent|recurrent|obvious|" +
		"much|severe|mild|other|using|use of|use|used|suffer from|suffered from|diagnosed with|noted|reported|seen|observed|active|all|ever|actually|quite|fully|completely|properly|totally|exactly|even|genuinely|that he has|that she has|in|with|given|",
	cAffirm: "有|是|主要是|主要就是|最主要是|最主要的是|还是|就有|有点|有点儿|有些|有一点|还有|出来|存在|is|are|was|were|am",
	cNeg: "没人|没有人|没人有|没有|没|不|未|非|不是|不会|没有过|从没|从没有|从未|从不|从来没有|从来没|从来不|并没有|并没|并无|并不|并非|未曾|未出现|未发现|无任何|毫无|没啥|" +
		"没什么|没见|不再|不伴|不曾|不算|不觉得|不觉|也不|也没|也没有|都没有|都没|都不|全没有|一点都不|一点也不|已经不|没出现|没发生|不存在|不太|不怎么|没怎么|没咋|不咋|用不着|不能|不可以|别|不要|禁用|不过敏|" +
		"not|never|don't|dont|doesn't|doesnt|didn't|didnt|haven't|havent|hasn't|hasnt|hadn't|isn't|isnt|wasn't|aren't|weren't|ain't|no longer|nor|neither|non|cannot take|can't take|not have|" +
		"did not|do not|does not|have not|has not|had not|is not|was not|are not|were not|am not|not had|don't have|didn't have|not been",
	cNegOpen: "no|nobody|no one|without|negative for|free of|absence of|no evidence of|no sign of|no signs of|no history of|lack of|lacks|lacked|ruled out for|none of|neg for|without any|no complaints of|absent for",
	cDeny:    "无|未见|未诉|均无|否认|否认有|否认有过|denies|denied|deny|denying|negative for any|rules out|ruled out|rule out any|无以下|没有以下",
	cPseudo: "不是说了|不是说过|不是说过了|不是讲了|不是讲过|不是讲过了|不是告诉你|不是告诉过|不是跟你说了|不是跟你说过|并非没有|并不是没有|不是没有|不能说没有|不能说不|并非无|不无|not without|从来没有过的|从来没有过这么|从来没有过这样|从来没有这么|从来没有这样|从来没这么|从来没这样|从没有过的|从没有过这么|从没这么|从没这样|从未有过的|从未有过这么|以前没有过的|以前从没有过的|以前没这样|never had anything like|never had such|never had a pain like|never experienced such|不得了|不到|没到|不知道为什么|不知道怎么|不知道怎么回事|不知道什么原因|不知道是什么原因|不知道为啥|不知道为何|不知怎么|不清楚为什么|不清楚原因|not sure why|not sure what|don't know why|don't know what|do not know why|不要停用|不要停|别停用|别停|不能停用|不能停|没有停用|没停用|没有停|没停|不要停药|don't stop|do not stop|never stop|not stop|not stopped|didn't stop|did not stop|don't skip|do not skip|不得不|忍不住|受不了|不停|不断|不止|不仅|不但|不只|不光|不一定|不敢|不好|不行|不对劲|不舒服|不安|不久|没睡好|没事|没事就|没法|没办法|没多久|没几天|没想到|没胃口|" +
		"没吃|没喝|无明显诱因|无诱因|无缘无故|无论|不管|不论|不小心|不时|不由|不自主|没少|没完没了|不见好|不见好转|不缓解|没有缓解|没有好转|没缓解|没好转|没有减轻|没减轻|没有改善|没好|不退|没有退|" +
		"没有用|没用|没效果|没有效果|没有别的办法|睡不好|睡不着|吃不下|控制不住|止不住|说不出|不规律|不规则|非常|非典型|未经|未治疗|未控制|没规律|没有规律|不自觉|离不开|少不了|不排除|不能排除|" +
		"not only|no change|no change in|no increase in|no improvement|no improvement in|no relief|no relief from|no better|not better|no wonder|no doubt|not just|not drain|no further than|gram negative|gram-negative|" +
		"without difficulty|not necessarily|no matter|no problem|no cause of|not certain|not improved|not improving|not controlled|not well controlled|not going away|not stopped|hasn't stopped|won't stop|" +
		"doesn't stop|has not improved|didn't help|did not help|doesn't help|not help|no idea|not gone|hasn't gone|not getting better|not be ruled out|cannot rule out|can't rule out",
	cAnd:  "和|与|及|以及|并且|并|、|且|兼|加|加上|和/或|跟|同|/|and|and/or|&|plus|as well as|also|+",
	cOr:   "或|或者|或是|或有|or|nor",
	cBut:  "但|但是|可是|可|就是|只是|只有|不过|然而|而是|倒是|却|仅|仅有|反而|除了|只|光|而|其实|反倒|另外|but|however|except|except for|although|though|yet|just|only|instead|rather|apart from|other than|besides|still|aside from|nevertheless|with the exception of|exception of",
	cStop: "因为|由于|所以|导致|引起|之后|以后|后来|because|because of|due to|since|when|which|who|what|why|that|until|after|before|while|during|so|secondary to|cause|caused by|causing|from|where|how|presented with|presents with|presenting with|found to have|positive for|complicated by|as|noted to have|did have|does have|he has|she has|he had|she had|however has|there is|there was|there are|there were",
	cUnsure: "好像有点|好像有点儿|好像有些|可能有点|可能有些|似乎有点|感觉好像有点|可能|可能是|可能有|疑似|好像|好像有|好像是|怀疑|怀疑是|也许|大概|似乎|估计|估计是|恐怕|怕是|担心|担心是|害怕是|考虑|不确定|不知道|不知道是|不清楚|说不清|拿不准|排除|不排除|不能排除|待排|或许|像是|应该是|感觉像|差点|梦见|梦到|" +
		"maybe|possible|possibly|probable|probably|perhaps|might|might be|might have|may have|may be|could be|could have|suspect|suspected|suspicion of|suspicious for|not sure|not sure if|not sure whether|unsure|i think|" +
		"i think i have|i guess|seems like|looks like|worried about|worried it's|worried it is|afraid of|afraid it is|concerned about|concern for|rule out|r/o|to rule out|likely|questionable|don't know if|do not know if|unclear if|unknown if|unknown whether|cannot rule out|can't rule out|could represent|versus|dreamt of|dreamed of|dreamt about|dreamed about|dreaming of|dreaming about",
	cAsk: "有没有|有没|是不是|是否|是否有|有无|会不会|会不会是|能不能|能否|可不可以|可否|要不要|该不该|算不算|需不需要|什么是|是否存在|有没有可能|是否可能|如何预防|怎么预防|" +
		"whether|do you have|do i have|have you had|are you having|did you have|could it be|could this be|is it|is this|what is|what are the symptoms of|can you tell me about|have you ever had|wonder if|wondering if",
	cAux:   "do|does|did|is|are|was|were|am|has|have|had|can|could|would|should|will|may|might|any",
	cPolar: "吗|么|嘛|没有啊|没有呢|不是吗|对吗|是吗|对不对|了没|了没有|没有过吗",
	cModal: "是|算|会|能|可以|要|需要|应该|该|属于|说明|代表|意味着|就是|严重|要紧|正常|危险|有关系|碍事",
	cIf: "如果|万一|要是|假如|假设|假使|倘若|若|若是|一旦|如有|如出现|的话|以防|以免|避免|预防|防止|小心|注意有无|" +
		"if|in case|in case of|unless|in the event of|should you|watch for|return for|call if|return if|to prevent|prevent|prevention of|risk of|at risk for|monitor for|avoid|avoiding",
	cThen: "就|请|则|那么就|马上|立即|立刻|then",
	cGone: "没有了|没了|都没有|都没|均无|均没有|全没有|都无|都不|消失|消失了|已消失|好了|已经好了|都好了|退了|已退|阴性|均阴性|不疼了|不痛了|已经没有了|停止了|不存在|已排除|被排除|resolved|has resolved|have resolved|is gone|are gone|has gone|'s gone|'s all gone|is all gone|all gone|gone now|'s gone now|'s gone away|has cleared up|'s cleared up|cleared up|has settled|'s settled|settled down|has eased off|has worn off|'s better now|is better now|all better|completely better|have gone|went away|gone away|was ruled out|were ruled out|has been ruled out|is absent|are absent|was absent|were absent|not present|is negative|was negative|were negative|are negative|negative|absent|not noted|not seen|none|(-)|has stopped|is denied|denied|no longer present|unlikely|is unlikely|was not found|were not found|was not seen|not found|not identified",
	cUntold: "与否|不详|与否不详|史不详|病史不详|史不明|病史不明|情况不详|情况不明|情况不清|情况不清楚|情况未知|情况记不清|情况说不清|有无不详|有无不明|有无未知|有无记不清|有无说不清|未询|未询问|未询及|未问|未问及|" +
		"status unknown|status is unknown|status not known|status is not known|status unclear|status not documented|presence unknown|not asked|not asked about|not enquired|not inquired",
	cFamily: "妈|妈妈|母亲|老妈|爸|爸爸|父亲|老爸|爹|娘|父母|爸妈|家人|家里人|家族|家族史|家属|亲戚|亲人|爷爷|奶奶|姥姥|姥爷|外公|外婆|外祖父|外祖母|祖父|祖母|哥哥|姐姐|弟弟|妹妹|我哥|我姐|我弟|我妹|兄弟|姐妹|叔叔|伯伯|舅舅|姑姑|姨妈|阿姨|老公|老婆|丈夫|妻子|爱人|老伴|老伴儿|老头子|老太婆|老婆子|我男人|我媳妇|媳妇儿|儿子|女儿|我妈|我爸|婆婆|岳父|岳母|公公|" +
		"mother|father|mom|mum|mommy|mummy|mam|dad|daddy|husbands|wifes|mums|moms|dads|hubby|hubbys|missus|other half|nan|nana|gran|granny|grandad|granddad|nephew|niece|auntie|twin|flatmate|parent|parents|sister|brother|sisters|brothers|sibling|siblings|grandmother|grandfather|grandma|grandpa|grandparents|aunt|uncle|cousin|family|family history|family history of|family member|relatives|relative|husband|wife|son|daughter|my mother|my father|my mom|my mum|my dad|my sister|my brother|my family|my husband|my wife|my son|my daughter|my grandmother|my grandfather|my aunt|my uncle|my parents|his mother|her mother|his father|her father|his brother|her sister|his family|her family|her husband|his wife|fh|fhx",
	cOther:   "朋友|同事|邻居|同学|室友|别人|他人|舍友|friend|friends|colleague|neighbor|neighbour|roommate|coworker|classmate|my friend|my neighbor|my neighbour|my colleague|my roommate|boyfriend|girlfriend|my boyfriend|my girlfriend",
	cSelf:    "我|我自己|本人|自己|俺|患者|病人|孩子|宝宝|小孩|娃|自身|i|i'm|im|i've|i'd|my|me|myself|patient|the patient|pt|my child|my baby|my kid|child|baby|my own|i have",
	cThird:   "他|她|他也|她也|she|he|his|her|they",
	cPast:    "去年|前年|以前|以前有|之前|曾经|曾|曾有|曾患|过去|小时候|既往|既往有|既往史|病史|史|年轻时|上个月|上次|多年前|几年前|当年|早年|大前年|往年|那时候|得过|患过|有过|停用|停了|已停|停药|不再吃|曾患有|history of|a history of|past medical history|medical history|past history|h/o|hx of|hx|pmh|previously|previous|prior|in the past|past|used to|used to have|years ago|year ago|last year|months ago|month ago|last month|as a child|in childhood|when i was young|once had|stopped taking|stopped|quit|discontinued|status post|s/p|former|formerly|ex",
	cNow:     "现在|目前|今天|昨天|前天|昨晚|今早|昨夜|今晨|最近|近来|近日|近期|刚才|刚刚|刚|这几天|这两天|这些天|这周|上周|本周|早上|今晚|此刻|眼下|正在|当前|一直|突然|now|currently|today|yesterday|right now|this morning|tonight|last night|recently|lately|at the moment|presently|this week|at present|these days|for the past|over the past|in the past few days|past few days|for the last|since yesterday|since this morning|since last night|suddenly|days ago|hours ago|day ago|minutes ago|current|weeks ago|week ago|hour ago",
	cAllergy: "过敏|不过敏|allergic|allergy|allergies|hypersensitivity",
	cElse:    "还是",
	cLong:    "多年|多年来|好多年|好多年了|好几年|常年|长期|从小|自小|打小|自幼|幼时|儿时|小时候|小时候就|天生|先天|先天性|先天就|生下来就|出生时|出生就|出生后就|出生以来|娘胎里|老毛病|陈旧|陈旧性|慢性|chronic|long-standing|longstanding|long standing|for years|for months|since childhood|since early childhood|since infancy|since birth|from birth|at birth|congenital|since i was born|since he was born|since she was born|since i was a child|since i was a kid|since i was little|since i was a baby|since i was young|since he was a child|since she was a child|since he was little|since she was little|born with|all my life|always been|always had|old|lifelong",
	cLeft:    "后遗症|遗留|残留|落下|sequelae|sequela|residual|left over from|deficit from|after-effects",
	cWorse:   "突然|忽然|加重|更重|更厉害|越来越|又|再次|复发|新出现|今天|刚才|刚刚|suddenly|sudden|worse|worsening|again|new|today|now",
	cTreat:   "治|治疗|怎么办|办法|好办法|缓解|什么药|吃什么|help with|treat|treatment for|cure",
}

// cues is a table of cue words, built once for a Lexicon.
type cues struct {
	trie  *trie.Trie
	roles []cue // by the number of the word
	runs  stands

	opened openings
}

func newCues(a *alphabet) cues {
	words := trie.NewBuilder(a.Alphabet)
	var c cues
	for k := cFill; k < cComma; k <<= 1 {
		for _, w := range strings.Split(cueWords[k], "|") {
			if w == "" {
				continue
			}
			for _, w := range append(contracted(w), w) {
				n := int(words.Add(w))
				for len(c.roles) <= n {
					c.roles = append(c.roles, 0)
				}
				c.roles[n] |= k
			}
		}
	}
	a.begin(ofCue, words.Words())
	c.trie = words.Build()
	return c
}

// has is true where one of the given cues is among them.
func (c cue) has(any cue) bool { return c&any != 0 }

// at gives the longest cue word that begins at i.
func (c *cues) at(t *letters, i int) (end int, roles cue) {
	s := t.n
	if s[i] >= utf8.RuneSelf { // none of them holds a space
		end, word := c.opened.longest(cueTrie, c.trie, t, i)
		if word < 0 {
			return 0, 0
		}
		return end, c.roles[word]
	}
	word := latin(s[i])
	if word && i > 0 && latin(s[i-1]) {
		return 0, 0
	}
	at, j := trie.Root, i
	if run := t.run(i); run > 0 {
		r := c.runs.at(run)
		at, j = r.at, i+int(r.size)
		if r.word >= 0 {
			end, roles = j, c.roles[r.word]
		}
		if !c.runs.goesOn(run, t, j) {
			return end, roles
		}
	}
	for j < len(s) {
		if at = c.trie.Next(at, t.chars[j].code); at == trie.Root {
			break
		}
		blank := s[j] == ' '
		j += trie.Width(s[j])
		for blank && j < len(s) && s[j] == ' ' {
			j++
		}
		if k := c.trie.Word(at); k >= 0 && !(word && j < len(s) && latin(s[j]) && latin(s[j-1])) {
			end, roles = j, c.roles[k]
		}
	}
	return end, roles
}
