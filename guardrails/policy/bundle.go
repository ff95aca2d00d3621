package policy

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"path"
	"slices"
	"strings"

	"github.com/open-policy-agent/opa/v1/bundle"
)

// Scope is what a signature of a fence policy must say it is for, so that a
// bundle signed for another OPA of the hospital is not taken.
const Scope = "apricot.fence"

// maxBundle bounds a bundle in bytes.
const maxBundle = 4 << 20

// Key verifies bundles: a public key in PEM with its algorithm (ES256, ES384,
// ES512, RS256 ... PS512). Shared secrets are refused: who can verify could
// sign.
type Key struct {
	ID, PEM, Algorithm string
}

func (k Key) valid() error {
	switch {
	case k.ID == "" || k.PEM == "":
		return errors.New("policy: key: an id and a public key are needed")
	case strings.Contains(k.PEM, "PRIVATE"):
		return errors.New("policy: key: a private key does not belong here")
	case !slices.Contains([]string{"ES256", "ES384", "ES512", "RS256", "RS384", "RS512", "PS256", "PS384", "PS512"}, k.Algorithm):
		return fmt.Errorf("policy: key: algorithm %q is not taken", k.Algorithm)
	}
	return nil
}

// Open reads a policy bundle (OPA's format, a gzipped tar), verifies its
// signature offline against the keys, compiles it strictly and vets it against
// the embedded policy. The Engine of a bundle that fails anywhere is nil.
func Open(ctx context.Context, r io.Reader, keys ...Key) (*Engine, error) {
	trusted := map[string]*bundle.KeyConfig{}
	for _, k := range keys {
		if err := k.valid(); err != nil {
			return nil, err
		}
		trusted[k.ID] = &bundle.KeyConfig{Key: k.PEM, Algorithm: k.Algorithm, Scope: Scope}
	}
	if len(trusted) == 0 {
		return nil, errors.New("policy: bundle: there is no key to verify it with")
	}
	b, err := bundle.NewReader(io.LimitReader(r, maxBundle)).WithSizeLimitBytes(maxBundle).
		WithCapabilities(pure()).WithBundleVerificationConfig(bundle.NewVerificationConfig(trusted, "", Scope, nil)).Read()
	if err != nil {
		return nil, fmt.Errorf("policy: bundle: %w", err)
	}
	if err := signed(b.Signatures); err != nil {
		return nil, err
	}
	if len(b.Data) > 0 || len(b.WasmModules) > 0 || len(b.PlanModules) > 0 || b.Manifest.Revision == "" || b.Manifest.Revision == Builtin {
		return nil, errors.New("policy: bundle: a bundle has a revision and Rego modules, and nothing else")
	}
	files := map[string]string{}
	for _, m := range b.Modules {
		if !strings.HasSuffix(m.Path, "_test.rego") {
			files[path.Clean(strings.TrimPrefix(m.Path, "/"))] = string(m.Raw)
		}
	}
	e, err := compile(ctx, files, b.Manifest.Revision)
	if err != nil {
		return nil, err
	}
	if err := Vet(ctx, e); err != nil {
		return nil, err
	}
	return e, nil
}

// signed refuses signatures over weak digests, which OPA would take.
func signed(s bundle.SignaturesConfig) error {
	for _, token := range s.Signatures {
		parts := strings.Split(token, ".")
		if len(parts) != 3 {
			return errors.New("policy: bundle: the signature is no token")
		}
		raw, err := base64.RawURLEncoding.DecodeString(parts[1])
		if err != nil {
			return fmt.Errorf("policy: bundle: signature: %w", err)
		}
		var claims bundle.DecodedSignature
		if err := json.Unmarshal(raw, &claims); err != nil {
			return fmt.Errorf("policy: bundle: signature: %w", err)
		}
		for _, f := range claims.Files {
			switch bundle.HashingAlgorithm(f.Algorithm) {
			case bundle.SHA256, bundle.SHA384, bundle.SHA512:
			default:
				return fmt.Errorf("policy: bundle: digest %q is too weak", f.Algorithm)
			}
		}
	}
	return nil
}
