package portal

import (
	"crypto/ed25519"
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// keyFile holds the seed of the key that signs tokens. Who has it can be
// anyone, so it is readable by its owner only.
const keyFile = "token.key"

// LoadKey reads the seed of the signing key in a data folder and makes it on
// first use. It refuses a file that others may read. Two processes that start
// at once end up with the same seed.
func LoadKey(dir string) ([]byte, error) {
	path := filepath.Join(dir, keyFile)
	seed, err := readKey(path)
	if !errors.Is(err, fs.ErrNotExist) {
		return seed, err
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("portal: key folder: %w", err)
	}
	if err := makeKey(dir, path); err != nil {
		return nil, err
	}
	return readKey(path)
}

func readKey(path string) ([]byte, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, fmt.Errorf("portal: key: %w", err)
	}
	if info.Mode().Perm()&0o077 != 0 {
		return nil, errors.New("portal: key: the file may be read by others; its mode must be 0600")
	}
	seed, err := os.ReadFile(path) //nolint:gosec // a fixed name in the operator's folder
	if err != nil {
		return nil, fmt.Errorf("portal: key: %w", err)
	}
	if len(seed) != ed25519.SeedSize {
		return nil, fmt.Errorf("portal: key: the file has %d bytes, want %d", len(seed), ed25519.SeedSize)
	}
	return seed, nil
}

// makeKey writes the seed beside path and links it into place: a link fails
// where the name exists, so a half-written or second key is never read.
func makeKey(dir, path string) error {
	tmp, err := os.CreateTemp(dir, keyFile+".*") // mode 0600
	if err != nil {
		return fmt.Errorf("portal: make key: %w", err)
	}
	defer func() { _ = os.Remove(tmp.Name()) }()
	seed := make([]byte, ed25519.SeedSize)
	if _, err := rand.Read(seed); err != nil {
		return errors.Join(fmt.Errorf("portal: make key: %w", err), tmp.Close())
	}
	_, werr := tmp.Write(seed)
	if err := errors.Join(werr, tmp.Sync(), tmp.Close()); err != nil {
		return fmt.Errorf("portal: make key: %w", err)
	}
	if err := os.Link(tmp.Name(), path); err != nil && !errors.Is(err, fs.ErrExist) {
		return fmt.Errorf("portal: make key: %w", err)
	}
	return nil
}
