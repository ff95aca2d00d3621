package main

import (
	"crypto/rand"
	"fmt"
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
	Key   overlayKeyCmd   `cmd:"" help:"Make a key pair: overlay.key stays with who signs, overlay.vkey goes into the data folder."`
	Sign  overlaySignCmd  `cmd:"" help:"Sign an overlay; the signed file goes to standard output."`
	Check overlayCheckCmd `cmd:"" help:"Say what a signed overlay would change, with every check that a start makes."`
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

type overlayCheckCmd struct {
	File string `arg:"" help:"The signed overlay." type:"existingfile"`
	Vkey string `help:"File of the public key." required:"" type:"existingfile"`
}

// Run implements the command.
func (c overlayCheckCmd) Run(t terminal) error {
	signed, err := os.ReadFile(c.File)
	if err != nil {
		return fmt.Errorf("overlay check: %w", err)
	}
	public, err := os.ReadFile(c.Vkey)
	if err != nil {
		return fmt.Errorf("overlay check: %w", err)
	}
	key, err := note.NewVerifier(strings.TrimSpace(string(public)))
	if err != nil {
		return fmt.Errorf("overlay check: the key: %w", err)
	}
	base, err := content.Graph()
	if err != nil {
		return fmt.Errorf("overlay check: %w", err)
	}
	o, err := overlay.Open(signed, note.VerifierList(key))
	if err != nil {
		return err
	}
	g, err := base.Apply(o)
	if err != nil {
		return err
	}
	fmt.Fprintf(t.out, "%s, signed by %s\n%d endorsed, %d switched off, %d interruptive rules are left\n", o.Overlay, key.Name(), len(o.Endorse), len(o.Off), interruptive(g))
	fmt.Fprintf(t.out, "shipped %s\nwith it %s\nput it into the data folder as %s, its public key as %s, and start again\n", base.Hash(), g.Hash(), app.OverlayFile, app.OverlayKeyFile)
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
