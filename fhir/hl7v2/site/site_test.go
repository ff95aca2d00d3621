package site_test

import (
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"apricot.health/fhir/hl7v2/site"
)

func TestLoad(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if s, err := site.Load(dir); err != nil || len(s.Peers) != 0 {
		t.Errorf("no file: %v", err)
	}
	if err := os.WriteFile(filepath.Join(dir, site.File), []byte("peers:\n  - {name: a, addresses: [10.0.0.0/8, '::1'], rate: 5, acknowledge: kept}\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	s, err := site.Load(dir)
	if err != nil || s.Peers[0].Rate != 5 || s.Peers[0].Acknowledge != site.Kept {
		t.Fatalf("%v %+v", err, s.Peers)
	}
	for addr, want := range map[string]bool{"10.1.2.3": true, "::1": true, "192.168.0.1": false, "::ffff:10.0.0.1": true} {
		if got := s.Peers[0].Holds(netip.MustParseAddr(addr), nil); got != want {
			t.Errorf("%s: %v", addr, got)
		}
	}
	if s.Path("x.pem") != filepath.Join(dir, "x.pem") || s.Path("/x") != "/x" || s.Path("") != "" {
		t.Error("paths are relative to the folder")
	}
}

// The example in the documentation is a site file as it stands.
func TestDocumentedExample(t *testing.T) {
	t.Parallel()
	doc, err := os.ReadFile("../../../docs/hl7.md")
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, block := range strings.Split(string(doc), "```yaml\n")[1:] {
		text, _, _ := strings.Cut(block, "```")
		if _, err := site.Parse([]byte(text)); err != nil {
			t.Errorf("%v\n%s", err, text)
		}
		n++
	}
	if n == 0 {
		t.Error("no example")
	}
}

func TestMistakesAreTold(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"mapings: {}": "mapings",
		"mapping: {codes: {gender: {x: female}, sex: {}}}":                                   `there is no table "sex"`,
		"mapping: {messages: {ADT^Z1: ADT^A99}}":                                             `there is no message "ADT^A99"`,
		"mapping: {fields: [{map: 'PID[Patient]', from: ZPI-x, to: gender, type: text}]}":    `"ZPI-x" is no field`,
		"mapping: {fields: [{map: 'PID[Patient]', from: ZPI-1, to: gender, type: txt}]}":     `there is no type "txt"`,
		"mapping: {fields: [{map: 'PID[Person]', from: ZPI-1, to: gender, type: text}]}":     `there is no map "PID[Person]"`,
		"mapping: {fields: [{map: 'PID[Patient]', from: ZPI-1, to: '', type: text}]}":        "no element",
		"mapping: {segments: [{segment: ZPI, in: [ADTX]}]}":                                  `there is no structure "ADTX"`,
		"mapping: {segments: [{segment: ZPI, depth: x}]}":                                    "the depth is a digit",
		"mapping: {maps: [{map: 'Z[Basic]', resource: Basic, mode: merg, identity: VISIT}]}": `there is no mode "merg"`,
		"mapping: {offset: 8}":                                               "want a form such as +08:00",
		"listen: {certificate: a}":                                           "belong together",
		"limits: {acknowledge: soon}":                                        "limits: acknowledge is mapped or kept",
		"peers: [{name: a, addresses: [10.0.0.1], acknowledge: late}]":       "peers[0]: acknowledge is mapped or kept",
		"peers: [{name: a}]":                                                 "addresses or a certificate",
		"peers: [{name: a, addresses: [x]}]":                                 `"x" is no address`,
		"outbound: [{name: a, address: b}]":                                  "messages says what it gets",
		"outbound: [{name: a, address: b, messages: [x]}]":                   `no messages "x"`,
		"outbound: [{name: a, address: b, messages: [orders], orders: OMG}]": "ORM or OML",
		"outbound: [{name: a, address: 'b:1', messages: [orders]}, {name: a, address: 'b:1', messages: [orders]}]": "stands twice",
	} {
		if _, err := site.Parse([]byte(text)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %q", text, err, want)
		}
	}
}
