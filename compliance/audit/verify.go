package audit

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"

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
// kept elsewhere) when one is given. It reads only. Every stored hash is
// recomputed, those of inner nodes too, so nobody can exchange an event and
// its own hash and leave the tree above as it was.
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
			compareEntry(hashes, n, r, rep)
			n++
		}
	}
	if n < size {
		rep.Problems = append(rep.Problems, fmt.Sprintf("the log has %d entries, the store only %d", size, n))
	}
	return nil
}

// compareEntry recomputes the hashes that entry n brought into the tree: its
// own and those of the subtrees that it completes. The siblings come from the
// list; they were recomputed when their entries were.
func compareEntry(hashes fileHashes, n int64, r store.Resource, rep *Report) {
	rep.Entries++
	want, err := tlog.StoredHashesForRecordHash(n, tlog.RecordHash(leaf(r)), hashes)
	if err == nil {
		indexes := make([]int64, len(want))
		for i := range want {
			indexes[i] = tlog.StoredHashCount(n) + int64(i)
		}
		var have []tlog.Hash
		if have, err = hashes.ReadHashes(indexes); err == nil && slices.Equal(have, want) {
			return
		}
	}
	what := "is not what was logged"
	if err != nil {
		what = "is missing in the list of hashes"
	}
	rep.Problems = append(rep.Problems, fmt.Sprintf("entry %d (%s, version %d) %s", n, r.Key, r.Version, what))
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
