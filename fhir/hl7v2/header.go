package hl7v2

import (
	"fmt"
	"strings"

	"apricot.health/fhir/outcome"
)

// Header is what MSH says about a message.
type Header struct {
	Delimiters Delimiters
	Charset    Charset
	// The four parties as they were received, still escaped: an answer swaps
	// them without touching them.
	SendingApplication, SendingFacility     string
	ReceivingApplication, ReceivingFacility string
	Time                                    string // MSH-7
	Code, Event, Structure                  string // MSH-9
	ControlID                               string // MSH-10
	ProcessingID                            string // MSH-11.1
	Version                                 string // MSH-12.1
	Accept, Application                     string // MSH-15, MSH-16
}

// Type is message code and event, such as "ADT^A04".
func (h Header) Type() string {
	if h.Event == "" {
		return h.Code
	}
	return h.Code + "^" + h.Event
}

// Sender names the sending application and facility.
func (h Header) Sender() string { return h.SendingApplication + "|" + h.SendingFacility }

// Enhanced reports whether the sender asked for the enhanced acknowledgment
// mode by valuing MSH-15 or MSH-16 (HL7 v2.8.2 section 2.9.3).
func (h Header) Enhanced() bool { return h.Accept != "" || h.Application != "" }

// WantsAccept reports whether an accept acknowledgment is due.
func (h Header) WantsAccept(success bool) bool { return wants(h.Accept, success) }

// WantsApplication reports whether an application acknowledgment is due in
// enhanced mode.
func (h Header) WantsApplication(success bool) bool { return wants(h.Application, success) }

// wants reads HL7 table 0155.
func wants(condition string, success bool) bool {
	switch condition {
	case "AL":
		return true
	case "SU":
		return success
	case "ER":
		return !success
	}
	return false
}

// Header is the header of a parsed message.
func (m *Message) Header() Header {
	msh := m.Segment("MSH")
	field := func(n int) string { return msh.Field(n).First().Text() }
	kind := msh.Field(9).First()
	return Header{
		Delimiters: m.syn.Delimiters, Charset: m.syn.charset,
		SendingApplication: msh.Field(3).raw, SendingFacility: msh.Field(4).raw,
		ReceivingApplication: msh.Field(5).raw, ReceivingFacility: msh.Field(6).raw,
		Time: field(7), Code: kind.Component(1).Text(), Event: kind.Component(2).Text(), Structure: kind.Component(3).Text(),
		ControlID: field(10), ProcessingID: field(11), Version: field(12),
		Accept: strings.ToUpper(field(15)), Application: strings.ToUpper(field(16)),
	}
}

// ParseHeader reads only MSH, so that a message whose body cannot be read can
// still be answered. It fails when there is no usable MSH.
func ParseHeader(raw []byte) (Header, error) {
	head := firstLine(trim(raw))
	if utf16(head) {
		_, _, err := toText(head)
		return Header{}, fmt.Errorf("hl7v2: header: %w", err)
	}
	m, err := Parse(head)
	if err != nil && (outcome.Is(err, outcome.Invalid) || outcome.Is(err, outcome.NotSupported)) {
		// A contradiction in MSH-18 must not keep the sender from hearing of it.
		text, _ := ASCII.decode(head)
		text = strings.TrimLeft(text, "\uFEFF\uFFFD")
		d, dErr := delimiters(text)
		if dErr != nil {
			return Header{}, fmt.Errorf("hl7v2: header: %w", dErr)
		}
		m = &Message{raw: raw, syn: &syntax{Delimiters: d}}
		err = m.split(text)
	}
	if err != nil {
		return Header{}, fmt.Errorf("hl7v2: header: %w", err)
	}
	return m.Header(), nil
}

// Check tells what is wrong with the header before any body is looked at: no
// control id, no message type, or a version outside 2.3 to 2.8. Version and
// processing id errors are of kind NotSupported, which is answered with AR.
func (h Header) Check() error {
	switch {
	case h.Code == "":
		return outcome.At(outcome.Invalid, "MSH-9", "the message type is missing")
	case h.ControlID == "":
		return outcome.At(outcome.Invalid, "MSH-10", "the message control id is missing")
	case len(h.ControlID) > 199: // ST of 199 in v2.8
		return outcome.At(outcome.Invalid, "MSH-10", "the message control id is too long")
	case h.Version == "":
		return outcome.At(outcome.Invalid, "MSH-12", "the version is missing")
	case compareVersions(h.Version, "2.3") < 0 || compareVersions(h.Version, "2.9") >= 0:
		return outcome.At(outcome.NotSupported, "MSH-12", "versions 2.3 to 2.8 are supported")
	}
	return nil
}

// compareVersions orders "2.3" < "2.3.1" < "2.5". What is no version is below
// all.
func compareVersions(a, b string) int {
	x, y := versionParts(a), versionParts(b)
	for i := range x {
		if x[i] != y[i] {
			return x[i] - y[i]
		}
	}
	return 0
}

func versionParts(v string) [4]int {
	var out [4]int
	for i, p := range strings.SplitN(v, ".", 4) {
		n := 0
		for _, c := range []byte(p) {
			if c < '0' || c > '9' || n > 999 {
				return [4]int{}
			}
			n = n*10 + int(c-'0')
		}
		out[i] = n
	}
	return out
}
