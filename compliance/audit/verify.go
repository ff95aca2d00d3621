package audit

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"apricot.health/fhir/store"
)

// Report is what Verify found.
type Report struct {
	// Entries checked against the log, and events in the store that the log
	// has not taken in yet (normal while a server runs).
	Entries, Pending int64
	// Root is the tree head that was checked, as base64.
	Root string
	// Problems name the entry and what is wrong with it; none means the log
	// holds.
	Problems []string
}

// Verify recomputes the log from the store and compares it with the hashes and
// the signed checkpoint in dir, and with an older checkpoint (a signed note
// kept elsewhere) when one is given. It reads only.
func Verify(ctx context.Context, dir string, feed store.Feed, verifier note.Verifier, older []byte) (Report, error) {
	var rep Report
	signed, err := readTree(filepath.Join(dir, checkpointFile), verifier)
	if err != nil {
		return rep, err
	}
	f, err := os.Open(filepath.Join(dir, hashesFile))
	if err != nil {
		return rep, fmt.Errorf("audit: open the list of hashes: %w", err)
	}
	defer f.Close() //nolint:errcheck // read only
	if err := compareEntries(ctx, feed, fileHashes{f}, signed.N, &rep); err != nil {
		return rep, err
	}
	compareRoot(fileHashes{f}, signed, "the signed checkpoint", &rep)
	rep.Root = signed.Hash.String()
	if older == nil {
		return rep, nil
	}
	old, err := parseTree(older, verifier)
	if err != nil {
		return rep, err
	}
	if old.N > signed.N {
		rep.Problems = append(rep.Problems, fmt.Sprintf("the log has %d entries, the older checkpoint %d: entries were removed", signed.N, old.N))
		return rep, nil
	}
	compareRoot(fileHashes{f}, old, "the older checkpoint", &rep)
	return rep, nil
}

func compareEntries(ctx context.Context, feed store.Feed, hashes fileHashes, size int64, rep *Report) error {
	var since, n int64
	for {
		page, err := feed.Changes(ctx, since, feedPage)
		if err != nil {
			return fmt.Errorf("audit: read feed: %w", err)
		}
		if len(page) == 0 {
			break
		}
		for _, r := range page {
			if r.Seq != since+1 {
				rep.Problems = append(rep.Problems, fmt.Sprintf("the change feed jumps from %d to %d", since, r.Seq))
			}
			since = r.Seq
			if r.Type != "AuditEvent" {
				continue
			}
			if n >= size {
				rep.Pending++
				continue
			}
			if err := compareEntry(hashes, n, r, rep); err != nil {
				return err
			}
			n++
		}
	}
	if n < size {
		rep.Problems = append(rep.Problems, fmt.Sprintf("the log has %d entries, the store only %d", size, n))
	}
	return nil
}

func compareEntry(hashes fileHashes, n int64, r store.Resource, rep *Report) error {
	want, err := hashes.ReadHashes([]int64{tlog.StoredHashIndex(0, n)})
	if err != nil {
		return err
	}
	if tlog.RecordHash(leaf(r)) != want[0] {
		rep.Problems = append(rep.Problems, fmt.Sprintf("entry %d (%s, version %d) is not what was logged", n, r.Key, r.Version))
	}
	rep.Entries++
	return nil
}

func compareRoot(hashes fileHashes, t tlog.Tree, name string, rep *Report) {
	root, err := tlog.TreeHash(t.N, hashes)
	if err != nil || root != t.Hash {
		rep.Problems = append(rep.Problems, fmt.Sprintf("the first %d entries do not add up to %s", t.N, name))
	}
}

func readTree(path string, verifier note.Verifier) (tlog.Tree, error) {
	body, err := os.ReadFile(path)
	if err != nil {
		return tlog.Tree{}, fmt.Errorf("audit: read checkpoint: %w", err)
	}
	return parseTree(body, verifier)
}

func parseTree(body []byte, verifier note.Verifier) (tlog.Tree, error) {
	n, err := note.Open(body, note.VerifierList(verifier))
	if err != nil {
		return tlog.Tree{}, fmt.Errorf("audit: checkpoint signature: %w", err)
	}
	t, err := tlog.ParseTree([]byte(n.Text))
	if err != nil {
		return tlog.Tree{}, fmt.Errorf("audit: parse checkpoint: %w", err)
	}
	return t, nil
}
