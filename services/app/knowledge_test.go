package app_test

import (
	"crypto/rand"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/note"

	"apricot.health/knowledge/content"
	"apricot.health/knowledge/overlay"
	"apricot.health/services/app"
	"apricot.health/services/app/apptest"
)

const ownFlag = `add:
  red_flags:
    - id: flag.site.own
      labels: {zh: 本院旗, en: own flag}
      advice: {zh: 请到急诊, en: Go to the emergency department}
      when: find.chest_pain
      level: 2
      suspect: [cond.acs]
      tests: [{given: {find.chest_pain: true}, expect: true}, {given: {find.chest_pain: false}, expect: false}]
      refs: [{source: src.site.vitals, locator: own rule, confidence: medium}]
      status: endorsed
`

// signedOverlay gives an overlay with a flag of the site's own, and its key.
func signedOverlay(t *testing.T) (signed, key []byte) {
	t.Helper()
	secret, public, err := note.GenerateKey(rand.Reader, "hospital.example")
	if err != nil {
		t.Fatal(err)
	}
	signer, err := note.NewSigner(secret)
	if err != nil {
		t.Fatal(err)
	}
	g, err := content.Graph()
	if err != nil {
		t.Fatal(err)
	}
	signed, err = overlay.Sign([]byte("overlay: 示范医院 2026-03\nbase: "+g.Hash()+"\n"+ownFlag), signer)
	if err != nil {
		t.Fatal(err)
	}
	return signed, []byte(public + "\n")
}

// An overlay takes its place under a working hospital: a conversation that was
// begun before goes on, every answer comes from one whole state, a bad file
// changes nothing, and without the file the shipped knowledge is back.
func TestAnOverlayIsTakenOverWhileOthersWork(t *testing.T) {
	t.Parallel()
	data := t.TempDir()
	h := newHouse(t, data)
	staff := h.As(apptest.Doctor())
	hash := func() string {
		var ready struct{ Knowledge string }
		h.Browser().Do(http.MethodGet, "/readyz", nil, http.StatusOK, &ready)
		return ready.Knowledge
	}
	shipped := hash()
	patient := h.Arrive("O1")
	phone, talk := h.Chat(patient)

	var others sync.WaitGroup
	stop := make(chan struct{})
	for range 2 {
		others.Go(func() {
			for {
				select {
				case <-stop:
					return
				default:
				}
				if status, _, err := staff.Try(http.MethodGet, "/api/doctor/patients/"+patient, nil); err != nil || status != http.StatusOK {
					t.Errorf("the doctor's page while the knowledge changes: %d %v", status, err)
					return
				}
			}
		})
	}
	signed, key := signedOverlay(t)
	at := func(name string) string { return filepath.Join(data, name) }
	put := func(name string, content []byte) {
		t.Helper()
		if err := os.MkdirAll(filepath.Dir(at(name)), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(at(name), content, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	page := func() int {
		status, _, err := staff.Try(http.MethodGet, "/knowledge/item/flag.site.own?lang=en", nil)
		if err != nil {
			t.Fatal(err)
		}
		return status
	}
	if got := page(); got != http.StatusNotFound {
		t.Errorf("the site's flag is known before: %d", got)
	}
	put(app.OverlayKeyFile, key)
	put(app.OverlayFile, signed)
	until(t, "the overlay is in force", func() bool { return hash() != shipped })
	with := hash()
	if got := page(); got != http.StatusOK {
		t.Errorf("the site's flag is not on its page: %d", got)
	}
	phone.Do(http.MethodPost, "/api/previsit/answers", map[string]any{"question": talk.Question.ID, "text": "咳嗽三天，有点痰"}, http.StatusOK, &talk)

	put(app.OverlayFile, []byte("nonsense"))
	until(t, "the bad file is told", func() bool { return strings.Contains(h.logs.String(), "the new knowledge is not taken") })
	if hash() != with {
		t.Error("a bad overlay takes the place of a good one")
	}
	if err := os.Remove(at(app.OverlayFile)); err != nil {
		t.Fatal(err)
	}
	until(t, "the shipped knowledge is back", func() bool { return hash() == shipped })
	close(stop)
	others.Wait()
	if n := strings.Count(h.logs.String(), "the new knowledge is not taken"); n > 3 {
		t.Errorf("one bad file is told %d times", n)
	}
}

func until(t *testing.T, what string, ok func() bool) {
	t.Helper()
	for end := time.Now().Add(3 * time.Minute); time.Now().Before(end); time.Sleep(50 * time.Millisecond) {
		if ok() {
			return
		}
	}
	t.Fatalf("never: %s", what)
}
