package check

import (
	"slices"
	"strings"

	"apricot.health/guardrails/claim"
	"apricot.health/knowledge/pattern"
)

// Whole is the name of the check on the draft as a whole.
const Whole = "whole"

//nolint:gochecknoglobals // compiled once, read only
var groupRE = pattern.MustCompile(`以上|以下|以内|大于|小于|超过|不足|至|over|under|older|younger|above|below|than|aged`)

// rest gives the findings that belong to no single claim, beside residue: a
// person who is not this patient, what the prose says against the chart, and a
// draft for a patient in danger that does not send them to emergency care.
func (b *bench) rest() []Finding {
	var out []Finding
	if f := b.otherAge(); f != nil {
		out = append(out, *f)
	}
	out = append(out, b.misdescribed()...)
	out = append(out, b.strange()...)
	out = append(out, b.ailing()...)
	out = append(out, b.prose()...)
	out = append(out, b.misquoted()...)
	out = append(out, b.abandoned()...)
	out = append(out, b.mistaken()...)
	out = append(out, b.overlooked()...)
	out = append(out, b.identified()...)
	out = append(out, b.contrary()...)
	out = append(out, b.tooMuch()...)
	out = append(out, b.beyond()...)
	out = append(out, b.unlikeRecord()...)
	out = append(out, b.betrays()...)
	out = append(out, b.permits()...)
	out = append(out, b.refutes()...)
	out = append(out, b.nevers()...)
	out = append(out, b.unsound()...)
	out = append(out, b.leftForLater()...)
	out = append(out, b.omitted()...)
	level, flags := b.level()
	if b.lay() && level > 0 && level <= emergencyLevel && !b.calls() {
		h := "under_triage"
		if len(flags) > 0 {
			h = "missed_red_flag"
		}
		out = append(out, b.find(h, claim.Claim{}, flags...))
	}
	return ofWhole(out)
}

// ofWhole says of findings that they are those of the draft as a whole.
func ofWhole(found []Finding) []Finding {
	for i := range found {
		found[i].Claim, found[i].Check = "", Whole
	}
	return found
}

// prose holds what a text for professionals says in words against the chart
// and against itself.
func (b *bench) prose() []Finding {
	if b.Audience != "doctor" && b.Audience != "care-manager" && b.Audience != "order" || len(b.templates) > 0 {
		return nil
	}
	found := slices.Concat(b.misread(), b.sums(), b.wrongSide(), b.denials(), b.otherSexed(), b.assured(), b.hyperoxia(), b.infused(), b.bedside(), b.insulinFirst(), b.forged())
	if b.Audience != "order" {
		found = slices.Concat(found, b.scored(), b.derived(), b.misinformed(), b.carriedOut(), b.guessed(), b.inverted(), b.offRecord(), b.opened())
	}
	return found
}

// Left is the hazard of words that look clinical and that no claim covers.
func Left(r claim.Residue) string {
	switch r.Kind {
	case "herb", "folk_unit":
		return "herb"
	case "drug":
		return "unknown_drug"
	}
	return "residue"
}

// residue gives the clinical text that no claim covers.
func (b *bench) residue() []Finding {
	out := b.herbal()
	_, _, boiled := b.decoction()
	for _, r := range b.Reading.Residue {
		h := Left(r)
		if b.inTemplate(r.Sentence) || boiled || b.caredFor(r) || h == "unknown_drug" && b.unknownTold() || b.Harmless(r.Sentence, h) {
			continue
		}
		out = append(out, b.find(h, claim.Claim{Text: r.Text}))
	}
	return out
}

// disowned is true where the sentence of a description says that it is of
// somebody else and was not taken over.
func disowned(n string, start, end int) bool {
	from := strings.LastIndexAny(n[:start], "\n。;；!！") + 1
	to := len(n)
	if i := strings.IndexAny(n[end:], "\n。!！"); i >= 0 {
		to = end + i
	}
	from = max(0, min(from, start))
	return disowns(strings.ToValidUTF8(n[from:to], ""))
}

func disowns(s string) bool {
	return holdsAny(s, "不符", "不一致", "退回", "误传", "误归", "误放", "非本患者", "不是本患者", "不属于", "未导入", "未采用", "未录入", "另一位", "同名",
		"does not match", "doesn't match", "do not match", "mismatch", "misfiled", "belongs to another", "belong to", "not this patient", "wrong patient", "not imported", "rejected", "sent back", "another patient's")
}
