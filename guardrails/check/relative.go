package check

import (
	"strings"

	"apricot.health/guardrails/claim"
	"apricot.health/knowledge/pattern"
)

// kinWords are those near a patient of whom a text may tell as well. An old patient is
// called 奶奶 or 爷爷 and a married one 太太, so that these are kin only where no age and no
// sex is read beside them: they are among relativeRE. The words by which patients name
// their own, 我妈 and "my gran", are the lexicon's and those of package agent.
const kinWords = `母亲|父亲|妈妈|爸爸|丈夫|妻子|老婆|老公|爱人|配偶|儿子|女儿|儿媳|女婿|哥哥|弟弟|姐姐|妹妹|外婆|外公|姑|姨妈|舅|护工|保姆|供者|其[父母子女妻夫兄弟姐妹]|家属|\b(?:mother|father|mum|mom|dad|brother|sister|sibling|wife|husband|spouse|partner|son|daughter|daughter-in-law|son-in-law|grand\w+|aunt|uncle|niece|nephew|cousin|carer|neighbour|neighbor|friend|donor|parents?)\b`

//nolint:gochecknoglobals // compiled once, read only
var (
	kinRE      = pattern.MustCompile(kinWords)
	relativeRE = pattern.MustCompile(`奶奶|爷爷|太太|媳妇|父母|家族|家人|\bfamily\b|` + kinWords)
	selfRE     = pattern.MustCompile(`患者|病人|您|\byou\b|\bpatient\b`)
)

// ofKin is true for what is said of somebody of the family: the nearest person
// named before it in its sentence is one.
func (b *bench) ofKin(c claim.Claim) bool {
	before := b.before(c)
	at := lastOf(relativeRE, before)
	if at < 0 {
		return false
	}
	self := -1
	for _, w := range [...]string{"患者本人", "本人", "患者既往", "patient h", "the patient", "she ", "he "} {
		self = max(self, strings.LastIndex(before, w))
	}
	return at >= self
}

// ofRelative is true for what is said of somebody of the family whom the sentence
// names, with nothing of the patient in between.
func (b *bench) ofRelative(c claim.Claim) bool {
	before := b.before(c)
	at := relativeRE.FindAllStringIndex(before, -1)
	if b.Audience != "care-manager" || len(at) == 0 {
		return false
	}
	return !selfRE.MatchString(before[at[len(at)-1][1]:])
}

// lastOf is where an expression matches last, below 0 for nowhere.
func lastOf(re *pattern.Regexp, s string) int {
	all := re.FindAllStringIndex(s, -1)
	if len(all) == 0 {
		return -1
	}
	return all[len(all)-1][0]
}
