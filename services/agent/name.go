package agent

import (
	"encoding/json"
	"strings"
	"unicode"
)

// NameOf is the name of a Patient as it is written: the first that the record
// has, Chinese names with the family name first and without a space. It is empty
// where the record has none.
func NameOf(patient []byte) string {
	var p struct {
		Name []struct {
			Text, Family string
			Given        []string
		}
	}
	if json.Unmarshal(patient, &p) != nil {
		return ""
	}
	for _, n := range p.Name {
		if n.Text != "" {
			return n.Text
		}
		given := strings.Join(n.Given, " ")
		if strings.ContainsFunc(n.Family+given, func(r rune) bool { return unicode.Is(unicode.Han, r) }) {
			return n.Family + strings.Join(n.Given, "")
		}
		if full := strings.TrimSpace(given + " " + n.Family); full != "" {
			return full
		}
	}
	return ""
}
