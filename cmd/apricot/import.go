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

// importCmd takes records into the store, and code tables into the data folder.
type importCmd struct {
	Records     importRecordsCmd     `cmd:"" default:"withargs" help:"Load FHIR bundles, NDJSON and HL7 v2 files (the word may be left out)."`
	Terminology importTerminologyCmd `cmd:"" help:"Load a code table that the hospital licenses: ICD-10, SNOMED CT, national tables."`
}

type importRecordsCmd struct {
	place
	Again bool     `help:"Import files again that were imported before."`
	Paths []string `arg:"" help:"FHIR bundles (.json), resources one a line (.ndjson) and HL7 v2 files (.hl7), also .gz, .bz2 and in .zip; folders are walked. An import that was ended goes on where it was." type:"path"`
}

// Run implements the command.
func (c importRecordsCmd) Run(ctx context.Context, t terminal) error {
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

type importTerminologyCmd struct {
	Data   string `help:"Folder of the data." default:"./.apricot" env:"APRICOT_DATA" type:"path"`
	System string `help:"URI of the code system, such as http://hl7.org/fhir/sid/icd-10." required:""`
	Of     string `help:"What the codes mean: ${enum}." enum:"conditions,medicines,allergens" default:"conditions"`
	Table  string `arg:"" help:"A table with a header line, commas or tabs, UTF-8 or GB18030; columns code and display (or 编码 and 名称), and maps where it names a concept of Apricot. SNOMED CT description files (RF2) are read as they are." type:"existingfile"`
}

// Run implements the command.
func (c importTerminologyCmd) Run(_ context.Context, t terminal) error {
	f, err := os.Open(c.Table)
	if err != nil {
		return fmt.Errorf("open the table: %w", err)
	}
	defer f.Close() //nolint:errcheck // only read
	rep, err := app.ImportTerminology(c.Data, c.System, c.Of, f)
	if err != nil {
		return err
	}
	fmt.Fprintf(t.out, "rows %d, codes %d; with a concept: %d by the table, %d by their name\n", rep.Rows, rep.Codes, rep.ByTable, rep.ByName)
	for _, id := range rep.Unknown {
		fmt.Fprintf(t.out, "%s is no concept of this knowledge\n", id)
	}
	if rep.Shared > 0 {
		fmt.Fprintf(t.out, "%d names stand at more than one code\n", rep.Shared)
	}
	if len(rep.Torn) > 0 {
		fmt.Fprintf(t.out, "%d codes have names of different concepts and mean none, until a column maps says which: %s\n", len(rep.Torn), strings.Join(rep.Torn[:min(len(rep.Torn), mostNamed)], ", "))
	}
	fmt.Fprintln(t.out, "A running server takes the table up within seconds, another at its next start.")
	return nil
}

// mostNamed bounds the codes that are named.
const mostNamed = 20

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
