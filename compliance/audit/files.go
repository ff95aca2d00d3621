package audit

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"golang.org/x/mod/sumdb/tlog"
)

const (
	hashesFile     = "hashes"
	stateFile      = "state.json"
	checkpointFile = "checkpoint"
)

func readState(dir string) (state, error) {
	var st state
	body, err := os.ReadFile(filepath.Join(dir, stateFile))
	if errors.Is(err, fs.ErrNotExist) {
		return st, nil
	}
	if err != nil {
		return st, fmt.Errorf("audit: read state: %w", err)
	}
	if err := json.Unmarshal(body, &st); err != nil {
		return st, fmt.Errorf("audit: decode state: %w", err)
	}
	return st, nil
}

// storedSize is how many bytes the hashes of a tree take.
func storedSize(leaves int64) int64 {
	if leaves == 0 {
		return 0
	}
	return tlog.StoredHashCount(leaves) * tlog.HashSize
}

// trimHashes cuts the list to the leaves that the state vouches for. A list
// that is too short has lost entries: that is an error, not a repair.
func trimHashes(f *os.File, leaves int64) error {
	want := storedSize(leaves)
	info, err := f.Stat()
	if err != nil {
		return fmt.Errorf("audit: open log: %w", err)
	}
	if info.Size() < want {
		return fmt.Errorf("audit: the list of hashes is %d bytes short of %d entries", want-info.Size(), leaves)
	}
	if err := f.Truncate(want); err != nil {
		return fmt.Errorf("audit: open log: %w", err)
	}
	return nil
}

// replaceFile writes a file that is either the old or the new one after a
// crash.
func replaceFile(path string, body []byte) error {
	tmp, err := os.CreateTemp(filepath.Dir(path), filepath.Base(path)+".*")
	if err != nil {
		return fmt.Errorf("audit: replace %s: %w", filepath.Base(path), err)
	}
	_, wErr := tmp.Write(body)
	sErr := tmp.Sync()
	cErr := tmp.Close()
	if err := errors.Join(wErr, sErr, cErr); err != nil {
		return errors.Join(fmt.Errorf("audit: replace %s: %w", filepath.Base(path), err), os.Remove(tmp.Name()))
	}
	if err := os.Rename(tmp.Name(), path); err != nil {
		return fmt.Errorf("audit: replace %s: %w", filepath.Base(path), err)
	}
	return nil
}

// fileHashes reads stored hashes from the list.
type fileHashes struct{ f *os.File }

func (h fileHashes) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	out := make([]tlog.Hash, len(indexes))
	for i, at := range indexes {
		if _, err := h.f.ReadAt(out[i][:], at*tlog.HashSize); err != nil {
			return nil, fmt.Errorf("audit: stored hash %d: %w", at, err)
		}
	}
	return out, nil
}

// pendingHashes are hashes of a page that is not on disk yet, before those
// that are.
type pendingHashes struct {
	stored fileHashes
	first  int64
	fresh  []tlog.Hash
}

func (p *pendingHashes) add(at int64, hs []tlog.Hash) {
	if len(p.fresh) == 0 {
		p.first = at
	}
	p.fresh = append(p.fresh, hs...)
}

func (p *pendingHashes) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	out := make([]tlog.Hash, len(indexes))
	for i, at := range indexes {
		if len(p.fresh) > 0 && at >= p.first {
			out[i] = p.fresh[at-p.first]
			continue
		}
		hs, err := p.stored.ReadHashes([]int64{at})
		if err != nil {
			return nil, err
		}
		out[i] = hs[0]
	}
	return out, nil
}
