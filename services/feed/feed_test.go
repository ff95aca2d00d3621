package feed_test

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"apricot.health/fhir/actor"
	"apricot.health/fhir/outcome"
	"apricot.health/fhir/store"
	"apricot.health/services/feed"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const own = "../../testdata/hl7v2/"

func message(t testing.TB, name string) string {
	t.Helper()
	b, err := os.ReadFile(own + name)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// start runs a feed until the test ends and gives it with its log.
func start(t testing.TB, cfg feed.Config) (*feed.Feed, *syncBuffer) {
	t.Helper()
	log := &syncBuffer{}
	cfg.Addr, cfg.Now = "127.0.0.1:0", time.Now
	cfg.Logger = slog.New(slog.NewTextHandler(log, nil))
	f, err := feed.New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	ready, done := make(chan struct{}), make(chan error, 1)
	go func() { done <- f.Run(ctx, func() { close(ready) }) }()
	select {
	case <-ready:
	case err := <-done:
		t.Fatalf("run: %v", err)
	}
	t.Cleanup(func() {
		cancel()
		select {
		case err := <-done:
			if err != nil {
				t.Errorf("run: %v", err)
			}
		case <-time.After(10 * time.Second):
			t.Error("the feed does not stop")
		}
	})
	return f, log
}

type syncBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (s *syncBuffer) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.Write(p)
}

func (s *syncBuffer) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.String()
}

// sender is a peer that shares no code with the feed: it writes and reads raw
// bytes.
type sender struct {
	t    testing.TB
	conn net.Conn
	r    *bufio.Reader
}

func dial(t testing.TB, f *feed.Feed) *sender {
	t.Helper()
	conn, err := net.Dial("tcp", f.Addr())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	_ = conn.SetDeadline(time.Now().Add(20 * time.Second))
	return &sender{t, conn, bufio.NewReader(conn)}
}

func (s *sender) write(raw string) {
	s.t.Helper()
	if _, err := io.WriteString(s.conn, raw); err != nil {
		s.t.Fatal(err)
	}
}

func (s *sender) read() string {
	s.t.Helper()
	frame, err := s.r.ReadString('\r')
	for err == nil && !strings.HasSuffix(frame, "\x1c\r") {
		var more string
		more, err = s.r.ReadString('\r')
		frame += more
	}
	if err != nil {
		s.t.Fatalf("no answer: %v", err)
	}
	if frame[0] != 0x0b {
		s.t.Fatalf("no start block: %q", frame)
	}
	return frame[1 : len(frame)-2]
}

func (s *sender) send(msg string) string {
	s.t.Helper()
	s.write("\x0b" + msg + "\x1c\r")
	return s.read()
}

func want(t testing.TB, answer string, parts ...string) {
	t.Helper()
	for _, p := range parts {
		if !strings.Contains(answer, p) {
			t.Errorf("want %q in %q", p, answer)
		}
	}
}

func TestOneVisit(t *testing.T) {
	t.Parallel()
	m := newMemory()
	f, log := start(t, feed.Config{Store: m, Inbox: m})
	s := dial(t, f)
	want(t, s.send(message(t, "adt-a04-zh.hl7")), "MSH|^~\\&|APRICOT|APRICOT|HIS|杏林示范医院|", "|ACK^A04^ACK|", "UNICODE UTF-8\r", "MSA|AA|A04-1\r")
	want(t, s.send(message(t, "adt-a08-zh-gb18030.hl7")), "MSA|AA|A08-1\r", "GB 18030-2000")
	want(t, s.send(message(t, "oru-r01-zh-preliminary.hl7")), "MSA|AA|R1\r")
	want(t, s.send(message(t, "oru-r01-zh-corrected.hl7")), "MSA|AA|R2\r")
	want(t, s.send(message(t, "adt-a03-zh.hl7")), "MSA|AA|A03-1\r")
	resources, writes, messages := m.count()
	for _, name := range []string{"adt-a04-zh.hl7", "oru-r01-zh-corrected.hl7", "adt-a03-zh.hl7"} {
		want(t, s.send(message(t, name)), "MSA|AA|")
	}
	if r, w, n := m.count(); r != resources || w != writes || n != messages {
		t.Errorf("the same messages again: %d->%d resources, %d->%d writes, %d->%d messages", resources, r, writes, w, messages, n)
	}
	for _, secret := range []string{"欧阳", "000117", "11010519491231002X", "13800000117", "青霉素"} {
		if strings.Contains(log.String(), secret) {
			t.Errorf("the log tells %s", secret)
		}
	}
}

