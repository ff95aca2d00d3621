package record

import (
	"regexp"
	"strings"
)

//nolint:gochecknoglobals // compiled once, read only
var (
	// deniesRE are the words in which a list of allergies says that a substance is borne: a
	// test that found nothing, or an allergy that is denied.
	deniesRE = regexp.MustCompile(`(?:皮试|皮肤试验|敏试|点刺|过敏试验|过敏原|激发试验|ige)[^,;]{0,8}(?:阴性|\(-\)|:? ?-$|未见异常)` +
		`|^(?:否认|无|没有|未见)[^,;]{1,24}过敏(?:史|反应)?$|^对[^,;]{1,16}(?:不|没有?|无)过敏$` +
		`|\b(?:skin|prick|patch|allergy|ige|challenge)(?: prick)?(?: test(?:ing|s)?)?[^,;]{0,14}\bneg(?:ative)?\b|\bneg(?:ative)? [^,;]{0,20}(?:skin|prick|patch|allergy|challenge)(?: prick)? test` +
		`|^(?:not allergic|no (?:known )?(?:allergy|allergies|reaction)) to `)
	// reactsRE takes that back: another substance, or a reaction, in the same words.
	reactsRE = regexp.MustCompile(`阳性|\(\+\)|皮疹|休克|荨麻疹|水肿|仍过敏|但|\bpos(?:itive)?\b|rash|hives|anaphyla|but\b|except`)
	marksRE  = regexp.MustCompile(`[,;，；。]+`)
)

// deniesAllergy is true for an entry on a list of allergies that says of a substance that the patient
// does not react to it, as 青霉素皮试阴性 does, and nothing else: it is no allergy, and says
// nothing of other substances.
func deniesAllergy(text string) bool {
	s := plain(text)
	if reactsRE.MatchString(s) {
		return false
	}
	for _, clause := range marksRE.Split(s, -1) {
		if clause = strings.TrimSpace(clause); clause != "" && !deniesRE.MatchString(clause) {
			return false
		}
	}
	return s != ""
}
