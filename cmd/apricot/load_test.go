package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"apricot.health/fhir/actor"
	"apricot.health/services/app/apptest"
	"apricot.health/services/portal"
)

// crowd is the load: senders that each keep a ledger of what they were told.
// A sender that does not know what became of something asks or sends it again,
// as real ones do, until it knows.
type crowd struct {
	t       testing.TB
	token   func(actor.Actor) string
	at      atomic.Pointer[process] // the server as it runs now
	over    chan struct{}
	senders sync.WaitGroup

	mu      sync.Mutex
	taken   map[string]bool // HL7 control ids answered AA
	aside   map[string]bool // HL7 control ids answered AE or AR for what they hold
	effects []string        // "Type|identifier" that must be there once
	maybe   []string        // the same, never acknowledged: at most once
	counts  map[string]int  // acknowledged versions by resource
	turns   map[string][]string
	chats   map[string]*apptest.Client
	again   int // attempts whose end was not known

	readings int
	signed   []string // ids of orders that a doctor signed
}

func newCrowd(t testing.TB, token func(actor.Actor) string) *crowd {
	c := &crowd{
		t: t, over: make(chan struct{}), taken: map[string]bool{}, aside: map[string]bool{}, counts: map[string]int{},
		turns: map[string][]string{}, chats: map[string]*apptest.Client{},
	}
	tokens := map[string]string{}
	for _, a := range []actor.Actor{apptest.System(), apptest.Doctor()} {
		tokens[a.ID] = token(a)
	}
	c.token = func(a actor.Actor) string { return tokens[a.ID] }
	return c
}

// house is the server where it is now.
func (c *crowd) house() *apptest.House {
	p := c.at.Load()
	return &apptest.House{T: c.t, Base: p.Base, MLLP: p.MLLP, MQTT: p.MQTT, Token: c.token}
}

func (c *crowd) system() *apptest.Client { return c.house().As(apptest.System()) }

func (c *crowd) note(write func()) {
	c.mu.Lock()
	defer c.mu.Unlock()
	write()
}

const (
	tryWithin = 5 * time.Second
	pause     = 20 * time.Millisecond // between two things that a sender does
	again     = 60 * time.Millisecond // before it tries anew
	// patience is how long a sender goes on with one thing. It is long enough
	// for many restarts: whoever runs into it has found a stuck server.
	patience = 4 * time.Minute
)

// until repeats do until it knows the outcome.
func (c *crowd) until(what string, do func() (known bool)) bool {
	for began := time.Now(); time.Since(began) < patience; time.Sleep(again) {
		if do() {
			return true
		}
		c.note(func() { c.again++ })
	}
	c.t.Errorf("%s: no answer within %s", what, patience)
	return false
}

// send starts a sender: step is called with 0, 1, 2... until the load is over.
func (c *crowd) send(step func(n int)) {
	c.senders.Go(func() {
		for n := 0; ; n++ {
			select {
			case <-c.over:
				return
			default:
				step(n)
			}
		}
	})
}

// end lets every sender finish what it is at.
func (c *crowd) end() {
	close(c.over)
	c.senders.Wait()
}

// progress is what was acknowledged so far, by kind.
func (c *crowd) progress() []int {
	c.mu.Lock()
	defer c.mu.Unlock()
	said := 0
	for _, turns := range c.turns {
		said += len(turns)
	}
	return []int{len(c.taken), len(c.effects), c.counts["Patient/crowd-counter"], c.readings, said, len(c.signed)}
}

// busy waits until something of every kind was acknowledged since the last
// start, so that each kill falls into work of all kinds however slow the
// machine is.
func (c *crowd) busy() {
	before := c.progress()
	for began := time.Now(); time.Since(began) < patience; time.Sleep(5 * time.Millisecond) {
		enough := true
		for i, n := range c.progress() {
			enough = enough && n >= before[i]+2
		}
		if enough {
			return
		}
	}
	c.t.Errorf("not everything moves: %v, and %s before %v", c.progress(), patience, before)
}

// start begins the load. Devices are those of patients that exist.
func (c *crowd) start(devices []portal.Credential, patients []string) {
	for i, from := range []string{"127.0.0.1", "127.0.0.1", keptFirst, keptFirst} {
		c.send(func(n int) { c.message(from, fmt.Sprintf("K%d-%d", i, n), n) })
	}
	for i := range 2 {
		c.send(func(n int) { c.transaction(fmt.Sprintf("T%d-%d", i, n)) })
	}
	c.send(func(n int) { c.plainCreate(fmt.Sprintf("S-%d", n)) })
	c.send(c.counter("crowd-counter"))
	c.send(c.order)
	for i, d := range devices {
		c.send(c.wearable(d, i))
	}
	for _, p := range patients {
		c.send(func(n int) { c.conversation(p, n) })
	}
}

// keptFirst is the address of a peer that is answered before its messages are
// mapped.
const keptFirst = "127.0.0.2"

