package outbound_test

import (
	"bufio"
	"context"
	"fmt"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"apricot.health/compliance/guard"
	"apricot.health/fhir/actor"
	"apricot.health/fhir/hl7v2"
	"apricot.health/fhir/hl7v2/site"
	"apricot.health/fhir/outcome"
	"apricot.health/fhir/store"
	"apricot.health/fhir/store/postgres"
	"apricot.health/fhir/store/sqlite"
	"apricot.health/fhir/store/storetest/pgtest"
	"apricot.health/fhir/validate"
	"apricot.health/services/outbound"
)

var postgresServer func() (*pgtest.Server, error)

func TestMain(m *testing.M) {
	code := pgtest.Main(m, func(get func() (*pgtest.Server, error)) { postgresServer = get })
	if err := goleak.Find(); err != nil && code == 0 {
		fmt.Fprintln(os.Stderr, err)
		code = 1
	}
	os.Exit(code)
}

// receiver is a foreign system on the other end: raw sockets, no code shared
// with the sender. script decides what it does with the n-th message.
type receiver struct {
	t    *testing.T
	l    net.Listener
	wg   sync.WaitGroup
	mu   sync.Mutex
	got  []string
	cond *sync.Cond

	script func(n int, msg string, say func(code, id string)) (hangUp bool)
}

func listen(t *testing.T, addr string, script func(n int, msg string, say func(code, id string)) bool) *receiver {
	t.Helper()
	l, err := net.Listen("tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	r := &receiver{t: t, l: l, script: script}
	r.cond = sync.NewCond(&r.mu)
	r.wg.Go(func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			r.wg.Go(func() { r.serve(c) })
		}
	})
	t.Cleanup(r.close)
	return r
}

func (r *receiver) close() {
	_ = r.l.Close()
	r.wg.Wait()
}

func (r *receiver) serve(c net.Conn) {
	defer func() { _ = c.Close() }()
	_ = c.SetDeadline(time.Now().Add(time.Minute))
	in := bufio.NewReader(c)
	for {
		frame, err := in.ReadString('\x1c')
		if err != nil {
			return
		}
		_, msg, ok := strings.Cut(frame, "\x0b")
		if !ok {
			r.t.Errorf("no start block: %q", frame)
			return
		}
		msg = strings.TrimSuffix(msg, "\x1c")
		r.mu.Lock()
		r.got = append(r.got, msg)
		n := len(r.got)
		r.cond.Broadcast()
		r.mu.Unlock()
		say := func(code, id string) {
			_, _ = fmt.Fprintf(c, "\x0bMSH|^~\\&|LIS|L|APRICOT||20260105||ACK|X%d|P|2.5\rMSA|%s|%s|为何\r\x1c\r", n, code, id)
		}
		if r.script(n, msg, say) {
			return
		}
	}
}

// wait gives the first n messages.
func (r *receiver) wait(n int) []string {
	r.t.Helper()
	stop := time.AfterFunc(30*time.Second, func() { r.mu.Lock(); r.got = append(r.got, "none"); r.cond.Broadcast(); r.mu.Unlock() })
	defer stop.Stop()
	r.mu.Lock()
	defer r.mu.Unlock()
	for len(r.got) < n && (len(r.got) == 0 || r.got[len(r.got)-1] != "none") {
		r.cond.Wait()
	}
	if len(r.got) < n || r.got[n-1] == "none" {
		r.t.Fatalf("%d of %d messages came", len(r.got)-1, n)
	}
	return append([]string(nil), r.got[:n]...)
}

func field(msg, segment string, n int) string {
	for line := range strings.SplitSeq(msg, "\r") {
		f := strings.Split(line, "|")
		if f[0] == "MSH" {
			n := n - 1
			if segment == "MSH" && n < len(f) {
				return f[n]
			}
			continue
		}
		if f[0] == segment && n < len(f) {
			return f[n]
		}
	}
	return ""
}

func control(msg string) string { return field(msg, "MSH", 10) }

func accept(_ int, msg string, say func(code, id string)) bool {
	say("AA", control(msg))
	return false
}

