package bulk

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"apricot.health/fhir/outcome"
	"apricot.health/fhir/r4"
	"apricot.health/fhir/store"
	"apricot.health/fhir/validate"
)

// item is what is applied or refused as one. Items are numbered from 1: the
// line of NDJSON, the entry of a Bundle, the message of an HL7 file.
type item struct {
	number int
	// text until it is decoded.
	text []byte
	ops  []store.Op
	// names are the final references of the other entries of its Bundle.
	names map[string]string
	err   error
	// broken stands, in the last item, for a file that could not be read on.
	broken *whole
}

// maxLine bounds a line of NDJSON.
const maxLine = 64 << 20

// lines gives each line that is not empty to yield, which ends the reading by
// an error. A line that breaks off because r does is not given.
func lines(r io.Reader, yield func(item) error) error {
	in := bufio.NewReaderSize(r, 1<<20)
	for n := 1; ; n++ {
		text, err := line(in)
		if err != nil && !errors.Is(err, io.EOF) {
			return fmt.Errorf("line %d: %w", n, err)
		}
		text = bytes.TrimSpace(text)
		if n == 1 {
			text = bytes.TrimPrefix(text, []byte("\uFEFF"))
		}
		if len(text) > 0 {
			if err := yield(item{number: n, text: text}); err != nil {
				return err
			}
		}
		if err != nil {
			return nil //nolint:nilerr // the end of the file
		}
	}
}

// line reads up to a line end, in memory of its own.
func line(in *bufio.Reader) (out []byte, err error) {
	for {
		part, err := in.ReadSlice('\n')
		out = append(out, part...)
		if len(out) > maxLine {
			return nil, fmt.Errorf("longer than %d bytes", maxLine)
		}
		if !errors.Is(err, bufio.ErrBufferFull) {
			return out, err //nolint:wrapcheck // io.EOF must stay itself
		}
	}
}

// document gives the items of a .json file: a transaction as one, the entries
// of any other Bundle, or one resource.
func document(r io.Reader, file string, yield func(item) error) error {
	raw, err := io.ReadAll(r)
	if err != nil {
		return err //nolint:wrapcheck // wrapped with the file by the caller
	}
	d, err := r4.Parse(bytes.TrimPrefix(raw, []byte("\uFEFF")))
	if err != nil {
		return yield(item{number: 1, err: err})
	}
	root := d.Root()
	switch kind := root.Get("type").Text(); {
	case d.Type() != "Bundle" || kind == "document" || kind == "message":
		return yield(item{number: 1, text: d.Raw()})
	case kind == "transaction":
		return yield(transaction(root, file))
	}
	names := map[string]string{}
	n := 0
	for e := range root.Get("entry").Items() {
		n++
		if op, err := entryOp(e, file, n); err == nil && op.FullURL != "" && op.Verb == store.Update && op.Condition == "" {
			names[op.FullURL] = op.Type + "/" + op.ID
		}
	}
	n = 0
	for e := range root.Get("entry").Items() {
		n++
		it := item{number: n, names: names}
		op, err := entryOp(e, file, n)
		op.FullURL = ""
		it.ops, it.err = []store.Op{op}, err
		if err := yield(it); err != nil {
			return err
		}
	}
	return nil
}

func transaction(root r4.Value, file string) item {
	it := item{number: 1}
	n := 0
	for e := range root.Get("entry").Items() {
		op, err := entryOp(e, file, n+1)
		if err != nil {
			detail, path := outcome.Public(err)
			it.err = outcome.At(outcome.KindOf(err), strings.TrimSuffix("Bundle.entry["+strconv.Itoa(n)+"]."+path, "."), "%s", detail)
			return it
		}
		it.ops = append(it.ops, op)
		n++
	}
	return it
}

// check holds the resources of an item against the definitions.
func check(ops []store.Op) error {
	for i := range ops {
		op := &ops[i]
		if op.Verb == store.Delete {
			continue
		}
		issues, err := validate.Op(op)
		if err == nil {
			err = validate.Error(issues)
		}
		if err == nil {
			continue
		}
		detail, path := outcome.Public(err)
		if len(ops) > 1 {
			path = "Bundle.entry[" + strconv.Itoa(i) + "].resource" + strings.TrimPrefix(path, op.Type)
		}
		return outcome.At(outcome.KindOf(err), path, "%s", detail)
	}
	return nil
}

// decoded makes the writes of an item ready, and checks them.
func decoded(it item, file string) item {
	if it.err != nil {
		return it
	}
	if it.ops == nil {
		d, err := r4.Parse(it.text)
		if err != nil {
			it.err = err
			return it
		}
		op, err := resourceOp(d.Root(), file, it.number)
		if it.ops, it.err = []store.Op{op}, err; err != nil {
			return it
		}
	}
	if it.err = check(it.ops); it.err == nil && len(it.names) > 0 && len(it.ops[0].Body) > 0 {
		it.err = it.ops[0].RewriteReferences(it.names)
	}
	return it
}

// resourceOp stores a resource under its own id, or under one made of its place.
func resourceOp(v r4.Value, file string, n int) (store.Op, error) {
	op := store.Op{Verb: store.Update, Type: v.Get("resourceType").Text(), ID: v.Get("id").Text(), Body: v.Raw()}
	if !validate.Known(op.Type) {
		return op, outcome.At(outcome.Invalid, "resourceType", "this is not a resource type of FHIR R4")
	}
	if op.ID == "" {
		op.ID = made(file, n)
	}
	if !r4.ValidID(op.ID) {
		return op, outcome.At(outcome.Invalid, op.Type+".id", "this is not a FHIR id")
	}
	return op, nil
}

func made(file string, n int) string {
	sum := sha256.Sum256([]byte(file + "#" + strconv.Itoa(n)))
	return hex.EncodeToString(sum[:16])
}

// entryOp makes the write of a Bundle entry.
func entryOp(e r4.Value, file string, n int) (store.Op, error) {
	request := e.Get("request")
	target, query, search := strings.Cut(request.Get("url").Text(), "?")
	method := request.Get("method").Text()
	if method == "DELETE" {
		_, typ, id, ok := r4.SplitReference("x/" + target)
		if !ok || search {
			return store.Op{}, outcome.At(outcome.NotSupported, "request.url", "an import deletes by Type/id only")
		}
		return store.Op{Verb: store.Delete, Type: typ, ID: id}, nil
	}
	if e.Get("resource").Kind() != r4.Object || method != "" && method != "POST" && method != "PUT" {
		return store.Op{}, outcome.At(outcome.NotSupported, "request.method", "an import stores resources: POST, PUT or no request")
	}
	op, err := resourceOp(e.Get("resource"), file, n)
	if err != nil {
		return op, err
	}
	op.FullURL = e.Get("fullUrl").Text()
	switch condition := request.Get("ifNoneExist").Text(); {
	case condition != "":
		op.Verb = store.Create
		if _, after, ok := strings.Cut(condition, "?"); ok {
			condition = after
		}
		op.IfNoneExist = condition
	case method == "PUT" && search:
		op.Condition = query
		op.ID = e.Get("resource").Get("id").Text()
	}
	return op, nil
}
