package main

import (
	"context"
	"fmt"

	"apricot.health/services/app"
)

type backupCmd struct {
	place
	Into string `arg:"" help:"Folder to write; it must not exist." type:"path"`
}

// Run implements the command.
func (c backupCmd) Run(ctx context.Context, t terminal) error {
	if err := app.Backup(ctx, c.config(t), c.Into); err != nil {
		return err
	}
	fmt.Fprintf(t.out, "backed up to %s\n", c.Into)
	if c.DB != "" {
		fmt.Fprintln(t.out, "the database is not in it: back PostgreSQL up now, with its own tools")
	}
	_, err := fmt.Fprintln(t.out, "to restore: apricot serve --data with a copy of it; apricot verify says whether it is whole")
	return err
}