// hospital is a store with one patient and one doctor in it.
type hospital struct {
	*testing.T
	db      store.Store
	guarded store.Store
}

func newHospital(t *testing.T, db store.Store) *hospital {
	t.Helper()
	h := &hospital{T: t, db: db, guarded: guard.New(validate.Store{Store: db}, time.Now)}
	h.put(`{"resourceType":"Patient","id":"p1","identifier":[{"system":"https://apricot.health/sid/id/HIS","value":"0001","type":{"coding":[{"system":"http://terminology.hl7.org/CodeSystem/v2-0203","code":"MR"}]}}],"name":[{"family":"欧阳","given":["若兰"],"text":"欧阳若兰"}],"gender":"female","birthDate":"1960-01-02"}`)
	h.put(`{"resourceType":"Practitioner","id":"d1","identifier":[{"system":"urn:staff","value":"D021"}],"name":[{"family":"王","given":["建国"]}]}`)
	h.put(`{"resourceType":"Encounter","id":"e1","status":"in-progress","class":{"system":"http://terminology.hl7.org/CodeSystem/v3-ActCode","code":"AMB"},"identifier":[{"system":"https://apricot.health/sid/id/visit","value":"V1"}]}`)
	return h
}

func sqliteHospital(t *testing.T) *hospital {
	t.Helper()
	db, err := sqlite.Open(t.Context(), sqlite.Config{Path: filepath.Join(t.TempDir(), "a.db"), Logger: slog.New(slog.DiscardHandler), Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	return newHospital(t, db)
}

func postgresHospital(t *testing.T) *hospital {
	t.Helper()
	s, err := postgresServer()
	if err != nil {
		t.Fatal(err)
	}
	return postgresAt(t, s.Database(t))
}

func postgresAt(t *testing.T, url string) *hospital {
	t.Helper()
	db, err := postgres.Open(t.Context(), postgres.Config{URL: url, Logger: slog.New(slog.DiscardHandler), Now: time.Now})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	return newHospital(t, db)
}

func (h *hospital) put(body string) {
	h.Helper()
	typ := strings.Split(body, `"`)[3]
	id := strings.Split(body, `"`)[7]
	ctx := actor.With(context.Background(), actor.Actor{ID: "system:emr", Role: actor.Integrator, Purpose: actor.Treatment})
	if _, err := h.guarded.Apply(ctx, store.Batch{Ops: []store.Op{{Verb: store.Update, Type: typ, ID: id, Body: []byte(body)}}}); err != nil {
		h.Fatal(err)
	}
}

func (h *hospital) order(id, status, more string) {
	h.Helper()
	h.put(fmt.Sprintf(`{"resourceType":"ServiceRequest","id":"%s","status":"%s","intent":"order","subject":{"reference":"Patient/p1"},"encounter":{"reference":"Encounter/e1"},`+
		`"requester":{"reference":"Practitioner/d1"},"code":{"coding":[{"system":"http://loinc.org","code":"1558-6","display":"Fasting glucose"}],"text":"空腹血糖"}%s}`, id, status, more))
}

func destination(addr string, change func(*site.Destination)) site.Site {
	d := site.Destination{
		Name: "lis", Address: addr, Application: "LIS", Facility: "检验科", Version: "2.5.1", Messages: []string{"orders", "medication", "documents"}, Orders: "ORM",
		Timeout: 10 * time.Second, Attempts: 3, Backoff: 50 * time.Millisecond,
	}
	if change != nil {
		change(&d)
	}
	return site.Site{Outbound: []site.Destination{d}}
}

// run runs a sender until the function it gives is called.
func (h *hospital) run(s site.Site) (*outbound.Service, func()) {
	h.Helper()
	lease, _ := h.db.(store.Leaser)
	svc, err := outbound.New(outbound.Config{Store: h.guarded, Lease: lease, Site: s, Logger: slog.New(slog.DiscardHandler), Now: time.Now, Pause: 10 * time.Millisecond})
	if err != nil {
		h.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	ready, done := make(chan struct{}), make(chan error, 1)
	go func() { done <- svc.Run(ctx, func() { close(ready) }) }()
	<-ready
	var once sync.Once
	stop := func() {
		once.Do(func() {
			cancel()
			if err := <-done; err != nil {
				h.Errorf("run: %v", err)
			}
		})
	}
	h.Cleanup(stop)
	return svc, stop
}

func system() context.Context {
	return actor.With(context.Background(), actor.System("outbound"))
}

// settled waits until n deliveries are in the state.
func (h *hospital) settled(svc *outbound.Service, status string, n int) []outbound.Delivery {
	h.Helper()
	var list []outbound.Delivery
	for range 1500 {
		var err error
		if list, err = svc.Deliveries(system(), status, 0); err != nil {
			h.Fatal(err)
		}
		if len(list) >= n {
			return list
		}
		time.Sleep(20 * time.Millisecond)
	}
	h.Fatalf("%d deliveries are %s, want %d", len(list), status, n)
	return nil
}

func TestOrdersLeave(t *testing.T) {
	t.Parallel()
	for name, open := range map[string]func(*testing.T) *hospital{"sqlite": sqliteHospital, "postgres": postgresHospital} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := open(t)
			h.order("old", "active", "") // before anybody asked for it
			r := listen(t, "127.0.0.1:0", accept)
			svc, stop := h.run(destination(r.l.Addr().String(), nil))
			h.order("o1", "draft", "")
			h.order("o1", "active", `,"priority":"stat","authoredOn":"2026-01-05T08:00:00+08:00","reasonCode":[{"text":"多饮|多尿"}],"note":[{"text":"空腹"}]`)
			h.put(`{"resourceType":"ServiceRequest","id":"nobody","status":"active","intent":"order","subject":{"reference":"Patient/p1"},"requester":{"display":"某"}}`)
			h.put(`{"resourceType":"ServiceRequest","id":"plan","status":"active","intent":"plan","subject":{"reference":"Patient/p1"},"requester":{"reference":"Practitioner/d1"}}`)
			h.put(`{"resourceType":"ServiceRequest","id":"theirs","meta":{"source":"urn:hl7v2:HIS:H#1"},"status":"active","intent":"order","subject":{"reference":"Patient/p1"},"requester":{"reference":"Practitioner/d1"}}`)
			h.order("o1", "active", `,"note":[{"text":"改"}]`)
			h.order("o1", "revoked", "")
			h.order("o1", "completed", "")
			h.put(`{"resourceType":"MedicationRequest","id":"m1","status":"active","intent":"order","subject":{"reference":"Patient/p1"},"requester":{"reference":"Practitioner/d1"},"medicationCodeableConcept":{"text":"阿莫西林胶囊"},` +
				`"dosageInstruction":[{"text":"口服 每日三次","route":{"text":"口服"},"timing":{"code":{"text":"TID"}},"doseAndRate":[{"doseQuantity":{"value":0.50,"unit":"g","system":"http://unitsofmeasure.org","code":"g"}}]}]}`)
			got := r.wait(4)
			for i, want := range []string{"NW", "XO", "CA", "NW"} {
				if c := field(got[i], "ORC", 1); c != want {
					t.Errorf("%d: order control %s, want %s", i, c, want)
				}
			}
			for _, want := range []string{
				"MSH|^~\\&|APRICOT||LIS|检验科|", "|ORM^O01^ORM_O01|", "|P|2.5.1||||||UNICODE UTF-8\r", "PID|1||0001^^^HIS^MR||欧阳^若兰||19600102|F\r", "PV1|1|O|||||||||||||||||V1\r",
				"ORC|NW|o1^APRICOT|||||||20260105080000+0800|||D021^王^建国\r", "OBR|1|o1^APRICOT||1558-6^Fasting glucose^LN|S|", "|^^^^^S||||^多饮\\F\\多尿\r", "NTE|1||空腹\r",
			} {
				if !strings.Contains(got[0], want) {
					t.Errorf("want %q in %q", want, got[0])
				}
			}
			for _, want := range []string{"RXO|^阿莫西林胶囊|0.50||g^g^UCUM|||^口服 每日三次\r", "RXR|^口服\r", "TQ1|1||TID\r"} {
				if !strings.Contains(got[3], want) {
					t.Errorf("want %q in %q", want, got[3])
				}
			}
			h.settled(svc, "completed", 4)
			stop()
			// A second run sends nothing again and what came meanwhile.
			h.order("o2", "active", "")
			_, stop = h.run(destination(r.l.Addr().String(), nil))
			if got := r.wait(5); !strings.Contains(got[4], "o2^APRICOT") {
				t.Errorf("after a restart: %q", got[4])
			}
			stop()
		})
	}
}