// message sends an admission and a result of one patient; every fifth time one
// that cannot be mapped.
func (c *crowd) message(from, id string, n int) {
	head := func(control, typ string) string {
		return `MSH|^~\&|CROWD|H1|APRICOT|H1|20260304080000+0800||` + typ + `|` + control + `|P|2.5.1||||||UNICODE UTF-8`
	}
	pid := `PID|1||` + id + `^^^H1^MR||王^` + id + `||19570612|M`
	visit := `PV1|1|O|OPD^^^H1||||||||||||||||V` + id + `^^^H1^VN`
	if n%5 == 4 {
		c.exchange(from, id+"-Q", apptest.Segments(head(id+"-Q", "ADT^A04^ADT_A01"), `EVN|A04|20260304080000`, `PID|1||||无号`, visit), false)
		return
	}
	if !c.exchange(from, id+"-A", apptest.Segments(head(id+"-A", "ADT^A04^ADT_A01"), `EVN|A04|20260304080000`, pid, visit), true) {
		return
	}
	c.note(func() { c.effects = append(c.effects, "Patient|"+id, "Encounter|V"+id) })
	if c.exchange(from, id+"-R", apptest.Segments(head(id+"-R", "ORU^R01^ORU_R01"), pid, visit, `ORC|RE|P`+id+`^HIS|F`+id+`^LIS`,
		`OBR|1|P`+id+`^HIS|F`+id+`^LIS|2160-0^Creatinine^LN|||20260304083000+0800`,
		`OBX|1|NM|2160-0^Creatinine^LN||88|umol/L|41-81||||F|||20260304083000+0800`), true) {
		c.note(func() { c.effects = append(c.effects, "DiagnosticReport|F"+id, "Observation of DiagnosticReport|F"+id) })
	}
}

func (c *crowd) exchange(from, control string, message []byte, good bool) bool {
	return c.until("hl7 "+control, func() bool {
		answer, err := apptest.ExchangeFrom(from, c.at.Load().MLLP, message, tryWithin)
		switch {
		case err != nil || strings.Contains(answer, "send it again"):
			return false
		case strings.Contains(answer, "MSA|AA|"+control):
			c.note(func() { c.taken[control] = true })
		case strings.Contains(answer, "MSA|AE|"+control), strings.Contains(answer, "MSA|AR|"+control):
			c.note(func() { c.aside[control] = true })
		default:
			c.t.Errorf("hl7 %s was answered %q", control, answer)
		}
		if strings.Contains(answer, "MSA|AA|") != good {
			c.t.Errorf("hl7 %s was answered %q", control, answer)
		}
		return true
	})
}

// transaction stores a patient and an observation, each created once.
func (c *crowd) transaction(id string) {
	entry := func(typ, full string, resource map[string]any) map[string]any {
		resource["resourceType"], resource["identifier"] = typ, []any{map[string]any{"system": "urn:crowd", "value": id}}
		return map[string]any{"fullUrl": full, "resource": resource, "request": map[string]any{
			"method": "POST", "url": typ, "ifNoneExist": "identifier=urn:crowd|" + id,
		}}
	}
	bundle := map[string]any{"resourceType": "Bundle", "type": "transaction", "entry": []any{
		entry("Patient", "urn:uuid:0a1b2c3d-0000-4000-8000-000000000001", map[string]any{"gender": "female"}),
		entry("Observation", "urn:uuid:0a1b2c3d-0000-4000-8000-000000000002", map[string]any{
			"status": "final", "code": map[string]any{"text": "crowd"}, "subject": map[string]any{"reference": "urn:uuid:0a1b2c3d-0000-4000-8000-000000000001"},
		}),
	}}
	if c.until("transaction "+id, func() bool { return c.answered(http.MethodPost, "/fhir", bundle, http.StatusOK) }) {
		c.note(func() { c.effects = append(c.effects, "Patient|"+id, "Observation|"+id) })
	}
}

// answered sends one request and tells whether its outcome is known.
func (c *crowd) answered(method, path string, body any, want int) bool {
	status, raw, err := c.system().Try(method, path, body)
	if err != nil || status >= http.StatusInternalServerError || status == http.StatusTooManyRequests {
		return false
	}
	if status != want {
		c.t.Errorf("%s %s: %d: %s", method, path, status, raw)
	}
	return true
}

// plainCreate is a create that cannot be repeated: 201 means once, no answer at
// most once.
func (c *crowd) plainCreate(id string) {
	body := map[string]any{
		"resourceType": "Observation", "status": "final", "code": map[string]any{"text": "plain"},
		"identifier": []any{map[string]any{"system": "urn:crowd", "value": id}},
	}
	status, _, err := c.system().Try(http.MethodPost, "/fhir/Observation", body)
	c.note(func() {
		if err == nil && status == http.StatusCreated {
			c.effects = append(c.effects, "Observation|"+id)
			return
		}
		c.maybe = append(c.maybe, "Observation|"+id)
	})
	time.Sleep(again)
}

