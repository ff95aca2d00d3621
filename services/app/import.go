package app

import (
	"bufio"
	"bytes"
	"compress/bzip2"
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"apricot.health/fhir/actor"
	"apricot.health/fhir/hl7v2"
	"apricot.health/fhir/outcome"
	"apricot.health/fhir/store"
	"apricot.health/services/feed"
)

// ImportReport tells what an import did. Refused names file and place of each
// entry that was not taken, without its content.
type ImportReport struct {
	Files, Resources, Messages int
	Refused                    []string
}

// importer loads files through the guard, as the system "import".
type importer struct {
	store store.Store
	feed  *feed.Feed
	rep   ImportReport
}

// Import loads FHIR bundles (.json), NDJSON (.ndjson) and HL7 v2 files (.hl7),
// plain or compressed. It goes on after a refused entry.
func Import(ctx context.Context, cfg Config, paths []string) (ImportReport, error) {
	if err := os.MkdirAll(cfg.Data, 0o700); err != nil {
		return ImportReport{}, fmt.Errorf("app: data folder: %w", err)
	}
	db, err := OpenDatabase(ctx, cfg)
	if err != nil {
		return ImportReport{}, err
	}
	guarded := guarded(db, cfg.Now)
	f, err := feed.New(feed.Config{Store: guarded, Match: db, Inbox: db, Logger: cfg.Logger, Now: cfg.Now})
	if err != nil {
		return ImportReport{}, errors.Join(err, db.Close())
	}
	im := &importer{store: guarded, feed: f}
	ctx = actor.With(ctx, actor.System("import"))
	for _, p := range paths {
		err = filepath.WalkDir(p, func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return err
			}
			return im.file(ctx, path)
		})
		if err != nil {
			break
		}
	}
	return im.rep, errors.Join(err, db.Close())
}

func (im *importer) refuse(path string, at string, err error) {
	detail, where := outcome.Public(err)
	im.rep.Refused = append(im.rep.Refused, strings.TrimSpace(fmt.Sprintf("%s %s: %s %s", path, at, detail, where)))
}

func (im *importer) file(ctx context.Context, path string) error {
	raw, err := os.Open(path)
	if err != nil {
		return fmt.Errorf("app: import: %w", err)
	}
	defer raw.Close() //nolint:errcheck // read only
	name := strings.ToLower(path)
	var r io.Reader = raw
	switch {
	case strings.HasSuffix(name, ".gz"):
		if r, err = gzip.NewReader(raw); err != nil {
			return fmt.Errorf("app: import %s: %w", path, err)
		}
		name = strings.TrimSuffix(name, ".gz")
	case strings.HasSuffix(name, ".bz2"):
		r, name = bzip2.NewReader(raw), strings.TrimSuffix(name, ".bz2")
	}
	switch filepath.Ext(name) {
	case ".json":
		im.rep.Files++
		return im.bundle(ctx, path, r)
	case ".ndjson":
		im.rep.Files++
		return im.ndjson(ctx, path, r)
	case ".hl7":
		im.rep.Files++
		return im.messages(ctx, path, r)
	}
	return nil
}

type bundleEntry struct {
	FullURL  string          `json:"fullUrl"`
	Resource json.RawMessage `json:"resource"`
	Request  struct {
		Method, URL, IfNoneExist string
	} `json:"request"`
}

// bundle loads one bundle in one commit, or one bare resource.
func (im *importer) bundle(ctx context.Context, path string, r io.Reader) error {
	raw, err := io.ReadAll(r)
	if err != nil {
		return fmt.Errorf("app: import %s: %w", path, err)
	}
	var b struct {
		ResourceType string        `json:"resourceType"`
		Entry        []bundleEntry `json:"entry"`
	}
	if err := json.Unmarshal(raw, &b); err != nil {
		im.refuse(path, "", outcome.Wrap(outcome.Invalid, err, "not valid JSON"))
		return nil
	}
	if b.ResourceType != "Bundle" {
		b.Entry = []bundleEntry{{Resource: raw}}
	}
	var ops []store.Op
	for i, e := range b.Entry {
		op, err := opOf(e)
		if err != nil {
			im.refuse(path, fmt.Sprintf("entry %d", i), err)
			return nil
		}
		ops = append(ops, op)
	}
	return im.apply(ctx, path, "", ops)
}