func TestRefusals(t *testing.T) {
	t.Parallel()
	m := newMemory()
	f, log := start(t, feed.Config{Store: m, Inbox: m})
	s := dial(t, f)
	want(t, s.send("hello"), "MSA|AR||")
	want(t, s.send(message(t, "bad-unsupported-type.hl7")), "MSA|AR|BAD-3|", "ERR||MSH^1^9|200^")
	want(t, s.send(message(t, "bad-no-patient.hl7")), "MSA|AE|BAD-1|", "ERR||PID^1^3|101^")
	want(t, s.send(message(t, "bad-birth-date.hl7")), "MSA|AE|BAD-2|", "ERR||PID^1^7|102^")
	want(t, s.send(message(t, "bad-birth-date.hl7")), "MSA|AE|BAD-2|", "quarantined before: PID-7")
	want(t, s.send(`MSH|^~\&|HIS|A|B|C|2026||ADT^A04|V1|P|2.1`+"\rPID|1||1\rPV1|1|O\r"), "MSA|AR|V1|")
	want(t, s.send(`MSH|^~\&|HIS|A|B|C|2026||ADT^A04||P|2.5`+"\rPID|1||1\rPV1|1|O\r"), "MSA|AE||", "ERR||MSH^1^10|")
	want(t, s.send(`MSH|^~\&|HIS|A|B|C|2026||ADT^A04|C1|P|2.5||||||ASCII`+"\rPID|1||1||\xd5\xc5\rPV1|1|O\r"), "MSA|AE|C1|", "ERR||MSH^1^18|")
	if resources, _, messages := m.count(); resources != 0 || messages != 6 {
		t.Errorf("%d resources, %d messages kept; want none and all six with a header", resources, messages)
	}
	quarantined, _ := m.List(t.Context(), store.Quarantined, 0, 0)
	for _, q := range quarantined {
		if q.Reason == "" {
			t.Errorf("message %d has no reason", q.ID)
		}
	}
	if len(quarantined) != 6 {
		t.Errorf("%d in quarantine", len(quarantined))
	}
	if strings.Contains(log.String(), "某") || strings.Contains(log.String(), "000999") {
		t.Errorf("the log tells: %s", log)
	}
}

func TestControlIDCollision(t *testing.T) {
	t.Parallel()
	m := newMemory()
	f, _ := start(t, feed.Config{Store: m, Inbox: m})
	s := dial(t, f)
	msg := message(t, "adt-a01-23.hl7")
	want(t, s.send(msg), "MSA|AA|W1")
	want(t, s.send(strings.Replace(msg, "Miller", "Muller", 1)), "MSA|AE|W1|the control id")
	if q, _ := m.List(t.Context(), store.Quarantined, 0, 0); len(q) != 1 {
		t.Errorf("%d in quarantine", len(q))
	}
}

func TestEnhancedMode(t *testing.T) {
	t.Parallel()
	m := newMemory()
	f, _ := start(t, feed.Config{Store: m, Inbox: m})
	s := dial(t, f)
	body := "\rPID|1||1^^^HIS^MR\rPV1|1|O\r"
	head := `MSH|^~\&|HIS|A|B|C|2026||ADT^A04|`
	want(t, s.send(head+"E1|P|2.5|||AL|NE"+body), "MSA|CA|E1")
	want(t, s.send(head+"E2|P|2.5|||AL|AL"+body), "MSA|CA|E2")
	want(t, s.read(), "MSA|AA|E2")
	want(t, s.send(`MSH|^~\&|HIS|A|B|C|2026||QBP^Q11|E3|P|2.5|||AL|NE`+body), "MSA|CR|E3")
	want(t, s.send(head+"E4|P|2.5|||AL|NE\rPID|1||\x31\r\npid|2"+body), "MSA|CE|E4")
	want(t, s.send(head+"E5|P|2.5|||NE|ER\rPID|1\rPV1|1|O\r"), "MSA|AE|E5")
}

func TestFramesInTheField(t *testing.T) {
	t.Parallel()
	m := newMemory()
	f, _ := start(t, feed.Config{Store: m, Inbox: m, MaxMessage: 4096})
	s := dial(t, f)
	msg := message(t, "adt-a01-23.hl7")
	with := func(id string) string { return strings.Replace(msg, "|W1|", "|"+id+"|", 1) }
	s.write("noise\r\n\x0b\x0b" + strings.ReplaceAll(with("F1"), "\r", "\r\n") + "\x1c")
	want(t, s.read(), "MSA|AA|F1")
	s.write("\x0b" + with("F2") + "\x1c\r\x0b" + with("F3") + "\x1c\r")
	want(t, s.read(), "MSA|AA|F2")
	want(t, s.read(), "MSA|AA|F3")
	s.write("\x0b" + with("F4") + strings.Repeat("x", 5000))
	want(t, s.read(), "MSA|AR|F4|")
	if _, err := s.r.ReadByte(); err == nil {
		t.Error("the connection stays open after a frame that cannot be read")
	}
}

