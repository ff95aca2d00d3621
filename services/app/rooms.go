package app

import (
	"context"
	"crypto/sha256"
	"fmt"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"runtime/debug"
	"time"

	"apricot.health/compliance/guard"
	"apricot.health/fhir/outcome"
	"apricot.health/services/consult"
	"apricot.health/services/followup"
	"apricot.health/services/library"
	"apricot.health/services/previsit"
	"apricot.health/services/rounds"
	"apricot.health/services/vitals"
)

// rooms is all that is built from one state of the knowledge. A change of the
// knowledge builds it anew and puts it in place as a whole: nobody sees the
// rules of one state with the words of another. It holds no state of its own;
// what is told, bound or switched stands in the store and in the fence.
type rooms struct {
	Knowledge
	previsit *previsit.Service
	consult  *consult.Service
	followup *followup.Service
	vitals   *vitals.Service
	rounds   *rounds.Service
	library  *library.Library
	pages    http.Handler // of the library
	hooks    http.Handler
}

func newRooms(k Knowledge, s *guard.Store, cfg Config, base string) (*rooms, error) {
	r := &rooms{Knowledge: k}
	r.previsit = previsit.New(previsit.Config{
		Store: s, Graph: k.Graph, Lexicon: k.Lexicon, Engine: k.Engine, Fence: k.Fence, Now: cfg.Now, Logger: cfg.Logger,
	})
	var err error
	r.consult, err = consult.New(consult.Config{
		Store: s, Graph: k.Graph, Lexicon: k.Lexicon, Engine: k.Engine, Fence: k.Fence, Now: cfg.Now, Logger: cfg.Logger,
	})
	if err != nil {
		return nil, err //nolint:wrapcheck // names its room
	}
	r.followup = followup.New(followup.Config{Store: s, Graph: k.Graph, Fence: k.Fence, Now: cfg.Now, Logger: cfg.Logger})
	r.vitals, err = vitals.New(vitals.Config{
		Store: s, Graph: k.Graph, Now: cfg.Now, Logger: cfg.Logger, Base: base + fhirPath,
	})
	if err != nil {
		return nil, err //nolint:wrapcheck // names its room
	}
	r.rounds = rounds.New(rounds.Config{Store: s, Graph: k.Graph, Engine: k.Engine, Now: cfg.Now, Logger: cfg.Logger})
	r.library, err = library.New(library.Config{Graph: k.Graph, Base: "/knowledge", Logger: cfg.Logger})
	if err != nil {
		return nil, err //nolint:wrapcheck // names its room
	}
	r.pages = r.library.Handler()
	r.hooks = byLanguage(hooksIn("zh", r.consult, cfg), hooksIn("en", r.consult, cfg))
	return r, nil
}

// now is what stands at this moment. A request that takes it keeps it.
func (a *App) now() *rooms { return a.live.Load() }

// current serves each request by what stands when it comes.
func (a *App) current(door func(*rooms) http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { door(a.now()).ServeHTTP(w, r) })
}

// libraryAfter is when the pages of the knowledge are laid out: a start has more
// urgent work.
const libraryAfter = 5 * time.Second

// runLibrary lays the pages of the knowledge out before the first reviewer looks.
// After a swap of the knowledge the first look does it.
func (a *App) runLibrary(ctx context.Context, ready func()) error {
	ready()
	select {
	case <-ctx.Done():
		return nil
	case <-time.After(libraryAfter):
	}
	if err := a.now().library.Prepare(); err != nil {
		a.cfg.Logger.ErrorContext(ctx, "the pages of the knowledge cannot be laid out", "component", "library", "op", "prepare", "err", err)
	}
	<-ctx.Done()
	return nil
}

// runKnowledge follows what the hospital put into its data folder: its overlay
// and its code tables. What cannot be taken leaves the knowledge in force and
// is told once.
func (a *App) runKnowledge(ctx context.Context, ready func()) error {
	seen := a.knowledgeSeen()
	ready()
	return onChange(ctx, func() {
		if now := a.knowledgeSeen(); now != seen {
			seen = now
			a.swapKnowledge(ctx)
		}
	})
}

// onChange looks every siteEvery, and at once on SIGHUP, until ctx ends.
func onChange(ctx context.Context, look func()) error {
	hup, stop := hangups()
	defer stop()
	tick := time.NewTicker(siteEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		case <-hup:
		}
		look()
	}
}

// knowledgeSeen names what stands in the data folder now: the overlay by its
// content, the code tables, which may be large, by name, size and time.
func (a *App) knowledgeSeen() [sha256.Size]byte {
	seen := a.contentOf(OverlayFile, OverlayKeyFile)
	tables, _ := fs.ReadDir(os.DirFS(a.cfg.Data), TerminologyFolder) // none is none
	for _, t := range tables {
		if info, err := t.Info(); err == nil {
			seen = fmt.Appendf(seen, "%s %d %d\n", t.Name(), info.Size(), info.ModTime().UnixNano())
		}
	}
	return sha256.Sum256(seen)
}

// contentOf joins the content of files of the data folder.
func (a *App) contentOf(names ...string) []byte {
	var all []byte
	for _, name := range names {
		raw, err := os.ReadFile(filepath.Join(a.cfg.Data, name))
		if err != nil {
			raw = []byte("none")
		}
		all = append(append(all, raw...), 0)
	}
	return all
}

// swapKnowledge builds everything over the knowledge of the data folder and
// puts it in place. The fence keeps its policy and its switches.
func (a *App) swapKnowledge(ctx context.Context) {
	before := a.now()
	r, err := a.rebuilt(before)
	if err != nil {
		a.cfg.Logger.ErrorContext(ctx, "the new knowledge is not taken; the old one stays in force", "component", "knowledge", "op", "swap", "kind", outcome.KindOf(err).String(), "err", err.Error())
		return
	}
	a.live.Store(r)
	debug.FreeOSMemory() // the old indexes and what building needed
	a.cfg.Logger.InfoContext(ctx, "another knowledge is in force", "component", "knowledge", "op", "swap", "knowledge", r.Graph.Hash(), "before", before.Graph.Hash())
}

func (a *App) rebuilt(before *rooms) (*rooms, error) {
	g, err := knowledgeOf(a.cfg.Data)
	if err != nil {
		return nil, err
	}
	k, err := reading(g)
	if err != nil {
		return nil, err
	}
	k.decisions = before.decisions
	if k.Fence, err = before.Fence.Over(g, k.Lexicon); err != nil {
		return nil, fmt.Errorf("app: fence: %w", err)
	}
	return newRooms(k, a.guarded, a.cfg, a.base())
}
