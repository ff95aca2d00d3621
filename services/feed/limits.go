package feed

import (
	"context"
	"crypto/tls"
	"fmt"
	"net"
	"net/netip"
	"slices"
	"sync"

	"golang.org/x/time/rate"

	"apricot.health/fhir/hl7v2"
	"apricot.health/fhir/hl7v2/site"
	"apricot.health/fhir/outcome"
)

// peers knows who is connected and what each may use. All connections of a
// peer share its limits. Who is not named in the site file is told apart by
// address.
type peers struct {
	mu     sync.Mutex
	named  []site.Peer
	others site.Limits
	closed bool // to peers that are not named
	all    map[string]*peer
}

// peer is one sender with all its connections.
type peer struct {
	name    string
	limits  site.Limits
	senders []string
	rate    *rate.Limiter
	open    int
}

func newPeers(named []site.Peer, others site.Limits, knownOnly bool) *peers {
	return &peers{named: named, others: others, closed: knownOnly, all: map[string]*peer{}}
}

// admit finds out who is at the other end of conn, whose TLS handshake is done.
// leave must be called when the connection ends.
func (ps *peers) admit(conn net.Conn) (p *peer, leave func(), err error) {
	addr, names := identity(conn)
	ps.mu.Lock()
	defer ps.mu.Unlock()
	key, limits, senders := "address "+addr.String(), ps.others, []string(nil)
	i := slices.IndexFunc(ps.named, func(n site.Peer) bool { return n.Holds(addr, names) })
	switch {
	case i >= 0:
		key, limits, senders = ps.named[i].Name, ps.named[i].Limits, ps.named[i].Senders
	case ps.closed:
		return nil, nil, outcome.New(outcome.Forbidden, "the peer is not known")
	}
	if p = ps.all[key]; p == nil {
		p = &peer{name: key, limits: limits, senders: senders}
		if limits.Rate > 0 {
			p.rate = rate.NewLimiter(rate.Limit(limits.Rate), max(1, int(limits.Rate)))
		}
		ps.all[key] = p
	}
	if p.limits.Connections > 0 && p.open >= p.limits.Connections {
		return nil, nil, outcome.New(outcome.Throttled, "the peer has too many connections")
	}
	p.open++
	return p, func() {
		ps.mu.Lock()
		defer ps.mu.Unlock()
		if p.open--; p.open == 0 && (p.rate == nil || p.rate.Tokens() >= float64(p.rate.Burst())) {
			delete(ps.all, key)
		}
	}, nil
}

// identity is the address of a peer and, with a client certificate, its names.
func identity(conn net.Conn) (addr netip.Addr, names []string) {
	if ap, err := netip.ParseAddrPort(conn.RemoteAddr().String()); err == nil {
		addr = ap.Addr().Unmap()
	}
	if secure, ok := conn.(*tls.Conn); ok {
		for _, cert := range secure.ConnectionState().PeerCertificates[:min(1, len(secure.ConnectionState().PeerCertificates))] {
			names = append(append(names, cert.Subject.CommonName), cert.DNSNames...)
		}
	}
	return addr, names
}

// wait holds the next message back as long as the peer sends faster than it
// may: its own buffers fill, nothing is refused.
func (p *peer) wait(ctx context.Context) error {
	if p == nil || p.rate == nil {
		return nil
	}
	if err := p.rate.Wait(ctx); err != nil {
		return fmt.Errorf("feed: rate: %w", err)
	}
	return nil
}

// early tells whether a message of the peer is answered before it is mapped.
// One that asks for an application answer is not: that tells of the mapping.
func (p *peer) early(h hl7v2.Header) bool {
	if p == nil || p.limits.Acknowledge != site.Kept {
		return false
	}
	return !h.Enhanced() || !h.WantsApplication(true) && !h.WantsApplication(false)
}

// maySend tells whether the peer may send as this application and facility.
func (p *peer) maySend(sender string) error {
	if p == nil || len(p.senders) == 0 || slices.Contains(p.senders, sender) {
		return nil
	}
	return outcome.At(outcome.Forbidden, "MSH-3", "this peer may not send as this application")
}

// size is the largest message that the peer may send.
func (p *peer) size(door int) int {
	if p.limits.MaxMessage > 0 {
		return min(p.limits.MaxMessage, door)
	}
	return door
}