// A sender that has said all is answered; one that has gone is not, and what it
// sent is kept. One that goes in the middle of a message has sent nothing.
func TestPeersThatGo(t *testing.T) {
	t.Parallel()
	m := newMemory()
	f, _ := start(t, feed.Config{Store: m, Inbox: m})
	msg := message(t, "adt-a01-23.hl7")
	with := func(id string) string { return "\x0b" + strings.Replace(msg, "|W1|", "|"+id+"|", 1) }
	said, gone, cut := dial(t, f), dial(t, f), dial(t, f)
	said.write(with("G1") + "\x1c\r")
	if err := said.conn.(*net.TCPConn).CloseWrite(); err != nil {
		t.Fatal(err)
	}
	want(t, said.read(), "MSA|AA|G1")
	gone.write(with("G2") + "\x1c\r")
	_ = gone.conn.Close()
	cut.write(with("G3"))
	_ = cut.conn.Close()
	eventually(t, m, store.Mapped, 2)
	again := dial(t, f)
	again.write(with("G2") + "\x1c\r")
	want(t, again.read(), "MSA|AA|G2")
	if _, _, n := m.count(); n != 2 {
		t.Errorf("%d messages are kept", n)
	}
}

// Text whose declaration is a lie is not stored garbled.
func TestCharsetIsALie(t *testing.T) {
	t.Parallel()
	m := newMemory()
	f, _ := start(t, feed.Config{Store: m, Inbox: m})
	s := dial(t, f)
	lie := strings.Replace(message(t, "adt-a04-zh.hl7"), "UNICODE UTF-8", "GB 18030-2000", 1)
	want(t, s.send(lie), "MSA|AE|A04-1|", "ERR||MSH^1^18|102^")
	if r, _, n := m.count(); r != 0 || n != 1 {
		t.Errorf("%d resources, %d messages", r, n)
	}
}

