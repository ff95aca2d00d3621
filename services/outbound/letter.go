package outbound

import (
	"encoding/json"
	"slices"
	"strings"
)

type reference struct {
	Reference, Display string
	Identifier         identifier
}

// named reports whether a reference names a clinician.
func (r reference) named() bool {
	typ, id, _ := strings.Cut(r.Reference, "/")
	return (typ == "Practitioner" || typ == "PractitionerRole") && id != ""
}

type identifier struct {
	Use, System, Value string
	Type               concept
}

type concept struct {
	Text   string
	Coding []struct{ System, Code, Display string }
}

type quantity struct {
	Value      json.Number
	Unit, Code string
}

type name struct {
	Use, Text, Family string
	Given             []string
}

// person is a Patient or a Practitioner.
type person struct {
	ID, Display, Gender, BirthDate string
	Identifier                     []identifier
	Name                           []name
	Telecom                        []struct{ System, Value, Use string }
	Address                        []struct {
		Text, City, District, State, PostalCode, Country string
		Line                                             []string
	}
}

type visit struct {
	Identifier []identifier
	Class      struct{ Code string }
}

// request is a ServiceRequest or a MedicationRequest.
type request struct {
	Status, Intent, Priority, AuthoredOn, OccurrenceDateTime string
	Subject, Encounter, Requester                            reference
	Identifier                                               []identifier
	Category                                                 []concept
	Code, MedicationCodeableConcept                          concept
	MedicationReference                                      reference
	ReasonCode                                               []concept
	Note                                                     []struct{ Text string }
	DosageInstruction                                        []struct {
		Text   string
		Timing struct {
			Code   concept
			Repeat struct {
				Frequency    int
				Period       json.Number
				PeriodUnit   string
				BoundsPeriod struct{ Start, End string }
			}
		}
		Route, Site, Method concept
		DoseAndRate         []struct {
			DoseQuantity quantity
			DoseRange    struct{ Low, High quantity }
		}
	}
	DispenseRequest struct {
		Quantity               quantity
		NumberOfRepeatsAllowed int
	}
}

// signed reports an order, not a proposal or a plan, with its clinician named.
func (r request) signed() bool {
	switch r.Intent {
	case "order", "original-order", "reflex-order", "filler-order", "instance-order":
		return r.Requester.named()
	}
	return false
}

// laboratory reports a laboratory order by its category.
func (r request) laboratory() bool {
	return slices.ContainsFunc(r.Category, func(c concept) bool {
		for _, x := range c.Coding {
			if x.Code == "108252007" || strings.EqualFold(x.Code, "laboratory") || x.Code == "LAB" {
				return true
			}
		}
		return false
	})
}

// paper is a Composition or a DocumentReference.
type paper struct {
	Status, DocStatus, Date, Title, Description string
	Type                                        concept
	Subject, Encounter, Authenticator           reference
	Author                                      []reference
	Attester                                    []struct {
		Mode  string
		Party reference
	}
	Section []section
	Content []struct {
		Attachment struct{ ContentType, Data, Title, URL string }
	}
	Context struct{ Encounter []reference }
}

type section struct {
	Title   string
	Text    struct{ Div string }
	Section []section
}

// signed gives the clinician behind a document that is final: who attested or
// authenticated it, else a clinician among its authors.
func (p paper) signed(typ string) (reference, bool) {
	switch {
	case typ == "Composition" && p.Status != "final" && p.Status != "amended":
		return reference{}, false
	case typ == "DocumentReference" && (p.Status != "current" || p.DocStatus != "" && p.DocStatus != "final" && p.DocStatus != "amended"):
		return reference{}, false
	}
	for _, a := range p.Attester {
		if (a.Mode == "professional" || a.Mode == "legal" || a.Mode == "official") && a.Party.named() {
			return a.Party, true
		}
	}
	for _, r := range append([]reference{p.Authenticator}, p.Author...) {
		if r.named() {
			return r, true
		}
	}
	return reference{}, false
}

// letter is all that a message says, before it is written for one destination.
type letter struct {
	kind       string
	control    string // ORC-1
	id         string // logical id of the order or document
	again      bool   // the document went out before
	request    *request
	paper      *paper
	patientRef string
	patient    person
	visit      visit
	clinician  person
}
