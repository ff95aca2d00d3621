package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"apricot.health/guardrails/policy"
	"apricot.health/services/app"
	"apricot.health/services/portal"
)

// policyCmd is how a hospital looks after the policy of the fence: its own
// signed bundle, what that would have decided, and the switches.
type policyCmd struct {
	Key      policyKeyCmd      `cmd:"" help:"Make a key pair: bundle.key stays with who signs, bundle.pub goes into the data folder."`
	Export   policyExportCmd   `cmd:"" help:"Write the shipped policy (Rego) into a folder, to start from."`
	Sign     policySignCmd     `cmd:"" help:"Pack and sign a folder of Rego; the bundle goes to standard output."`
	Check    policyCheckCmd    `cmd:"" help:"Verify a bundle and try it on what every policy must do."`
	DryRun   policyDryRunCmd   `cmd:"" help:"Show what a bundle would have decided on recorded decisions (JSON Lines on standard input)." name:"dry-run"`
	Install  policyInstallCmd  `cmd:"" help:"Put a checked bundle into the data folder; a running server takes it over."`
	Rollback policyRollbackCmd `cmd:"" help:"Put the policy before this one in force again."`
	Status   policyStatusCmd   `cmd:"" help:"What a running server decides with, and what is switched off."`
	Off      policyOffCmd      `cmd:"" help:"Switch free texts for a department off, at once; '*' is all."`
	On       policyOnCmd       `cmd:"" help:"Switch them on again."`
}

type policyKeyCmd struct {
	Out string `help:"Folder for the two files." default:"." type:"existingdir"`
}

// Run implements the command.
func (c policyKeyCmd) Run(t terminal) error {
	secret, public, err := policy.GenerateKey()
	if err != nil {
		return err
	}
	for name, text := range map[string]string{"bundle.key": secret, "bundle.pub": public} {
		f, err := os.OpenFile(filepath.Join(c.Out, name), os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
		if err != nil {
			return fmt.Errorf("policy key: %w", err)
		}
		if _, err = f.WriteString(text); err != nil {
			return fmt.Errorf("policy key: %w", err)
		}
		if err := f.Close(); err != nil {
			return fmt.Errorf("policy key: %w", err)
		}
	}
	fmt.Fprintf(t.out, "bundle.key and bundle.pub are in %s\n", c.Out)
	return nil
}

type policyExportCmd struct {
	Dir string `arg:"" help:"Folder; it is made."`
}

// Run implements the command.
func (c policyExportCmd) Run(t terminal) error {
	files, err := policy.Modules()
	if err != nil {
		return err
	}
	for name, text := range files {
		path := filepath.Join(c.Dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o750); err != nil {
			return fmt.Errorf("policy export: %w", err)
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			return fmt.Errorf("policy export: %w", err)
		}
	}
	fmt.Fprintf(t.out, "%d modules are in %s\n", len(files), c.Dir)
	return nil
}

type policySignCmd struct {
	Dir      string `arg:"" help:"Folder of the Rego modules." type:"existingdir"`
	Key      string `help:"File of the secret key." required:"" type:"existingfile"`
	Revision string `help:"Name of this version of the policy, such as 2026-03." required:""`
}

// Run implements the command.
func (c policySignCmd) Run(t terminal) error {
	secret, err := os.ReadFile(c.Key)
	if err != nil {
		return fmt.Errorf("policy sign: %w", err)
	}
	files := map[string]string{}
	err = filepath.WalkDir(c.Dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".rego") || strings.HasSuffix(path, "_test.rego") {
			return err
		}
		raw, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(c.Dir, path)
		files[filepath.ToSlash(rel)] = string(raw)
		return err
	})
	if err != nil {
		return fmt.Errorf("policy sign: %w", err)
	}
	if len(files) == 0 {
		return fmt.Errorf("policy sign: there is no .rego file in %s", c.Dir)
	}
	raw, err := policy.Sign(files, c.Revision, policy.Scope, app.PolicyKeyID, string(secret))
	if err != nil {
		return err
	}
	_, err = t.out.Write(raw)
	return err
}

// signedBundle is a bundle with the key that verifies it.
type signedBundle struct {
	File string `arg:"" help:"The bundle." type:"existingfile"`
	Pub  string `help:"File of the public key." required:"" type:"existingfile"`
}

func (b signedBundle) open(ctx context.Context) (raw []byte, e *policy.Engine, err error) {
	raw, err = os.ReadFile(b.File)
	if err != nil {
		return nil, nil, fmt.Errorf("policy: %w", err)
	}
	public, err := os.ReadFile(b.Pub)
	if err != nil {
		return nil, nil, fmt.Errorf("policy: %w", err)
	}
	e, err = app.OpenPolicy(ctx, raw, string(public))
	return raw, e, err
}

type policyCheckCmd struct{ signedBundle }

