package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"apricot.health/fhir/outcome"
	"apricot.health/fhir/store/sqlite"
)

// Backup copies a data folder into a new one that a server can start on, beside
// a server that goes on working. What is acknowledged before it begins is in it.
// The signed audit log comes first and the database last, so that the copy never
// signs for what it does not hold. With PostgreSQL the folder alone is copied:
// the database has its own tools, to be used after this.
func Backup(ctx context.Context, cfg Config, into string) error {
	if _, err := os.Stat(into); err == nil {
		return outcome.New(outcome.Conflict, "app: backup: %s is there already; a backup is never written over another", into)
	}
	half := into + ".half" // so that nobody takes half a backup for one
	if err := os.RemoveAll(half); err != nil {
		return fmt.Errorf("app: backup: %w", err)
	}
	for _, part := range []string{"audit/checkpoint", "audit", "."} {
		if err := copyAll(cfg.Data, half, part); err != nil {
			return fmt.Errorf("app: backup: %w", err)
		}
	}
	if cfg.DB == "" {
		if err := sqlite.Backup(ctx, filepath.Join(cfg.Data, databaseFile), filepath.Join(half, databaseFile)); err != nil {
			return err
		}
	}
	if err := os.Rename(half, into); err != nil {
		return fmt.Errorf("app: backup: %w", err)
	}
	return nil
}

const (
	databaseFile = "apricot.db"
	lockFile     = "serving.lock"
)

// passes is how often a folder is walked again because a file was renamed under
// the walk. A server writes a file beside its place and renames it, seldom.
const passes = 100

// copyAll is copyInto of a folder in which files are renamed meanwhile. One that was
// there when the folder was listed and is not when it is read has another name by
// now, so the folder is listed again; what is copied stays.
func copyAll(data, into, part string) error {
	for n := 1; ; n++ {
		err := copyInto(data, into, part)
		if !errors.Is(err, errRenamed) {
			return err
		}
		if n == passes {
			return fmt.Errorf("%s changes all the time: %w", part, err)
		}
	}
}

var errRenamed = errors.New("a file was renamed while it was to be copied")

// copyInto copies a file or folder of a data folder, but for the database, the
// lock of the server and what is in the target already.
func copyInto(data, into, part string) error {
	return filepath.WalkDir(filepath.Join(data, part), func(path string, d fs.DirEntry, err error) error {
		if errors.Is(err, fs.ErrNotExist) && part != "." {
			return nil // a new folder has no audit log yet
		}
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(data, path)
		if err != nil {
			return err
		}
		to := filepath.Join(into, rel)
		switch {
		case strings.HasPrefix(rel, databaseFile), rel == lockFile:
			return nil
		case d.IsDir():
			return os.MkdirAll(to, 0o700)
		case !d.Type().IsRegular():
			return nil
		}
		return copyFile(path, to)
	})
}

func copyFile(from, to string) (err error) {
	if err := os.MkdirAll(filepath.Dir(to), 0o700); err != nil {
		return err
	}
	src, err := os.Open(from)
	if errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("%w: %s", errRenamed, filepath.Base(from))
	}
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, src.Close()) }()
	dst, err := os.OpenFile(to, os.O_CREATE|os.O_WRONLY|os.O_EXCL, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return nil
	}
	if err != nil {
		return err
	}
	_, err = io.Copy(dst, src)
	return errors.Join(err, dst.Sync(), dst.Close())
}
