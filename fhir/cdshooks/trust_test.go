package cdshooks_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/jwt"

	"apricot.health/fhir/actor"
	"apricot.health/fhir/cdshooks"
	"apricot.health/fhir/outcome"
)

const (
	emr    = "https://emr.example"
	called = "https://apricot.example/cds-services/apricot-order-sign"
)

// issuer is an EMR with its keys.
type issuer struct {
	t   *testing.T
	now time.Time
	ec  *ecdsa.PrivateKey
	rsa *rsa.PrivateKey
}

func newIssuer(t *testing.T) *issuer {
	t.Helper()
	ec, err := ecdsa.GenerateKey(elliptic.P384(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	r, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	return &issuer{t: t, now: time.Date(2026, 3, 4, 8, 0, 0, 0, time.UTC), ec: ec, rsa: r}
}

func (i *issuer) jwks(ids ...string) []byte {
	i.t.Helper()
	var set jose.JSONWebKeySet
	for _, id := range ids {
		var key any = &i.ec.PublicKey
		if strings.HasPrefix(id, "rsa") {
			key = &i.rsa.PublicKey
		}
		set.Keys = append(set.Keys, jose.JSONWebKey{Key: key, KeyID: id, Use: "sig"})
	}
	raw, err := json.Marshal(set)
	if err != nil {
		i.t.Fatal(err)
	}
	return raw
}

// token is a good one, changed by the test.
func (i *issuer) token(alg jose.SignatureAlgorithm, key any, kid string, change func(claims, head map[string]any)) string {
	i.t.Helper()
	claims := map[string]any{
		"iss": emr, "aud": called, "jti": rand.Text(), "iat": i.now.Unix(), "exp": i.now.Add(2 * time.Minute).Unix(),
	}
	head := map[string]any{"kid": kid, "typ": "JWT"}
	if change != nil {
		change(claims, head)
	}
	opts := &jose.SignerOptions{}
	for k, v := range head {
		opts.WithHeader(jose.HeaderKey(k), v)
	}
	s, err := jose.NewSigner(jose.SigningKey{Algorithm: alg, Key: key}, opts)
	if err != nil {
		i.t.Fatal(err)
	}
	raw, err := jwt.Signed(s).Claims(claims).Serialize()
	if err != nil {
		i.t.Fatal(err)
	}
	return raw
}

func (i *issuer) trust(keys string) *cdshooks.Trust {
	i.t.Helper()
	tr, err := cdshooks.NewTrust([]cdshooks.Client{{Issuer: emr, Keys: keys}}, func() time.Time { return i.now }, http.DefaultClient)
	if err != nil {
		i.t.Fatal(err)
	}
	return tr
}

func (i *issuer) file(raw []byte) string {
	i.t.Helper()
	path := filepath.Join(i.t.TempDir(), "jwks.json")
	if err := os.WriteFile(path, raw, 0o600); err != nil {
		i.t.Fatal(err)
	}
	return path
}

func TestTrustTakesGoodTokensOnce(t *testing.T) {
	t.Parallel()
	i := newIssuer(t)
	tr := i.trust(i.file(i.jwks("ec1", "rsa1")))
	for name, token := range map[string]string{
		"ES384": i.token(jose.ES384, i.ec, "ec1", nil),
		"RS384": i.token(jose.RS384, i.rsa, "rsa1", nil),
		"a list of audiences": i.token(jose.ES384, i.ec, "ec1", func(c, _ map[string]any) {
			c["aud"] = []string{"https://other.example", called}
		}),
		"a clock that runs 29 s ahead": i.token(jose.ES384, i.ec, "ec1", func(c, _ map[string]any) {
			c["iat"], c["exp"] = i.now.Add(29*time.Second).Unix(), i.now.Add(5*time.Minute).Unix()
		}),
		"29 s after its end": i.token(jose.ES384, i.ec, "ec1", func(c, _ map[string]any) {
			c["iat"], c["exp"] = i.now.Add(-time.Minute).Unix(), i.now.Add(-29*time.Second).Unix()
		}),
		"five minutes long": i.token(jose.ES384, i.ec, "ec1", func(c, _ map[string]any) { c["exp"] = i.now.Add(5 * time.Minute).Unix() }),
	} {
		who, err := tr.Verify(t.Context(), token, called)
		if err != nil || who.Role != actor.Integrator || who.ID != "system:cds:"+emr {
			t.Errorf("%s: %+v %v", name, who, err)
		}
		if _, err := tr.Verify(t.Context(), token, called); !outcome.Is(err, outcome.Unauthenticated) || !strings.Contains(err.Error(), "used before") {
			t.Errorf("%s: the second use gave %v", name, err)
		}
	}
}

func TestTrustRefuses(t *testing.T) {
	t.Parallel()
	i, other := newIssuer(t), newIssuer(t)
	small, err := rsa.GenerateKey(rand.Reader, 1024) //nolint:gosec // too small on purpose
	if err != nil {
		t.Fatal(err)
	}
	var set jose.JSONWebKeySet
	if err := json.Unmarshal(i.jwks("ec1", "rsa1"), &set); err != nil {
		t.Fatal(err)
	}
	set.Keys = append(set.Keys, jose.JSONWebKey{Key: &small.PublicKey, KeyID: "small"}, jose.JSONWebKey{Key: &i.ec.PublicKey, KeyID: "enc", Use: "enc"})
	raw, err := json.Marshal(set)
	if err != nil {
		t.Fatal(err)
	}
	path := i.file(raw)
	tr := i.trust(path)
	claim := func(k string, v any) string {
		return i.token(jose.ES384, i.ec, "ec1", func(c, _ map[string]any) {
			if c[k] = v; v == nil {
				delete(c, k)
			}
		})
	}
	good := i.token(jose.ES384, i.ec, "ec1", nil)
	parts := strings.Split(good, ".")
	for name, token := range map[string]string{
		"nothing":             "",
		"no JWT":              "abc",
		"none":                "eyJhbGciOiJub25lIn0." + parts[1] + ".",
		"HS256 with the key":  i.token(jose.HS256, raw, "ec1", nil),
		"RS256":               i.token(jose.RS256, i.rsa, "rsa1", nil),
		"a foreign key":       i.token(jose.ES384, other.ec, "ec1", nil),
		"an unknown key id":   i.token(jose.ES384, i.ec, "ec9", nil),
		"no key id":           i.token(jose.ES384, i.ec, "", nil),
		"a small key":         i.token(jose.RS384, small, "small", nil),
		"a key to encrypt":    i.token(jose.ES384, i.ec, "enc", nil),
		"changed claims":      parts[0] + "." + strings.Split(claim("sub", "x"), ".")[1] + "." + parts[2],
		"an unknown issuer":   claim("iss", "https://evil.example"),
		"another address":     claim("aud", called+"/feedback"),
		"the whole house":     claim("aud", "https://apricot.example/"),
		"no address":          claim("aud", nil),
		"no exp":              claim("exp", nil),
		"no iat":              claim("iat", nil),
		"no jti":              claim("jti", nil),
		"expired":             claim("exp", i.now.Add(-31*time.Second).Unix()),
		"of the future":       claim("iat", i.now.Add(31*time.Second).Unix()),
		"not yet":             claim("nbf", i.now.Add(31*time.Second).Unix()),
		"longer than allowed": claim("exp", i.now.Add(5*time.Minute+time.Second).Unix()),
		"its own jku": i.token(jose.ES384, i.ec, "ec1", func(_, h map[string]any) {
			h["jku"] = "https://evil.example/jwks"
		}),
	} {
		if who, err := tr.Verify(t.Context(), token, called); !outcome.Is(err, outcome.Unauthenticated) {
			t.Errorf("%s: %+v %v", name, who, err)
		}
	}
	if _, err := tr.Verify(t.Context(), good, called); err != nil {
		t.Errorf("the good one beside them: %v", err)
	}
}

func TestTrustFetchesKeysAgainWhenTheyChange(t *testing.T) {
	t.Parallel()
	i := newIssuer(t)
	var set atomic.Pointer[[]byte]
	var fetched atomic.Int64
	raw := i.jwks("ec1")
	set.Store(&raw)
	srv := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		fetched.Add(1)
		_, _ = w.Write(*set.Load())
	}))
	defer srv.Close()
	tr, err := cdshooks.NewTrust([]cdshooks.Client{{Issuer: emr, Keys: srv.URL}}, func() time.Time { return i.now }, srv.Client())
	if err != nil {
		t.Fatal(err)
	}
	verify := func(kid string) error {
		_, err := tr.Verify(t.Context(), i.token(jose.ES384, i.ec, kid, nil), called)
		return err
	}
	if err := verify("ec1"); err != nil {
		t.Fatal(err)
	}
	changed := i.jwks("ec2")
	set.Store(&changed)
	for range 5 {
		if err := verify("ec2"); !outcome.Is(err, outcome.Unauthenticated) {
			t.Errorf("within a minute: %v", err)
		}
	}
	if n := fetched.Load(); n != 1 {
		t.Errorf("unknown keys made %d fetches", n)
	}
	i.now = i.now.Add(time.Minute)
	if err := verify("ec2"); err != nil {
		t.Errorf("after a minute: %v", err)
	}
	srv.Close()
	i.now = i.now.Add(2 * time.Hour)
	if err := verify("ec2"); err != nil {
		t.Errorf("the keys we have serve while the issuer is away: %v", err)
	}
	i.now = i.now.Add(2 * time.Minute)
	if err := verify("ec3"); !outcome.Is(err, outcome.Unavailable) {
		t.Errorf("an unknown key while the issuer is away: %v", err)
	}
}

