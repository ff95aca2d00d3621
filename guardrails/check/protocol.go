package check

import (
	"slices"
	"sync"
)

// protocol is what an order is not stopped for; protocols.yaml says what the fields mean.
type protocol struct {
	Protocol string `yaml:"protocol"`
	RuleHead `yaml:",inline"`
	Hazards  []string `yaml:"hazards"`
	Becomes  string   `yaml:"becomes"`
	Of       []string `yaml:"of"`
	When     wording  `yaml:"when"`
	Says     wording  `yaml:"says"`
	Unless   wording  `yaml:"unless"`
}

//nolint:gochecknoglobals // read once, read only
var protocols = sync.OnceValue(func() []protocol { return rulesOf[protocol]("protocol", "protocols.yaml") })

// accepted takes from what was found in an order what a protocol that it follows
// accepts.
func (b *bench) accepted(found []Finding) []Finding {
	if b.Audience != "order" || len(found) == 0 {
		return found
	}
	kept := found[:0:0]
	for _, f := range found {
		i := slices.IndexFunc(protocols(), func(p protocol) bool { return b.follows(p, f) })
		switch {
		case i < 0:
			kept = append(kept, f)
		case protocols()[i].Becomes != "" && f.Hazard != "duplicate":
			f.Hazard, f.Severity = protocols()[i].Becomes, Minor
			kept = append(kept, f)
		}
	}
	return kept
}

// follows is true for a finding that a protocol accepts, in an order that follows it.
func (b *bench) follows(p protocol, f Finding) bool {
	if b.off(p.RuleHead) || !slices.Contains(p.Hazards, f.Hazard) || !slices.ContainsFunc(f.Evidence, func(e string) bool { return slices.Contains(p.Of, e) || b.Index.member(p.Of, e) }) {
		return false
	}
	n := b.flatText()
	return (p.When.Regexp == nil || p.When.MatchString(b.background())) && (p.Says.Regexp == nil || p.Says.MatchString(n)) && !p.Unless.hits(n)
}
