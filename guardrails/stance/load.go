package stance

import (
	"embed"
	"fmt"
	"io/fs"

	"apricot.health/guardrails/claim"
	"apricot.health/knowledge/built"
)

//go:embed bank
var bankFS embed.FS

//go:embed compiled
var compiled embed.FS

// Load gives the reader of what was learnt from a bank when the program was
// built, and learns anew where there is nothing, or it was learnt from another
// bank or with other phrase lists.
func (b Bank) Load(x *claim.Extractor) (*Reader, error) {
	raw, _ := compiled.ReadFile("compiled/" + b.File()) // without it the bank is learnt
	return b.source(x, bankFS).Load(raw)
}

// Built is true where the program holds what was learnt from this bank: without it
// Load learns for minutes.
func (b Bank) Built() bool {
	raw, err := compiled.ReadFile("compiled/" + b.File())
	return err == nil && b.source(nil, bankFS).Holds(raw)
}

// File names what Compile makes.
func (b Bank) File() string { return b.name + ".bin" }

// Compile gives the file that a build embeds.
func (b Bank) Compile(x *claim.Extractor, fsys fs.FS) ([]byte, error) {
	return b.source(x, fsys).Build()
}

func (b Bank) source(x *claim.Extractor, fsys fs.FS) built.Source[*Reader] {
	var files []string
	for _, p := range b.patterns {
		files = append(files, "bank"+p)
	}
	return built.Source[*Reader]{
		Files: fsys, Patterns: files, With: fmt.Sprintf("%s%s %v %d\n%s", magic, b.name, signNames, len(claim.Lists()), claim.Lists()),
		Make: func() (*Reader, error) {
			bank, err := b.Read(fsys, "bank")
			if err != nil {
				return nil, err
			}
			return b.Learn(x, bank), nil
		},
		Binary: (*Reader).Binary, Open: open,
	}
}