func TestSlowPeer(t *testing.T) {
	t.Parallel()
	m := newMemory()
	f, log := start(t, feed.Config{Store: m, Inbox: m, FrameTimeout: 50 * time.Millisecond})
	s := dial(t, f)
	s.write("\x0bMSH|^~")
	if _, err := s.r.ReadByte(); err == nil {
		t.Error("the feed waits for ever")
	}
	for range 100 {
		if strings.Contains(log.String(), "kind=timeout") {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Errorf("log: %s", log)
}

// The log says why a message could not be stored, in the words that may be told
// and in no others.
func TestTheLogSaysWhyNothingIsStored(t *testing.T) {
	t.Parallel()
	m := newMemory()
	f, log := start(t, feed.Config{Store: m, Inbox: m, Retry: time.Hour})
	s := dial(t, f)
	m.fail(nil, fmt.Errorf("sqlite: receive: %w", outcome.Wrap(outcome.Unavailable, errors.New("Miller"), "there is no room for writes")))
	want(t, s.send(message(t, "adt-a01-23.hl7")), "MSA|AR|W1|the message could not be stored")
	want(t, log.String(), "message not taken", "kind=unavailable", `reason="there is no room for writes"`)
	m.fail(nil, errors.New("Miller"))
	want(t, s.send(message(t, "adt-a01-23.hl7")), "MSA|AR|W1|")
	if strings.Contains(log.String(), "Miller") {
		t.Errorf("the log tells: %s", log)
	}
}

// A message that is begun anew before its end was never answered. It leaves a
// line and a count, and no content.
func TestMessagesWithoutAnEnd(t *testing.T) {
	t.Parallel()
	m := newMemory()
	f, log := start(t, feed.Config{Store: m, Inbox: m})
	s := dial(t, f)
	msg := message(t, "adt-a01-23.hl7")
	s.write("\x0b\x0b\x0b" + msg[:len(msg)/2] + "\x0b" + msg + "\x1c\r")
	want(t, s.read(), "MSA|AA|W1")
	if n := strings.Count(log.String(), "message without an end"); n != 1 {
		t.Errorf("%d lines, want 1: %s", n, log)
	}
	want(t, log.String(), "type=ADT^A01")
	if strings.Contains(log.String(), "Miller") {
		t.Errorf("the log tells: %s", log)
	}
}

func TestStoreTrouble(t *testing.T) {
	t.Parallel()
	m := newMemory()
	f, _ := start(t, feed.Config{Store: m, Inbox: m, Retry: 20 * time.Millisecond})
	s := dial(t, f)
	m.fail(nil, outcome.New(outcome.Unavailable, "disk full"))
	want(t, s.send(message(t, "adt-a01-23.hl7")), "MSA|AR|W1|the message could not be stored")
	m.fail(outcome.New(outcome.Unavailable, "busy"), nil)
	want(t, s.send(message(t, "adt-a01-23.hl7")), "MSA|AA|W1")
	if r, _, n := m.count(); r != 0 || n != 1 {
		t.Fatalf("%d resources, %d messages", r, n)
	}
	m.fail(nil, nil)
	for range 200 {
		if r, _, _ := m.count(); r > 0 {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Error("the message is not mapped after the store is back")
}

func TestLeftOverIsMappedBeforeReady(t *testing.T) {
	t.Parallel()
	m := newMemory()
	raw := message(t, "adt-a04-zh.hl7")
	if _, err := m.Receive(actor.With(t.Context(), actor.System("test")), store.InboxMessage{Sender: "x", ControlID: "1", Raw: []byte(raw)}); err != nil {
		t.Fatal(err)
	}
	start(t, feed.Config{Store: m, Inbox: m})
	if r, _, _ := m.count(); r == 0 {
		t.Error("ready before the left-over message was mapped")
	}
}

func TestReplay(t *testing.T) {
	t.Parallel()
	ctx := actor.With(t.Context(), actor.System("test"))
	m := newMemory()
	f, _ := start(t, feed.Config{Store: m, Inbox: m})
	s := dial(t, f)
	want(t, s.send(message(t, "bad-birth-date.hl7")), "MSA|AE|")
	if err := f.Replay(ctx, 1); !outcome.Is(err, outcome.Invalid) {
		t.Errorf("a message that is still wrong: %v", err)
	}
	if err := f.Replay(ctx, 9); !outcome.Is(err, outcome.NotFound) {
		t.Errorf("no message: %v", err)
	}
	m.mu.Lock() // as if a former release could not read what this one can
	m.inbox[0].Raw = []byte(message(t, "adt-a04-zh.hl7"))
	m.mu.Unlock()
	if err := f.Replay(ctx, 1); err != nil {
		t.Error(err)
	}
	if r, _, _ := m.count(); r == 0 {
		t.Error("nothing mapped")
	}
	if err := f.Replay(ctx, 1); !outcome.Is(err, outcome.Conflict) {
		t.Errorf("a mapped message: %v", err)
	}
}

func TestManySendersOnePatient(t *testing.T) {
	t.Parallel()
	m := newMemory()
	f, _ := start(t, feed.Config{Store: m, Inbox: m})
	var wg sync.WaitGroup
	for i := range 16 {
		s := dial(t, f)
		msg := strings.Replace(message(t, "adt-a04-zh.hl7"), "|A04-1|", "|M"+string(rune('a'+i))+"|", 1)
		wg.Go(func() { want(t, s.send(msg), "MSA|AA|") })
	}
	wg.Wait()
	if r, w, n := m.count(); r != 10 || w != 10 || n != 16 {
		t.Errorf("%d resources in %d writes from %d messages; want 10, 10, 16", r, w, n)
	}
}

// A message that fails for no known reason is set aside after a few tries, and
// those behind it are mapped.
func TestPoisonDoesNotBlock(t *testing.T) {
	t.Parallel()
	m := newMemory()
	f, _ := start(t, feed.Config{Store: m, Inbox: m, Retry: 5 * time.Millisecond})
	s := dial(t, f)
	m.mu.Lock()
	m.poison = "W1"
	m.mu.Unlock()
	want(t, s.send(message(t, "adt-a01-23.hl7")), "MSA|AA|W1")
	want(t, s.send(message(t, "adt-a04-zh.hl7")), "MSA|AA|A04-1")
	for range 400 {
		if q, _ := m.List(t.Context(), store.Quarantined, 0, 0); len(q) == 1 && q[0].ControlID == "W1" {
			return
		}
		time.Sleep(5 * time.Millisecond)
	}
	t.Error("the message is tried for ever")
}

func TestSubmit(t *testing.T) {
	t.Parallel()
	m := newMemory()
	f, _ := start(t, feed.Config{Store: m, Inbox: m})
	for name, code := range map[string]string{"adt-a01-23.hl7": "MSA|AA|W1", "bad-no-patient.hl7": "MSA|AE|BAD-1"} {
		answer, err := f.Submit(t.Context(), []byte(message(t, name)))
		if err != nil {
			t.Fatal(err)
		}
		want(t, string(answer), code)
	}
}
