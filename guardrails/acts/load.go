package acts

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"io/fs"

	"apricot.health/guardrails/claim"
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
		if of, rest, ok := bytes.Cut(raw, []byte("\n")); ok && string(of) == key {
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
	return append([]byte(key+"\n"), r.Binary()...), nil
}

// Key names the bytes of a bank and of the phrase lists that it is read with.
func Key(fsys fs.FS) (string, error) {
	var names []string
	for _, pattern := range []string{"bank/*.tsv", "drafts/*.tsv"} {
		found, err := fs.Glob(fsys, pattern)
		if err != nil {
			return "", fmt.Errorf("acts: %w", err)
		}
		names = append(names, found...)
	}
	sum := sha256.New()
	fmt.Fprintf(sum, "%s%d\n%s", magic, len(claim.Lists()), claim.Lists())
	for _, name := range names {
		raw, err := fs.ReadFile(fsys, name)
		if err != nil {
			return "", fmt.Errorf("acts: %w", err)
		}
		fmt.Fprintf(sum, "%s %d\n", name, len(raw))
		sum.Write(raw)
	}
	return hex.EncodeToString(sum.Sum(nil)), nil
}
