package main

import (
	"bufio"
	"fmt"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"apricot.health/services/app/apptest"
)

// receiver is a foreign system that Apricot sends signed orders to. It keeps
// what it got, and every seventh time it hangs up instead of answering.
type receiver struct {
	l  net.Listener
	wg sync.WaitGroup

	mu   sync.Mutex
	got  map[string]string // by control id
	all  int
	odd  []string // messages that came again with other bytes
	open map[net.Conn]bool
}

func newReceiver(t *testing.T) *receiver {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	r := &receiver{l: l, got: map[string]string{}, open: map[net.Conn]bool{}}
	r.wg.Go(func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			r.mu.Lock()
			r.open[c] = true
			r.mu.Unlock()
			r.wg.Go(func() { r.serve(c) })
		}
	})
	t.Cleanup(func() {
		_ = l.Close()
		r.mu.Lock()
		for c := range r.open {
			_ = c.Close()
		}
		r.mu.Unlock()
		r.wg.Wait()
	})
	return r
}

// configure tells a data folder to send its orders here, and which peer is
// answered early.
func (r *receiver) configure(t *testing.T, data string) {
	t.Helper()
	if err := os.MkdirAll(data, 0o700); err != nil {
		t.Fatal(err)
	}
	site := fmt.Sprintf("peers:\n  - {name: engine, addresses: [%s], acknowledge: kept}\noutbound:\n  - {name: lis, address: %q, application: LIS, facility: H1, messages: [orders], timeout: 2s, attempts: 100000, backoff: 50ms}\n", keptFirst, r.l.Addr())
	if err := os.WriteFile(filepath.Join(data, "hl7.yaml"), []byte(site), 0o600); err != nil {
		t.Fatal(err)
	}
}

func (r *receiver) serve(c net.Conn) {
	defer func() {
		_ = c.Close()
		r.mu.Lock()
		delete(r.open, c)
		r.mu.Unlock()
	}()
	in := bufio.NewReader(c)
	for {
		frame, err := in.ReadString('\x1c')
		if err != nil {
			return
		}
		message := strings.Trim(frame, "\x0b\x1c\r\n")
		control := strings.Split(strings.SplitN(message, "\r", 2)[0], "|")[9]
		r.mu.Lock()
		if before, again := r.got[control]; again && before != message {
			r.odd = append(r.odd, control)
		}
		r.got[control] = message
		r.all++
		hang := r.all%7 == 0
		r.mu.Unlock()
		if hang {
			return
		}
		if _, err := fmt.Fprintf(c, "\x0bMSH|^~\\&|LIS|H1|APRICOT|H1|20260304||ACK|%s-A|P|2.5.1\rMSA|AA|%s\r\x1c\r", control, control); err != nil {
			return
		}
	}
}

// about is how many messages, each with a control id of its own, are about an
// order.
func (r *receiver) about(order string) int {
	r.mu.Lock()
	defer r.mu.Unlock()
	n := 0
	for _, message := range r.got {
		if strings.Contains(message, order+"^") || strings.Contains(message, order+"|") {
			n++
		}
	}
	return n
}

// distinct is how many messages came, each control id once.
func (r *receiver) distinct() int {
	r.mu.Lock()
	defer r.mu.Unlock()
	return len(r.got)
}

// order signs an order as a doctor; the same PUT again changes nothing.
func (c *crowd) order(n int) {
	id := fmt.Sprintf("crowd-o%d-x", n)
	body := map[string]any{
		"resourceType": "ServiceRequest", "id": id, "status": "active", "intent": "order",
		"subject": map[string]any{"reference": "Patient/crowd-p0"}, "requester": map[string]any{"reference": apptest.Doctor().ID},
		"code": map[string]any{"text": "空腹血糖"},
	}
	doctor := func() *apptest.Client { return c.house().As(apptest.Doctor()) }
	if c.until("sign "+id, func() bool {
		status, raw, err := doctor().Try(http.MethodPut, "/fhir/ServiceRequest/"+id, body)
		if err != nil || status >= http.StatusInternalServerError {
			return false
		}
		if status != http.StatusCreated && status != http.StatusOK {
			c.t.Errorf("sign %s: %d %s", id, status, raw)
		}
		return true
	}) {
		c.note(func() { c.signed = append(c.signed, id) })
	}
	time.Sleep(5 * pause)
}

// sentOut waits until every signed order has gone out and holds what the
// receiver got against the ledger.
func (c *crowd) sentOut(r *receiver) {
	c.t.Helper()
	for _, id := range c.signed {
		c.until("send out "+id, func() bool { return r.about(id) > 0 })
	}
	for _, id := range c.signed {
		if n := r.about(id); n != 1 {
			c.t.Errorf("the signed order %s went out as %d messages", id, n)
		}
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if len(r.odd) > 0 {
		c.t.Errorf("sent again with other bytes: %v", r.odd)
	}
	if len(r.got) != len(c.signed) {
		c.t.Errorf("%d messages went out for %d signed orders", len(r.got), len(c.signed))
	}
}
