package resemblance

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
)

// KeyOf names the bytes of the files of a bank, by patterns in their order, and
// of what the bank is read with: what was learnt under another key is stale.
func KeyOf(fsys fs.FS, with string, patterns ...string) (string, error) {
	sum := sha256.New()
	sum.Write([]byte(with))
	for _, pattern := range patterns {
		names, err := fs.Glob(fsys, pattern)
		if err != nil {
			return "", fmt.Errorf("resemblance: %w", err)
		}
		for _, name := range names {
			raw, err := fs.ReadFile(fsys, name)
			if err != nil {
				return "", fmt.Errorf("resemblance: %w", err)
			}
			fmt.Fprintf(sum, "%s %d\n", name, len(raw))
			sum.Write(raw)
		}
	}
	return hex.EncodeToString(sum.Sum(nil)), nil
}

// Keyed is a file that a build embeds: the key of a bank, then what was learnt
// from it.
func Keyed(key string, learnt []byte) []byte { return append([]byte(key+"\n"), learnt...) }

// Learnt gives what Keyed was given, where it was under this key.
func Learnt(file []byte, key string) ([]byte, bool) {
	of, rest, ok := bytes.Cut(file, []byte("\n"))
	return rest, ok && string(of) == key
}
