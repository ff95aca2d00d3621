package bulk_test

import (
	"archive/zip"
	"bytes"
	"compress/gzip"
	"context"
	"encoding/base64"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"apricot.health/fhir/outcome"
	"apricot.health/fhir/search"
	"apricot.health/fhir/store"
	"apricot.health/fhir/store/postgres"
	"apricot.health/fhir/store/sqlite"
	"apricot.health/fhir/store/storetest/pgtest"
	"apricot.health/services/bulk"
)

func open(t testing.TB, path string) *sqlite.Store {
	t.Helper()
	db, err := sqlite.Open(context.Background(), sqlite.Config{Path: path, Now: time.Now, Readers: 2})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	return db
}

// shelf is a folder of files to import and the store that they go into.
type shelf struct {
	*testing.T
	dir string
	db  store.Store
}

func newShelf(t *testing.T) *shelf {
	t.Helper()
	return &shelf{t, t.TempDir(), open(t, filepath.Join(t.TempDir(), "b.db"))}
}

func (s *shelf) put(name, text string) {
	s.Helper()
	if err := os.WriteFile(filepath.Join(s.dir, name), []byte(text), 0o600); err != nil {
		s.Fatal(err)
	}
}

func (s *shelf) load(change ...func(*bulk.ImportConfig)) bulk.Report {
	s.Helper()
	cfg := bulk.ImportConfig{Store: s.db, Now: time.Now}
	for _, c := range change {
		c(&cfg)
	}
	rep, err := bulk.Import(s.Context(), cfg, []string{s.dir})
	if err != nil {
		s.Fatal(err)
	}
	for i, line := range rep.Refused {
		rep.Refused[i] = strings.TrimPrefix(line, s.dir+string(filepath.Separator))
	}
	return rep
}

func (s *shelf) read(key string) string {
	s.Helper()
	typ, id, _ := strings.Cut(key, "/")
	r, err := s.db.Read(s.Context(), store.Key{Type: typ, ID: id})
	if err != nil {
		s.Errorf("%s: %v", key, err)
	}
	return string(r.JSON)
}

// all counts the resources of a type.
func (s *shelf) all(typ string) int {
	s.Helper()
	q, err := search.ParseString(typ, "_total=accurate&_count=1", true)
	if err != nil {
		s.Fatal(err)
	}
	res, err := s.db.Search(s.Context(), q)
	if err != nil {
		s.Fatal(err)
	}
	return res.Total
}

func patient(id, more string) string {
	return `{"resourceType":"Patient","id":"` + id + `"` + more + `}`
}

func observation(id, subject string) string {
	return `{"resourceType":"Observation","id":"` + id + `","status":"final","code":{"text":"x"},"subject":{"reference":"` + subject + `"}}`
}

func bundle(kind string, entries ...string) string {
	return `{"resourceType":"Bundle","type":"` + kind + `","entry":[` + strings.Join(entries, ",") + `]}`
}

// packed is {"resourceType":"Patient","id":"bz"} by bzip2.
const packed = "QlpoOTFBWSZTWb4oqOwAABEbgBAEABBEAD4h3jogACIjRpoANPUFGjIGjTI03WqEgCkUpnzPNHCN1YBI9YdHl+LuSKcKEhfFFR2A"