// Run implements the command.
func (c policyCheckCmd) Run(ctx context.Context, t terminal) error {
	_, e, err := c.open(ctx)
	if err != nil {
		return err
	}
	fmt.Fprintf(t.out, "revision %s\npolicy %s\nthe signature holds, and no hazard falls below its floor\n", e.Revision(), e.Hash())
	return nil
}

type policyDryRunCmd struct {
	signedBundle
	Data string `help:"Folder of the data, whose policy is compared with." default:"./.apricot" env:"APRICOT_DATA" type:"path"`
}

// Run implements the command.
func (c policyDryRunCmd) Run(ctx context.Context, t terminal) error {
	_, to, err := c.open(ctx)
	if err != nil {
		return err
	}
	from, err := app.SitePolicy(ctx, c.Data)
	if err != nil {
		return err
	}
	recorded, err := readRecorded(t.in)
	if err != nil {
		return err
	}
	cmp, err := policy.Compare(ctx, from, to, recorded)
	if err != nil {
		return err
	}
	enc := json.NewEncoder(t.out)
	enc.SetIndent("", "  ")
	return enc.Encode(cmp)
}

func readRecorded(in io.Reader) ([]policy.Recorded, error) {
	lines := bufio.NewScanner(in)
	lines.Buffer(nil, 4<<20)
	var out []policy.Recorded
	for n := 1; lines.Scan(); n++ {
		if strings.TrimSpace(lines.Text()) == "" {
			continue
		}
		var r policy.Recorded
		if err := json.Unmarshal(lines.Bytes(), &r); err != nil || r.ID == "" {
			return nil, fmt.Errorf("policy dry-run: line %d is no recorded decision", n)
		}
		out = append(out, r)
	}
	if err := lines.Err(); err != nil {
		return nil, fmt.Errorf("policy dry-run: %w", err)
	}
	return out, nil
}

var sitePolicy = installed{file: app.PolicyFile, key: app.PolicyKeyFile, previous: app.PolicyPreviousFile}

type policyInstallCmd struct {
	signedBundle
	Data string `help:"Folder of the data." default:"./.apricot" env:"APRICOT_DATA" type:"path"`
}

// Run implements the command.
func (c policyInstallCmd) Run(ctx context.Context, t terminal) error {
	raw, e, err := c.open(ctx)
	if err != nil {
		return err
	}
	public, err := os.ReadFile(c.Pub)
	if err != nil {
		return fmt.Errorf("policy install: %w", err)
	}
	if err := sitePolicy.in(c.Data).put(raw, public); err != nil {
		return fmt.Errorf("policy install: %w", err)
	}
	fmt.Fprintf(t.out, "revision %s is in place\n", e.Revision())
	return nil
}

type policyRollbackCmd struct {
	Data string `help:"Folder of the data." default:"./.apricot" env:"APRICOT_DATA" type:"path"`
}

// Run implements the command. Before the first bundle was the shipped policy.
func (c policyRollbackCmd) Run(ctx context.Context, t terminal) error {
	if err := sitePolicy.in(c.Data).back(); err != nil {
		return fmt.Errorf("policy: %w", err)
	}
	e, err := app.SitePolicy(ctx, c.Data)
	if err != nil {
		return err
	}
	fmt.Fprintf(t.out, "revision %s is in place\n", e.Revision())
	return nil
}

type policyStatusCmd struct{ atServer }

// Run implements the command.
func (c policyStatusCmd) Run(ctx context.Context, t terminal) error {
	var s portal.FenceState
	if err := c.call(ctx, http.MethodGet, "/api/fence", &s); err != nil {
		return err
	}
	return c.print(t.out, s, func(w io.Writer) {
		fmt.Fprintf(w, "revision %s\npolicy %s\nknowledge %s\nswitched off: %s\n", s.Revision, s.Policy, s.Knowledge, strings.Join(s.SwitchedOff, ", "))
	})
}

type policyOffCmd struct {
	atServer
	Department string `arg:"" help:"dept.*, or '*' for all."`
}

// Run implements the command.
func (c policyOffCmd) Run(ctx context.Context, t terminal) error {
	return c.turn(ctx, t, c.Department, "off")
}

type policyOnCmd struct {
	atServer
	Department string `arg:"" help:"dept.*, or '*' for all."`
}

// Run implements the command.
func (c policyOnCmd) Run(ctx context.Context, t terminal) error {
	return c.turn(ctx, t, c.Department, "on")
}

// turn switches the fence of a department off or on.
func (c atServer) turn(ctx context.Context, t terminal, department, to string) error {
	if err := c.call(ctx, http.MethodPost, "/api/fence/"+to+"?department="+url.QueryEscape(department), nil); err != nil {
		return err
	}
	fmt.Fprintln(t.out, department, "is switched", to)
	return nil
}
