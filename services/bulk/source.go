package bulk

import (
	"archive/zip"
	"compress/bzip2"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
)

// source is one file to import; it may be a member of a zip archive.
type source struct {
	name string // as reports show it: "dir/a.ndjson.gz", "b.zip:a.json"
	kind string // ".json", ".ndjson" or ".hl7"
	path string
	// member of the zip archive at path, "" for a plain file.
	member string
	size   int64 // as it lies on disk
}

// kinds are the endings of files that hold something to import.
func kinds() []string { return []string{".json", ".ndjson", ".hl7"} }

// kindOf is the kind of a file by its name, "" when it holds nothing to import.
func kindOf(name string) string {
	name = strings.ToLower(name)
	for _, packed := range []string{".gz", ".bz2"} {
		name = strings.TrimSuffix(name, packed)
	}
	if ext := path.Ext(name); slices.Contains(kinds(), ext) {
		return ext
	}
	return ""
}

// sources walks files and folders. What others refer to by search is put
// first; that saves a second pass and changes nothing else.
func sources(paths []string) ([]source, error) {
	var out []source
	for _, p := range paths {
		err := filepath.WalkDir(p, func(file string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return err
			}
			info, err := d.Info()
			if err != nil {
				return err
			}
			if strings.EqualFold(filepath.Ext(file), ".zip") {
				members, err := archive(file)
				out = append(out, members...)
				return err
			}
			if k := kindOf(file); k != "" {
				out = append(out, source{name: file, kind: k, path: file, size: info.Size()})
			}
			return nil
		})
		if err != nil {
			return nil, fmt.Errorf("bulk: %w", err)
		}
	}
	slices.SortStableFunc(out, func(a, b source) int { return rank(a.name) - rank(b.name) })
	return out, nil
}

func rank(name string) int {
	base := strings.ToLower(path.Base(filepath.ToSlash(name)))
	for i, first := range []string{"organization", "hospital", "location", "practitioner", "device", "medication.", "patient"} {
		if strings.Contains(base, first) {
			return i
		}
	}
	return 100
}

func archive(file string) ([]source, error) {
	z, err := zip.OpenReader(file)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	var out []source
	for _, m := range z.File {
		if k := kindOf(m.Name); k != "" && !m.FileInfo().IsDir() {
			out = append(out, source{name: file + ":" + m.Name, kind: k, path: file, member: m.Name, size: int64(m.CompressedSize64)}) //nolint:gosec // a size on disk
		}
	}
	return out, z.Close()
}

// id is the id of the file's ledger: half of the SHA-256 of its content.
func (s source) id(ctx context.Context) (string, error) {
	r, err := s.raw()
	if err != nil {
		return "", err
	}
	h := sha256.New()
	_, err = io.Copy(h, contextReader{ctx, r})
	if err = errors.Join(err, r.Close()); err != nil {
		return "", fmt.Errorf("bulk: %s: %w", s.name, err)
	}
	return "import-" + hex.EncodeToString(h.Sum(nil)[:16]), nil
}

// raw opens the file as it lies there; a member of a zip is unpacked.
func (s source) raw() (io.ReadCloser, error) {
	if s.member == "" {
		f, err := os.Open(s.path)
		if err != nil {
			return nil, fmt.Errorf("bulk: %w", err)
		}
		return f, nil
	}
	z, err := zip.OpenReader(s.path)
	if err != nil {
		return nil, fmt.Errorf("bulk: %s: %w", s.path, err)
	}
	m, err := z.Open(s.member)
	if err != nil {
		return nil, fmt.Errorf("bulk: %s: %w", s.name, errors.Join(err, z.Close()))
	}
	return readCloser{m, []io.Closer{m, z}}, nil
}

// open gives the content, unpacked; seen is told how many bytes on disk were
// read.
func (s source) open(seen func(int64)) (io.ReadCloser, error) {
	f, err := s.raw()
	if err != nil {
		return nil, err
	}
	var r io.Reader = counter{f, seen}
	switch name := strings.ToLower(s.name); {
	case strings.HasSuffix(name, ".gz"):
		if r, err = gzip.NewReader(r); err != nil {
			return nil, fmt.Errorf("bulk: %s: %w", s.name, errors.Join(err, f.Close()))
		}
	case strings.HasSuffix(name, ".bz2"):
		r = bzip2.NewReader(r)
	}
	return readCloser{r, []io.Closer{f}}, nil
}

type readCloser struct {
	io.Reader
	closers []io.Closer
}

func (r readCloser) Close() error {
	var errs []error
	for _, c := range r.closers {
		errs = append(errs, c.Close())
	}
	return errors.Join(errs...)
}

type counter struct {
	io.Reader
	seen func(int64)
}

func (c counter) Read(p []byte) (int, error) {
	n, err := c.Reader.Read(p)
	c.seen(int64(n))
	return n, err //nolint:wrapcheck // io.EOF must stay itself
}

type contextReader struct {
	ctx context.Context //nolint:containedctx // lives as long as one copy
	io.Reader
}

func (c contextReader) Read(p []byte) (int, error) {
	if err := c.ctx.Err(); err != nil {
		return 0, err
	}
	return c.Reader.Read(p) //nolint:wrapcheck // io.EOF must stay itself
}