// Every form of file gives its resources.
func TestForms(t *testing.T) {
	t.Parallel()
	s := newShelf(t)
	s.put("a.json", patient("a", ""))
	s.put("b.ndjson", "\uFEFF"+patient("b1", "")+"\r\n\n  "+patient("b2", "")+"\n"+`{"resourceType":"Patient","name":[{"text":"no id"}]}`)
	s.put("c.json", bundle("transaction",
		`{"fullUrl":"urn:uuid:c1","resource":`+patient("c1", "")+`,"request":{"method":"POST","url":"Patient"}}`,
		`{"fullUrl":"urn:uuid:c2","resource":`+observation("c2", "urn:uuid:c1")+`,"request":{"method":"POST","url":"Observation"}}`))
	s.put("d.json", bundle("collection", `{"fullUrl":"urn:uuid:d2","resource":`+observation("d2", "urn:uuid:d1")+`}`, `{"fullUrl":"urn:uuid:d1","resource":`+patient("d1", "")+`}`))
	s.put("e.json", bundle("searchset", `{"fullUrl":"http://far/fhir/Observation/e2","resource":`+observation("e2", "Patient/e1")+`,"search":{"mode":"match"}}`))
	s.put("f.json", bundle("batch", `{"resource":`+patient("f", `,"identifier":[{"system":"u","value":"f"}]`)+`,"request":{"method":"PUT","url":"Patient?identifier=u|f"}}`,
		`{"request":{"method":"DELETE","url":"Patient/a"}}`))
	s.put("note.txt", "not to be read")
	var z bytes.Buffer
	g := gzip.NewWriter(&z)
	fmt.Fprintln(g, patient("gz", ""))
	if err := g.Close(); err != nil {
		t.Fatal(err)
	}
	s.put("g.ndjson.gz", z.String())
	bz, err := base64.StdEncoding.DecodeString(packed)
	if err != nil {
		t.Fatal(err)
	}
	s.put("h.json.bz2", string(bz))
	z.Reset()
	arch := zip.NewWriter(&z)
	w, err := arch.Create("deep/z.json")
	if err != nil {
		t.Fatal(err)
	}
	fmt.Fprint(w, patient("zip", ""))
	if err := arch.Close(); err != nil {
		t.Fatal(err)
	}
	s.put("i.zip", z.String())
	s.put("j.json", `{"resourceType":"Bundle","id":"doc","type":"document","identifier":{"value":"1","system":"urn:x"},"timestamp":"2026-01-01T00:00:00Z","entry":[{"fullUrl":"urn:uuid:1","resource":{"resourceType":"Basic","code":{"text":"x"}}}]}`)

	rep := s.load()
	if len(rep.Refused) > 0 || rep.Files != 10 {
		t.Errorf("%+v", rep)
	}
	for _, key := range []string{"Patient/b1", "Patient/b2", "Patient/c1", "Patient/d1", "Patient/f", "Patient/gz", "Patient/bz", "Patient/zip", "Observation/e2", "Bundle/doc"} {
		s.read(key)
	}
	for key, want := range map[string]string{"Observation/c2": "Patient/c1", "Observation/d2": "Patient/d1"} {
		if got := s.read(key); !strings.Contains(got, `"reference":"`+want+`"`) {
			t.Errorf("%s: %s", key, got)
		}
	}
	if n := s.all("Patient"); n != 9 && n != 10 { // whether "a" is deleted before or after it is stored is open
		t.Errorf("%d patients", n)
	}
}

// A line that is refused is named, with its reason and nothing else of it, and
// does not hold up the others.
func TestRefused(t *testing.T) {
	t.Parallel()
	s := newShelf(t)
	s.put("a.ndjson", strings.Join([]string{
		patient("1", ""), `{"resourceType":"Patient"`, patient("2", `,"gender":"SECRET"`), `{"resourceType":"Nothing"}`,
		patient("SECRET SECRET", ""), patient("3", ""), observation("o", "Patient?identifier=SECRET|none"), patient("4", `,"nam":1`),
	}, "\n"))
	s.put("b.json", bundle("transaction", `{"resource":`+patient("5", "")+`,"request":{"method":"PUT","url":"Patient/5"}}`,
		`{"resource":`+patient("6", `,"birthDate":"SECRET"`)+`,"request":{"method":"PUT","url":"Patient/6"}}`))
	s.put("c.json", bundle("batch", `{"resource":`+patient("7", "")+`,"request":{"method":"PUT","url":"Patient/7"}}`,
		`{"request":{"method":"PATCH","url":"Patient/7"}}`))
	s.put("d.ndjson.gz", "SECRET")
	s.put("e.hl7", "MSH|")
	rep := s.load()
	want := []string{
		"a.ndjson:2: the body is not JSON", "a.ndjson:3: Patient.gender: ", "a.ndjson:4: resourceType: ", "a.ndjson:5: Patient.id: ",
		"a.ndjson:7: a conditional reference", "a.ndjson:8: Patient.nam: ", "b.json:1: Bundle.entry[1].resource.birthDate: ",
		"c.json:2: request.method: ", "d.ndjson.gz:1: ", "e.hl7:1: ",
	}
	if len(rep.Refused) != len(want) || rep.RefusedCount != len(want) {
		t.Errorf("%d refused: %q", rep.RefusedCount, rep.Refused)
	}
	for _, w := range want {
		if !slices.ContainsFunc(rep.Refused, func(got string) bool { return strings.HasPrefix(got, w) }) {
			t.Errorf("no %q in %q", w, rep.Refused)
		}
	}
	if strings.Contains(strings.Join(rep.Refused, "\n"), "SECRET") {
		t.Errorf("the report repeats what it refused: %q", rep.Refused)
	}
	s.read("Patient/1")
	s.read("Patient/3")
	s.read("Patient/7")
	if n := s.all("Patient"); n != 3 {
		t.Errorf("%d patients", n)
	}
}

// What refers by search may come before what it refers to.
func TestAnyOrder(t *testing.T) {
	t.Parallel()
	testAnyOrder(newShelf(t))
}

func testAnyOrder(s *shelf) {
	t := s.T
	s.put("a.ndjson", observation("o1", "Patient?identifier=u|1")+"\n"+observation("o2", "Patient/x"))
	s.put("b.json", bundle("transaction", `{"resource":`+observation("o3", "Patient?identifier=u|1")+`,"request":{"method":"POST","url":"Observation"}}`))
	s.put("z.ndjson", patient("p1", `,"identifier":[{"system":"u","value":"1"}]`))
	if rep := s.load(); len(rep.Refused) > 0 || rep.Resources != 4 {
		t.Errorf("%+v", rep)
	}
	for _, key := range []string{"Observation/o1", "Observation/o3"} {
		if got := s.read(key); !strings.Contains(got, `"reference":"Patient/p1"`) {
			t.Errorf("%s: %s", key, got)
		}
	}
}

