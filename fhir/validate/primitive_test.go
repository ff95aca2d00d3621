package validate

import (
	"regexp"
	"testing"

	"pgregory.net/rapid"
)

// Values on both sides of each format.
func TestPrimitives(t *testing.T) {
	t.Parallel()
	for typ, c := range map[string]struct{ yes, no []string }{
		"date":         {[]string{"2026", "2026-12", "2024-02-29", "0001-01-01"}, []string{"", "26", "0000", "2026-", "2026-13", "2026-00", "2023-02-29", "2026-04-31", "2026-1-1", "2026-01-01T00:00:00Z", "2026-01-1x"}},
		"dateTime":     {[]string{"2026", "2026-01-02T03:04:05Z", "2026-01-02T03:04:60.123+14:00", "2026-01-02T23:59:59-13:59"}, []string{"2026-01T00:00:00Z", "2026-01-02T03:04Z", "2026-01-02T03:04:05", "2026-01-02T24:00:00Z", "2026-01-02T03:60:00Z", "2026-01-02T03:04:61Z", "2026-01-02T03:04:05.Z", "2026-01-02T03:04:05+14:01", "2026-01-02T03:04:05+15:00", "2026-01-02T03:04:05+0800", "2026-01-02t03:04:05Z", "2026-01-02T03:04:05Zx"}},
		"instant":      {[]string{"2026-01-02T03:04:05.678+08:00"}, []string{"2026", "2026-01-02", "2026-01-02T03:04:05"}},
		"time":         {[]string{"00:00:00", "23:59:60.5"}, []string{"", "24:00:00", "1:00:00", "12:00", "12:00:00Z", "12:00:00."}},
		"code":         {[]string{"a", "a b", "安"}, []string{"", " a", "a ", "a  b", "a\x00"}},
		"string":       {[]string{" ", "a\r\n\tb", "安"}, []string{"", "\x00", "a\fb"}},
		"uri":          {[]string{"urn:oid:1.2", "a"}, []string{"", "a b", "a\n"}},
		"id":           {[]string{"a", "A-1.b"}, []string{"", "a_b", "a/b", "1234567890123456789012345678901234567890123456789012345678901234x"}},
		"oid":          {[]string{"urn:oid:2.16.840.0"}, []string{"urn:oid:3.1", "urn:oid:1", "urn:oid:1.02", "1.2", "urn:oid:1..2", "urn:oid:1.2."}},
		"uuid":         {[]string{"urn:uuid:c757873d-ec9a-4326-a141-556f43239520"}, []string{"c757873d-ec9a-4326-a141-556f43239520", "urn:uuid:C757873D-ec9a-4326-a141-556f43239520", "urn:uuid:c757873d-ec9a-4326-a141-556f4323952", "urn:uuid:c757873d-ec9a-4326-a141-556f4323952g"}},
		"integer":      {[]string{"0", "-2147483648", "2147483647"}, []string{"-0", "2147483648", "1.0", "1e3"}},
		"unsignedInt":  {[]string{"0", "2147483647"}, []string{"-1"}},
		"positiveInt":  {[]string{"1"}, []string{"0", "-1"}},
		"base64Binary": {[]string{"AAAA", "AA==", "AAA=", "AAAA\nBBBB"}, []string{"", "A", "AAAAA", "A===", "====", "AA=A", "AA-_"}},
		"xhtml":        {[]string{`<div xmlns="http://www.w3.org/1999/xhtml">x</div>`, "<div/>"}, []string{"", "x", "<p/>", "<div><iframe/></div>"}},
	} {
		ok := primitives()[typ].ok
		for _, s := range c.yes {
			if !ok([]byte(s)) {
				t.Errorf("%s refuses %q", typ, s)
			}
		}
		for _, s := range c.no {
			if ok([]byte(s)) {
				t.Errorf("%s takes %q", typ, s)
			}
		}
	}
}

// What is taken matches the official regular expression, for strings near the
// edge of each format.
func TestAgainstOfficialPatterns(t *testing.T) {
	t.Parallel()
	d := official()
	for typ, p := range primitives() {
		pattern := d.patterns[typ]
		if pattern == "" || p.kind == jsonBool {
			continue
		}
		re := regexp.MustCompile("^(?s:" + pattern + ")$")
		near := rapid.OneOf(
			rapid.StringMatching(pattern),
			rapid.StringOfN(rapid.RuneFrom([]rune("0123456789-+:.TZeE =/aF urn:oid:\t\n安")), 0, 30, -1),
			rapid.Custom(func(t *rapid.T) string { // one rune changed
				r := []rune(rapid.StringMatching(pattern).Draw(t, "valid"))
				if len(r) > 0 {
					r[rapid.IntRange(0, len(r)-1).Draw(t, "at")] = rapid.RuneFrom([]rune("0139-+:.TZa= \n")).Draw(t, "rune")
				}
				return string(r)
			}))
		t.Run(typ, func(t *testing.T) {
			t.Parallel()
			taken := 0
			rapid.Check(t, func(t *rapid.T) {
				s := near.Draw(t, "s")
				if !p.ok([]byte(s)) {
					return
				}
				taken++
				if typ == "base64Binary" { // white space may stand anywhere (RFC 4648 in MIME)
					s = regexp.MustCompile(`\s`).ReplaceAllString(s, "")
				}
				if p.kind == jsonString && !re.MatchString(s) {
					t.Fatalf("%s takes %q", typ, s)
				}
			})
			if taken == 0 {
				t.Error("nothing was taken: the test proves nothing")
			}
		})
	}
}
