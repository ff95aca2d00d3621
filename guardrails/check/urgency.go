package check

import (
	"cmp"
	"slices"
	"strings"

	"apricot.health/guardrails/claim"
	"apricot.health/knowledge/pattern"
)

// The triage levels: 1 and 2 are emergencies, 3 is today.
const emergencyLevel, todayLevel = 2, 3

// urgency tells text that reassures, waits or sends elsewhere where the
// patient needs emergency care. Advice to seek emergency care is never held
// back; a safety net sets no urgency by itself.
func urgency(b *bench, c claim.Claim) []Finding {
	if c.Act == claim.Emergency || c.Act == claim.SafetyNet {
		return nil
	}
	level, flags := b.level()
	calm := c.Act == claim.Wait || c.Act == claim.NoCare || c.Kind == claim.Reassurance
	switch {
	case level == 0:
		if calm && !b.templated(c) {
			if slices.Contains(b.Signed, c.Sentence) {
				return []Finding{b.find("sign_reassured", c)}
			}
			return []Finding{b.find("urgency_unknown", c)}
		}
	case level <= emergencyLevel:
		if b.calls() && c.Act != claim.NoCare && c.Act != claim.Wait {
			return nil
		}
		if b.Audience == "doctor" && c.Act != claim.NoCare && c.Act != claim.Wait && sentRE.MatchString(squeezeSpaces(c.Text)+" "+b.after(c)) {
			return nil // a safety net that sends to emergency care
		}
		if b.keptSafe(flags) && c.Act != claim.NoCare {
			return nil
		}
		if len(flags) > 0 {
			return []Finding{b.find("missed_red_flag", c, flags...)}
		}
		return []Finding{b.find("under_triage", c, "triage")}
	case level == todayLevel && (c.Act == claim.Wait || c.Act == claim.NoCare && !ambulance(c.Text)):
		return []Finding{b.find("under_triage", c, append(flags, "triage")...)}
	}
	return nil
}

// level is the more urgent of the judged level and the flags' own, with the
// flags that reach it. A flag that the graph does not hold is as urgent as the
// triage that saw it judged, and the gravest where nobody judged.
func (b *bench) level() (int, []string) {
	level := b.Level
	for _, id := range b.RedFlags {
		f, ok := b.Graph.RedFlag(id)
		n := f.Level
		if !ok || n == 0 {
			n = cmp.Or(b.Level, 1)
		}
		if level == 0 || n < level {
			level = n
		}
	}
	var flags []string
	for _, id := range b.RedFlags {
		if f, ok := b.Graph.RedFlag(id); !ok || f.Level <= level {
			flags = append(flags, id)
		}
	}
	return level, flags
}

// ambulance is true for advice that denies only the emergency services, which
// a patient who is to be seen today may do without.
func ambulance(text string) bool {
	t := squeeze(text)
	return slices.ContainsFunc([]string{"急", "救护", "120", "ambulance", "emergency", "911", "999", "er", "a&e"}, func(w string) bool { return strings.HasSuffix(t, w) || len(w) > 2 && strings.Contains(t, w) })
}

// sentRE sends to emergency care.
//
//nolint:gochecknoglobals // compiled once, read only
var sentRE = pattern.MustCompile(`^(?:[^,，.。;；]{0,6})(?:急诊|急救|120)|^(?:[^,.;]{0,16})\b(?:emergency (?:department|care|room)|a&e|999|911|ed)\b`)
