package feed_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"sync"

	"apricot.health/fhir/actor"
	"apricot.health/fhir/outcome"
	"apricot.health/fhir/search"
	"apricot.health/fhir/store"
)

// memory is a store and an inbox that can be told to fail, for the cases that a
// healthy database cannot show. What it does it does as the contract says, and
// like compliance/guard it refuses a caller without an actor.
type memory struct {
	mu        sync.Mutex
	resources map[store.Key]store.Resource
	inbox     []store.InboxMessage
	down      error  // what Apply answers
	lost      error  // what Receive answers
	poison    string // control id of the message whose mapping fails
	writes    int
}

func newMemory() *memory { return &memory{resources: map[store.Key]store.Resource{}} }

func (m *memory) fail(apply, receive error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.down, m.lost = apply, receive
}

func (m *memory) Receive(ctx context.Context, in store.InboxMessage) (store.Receipt, error) {
	if _, err := actor.From(ctx); err != nil {
		return store.Receipt{}, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.lost != nil {
		return store.Receipt{}, m.lost
	}
	in.ID, in.Status = int64(len(m.inbox)+1), store.Pending
	r := store.Receipt{ID: in.ID, Status: store.Pending}
	for _, have := range m.inbox {
		if have.Sender != in.Sender || have.ControlID != in.ControlID {
			continue
		}
		if bytes.Equal(have.Raw, in.Raw) {
			return store.Receipt{ID: have.ID, Duplicate: true, Status: have.Status}, nil
		}
		in.Status, in.Reason, r.Collision, r.Status = store.Quarantined, "collision", true, store.Quarantined
	}
	m.inbox = append(m.inbox, in)
	return r, nil
}

func (m *memory) Unsettled(ctx context.Context, _ int) ([]store.InboxMessage, error) {
	return m.List(ctx, store.Pending, 0, 0)
}

func (m *memory) List(_ context.Context, status store.InboxStatus, _ int64, _ int) ([]store.InboxMessage, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	var out []store.InboxMessage
	for _, x := range m.inbox {
		if x.Status == status {
			out = append(out, x)
		}
	}
	return out, nil
}

func (m *memory) Message(_ context.Context, id int64) (store.InboxMessage, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if id < 1 || int(id) > len(m.inbox) {
		return store.InboxMessage{}, outcome.New(outcome.NotFound, "no such message")
	}
	return m.inbox[id-1], nil
}

func (m *memory) Search(ctx context.Context, q search.Query) (store.SearchResult, error) {
	if _, err := actor.From(ctx); err != nil {
		return store.SearchResult{}, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	var r store.SearchResult
	for _, res := range m.resources {
		if res.Type == q.Type && slices.ContainsFunc(q.Params[0].Values, func(v search.Value) bool { return hasIdentifier(res.JSON, v.System, v.Text) }) {
			r.Matches = append(r.Matches, res)
		}
	}
	return r, nil
}

func hasIdentifier(raw []byte, system, value string) bool {
	var body struct {
		Identifier []struct{ System, Value string }
	}
	_ = json.Unmarshal(raw, &body)
	for _, id := range body.Identifier {
		if id.System == system && id.Value == value {
			return true
		}
	}
	return false
}

func (m *memory) Apply(ctx context.Context, b store.Batch) ([]store.Result, error) {
	if _, err := actor.From(ctx); err != nil {
		return nil, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.down != nil {
		return nil, m.down
	}
	for _, s := range b.Settle {
		if m.poison != "" && s.Status == store.Mapped && m.inbox[s.ID-1].ControlID == m.poison {
			return nil, errUnused
		}
	}
	for _, in := range b.Receive {
		if m.lost != nil {
			return nil, m.lost
		}
		if in.ControlID == m.poison {
			return nil, errUnused
		}
		if slices.ContainsFunc(m.inbox, func(have store.InboxMessage) bool {
			return have.Sender == in.Sender && have.ControlID == in.ControlID
		}) {
			return nil, outcome.At(outcome.Conflict, "Batch.receive", "known")
		}
	}
	for _, op := range b.Ops {
		if _, exists := m.resources[store.Key{Type: op.Type, ID: strings.TrimPrefix(op.FullURL, "urn:uuid:")}]; exists && op.OnlyNew {
			return nil, outcome.New(outcome.Conflict, "there by now")
		}
		if have := m.resources[store.Key{Type: op.Type, ID: op.ID}]; op.Verb == store.Update && have.Version != op.IfMatch {
			return nil, outcome.New(outcome.PreconditionFailed, "version")
		}
	}
	for _, s := range b.Settle {
		from := store.Pending
		if s.Status == store.Pending {
			from = store.Quarantined
		}
		if m.inbox[s.ID-1].Status != from {
			return nil, outcome.New(outcome.Conflict, "settled")
		}
	}
	refs := map[string]string{}
	out := make([]store.Result, len(b.Ops))
	for _, op := range b.Ops {
		if op.ID == "" {
			op.ID = strings.TrimPrefix(op.FullURL, "urn:uuid:")
		}
		refs[op.FullURL] = op.Type + "/" + op.ID
	}
	for i, op := range b.Ops {
		key := store.Key{Type: op.Type, ID: refs[op.FullURL][len(op.Type)+1:]}
		have, exists := m.resources[key]
		if exists && op.Verb == store.Create {
			out[i] = store.Result{Resource: have, Unchanged: true}
			continue
		}
		body := op.Body
		for from, to := range refs {
			body = bytes.ReplaceAll(body, []byte(from), []byte(to))
		}
		m.resources[key] = store.Resource{Key: key, Version: have.Version + 1, JSON: body}
		m.writes++
	}
	for _, in := range b.Receive {
		in.ID = int64(len(m.inbox) + 1)
		m.inbox = append(m.inbox, in)
	}
	for _, s := range b.Settle {
		m.inbox[s.ID-1].Status, m.inbox[s.ID-1].Reason = s.Status, s.Reason
	}
	return out, nil
}

func (m *memory) count() (resources, writes, messages int) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return len(m.resources), m.writes, len(m.inbox)
}

var errUnused = fmt.Errorf("memory: not used by the feed")

func (m *memory) Read(context.Context, store.Key) (store.Resource, error) {
	return store.Resource{}, errUnused
}

func (m *memory) ReadVersion(context.Context, store.Key, int64) (store.Resource, error) {
	return store.Resource{}, errUnused
}

func (m *memory) History(context.Context, store.HistoryQuery) ([]store.Resource, error) {
	return nil, errUnused
}

func (m *memory) Changes(context.Context, int64, int) ([]store.Resource, error) {
	return nil, errUnused
}
func (m *memory) Wait(context.Context, int64) error { return errUnused }
func (m *memory) Close() error                      { return nil }
