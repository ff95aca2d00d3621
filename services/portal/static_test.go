package portal

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/go-chi/chi/v5"
)

func built() fstest.MapFS {
	return fstest.MapFS{
		"index.html":        {Data: []byte("<!doctype html>apricot")},
		"apricot.svg":       {Data: []byte("<svg/>")},
		".gitkeep":          {Data: []byte("")},
		"assets/main-1.js":  {Data: []byte("1")},
		"assets/main-2.css": {Data: []byte("a{}")},
	}
}

func get(t *testing.T, files fstest.MapFS, method, path string) *httptest.ResponseRecorder {
	t.Helper()
	s, err := newScreens(files)
	if err != nil {
		t.Fatal(err)
	}
	r := chi.NewRouter()
	s.mount(r)
	w := httptest.NewRecorder()
	r.ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), method, path, nil))
	return w
}

func TestScreens(t *testing.T) {
	t.Parallel()
	for path, want := range map[string]struct {
		status     int
		kind       string
		cache      string
		isTheIndex bool
	}{
		"/":                     {200, "text/html; charset=utf-8", "no-cache", true},
		"/visit/abc_-1":         {200, "text/html; charset=utf-8", "no-cache", true},
		"/doctor":               {200, "text/html; charset=utf-8", "no-cache", true},
		"/doctor/patients/17":   {200, "text/html; charset=utf-8", "no-cache", true},
		"/care":                 {200, "text/html; charset=utf-8", "no-cache", true},
		"/assets/main-1.js":     {200, "text/javascript; charset=utf-8", "public, max-age=31536000, immutable", false},
		"/assets/main-2.css":    {200, "text/css; charset=utf-8", "public, max-age=31536000, immutable", false},
		"/apricot.svg":          {200, "image/svg+xml", "public, max-age=3600", false},
		"/assets/":              {404, "", "", false},
		"/assets/../index.html": {404, "", "", false},
		"/assets/none.js":       {404, "", "", false},
		"/.gitkeep":             {404, "", "", false},
		"/elsewhere":            {404, "", "", false},
	} {
		w := get(t, built(), http.MethodGet, path)
		if w.Code != want.status {
			t.Errorf("%s: got %d, want %d", path, w.Code, want.status)
			continue
		}
		if want.kind != "" && (w.Header().Get("Content-Type") != want.kind || w.Header().Get("Cache-Control") != want.cache) {
			t.Errorf("%s: got %v", path, w.Header())
		}
		if strings.Contains(w.Body.String(), "doctype") != want.isTheIndex {
			t.Errorf("%s: got %s", path, w.Body)
		}
	}
	if w := get(t, built(), http.MethodHead, "/doctor"); w.Code != http.StatusOK || w.Body.Len() != 0 {
		t.Errorf("HEAD gave %d", w.Code)
	}
}

func TestWithoutScreensThePageSaysSo(t *testing.T) {
	t.Parallel()
	w := get(t, fstest.MapFS{".gitkeep": {}}, http.MethodGet, "/doctor")
	if w.Code != http.StatusServiceUnavailable || !strings.Contains(w.Body.String(), "make build") {
		t.Errorf("got %d %s", w.Code, w.Body)
	}
}

func TestEveryAnswerHasTheSecurityHeaders(t *testing.T) {
	t.Parallel()
	d := open(t, nil)
	framed := open(t, func(c *Config) { c.FrameAncestors = []string{"https://emr.example", "'self'"} })
	for _, path := range []string{"/", "/visit/x", "/api/session", "/api/nothing", "/assets/none.js"} {
		h := d.send(http.MethodGet, path, "").Header
		csp := h.Get("Content-Security-Policy")
		for _, part := range []string{"default-src 'none'", "script-src 'self';", "style-src 'self';", "base-uri 'none'", "frame-ancestors 'none'"} {
			if !strings.Contains(csp, part) {
				t.Errorf("%s: the policy lacks %s: %s", path, part, csp)
			}
		}
		if strings.Contains(csp, "unsafe") || h.Get("X-Content-Type-Options") != "nosniff" || h.Get("Referrer-Policy") != "no-referrer" ||
			h.Get("X-Frame-Options") != "DENY" || h.Get("X-Request-Id") == "" {
			t.Errorf("%s: headers are %v", path, h)
		}
		if api := strings.HasPrefix(path, "/api/"); api != (h.Get("Cache-Control") == "no-store") {
			t.Errorf("%s: may be cached: %q", path, h.Get("Cache-Control"))
		}
		f := framed.send(http.MethodGet, path, "").Header
		if !strings.HasSuffix(f.Get("Content-Security-Policy"), "frame-ancestors https://emr.example 'self'") || f.Get("X-Frame-Options") != "" {
			t.Errorf("%s: frames are governed by %v", path, f)
		}
	}
}

func TestNewRefusesWhatCannotServe(t *testing.T) {
	t.Parallel()
	if _, err := New(Config{}); err == nil {
		t.Error("a portal without parts was made")
	}
	for _, bad := range []string{"", "https://a; script-src *", "https://a https://b"} {
		if _, err := policy([]string{bad}); err == nil {
			t.Errorf("the frame ancestor %q was taken", bad)
		}
	}
}
