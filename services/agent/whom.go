package agent

import (
	"regexp"
	"slices"
	"time"

	"apricot.health/knowledge/chart"
	"apricot.health/knowledge/lexicon"
)

// AskWhom asks whether the story is the link's holder's, whose record it goes to.
// Its answer is one of the options below.
const (
	AskWhom    = "whom"
	WhomHolder = "holder"
	WhomOther  = "other"
)

// grown is the age in years from which on nobody is the child of a story.
const grown = 14

const (
	kinZH = `(妈妈|妈|爸爸|爸|母亲|父亲|爷爷|奶奶|外公|外婆|姥姥|姥爷|公公|婆婆|岳父|岳母|老公|老婆|丈夫|妻子|爱人|老伴|儿子|女儿|闺女|孩子|宝宝|娃|孙子|孙女|哥|姐|弟|妹|叔|姑|舅|姨|朋友|同事|邻居)`
	kinEN = `(mother|mum|mom|mam|father|dad|husband|wife|partner|son|daughter|baby|child|kid|toddler|brother|sister|grandmother|grandma|gran|nan|grandfather|grandad|grandpa|grandson|granddaughter|aunt|uncle|friend|neighbou?r|mother-in-law|father-in-law)`
)

//nolint:gochecknoglobals // constants
var (
	// onBehalf are words with which somebody says for whom they write.
	onBehalf = regexp.MustCompile(`(给|帮|替|代|为)(我|俺|咱)?(们)?(家)?(的)?` + kinZH + `(看病|看看|看一下|看|问问|问一下|问|咨询|填|挂号|说)` +
		`|(^|[.,;!?] ?|\b(this is|it is|it's|its|asking|here|question|link|visit|come|came|writing|typing|calling|appointment) )(for|about|on behalf of) (my|our) ([a-z]+ )?` + kinEN + `\b`)
	// holders and others are what is written instead of pressing one of the two. "It
	// is my mother" is neither: the link may be hers.
	holders = regexp.MustCompile(`^(就)?(是)?(我|本人|我本人|我自己|他本人|她本人|这位就诊人|就诊人)(自己)?(啊|的|呀|不舒服)?[。.!！]?$|^(yes|yeah|it is me|it's me|its me|me|myself|for me|i am|that is me|that's me)\b[^,;]*$`)
	others  = regexp.MustCompile(`^不是|不是(我|他|她|本人)|别人|\b(somebody|someone) else\b|^no\b|\bnot me\b`)
	// contact is somebody who has what the teller has, said of them at once: 我妈也咳嗽,
	// "my son has it too". In 我妈咳嗽，她也发烧 it is her illness that is told.
	contact = regexp.MustCompile(kinZH + `(他|她)?也|\b` + kinEN + ` (also|(has|had|have|got|is|was) (also|it|this|the same|ill|sick|unwell))\b`)
	// asWell is a relative who has what is named as well: my mother has a cough too.
	asWell = regexp.MustCompile(kinZH + `(他|她)?也|\b` + kinEN + ` [a-z' ]*\b(too|also|as well)\b`)
	// firstPerson is who speaks of themselves, and not only of somebody of theirs.
	firstPerson = regexp.MustCompile(`(^|[^a-z])(i|i'm|i've|im|ive|me|myself)([^a-z]|$)|(我|俺|咱)(自己)?([^家们的妈爸母父爷奶外公婆姥岳老丈妻爱儿女闺孩宝娃孙哥姐弟妹叔姑舅姨朋同邻]|的?(头|嗓|胸|肚|腰|腿|脚|手|眼|耳|牙|脖|背|胃))`)
	// ofChild are words that begin to tell of the speaker's child.
	ofChild = regexp.MustCompile(`(^|[，。,;；！!? ])(医生|大夫|你好|您好)?(我|我们|俺|咱|咱们)?(家)?(的)?(小)?(宝宝|宝贝|孩子|小孩|娃娃|娃|儿子|女儿|闺女|孙子|孙女|外孙女|外孙)` +
		`|(^|[.,;!?] ?|\b(hi|hello|doctor|please|because) )(my|our) ([a-z0-9]+[ -](hour|day|week|month|year)s?[ -]old |little |new ?born |youngest |eldest |oldest |older |younger )*(baby|son|daughter|child|kid|toddler|boy|girl|grandson|granddaughter|infant|newborn)\b`)
	// helps is what follows upon somebody who only helps the teller.
	helps = regexp.MustCompile(`^(儿|们|子)?(现在)?(正)?(在|来)?(帮忙|(帮|替|代|教|陪|带|送)(我|俺|咱)|给(我|俺|咱)(打字|填|写|弄|挂|说))` +
		`|^ (is |has been |was )?(just )?(help(s|ing|ed)? me|typ(es|ing|ed)|writ(es|ing)|wrote|brought me|came with me)\b`)
)

// Whom is what was answered to AskWhom, empty while it was not, or not clearly.
func (iv Interview) Whom() string {
	for _, a := range slices.Backward(iv.Answers) {
		if a.Question == AskWhom {
			return whom(a)
		}
	}
	return ""
}

