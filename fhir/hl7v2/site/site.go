// Package site reads what a hospital decides about HL7 v2: hl7.yaml in the data
// folder. docs/hl7.md describes it. The file is read strictly: an unknown key
// is an error, so that a spelling mistake never passes for a setting.
package site

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/netip"
	"os"
	"path/filepath"
	"time"

	"github.com/goccy/go-yaml"

	"apricot.health/fhir/hl7v2/mapping"
)

// File is the name of the file in the data folder.
const File = "hl7.yaml"

// Site is the whole file. The zero Site is the standard.
type Site struct {
	Mapping  mapping.Config `yaml:"mapping"`
	Listen   Listen         `yaml:"listen"`
	Limits   Limits         `yaml:"limits"` // of peers that are not named
	Peers    []Peer         `yaml:"peers"`
	Outbound []Destination  `yaml:"outbound"`

	folder string
}

// Listen is how the MLLP door speaks TLS. Paths are relative to the data
// folder.
type Listen struct {
	Certificate string `yaml:"certificate"`
	Key         string `yaml:"key"`
	// ClientCA asks every peer for a certificate that it has signed (mTLS).
	ClientCA string `yaml:"client_ca"`
	// KnownPeersOnly closes connections of peers that are not named.
	KnownPeersOnly bool `yaml:"known_peers_only"`
}

// Limits bound what one peer may use. Zero values take the door's own.
type Limits struct {
	Connections int     `yaml:"connections"`
	Rate        float64 `yaml:"rate"`        // messages per second; more wait
	MaxMessage  int     `yaml:"max_message"` // bytes
	// Acknowledge is when a message is answered: Mapped (or ""), after it was
	// mapped to FHIR, or Kept, as soon as it is on disk.
	Acknowledge string `yaml:"acknowledge"`
}

// The values of Limits.Acknowledge.
const (
	Mapped = "mapped"
	Kept   = "kept"
)

func (l Limits) check() error {
	if l.Acknowledge != "" && l.Acknowledge != Mapped && l.Acknowledge != Kept {
		return fmt.Errorf("acknowledge is %s or %s", Mapped, Kept)
	}
	return nil
}

// Peer names a sender: by the addresses it comes from, or by the name in its
// client certificate.
type Peer struct {
	Name        string   `yaml:"name"`
	Addresses   []string `yaml:"addresses"`   // 10.0.0.5 or 10.0.0.0/24
	Certificate string   `yaml:"certificate"` // common name or DNS name
	// Senders are the MSH-3|MSH-4 that it may send as; none means any.
	Senders []string `yaml:"senders"`
	Limits  `yaml:",inline"`

	prefixes []netip.Prefix
}

// Destination is a neighbour that gets messages from Apricot.
type Destination struct {
	Name    string `yaml:"name"`
	Address string `yaml:"address"` // host:port, MLLP
	TLS     bool   `yaml:"tls"`
	// CA, Certificate and Key are files for TLS, relative to the data folder.
	CA          string `yaml:"ca"`
	Certificate string `yaml:"certificate"`
	Key         string `yaml:"key"`
	// Application and Facility are MSH-5 and MSH-6.
	Application string `yaml:"application"`
	Facility    string `yaml:"facility"`
	Version     string `yaml:"version"` // 2.5.1
	Charset     string `yaml:"charset"` // "UNICODE UTF-8" or "GB18030"
	// Messages are what it gets: orders, laboratory, medication, documents.
	Messages []string `yaml:"messages"`
	// Orders is the message of orders: ORM (ORM^O01) or OML (OML^O21 for
	// laboratory orders); medication is OMP^O09 with OML.
	Orders string `yaml:"orders"`
	// Timeout is how long an answer may take; Attempts is after how many
	// tries a message is set aside. Backoff is the longest pause.
	Timeout  time.Duration `yaml:"timeout"`
	Attempts int           `yaml:"attempts"`
	Backoff  time.Duration `yaml:"backoff"`
}

// Load reads the file of a data folder. Without one the Site is the standard.
func Load(folder string) (Site, error) {
	raw, err := os.ReadFile(filepath.Join(folder, File))
	if errors.Is(err, fs.ErrNotExist) {
		return Site{folder: folder}, nil
	}
	if err != nil {
		return Site{}, fmt.Errorf("site: %w", err)
	}
	s, err := Parse(raw)
	s.folder = folder
	return s, err
}

