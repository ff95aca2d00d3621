// Command compile writes the modules of the working directory, compiled, to
// the first file that it is given, what is learnt from the sayings to the
// second, and from the sayings of findings to the third.
package main

import (
	"fmt"
	"os"

	"apricot.health/knowledge/built"
	"apricot.health/knowledge/content"
	"apricot.health/knowledge/graph"
	"apricot.health/knowledge/hint"
	"apricot.health/knowledge/lexicon"
	"apricot.health/knowledge/resemblance"
)

func main() {
	if len(os.Args) != 4 {
		fmt.Fprintln(os.Stderr, "usage: compile GRAPH SAYINGS SPOKEN")
		os.Exit(2)
	}
	if err := compile(os.Args[1], os.Args[2], os.Args[3]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func compile(modules, sayings, spoken string) error {
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
	lex := lexicon.New(g)
	reader, err := resemblance.Learn(g, lex, here)
	if err != nil {
		return err
	}
	key, err := content.SayingsKey(here)
	if err != nil {
		return err
	}
	if err := write(sayings, built.File(key, reader.Binary())); err != nil {
		return err
	}
	hints, err := hint.Learn(g, lex, here)
	if err != nil {
		return err
	}
	if key, err = content.SpokenKey(here); err != nil {
		return err
	}
	return write(spoken, built.File(key, hints.Binary()))
}

func write(file string, raw []byte) error {
	return os.WriteFile(file, raw, 0o644) //nolint:gosec // the content is public text
}
