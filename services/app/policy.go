package app

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"
	"time"

	"apricot.health/fhir/outcome"
	"apricot.health/guardrails/policy"
)

// The hospital's own policy, the public key that it must be signed with and
// the policy before it, in the data folder.
const (
	PolicyFile         = "policy/bundle.tar.gz"
	PolicyKeyFile      = "policy/bundle.pub"
	PolicyPreviousFile = "policy/bundle.previous.tar.gz"
	// PolicyKeyID is the name of the key in a bundle's signature.
	PolicyKeyID = "hospital"
)

// siteEvery is how often the policy, the switches and the knowledge of the
// data folder are looked at.
const siteEvery = 2 * time.Second

// hangups gives SIGHUP, which asks to look at once, until stop is called.
func hangups() (c <-chan os.Signal, stop func()) {
	hup := make(chan os.Signal, 1)
	signal.Notify(hup, syscall.SIGHUP)
	return hup, func() { signal.Stop(hup) }
}

// SitePolicy is the policy of a data folder: its bundle, verified and vetted,
// or the embedded policy where it has none. One that cannot be taken is an
// error, since the hospital counts on it.
func SitePolicy(ctx context.Context, data string) (*policy.Engine, error) {
	raw, err := os.ReadFile(filepath.Join(data, PolicyFile))
	if data == "" || errors.Is(err, fs.ErrNotExist) {
		return policy.New(ctx) //nolint:wrapcheck // names its room
	}
	if err != nil {
		return nil, fmt.Errorf("app: policy: %w", err)
	}
	pub, err := os.ReadFile(filepath.Join(data, PolicyKeyFile))
	if err != nil {
		return nil, fmt.Errorf("app: the key of the policy: %w", err)
	}
	return OpenPolicy(ctx, raw, string(pub))
}

// OpenPolicy verifies a bundle with a public key in PEM.
func OpenPolicy(ctx context.Context, raw []byte, public string) (*policy.Engine, error) {
	return policy.Open(ctx, bytes.NewReader(raw), policy.Key{ID: PolicyKeyID, PEM: public, Algorithm: policy.SignedBy}) //nolint:wrapcheck // names its room
}

// runPolicy follows the policy of the data folder and the switches of the
// fence: on SIGHUP at once, else within siteEvery. A bundle that cannot be
// taken leaves the policy in force and is told once.
func (a *App) runPolicy(ctx context.Context, ready func()) error {
	if err := a.followSwitches(ctx); err != nil {
		return err
	}
	seen := a.policySeen()
	ready()
	return onChange(ctx, func() {
		if now := a.policySeen(); now != seen {
			seen = now
			a.swapPolicy(ctx)
		}
		if err := a.followSwitches(ctx); err != nil && ctx.Err() == nil {
			a.cfg.Logger.ErrorContext(ctx, "the switches of the fence cannot be read", "component", "policy", "op", "switches", "kind", outcome.KindOf(err).String(), "err", err.Error())
		}
	})
}

// policySeen names what stands in the data folder now.
func (a *App) policySeen() [sha256.Size]byte {
	return sha256.Sum256(a.contentOf(PolicyFile, PolicyKeyFile))
}

func (a *App) swapPolicy(ctx context.Context) {
	e, err := SitePolicy(ctx, a.cfg.Data)
	if err == nil {
		err = a.now().Fence.Swap(ctx, e)
	}
	if err != nil {
		a.cfg.Logger.ErrorContext(ctx, "the new policy is not taken; the old one stays in force", "component", "policy", "op", "swap", "kind", outcome.KindOf(err).String(), "err", err.Error())
		return
	}
	a.cfg.Logger.InfoContext(ctx, "another policy is in force", "component", "policy", "op", "swap", "policy", e.Hash(), "revision", e.Revision())
}
