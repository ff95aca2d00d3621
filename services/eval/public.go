package eval

import (
	"encoding/json"
	"fmt"
	"strings"
)

// Public reads vignettes in the form in which public benchmarks have been
// gathered for development: {source, id, lang, age, sex, text, gold_diagnosis},
// other members passed over. They carry no urgency. A gold diagnosis of
// several names is split at "/", ";" and "、".
func Public(paths []string) ([]Vignette, error) {
	var out []Vignette
	err := eachCase(paths, func(_ string, raw []byte) error {
		var in struct {
			ID, Lang, Sex, Text string
			Age                 *float64
			Gold                string `json:"gold_diagnosis"`
		}
		if err := json.Unmarshal(raw, &in); err != nil {
			return err
		}
		v := Vignette{ID: in.ID, Lang: in.Lang, Sex: strings.ToLower(in.Sex), Story: in.Text, Author: "public"}
		if in.Age == nil || v.Sex == "" {
			return nil // whoever has no age or sex is no patient of a triage
		}
		v.Age = *in.Age
		v.Diagnoses = strings.FieldsFunc(in.Gold, func(r rune) bool { return r == '/' || r == ';' || r == '、' })
		if err := v.check(); err != nil {
			return err
		}
		out = append(out, v)
		return nil
	})
	if err == nil && len(out) == 0 {
		err = fmt.Errorf("eval: there are no cases in %s", strings.Join(paths, ", "))
	}
	return out, err
}
