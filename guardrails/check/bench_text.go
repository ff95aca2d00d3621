package check

import (
	"strings"

	"apricot.health/guardrails/claim"
	"apricot.health/knowledge/chart"
)

// before is the normalised text of a claim's sentence up to the claim.
func (b *bench) before(c claim.Claim) string {
	if c.Sentence < 0 || c.Sentence >= len(b.Reading.Sentences) {
		return ""
	}
	s := b.Reading.Sentences[c.Sentence]
	if s.Start < 0 || s.Start > c.Start || c.Start > len(b.Text) {
		return ""
	}
	return b.squeezedIn(s.Start, c.Start)
}

// after is the normalised text of a claim's sentence behind the claim.
func (b *bench) after(c claim.Claim) string {
	if c.Sentence < 0 || c.Sentence >= len(b.Reading.Sentences) {
		return ""
	}
	s := b.Reading.Sentences[c.Sentence]
	if s.End > len(b.Text) || s.End < c.End || c.End < 0 {
		return ""
	}
	if rest := b.Text[c.End:s.End]; strings.HasPrefix(rest, " ") {
		return " " + b.squeezedIn(c.End, s.End)
	}
	return b.squeezedIn(c.End, s.End)
}

// templated is true when the sentence of a claim stands in the reviewed
// template that the draft was made from.
func (b *bench) templated(c claim.Claim) bool { return b.inTemplate(c.Sentence) }

func (b *bench) inTemplate(sentence int) bool {
	if len(b.templates) == 0 {
		return false
	}
	s := b.squeezed(sentence)
	if s == "" {
		return false
	}
	for _, t := range b.templates {
		if strings.Contains(t, s) {
			return true
		}
	}
	return false
}

func (b *bench) sentence(i int) string {
	if i < 0 || i >= len(b.Reading.Sentences) {
		return ""
	}
	s := b.Reading.Sentences[i]
	if s.Start < 0 || s.End > len(b.Text) || s.Start > s.End {
		return ""
	}
	return b.Text[s.Start:s.End]
}

// flat is a sentence in the form of squeezeSpaces, "" for none.
func (b *bench) flat(sentence int) string {
	if sentence < 0 || sentence >= len(b.Reading.Sentences) {
		return ""
	}
	if b.spaced == nil {
		b.spaced = make([]string, len(b.Reading.Sentences))
	}
	if b.spaced[sentence] == "" {
		b.spaced[sentence] = squeezeSpaces(b.sentence(sentence))
	}
	return b.spaced[sentence]
}

// squeezedIn is a part of the text in the form of squeezeSpaces.
func (b *bench) squeezedIn(from, to int) string {
	at := [2]int{from, to}
	s, known := b.cutOut[at]
	if !known {
		if b.cutOut == nil {
			b.cutOut = make(map[[2]int]string, 2*len(b.claims))
		}
		s = squeezeSpaces(b.Text[from:to])
		b.cutOut[at] = s
	}
	return s
}

// words are those of an entry of the chart, in the form of squeezeSpaces.
func (b *bench) words(c chart.Coded) string { return b.Dossier.words(c) }

// inSmall is the text in small letters.
func (b *bench) inSmall() string {
	if b.small == "" {
		b.small = strings.ToLower(b.Text)
	}
	return b.small
}

// flatText is the whole text in that form.
func (b *bench) flatText() string {
	if b.flattened == "" {
		b.flattened = squeezeSpaces(b.Text)
	}
	return b.flattened
}

// squeezed is a sentence in the form of squeeze.
func (b *bench) squeezed(sentence int) string {
	if sentence < 0 || sentence >= len(b.Reading.Sentences) {
		return squeeze(b.sentence(sentence))
	}
	if b.bare == nil {
		b.bare = make([]string, len(b.Reading.Sentences))
	}
	if b.bare[sentence] == "" {
		b.bare[sentence] = strings.ReplaceAll(b.flat(sentence), " ", "")
	}
	return b.bare[sentence]
}
