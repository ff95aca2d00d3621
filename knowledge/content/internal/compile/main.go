// Command compile writes the modules of the working directory, compiled, to
// the first file that it is given, and what is learnt from the sayings to the
// second.
package main

import (
	"fmt"
	"os"

	"apricot.health/knowledge/built"
	"apricot.health/knowledge/content"
	"apricot.health/knowledge/graph"
	"apricot.health/knowledge/lexicon"
	"apricot.health/knowledge/resemblance"
)

func main() {
	if len(os.Args) != 3 {
		fmt.Fprintln(os.Stderr, "usage: compile GRAPH SAYINGS")
		os.Exit(2)
	}
	if err := compile(os.Args[1], os.Args[2]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func compile(modules, sayings string) error {
	here := os.DirFS(".")
	raw, err := content.Compile(here)
	if err != nil {
		return err
	}
	if err := write(modules, raw); err != nil {
		return err
	}
	g, err := graph.Load(here)
	if err != nil {
		return err
	}
	reader, err := resemblance.Learn(g, lexicon.New(g), here)
	if err != nil {
		return err
	}
	key, err := content.SayingsKey(here)
	if err != nil {
		return err
	}
	return write(sayings, built.File(key, reader.Binary()))
}

func write(file string, raw []byte) error {
	return os.WriteFile(file, raw, 0o644) //nolint:gosec // the content is public text
}
