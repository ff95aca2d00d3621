package main

import (
	"context"
	"fmt"

	"apricot.health/services/app"
)

type importCmd struct {
	place
	Paths []string `arg:"" help:"FHIR bundles (.json), resources one a line (.ndjson) and HL7 v2 files (.hl7), also .gz and .bz2; folders are walked." type:"path"`
}

// Run implements the command.
func (c importCmd) Run(ctx context.Context, t terminal) error {
	rep, err := app.Import(ctx, c.config(t), c.Paths)
	fmt.Fprintf(t.out, "files %d, resources %d, messages %d, refused %d\n", rep.Files, rep.Resources, rep.Messages, len(rep.Refused))
	for _, r := range rep.Refused {
		fmt.Fprintln(t.out, r)
	}
	if err != nil {
		return err
	}
	if len(rep.Refused) > 0 {
		return fmt.Errorf("%d entries were refused", len(rep.Refused))
	}
	return nil
}
