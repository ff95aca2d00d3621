package hl7v2

import (
	"bytes"
	"strconv"
	"strings"
	"time"

	"apricot.health/fhir/outcome"
)

// Batch is a file or batch of messages (HL7 v2.8.2 section 2.10.3).
type Batch struct {
	// Header is FHS when there is one, else BHS, read as if it were MSH: the
	// fields 3 to 7 are the same ones.
	Header Header
	// File says that the outermost header is FHS.
	File bool
	// ControlID is FHS-11 or BHS-11.
	ControlID string
	Messages  [][]byte
	// Counted is false when a trailer tells another number of messages or
	// batches than have come.
	Counted bool
}

// IsBatch reports whether raw begins with a file or batch header.
func IsBatch(raw []byte) bool {
	raw = bytes.TrimPrefix(trim(raw), utf8BOM)
	return hasAnyPrefix(raw, "FHS", "BHS")
}

// ParseBatch cuts a batch into its messages. It fails when the header cannot be
// read or a segment stands outside every message.
func ParseBatch(raw []byte) (Batch, error) {
	raw = normalEnds(bytes.TrimPrefix(trim(raw), utf8BOM))
	head := firstLine(raw)
	b := Batch{File: bytes.HasPrefix(head, []byte("FHS")), Counted: true}
	text, _ := UTF8.decode(head)
	if len(text) < 4 {
		return b, outcome.At(outcome.Invalid, "BHS", "the batch header is malformed")
	}
	asMessage := "MSH" + text[3:]
	d, err := delimiters(asMessage)
	if err != nil {
		return b, outcome.At(outcome.Invalid, string(head[:3]), "the batch header is malformed")
	}
	m := &Message{syn: &syntax{Delimiters: d, charset: UTF8}}
	if err := m.split(asMessage); err != nil {
		return b, outcome.At(outcome.Invalid, string(head[:3]), "the batch header is malformed")
	}
	msh := m.segments[0]
	b.Header = Header{
		Delimiters: d, Charset: UTF8,
		SendingApplication: msh.Field(3).raw, SendingFacility: msh.Field(4).raw,
		ReceivingApplication: msh.Field(5).raw, ReceivingFacility: msh.Field(6).raw,
		Time: msh.Field(7).First().Text(),
	}
	b.ControlID = msh.Field(11).First().Text()
	return b, b.cut(raw, d)
}

// cut collects the messages and holds the trailers against what has come.
func (b *Batch) cut(raw []byte, d Delimiters) error {
	inBatch, batches := 0, 0
	for line := range bytes.SplitAfterSeq(raw, []byte{'\r'}) {
		switch {
		case len(bytes.TrimSpace(line)) == 0 || hasAnyPrefix(line, "FHS"):
		case hasAnyPrefix(line, "BHS"):
			inBatch, batches = 0, batches+1
		case hasAnyPrefix(line, "BTS"):
			b.count(line, d, inBatch)
		case hasAnyPrefix(line, "FTS"):
			b.count(line, d, batches)
		case hasAnyPrefix(line, "MSH"):
			b.Messages = append(b.Messages, bytes.Clone(line))
			inBatch++
		case len(b.Messages) == 0:
			return outcome.At(outcome.Invalid, "BHS", "a segment stands before the first message")
		default:
			last := &b.Messages[len(b.Messages)-1]
			*last = append(*last, line...)
		}
	}
	return nil
}

// count holds a trailer's number, when it tells one, against have.
func (b *Batch) count(line []byte, d Delimiters, have int) {
	_, rest, ok := strings.Cut(string(bytes.TrimSpace(line)), one(d.Field))
	if !ok {
		return
	}
	told, _, _ := strings.Cut(rest, one(d.Field))
	if n, err := strconv.Atoi(strings.TrimSpace(told)); err == nil && n != have {
		b.Counted = false
	}
}

// Answer writes the batch of answers to b: parties swapped, its own control id,
// the control id of b as its reference.
func (b Batch) Answer(answers [][]byte, controlID string, now time.Time) []byte {
	h := b.Header
	d := h.Delimiters
	fields := []string{
		h.ReceivingApplication, h.ReceivingFacility, h.SendingApplication, h.SendingFacility, now.Format("20060102150405-0700"),
		"", "", "", Escape(controlID, d), Escape(b.ControlID, d),
	}
	note := ""
	if !b.Counted {
		note = "the number of messages is not the one that the trailer tells"
	}
	var out strings.Builder
	if b.File {
		segment(&out, d, "FHS"+d.String(), fields...)
	}
	segment(&out, d, "BHS"+d.String(), fields...)
	for _, a := range answers {
		out.Write(a)
	}
	segment(&out, d, "BTS", strconv.Itoa(len(answers)), note)
	if b.File {
		segment(&out, d, "FTS", "1")
	}
	return []byte(out.String())
}
