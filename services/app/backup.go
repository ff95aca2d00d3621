package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
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
	data, err := filepath.EvalSymlinks(cfg.Data)
	if err != nil {
		return fmt.Errorf("app: backup: %w", err)
	}
	half := into + ".half" // so that nobody takes half a backup for one
	if err := apart(data, half); err != nil {
		return err
	}
	if err := os.RemoveAll(half); err != nil {
		return fmt.Errorf("app: backup: %w", err)
	}
	for _, part := range append(slices.Clone(vouchers), "audit", ".") {
		if err := copyAll(data, half, part); err != nil {
			return fmt.Errorf("app: backup: %w", err)
		}
	}
	if cfg.DB == "" {
		if err := sqlite.Backup(ctx, filepath.Join(data, databaseFile), filepath.Join(half, databaseFile)); err != nil {
			return err
		}
	}
	if err := os.Rename(half, into); err != nil {
		return fmt.Errorf("app: backup: %w", err)
	}
	return nil
}

// vouchers are the files of the audit log that say how far the files after them
// hold, the newest written first: the log writes its hashes, then the state, then
// the checkpoint. Copied in this order, and never later, none says more than is
// copied.
//
//nolint:gochecknoglobals // a literal table, read only
var vouchers = []string{"audit/checkpoint", "audit/state.json"}

// apart refuses a backup that would be written into the folder that it copies, or
// whose unfinished folder, which is emptied first, is or holds that folder.
func apart(data, half string) error {
	from, err := resolved(data)
	if err != nil {
		return fmt.Errorf("app: backup: %w", err)
	}
	to, err := resolved(half)
	if err != nil {
		return fmt.Errorf("app: backup: %w", err)
	}
	if within(from, to) || within(to, from) {
		return outcome.New(outcome.Invalid, "app: backup: %s is not apart from the data folder %s; choose a folder outside it", strings.TrimSuffix(half, ".half"), data)
	}
	return nil
}

// resolved is the absolute path without symbolic links; what is not there yet is
// taken as it is written.
func resolved(path string) (string, error) {
	path, err := filepath.Abs(path)
	if err != nil {
		return "", err
	}
	real, err := filepath.EvalSymlinks(path)
	if !errors.Is(err, fs.ErrNotExist) || path == filepath.Dir(path) {
		return real, err
	}
	parent, err := resolved(filepath.Dir(path))
	return filepath.Join(parent, filepath.Base(path)), err
}

// within says whether path is folder or lies in it.
func within(folder, path string) bool {
	rel, err := filepath.Rel(folder, path)
	return err == nil && filepath.IsLocal(rel)
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
// lock of the server and what is in the target already. The content of a linked
// file is copied; what is neither file nor folder is an error.
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
		case rel != part && slices.Contains(vouchers, filepath.ToSlash(rel)):
			return nil // it was not there in its turn
		case d.Type()&fs.ModeSymlink != 0:
			return copyLink(path, to, rel)
		case !d.Type().IsRegular():
			return fmt.Errorf("%s is neither a file nor a folder", rel)
		}
		return copyFile(path, to)
	})
}

// copyLink copies the file that a link leads to, as it may lie outside the data
// folder: a mounted secret. A link to a folder stays a link where that folder is
// copied too.
func copyLink(path, to, rel string) error {
	target, err := os.Readlink(path)
	if errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("%w: %s", errRenamed, rel)
	}
	if err != nil {
		return err
	}
	info, err := os.Stat(path)
	switch {
	case err != nil:
		return fmt.Errorf("%s is a link that leads nowhere: %w", rel, err)
	case info.Mode().IsRegular():
		return copyFile(path, to)
	case info.IsDir() && !filepath.IsAbs(target) && filepath.IsLocal(filepath.Join(filepath.Dir(rel), target)):
		if err := os.Symlink(target, to); !errors.Is(err, fs.ErrExist) {
			return err
		}
		return nil
	}
	return fmt.Errorf("%s is a link to what is no file of the data folder: put the folder itself there", rel)
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
