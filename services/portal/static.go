package portal

import (
	"bytes"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"path"
	"time"

	"github.com/go-chi/chi/v5"
)

// The folder holds only a marker where the screens were not built.
//
//go:embed all:web/dist
var dist embed.FS

const indexFile = "index.html"

// screens are the built single-page application.
type screens struct {
	files fs.FS
	index []byte // nil when the screens were not built
	root  []string
}

func embedded() (screens, error) {
	files, err := fs.Sub(dist, "web/dist")
	if err != nil {
		return screens{}, err
	}
	return newScreens(files)
}

func newScreens(files fs.FS) (screens, error) {
	s := screens{files: files}
	index, err := fs.ReadFile(files, indexFile)
	if errors.Is(err, fs.ErrNotExist) {
		return s, nil
	}
	if err != nil {
		return s, fmt.Errorf("read %s: %w", indexFile, err)
	}
	s.index = index
	entries, err := fs.ReadDir(files, ".")
	if err != nil {
		return s, fmt.Errorf("list: %w", err)
	}
	for _, e := range entries {
		if n := e.Name(); !e.IsDir() && n != indexFile && n[0] != '.' {
			s.root = append(s.root, n)
		}
	}
	return s, nil
}

// mount serves the page at the paths that the application knows, and the files
// it asks for. Every other path stays the router's.
func (s screens) mount(r chi.Router) {
	get := func(pattern string, h http.HandlerFunc) {
		r.Get(pattern, h)
		r.Head(pattern, h)
	}
	for _, pattern := range []string{"/", "/visit/*", "/doctor", "/doctor/*", "/care", "/care/*"} {
		get(pattern, s.page)
	}
	// Names under assets hold a hash of their content.
	get("/assets/*", func(w http.ResponseWriter, r *http.Request) {
		s.file(w, r, "assets/"+chi.URLParam(r, "*"), "public, max-age=31536000, immutable")
	})
	for _, name := range s.root {
		get("/"+name, func(w http.ResponseWriter, r *http.Request) { s.file(w, r, name, "public, max-age=3600") })
	}
}

func (s screens) page(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Cache-Control", "no-cache")
	if s.index == nil {
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
		w.WriteHeader(http.StatusServiceUnavailable)
		_, _ = w.Write([]byte("杏林 Apricot is running, but its screens were not built into this binary. Run `make build`.\n"))
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	http.ServeContent(w, r, indexFile, time.Time{}, bytes.NewReader(s.index))
}

func (s screens) file(w http.ResponseWriter, r *http.Request, name, cache string) {
	content, err := fs.ReadFile(s.files, name)
	if err != nil { // also a folder, and a name that climbs out
		http.NotFound(w, r)
		return
	}
	w.Header().Set("Cache-Control", cache)
	if kind := mediaType(name); kind != "" {
		w.Header().Set("Content-Type", kind)
	}
	http.ServeContent(w, r, name, time.Time{}, bytes.NewReader(content))
}

// mediaType does not ask the host's table, which may be wrong: with nosniff a
// script of another type does not run.
func mediaType(name string) string {
	switch path.Ext(name) {
	case ".js":
		return "text/javascript; charset=utf-8"
	case ".css":
		return "text/css; charset=utf-8"
	case ".svg":
		return "image/svg+xml"
	case ".woff2":
		return "font/woff2"
	case ".png":
		return "image/png"
	case ".json", ".map", ".webmanifest":
		return "application/json"
	default:
		return ""
	}
}
