package outbound

import (
	"bufio"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"slices"
	"sync"
	"time"

	"apricot.health/fhir/hl7v2"
	"apricot.health/fhir/hl7v2/site"
	"apricot.health/fhir/outcome"
)

// queue is one destination with what waits for it.
type queue struct {
	to   site.Destination
	tls  *tls.Config
	wake chan struct{}

	mu      sync.Mutex
	waiting []Delivery

	conn   net.Conn
	frames *hl7v2.FrameReader
}

// add puts a delivery in its place.
func (q *queue) add(d Delivery) {
	q.mu.Lock()
	at, _ := slices.BinarySearchFunc(q.waiting, d, func(a, b Delivery) int { return int(a.Seq - b.Seq) })
	if !slices.ContainsFunc(q.waiting, func(have Delivery) bool { return have.Task == d.Task }) {
		q.waiting = slices.Insert(q.waiting, at, d)
	}
	q.mu.Unlock()
	select {
	case q.wake <- struct{}{}:
	default:
	}
}

// empty takes everything out.
func (q *queue) empty() {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.waiting = nil
}

func (q *queue) first() (Delivery, bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if len(q.waiting) == 0 {
		return Delivery{}, false
	}
	return q.waiting[0], true
}

func (q *queue) drop(task string) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.waiting = slices.DeleteFunc(q.waiting, func(d Delivery) bool { return d.Task == task })
}

// answer is what the receiver said.
type answer struct {
	code   hl7v2.AckCode
	detail string // MSA-3 or ERR-8
}

// The ways in which a try ends without an answer.
var (
	errUnreachable = errors.New("outbound: the destination cannot be reached")
	errNoAnswer    = errors.New("outbound: no answer in time")
)

// deliver sends what waits for q, one after the other, until ctx ends.
func (s *Service) deliver(ctx context.Context, q *queue) {
	defer q.close()
	fails, tries := 0, 0
	for ctx.Err() == nil {
		d, ok := q.first()
		if !ok {
			fails, tries = 0, 0
			select {
			case <-ctx.Done():
			case <-q.wake:
			case <-q.idle(): // nothing may come on an idle connection
				q.close()
			}
			continue
		}
		said, err := q.send(ctx, d)
		if !errors.Is(err, errUnreachable) {
			tries++
		}
		status, reason := verdict(said, err, tries >= q.to.Attempts)
		if status != "" && s.conclude(ctx, q, d, status, reason) {
			fails, tries = 0, 0
			continue
		}
		fails++
		if fails == 1 || fails%10 == 0 {
			s.note(ctx, q, d, "try")
		}
		s.count(ctx, q.to.Name, "again")
		sleep(ctx, s.pause(fails, q.to.Backoff))
	}
}

// conclude writes down what became of a delivery. Where it reports false the
// message is sent again, under the same control id.
func (s *Service) conclude(ctx context.Context, q *queue, d Delivery, status, reason string) bool {
	ctx = context.WithoutCancel(ctx)
	err := s.settle(ctx, &d, status, reason)
	switch {
	case outcome.Is(err, outcome.PreconditionFailed): // another process was faster
		q.drop(d.Task)
		if err := s.take(ctx, d.Task); err != nil {
			q.add(d)
			return false
		}
		return true
	case err != nil:
		s.note(ctx, q, d, "settle")
		return false
	}
	s.count(ctx, q.to.Name, status)
	q.drop(d.Task)
	if status == "failed" {
		s.note(ctx, q, d, "set aside")
	}
	return true
}

// lastWait is how long an answer is waited for once the process is to stop. A
// message without one is sent again by the next process.
const lastWait = 3 * time.Second

// verdict is what becomes of a delivery; "" is another try.
func verdict(said answer, err error, last bool) (status, reason string) {
	switch {
	case errors.Is(err, errUnreachable):
		return "", ""
	case err != nil && last:
		return "failed", "no answer"
	case err != nil:
		return "", ""
	case said.code.Success():
		return "completed", ""
	case said.code == hl7v2.AE || said.code == hl7v2.CE:
		return "failed", string(said.code) + ": " + said.detail
	case last:
		return "failed", string(said.code) + ": " + said.detail
	}
	return "", ""
}

// send sends d once and waits for its answer. An answer with another control id
// belongs to no message of this connection that still waits: it is passed over.
// Without the right one in time the connection is dropped.
func (q *queue) send(ctx context.Context, d Delivery) (answer, error) {
	if err := q.connect(ctx); err != nil {
		return answer{}, errUnreachable
	}
	until := time.Now().Add(q.to.Timeout) // socket deadlines are on the real clock
	conn := q.conn
	_ = conn.SetDeadline(until)
	stop := context.AfterFunc(ctx, func() { _ = conn.SetDeadline(time.Now().Add(lastWait)) })
	defer stop()
	if err := hl7v2.WriteFrame(q.conn, d.message); err != nil {
		q.close()
		return answer{}, errUnreachable
	}
	for {
		raw, err := q.frames.Next()
		if err != nil {
			q.close()
			return answer{}, errNoAnswer
		}
		m, err := hl7v2.Parse(raw)
		if err != nil || m.Get("MSA-2") != d.ControlID {
			continue
		}
		code := hl7v2.AckCode(m.Get("MSA-1"))
		switch code {
		case hl7v2.AA, hl7v2.AE, hl7v2.AR, hl7v2.CA, hl7v2.CE, hl7v2.CR:
			detail := m.Get("MSA-3")
			if detail == "" {
				detail = m.Get("ERR-8")
			}
			return answer{code, detail}, nil
		}
	}
}

func (q *queue) connect(ctx context.Context) error {
	if q.conn != nil {
		return nil
	}
	ctx, cancel := context.WithTimeout(ctx, q.to.Timeout)
	defer cancel()
	var conn net.Conn
	var err error
	if q.tls != nil {
		conn, err = (&tls.Dialer{Config: q.tls}).DialContext(ctx, "tcp", q.to.Address)
	} else {
		conn, err = (&net.Dialer{}).DialContext(ctx, "tcp", q.to.Address)
	}
	if err != nil {
		return fmt.Errorf("outbound: connect: %w", err)
	}
	q.conn, q.frames = conn, hl7v2.NewFrameReader(bufio.NewReader(conn), 1<<20)
	return nil
}

// idle fires when a connection has been quiet for long: the receiver or a
// firewall may have forgotten it.
func (q *queue) idle() <-chan time.Time {
	if q.conn == nil {
		return nil
	}
	return time.After(time.Minute)
}

func (q *queue) close() {
	if q.conn != nil {
		_ = q.conn.Close()
		q.conn, q.frames = nil, nil
	}
}

// note logs without content.
func (s *Service) note(ctx context.Context, q *queue, d Delivery, op string) {
	s.cfg.Logger.WarnContext(ctx, "a message was not delivered", "component", "outbound", "op", op, "destination", q.to.Name, "resource", "Task/"+d.Task)
}
