package main

import (
	"encoding/json"
	"net/http"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"apricot.health/compliance/audit"
	"apricot.health/fhir/store"
	"apricot.health/services/agent"
	"apricot.health/services/app"
	"apricot.health/services/portal"
)

// found is what the store really holds after the last stop.
type found struct {
	changes  int64
	once     map[string]int // by "Type|identifier", as in the ledger
	versions map[string]int // by reference
	open     map[string]int // open vitals alerts by patient
	inbox    map[string][]store.InboxMessage
	pending  int
}

// openStore opens the store of a server that is stopped.
func (c *crowd) openStore(s site) (interface {
	store.Store
	store.Inbox
}, app.Config,
) {
	cfg := app.Config{Data: s.data, DB: s.db, Now: time.Now}
	db, err := app.OpenDatabase(c.t.Context(), cfg)
	if err != nil {
		c.t.Fatal(err)
	}
	return db, cfg
}

func (c *crowd) look(s site) found {
	db, _ := c.openStore(s)
	defer func() { _ = db.Close() }()
	f := found{once: map[string]int{}, versions: map[string]int{}, open: map[string]int{}, inbox: map[string][]store.InboxMessage{}}
	latest := map[string]store.Resource{}
	for {
		page, err := db.Changes(c.t.Context(), f.changes, 1000)
		if err != nil {
			c.t.Fatal(err)
		}
		if len(page) == 0 {
			break
		}
		for _, r := range page {
			if r.Seq != f.changes+1 {
				c.t.Errorf("the change feed jumps from %d to %d", f.changes, r.Seq)
			}
			f.changes = r.Seq
			if r.Type != "AuditEvent" {
				latest[r.String()] = r
				f.versions[r.String()]++
			}
		}
	}
	for _, r := range latest {
		f.take(c, r)
	}
	c.readInbox(db, &f)
	return f
}

type anyResource struct {
	Identifier []struct{ System, Value string }
	Result     []struct{ Reference string }
	Device     struct{ Reference string }
	Effective  string `json:"effectiveDateTime"`
	Status     string
	For        struct{ Reference string }
	Code       struct{ Coding []struct{ Code string } }
}

func (f *found) take(c *crowd, r store.Resource) {
	var a anyResource
	if r.Deleted {
		return
	}
	if err := json.Unmarshal(r.JSON, &a); err != nil {
		var loose struct {
			Identifier []struct{ System, Value string }
		} // some types have a code or one object there
		_ = json.Unmarshal(r.JSON, &loose)
		a.Identifier = loose.Identifier
	}
	seen := map[string]bool{}
	for _, id := range a.Identifier {
		if !seen[id.Value] {
			f.once[r.Type+"|"+id.Value]++
			if r.Type == "DiagnosticReport" {
				f.once["Observation of DiagnosticReport|"+id.Value] += len(a.Result)
			}
		}
		seen[id.Value] = true
	}
	if d, ok := strings.CutPrefix(a.Device.Reference, "Device/"); ok && r.Type == "Observation" {
		at, err := time.Parse(time.RFC3339Nano, a.Effective)
		if err != nil {
			c.t.Errorf("%s: %v", r, err)
		}
		f.once["reading|"+d+"|"+at.UTC().Format(time.RFC3339Nano)]++
	}
	if r.Type == "Task" && len(a.Code.Coding) > 0 && a.Code.Coding[0].Code == agent.TaskVitals && (a.Status == "requested" || a.Status == "accepted") {
		f.open[a.For.Reference]++
	}
}

func (c *crowd) readInbox(in store.Inbox, f *found) {
	for _, status := range []store.InboxStatus{store.Mapped, store.Quarantined, store.Pending} {
		var before int64
		for {
			page, err := in.List(c.t.Context(), status, before, 500)
			if err != nil {
				c.t.Fatal(err)
			}
			if len(page) == 0 {
				break
			}
			for _, m := range page {
				f.inbox[m.ControlID] = append(f.inbox[m.ControlID], m)
				before = m.ID
				if status == store.Pending {
					f.pending++
				}
			}
		}
	}
}

// reconcile compares the ledgers with what the store holds.
func (c *crowd) reconcile(s site) found {
	t := c.t
	t.Helper()
	f := c.look(s)
	for _, effect := range c.effects {
		if n := f.once[effect]; n != 1 {
			t.Errorf("acknowledged %s is there %d times", effect, n)
		}
	}
	for _, effect := range c.maybe {
		if n := f.once[effect]; n > 1 {
			t.Errorf("%s was sent once and is there %d times", effect, n)
		}
	}
	for ref, n := range c.counts {
		if f.versions[ref] != n {
			t.Errorf("%s has %d versions, %d were acknowledged", ref, f.versions[ref], n)
		}
	}
	for patient, n := range f.open {
		if n > 1 {
			t.Errorf("%s has %d open alerts", patient, n)
		}
	}
	if len(f.open) == 0 {
		t.Error("no reading raised an alert")
	}
	if f.pending > 0 {
		t.Errorf("%d messages of the inbox are neither mapped nor quarantined", f.pending)
	}
	for status, controls := range map[store.InboxStatus]map[string]bool{store.Mapped: c.taken, store.Quarantined: c.aside} {
		for control := range controls {
			if in := f.inbox[control]; len(in) != 1 || in[0].Status != status {
				t.Errorf("acknowledged message %s: %d in the inbox, want one that is %s", control, len(in), status)
			}
		}
	}
	c.verify(s)
	return f
}

// verify checks the audit log of a stopped server, once with nothing pending.
func (c *crowd) verify(s site) {
	c.t.Helper()
	db, cfg := c.openStore(s)
	defer func() { _ = db.Close() }()
	verifier, err := app.AuditVerifier(cfg.Data)
	if err != nil {
		c.t.Fatal(err)
	}
	rep, err := audit.Verify(c.t.Context(), filepath.Join(s.data, "audit"), db, verifier, nil)
	if err != nil || len(rep.Problems) > 0 || rep.Pending > 0 || rep.Entries == 0 {
		c.t.Errorf("audit log: %v %+v", err, rep)
	}
}

// heard compares every conversation with its ledger, on a running server.
func (c *crowd) heard() {
	c.t.Helper()
	for id, browser := range c.chats {
		var conv portal.Conversation
		browser.At(c.house()).Do(http.MethodGet, "/api/previsit", nil, http.StatusOK, &conv)
		var said []string
		for _, turn := range conv.Turns {
			if turn.From == "patient" {
				said = append(said, turn.Question)
			}
		}
		if !slices.Equal(said, c.turns[id]) {
			c.t.Errorf("conversation %s has the answers %v, the patient gave %v", id, said, c.turns[id])
		}
	}
}
