package main

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"apricot.health/fhir/store/storetest/pgtest"
	"apricot.health/services/app/apptest"
	"apricot.health/services/portal"
)

// kills is how often the server is killed on each database. APRICOT_TEST_KILLS
// sets it for SQLite; make nightly asks for 200.
func kills(t *testing.T) int {
	t.Helper()
	text := os.Getenv("APRICOT_TEST_KILLS")
	if text == "" {
		return 20
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 {
		t.Fatalf("APRICOT_TEST_KILLS=%q is no number of kills", text)
	}
	return n
}

// ordeal is a server that is killed again and again under load.
type ordeal struct {
	t    *testing.T
	site site
	*crowd
	rand   *rand.Rand
	lis    *receiver
	starts int
}

func newOrdeal(t *testing.T, s site) *ordeal {
	t.Helper()
	seed := uint64(time.Now().UnixNano())
	if text := os.Getenv("APRICOT_TEST_SEED"); text != "" {
		var err error
		if seed, err = strconv.ParseUint(text, 10, 64); err != nil {
			t.Fatal(err)
		}
	}
	t.Logf("APRICOT_TEST_SEED=%d", seed)
	o := &ordeal{t: t, site: s, rand: rand.New(rand.NewPCG(seed, 1))}
	o.lis = newReceiver(t)
	o.lis.configure(t, s.data)
	o.crowd = newCrowd(t, s.tokens(t))
	t.Cleanup(func() {
		if p := o.at.Load(); p != nil {
			p.kill()
		}
	})
	o.serve()
	return o
}

// serve starts the server and waits until it is ready.
func (o *ordeal) serve() {
	o.t.Helper()
	p, err := o.site.serve()
	if err != nil {
		o.t.Fatal(err)
	}
	o.starts++
	if err := p.ready(); err != nil {
		p.kill()
		o.t.Fatal(err)
	}
	o.at.Store(p)
}

// stop ends the server in good order.
func (o *ordeal) stop() {
	o.t.Helper()
	p := o.at.Load()
	if err := p.stop(); err != nil {
		o.t.Errorf("the graceful stop failed: %v\n%s", err, p.err)
	}
}

// prepare makes patients with devices and starts the load.
func (o *ordeal) prepare() {
	h := o.house()
	var devices []portal.Credential
	var patients []string
	for i := range 2 {
		id := fmt.Sprintf("crowd-p%d", i)
		o.system().Do(http.MethodPut, "/fhir/Patient/"+id, map[string]any{"resourceType": "Patient", "id": id, "gender": "male", "birthDate": "1960-05-01"}, http.StatusCreated, nil)
		var cred portal.Credential
		h.As(apptest.System()).Do(http.MethodPost, "/api/devices", map[string]any{"patient": id, "display": "watch"}, http.StatusOK, &cred)
		devices, patients = append(devices, cred), append(patients, id)
	}
	o.start(devices, patients)
}

// strike kills the server at a random moment under load, or while it starts.
func (o *ordeal) strike(n int) {
	o.t.Helper()
	o.busy()
	time.Sleep(time.Duration(o.rand.IntN(300)) * time.Millisecond)
	o.at.Load().kill()
	if n%4 == 3 { // again, while it recovers
		p, err := o.site.serve()
		if err != nil {
			o.t.Fatal(err)
		}
		time.Sleep(time.Duration(o.rand.IntN(900)) * time.Millisecond)
		p.kill()
		if _, code, err := apricot(o.site.args("verify")...); code != 0 {
			o.t.Errorf("verify after kill %d: exit %d: %v", n, code, err)
		}
	}
	o.serve()
}

// finish ends the load, stops the server in good order, reconciles the ledgers
// and reports.
func (o *ordeal) finish(did string) {
	t := o.t
	t.Helper()
	o.busy()
	o.end()
	o.heard()
	o.sentOut(o.lis)
	// What was acknowledged but not mapped when the store was away is mapped
	// at the next start at the latest. A start reads the switches of the fence,
	// which is an access too: only after a stop in good order has the audit log
	// taken everything in.
	for range 2 {
		o.stop()
		o.serve()
	}
	o.stop()
	s := o.site
	if s.within != nil { // to where SQLite in this process can open it
		s = site{data: filepath.Join(t.TempDir(), "copy")}
		if err := os.CopyFS(s.data, os.DirFS(o.site.data)); err != nil {
			t.Fatal(err)
		}
	}
	f := o.reconcile(s)
	said := 0
	for _, turns := range o.turns {
		said += len(turns)
	}
	t.Logf("%s; %d starts; acknowledged: %d HL7 messages mapped, %d set aside, %d other effects (of %d uncertain ones none twice), %d counted versions, %d answers in %d conversations, %d signed orders sent out once each (%d deliveries); %d attempts without a known end; %d changes without a gap; audit log holds",
		did, o.starts, len(o.taken), len(o.aside), len(o.effects), len(o.maybe), o.counts["Patient/crowd-counter"], said, len(o.chats), len(o.signed), o.lis.all, o.again, f.changes)
	if len(o.aside) == 0 || o.again == 0 {
		t.Error("there was no message to set aside or no doubt at all: the test proves nothing")
	}
}

// Acknowledged means kept, through any number of kills.
func TestKilledUnderLoadNothingIsLost(t *testing.T) {
	t.Parallel()
	t.Run("sqlite", func(t *testing.T) {
		t.Parallel()
		o := newOrdeal(t, site{data: t.TempDir()})
		o.prepare()
		n := kills(t)
		for i := range n {
			o.strike(i)
		}
		o.finish(fmt.Sprintf("%d kills", n))
	})
	t.Run("postgres", func(t *testing.T) {
		t.Parallel()
		pg := pgtest.New(t)
		o := newOrdeal(t, site{data: t.TempDir(), db: pg.Database(t)})
		o.prepare()
		n := max(6, kills(t)/5)
		whole := true
		for i := range n {
			if i%2 == 0 {
				o.strike(i)
				continue
			}
			o.busy()
			time.Sleep(time.Duration(o.rand.IntN(300)) * time.Millisecond)
			w, err := pg.Crash(t.Context(), o.site.db)
			if err != nil {
				t.Fatal(err)
			}
			whole = whole && w
		}
		if !whole {
			t.Log("PostgreSQL is not ours to crash: only its connections were cut")
		}
		o.finish(fmt.Sprintf("%d kills, %d crashes of PostgreSQL", (n+1)/2, n/2))
	})
}
