package graph

import "strings"

// textRules checks what there is here of the rules about texts.
func (l *linter) textRules() {
	for _, x := range l.g.textRules.items {
		switch kind, _ := kindOf(x.ID); kind {
		case "mistake", "unsound", "must", "never", "protocol":
			l.id(x.ID, kind)
		default:
			l.add(x.ID, "is of no kind of rule about texts")
		}
		l.label(x.ID, "labels", x.Labels)
		if strings.TrimSpace(x.Source) == "" {
			l.add(x.ID, "no source")
		}
		l.enum(x.ID, "confidence", x.Confidence, "", "high", "medium", "low")
		l.enum(x.ID, "status", string(x.Status), string(Draft), string(Reviewed), string(Endorsed))
	}
}
