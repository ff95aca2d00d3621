package stance

import (
	"embed"
	"fmt"
	"io/fs"

	"apricot.health/guardrails/claim"
	"apricot.health/knowledge/resemblance"
)

//go:embed bank/*.tsv
var bankFS embed.FS

//go:embed compiled
var compiled embed.FS

// Load gives the reader of what was learnt from the bank when the program was
// built, and learns anew where there is nothing, or it was learnt from another
// bank or with other phrase lists.
func Load(x *claim.Extractor) (*Reader, error) {
	key, err := keyOf(bankFS)
	if err != nil {
		return nil, err
	}
	if raw, err := compiled.ReadFile("compiled/stance.bin"); err == nil {
		if rest, ok := resemblance.Learnt(raw, key); ok {
			if r, err := Open(rest); err == nil {
				return r, nil
			}
		}
	}
	bank, err := ReadBank(bankFS, "bank")
	if err != nil {
		return nil, err
	}
	return New(x, bank), nil
}

// Compile gives the file that a build embeds: the key of the bank, then what
// was learnt from it.
func Compile(x *claim.Extractor, fsys fs.FS) ([]byte, error) {
	key, err := keyOf(fsys)
	if err != nil {
		return nil, err
	}
	bank, err := ReadBank(fsys, "bank")
	if err != nil {
		return nil, err
	}
	return resemblance.Keyed(key, New(x, bank).Binary()), nil
}

func keyOf(fsys fs.FS) (string, error) {
	key, err := resemblance.KeyOf(fsys, fmt.Sprintf("%s%d\n%s", magic, len(claim.Lists()), claim.Lists()), "bank/*.tsv")
	if err != nil {
		return "", fmt.Errorf("stance: %w", err)
	}
	return key, nil
}
