package acts

import (
	"embed"
	"fmt"
	"io/fs"

	"apricot.health/guardrails/claim"
	"apricot.health/knowledge/built"
)

//go:embed bank/*.tsv drafts/*.tsv
var bankFS embed.FS

//go:embed compiled
var compiled embed.FS

// Bank gives the reviewed bank, under bank, and the drafts, under drafts.
func Bank() fs.FS { return bankFS }

// Load gives the reader of what was learnt from the bank when the program was
// built, and learns anew where there is nothing, or it was learnt from another
// bank or with other phrase lists.
func Load(x *claim.Extractor) (*Reader, error) {
	raw, _ := compiled.ReadFile("compiled/acts.bin") // without it the bank is learnt
	return source(x, bankFS).Load(raw)
}

// Built is true where the program holds what was learnt from this bank: without it
// Load learns for minutes.
func Built() bool {
	raw, err := compiled.ReadFile("compiled/acts.bin")
	return err == nil && source(nil, bankFS).Holds(raw)
}

// Compile gives the file that a build embeds.
func Compile(x *claim.Extractor, fsys fs.FS) ([]byte, error) { return source(x, fsys).Build() }

func source(x *claim.Extractor, fsys fs.FS) built.Source[*Reader] {
	return built.Source[*Reader]{
		Files: fsys, Patterns: []string{"bank/*.tsv", "drafts/*.tsv"}, With: fmt.Sprintf("%s%d\n%s", magic, len(claim.Lists()), claim.Lists()),
		Make: func() (*Reader, error) { return newFrom(x, fsys) }, Binary: (*Reader).Binary, Open: open,
	}
}

func newFrom(x *claim.Extractor, fsys fs.FS) (*Reader, error) {
	bank, err := ReadBank(fsys, "bank")
	if err != nil {
		return nil, err
	}
	drafts, err := ReadDrafts(fsys, "drafts")
	if err != nil {
		return nil, err
	}
	return New(x, bank, drafts), nil
}
