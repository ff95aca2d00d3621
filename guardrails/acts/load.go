package acts

import (
	"embed"
	"fmt"
	"io/fs"

	"apricot.health/guardrails/claim"
	"apricot.health/knowledge/resemblance"
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
	key, err := Key(bankFS)
	if err != nil {
		return nil, err
	}
	if raw, err := compiled.ReadFile("compiled/acts.bin"); err == nil {
		if rest, ok := resemblance.Learnt(raw, key); ok {
			if r, err := Open(rest); err == nil {
				return r, nil
			}
		}
	}
	return newFrom(x, bankFS)
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

// Compile gives the file that a build embeds: the key of the bank, then what
// was learnt from it.
func Compile(x *claim.Extractor, fsys fs.FS) ([]byte, error) {
	key, err := Key(fsys)
	if err != nil {
		return nil, err
	}
	r, err := newFrom(x, fsys)
	if err != nil {
		return nil, err
	}
	return resemblance.Keyed(key, r.Binary()), nil
}

// Key names the bytes of a bank and of the phrase lists that it is read with.
func Key(fsys fs.FS) (string, error) {
	return resemblance.KeyOf(fsys, fmt.Sprintf("%s%d\n%s", magic, len(claim.Lists()), claim.Lists()), "bank/*.tsv", "drafts/*.tsv")
}