func TestNewTrustRefusesBadConfiguration(t *testing.T) {
	t.Parallel()
	i := newIssuer(t)
	good := i.file(i.jwks("ec1"))
	for name, clients := range map[string][]cdshooks.Client{
		"no issuer": {{Keys: good}}, "no keys": {{Issuer: emr}}, "no file": {{Issuer: emr, Keys: good + "x"}},
		"no key set": {{Issuer: emr, Keys: i.file([]byte("{}"))}}, "plain http": {{Issuer: emr, Keys: "http://emr.example/jwks"}},
		"twice": {{Issuer: emr, Keys: good}, {Issuer: emr, Keys: good}},
	} {
		if _, err := cdshooks.NewTrust(clients, time.Now, http.DefaultClient); err == nil {
			t.Errorf("%s: taken", name)
		}
	}
}

func TestDoorTellsOwnTokensFromForeignOnes(t *testing.T) {
	t.Parallel()
	i := newIssuer(t)
	tr := i.trust(i.file(i.jwks("ec1")))
	in := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		who, err := actor.From(r.Context())
		if err != nil {
			t.Error(err)
		}
		_, _ = io.WriteString(w, who.ID)
	})
	own := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "own") })
	door := tr.Door("https://apricot.example/", slog.New(slog.DiscardHandler), in, own)
	call := func(header string) *httptest.ResponseRecorder {
		r := httptest.NewRequest(http.MethodPost, "/cds-services/apricot-order-sign", nil)
		if header != "" {
			r.Header.Set("Authorization", header)
		}
		w := httptest.NewRecorder()
		door.ServeHTTP(w, r)
		return w
	}
	good := i.token(jose.ES384, i.ec, "ec1", nil)
	if w := call("Bearer " + good); w.Body.String() != "system:cds:"+emr {
		t.Errorf("%d %s", w.Code, w.Body)
	}
	w := call("Bearer " + good)
	if w.Code != http.StatusUnauthorized || w.Header().Get("WWW-Authenticate") != "Bearer" || w.Header().Get("Content-Type") != "application/problem+json" || strings.Contains(w.Body.String(), good) {
		t.Errorf("%d %v %s", w.Code, w.Header(), w.Body)
	}
	for _, header := range []string{"", "Basic eDp5", "Bearer x.y.z"} {
		if w := call(header); w.Body.String() != "own" {
			t.Errorf("%q: %d %s", header, w.Code, w.Body)
		}
	}
	if w := call("Bearer " + i.token(jose.HS256, []byte(strings.Repeat("k", 32)), "ec1", nil)); w.Code != http.StatusUnauthorized {
		t.Errorf("HS256: %d", w.Code)
	}
}
