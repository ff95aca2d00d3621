package feed

import (
	"sync"
	"time"

	"apricot.health/fhir/hl7v2/mapping"
	"apricot.health/fhir/store"
)

const (
	// sharedFor is how long what was found of places and people counts: for
	// that long a message may refer to one that was deleted meanwhile.
	sharedFor = 10 * time.Second
	sharedMax = 4096
)

// shared remembers searches for what many messages refer to and none changes:
// wards, doctors, the hospital. Only found ones are remembered.
type shared struct {
	mu    sync.Mutex
	found map[string]sharedResult
}

type sharedResult struct {
	resources []store.Resource
	until     time.Time
}

func (s *shared) get(key string) ([]store.Resource, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	r, ok := s.found[key]
	return r.resources, ok && time.Now().Before(r.until) // how long ago, not what time it is
}

func (s *shared) put(key string, found []store.Resource) {
	if len(found) == 0 {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.found == nil || len(s.found) >= sharedMax {
		s.found = map[string]sharedResult{}
	}
	s.found[key] = sharedResult{found, time.Now().Add(sharedFor)}
}

// forget is for when a write met another state than was remembered.
func (s *shared) forget() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.found = nil
}

const (
	plansMax = 1024
	planSize = 16 << 10 // bytes of the message of a plan that is kept
)

// plans keeps what was mapped on trial until the loop comes to it.
type plans struct {
	mu   sync.Mutex
	plan map[int64]mapping.Plan
}

func (p *plans) put(id int64, size int, plan mapping.Plan) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if size > planSize {
		return
	}
	if p.plan == nil || len(p.plan) >= plansMax { // another server has mapped them, or the loop is far behind
		p.plan = map[int64]mapping.Plan{}
	}
	p.plan[id] = plan
}

// take gives a plan once: to resolve it changes it.
func (p *plans) take(id int64) (mapping.Plan, bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	plan, ok := p.plan[id]
	delete(p.plan, id)
	return plan, ok
}

// clear is for when another mapping is in force.
func (p *plans) clear() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.plan = nil
}