func TestDocumentsLeave(t *testing.T) {
	t.Parallel()
	h := sqliteHospital(t)
	r := listen(t, "127.0.0.1:0", accept)
	h.run(destination(r.l.Addr().String(), func(d *site.Destination) { d.Charset = "GB18030" }))
	composition := func(status, author, text string) {
		h.put(`{"resourceType":"Composition","id":"c1","status":"` + status + `","type":{"text":"门诊病历"},"date":"2026-01-05T09:00:00+08:00","title":"门诊病历","subject":{"reference":"Patient/p1"},"author":[` + author + `],` +
			`"section":[{"title":"主诉","text":{"status":"generated","div":"<div xmlns=\"http://www.w3.org/1999/xhtml\"><p>` + text + `</p><p>两天 &amp; 夜</p></div>"}}]}`)
	}
	composition("preliminary", `{"reference":"Practitioner/d1"}`, "草稿")
	composition("final", `{"display":"Apricot"}`, "无人签名")
	composition("final", `{"reference":"Practitioner/d1"}`, "胸闷")
	composition("amended", `{"reference":"Practitioner/d1"}`, "胸痛")
	h.put(`{"resourceType":"DocumentReference","id":"f1","status":"current","subject":{"reference":"Patient/p1"},"authenticator":{"reference":"Practitioner/d1"},"content":[{"attachment":{"contentType":"application/pdf","data":"JVBERi0=","title":"报告"}}]}`)
	got := r.wait(3)
	for i, raw := range got {
		m, err := hl7v2.Parse([]byte(raw))
		if err != nil {
			t.Fatal(err)
		}
		if m.Charset() != hl7v2.GB18030 || m.Get("PID-5.1") != "欧阳" || m.Get("TXA-17") != "AU" || m.Get("TXA-9.2") != "王" {
			t.Errorf("%d: %v %q %q %q", i, m.Charset(), m.Get("PID-5.1"), m.Get("TXA-17"), m.Get("TXA-9.2"))
		}
		want := []struct{ typ, body string }{{"T02", "胸闷\n两天 & 夜"}, {"T08", "胸痛\n两天 & 夜"}, {"T02", ""}}[i]
		if m.Get("MSH-9.2") != want.typ || want.body != "" && m.Get("OBX-5") != want.body {
			t.Errorf("%d: %s %q", i, m.Get("MSH-9.2"), m.Get("OBX-5"))
		}
		if i == 2 && (m.Get("OBX-2") != "ED" || m.Get("OBX-5.5") != "JVBERi0=" || m.Get("OBX-5.3") != "pdf") {
			t.Errorf("file: %q", raw)
		}
	}
}

