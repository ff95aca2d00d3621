package mapping

import (
	"net/url"
	"strings"
	"time"

	"apricot.health/fhir/hl7v2"
	"apricot.health/fhir/outcome"
)

// Config is what a site decides about the mapping.
type Config struct {
	// Base is the URI under which identifiers and codes of the site's own
	// systems get a name. The default is "https://apricot.health/sid".
	Base string
	// Authority names the assigning authority of identifiers that come
	// without one. The default is "local".
	Authority string
	// Systems maps an assigning authority, by its namespace or universal id,
	// to the URI that FHIR data uses for it.
	Systems map[string]string
	// CodeSystems maps a coding system name (CWE.3) to its URI.
	CodeSystems map[string]string
	// Zone is where times without an offset are, when MSH-7 has none either.
	// The default is UTC+8.
	Zone *time.Location
}

func (cfg Config) withDefaults() Config {
	if cfg.Base == "" {
		cfg.Base = "https://apricot.health/sid"
	}
	if cfg.Authority == "" {
		cfg.Authority = "local"
	}
	if cfg.Zone == nil {
		cfg.Zone = time.FixedZone("UTC+8", 8*60*60)
	}
	return cfg
}

// supported lists the events of each message code.
var supported = map[string]map[string]bool{
	"ADT": {"A01": true, "A03": true, "A04": true, "A08": true},
	"ORU": {"R01": true},
}

// Supported tells whether messages of h's type can be mapped; the error is of
// kind NotSupported at MSH-9.
func Supported(h hl7v2.Header) error {
	events, ok := supported[h.Code]
	switch {
	case !ok:
		return outcome.At(outcome.NotSupported, "MSH-9", "the message type is not supported")
	case !events[h.Event]:
		return outcome.At(outcome.NotSupported, "MSH-9.2", "the event is not supported")
	}
	return nil
}

// Map gives the resources of a message. Errors are of kind NotSupported for a
// type it does not know, and Invalid or Unprocessable for data; their Path is
// the place in the message.
func Map(msg *hl7v2.Message, cfg Config) (Plan, error) {
	h := msg.Header()
	if err := Supported(h); err != nil {
		return Plan{}, err
	}
	c := &mapper{cfg: cfg.withDefaults(), msg: msg, header: h, occurrences: map[string]int{}}
	c.zone = c.cfg.Zone
	if t, err := hl7v2.ParseTime(h.Time, c.cfg.Zone); err == nil {
		c.zone = t.Time.Location()
	}
	c.source = "urn:hl7v2:" + url.PathEscape(msg.Get("MSH-3")) + ":" + url.PathEscape(msg.Get("MSH-4")) + "#" + url.QueryEscape(h.ControlID)
	run := c.adt
	if h.Code == "ORU" {
		run = c.oru
	}
	if err := run(); err != nil {
		return Plan{}, err
	}
	return c.plan, nil
}

// adt maps an admission, registration, update or discharge.
func (c *mapper) adt() error {
	if err := c.mapPatient(MergeInto); err != nil {
		return err
	}
	visit, err := c.startEncounter()
	if err != nil {
		return err
	}
	for _, s := range c.msg.Segments() {
		switch s.Name() {
		case "NK1":
			err = c.mapRelated(s)
		case "AL1":
			err = c.mapAllergy(s)
		case "DG1":
			err = c.mapCondition(s, visit)
		case "OBX":
			_, err = c.mapObservation(s, hl7v2.Segment{}, c.notesAfter(s))
		case "MSH", "EVN", "PID", "PV1", "PV2", "NTE":
		default:
			c.plan.skip(s.Name())
		}
		if err != nil {
			return err
		}
	}
	return c.finishEncounter(visit, MergeInto)
}

// oru maps results. They refer to patient and visit and never change them.
func (c *mapper) oru() error {
	if err := c.mapPatient(Ensure); err != nil {
		return err
	}
	visit, err := c.startEncounter()
	if err != nil {
		return err
	}
	if err := c.finishEncounter(visit, Ensure); err != nil {
		return err
	}
	return c.mapOrders()
}

// notesAfter joins the NTE segments that follow s.
func (c *mapper) notesAfter(s hl7v2.Segment) []any {
	var lines []string
	for _, next := range c.msg.Segments()[s.Number:] {
		if next.Name() != "NTE" {
			break
		}
		for _, rep := range next.Field(3).Reps() {
			if line := clean(rep.Whole()); line != "" {
				lines = append(lines, line)
			}
		}
	}
	if lines == nil {
		return nil
	}
	return []any{object{"text": strings.Join(lines, "\n")}}
}
