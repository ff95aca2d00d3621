package portal

import (
	"crypto/ed25519"
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"apricot.health/fhir/actor"
	"apricot.health/fhir/outcome"
)

// Kind is what a token may be used for. A token of one kind is never taken for
// another.
type Kind string

// The kinds of token.
const (
	SessionToken Kind = "session" // in a browser's cookie
	BearerToken  Kind = "bearer"  // in the Authorization header of a script or system
)

// Claims is what a token says of its bearer. The names in JSON are those of
// RFC 7519 where it has one.
type Claims struct {
	Kind    Kind          `json:"knd"`
	ID      string        `json:"jti"`
	Actor   string        `json:"sub"`
	Role    actor.Role    `json:"rol"`
	Display string        `json:"nam,omitempty"`
	Patient string        `json:"pat,omitempty"`
	Purpose actor.Purpose `json:"pou,omitempty"`
	// Interview is the only one that a patient's session gives access to.
	Interview string `json:"ivw,omitempty"`
	// Link is the hash of the visit link that opened the session, so that the
	// same browser may open that link again.
	Link    string `json:"lnk,omitempty"`
	Issued  int64  `json:"iat"`
	Expires int64  `json:"exp"`
}

// actorOf is the actor that the claims name.
func (c Claims) actorOf() actor.Actor {
	return actor.Actor{ID: c.Actor, Role: c.Role, Display: c.Display, Patient: c.Patient, Purpose: c.Purpose}
}

// ClaimsFor are the claims of an actor.
func ClaimsFor(a actor.Actor) Claims {
	return Claims{Actor: a.ID, Role: a.Role, Display: a.Display, Patient: a.Patient, Purpose: a.Purpose}
}

// header is the only one that is issued and the only one that is taken: the
// algorithm is not the sender's to choose (RFC 8725 section 3.1).
const header = `{"alg":"EdDSA","typ":"JWT"}`

// maxToken bounds what is decoded before the signature is known to be good.
const maxToken = 4096

// Signer issues and checks tokens: JWS in compact form with EdDSA over
// Ed25519 (RFC 7515, RFC 8037).
type Signer struct {
	private ed25519.PrivateKey
	now     func() time.Time
}

// NewSigner makes a Signer of a 32-byte seed.
func NewSigner(seed []byte, now func() time.Time) (*Signer, error) {
	if len(seed) != ed25519.SeedSize || now == nil {
		return nil, fmt.Errorf("portal: signer: a seed of %d bytes and a clock are needed", ed25519.SeedSize)
	}
	return &Signer{private: ed25519.NewKeyFromSeed(seed), now: now}, nil
}

// Issue makes a token of a kind that lasts for a while. The claims must name
// an actor with a known role.
func (s *Signer) Issue(kind Kind, c Claims, lasts time.Duration) (string, error) {
	if c.Actor == "" || !c.Role.Valid() || lasts <= 0 || kind != SessionToken && kind != BearerToken {
		return "", outcome.New(outcome.Invalid, "a token needs a kind, an actor with a role, and a time to last")
	}
	c.Kind, c.ID = kind, rand.Text()
	c.Issued, c.Expires = s.now().Unix(), s.now().Add(lasts).Unix()
	payload, err := json.Marshal(c)
	if err != nil {
		return "", fmt.Errorf("portal: encode token: %w", err)
	}
	signed := encode([]byte(header)) + "." + encode(payload)
	return signed + "." + encode(ed25519.Sign(s.private, []byte(signed))), nil
}

// Verify gives the claims of a token of a kind. Whatever is wrong with it, the
// error is Unauthenticated and says no more than expired or not valid.
func (s *Signer) Verify(kind Kind, token string) (Claims, error) {
	refused := outcome.New(outcome.Unauthenticated, "the token is not valid")
	parts := strings.Split(token, ".")
	if len(token) > maxToken || len(parts) != 3 || parts[0] != encode([]byte(header)) {
		return Claims{}, refused
	}
	sig, err := decode(parts[2])
	public, ok := s.private.Public().(ed25519.PublicKey)
	if err != nil || !ok || !ed25519.Verify(public, []byte(parts[0]+"."+parts[1]), sig) {
		return Claims{}, refused
	}
	payload, err := decode(parts[1])
	if err != nil {
		return Claims{}, refused
	}
	var c Claims
	if err := json.Unmarshal(payload, &c); err != nil || c.Kind != kind || c.Actor == "" || !c.Role.Valid() {
		return Claims{}, refused
	}
	if s.now().Unix() >= c.Expires {
		return Claims{}, outcome.New(outcome.Unauthenticated, "the session has expired")
	}
	return c, nil
}

func encode(b []byte) string { return base64.RawURLEncoding.EncodeToString(b) }

// decode is strict, so that one token has one spelling.
func decode(s string) ([]byte, error) { return base64.RawURLEncoding.Strict().DecodeString(s) }