// The receiver hangs up without an answer, answers for another message, and
// answers late: the same bytes come again until their own answer comes.
func TestForeignReceiver(t *testing.T) {
	t.Parallel()
	h := sqliteHospital(t)
	var last string
	r := listen(t, "127.0.0.1:0", func(n int, msg string, say func(code, id string)) bool {
		switch n {
		case 1: // hangs up
			return true
		case 2: // says nothing until it is too late
			time.Sleep(700 * time.Millisecond)
			say("AA", control(msg))
			return false
		case 3: // answers for somebody else, then refuses
			say("AA", "SOMEBODY")
			say("AA", "")
			say("AR", control(msg))
		default:
			say("AE", "A0") // a foreign one is never taken for the message's own
			say("AA", last)
			say("AA", control(msg))
			last = control(msg)
		}
		return false
	})
	svc, _ := h.run(destination(r.l.Addr().String(), func(d *site.Destination) { d.Timeout, d.Attempts = 300*time.Millisecond, 20 }))
	h.order("o1", "active", "")
	h.order("o2", "active", "")
	got := r.wait(5)
	for i := 1; i < 4; i++ {
		if got[i] != got[0] {
			t.Errorf("try %d has other bytes", i+1)
		}
	}
	if !strings.Contains(got[0], "o1^APRICOT") || !strings.Contains(got[4], "o2^APRICOT") || control(got[4]) == control(got[0]) {
		t.Errorf("the second order: %q", got[4])
	}
	if done := h.settled(svc, "completed", 2); done[0].Focus != "ServiceRequest/o1" {
		t.Errorf("%+v", done)
	}
}

