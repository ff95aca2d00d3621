package portal

import (
	"mime"
	"net/http"
	"strings"
	"sync"
	"time"

	"apricot.health/fhir/actor"
	"apricot.health/fhir/outcome"
)

// cookieName is the cookie that holds a session.
const cookieName = "apricot_session"

// How long sessions last. A patient's outlives the waiting room, not the day.
const (
	patientSession = 24 * time.Hour
	staffSession   = 12 * time.Hour
)

// Authenticate puts the actor of a request into its context: of a bearer
// token, of a device's password, or of the session cookie. A request without
// any goes on without an actor; one with a credential that is wrong is refused,
// but for a stale cookie, which counts as none. Writes that a browser could
// have been tricked into are refused.
func (p *Portal) Authenticate(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		c := call{secure: p.cfg.TLSProxy || r.TLS != nil, trace: traceOf(r.Context()), addr: addrOf(r)}
		r = r.WithContext(withCall(r.Context(), c))
		a, err := p.identify(r, &c)
		if err == nil {
			err = forged(r, c)
		}
		if err != nil {
			p.refuse(w, r, err)
			return
		}
		ctx := withCall(r.Context(), c)
		if a.ID != "" {
			a.TraceID = c.trace
			ctx = actor.With(ctx, a)
		}
		next.ServeHTTP(w, r.WithContext(ctx))
	})
}

// identify finds out who sends r. The zero actor is nobody.
func (p *Portal) identify(r *http.Request, c *call) (actor.Actor, error) {
	switch sent := r.Header.Values("Authorization"); {
	case len(sent) > 1:
		return actor.Actor{}, outcome.New(outcome.Unauthenticated, "more than one credential was sent")
	case len(sent) == 1:
		return p.credential(r, c, sent[0])
	}
	cookie, err := r.Cookie(cookieName)
	if err != nil {
		return actor.Actor{}, nil //nolint:nilerr // no cookie is nobody
	}
	claims, err := p.cfg.Signer.Verify(SessionToken, cookie.Value)
	if err != nil || p.ended.has(claims.ID) {
		return actor.Actor{}, nil //nolint:nilerr // a stale cookie is nobody
	}
	c.claims, c.cookie = &claims, true
	return claims.actorOf(), nil
}

func (p *Portal) credential(r *http.Request, c *call, sent string) (actor.Actor, error) {
	scheme, value, _ := strings.Cut(sent, " ")
	if strings.EqualFold(scheme, "Bearer") {
		claims, err := p.cfg.Signer.Verify(BearerToken, strings.TrimSpace(value))
		if err != nil {
			return actor.Actor{}, err
		}
		c.claims = &claims
		return claims.actorOf(), nil
	}
	device, password, ok := r.BasicAuth()
	if !ok || r.URL.Path != vitalsPath {
		return actor.Actor{}, outcome.New(outcome.Unauthenticated, "this kind of credential is not taken here")
	}
	return p.cfg.Vitals.Authenticate(r.Context(), device, password)
}

// forged refuses a write that another site may have made the browser send
// (CSRF): such a request cannot carry a header of our own.
func forged(r *http.Request, c call) error {
	if r.Method == http.MethodGet || r.Method == http.MethodHead || r.Method == http.MethodOptions {
		return nil
	}
	isAPI := strings.HasPrefix(r.URL.Path, "/api/")
	if r.Header.Get("Authorization") != "" || !isAPI && !c.cookie {
		return nil
	}
	if r.Header.Get("X-Apricot-Request") != "1" || r.Header.Get("Sec-Fetch-Site") == "cross-site" {
		return outcome.New(outcome.Forbidden, "the request does not come from Apricot's own pages")
	}
	kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if isAPI && (err != nil || kind != "application/json") {
		return outcome.New(outcome.Invalid, "the content type must be application/json")
	}
	return nil
}

// begin makes the Set-Cookie of a new session.
func (p *Portal) begin(c call, claims Claims) (string, error) {
	lasts := staffSession
	if claims.Role == actor.Patient {
		lasts = patientSession
	}
	token, err := p.cfg.Signer.Issue(SessionToken, claims, lasts)
	if err != nil {
		return "", err
	}
	return sessionCookie(token, int(lasts/time.Second), c.secure), nil
}

// sessionCookie is a Set-Cookie value; maxAge -1 takes the cookie away.
func sessionCookie(token string, maxAge int, secure bool) string {
	cookie := http.Cookie{
		Name: cookieName, Value: token, Path: "/", MaxAge: maxAge,
		HttpOnly: true, Secure: secure, SameSite: http.SameSiteLaxMode,
	}
	return cookie.String()
}

// endedSessions remembers sessions that were logged out until they would have
// expired by themselves. A restart forgets them.
type endedSessions struct {
	mu  sync.Mutex
	ids map[string]int64 // until when, Unix time
}

func (e *endedSessions) add(id string, until, now int64) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.ids == nil {
		e.ids = map[string]int64{}
	}
	for old, end := range e.ids {
		if end <= now {
			delete(e.ids, old)
		}
	}
	e.ids[id] = until
}

func (e *endedSessions) has(id string) bool {
	e.mu.Lock()
	defer e.mu.Unlock()
	_, ok := e.ids[id]
	return ok
}
