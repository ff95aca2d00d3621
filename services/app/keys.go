package app

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"golang.org/x/mod/sumdb/note"

	"apricot.health/services/portal"
)

const (
	auditKeyFile      = "audit.key"
	auditVerifierFile = "audit.pub"
	auditKeyName      = "apricot-audit"
)

// auditSigner is the key that signs the audit log's checkpoints. It is made in
// the data folder on first use, with its public half beside it.
func auditSigner(data string) (note.Signer, error) {
	dir := filepath.Join(data, "keys")
	path := filepath.Join(dir, auditKeyFile)
	raw, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		raw, err = makeAuditKey(dir, path)
	}
	if err != nil {
		return nil, fmt.Errorf("app: audit key: %w", err)
	}
	signer, err := note.NewSigner(strings.TrimSpace(string(raw)))
	if err != nil {
		return nil, fmt.Errorf("app: audit key: %w", err)
	}
	return signer, nil
}

func makeAuditKey(dir, path string) ([]byte, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	secret, public, err := note.GenerateKey(rand.Reader, auditKeyName)
	if err != nil {
		return nil, err
	}
	if err := os.WriteFile(filepath.Join(dir, auditVerifierFile), []byte(public+"\n"), 0o644); err != nil { //nolint:gosec // the public half is public
		return nil, err
	}
	return []byte(secret), os.WriteFile(path, []byte(secret+"\n"), 0o600)
}

// AuditVerifier is the public half of AuditSigner.
func AuditVerifier(data string) (note.Verifier, error) {
	raw, err := os.ReadFile(filepath.Join(data, "keys", auditVerifierFile))
	if err != nil {
		return nil, fmt.Errorf("app: audit key: %w", err)
	}
	v, err := note.NewVerifier(strings.TrimSpace(string(raw)))
	if err != nil {
		return nil, fmt.Errorf("app: audit key: %w", err)
	}
	return v, nil
}

// SignerOf is the signer of sessions and bearer tokens of a data folder.
func SignerOf(data string, now func() time.Time) (*portal.Signer, error) {
	seed, err := portal.LoadKey(filepath.Join(data, "keys"))
	if err != nil {
		return nil, err
	}
	return portal.NewSigner(seed, now)
}
