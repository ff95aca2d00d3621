// Package apptest speaks to a running Apricot the way its neighbours do: raw
// sockets for HL7 v2, HTTP for people and systems, MQTT for devices. The tests
// of services/app use it on an app in their own process and those of
// cmd/apricot on the real binary, so that both tell one story.
package apptest

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"apricot.health/fhir/actor"
)

// House is a running Apricot.
type House struct {
	T testing.TB
	// Base is the URL of the web door; MLLP and MQTT are host:port.
	Base, MLLP, MQTT string
	// Token makes a bearer token.
	Token func(actor.Actor) string
	// Refusals collects the bodies of all answers with a status of 400 and
	// above, for the search for patient data.
	Refusals *Buffer
}

// Buffer is a bytes.Buffer for many writers.
type Buffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

// Write implements io.Writer.
func (s *Buffer) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.Write(p)
}

// String is all that was written.
func (s *Buffer) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.String()
}

const answerWithin = 30 * time.Second

// Send writes one HL7 v2 message, framed and otherwise as it is, to a fresh
// connection and reads one framed answer.
func (h *House) Send(message []byte) string {
	h.T.Helper()
	answer, err := Exchange(h.MLLP, message, answerWithin)
	if err != nil {
		h.T.Fatal(err)
	}
	return answer
}

// Exchange is Send without a test: an error says that the sender does not know
// what became of the message.
func Exchange(addr string, message []byte, within time.Duration) (string, error) {
	return ExchangeFrom("", addr, message, within)
}

// ExchangeFrom is Exchange from an address of this machine, such as 127.0.0.2.
func ExchangeFrom(from, addr string, message []byte, within time.Duration) (string, error) {
	ctx, cancel := context.WithTimeout(context.Background(), within)
	defer cancel()
	var d net.Dialer
	if ip := net.ParseIP(from); ip != nil {
		d.LocalAddr = &net.TCPAddr{IP: ip}
	}
	c, err := d.DialContext(ctx, "tcp", addr)
	if err != nil {
		return "", fmt.Errorf("apptest: mllp: %w", err)
	}
	defer func() { _ = c.Close() }()
	if err := c.SetDeadline(time.Now().Add(within)); err != nil {
		return "", fmt.Errorf("apptest: mllp: %w", err)
	}
	if _, err := fmt.Fprintf(c, "\x0b%s\x1c\r", message); err != nil {
		return "", fmt.Errorf("apptest: mllp: %w", err)
	}
	answer, err := bufio.NewReader(c).ReadString('\x1c')
	if err != nil {
		return "", fmt.Errorf("apptest: mllp: no answer: %w", err)
	}
	return answer, nil
}

// Segments joins lines with the carriage returns that HL7 v2 wants.
func Segments(lines ...string) []byte { return []byte(strings.Join(lines, "\r") + "\r") }

// Client speaks HTTP as one party.
type Client struct {
	HTTP  http.Client
	Lang  string // of Accept-Language
	h     *House
	token string
}

// As is a client with a bearer token.
func (h *House) As(a actor.Actor) *Client {
	h.T.Helper()
	return &Client{h: h, token: h.Token(a), Lang: "zh"}
}

// Browser is a client with a cookie jar and nobody logged in.
func (h *House) Browser() *Client {
	h.T.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		h.T.Fatal(err)
	}
	return &Client{h: h, HTTP: http.Client{Jar: jar}, Lang: "zh"}
}

// At is the same client, cookies and all, on another address of the server.
func (c *Client) At(h *House) *Client {
	moved := *c
	moved.h = h
	return &moved
}

// Do sends a request and decodes the answer, which must have the status want.
func (c *Client) Do(method, path string, body any, want int, into any) {
	c.h.T.Helper()
	status, raw, err := c.Try(method, path, body)
	if err != nil {
		c.h.T.Fatal(err)
	}
	if status != want {
		c.h.T.Fatalf("%s %s: %d, want %d: %s", method, path, status, want, raw)
	}
	if into != nil {
		if err := json.Unmarshal(raw, into); err != nil {
			c.h.T.Fatalf("%s %s: %v in %s", method, path, err, raw)
		}
	}
}

// Try sends a request. An error says that what became of it is not known.
func (c *Client) Try(method, path string, body any) (status int, answer []byte, err error) {
	var payload io.Reader
	if body != nil {
		raw, err := json.Marshal(body)
		if err != nil {
			return 0, nil, fmt.Errorf("apptest: encode: %w", err)
		}
		payload = bytes.NewReader(raw)
	}
	req, err := http.NewRequestWithContext(c.h.T.Context(), method, c.h.Base+path, payload)
	if err != nil {
		return 0, nil, fmt.Errorf("apptest: request: %w", err)
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("X-Apricot-Request", "1")
	req.Header.Set("Accept-Language", c.Lang)
	if c.token != "" {
		req.Header.Set("Authorization", "Bearer "+c.token)
	}
	res, err := c.HTTP.Do(req)
	if err != nil {
		return 0, nil, fmt.Errorf("apptest: %s: %w", method, err)
	}
	defer func() { _ = res.Body.Close() }()
	raw, err := io.ReadAll(res.Body)
	if err != nil {
		return 0, nil, fmt.Errorf("apptest: answer: %w", err)
	}
	if res.StatusCode >= http.StatusBadRequest && c.h.Refusals != nil {
		_, _ = c.h.Refusals.Write(raw)
	}
	return res.StatusCode, raw, nil
}

// IDs are the ids of a FHIR search.
func (c *Client) IDs(path string) []string {
	c.h.T.Helper()
	var b struct {
		Entry []struct{ Resource struct{ ID string } }
	}
	c.Do(http.MethodGet, path, nil, http.StatusOK, &b)
	ids := make([]string, len(b.Entry))
	for i, e := range b.Entry {
		ids[i] = e.Resource.ID
	}
	return ids
}

// ByIdentifier waits until a search by identifier finds something: a sender in
// enhanced mode hears CA before the mapping.
func (c *Client) ByIdentifier(typ, value string) string {
	c.h.T.Helper()
	for range 100 {
		switch ids := c.IDs("/fhir/" + typ + "?identifier=" + url.QueryEscape(value)); len(ids) {
		case 0:
			time.Sleep(100 * time.Millisecond)
		case 1:
			return ids[0]
		default:
			c.h.T.Fatalf("%d of %s have the identifier", len(ids), typ)
		}
	}
	c.h.T.Fatalf("no %s has the identifier", typ)
	return ""
}

// System is another system of the hospital.
func System() actor.Actor {
	return actor.Actor{ID: "system:token", Role: actor.Integrator, Purpose: actor.Treatment}
}

// Doctor is a doctor.
func Doctor() actor.Actor {
	return actor.Actor{ID: "Practitioner/d1", Role: actor.Doctor, Display: "Practitioner/d1", Purpose: actor.Treatment}
}

// Manager is a care manager.
func Manager() actor.Actor {
	return actor.Actor{ID: "Practitioner/c1", Role: actor.CareManager, Display: "Practitioner/c1", Purpose: actor.Treatment}
}