// whom reads an answer to AskWhom, by a press or in words.
func whom(a Answer) string {
	folded := lexicon.Fold(a.Text)
	switch yes := YesNo(a.Text); {
	case a.Option != "":
		return a.Option
	case yes == chart.Yes, holders.MatchString(folded):
		return WhomHolder
	case yes == chart.No, others.MatchString(folded):
		return WhomOther
	}
	return ""
}

// ofAnother is true for an open answer that tells of somebody else than the holder
// of the link: it says so, or only somebody else is ill in it. A child's story is
// told by whoever brings it. Who goes on from a story and adds that a grandson has it
// too tells of a contact, as long as nothing is named that the story does not have.
func (t Teller) ofAnother(s *Story, a Answer, holder chart.Chart) bool {
	if !tellsFreely(a) {
		return false
	}
	folded := lexicon.Fold(a.Text)
	behalf := onBehalf.MatchString(folded)
	switch {
	case further(a) && !behalf && (contact.MatchString(folded) || asWell.MatchString(folded)) && t.nothingNew(s, a):
		return false
	case beginsWithChild(folded):
		return ofAge(holder)
	}
	return behalf || t.Engine.OfAnother(a.Text, a.Lang)
}

func tellsFreely(a Answer) bool {
	return a.Text != "" && slices.Contains([]string{AskChief, AskAgain, AskStory, AskMore}, a.Question)
}

func further(a Answer) bool { return a.Question == AskStory || a.Question == AskMore }

func ofAge(holder chart.Chart) bool { return holder.AgeYears < 0 || holder.AgeYears >= grown }

// nothingNew is true where the story has every finding that an answer names.
func (t Teller) nothingNew(s *Story, a Answer) bool {
	return !slices.ContainsFunc(t.Lexicon.Extract(a.Text, a.Lang), func(m lexicon.Mention) bool {
		return m.Kind == "finding" && m.Status == lexicon.Present && s.Chart.Findings[m.Concept] != chart.Yes
	})
}

// ofRelative is true for an answer that adds what a relative has, once the holder has
// said that the story is theirs: who spoke of themselves before, or says that it is so
// there as well, is the holder, and what the relative has is not the holder's.
func (t Teller) ofRelative(s *Story, a Answer, holder chart.Chart) bool {
	return s.holders && further(a) && ofAge(holder) && t.Engine.OfAnother(a.Text, a.Lang) &&
		(s.own || asWell.MatchString(lexicon.Fold(a.Text)))
}

// ownTold is true for an answer in which the teller speaks of an illness of their own.
func (t Teller) ownTold(s *Story, a Answer) bool {
	return tellsFreely(a) && s.Complaint != "" && firstPerson.MatchString(lexicon.Fold(a.Text)) && !t.Engine.OfAnother(a.Text, a.Lang)
}

// Reader is who holds the phone while a danger is told.
type Reader int

// The readers: the patient, whoever is with a child, whoever is with somebody else.
const (
	ReaderPatient Reader = iota
	ReaderWithChild
	ReaderWithPatient
)

// Reader is who reads what is said of the story.
func (s Story) Reader() Reader {
	switch {
	case s.Chart.AgeYears >= 0 && s.Chart.AgeYears < grown, s.ofChild && !(s.holders && s.Chart.AgeYears >= grown):
		return ReaderWithChild
	case s.OfAnother:
		return ReaderWithPatient
	}
	return ReaderPatient
}

// kept is the story of somebody else as it stands in the holder's record: words,
// and no finding.
func kept(holder chart.Chart, iv Interview) Story {
	s := Story{Chart: clone(holder), Asked: map[string]bool{}, Closed: map[string]bool{}, Said: map[string]string{}, OfAnother: true, Other: true, ofChild: ofChildren(iv)}
	for _, a := range iv.Answers {
		a = known(a)
		s.Asked[a.Question] = true
		if a.Question == AskChief || a.Question == AskAgain {
			s.Chief = Complaint(a.Text)
		}
		if a.Text != "" {
			s.Words = append(s.Words, Quote{a.Question, a.Text})
		}
	}
	return s
}

// Theirs is the story of whom the words are about, with nothing known of them but
// the words: what is dangerous in it has to be said whoever it is about.
func (t Teller) Theirs(iv Interview, now time.Time) Story {
	blank := chart.New()
	blank.Now = now
	iv.Answers = slices.DeleteFunc(slices.Clone(iv.Answers), func(a Answer) bool { return a.Question == AskWhom })
	return t.Tell(blank, iv)
}

// ofChildren is true for an interview that begins to tell of the speaker's child.
func ofChildren(iv Interview) bool {
	return slices.ContainsFunc(iv.Answers, func(a Answer) bool { return tellsFreely(a) && beginsWithChild(lexicon.Fold(a.Text)) })
}

// beginsWithChild is true for folded words that begin to tell of the speaker's child,
// and of more than that the child types or came along: 娃儿帮我打字的，我心口慌.
func beginsWithChild(folded string) bool {
	return slices.ContainsFunc(ofChild.FindAllStringIndex(folded, -1), func(at []int) bool { return !helps.MatchString(folded[at[1]:]) })
}
