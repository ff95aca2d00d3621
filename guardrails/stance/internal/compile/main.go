// Command compile writes what is learnt from the bank of stances in the folder it
// is given to a file.
package main

import (
	"fmt"
	"os"

	"apricot.health/guardrails/claim"
	"apricot.health/guardrails/stance"
	"apricot.health/knowledge/content"
)

func main() {
	if len(os.Args) != 3 {
		fmt.Fprintln(os.Stderr, "usage: compile FOLDER FILE")
		os.Exit(2)
	}
	if err := compile(os.Args[1], os.Args[2]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func compile(folder, file string) error {
	g, err := content.Graph()
	if err != nil {
		return err
	}
	x, err := claim.New(g, nil)
	if err != nil {
		return err
	}
	raw, err := stance.Compile(x, os.DirFS(folder))
	if err != nil {
		return err
	}
	return os.WriteFile(file, raw, 0o644) //nolint:gosec // the bank is public text
}
