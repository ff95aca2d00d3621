package feed

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"sync"
	"time"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"

	"apricot.health/fhir/actor"
	"apricot.health/fhir/hl7v2"
	"apricot.health/fhir/hl7v2/mapping"
	"apricot.health/fhir/outcome"
	"apricot.health/fhir/store"
)

// receive does all that is to do for one frame, a message or a batch of them,
// and sends its answers. The error is that of send.
func (f *Feed) receive(ctx context.Context, raw []byte, from *peer, send func([]byte) error) error {
	if hl7v2.IsBatch(raw) {
		return f.receiveBatch(ctx, raw, from, send)
	}
	return f.receiveOne(ctx, raw, from, send)
}

// receiveBatch takes the messages of a batch one by one, in order, and answers
// with a batch of their answers: what cannot be used of one keeps no other
// back.
func (f *Feed) receiveBatch(ctx context.Context, raw []byte, from *peer, send func([]byte) error) error {
	b, err := hl7v2.ParseBatch(raw)
	if err != nil {
		f.count(ctx, "", "refused")
		return send(f.ack(b.Header, hl7v2.AR, err))
	}
	var answers [][]byte
	for _, m := range b.Messages {
		_ = f.receiveOne(ctx, m, from, func(answer []byte) error { // gathering cannot fail
			answers = append(answers, answer)
			return nil
		})
	}
	if len(answers) == 0 && b.Counted {
		return nil
	}
	return send(b.Answer(answers, f.nextID(), f.cfg.Now()))
}

func (f *Feed) receiveOne(ctx context.Context, raw []byte, from *peer, send func([]byte) error) error {
	ctx, span := f.tracer.Start(ctx, "feed.Receive")
	defer span.End()
	who := actor.System("feed")
	who.TraceID = span.SpanContext().TraceID().String()
	ctx = actor.With(ctx, who)

	h, err := hl7v2.ParseHeader(raw)
	if err != nil {
		f.count(ctx, "", "refused")
		span.SetStatus(codes.Error, "refused")
		return send(f.ack(hl7v2.Header{}, hl7v2.AR, err))
	}
	if err := from.maySend(h.Sender()); err != nil {
		f.count(ctx, h.Type(), "refused")
		return f.refuse(h, hl7v2.AR, err, send)
	}
	span.SetAttributes(attribute.String("hl7.type", h.Type()), attribute.String("hl7.version", h.Version))
	leave := sync.OnceFunc(f.enter(h.Sender(), controlID(h, raw)))
	defer leave()
	msg, fault := f.check(h, raw)
	m := store.InboxMessage{
		Sender: h.Sender(), ControlID: controlID(h, raw), Type: h.Type(), Raw: raw, Received: f.cfg.Now(), Status: store.Pending,
	}
	switch {
	case fault != nil:
	case from.early(h):
		return f.keep(ctx, h, m, msg, leave, send)
	case f.atOnce(ctx, m, msg):
		f.count(ctx, h.Type(), "mapped")
		return f.taken(h, send)
	}
	receipt, err := f.cfg.Inbox.Receive(ctx, m)
	if err != nil {
		return f.lost(ctx, h, err, send)
	}
	return f.respond(ctx, h, receipt, msg, f.judge(ctx, receipt, fault), send)
}

// keep takes a message that is answered before it is mapped. Where that answer
// is the only one, mapping is tried first, so that it tells what cannot be read.
// leave lets the loop have the message.
func (f *Feed) keep(ctx context.Context, h hl7v2.Header, m store.InboxMessage, msg *hl7v2.Message, leave func(), send func([]byte) error) error {
	var plan mapping.Plan
	var fault error
	planned := !h.Enhanced()
	if planned {
		if plan, fault = f.plan(msg); fault != nil && !permanent(fault) { // the loop tries again
			planned, fault = false, nil
		}
	}
	receipt, err := f.cfg.Inbox.Receive(ctx, m)
	if err != nil {
		return f.lost(ctx, h, err, send)
	}
	if fault = f.judge(ctx, receipt, fault); fault != nil {
		return f.respond(ctx, h, receipt, msg, fault, send)
	}
	if planned && !receipt.Duplicate {
		f.plans.put(receipt.ID, len(m.Raw), plan)
	}
	leave()
	f.wake(receipt)
	f.count(ctx, h.Type(), "kept")
	return f.taken(h, send)
}

// lost answers a message that could not be stored.
func (f *Feed) lost(ctx context.Context, h hl7v2.Header, err error, send func([]byte) error) error {
	f.note(ctx, "receive", 0, err)
	f.count(ctx, h.Type(), "not-stored")
	return f.refuse(h, hl7v2.AR, outcome.New(outcome.Unavailable, "the message could not be stored; send it again"), send)
}

// check finds what is wrong with a message without mapping it.
func (f *Feed) check(h hl7v2.Header, raw []byte) (*hl7v2.Message, error) {
	if err := h.Check(); err != nil {
		return nil, fmt.Errorf("feed: header: %w", err)
	}
	if err := f.mapping().Supported(h); err != nil {
		return nil, fmt.Errorf("feed: type: %w", err)
	}
	msg, err := hl7v2.Parse(raw)
	if err != nil {
		return nil, fmt.Errorf("feed: body: %w", err)
	}
	return msg, nil
}

