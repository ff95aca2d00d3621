package feed

import (
	"context"
	"crypto/tls"
	"errors"
	"io"
	"net"
	"strconv"
	"time"

	"apricot.health/fhir/hl7v2"
	"apricot.health/fhir/outcome"
)

// serve reads and answers the messages of one connection, one after the other,
// which keeps a sender's messages in order.
func (f *Feed) serve(ctx context.Context, conn net.Conn) {
	defer func() { _ = conn.Close() }()
	defer func() {
		if p := recover(); p != nil { // a bug ends this connection, not the server
			f.cfg.Logger.ErrorContext(ctx, "panic in a connection", "component", "feed", "op", "serve")
		}
	}()
	stop := context.AfterFunc(ctx, func() { _ = conn.SetReadDeadline(time.Unix(1, 0)) })
	defer stop()
	if secure, ok := conn.(*tls.Conn); ok {
		f.readWithin(ctx, conn, f.cfg.FrameTimeout)
		if err := secure.HandshakeContext(ctx); err != nil {
			f.cfg.Logger.InfoContext(ctx, "no TLS handshake", "component", "feed", "op", "handshake")
			return
		}
	}
	who, leave, err := f.limits.admit(conn)
	if err != nil {
		f.cfg.Logger.WarnContext(ctx, "connection refused", "component", "feed", "op", "admit", "kind", outcome.KindOf(err).String())
		return
	}
	defer leave()
	frames := hl7v2.NewFrameReader(conn, who.size(f.cfg.MaxMessage))
	frames.OnStart = func() { f.readWithin(ctx, conn, f.cfg.FrameTimeout) }
	frames.OnAnew = func(part []byte) { f.begunAnew(ctx, part) }
	for {
		if who.wait(ctx) != nil {
			return
		}
		f.readWithin(ctx, conn, f.cfg.IdleTimeout)
		raw, err := frames.Next()
		if err != nil {
			f.ended(ctx, conn, err)
			return
		}
		// A message that has arrived is worked to its end, shutdown or not.
		err = f.receive(context.WithoutCancel(ctx), raw, who, func(answer []byte) error { return f.answer(conn, answer) })
		if err != nil {
			f.cfg.Logger.WarnContext(ctx, "the answer could not be sent", "component", "feed", "op", "answer")
			return
		}
		if ctx.Err() != nil {
			return
		}
	}
}

// readWithin limits the next reads. Once ctx has ended the deadline stays in
// the past.
func (f *Feed) readWithin(ctx context.Context, conn net.Conn, d time.Duration) {
	_ = conn.SetReadDeadline(time.Now().Add(d)) // socket deadlines are on the real clock
	if ctx.Err() != nil {
		_ = conn.SetReadDeadline(time.Unix(1, 0))
	}
}

func (f *Feed) answer(conn net.Conn, answer []byte) error {
	_ = conn.SetWriteDeadline(time.Now().Add(f.cfg.FrameTimeout)) // socket deadlines are on the real clock
	return hl7v2.WriteFrame(conn, answer)                         //nolint:wrapcheck // logged by serve
}

// ended tells the sender of a message that was too large, and notes ends that
// are no ordinary close.
func (f *Feed) ended(ctx context.Context, conn net.Conn, err error) {
	var large *hl7v2.TooLargeError
	switch {
	case errors.As(err, &large):
		h, hErr := hl7v2.ParseHeader(large.Head)
		if hErr != nil {
			h = hl7v2.Header{}
		}
		refusal := outcome.New(outcome.TooLarge, "the message is larger than %d bytes", large.Limit)
		_ = f.answer(conn, f.ack(h, hl7v2.AR, refusal))
		f.count(ctx, h.Type(), "too-large")
	case errors.Is(err, io.EOF), ctx.Err() != nil:
		return
	}
	f.cfg.Logger.InfoContext(ctx, "connection ended", "component", "feed", "op", "read", "kind", endKind(err))
}

// begunAnew notes a message whose sender began the next before its end: it was
// never answered, so the sender has to send it again.
func (f *Feed) begunAnew(ctx context.Context, part []byte) {
	h, err := hl7v2.ParseHeader(part)
	if err != nil {
		h = hl7v2.Header{}
	}
	f.count(ctx, h.Type(), "no-end")
	f.cfg.Logger.WarnContext(ctx, "message without an end left out", "component", "feed", "op", "read",
		"kind", "no-end", "type", f.label(h.Type()), "bytes", len(part))
}

func endKind(err error) string {
	var ne net.Error
	var large *hl7v2.TooLargeError
	switch {
	case errors.As(err, &large):
		return "too-large"
	case errors.Is(err, hl7v2.ErrNoFrame):
		return "no-frame"
	case errors.As(err, &ne) && ne.Timeout():
		return "timeout"
	}
	return "cut-short"
}

// ack writes an answer of this feed.
func (f *Feed) ack(h hl7v2.Header, code hl7v2.AckCode, err error) []byte {
	return hl7v2.Ack(h, code, err, f.nextID(), f.cfg.Now())
}

// nextID is a control id that is unique across restarts.
func (f *Feed) nextID() string {
	return strconv.FormatInt(f.cfg.Now().UnixMilli(), 36) + "-" + strconv.FormatInt(f.answers.Add(1), 36)
}
