package hl7v2

import (
	"strings"
	"time"

	"apricot.health/fhir/outcome"
)

// AckCode is an acknowledgment code of HL7 table 0008.
type AckCode string

// The codes: A. in original mode and for application answers, C. for accept
// answers in enhanced mode.
const (
	AA AckCode = "AA"
	AE AckCode = "AE"
	AR AckCode = "AR"
	CA AckCode = "CA"
	CE AckCode = "CE"
	CR AckCode = "CR"
)

// Success reports whether the code says that the message was taken.
func (c AckCode) Success() bool { return c == AA || c == CA }

// Refusal is the code that tells err in original mode: AR when type, version
// or system is the matter, AE when it is the data.
func Refusal(err error) AckCode {
	switch outcome.KindOf(err) {
	case outcome.Invalid, outcome.Unprocessable, outcome.Conflict, outcome.MultipleMatches, outcome.PreconditionFailed, outcome.NotFound:
		return AE
	}
	return AR
}

// Accept is the accept-level counterpart of an original-mode code.
func (c AckCode) Accept() AckCode { return "C" + c[1:] }

// Ack writes the answer to the message with header h: parties swapped, its own
// control id, MSA-2 the control id of the message, in the sender's version,
// delimiters and character set. err, when not nil, is told in MSA-3 and, from
// version 2.5 on, in an ERR segment with its location; only its public detail
// is in it.
func Ack(h Header, code AckCode, err error, controlID string, now time.Time) []byte {
	d := h.Delimiters
	if d.Field == 0 {
		d = Standard()
	}
	version := h.Version
	if version == "" || len(version) > 20 {
		version = "2.5"
	}
	kind := []string{"ACK"}
	if h.Event != "" && compareVersions(version, "2.3.1") >= 0 {
		kind = append(kind, Escape(h.Event, d))
		if compareVersions(version, "2.4") >= 0 {
			kind = append(kind, "ACK")
		}
	}
	processing := h.ProcessingID
	if processing == "" {
		processing = "P"
	}
	charset := ""
	if h.Charset != ASCII {
		charset = h.Charset.Code()
	}
	var b strings.Builder
	segment(&b, d, "MSH"+d.String(), h.ReceivingApplication, h.ReceivingFacility, h.SendingApplication, h.SendingFacility,
		now.Format("20060102150405-0700"), "", strings.Join(kind, one(d.Component)), Escape(controlID, d),
		Escape(processing, d), Escape(version, d), "", "", "", "", "", charset)
	detail, path := "", ""
	if err != nil {
		detail, path = outcome.Public(err)
	}
	segment(&b, d, "MSA", string(code), Escape(h.ControlID, d), Escape(detail, d))
	if err != nil && compareVersions(version, "2.5") >= 0 {
		num, text := errorCode(err, path)
		c := one(d.Component)
		segment(&b, d, "ERR", "", location(path, c), num+c+text+c+"HL70357", "E", "", "", "", Escape(detail, d))
	}
	return h.Charset.encode(b.String())
}

// segment writes one segment without empty fields at its end.
func segment(b *strings.Builder, d Delimiters, name string, fields ...string) {
	line := name + one(d.Field) + strings.Join(fields, one(d.Field))
	b.WriteString(strings.TrimRight(line, one(d.Field)))
	b.WriteByte('\r')
}

// location writes "PID-3.4" as an ERL: segment, its sequence, field,
// repetition, component.
func location(path, c string) string {
	name, rest, ok := strings.Cut(path, "-")
	index := "1"
	if i := strings.IndexByte(name, '['); i > 0 && strings.HasSuffix(name, "]") {
		name, index = name[:i], name[i+1:len(name)-1]
	}
	if len(name) != 3 {
		return ""
	}
	out := name + c + index
	if !ok {
		return out
	}
	field, component, more := strings.Cut(rest, ".")
	out += c + field
	if more {
		out += c + "1" + c + component
	}
	return out
}

// errorCode picks the code of HL7 table 0357 for err.
func errorCode(err error, path string) (num, text string) {
	switch kind := outcome.KindOf(err); {
	case kind == outcome.NotSupported && path == "MSH-12":
		return "203", "Unsupported version id"
	case kind == outcome.NotSupported && path == "MSH-11":
		return "202", "Unsupported processing id"
	case kind == outcome.NotSupported && path == "MSH-9.2":
		return "201", "Unsupported event code"
	case kind == outcome.NotSupported && path == "MSH-9":
		return "200", "Unsupported message type"
	case kind == outcome.Conflict:
		return "205", "Duplicate key identifier"
	case kind == outcome.NotFound:
		return "204", "Unknown key identifier"
	case kind == outcome.Unprocessable:
		return "101", "Required field missing"
	case kind == outcome.Invalid:
		return "102", "Data type error"
	}
	return "207", "Application internal error"
}