// controlID is MSH-10, or the digest of a message that has none, so that it can
// be kept.
func controlID(h hl7v2.Header, raw []byte) string {
	if h.ControlID != "" {
		return h.ControlID
	}
	sum := sha256.Sum256(raw)
	return "sha256:" + hex.EncodeToString(sum[:])
}

// judge adds what the inbox knows of the message to what is wrong with it, and
// quarantines a new message that is faulty.
func (f *Feed) judge(ctx context.Context, r store.Receipt, fault error) error {
	switch {
	case r.Collision && fault == nil:
		return outcome.At(outcome.Conflict, "MSH-10", "the control id was used for another message")
	case r.Duplicate && r.Status == store.Quarantined && fault == nil:
		return f.former(ctx, r.ID)
	case fault != nil && !r.Duplicate && !r.Collision:
		f.quarantine(ctx, r.ID, fault)
	}
	return fault
}

// former is why the message was quarantined when it first came.
func (f *Feed) former(ctx context.Context, id int64) error {
	m, err := f.cfg.Inbox.Message(ctx, id)
	if err != nil {
		return outcome.Wrap(outcome.Unavailable, err, "the inbox cannot be read")
	}
	return outcome.New(outcome.Invalid, "quarantined before: %s", m.Reason)
}

// respond maps the message unless that is done or senseless, and answers in the
// mode that the sender asked for.
func (f *Feed) respond(ctx context.Context, h hl7v2.Header, r store.Receipt, msg *hl7v2.Message, fault error, send func([]byte) error) error {
	if fault != nil {
		what := "quarantined"
		if r.Collision {
			what = "collision"
		}
		f.count(ctx, h.Type(), what)
		return f.refuse(h, hl7v2.Refusal(fault), fault, send)
	}
	if h.Enhanced() && h.WantsAccept(true) {
		if err := send(f.ack(h, hl7v2.CA, nil)); err != nil {
			return err
		}
	}
	what := "mapped"
	switch {
	case r.Duplicate && r.Status == store.Mapped:
		what = "duplicate"
	default:
		if fault = f.mapWithin(ctx, r.ID, msg); fault != nil {
			what = "quarantined"
		}
	}
	f.count(ctx, h.Type(), what)
	if h.Enhanced() && !h.WantsApplication(fault == nil) {
		return nil
	}
	code := hl7v2.AA
	if fault != nil {
		code = hl7v2.Refusal(fault)
	}
	return send(f.ack(h, code, fault))
}

// taken answers a message that nothing more is to be said about.
func (f *Feed) taken(h hl7v2.Header, send func([]byte) error) error {
	if !h.Enhanced() {
		return send(f.ack(h, hl7v2.AA, nil))
	}
	if h.WantsAccept(true) {
		if err := send(f.ack(h, hl7v2.CA, nil)); err != nil {
			return err
		}
	}
	if h.WantsApplication(true) {
		return send(f.ack(h, hl7v2.AA, nil))
	}
	return nil
}

// refuse answers a message that is not taken. In enhanced mode that is an
// accept-level answer, and none when the sender wants none.
func (f *Feed) refuse(h hl7v2.Header, code hl7v2.AckCode, fault error, send func([]byte) error) error {
	if h.Enhanced() {
		if !h.WantsAccept(false) {
			if !h.WantsApplication(false) {
				return nil
			}
		} else {
			code = code.Accept()
		}
	}
	return send(f.ack(h, code, fault))
}

// mapWithin maps for at most MapTimeout. A mapping that is not done by then, or
// that the store could not take, is left to the mapper loop: the message is
// safe, and that is no fault of it.
func (f *Feed) mapWithin(ctx context.Context, id int64, msg *hl7v2.Message) error {
	ctx, cancel := context.WithTimeout(ctx, f.cfg.MapTimeout)
	defer cancel()
	err := f.mapMessage(ctx, id, msg)
	if err == nil || permanent(err) {
		return err
	}
	f.note(ctx, "map", id, err)
	return nil
}

// quarantine sets a message aside with the public part of its reason.
func (f *Feed) quarantine(ctx context.Context, id int64, fault error) {
	detail, path := outcome.Public(fault)
	reason := detail
	if path != "" {
		reason = path + ": " + detail
	}
	settle := []store.Settlement{{ID: id, Status: store.Quarantined, Reason: reason}}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 10*time.Second)
	defer cancel()
	if _, err := f.cfg.Store.Apply(ctx, store.Batch{Settle: settle}); err != nil {
		f.note(ctx, "quarantine", id, err) // it stays pending, and the loop comes back to it
		return
	}
	f.note(ctx, "map", id, fault)
}

// note logs a failure once: what is wrong with a message by its place and no
// content of it, and why it could not be taken in the words that may be told.
func (f *Feed) note(ctx context.Context, op string, id int64, err error) {
	reason, path := outcome.Public(err)
	if permanent(err) { // these words may hold what the message says
		reason = ""
	}
	f.cfg.Logger.WarnContext(ctx, "message not taken", "component", "feed", "op", op,
		"resource", fmt.Sprintf("inbox/%d", id), "kind", outcome.KindOf(err).String(), "location", path, "reason", reason)
}
