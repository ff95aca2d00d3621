// Command learn writes what is learnt from the banks of acts and of stances, in
// the folders of their packages below the one it is given.
package main

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"apricot.health/guardrails/acts"
	"apricot.health/guardrails/claim"
	"apricot.health/guardrails/stance"
	"apricot.health/knowledge/content"
)

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: learn FOLDER")
		os.Exit(2)
	}
	if err := learn(os.Args[1]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func learn(folder string) error {
	g, err := content.Graph()
	if err != nil {
		return err
	}
	x, err := claim.New(g, nil)
	if err != nil {
		return err
	}
	type file struct {
		folder, name string
		compile      func(*claim.Extractor, fs.FS) ([]byte, error)
	}
	files := []file{{"acts", "acts.bin", acts.Compile}}
	for _, b := range []stance.Bank{stance.Medicines, stance.Signs} {
		files = append(files, file{"stance", b.File(), b.Compile})
	}
	for _, f := range files {
		raw, err := f.compile(x, os.DirFS(filepath.Join(folder, f.folder)))
		if err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(folder, f.folder, "compiled", f.name), raw, 0o644); err != nil { //nolint:gosec // the banks are public text
			return err
		}
	}
	return nil
}
