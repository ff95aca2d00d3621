package claim

import "apricot.health/knowledge/pattern"

// takenByKin is true for a medicine that a relative is said to take: "his wife takes
// metformin". What a relative should take may be told to who looks after the patient.
func (r *reader) takenByKin(at int) bool {
	return takenByKinRE.MatchString(r.n[r.clauseOf(at).Start:at])
}

//nolint:gochecknoglobals // compiled once, read only
var takenByKinRE = pattern.MustCompile(`(?:^|[^a-z])(?:his|her|their|your|the patient's) (?:mother|father|wife|husband|partner|spouse|sister|brother|son|daughter|grandmother|grandfather|aunt|uncle|roommate|neighbour|neighbor)(?: also| already| currently| still| regularly| has long)? (?:takes|took|uses|used|is on|was on|is taking|was taking|has been on|has been taking|had been on|was given|was prescribed|is prescribed) (?:[a-z]+ ){0,2}$` +
	`|(?:其|他的?|她的?|患者的?|您的?|你的?)(?:母亲?|父亲?|妻子?|夫|丈夫|爱人|配偶|哥哥?|姐姐?|弟弟?|妹妹?|兄|儿子|女儿|子|女|奶奶|爷爷|外婆|外公)(?:平时|长期|也|一直|目前|现|既往)*(?:在|正在|曾)?(?:服用|口服|吃|服|用)着?$` +
	`|(?:^|[,。;:])(?:老伴|爱人|妻子|丈夫|配偶|老婆|老公)(?:平时|长期|也|一直|目前|现|既往)*(?:在|正在|曾)(?:服用|口服|吃|服|用)着?$`)