// counter raises one resource by one; when it does not know whether that was
// done it reads.
func (c *crowd) counter(id string) func(int) {
	return func(n int) {
		body := map[string]any{"resourceType": "Patient", "id": id, "multipleBirthInteger": n}
		c.until(fmt.Sprintf("count %d", n), func() bool {
			if status, _, err := c.system().Try(http.MethodPut, "/fhir/Patient/"+id, body); err == nil && (status == http.StatusOK || status == http.StatusCreated) {
				return true
			}
			var have struct {
				MultipleBirthInteger *int `json:"multipleBirthInteger"`
			}
			status, raw, err := c.system().Try(http.MethodGet, "/fhir/Patient/"+id, nil)
			return err == nil && status == http.StatusOK && json.Unmarshal(raw, &have) == nil && have.MultipleBirthInteger != nil && *have.MultipleBirthInteger == n
		})
		c.note(func() { c.counts["Patient/"+id] = n + 1 })
		time.Sleep(pause)
	}
}

// wearable publishes readings at QoS 1, each until it is acknowledged; every
// third is one that asks for somebody to look.
func (c *crowd) wearable(cred portal.Credential, i int) func(int) {
	base := time.Now().Add(-time.Hour).Truncate(time.Second)
	var device *apptest.Device
	return func(n int) {
		at := base.Add(time.Duration(n) * time.Millisecond)
		value := 70 + float64(n%3)
		if n%3 == 2 {
			value = 140
		}
		c.until(fmt.Sprintf("reading %d", n), func() bool {
			var err error
			if device == nil {
				if device, err = apptest.Dial(c.at.Load().MQTT, cred); err != nil {
					device = nil
					return false
				}
			}
			if err = device.Publish(apptest.Reading("heart_rate", value, "/min", at)); err != nil {
				device.Close()
				device = nil
				return false
			}
			return true
		})
		c.note(func() {
			c.effects = append(c.effects, "reading|"+cred.Device+"|"+at.UTC().Format(time.RFC3339Nano))
			c.readings++
		})
		time.Sleep(pause)
	}
}

var errLink = errors.New("no link")

// conversation opens a link and answers questions to the end.
func (c *crowd) conversation(patient string, n int) {
	var browser *apptest.Client
	var conv portal.Conversation
	ok := c.until("open", func() bool {
		var err error
		browser, conv, err = c.open(patient)
		return err == nil
	})
	if !ok {
		return
	}
	c.note(func() { c.chats[conv.ID] = browser })
	for conv.Question != nil {
		select {
		case <-c.over:
			return
		default:
		}
		asked := conv.Question.ID
		answer := apptest.Answer(conv.Question)
		if len(conv.Turns) < 2 {
			answer = map[string]any{"question": asked, "text": fmt.Sprintf("咳嗽%d天，有痰", 1+n%6)}
		}
		if !c.until("answer "+asked, func() bool { return c.turn(browser, answer, &conv) }) {
			return
		}
		c.note(func() { c.turns[conv.ID] = append(c.turns[conv.ID], asked) })
	}
}

func (c *crowd) open(patient string) (*apptest.Client, portal.Conversation, error) {
	var link struct{ URL string }
	var conv portal.Conversation
	status, raw, err := c.system().Try(http.MethodPost, "/api/visit-links", map[string]any{"patient": patient, "lang": "zh"})
	if err != nil || status != http.StatusOK || json.Unmarshal(raw, &link) != nil {
		return nil, conv, errors.Join(errLink, err)
	}
	browser := c.house().Browser()
	status, raw, err = browser.Try(http.MethodPost, "/api/visit-links/"+link.URL[strings.LastIndexByte(link.URL, '/')+1:]+"/open", map[string]any{})
	if err != nil || status != http.StatusOK || json.Unmarshal(raw, &conv) != nil {
		return nil, conv, errors.Join(errLink, err)
	}
	return browser, conv, nil
}

// turn answers one question. When no answer comes back it looks whether the
// conversation has gone on.
func (c *crowd) turn(browser *apptest.Client, answer map[string]any, conv *portal.Conversation) bool {
	before := len(conv.Turns)
	here := browser.At(c.house())
	status, raw, err := here.Try(http.MethodPost, "/api/previsit/answers", answer)
	if err == nil && status == http.StatusOK {
		return c.decoded(raw, conv)
	}
	if err == nil && status < http.StatusInternalServerError {
		c.t.Errorf("answer to %v: %d %s", answer["question"], status, raw)
		return true
	}
	status, raw, err = here.Try(http.MethodGet, "/api/previsit", nil)
	if err != nil || status != http.StatusOK {
		return false
	}
	return c.decoded(raw, conv) && len(conv.Turns) > before
}

func (c *crowd) decoded(raw []byte, conv *portal.Conversation) bool {
	var fresh portal.Conversation
	if err := json.Unmarshal(raw, &fresh); err != nil {
		c.t.Errorf("conversation: %v", err)
		return false
	}
	*conv = fresh
	return true
}
