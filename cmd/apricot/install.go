package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// installed is a signed file of a data folder, with the public key that
// verifies it and the file before it. A running server follows all three.
type installed struct{ file, key, previous string }

func (i installed) in(data string) installed {
	at := func(name string) string { return filepath.Join(data, filepath.FromSlash(name)) }
	return installed{at(i.file), at(i.key), at(i.previous)}
}

// put replaces the file, which is kept as the one before it, and the key. A
// file is written aside and moved, so that a server never reads half of it.
func (i installed) put(content, key []byte) error {
	if err := os.MkdirAll(filepath.Dir(i.file), 0o700); err != nil {
		return err
	}
	if before, err := os.ReadFile(i.file); err == nil {
		if err := replace(i.previous, before); err != nil {
			return err
		}
	} else if !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if err := replace(i.key, key); err != nil {
		return err
	}
	return replace(i.file, content)
}

func replace(path string, content []byte) error {
	half := path + ".half"
	if err := os.WriteFile(half, content, 0o600); err != nil {
		return err
	}
	return os.Rename(half, path)
}

var errNothingBefore = errors.New("what was shipped is in force; there is nothing before it")

// back puts the file before this one in place; before the first was what is
// shipped.
func (i installed) back() error {
	if _, err := os.Stat(i.file); err != nil {
		return errNothingBefore
	}
	err := os.Rename(i.previous, i.file)
	if errors.Is(err, fs.ErrNotExist) {
		err = os.Remove(i.file)
	}
	if err != nil {
		return fmt.Errorf("rollback: %w", err)
	}
	return nil
}