func opOf(e bundleEntry) (store.Op, error) {
	var head struct{ ResourceType, ID string }
	if err := json.Unmarshal(e.Resource, &head); err != nil || head.ResourceType == "" {
		return store.Op{}, outcome.New(outcome.Invalid, "an entry without a resource")
	}
	op := store.Op{Verb: store.Create, Type: head.ResourceType, Body: e.Resource, FullURL: e.FullURL, IfNoneExist: e.Request.IfNoneExist}
	if _, query, ok := strings.Cut(op.IfNoneExist, "?"); ok {
		op.IfNoneExist = query
	}
	if head.ID != "" && op.IfNoneExist == "" && e.Request.Method != "POST" {
		op.Verb, op.ID = store.Update, head.ID
	}
	return op, nil
}

func (im *importer) apply(ctx context.Context, path, at string, ops []store.Op) error {
	if len(ops) == 0 {
		return nil
	}
	_, err := im.store.Apply(ctx, store.Batch{Ops: ops})
	if outcome.Is(err, outcome.Unavailable) {
		return err
	}
	if err != nil {
		im.refuse(path, at, err)
		return nil
	}
	im.rep.Resources += len(ops)
	return nil
}

const (
	importBatch  = 200
	maxImportRow = 64 << 20
)

func (im *importer) ndjson(ctx context.Context, path string, r io.Reader) error {
	rows := bufio.NewScanner(r)
	rows.Buffer(nil, maxImportRow)
	var ops []store.Op
	first := 1
	for n := 1; rows.Scan(); n++ {
		row := bytes.TrimSpace(rows.Bytes())
		if len(row) == 0 {
			continue
		}
		op, err := opOf(bundleEntry{Resource: bytes.Clone(row)})
		if err != nil {
			im.refuse(path, fmt.Sprintf("line %d", n), err)
			continue
		}
		if ops = append(ops, op); len(ops) == importBatch {
			if err := im.apply(ctx, path, fmt.Sprintf("lines %d to %d", first, n), ops); err != nil {
				return err
			}
			ops, first = nil, n+1
		}
	}
	if err := rows.Err(); err != nil {
		return fmt.Errorf("app: import %s: %w", path, err)
	}
	return im.apply(ctx, path, fmt.Sprintf("lines from %d", first), ops)
}

func (im *importer) messages(ctx context.Context, path string, r io.Reader) error {
	raw, err := io.ReadAll(r)
	if err != nil {
		return fmt.Errorf("app: import %s: %w", path, err)
	}
	for i, m := range hl7v2.Split(raw) {
		if err := im.message(ctx, m); err != nil {
			if outcome.Is(err, outcome.Unavailable) {
				return err
			}
			im.refuse(path, fmt.Sprintf("message %d", i+1), err)
			continue
		}
		im.rep.Messages++
	}
	return nil
}

// message hands one message to the feed and turns a negative answer into an
// error that says why.
func (im *importer) message(ctx context.Context, raw []byte) error {
	answer, err := im.feed.Submit(ctx, raw)
	if err != nil || answer == nil {
		return err
	}
	ack, err := hl7v2.Parse(answer)
	if err != nil {
		return fmt.Errorf("app: import: answer: %w", err)
	}
	switch code := ack.Get("MSA-1"); code {
	case "AA", "CA":
		return nil
	default:
		return outcome.At(outcome.Unprocessable, ack.Get("ERR-2"), "answered %s: %s", code, ack.Get("MSA-3")+ack.Get("ERR-8"))
	}
}
