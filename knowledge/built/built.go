// Package built loads what a build has made of files, so that a program need not
// make it at every start. What was made begins with the key of what it was made
// of; what was made of other files, by other means, or not at all, is made anew.
package built

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"slices"
)

// Source is what a T is made of.
type Source[T any] struct {
	Files    fs.FS
	Patterns []string // of the names of those that count
	// With stands for all else that a T depends on.
	With string
	// Make makes a T of the files, Binary writes one and Open reads it again.
	Make   func() (T, error)
	Binary func(T) []byte
	Open   func([]byte) (T, error)
}

// Load gives what file holds where it was built of this source, and makes it anew
// where it was not, or cannot be read.
func (s Source[T]) Load(file []byte) (T, error) {
	key, err := s.Key()
	if err != nil {
		var none T
		return none, err
	}
	if made, ok := Under(key, file); ok {
		if t, err := s.Open(made); err == nil {
			return t, nil
		}
	}
	return s.Make()
}

// Holds is true for a file that was built of this source: Load takes it at once.
func (s Source[T]) Holds(file []byte) bool {
	key, err := s.Key()
	_, ok := Under(key, file)
	return err == nil && ok
}

// Build gives the file that Load takes.
func (s Source[T]) Build() ([]byte, error) {
	key, err := s.Key()
	if err != nil {
		return nil, err
	}
	t, err := s.Make()
	if err != nil {
		return nil, err
	}
	return File(key, s.Binary(t)), nil
}

// Key names the source.
func (s Source[T]) Key() (string, error) { return Key(s.Files, s.With, s.Patterns...) }

// Key names the bytes of files, by the patterns of their names, and what they are
// read with.
func Key(fsys fs.FS, with string, patterns ...string) (string, error) {
	var names []string
	for _, pattern := range patterns {
		some, err := fs.Glob(fsys, pattern)
		if err != nil {
			return "", fmt.Errorf("built: %w", err)
		}
		names = append(names, some...)
	}
	slices.Sort(names)
	sum := sha256.New()
	sum.Write([]byte(with))
	for _, name := range names {
		raw, err := fs.ReadFile(fsys, name)
		if err != nil {
			return "", fmt.Errorf("built: %w", err)
		}
		fmt.Fprintf(sum, "%s %d\n", name, len(raw))
		sum.Write(raw)
	}
	return hex.EncodeToString(sum.Sum(nil)), nil
}

// File is what a build keeps: a key, then what was made under it.
func File(key string, made []byte) []byte { return append([]byte(key+"\n"), made...) }

// Under gives what was made, where it was made under this key.
func Under(key string, file []byte) ([]byte, bool) {
	of, made, ok := bytes.Cut(file, []byte("\n"))
	return made, ok && string(of) == key
}
