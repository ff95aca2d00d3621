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
		`|(叫|喊|找|派)(个|一个|位)?人(来|过来)|(有|有没有)(人|护士|医生|大夫)(在)?(吗|么|嘛|没有)|人在(哪|吗)|找(个|一个)人|(有没有|来)个人|来人啊?` +
		`|不会(用|弄|打字|操作|填|点)|不识字|看不(清|懂)(字|手机|屏幕)` +
		`|\b(talk|speak|chat|get through) (to|with) (a |an |the |some )?(real |actual |live |human )?(person|human|doctor|nurse|someone|somebody|anyone|anybody|staff|member of staff|receptionist)\b` +
		`|\b(real|actual|live) (person|human)\b|\b(anybody|anyone|somebody|someone) (there|here)\b` +
		`|\b(get|need|want|fetch|call) (me )?(a |the )?(person|human|nurse|receptionist|member of staff)\b` +
		`|(帮|教)(我|一下|忙)*(弄|填|点|打字|操作|写|看)(一下|下)?(这个|这)?(手机|屏幕|表|字|页面|链接)?$` +
		`|\b(can't|cannot|can not|don't know how to) (use|work) (this|my|the) (phone|thing|screen)\b` +
		`|` + errand)

// errand asks for help with the phone or the form, and with no illness.
const errand = `\bhelp( me)?( with| to use| use| using| to fill| fill| filling| to answer| answer| answering| to read| read| to open| open)+` +
	`( in| out| up| this| these| the| my| it| that| phone| mobile| form| screen| page| app| link| thing| questions?| typing| please| now)*$`

// offers ask somebody politely for help; errands are both.
var errands = regexp.MustCompile(`\b(can|could|will|would) (you|someone|somebody|anyone|anybody)( please)? help( me)?\b|` + errand) //nolint:gochecknoglobals // a constant

// haste are words that nobody uses who only wants to be shown the way, help among
// them where it is not for an errand: with them a plea is told like any story, which may make an emergency of it.
var haste = regexp.MustCompile( //nolint:gochecknoglobals // a constant
	`快(来|叫|找|请|点|去)|赶(快|紧)|马上|立刻|救|急|不行了|要死|快死|撑不住|受不了|` +
		`\b(help|hurry|quick|quickly|urgent|urgently|emergency|dying|die|please please)\b`)

// WantsPerson is true for words that ask for a person and tell nothing of an
// illness nor of haste. They are no part of the story, and what they resemble says
// nothing.
func (t Teller) WantsPerson(text, lang string) bool {
	if text == "" || utf8.RuneCountInString(text) > shortPlea {
		return false
	}
	folded := lexicon.Fold(text)
	return pleas.MatchString(folded) && !haste.MatchString(errands.ReplaceAllString(folded, "")) &&
		!t.Engine.Resembles(text).Cries && len(t.Lexicon.Extract(text, lang)) == 0
}

// fears are words of somebody who is afraid for their life or health.
var fears = regexp.MustCompile( //nolint:gochecknoglobals // a constant
	`(要|会|快|得|想)死|活不(长|久|了)|没救|治不好|没几天|(害|好|很|真|太|挺|有点)怕|怕(得|是|死|人)|吓|担心|心慌意乱` +
		`|\b(dying|die|scared|afraid|frightened|terrified|worried|frightening|scary)\b`)

// Afraid is true for words of fear. Whoever says no more than that is not sent to the
// information desk with them.
func Afraid(text string) bool { return fears.MatchString(lexicon.Fold(text)) }
