package main

import (
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/mod/sumdb/note"

	"apricot.health/knowledge/content"
	"apricot.health/knowledge/graph"
	"apricot.health/knowledge/overlay"
	"apricot.health/services/app"
)

// overlayCmd makes and checks the signed file in which a hospital endorses
// rules, adds its own and switches rules off.
type overlayCmd struct {
	Key      overlayKeyCmd      `cmd:"" help:"Make a key pair: overlay.key stays with who signs, overlay.vkey goes into the data folder."`
	Sign     overlaySignCmd     `cmd:"" help:"Sign an overlay; the signed file goes to standard output."`
	Check    overlayCheckCmd    `cmd:"" help:"Say what a signed overlay would change, with every check that a start makes."`
	Install  overlayInstallCmd  `cmd:"" help:"Put a checked overlay into the data folder; a running server takes it over."`
	Rollback overlayRollbackCmd `cmd:"" help:"Put the overlay before this one in force again."`
}

type overlayKeyCmd struct {
	Name string `arg:"" help:"Name of the signer, such as the hospital's domain."`
	Out  string `help:"Folder for the two files." default:"." type:"existingdir"`
}

// Run implements the command.
func (c overlayKeyCmd) Run(t terminal) error {
	secret, public, err := note.GenerateKey(rand.Reader, c.Name)
	if err != nil {
		return fmt.Errorf("overlay key: %w", err)
	}
	for name, text := range map[string]string{"overlay.key": secret, "overlay.vkey": public} {
		f, err := os.OpenFile(filepath.Join(c.Out, name), os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
		if err != nil {
			return fmt.Errorf("overlay key: %w", err)
		}
		if _, err = f.WriteString(text + "\n"); err != nil {
			return fmt.Errorf("overlay key: %w", err)
		}
		if err := f.Close(); err != nil {
			return fmt.Errorf("overlay key: %w", err)
		}
	}
	fmt.Fprintf(t.out, "overlay.key and overlay.vkey are in %s\n", c.Out)
	return nil
}

type overlaySignCmd struct {
	File string `arg:"" help:"The overlay (YAML)." type:"existingfile"`
	Key  string `help:"File of the secret key." required:"" type:"existingfile"`
}

// Run implements the command.
func (c overlaySignCmd) Run(t terminal) error {
	text, err := os.ReadFile(c.File)
	if err != nil {
		return fmt.Errorf("overlay sign: %w", err)
	}
	secret, err := os.ReadFile(c.Key)
	if err != nil {
		return fmt.Errorf("overlay sign: %w", err)
	}
	signer, err := note.NewSigner(strings.TrimSpace(string(secret)))
	if err != nil {
		return fmt.Errorf("overlay sign: the key: %w", err)
	}
	signed, err := overlay.Sign(text, signer)
	if err != nil {
		return err
	}
	_, err = t.out.Write(signed)
	return err
}

// signedOverlay is an overlay with the key that verifies it.
type signedOverlay struct {
	File string `arg:"" help:"The signed overlay." type:"existingfile"`
	Vkey string `help:"File of the public key." required:"" type:"existingfile"`
}

// opened is an overlay with the graphs without and with it.
type opened struct {
	raw, key   []byte
	signer     string
	overlay    graph.Overlay
	base, with *graph.Graph
}

// open makes every check that a start makes.
func (s signedOverlay) open() (o opened, err error) {
	if o.raw, err = os.ReadFile(s.File); err != nil {
		return o, fmt.Errorf("overlay: %w", err)
	}
	if o.key, err = os.ReadFile(s.Vkey); err != nil {
		return o, fmt.Errorf("overlay: %w", err)
	}
	key, err := note.NewVerifier(strings.TrimSpace(string(o.key)))
	if err != nil {
		return o, fmt.Errorf("overlay: the key: %w", err)
	}
	o.signer = key.Name()
	if o.base, err = content.Graph(); err != nil {
		return o, fmt.Errorf("overlay: %w", err)
	}
	if o.overlay, err = overlay.Open(o.raw, note.VerifierList(key)); err != nil {
		return o, err
	}
	o.with, err = o.base.Apply(o.overlay)
	return o, err
}

// tried is open, and every test case holds as well. What the hospital gives up is
// told.
func (s signedOverlay) tried(t terminal) (opened, error) {
	o, err := s.open()
	if err != nil {
		return o, err
	}
	warnings, err := app.OverlayCases(o.base, o.with, o.overlay)
	for _, w := range warnings {
		fmt.Fprintf(t.out, "warning: %s\n", w)
	}
	if err != nil {
		return o, fmt.Errorf("overlay %q: test cases do not hold:\n%w", o.overlay.Overlay, err)
	}
	return o, nil
}

type overlayCheckCmd struct{ signedOverlay }

// Run implements the command.
func (c overlayCheckCmd) Run(t terminal) error {
	o, err := c.tried(t)
	if err != nil {
		return err
	}
	fmt.Fprintf(t.out, "%s, signed by %s\n%d endorsed, %d switched off, %d interruptive rules are left\n", o.overlay.Overlay, o.signer, len(o.overlay.Endorse), len(o.overlay.Off), interruptive(o.with))
	if aside := o.with.Aside(); len(aside) > 0 {
		fmt.Fprintf(t.out, "jurisdiction %s sets aside %d items\n", o.with.Settings().Jurisdiction, len(aside))
		for _, x := range aside {
			fmt.Fprintf(t.out, "  %s for %s\n", x.ID, x.StandIn)
		}
	}
	fmt.Fprintf(t.out, "shipped %s\nwith it %s\n", o.base.Hash(), o.with.Hash())
	return nil
}

var siteOverlay = installed{file: app.OverlayFile, key: app.OverlayKeyFile, previous: app.OverlayPreviousFile}

type overlayInstallCmd struct {
	signedOverlay
	Data string `help:"Folder of the data." default:"./.apricot" env:"APRICOT_DATA" type:"path"`
}

// Run implements the command.
func (c overlayInstallCmd) Run(t terminal) error {
	o, err := c.tried(t)
	if err != nil {
		return err
	}
	if err := siteOverlay.in(c.Data).put(o.raw, o.key); err != nil {
		return fmt.Errorf("overlay install: %w", err)
	}
	fmt.Fprintf(t.out, "%s is in place\nknowledge %s\n", o.overlay.Overlay, o.with.Hash())
	return nil
}

type overlayRollbackCmd struct {
	Data string `help:"Folder of the data." default:"./.apricot" env:"APRICOT_DATA" type:"path"`
}

// Run implements the command. Before the first overlay was the shipped
// knowledge.
func (c overlayRollbackCmd) Run(t terminal) error {
	at := siteOverlay.in(c.Data)
	if err := at.back(); err != nil {
		return fmt.Errorf("overlay: %w", err)
	}
	switch _, err := os.Stat(at.file); {
	case errors.Is(err, fs.ErrNotExist):
		fmt.Fprintln(t.out, "the shipped knowledge is in place")
		return nil
	case err != nil:
		return fmt.Errorf("overlay: %w", err)
	}
	o, err := signedOverlay{File: at.file, Vkey: at.key}.open()
	if err != nil {
		return err
	}
	fmt.Fprintf(t.out, "%s is in place\nknowledge %s\n", o.overlay.Overlay, o.with.Hash())
	return nil
}

func interruptive(g *graph.Graph) int {
	n := 0
	for _, r := range g.SafetyRules() {
		if r.Tier == "interruptive" {
			n++
		}
	}
	return n
}
