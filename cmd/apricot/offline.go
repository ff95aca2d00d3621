package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"runtime/debug"
	"time"

	"apricot.health/compliance/audit"
	"apricot.health/fhir/actor"
	"apricot.health/services/app"
	"apricot.health/services/portal"
)

type tokenCmd struct {
	Data  string        `help:"Folder of the data." default:"./.apricot" env:"APRICOT_DATA" type:"path"`
	As    string        `help:"Who: system, or the id of a user such as Practitioner/17." required:""`
	Scope string        `help:"Role of the token: integrator, doctor, care-manager, operator or auditor." default:"integrator"`
	For   time.Duration `help:"How long it lasts." default:"15m"`
}

// userRE is the shape of the id of a user: a type and a FHIR id. Who is one is
// for the hospital's directory to say, which is not here.
//
//nolint:gochecknoglobals // compiled once, read only
var userRE = regexp.MustCompile(`^[A-Z][A-Za-z]+/[A-Za-z0-9.-]{1,64}$`)

// Run implements the command.
func (c tokenCmd) Run(t terminal) error {
	const longest = 12 * time.Hour
	if c.For <= 0 || c.For > longest {
		return fmt.Errorf("--for must be at most %s", longest)
	}
	role := actor.Role(c.Scope)
	switch role {
	case actor.Integrator, actor.Doctor, actor.CareManager, actor.Operator, actor.Auditor:
	default:
		return fmt.Errorf("--scope %q is not a role that a token can have", c.Scope)
	}
	who := actor.Actor{ID: c.As, Role: role, Display: c.As, Purpose: actor.Treatment}
	switch {
	case c.As == "system":
		who.ID = "system:token"
	case !userRE.MatchString(c.As):
		return fmt.Errorf("--as %q is neither system nor the id of a user such as Practitioner/17", c.As)
	}
	signer, err := signerOf(c.Data)
	if err != nil {
		return err
	}
	token, err := signer.Issue(portal.BearerToken, portal.ClaimsFor(who), c.For)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintln(t.out, token)
	return err
}

// signerOf is the signer of a data folder that is there: a token of a key that was made
// for a mistyped name is one that no server takes. A server that is started in a folder
// takes the tokens that were made of it before.
func signerOf(data string) (*portal.Signer, error) {
	if _, err := os.Stat(data); err != nil {
		return nil, fmt.Errorf("there is no folder %s: name the server's with --data, or start the server first", data)
	}
	return app.SignerOf(data, time.Now)
}

type migrateCmd struct{ place }

// Run implements the command. Opening a store migrates it.
func (c migrateCmd) Run(ctx context.Context, t terminal) error {
	cfg := c.config(t)
	if err := os.MkdirAll(cfg.Data, 0o700); err != nil {
		return err
	}
	db, err := app.OpenDatabase(ctx, cfg)
	if err != nil {
		return err
	}
	if err := db.Close(); err != nil {
		return err
	}
	_, err = fmt.Fprintln(t.out, "the database has this version's schema")
	return err
}

type verifyCmd struct {
	place
	Checkpoint string `help:"An older checkpoint, kept elsewhere, that the log must contain." type:"existingfile" optional:""`
}

// Run implements the command.
func (c verifyCmd) Run(ctx context.Context, t terminal) error {
	verifier, err := app.AuditVerifier(c.Data)
	if err != nil {
		return err
	}
	var older []byte
	if c.Checkpoint != "" {
		if older, err = os.ReadFile(c.Checkpoint); err != nil {
			return err
		}
	}
	db, err := app.OpenDatabase(ctx, c.config(t))
	if err != nil {
		return err
	}
	defer db.Close() //nolint:errcheck // read only
	rep, err := audit.Verify(ctx, filepath.Join(c.Data, "audit"), db, verifier, older)
	if err != nil {
		return err
	}
	fmt.Fprintf(t.out, "entries %d, not yet in the log %d, root %s\n", rep.Entries, rep.Pending, rep.Root)
	for _, p := range rep.Problems {
		fmt.Fprintln(t.out, p)
	}
	if len(rep.Problems) > 0 {
		return fmt.Errorf("%d problems in the audit log: %w", len(rep.Problems), errGate)
	}
	_, err = fmt.Fprintln(t.out, "the audit log holds")
	return err
}

type versionCmd struct{}

// Run implements the command.
func (versionCmd) Run(ctx context.Context, t terminal) error {
	k, err := knowledge(ctx, t)
	if err != nil {
		return err
	}
	version := "(devel)"
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Version != "" {
		version = info.Main.Version
	}
	_, err = fmt.Fprintf(t.out, "apricot %s\nknowledge %s\npolicy %s\n", version, k.Graph.Hash(), k.Fence.Policy().Hash())
	return err
}
