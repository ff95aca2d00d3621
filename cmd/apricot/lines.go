package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"apricot.health/services/app"
)

// maxLine bounds one line of JSON Lines input: a FHIR bundle fits.
const maxLine = 64 << 20

type (
	extractCmd struct{}
	triageCmd  struct{}
	fenceCmd   struct{}
)

// Help names the members of a line.
func (extractCmd) Help() string {
	return `Each line: {id, text, lang?: zh|en}. Each answer: {id, mentions: [{concept, kind, text, start, end, status, experiencer, time, value?, unit?}]}, or {id, error}.`
}

// Help names the members of a line.
func (triageCmd) Help() string {
	return `Each line: {id, text?, lang?, age?: years, sex?: female|male, findings?: [id]}. Each answer: {id, urgency: emergency|urgent|routine|self-care, level: 1..4, department, red_flags, differential: [{condition, name, p}], abstained, path}, or {id, error}.`
}

// Help names the members of a line.
func (fenceCmd) Help() string {
	return `Each line: {id, audience: patient|care-manager|doctor|order, text, lang?, bundle? | chart?, urgency?: {level: 1..4, red_flags?}, orders?}. A chart is {age, sex, pregnant?, pregnancy_weeks?, lactating?, conditions, medications, allergies, egfr?, weight_kg?} with names in either language; a list that is missing was not asked, an empty one was asked and there is none. Each answer: {id, decision: release|revise|handover|block, text?, findings: [{hazard, severity, claim, evidence}], micros}, or {id, error}.`
}

// Run implements the command.
func (extractCmd) Run(ctx context.Context, t terminal) error {
	k, err := knowledge(ctx, t)
	if err != nil {
		return err
	}
	return lines(ctx, t, k.Lexicon.Line)
}

// Run implements the command.
func (triageCmd) Run(ctx context.Context, t terminal) error {
	k, err := knowledge(ctx, t)
	if err != nil {
		return err
	}
	return lines(ctx, t, k.Engine.Line)
}

// Run implements the command.
func (fenceCmd) Run(ctx context.Context, t terminal) error {
	k, err := knowledge(ctx, t)
	if err != nil {
		return err
	}
	return lines(ctx, t, func(raw []byte) []byte { return k.Fence.Line(ctx, raw) })
}

// lines answers each line of input with one line, in order. A line that is too
// long gets an error line and the rest goes on; blank lines are passed over.
func lines(ctx context.Context, t terminal, answer func([]byte) []byte) error {
	in := bufio.NewReaderSize(t.in, 64<<10)
	out := bufio.NewWriter(t.out)
	for ctx.Err() == nil {
		raw, tooLong, err := readLine(in)
		if tooLong {
			raw = nil
			if _, wErr := fmt.Fprintf(out, "{\"id\":null,\"error\":\"the line is longer than %d bytes\"}\n", maxLine); wErr != nil {
				return wErr
			}
		}
		if raw = bytes.TrimSpace(raw); len(raw) > 0 {
			if _, wErr := out.Write(append(safely(answer, raw), '\n')); wErr != nil {
				return wErr
			}
		}
		if in.Buffered() == 0 {
			if fErr := out.Flush(); fErr != nil {
				return fErr
			}
		}
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return fmt.Errorf("read standard input: %w", err)
		}
	}
	return errors.Join(out.Flush(), ctx.Err())
}

// safely turns a panic into an error line: one bad line must not end a batch.
func safely(answer func([]byte) []byte, raw []byte) (out []byte) {
	defer func() {
		if p := recover(); p != nil {
			var in struct {
				ID json.RawMessage `json:"id"`
			}
			if json.Unmarshal(raw, &in) != nil || in.ID == nil {
				in.ID = json.RawMessage("null")
			}
			out = fmt.Appendf(nil, `{"id":%s,"error":"internal error"}`, in.ID)
		}
	}()
	return answer(raw)
}

func readLine(in *bufio.Reader) (line []byte, tooLong bool, err error) {
	for {
		part, err := in.ReadSlice('\n')
		if !tooLong {
			line = append(line, part...)
		}
		if len(line) > maxLine {
			tooLong, line = true, nil
		}
		if !errors.Is(err, bufio.ErrBufferFull) {
			return line, tooLong, err
		}
	}
}

// knowledge is what the batch commands decide with. Who waits for minutes is told
// why.
func knowledge(ctx context.Context, t terminal) (app.Knowledge, error) {
	if parts := app.Unbuilt(); len(parts) > 0 {
		fmt.Fprintf(t.err, "apricot: this program was built without its %s, which are made now, for minutes; to avoid it %s\n",
			strings.Join(parts, ", "), app.BuildFirst)
	}
	return app.NewKnowledge(ctx, time.Now, "")
}
