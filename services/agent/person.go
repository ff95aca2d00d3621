package agent

import (
	"regexp"
	"unicode/utf8"

	"apricot.health/knowledge/lexicon"
)

// shortPlea is the length, in characters, up to which a text may be no more
// than a call for a person.
const shortPlea = 60

// pleas are ways to ask for a person instead of the machine, in folded text.
var pleas = regexp.MustCompile( //nolint:gochecknoglobals // a constant
	`(转|找|叫|请|要|想见|接|换)(一下|一个|个|位|你们)?(人工|真人|客服|工作人员|医务人员|护士|医生|大夫)` +
		`|(有|有没有)(人|护士|医生|大夫)(在)?(吗|么|嘛|没有)|人在(哪|吗)|找(个|一个)人|(有没有|来)个人|来人啊?` +
		`|不会(用|弄|打字|操作|填|点)|不识字|看不(清|懂)(字|手机|屏幕)` +
		`|\b(talk|speak|chat|get through) (to|with) (a |an |the |some )?(real |actual |live |human )?(person|human|doctor|nurse|someone|somebody|anyone|anybody|staff|member of staff|receptionist)\b` +
		`|\b(real|actual|live) (person|human)\b|\b(anybody|anyone|somebody|someone) (there|here)\b` +
		`|\b(get|need|want|fetch|call) (me )?(a |the )?(person|human|nurse|receptionist|member of staff)\b` +
		`|\b(can't|cannot|can not|don't know how to) (use|work) (this|my|the) (phone|thing|screen)\b`)

// WantsPerson is true for words that ask for a person and tell nothing of an
// illness. They are no part of the story, and what they resemble says nothing.
func (t Teller) WantsPerson(text, lang string) bool {
	return text != "" && utf8.RuneCountInString(text) <= shortPlea &&
		pleas.MatchString(lexicon.Fold(text)) && len(t.Lexicon.Extract(text, lang)) == 0
}
