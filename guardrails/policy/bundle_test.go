package policy

import (
	"bytes"
	"flag"
	"maps"
	"os"
	"strings"
	"testing"
)

// signer is a hospital's key pair.
type signer struct{ id, secret, public string }

func newSigner(t testing.TB, id string) signer {
	t.Helper()
	secret, public, err := GenerateKey()
	if err != nil {
		t.Fatal(err)
	}
	return signer{id, secret, public}
}

func (s signer) Pack(t testing.TB, files map[string]string, revision, scope string) []byte {
	t.Helper()
	raw, err := Sign(files, revision, scope, s.id, s.secret)
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

func key(s signer) Key { return Key{ID: s.id, PEM: s.public, Algorithm: SignedBy} }

// changed are the embedded modules with one text replaced in one of them.
func changed(t testing.TB, file, old, with string) map[string]string {
	t.Helper()
	files, err := Modules()
	if err != nil {
		t.Fatal(err)
	}
	files = maps.Clone(files)
	name := "rego/" + file
	if !strings.Contains(files[name], old) {
		t.Fatalf("%s has no %q", name, old)
	}
	files[name] = strings.Replace(files[name], old, with, 1)
	return files
}

func TestBundle(t *testing.T) {
	t.Parallel()
	hospital := newSigner(t, "hospital")
	stricter := changed(t, "doctor.rego", `"duplicate": "warn"`, `"duplicate": "handover"`)
	e, err := Open(t.Context(), bytes.NewReader(hospital.Pack(t, stricter, "2026-03", Scope)), key(newSigner(t, "old")), key(hospital))
	if err != nil {
		t.Fatal(err)
	}
	own := engine(t)
	if e.Revision() != "2026-03" || e.Hash() == own.Hash() {
		t.Errorf("revision %s, hash %s", e.Revision(), e.Hash())
	}
	out, err := e.Decide(t.Context(), Input{Audience: "doctor", Whole: []string{"duplicate"}})
	if err != nil || out.Outcome != "handover" {
		t.Errorf("the bundle does not decide: %+v %v", out, err)
	}
	c, err := Compare(t.Context(), own, e, []Recorded{
		{ID: "d-1", Input: Input{Audience: "doctor", Whole: []string{"duplicate"}}},
		{ID: "d-2", Input: Input{Audience: "patient", Whole: []string{"duplicate"}}},
		{ID: "d-3", Input: Input{Audience: "janitor"}},
	})
	if err != nil || c.N != 3 || c.Stricter != 1 || c.Freer != 0 || len(c.Changes) != 1 || c.Changes[0].ID != "d-1" ||
		c.Changes[0].From != "revise" || c.Changes[0].To != "handover" || c.Changes[0].Gained[0] != "duplicate:handover" ||
		c.Matrix["doctor"]["revise"]["handover"] != 1 || c.Matrix["patient"]["handover"]["handover"] != 1 {
		t.Errorf("%+v %v", c, err)
	}
}

// What is not signed by a known key, for this purpose, over these very bytes,
// or does what no policy may, is refused.
func TestBundleRefused(t *testing.T) {
	t.Parallel()
	hospital, stranger := newSigner(t, "hospital"), newSigner(t, "hospital")
	files, err := Modules()
	if err != nil {
		t.Fatal(err)
	}
	good := hospital.Pack(t, files, "r1", Scope)
	private := key(hospital)
	private.PEM = hospital.secret
	shared := key(hospital)
	shared.Algorithm = "HS256"
	for name, tc := range map[string]struct {
		raw  []byte
		keys []Key
	}{
		"another's key":          {good, []Key{key(stranger)}},
		"no key":                 {good, nil},
		"a private key":          {good, []Key{private}},
		"a shared secret":        {good, []Key{shared}},
		"another scope":          {hospital.Pack(t, files, "r1", "opa.other"), []Key{key(hospital)}},
		"no revision":            {hospital.Pack(t, files, "", Scope), []Key{key(hospital)}},
		"the embedded revision":  {hospital.Pack(t, files, Builtin, Scope), []Key{key(hospital)}},
		"no bundle":              {[]byte("zzz"), []Key{key(hospital)}},
		"cut short":              {good[:len(good)/2], []Key{key(hospital)}},
		"a module without rules": {hospital.Pack(t, map[string]string{"x.rego": "package x\n"}, "r1", Scope), []Key{key(hospital)}},
		"an allergy released":    {hospital.Pack(t, changed(t, "patient.rego", `"allergy": "block"`, `"allergy": "annotate"`), "r1", Scope), []Key{key(hospital)}},
		"an allergy for a doctor without a warning": {hospital.Pack(t, changed(t, "doctor.rego", `"allergy": "warn"`, `"allergy": "annotate"`), "r1", Scope), []Key{key(hospital)}},
		"a hazard without a row":                    {hospital.Pack(t, changed(t, "order.rego", `	"herb": "handover",`+"\n", ""), "r1", Scope), []Key{key(hospital)}},
		"a check left out":                          {hospital.Pack(t, changed(t, "needs.rego", `"drug.prescribe": {"allergy", `, `"drug.prescribe": {`), "r1", Scope), []Key{key(hospital)}},
		"release by default":                        {hospital.Pack(t, changed(t, "fence.rego", `default outcome := "block"`, `default outcome := "release"`), "r1", Scope), []Key{key(hospital)}},
		"a typing slip in the input":                {hospital.Pack(t, changed(t, "fence.rego", `input.whole`, `input.hole`), "r1", Scope), []Key{key(hospital)}},
		"a look at the clock":                       {hospital.Pack(t, changed(t, "fence.rego", `outcome := ranked[max(ranks)] if proved`, "outcome := ranked[max(ranks)] if {\n\tproved\n\ttime.now_ns() > 0\n}"), "r1", Scope), []Key{key(hospital)}},
	} {
		if e, err := Open(t.Context(), bytes.NewReader(tc.raw), tc.keys...); err == nil || e != nil {
			t.Errorf("%s: taken", name)
		} else if testing.Verbose() {
			t.Logf("%s: %v", name, err)
		}
	}
	if _, err := Open(t.Context(), bytes.NewReader(good), key(hospital)); err != nil {
		t.Errorf("the embedded policy as a bundle: %v", err)
	}
}

var update = flag.Bool("update", false, "write the generated documents anew")

// The decision table of the docs is what the policy decides.
func TestTableIsFresh(t *testing.T) {
	t.Parallel()
	notes, err := Annotations()
	if err != nil {
		t.Fatal(err)
	}
	want, err := Table(t.Context(), engine(t), notes)
	if err != nil {
		t.Fatal(err)
	}
	const file = "../../docs/fence-decisions.md"
	if *update {
		if err := os.WriteFile(file, []byte(want), 0o644); err != nil { //nolint:gosec // a document
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(file)
	if err != nil || string(got) != want {
		t.Errorf("%s is not what the policy decides (%v): go test ./guardrails/policy -update", file, err)
	}
}
