// Command compile writes the modules of the working directory, compiled, to
// the file that it is given.
package main

import (
	"fmt"
	"os"

	"apricot.health/knowledge/content"
)

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: compile FILE")
		os.Exit(2)
	}
	raw, err := content.Compile(os.DirFS("."))
	if err == nil {
		err = os.WriteFile(os.Args[1], raw, 0o644) //nolint:gosec // the modules are public text
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