// A file that was imported is known again by its content, whatever its name.
func TestOnce(t *testing.T) {
	t.Parallel()
	testOnce(newShelf(t))
}

func testOnce(s *shelf) {
	t := s.T
	text := `{"resourceType":"Patient","name":[{"text":"no id"}]}` + "\n" + patient("1", "") + "\n" + patient("1", `,"active":true`) + "\nbad\n"
	s.put("a.ndjson", text)
	first := s.load()
	if first.Resources != 3 || first.RefusedCount != 1 || first.Skipped != 0 || s.all("Patient") != 2 {
		t.Errorf("%+v", first)
	}
	if got := s.read("Patient/1"); !strings.Contains(got, `"active":true`) {
		t.Errorf("the later line does not win: %s", got)
	}
	if err := os.Rename(filepath.Join(s.dir, "a.ndjson"), filepath.Join(s.dir, "b.ndjson")); err != nil {
		t.Fatal(err)
	}
	second := s.load()
	if second.Skipped != 1 || second.Resources != 3 || second.RefusedCount != 1 || s.all("Patient") != 2 {
		t.Errorf("%+v", second)
	}
	s.put("copy.ndjson", text+"\n")
	s.put("copy2.ndjson", text+"\n")
	if twice := s.load(); twice.Files != 3 || twice.Skipped != 2 || s.all("Patient") != 3 {
		t.Errorf("%+v, %d patients", twice, s.all("Patient"))
	}
	for _, name := range []string{"copy.ndjson", "copy2.ndjson"} {
		if err := os.Remove(filepath.Join(s.dir, name)); err != nil {
			t.Fatal(err)
		}
	}
	third := s.load(func(c *bulk.ImportConfig) { c.Again = true })
	if third.Skipped != 0 || third.Resources != 3 || third.RefusedCount != 1 || s.all("Patient") != 3 {
		t.Errorf("%+v", third)
	}
}

// Two imports of one file at a time cannot both store it: one gives up.
func TestTwoAtATime(t *testing.T) {
	t.Parallel()
	testTwoAtATime(newShelf(t))
}

func testTwoAtATime(s *shelf) {
	t := s.T
	var text strings.Builder
	for range 3000 {
		text.WriteString(`{"resourceType":"Patient","name":[{"text":"no id"}]}` + "\n")
	}
	s.put("a.ndjson", text.String())
	errs := make(chan error, 2)
	for range 2 {
		go func() {
			_, err := bulk.Import(s.Context(), bulk.ImportConfig{Store: s.db, Now: time.Now}, []string{s.dir})
			errs <- err
		}()
	}
	for range 2 {
		if err := <-errs; err != nil && !outcome.Is(err, outcome.PreconditionFailed) && !outcome.Is(err, outcome.Conflict) {
			t.Error(err)
		}
	}
	s.load()
	if n := s.all("Patient"); n != 3000 {
		t.Errorf("%d patients", n)
	}
}

func TestProgress(t *testing.T) {
	t.Parallel()
	s := newShelf(t)
	s.put("a.ndjson", strings.Repeat(patient("", "")+"\n", 3)+patient("1", ""))
	var last bulk.Progress
	s.load(func(c *bulk.ImportConfig) { c.Progress = func(p bulk.Progress) { last = p } })
	if !last.Finished || last.Files != 1 || last.FilesDone != 1 || last.Bytes == 0 || last.BytesDone != last.Bytes || last.Resources != 1 || last.Refused != 3 {
		t.Errorf("%+v", last)
	}
}

func TestNoSuchFile(t *testing.T) {
	t.Parallel()
	s := newShelf(t)
	if _, err := bulk.Import(s.Context(), bulk.ImportConfig{Store: s.db, Now: time.Now}, []string{filepath.Join(s.dir, "none")}); err == nil {
		t.Error("no error")
	}
}

// The other database does the same.
func TestOnPostgres(t *testing.T) {
	t.Parallel()
	server := pgtest.New(t)
	for name, test := range map[string]func(*shelf){"AnyOrder": testAnyOrder, "Once": testOnce, "TwoAtATime": testTwoAtATime} {
		t.Run(name, func(t *testing.T) { test(&shelf{t, t.TempDir(), onPostgres(t, server)}) })
	}
	t.Run("Export", func(t *testing.T) { testExport(hospitalOn(t, onPostgres(t, server))) })
}

func onPostgres(t *testing.T, server *pgtest.Server) store.Store {
	t.Helper()
	db, err := postgres.Open(context.Background(), postgres.Config{URL: server.Database(t), Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	return db
}