// Parse reads the text of the file.
func Parse(raw []byte) (Site, error) {
	var s Site
	dec := yaml.NewDecoder(bytes.NewReader(raw), yaml.Strict())
	if err := dec.Decode(&s); err != nil && !errors.Is(err, io.EOF) {
		return Site{}, fmt.Errorf("site: %s: %w", File, err)
	}
	return s, s.check()
}

func (s *Site) check() error {
	if _, err := mapping.New(s.Mapping); err != nil {
		return fmt.Errorf("site: %s: %w", File, err)
	}
	if (s.Listen.Certificate == "") != (s.Listen.Key == "") || s.Listen.ClientCA != "" && s.Listen.Key == "" {
		return fmt.Errorf("site: %s: listen: certificate and key belong together, and client_ca needs them", File)
	}
	if err := s.Limits.check(); err != nil {
		return fmt.Errorf("site: %s: limits: %w", File, err)
	}
	for i := range s.Peers {
		p := &s.Peers[i]
		if err := p.Limits.check(); err != nil {
			return fmt.Errorf("site: %s: peers[%d]: %w", File, i, err)
		}
		if p.Name == "" || len(p.Addresses) == 0 && p.Certificate == "" {
			return fmt.Errorf("site: %s: peers[%d]: a peer has a name, and addresses or a certificate", File, i)
		}
		for _, a := range p.Addresses {
			prefix, err := parsePrefix(a)
			if err != nil {
				return fmt.Errorf("site: %s: peers[%d]: %q is no address", File, i, a)
			}
			p.prefixes = append(p.prefixes, prefix)
		}
	}
	seen := map[string]bool{}
	for i := range s.Outbound {
		d := &s.Outbound[i]
		if err := d.check(); err != nil {
			return fmt.Errorf("site: %s: outbound[%d]: %w", File, i, err)
		}
		if seen[d.Name] {
			return fmt.Errorf("site: %s: outbound: %s stands twice", File, d.Name)
		}
		seen[d.Name] = true
	}
	return nil
}

func parsePrefix(s string) (netip.Prefix, error) {
	if p, err := netip.ParsePrefix(s); err == nil {
		return p.Masked(), nil
	}
	a, err := netip.ParseAddr(s)
	if err != nil {
		return netip.Prefix{}, err //nolint:wrapcheck // reworded by the caller
	}
	return netip.PrefixFrom(a, a.BitLen()), nil
}

// Path is a file named in the site file, relative to the data folder.
func (s Site) Path(name string) string {
	if name == "" || filepath.IsAbs(name) {
		return name
	}
	return filepath.Join(s.folder, name)
}

// Holds reports whether the peer comes from addr or with one of the names of a
// certificate.
func (p Peer) Holds(addr netip.Addr, names []string) bool {
	if p.Certificate != "" {
		for _, n := range names {
			if n == p.Certificate {
				return true
			}
		}
		return false
	}
	for _, x := range p.prefixes {
		if x.Contains(addr.Unmap()) {
			return true
		}
	}
	return false
}

// The messages that a destination can get.
const (
	Orders     = "orders"     // every order that is no medication
	Laboratory = "laboratory" // laboratory orders only
	Medication = "medication"
	Documents  = "documents"
)

func (d *Destination) check() error {
	if d.Name == "" || d.Address == "" {
		return errors.New("a destination has a name and an address")
	}
	for _, m := range d.Messages {
		switch m {
		case Orders, Laboratory, Medication, Documents:
		default:
			return fmt.Errorf("%s: there are no messages %q", d.Name, m)
		}
	}
	if len(d.Messages) == 0 {
		return fmt.Errorf("%s: messages says what it gets", d.Name)
	}
	if d.Orders == "" {
		d.Orders = "ORM"
	}
	if d.Orders != "ORM" && d.Orders != "OML" {
		return fmt.Errorf("%s: orders is ORM or OML", d.Name)
	}
	if d.Version == "" {
		d.Version = "2.5.1"
	}
	if d.Timeout == 0 {
		d.Timeout = 30 * time.Second
	}
	if d.Attempts == 0 {
		d.Attempts = 50
	}
	if d.Backoff == 0 {
		d.Backoff = 5 * time.Minute
	}
	if (d.Certificate == "") != (d.Key == "") {
		return fmt.Errorf("%s: certificate and key belong together", d.Name)
	}
	return nil
}
