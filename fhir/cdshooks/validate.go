package cdshooks

import (
	"errors"
	"fmt"
	"net/url"
	"strings"
	"unicode/utf8"

	"github.com/google/uuid"

	"apricot.health/fhir/r4"
)

// MaxSummary is the longest summary in characters: it must stay under 140.
const MaxSummary = 139

// Validate finds everything in the response that the protocol forbids, so that
// no client has to guess. A response that does not pass is not sent.
func (r Response) Validate() error {
	var v violations
	for i, c := range r.Cards {
		v.card(fmt.Sprintf("cards[%d]", i), c)
	}
	for i, a := range r.SystemActions {
		v.action(fmt.Sprintf("systemActions[%d]", i), a)
	}
	return errors.Join(v...)
}

type violations []error

func (v *violations) check(ok bool, path, rule string) {
	if !ok {
		*v = append(*v, fmt.Errorf("cdshooks: %s: %s", path, rule))
	}
}

func (v *violations) filled(path, text string) {
	v.check(strings.TrimSpace(text) != "", path, "is empty")
}

func (v *violations) id(path, text string) {
	if text == "" {
		return
	}
	_, err := uuid.Parse(text)
	v.check(err == nil, path, "is not a UUID")
}

func (v *violations) card(path string, c Card) {
	v.id(path+".uuid", c.UUID)
	v.filled(path+".summary", c.Summary)
	v.check(utf8.RuneCountInString(c.Summary) <= MaxSummary, path+".summary", "is not under 140 characters")
	v.check(utf8.ValidString(c.Summary) && utf8.ValidString(c.Detail), path, "is not UTF-8")
	v.check(c.Indicator == Info || c.Indicator == Warning || c.Indicator == Critical, path+".indicator", "is not info, warning or critical")
	v.filled(path+".source.label", c.Source.Label)
	if t := c.Source.Topic; t != nil {
		v.filled(path+".source.topic.code", t.Code)
	}
	if c.Source.URL != "" {
		v.check(absolute(c.Source.URL), path+".source.url", "is not absolute")
	}
	if len(c.Suggestions) > 0 || c.SelectionBehavior != "" {
		v.check(c.SelectionBehavior == AtMostOne || c.SelectionBehavior == Any, path+".selectionBehavior", "is not at-most-one or any")
	}
	recommended := 0
	for i, s := range c.Suggestions {
		at := fmt.Sprintf("%s.suggestions[%d]", path, i)
		v.filled(at+".label", s.Label)
		v.id(at+".uuid", s.UUID)
		for j, a := range s.Actions {
			v.action(fmt.Sprintf("%s.actions[%d]", at, j), a)
		}
		if s.IsRecommended {
			recommended++
		}
	}
	v.check(recommended < 2 || c.SelectionBehavior == Any, path+".suggestions", "recommend more than one of at-most-one")
	for i, o := range c.OverrideReasons {
		v.filled(fmt.Sprintf("%s.overrideReasons[%d].display", path, i), o.Display)
	}
	for i, l := range c.Links {
		v.link(fmt.Sprintf("%s.links[%d]", path, i), l)
	}
}

func (v *violations) link(path string, l Link) {
	v.filled(path+".label", l.Label)
	v.check(absolute(l.URL), path+".url", "is not absolute")
	v.check(l.Type == "absolute" || l.Type == "smart", path+".type", "is not absolute or smart")
	v.check(l.AppContext == "" || l.Type == "smart", path+".appContext", "is for smart links only")
}

func (v *violations) action(path string, a Action) {
	v.filled(path+".description", a.Description)
	switch a.Type {
	case "create", "update":
		d, err := r4.Parse(a.Resource)
		v.check(err == nil && r4.ValidType(d.Type()), path+".resource", "is not a resource")
	case "delete":
		_, _, _, ok := r4.SplitReference(a.ResourceID)
		v.check(ok, path+".resourceId", "is not Type/id")
	default:
		v.check(false, path+".type", "is not create, update or delete")
	}
}

func absolute(text string) bool {
	u, err := url.Parse(text)
	return err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Host != ""
}