func TestRefusedIsSetAsideAndRetried(t *testing.T) {
	t.Parallel()
	h := sqliteHospital(t)
	var mu sync.Mutex
	mended := false
	r := listen(t, "127.0.0.1:0", func(_ int, msg string, say func(code, id string)) bool {
		mu.Lock()
		defer mu.Unlock()
		switch {
		case mended:
			say("AA", control(msg))
		case strings.Contains(msg, "bad^APRICOT"):
			say("AE", control(msg))
		case strings.Contains(msg, "full^APRICOT"):
			say("AR", control(msg))
		default:
			say("AA", control(msg))
		}
		return false
	})
	svc, _ := h.run(destination(r.l.Addr().String(), nil))
	h.order("bad", "active", "")
	h.order("full", "active", "")
	h.order("good", "active", "")
	failed := h.settled(svc, "failed", 2)
	h.settled(svc, "completed", 1)
	if got := r.wait(5); len(got) != 5 || failed[0].Reason != "AE: 为何" || failed[1].Reason != "AR: 为何" {
		t.Errorf("%d sent (one AE, three AR, one AA), reasons %q and %q", len(got), failed[0].Reason, failed[1].Reason)
	}
	mu.Lock()
	mended = true
	mu.Unlock()
	if err := svc.Retry(system(), failed[0].Task); err != nil {
		t.Fatal(err)
	}
	if done := h.settled(svc, "completed", 2); done[0].Focus != "ServiceRequest/bad" || done[0].ControlID != failed[0].ControlID {
		t.Errorf("%+v", done)
	}
	if err := svc.Retry(system(), failed[0].Task); !outcome.Is(err, outcome.Conflict) {
		t.Errorf("a completed one: %v", err)
	}
	if err := svc.Retry(system(), "none"); !outcome.Is(err, outcome.NotFound) {
		t.Errorf("none: %v", err)
	}
}

// A destination that is not there is waited for, without end and in order.
func TestUnreachable(t *testing.T) {
	t.Parallel()
	h := sqliteHospital(t)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	addr := l.Addr().String()
	_ = l.Close()
	svc, stop := h.run(destination(addr, func(d *site.Destination) { d.Attempts = 1 }))
	for i := range 5 {
		h.order(fmt.Sprint("o", i), "active", "")
	}
	h.settled(svc, "requested", 5)
	stop()
	svc, stop = h.run(destination(addr, func(d *site.Destination) { d.Attempts = 1 }))
	r := listen(t, addr, accept)
	for i, msg := range r.wait(5) {
		if !strings.Contains(msg, fmt.Sprintf("o%d^APRICOT", i)) {
			t.Errorf("message %d out of order: %q", i, msg)
		}
	}
	h.settled(svc, "completed", 5)
	stop()
}

// A process that ends between sending and the answer sends the same bytes again
// when it comes back.
func TestEndBetweenSendAndAnswer(t *testing.T) {
	t.Parallel()
	h := sqliteHospital(t)
	release := make(chan struct{})
	r := listen(t, "127.0.0.1:0", func(n int, msg string, say func(code, id string)) bool {
		if n == 1 {
			<-release
			return true
		}
		say("AA", control(msg))
		return false
	})
	_, stop := h.run(destination(r.l.Addr().String(), nil))
	h.order("o1", "active", "")
	r.wait(1)
	stop()
	close(release)
	svc, _ := h.run(destination(r.l.Addr().String(), nil))
	if got := r.wait(2); got[0] != got[1] {
		t.Errorf("other bytes:\n%q\n%q", got[0], got[1])
	}
	h.settled(svc, "completed", 1)
}
