package policy

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"maps"
	"os"
	"slices"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/bundle"
)

// SignedBy is the algorithm of GenerateKey and Sign.
const SignedBy = "ES256"

// GenerateKey makes a key pair in PEM (P-256). The secret half stays with who
// signs policies.
func GenerateKey() (secret, public string, err error) {
	k, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return "", "", fmt.Errorf("policy: key: %w", err)
	}
	priv, err := x509.MarshalECPrivateKey(k)
	if err != nil {
		return "", "", fmt.Errorf("policy: key: %w", err)
	}
	pub, err := x509.MarshalPKIXPublicKey(&k.PublicKey)
	if err != nil {
		return "", "", fmt.Errorf("policy: key: %w", err)
	}
	return string(pem.EncodeToMemory(&pem.Block{Type: "EC PRIVATE KEY", Bytes: priv})),
		string(pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: pub})), nil
}

// Sign packs Rego modules, by path, into a bundle that Open takes with the
// public half of the key. revision names it; scope is Scope.
func Sign(files map[string]string, revision, scope, keyID, secret string) ([]byte, error) {
	b := bundle.Bundle{Manifest: bundle.Manifest{Revision: revision, Roots: &[]string{"apricot"}}, Data: map[string]any{}}
	b.Manifest.Init()
	b.SetRegoVersion(ast.RegoV1)
	for _, name := range slices.Sorted(maps.Keys(files)) {
		m, err := ast.ParseModuleWithOpts(name, files[name], ast.ParserOptions{ProcessAnnotation: true})
		if err != nil {
			return nil, fmt.Errorf("policy: sign: %w", err)
		}
		b.Modules = append(b.Modules, bundle.ModuleFile{URL: "/" + name, Path: "/" + name, Raw: []byte(files[name]), Parsed: m})
	}
	claims, err := claimsFile(scope, keyID)
	if err != nil {
		return nil, err
	}
	defer os.Remove(claims) //nolint:errcheck // a leftover holds nothing secret
	if err := b.GenerateSignature(bundle.NewSigningConfig(secret, SignedBy, claims), keyID, true); err != nil {
		return nil, fmt.Errorf("policy: sign: %w", err)
	}
	var out bytes.Buffer
	if err := bundle.NewWriter(&out).UseModulePath(true).DisableFormat(true).Write(b); err != nil {
		return nil, fmt.Errorf("policy: sign: %w", err)
	}
	return out.Bytes(), nil
}

// claimsFile holds what the signature says it is for; OPA takes it as a file.
func claimsFile(scope, keyID string) (string, error) {
	f, err := os.CreateTemp("", "policy-claims-*.json")
	if err != nil {
		return "", fmt.Errorf("policy: sign: %w", err)
	}
	err = json.NewEncoder(f).Encode(map[string]string{"scope": scope, "keyid": keyID})
	if cerr := f.Close(); err == nil {
		err = cerr
	}
	if err != nil {
		return "", fmt.Errorf("policy: sign: %w", err)
	}
	return f.Name(), nil
}
