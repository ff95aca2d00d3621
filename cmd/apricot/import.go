package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"apricot.health/services/app"
	"apricot.health/services/bulk"
)

type importCmd struct {
	place
	Again bool     `help:"Import files again that were imported before."`
	Paths []string `arg:"" help:"FHIR bundles (.json), resources one a line (.ndjson) and HL7 v2 files (.hl7), also .gz, .bz2 and in .zip; folders are walked. An import that was ended goes on where it was." type:"path"`
}

// Run implements the command.
func (c importCmd) Run(ctx context.Context, t terminal) error {
	rep, err := app.Import(ctx, c.config(t), c.Paths, app.ImportOptions{Again: c.Again, Progress: progress(t.err)})
	fmt.Fprintf(t.out, "files %d, resources %d, messages %d, refused %d\n", rep.Files, rep.Resources, rep.Messages, rep.RefusedCount)
	if rep.Skipped > 0 {
		fmt.Fprintf(t.out, "%d files were imported before; --again imports them again\n", rep.Skipped)
	}
	for _, r := range rep.Refused {
		fmt.Fprintln(t.out, r)
	}
	if err != nil {
		return fmt.Errorf("%w; what was stored stays, the same command goes on from there", err)
	}
	if rep.RefusedCount > 0 {
		return fmt.Errorf("%d entries were refused", rep.RefusedCount)
	}
	return nil
}

// lineEvery is the time between two lines of progress where there is no
// terminal to draw a bar on.
const lineEvery = 10 * time.Second

// progress draws a bar on a terminal and writes a line now and then elsewhere.
func progress(w io.Writer) func(bulk.Progress) {
	bar := isTerminal(w)
	var last time.Duration
	return func(p bulk.Progress) {
		switch {
		case bar:
			fmt.Fprintf(w, "\r\x1b[K[%s] %s", strings.Repeat("#", int(share(p)*30))+strings.Repeat(".", 30-int(share(p)*30)), describe(p))
			if p.Finished {
				fmt.Fprintln(w)
			}
		case p.Elapsed-last >= lineEvery:
			last = p.Elapsed
			fmt.Fprintln(w, describe(p))
		}
	}
}

func share(p bulk.Progress) float64 {
	if p.Bytes == 0 {
		return 1
	}
	return float64(p.BytesDone) / float64(p.Bytes)
}

func describe(p bulk.Progress) string {
	text := fmt.Sprintf("%3.0f%%  files %d of %d, resources %d, refused %d", 100*share(p), p.FilesDone, p.Files, p.Resources, p.Refused)
	if s := p.Elapsed.Seconds(); s >= 1 {
		text += fmt.Sprintf(", %.0f a second", float64(p.Resources)/s)
		if left := s/max(share(p), 0.001) - s; !p.Finished && share(p) > 0 {
			text += fmt.Sprintf(", %s left", time.Duration(left*float64(time.Second)).Round(time.Second))
		}
	}
	return text
}

func isTerminal(w io.Writer) bool {
	f, ok := w.(*os.File)
	if !ok {
		return false
	}
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}
