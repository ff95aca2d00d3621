package check

import "slices"

// Bounds are the shares at which what words resemble begins to count for one
// reader. docs/acts.md says what each is a share of.
type Bounds struct {
	// Suspect is the alarm of a sentence up to which its likest act is suspected,
	// and Alone that of an act up to which it is suspected by itself.
	Suspect, Alone float64
	// Alarm is the share of safe drafts up to which a draft is held as a whole.
	Alarm float64
	// Calm is the share of unsafe drafts up to which one surely resembles safe
	// ones, and Apart the same without any one of its sentences.
	Calm, Apart float64
	// Sure is the share of unsafe drafts up to which a draft that is calm throughout
	// is surely calm.
	Sure float64
	// Surely is the alarm of a sentence up to which no draft is calm.
	Surely float64
	// Harmless is the alarm above which a sentence surely resembles harmless ones,
	// and Act that of an act, above which it must stay where a hazard is of that act.
	Harmless, Act float64
	// Taken is the share of names of medicines that a patient is to take that may
	// look as little like it as one that is only spoken of.
	Taken float64
	// Given is the share of names that are only spoken of that may look as much taken
	// as one that is given, whatever the rules have read in the words around it.
	Given float64
	// Spoken is the share of danger signs that a patient has that may look as little
	// like it as one that is only spoken of, and Present that of signs only spoken of
	// that may look as much there as one that is, whatever the rules have read.
	Spoken, Present float64
}

// BoundsFor are the bounds for an audience, as shipped. They were chosen on the
// calibration part. A patient's are the strictest, since nobody stands behind it;
// for professionals most of what a text does is none to hold.
func BoundsFor(audience string) Bounds {
	b := Bounds{Alone: 0.004, Alarm: 0.05, Calm: 0.15, Apart: 0.5, Sure: 0.02, Surely: 0.006, Harmless: 1, Act: 0.015, Taken: 0.05, Spoken: 0.1, Present: 0.05}
	switch audience {
	case "patient":
		b.Suspect, b.Alarm, b.Surely, b.Harmless, b.Taken = 0.05, 0.09, 0.01, 0.15, 0.15
	case "care-manager": // what they are told is less like the bank
		b.Suspect, b.Harmless, b.Taken = 0.02, 0.2, 0.2
	case "doctor":
		b.Alarm, b.Taken, b.Given, b.Spoken, b.Present = 0.065, 0.145, 0.1, 0, 0.03
	}
	return b
}

func (in Input) limits() Bounds {
	if in.Bounds == nil {
		return BoundsFor(in.Audience)
	}
	return *in.Bounds
}

// each names the bounds.
func (b *Bounds) each() map[string]*float64 {
	return map[string]*float64{
		"suspect": &b.Suspect, "alone": &b.Alone, "alarm": &b.Alarm, "calm": &b.Calm, "apart": &b.Apart, "sure": &b.Sure,
		"surely": &b.Surely, "harmless": &b.Harmless, "act": &b.Act, "taken": &b.Taken, "given": &b.Given, "spoken": &b.Spoken, "present": &b.Present,
	}
}

// BoundNames lists the names for At and With.
func BoundNames() []string {
	var names []string
	for name := range new(Bounds).each() {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// At is the bound of a name, 0 where there is none.
func (b Bounds) At(name string) float64 {
	if v := b.each()[name]; v != nil {
		return *v
	}
	return 0
}

// With is b with one bound at another value; false where there is no such bound.
func (b Bounds) With(name string, at float64) (Bounds, bool) {
	v := b.each()[name]
	if v == nil {
		return b, false
	}
	*v = at
	return b, true
}
