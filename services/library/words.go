package library

import (
	"strings"

	"apricot.health/guardrails/check"
	"apricot.health/knowledge/graph"
)

var original = graph.Label{ZH: "原文：", EN: ""}

// Say gives a word of the page in its language. A member may be called otherwise
// in one kind of item.
func (p page) Say(key string) string {
	if p.Item != nil {
		if w, ok := words[p.Item.Kind+"."+key]; ok {
			return w.In(p.Lang)
		}
	}
	if w, ok := words[key]; ok {
		return w.In(p.Lang)
	}
	return strings.ReplaceAll(key, "_", " ")
}

// Read gives the text of a value: a word of the schema in the language of the
// page, anything else as it is.
func (p page) Read(n node) string {
	if w, ok := named(n); ok {
		return w.In(p.Lang)
	}
	switch {
	case n.Key == "locator":
		return p.place(n.Text)
	case n.Key == "why" && p.Lang == "zh":
		return reasonZH(n.Text)
	}
	return n.Text
}

// named is the word of the schema that a value is, if it is one.
func named(n node) (graph.Label, bool) {
	for _, key := range [...]string{n.Key + "=" + n.Text, "=" + n.Text} {
		if w, ok := values[key]; ok {
			return w, true
		}
	}
	if n.Key == "what" || n.Key == "way" {
		return check.CountedLabel(n.Text)
	}
	return graph.Label{}, false
}

// place says where in its source a statement stands. What has no Chinese is marked
// as the source's own words: a reviewer looks the place up by them.
func (p page) place(text string) string {
	if said, ok := p.catalogue.places.In(p.Lang, text); ok {
		return said
	}
	return original.ZH + text
}

// ReadAs is Read for a value of a member.
func (p page) ReadAs(key, text string) string { return p.Read(node{Key: key, Text: text}) }

// Name gives the label of an item, or of the id where the graph has none.
func (p page) Name(id string) string {
	if it := p.catalogue.byID[id]; it != nil {
		if s := it.Label.In(p.Lang); s != "" {
			return s
		}
	}
	return id
}

// Has reports whether an id has a page.
func (p page) Has(id string) bool { return p.catalogue.byID[id] != nil }

// Other is the language that the switch leads to.
func (p page) Other() string {
	if p.Lang == "zh" {
		return "en"
	}
	return "zh"
}

// with is a value together with its page, for templates that call each other.
type with struct {
	page
	Value any
}

func at(p page, v any) with { return with{p, v} }

// At goes on with another value of the same page.
func (w with) At(v any) with { return with{w.page, v} }
