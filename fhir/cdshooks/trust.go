package cdshooks

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/jwt"
	"go.opentelemetry.io/otel/trace"

	"apricot.health/fhir/actor"
	"apricot.health/fhir/outcome"
)

// Client is an EMR that may call with a token of its own
// (https://cds-hooks.hl7.org/2.0/#trusting-cds-clients).
type Client struct {
	// Issuer is the "iss" of its tokens.
	Issuer string
	// Keys is its JSON Web Key Set: a file, or an https URL. A token that names
	// any other place for its keys (jku) is refused.
	Keys string
}

// Trust checks the tokens of clients: ES384 or RS384, issued by a client that
// is listed, for exactly the address that is called, short-lived and used once.
type Trust struct {
	keys map[string]*keySet // by issuer
	now  func() time.Time

	mu   sync.Mutex
	used map[string]time.Time // issuer and jti, until when
}

const (
	// skew is how far a client's clock may be off.
	skew = 30 * time.Second
	// longest is how long a token may last.
	longest = 5 * time.Minute
	// maxUsed bounds the memory of used tokens. Beyond it tokens are refused
	// until old ones have run out: forgetting one would let it be used again.
	maxUsed = 1 << 20
	// minRSA is the least size of an RSA key in bytes.
	minRSA = 256
)

// algorithms are those that the CDS Hooks specification names. A symmetric one
// or "none" is not among them (RFC 8725 section 3.1).
func algorithms() []jose.SignatureAlgorithm {
	return []jose.SignatureAlgorithm{jose.ES384, jose.RS384}
}

// NewTrust reads the keys of every client. A client whose keys cannot be read
// is an error when they are in a file; those at a URL are fetched when needed.
func NewTrust(clients []Client, now func() time.Time, client *http.Client) (*Trust, error) {
	t := &Trust{keys: map[string]*keySet{}, now: now, used: map[string]time.Time{}}
	for _, c := range clients {
		if c.Issuer == "" || c.Keys == "" || t.keys[c.Issuer] != nil {
			return nil, fmt.Errorf("cdshooks: client %q needs an issuer of its own and keys", c.Issuer)
		}
		ks, err := newKeySet(c.Keys, now, client)
		if err != nil {
			return nil, fmt.Errorf("cdshooks: client %q: %w", c.Issuer, err)
		}
		t.keys[c.Issuer] = ks
	}
	return t, nil
}

// foreign reports whether a token is of the kind that Trust checks, as against
// Apricot's own. It believes nothing that the token says.
func (t *Trust) foreign(token string) bool {
	_, err := jwt.ParseSigned(token, append(algorithms(), jose.HS256, jose.HS384, jose.HS512, jose.RS256, jose.RS512, jose.ES256, jose.ES512, jose.PS256, jose.PS384, jose.PS512))
	return err == nil
}

// Verify gives the actor of a token that was sent to an address. The error is
// Unauthenticated and tells the caller what to mend, never what was sent.
func (t *Trust) Verify(ctx context.Context, token, address string) (actor.Actor, error) {
	parsed, err := jwt.ParseSigned(token, algorithms())
	if err != nil {
		return actor.Actor{}, refused("it must be a JWT signed with ES384 or RS384")
	}
	var claimed jwt.Claims
	if err := parsed.UnsafeClaimsWithoutVerification(&claimed); err != nil {
		return actor.Actor{}, refused("its claims cannot be read")
	}
	ks := t.keys[claimed.Issuer]
	if ks == nil {
		return actor.Actor{}, refused("its issuer is not known here")
	}
	head := parsed.Headers[0]
	if jku, ok := head.ExtraHeaders["jku"]; ok && jku != ks.at {
		return actor.Actor{}, refused("its jku is not the one that is configured")
	}
	key, err := ks.find(ctx, head.KeyID, head.Algorithm)
	if err != nil {
		return actor.Actor{}, err
	}
	var c jwt.Claims
	if err := parsed.Claims(key, &c); err != nil {
		return actor.Actor{}, refused("its signature does not hold")
	}
	if err := t.check(c, address); err != nil {
		return actor.Actor{}, err
	}
	return actor.Actor{ID: "system:cds:" + c.Issuer, Role: actor.Integrator, Display: c.Issuer, Purpose: actor.Treatment}, nil
}

// check holds the claims against the clock, the address and the tokens used.
func (t *Trust) check(c jwt.Claims, address string) error {
	now := t.now()
	switch {
	case c.Expiry == nil || c.IssuedAt == nil || c.ID == "":
		return refused("it needs exp, iat and jti")
	case !slices.Contains(c.Audience, address):
		return refused("its aud is not the address that was called")
	case now.After(c.Expiry.Time().Add(skew)):
		return refused("it has expired")
	case c.IssuedAt.Time().After(now.Add(skew)) || c.NotBefore != nil && c.NotBefore.Time().After(now.Add(skew)):
		return refused("it is of the future")
	case c.Expiry.Time().Sub(c.IssuedAt.Time()) > longest:
		return refused("it lasts longer than %s", longest)
	}
	return t.use(c.Issuer+"\x00"+c.ID, c.Expiry.Time().Add(skew), now)
}

// use spends a token.
func (t *Trust) use(id string, until, now time.Time) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	if end, ok := t.used[id]; ok && now.Before(end) {
		return refused("it was used before")
	}
	if len(t.used) >= maxUsed {
		for old, end := range t.used {
			if !now.Before(end) {
				delete(t.used, old)
			}
		}
		if len(t.used) >= maxUsed {
			return outcome.New(outcome.Throttled, "too many tokens were sent; wait a minute")
		}
	}
	t.used[id] = until
	return nil
}

func refused(why string, args ...any) error {
	return outcome.New(outcome.Unauthenticated, "the token is refused: "+why, args...)
}

// Door lets in callers with a token of a trusted client and leaves all others
// to own. The address that a token must name begins with base.
func (t *Trust) Door(base string, logger *slog.Logger, in, own http.Handler) http.Handler {
	h := &handler{Config: Config{Logger: logger}}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		scheme, token, _ := strings.Cut(r.Header.Get("Authorization"), " ")
		token = strings.TrimSpace(token)
		if t == nil || !strings.EqualFold(scheme, "Bearer") || !t.foreign(token) {
			own.ServeHTTP(w, r)
			return
		}
		who, err := t.Verify(r.Context(), token, strings.TrimSuffix(base, "/")+r.URL.Path)
		if err != nil {
			h.fail(w, r, err)
			return
		}
		if span := trace.SpanContextFromContext(r.Context()); span.HasTraceID() {
			who.TraceID = span.TraceID().String()
		}
		in.ServeHTTP(w, r.WithContext(actor.With(r.Context(), who)))
	})
}
