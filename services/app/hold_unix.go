//go:build unix

package app

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"syscall"

	"apricot.health/fhir/outcome"
)

// hold keeps a data folder for one server: two on one SQLite file would each
// write an audit tree of their own. The kernel lets go of it when the process
// ends, however it ends.
func hold(data string) (*os.File, error) {
	f, err := os.OpenFile(filepath.Join(data, lockFile), os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, fmt.Errorf("app: data folder: %w", err)
	}
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		if errors.Is(err, syscall.EWOULDBLOCK) {
			err = outcome.New(outcome.Conflict, "app: another server is running on the data folder %s", data)
		}
		return nil, errors.Join(err, f.Close())
	}
	return f, nil
}
