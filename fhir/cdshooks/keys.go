package cdshooks

import (
	"context"
	"crypto/rsa"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"strings"
	"sync"
	"time"

	"github.com/go-jose/go-jose/v4"

	"apricot.health/fhir/outcome"
)

const (
	// keysFor is how long fetched keys are used before they are asked for anew.
	keysFor = time.Hour
	// keysEvery bounds how often an unknown key id makes us look again.
	keysEvery    = time.Minute
	fetchTimeout = 5 * time.Second
	maxKeys      = 1 << 20 // bytes
)

// keySet is the keys of one client. They are read again when a token names a
// key that is not among them: clients change keys without telling.
type keySet struct {
	at     string
	now    func() time.Time
	client *http.Client

	mu     sync.Mutex
	set    jose.JSONWebKeySet
	looked time.Time
}

func newKeySet(at string, now func() time.Time, client *http.Client) (*keySet, error) {
	k := &keySet{at: at, now: now, client: client}
	if strings.HasPrefix(at, "http://") {
		return nil, errors.New("keys are fetched by https only")
	}
	if k.remote() {
		return k, nil
	}
	return k, k.load(context.Background())
}

func (k *keySet) remote() bool { return strings.HasPrefix(k.at, "https://") }

// find gives the public key with an id for an algorithm.
func (k *keySet) find(ctx context.Context, id, alg string) (any, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	now := k.now()
	key, ok := k.known(id, alg)
	stale := k.remote() && now.Sub(k.looked) >= keysFor
	if (!ok || stale) && now.Sub(k.looked) >= keysEvery {
		if err := k.load(ctx); err != nil && !ok {
			return nil, outcome.Wrap(outcome.Unavailable, err, "the keys of the issuer cannot be read now")
		}
		key, ok = k.known(id, alg)
	}
	if !ok {
		return nil, refused("its key is not known")
	}
	return key, nil
}

func (k *keySet) known(id, alg string) (any, bool) {
	if id == "" {
		return nil, false
	}
	for _, key := range k.set.Key(id) {
		if !key.IsPublic() || key.Algorithm != "" && key.Algorithm != alg || key.Use != "" && key.Use != "sig" {
			continue
		}
		if r, ok := key.Key.(*rsa.PublicKey); ok && r.Size() < minRSA {
			continue
		}
		return key.Key, true
	}
	return nil, false
}

func (k *keySet) load(ctx context.Context) error {
	k.looked = k.now()
	raw, err := k.read(ctx)
	if err != nil {
		return err
	}
	var set jose.JSONWebKeySet
	if err := json.Unmarshal(raw, &set); err != nil || len(set.Keys) == 0 {
		return errors.Join(errors.New("there is no JSON Web Key Set"), err)
	}
	k.set = set
	return nil
}

func (k *keySet) read(ctx context.Context) ([]byte, error) {
	if !k.remote() {
		return os.ReadFile(k.at)
	}
	ctx, cancel := context.WithTimeout(ctx, fetchTimeout)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, k.at, nil)
	if err != nil {
		return nil, fmt.Errorf("cdshooks: keys: %w", err)
	}
	res, err := k.client.Do(req)
	if err != nil {
		return nil, fmt.Errorf("cdshooks: keys: %w", err)
	}
	defer func() { _ = res.Body.Close() }()
	if res.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("cdshooks: keys: status %d", res.StatusCode)
	}
	return io.ReadAll(io.LimitReader(res.Body, maxKeys))
}
