package app

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"strings"
	"sync"
	"time"

	"apricot.health/fhir/cdshooks"
	"apricot.health/services/consult"
)

// TLS names a certificate chain and its key, both PEM. Empty speaks plainly.
type TLS struct{ Cert, Key string }

// listen binds an address; with a certificate it speaks TLS 1.2 and later.
func (t TLS) listen(ctx context.Context, addr string, protocols ...string) (net.Listener, error) {
	if (t.Cert == "") != (t.Key == "") {
		return nil, errors.New("app: TLS needs a certificate and a key")
	}
	var lc net.ListenConfig
	if t.Cert == "" {
		return lc.Listen(ctx, "tcp", addr)
	}
	pair := &certificate{TLS: t}
	if _, err := pair.get(nil); err != nil {
		return nil, err
	}
	l, err := lc.Listen(ctx, "tcp", addr)
	if err != nil {
		return nil, err
	}
	return tls.NewListener(l, &tls.Config{MinVersion: tls.VersionTLS12, GetCertificate: pair.get, NextProtos: protocols}), nil
}

// certificate is read again when its file has changed, so that a renewed one
// needs no restart. One that cannot be read leaves the former in use.
type certificate struct {
	TLS
	mu      sync.Mutex
	changed time.Time
	pair    *tls.Certificate
}

func (c *certificate) get(*tls.ClientHelloInfo) (*tls.Certificate, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	info, err := os.Stat(c.Cert)
	if err == nil && (c.pair == nil || !info.ModTime().Equal(c.changed)) {
		var pair tls.Certificate
		if pair, err = tls.LoadX509KeyPair(c.Cert, c.Key); err == nil {
			c.pair, c.changed = &pair, info.ModTime()
		}
	}
	if c.pair == nil {
		return nil, fmt.Errorf("app: certificate: %w", err)
	}
	return c.pair, nil
}

// base is the address that clients reach the web door at.
func (a *App) base() string {
	if a.cfg.PublicURL != "" {
		return a.cfg.PublicURL
	}
	return a.LocalURL()
}

// LocalURL is an address of this machine at which the web door answers.
func (a *App) LocalURL() string {
	addr := a.http.Addr().String()
	if host, port, err := net.SplitHostPort(addr); err == nil && net.ParseIP(host).IsUnspecified() {
		addr = net.JoinHostPort("127.0.0.1", port) // a browser cannot open "all addresses"
	}
	if a.cfg.TLS.Cert != "" {
		return "https://" + addr
	}
	return "http://" + addr
}

// cdsHooks is the EMR's door. An EMR may come with a token that it signed
// itself, when it is configured; own authenticates all others.
func (a *App) cdsHooks(base string, own func(http.Handler) http.Handler) (http.Handler, error) {
	hooks := a.current(func(r *rooms) http.Handler { return r.hooks })
	trust, err := cdshooks.NewTrust(a.cfg.CDSClients, a.cfg.Now, &http.Client{Timeout: readyTimeout * 3})
	if err != nil {
		return nil, fmt.Errorf("app: %w", err)
	}
	return trust.Door(base, a.cfg.Logger, hooks, own(hooks)), nil
}

func hooksIn(lang string, c *consult.Service, cfg Config) http.Handler {
	return cdshooks.New(cdshooks.Config{
		Services: c.Hooks(lang), Feedback: c.Sink(), Origins: cfg.FrameAncestors, Logger: cfg.Logger,
	})
}

// byLanguage serves English to who asks for it, by ?lang=en or Accept-Language,
// and Chinese, the hospital's language, to all others: CDS Hooks has no
// language of its own.
func byLanguage(zh, en http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Add("Vary", "Accept-Language")
		lang := r.URL.Query().Get("lang")
		if lang == "" {
			lang = strings.ToLower(strings.TrimSpace(r.Header.Get("Accept-Language")))
		}
		if strings.HasPrefix(lang, "en") {
			en.ServeHTTP(w, r)
			return
		}
		zh.ServeHTTP(w, r)
	})
}
