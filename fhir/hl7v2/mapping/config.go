package mapping

import (
	"fmt"
	"time"

	"apricot.health/fhir/hl7v2"
	"apricot.health/fhir/outcome"
)

// Config is what a site decides about the mapping. The zero Config is the
// standard mapping. docs/hl7.md describes each part with examples.
type Config struct {
	// Base is the URI under which identifiers and codes of the site's own
	// systems get a name. The default is "https://apricot.health/sid".
	Base string `yaml:"base"`
	// Authority names the assigning authority of identifiers that come
	// without one. The default is "local".
	Authority string `yaml:"authority"`
	// Offset is where times without an offset are, when MSH-7 has none
	// either, such as "+08:00", the default.
	Offset string `yaml:"offset"`
	// Systems maps an assigning authority, by its namespace or universal id,
	// to the URI that FHIR data uses for it.
	Systems map[string]string `yaml:"systems"`
	// CodeSystems maps a coding system name (CWE.3) to its URI.
	CodeSystems map[string]string `yaml:"code_systems"`
	// Codes adds to, and overrides, the translations of a table of codes.csv.
	Codes map[string]map[string]string `yaml:"codes"`
	// Units adds units of measure and the UCUM code they are exactly.
	Units map[string]string `yaml:"units"`
	// Concepts adds a second coding to coded values.
	Concepts []Concept `yaml:"concepts"`
	// Messages maps a local message type to the one whose rules it follows.
	Messages map[string]string `yaml:"messages"`
	// Segments places segments, such as local Z-segments, in structures.
	Segments []SegmentRule `yaml:"segments"`
	// Fields adds rows to maps; they come before the standard ones.
	Fields []FieldRule `yaml:"fields"`
	// Maps adds resources that segments make.
	Maps []MapRule `yaml:"maps"`
}

// Concept is a translation of a coded value: a code of a coding system as it
// is sent gets this coding added, the sent one stays.
type Concept struct {
	System  string `yaml:"system"` // CWE.3 as it is sent
	Code    string `yaml:"code"`
	To      string `yaml:"to"` // URI of the target system
	Target  string `yaml:"target"`
	Display string `yaml:"display"`
}

// SegmentRule is a row of structures.csv, for the structures In (all when
// empty).
type SegmentRule struct {
	Segment string   `yaml:"segment"`
	In      []string `yaml:"in"`
	Depth   string   `yaml:"depth"`
	Opens   string   `yaml:"opens"`
	Makes   string   `yaml:"makes"`
	After   string   `yaml:"after"`
}

// FieldRule is a row of fields.csv.
type FieldRule struct {
	Map  string `yaml:"map"`
	From string `yaml:"from"`
	When string `yaml:"when"`
	To   string `yaml:"to"`
	Type string `yaml:"type"`
	Arg  string `yaml:"arg"`
	Null string `yaml:"null"`
}

// MapRule is a row of resources.csv.
type MapRule struct {
	Map       string `yaml:"map"`
	Resource  string `yaml:"resource"`
	Mode      string `yaml:"mode"`
	Identity  string `yaml:"identity"`
	When      string `yaml:"when"`
	Require   string `yaml:"require"`
	Patient   string `yaml:"patient"`
	Encounter string `yaml:"encounter"`
}

// Mapper maps messages by the standard tables and a site's additions. It is
// safe for concurrent use and does not change.
type Mapper struct {
	cfg    Config
	tables *tables
	zone   *time.Location
}

// New compiles the tables. The error names the row that is wrong.
func New(cfg Config) (*Mapper, error) {
	if cfg.Base == "" {
		cfg.Base = "https://apricot.health/sid"
	}
	if cfg.Authority == "" {
		cfg.Authority = "local"
	}
	m := &Mapper{cfg: cfg, zone: time.FixedZone("UTC+8", 8*60*60)}
	if cfg.Offset != "" {
		at, err := time.Parse("-07:00", cfg.Offset)
		if err != nil {
			return nil, fmt.Errorf("mapping: offset %q: want a form such as +08:00", cfg.Offset)
		}
		_, seconds := at.Zone()
		m.zone = time.FixedZone("", seconds)
	}
	var err error
	if m.tables, err = compile(cfg); err != nil {
		return nil, err
	}
	return m, nil
}

// Standard is the mapping without a site's additions.
func Standard() *Mapper {
	t, err := standard()
	if err != nil { // the tables are embedded and tested
		panic(err)
	}
	return &Mapper{cfg: Config{Base: "https://apricot.health/sid", Authority: "local"}, tables: t, zone: time.FixedZone("UTC+8", 8*60*60)}
}

// Supported tells whether messages of h's type can be mapped; the error is of
// kind NotSupported at MSH-9.
func (m *Mapper) Supported(h hl7v2.Header) error {
	if _, ok := m.tables.messages[h.Type()]; ok {
		return nil
	}
	for name := range m.tables.messages {
		if len(name) > len(h.Code) && name[:len(h.Code)+1] == h.Code+"^" {
			return outcome.At(outcome.NotSupported, "MSH-9.2", "the event is not supported")
		}
	}
	return outcome.At(outcome.NotSupported, "MSH-9", "the message type is not supported")
}

// Types lists the message types that are mapped.
func (m *Mapper) Types() []string {
	out := make([]string, 0, len(m.tables.messages))
	for name := range m.tables.messages {
		out = append(out, name)
	}
	return out
}
