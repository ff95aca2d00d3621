package portal

import (
	"bytes"
	"encoding/base64"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"

	"apricot.health/fhir/actor"
	"apricot.health/fhir/outcome"
)

func testSigner(t testing.TB, now func() time.Time) *Signer {
	t.Helper()
	s, err := NewSigner(bytes.Repeat([]byte{7}, 32), now)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func noon() time.Time { return time.Date(2026, 5, 4, 12, 0, 0, 0, time.UTC) }

func someone() Claims {
	c := ClaimsFor(actor.Actor{ID: "Patient/17", Role: actor.Patient, Patient: "17", Purpose: actor.Treatment, Display: "甲"})
	c.Interview, c.Link = "iv1", "hash"
	return c
}

func TestATokenGivesBackItsClaims(t *testing.T) {
	t.Parallel()
	s := testSigner(t, noon)
	token, err := s.Issue(SessionToken, someone(), time.Hour)
	if err != nil {
		t.Fatal(err)
	}
	got, err := s.Verify(SessionToken, token)
	if err != nil {
		t.Fatal(err)
	}
	if got.actorOf() != someone().actorOf() || got.Interview != "iv1" || got.Link != "hash" || got.ID == "" {
		t.Errorf("claims came back as %+v", got)
	}
	other, err := s.Issue(SessionToken, someone(), time.Hour)
	if err != nil {
		t.Fatal(err)
	}
	if other == token {
		t.Error("two tokens of one actor are the same: jti is not random")
	}
}

func TestVerifyRefuses(t *testing.T) {
	t.Parallel()
	now := noon()
	s := testSigner(t, func() time.Time { return now })
	good, err := s.Issue(SessionToken, someone(), time.Hour)
	if err != nil {
		t.Fatal(err)
	}
	stranger, err := NewSigner(bytes.Repeat([]byte{8}, 32), noon)
	if err != nil {
		t.Fatal(err)
	}
	foreign, err := stranger.Issue(SessionToken, someone(), time.Hour)
	if err != nil {
		t.Fatal(err)
	}
	parts := strings.Split(good, ".")
	payload, err := base64.RawURLEncoding.DecodeString(parts[1])
	if err != nil {
		t.Fatal(err)
	}
	raised := encode(bytes.Replace(payload, []byte(`"rol":"patient"`), []byte(`"rol":"doctor"`), 1))
	none := encode([]byte(`{"alg":"none","typ":"JWT"}`))
	for name, token := range map[string]string{
		"empty": "", "noise": "a.b.c", "two parts": parts[0] + "." + parts[1], "other key": foreign,
		"role raised": parts[0] + "." + raised + "." + parts[2], "algorithm none": none + "." + parts[1] + ".",
		"no signature": parts[0] + "." + parts[1] + ".", "padded": good + "=", "huge": strings.Repeat("a", maxToken+1),
	} {
		if _, err := s.Verify(SessionToken, token); !outcome.Is(err, outcome.Unauthenticated) {
			t.Errorf("%s: got %v, want unauthenticated", name, err)
		}
	}
	if _, err := s.Verify(BearerToken, good); !outcome.Is(err, outcome.Unauthenticated) {
		t.Errorf("a session was taken for a bearer token: %v", err)
	}
	now = noon().Add(time.Hour)
	if _, err := s.Verify(SessionToken, good); !outcome.Is(err, outcome.Unauthenticated) {
		t.Errorf("an expired token was taken: %v", err)
	}
}

func TestNoChangedCharacterIsTaken(t *testing.T) {
	t.Parallel()
	s := testSigner(t, noon)
	good, err := s.Issue(BearerToken, someone(), time.Hour)
	if err != nil {
		t.Fatal(err)
	}
	rapid.Check(t, func(t *rapid.T) {
		i := rapid.IntRange(0, len(good)-1).Draw(t, "at")
		b := rapid.Byte().Draw(t, "byte")
		if good[i] == b {
			t.Skip("the same byte")
		}
		changed := good[:i] + string([]byte{b}) + good[i+1:]
		if _, err := s.Verify(BearerToken, changed); err == nil {
			t.Fatalf("a token changed at %d was taken", i)
		}
	})
}

func TestIssueRefusesWhatNamesNobody(t *testing.T) {
	t.Parallel()
	s := testSigner(t, noon)
	nobody, roleless := someone(), someone()
	nobody.Actor, roleless.Role = "", "king"
	for name, try := range map[string]func() (string, error){
		"nobody":  func() (string, error) { return s.Issue(SessionToken, nobody, time.Hour) },
		"no role": func() (string, error) { return s.Issue(SessionToken, roleless, time.Hour) },
		"no time": func() (string, error) { return s.Issue(SessionToken, someone(), 0) },
		"no kind": func() (string, error) { return s.Issue("", someone(), time.Hour) },
	} {
		if token, err := try(); err == nil || token != "" {
			t.Errorf("%s: a token was issued", name)
		}
	}
}

func TestTheKeyIsMadeOnceAndKeptPrivate(t *testing.T) {
	t.Parallel()
	dir := filepath.Join(t.TempDir(), "data")
	seeds := make([][]byte, 8)
	var wg sync.WaitGroup
	for i := range seeds {
		wg.Go(func() {
			seed, err := LoadKey(dir)
			if err != nil {
				t.Error(err)
			}
			seeds[i] = seed
		})
	}
	wg.Wait()
	for _, seed := range seeds {
		if len(seed) != 32 || !bytes.Equal(seed, seeds[0]) {
			t.Fatal("processes that started together have different keys")
		}
	}
	path := filepath.Join(dir, keyFile)
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	if info.Mode().Perm() != 0o600 {
		t.Errorf("the key has mode %v", info.Mode().Perm())
	}
	if err := os.Chmod(path, 0o644); err != nil { //nolint:gosec // what is tested
		t.Fatal(err)
	}
	if _, err := LoadKey(dir); err == nil {
		t.Error("a key that others may read was taken")
	}
	if err := os.WriteFile(path, []byte("short"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(path, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := LoadKey(dir); err == nil {
		t.Error("a key cut short was taken")
	}
}
