package hl7v2_test

import (
	"strings"
	"testing"

	"golang.org/x/text/encoding/simplifiedchinese"
	"pgregory.net/rapid"

	"apricot.health/fhir/hl7v2"
	"apricot.health/fhir/outcome"
)

func named(charset, name string) string {
	return `MSH|^~\&|HIS|H|A|A|20260301||ADT^A04|1|P|2.5||||||` + charset + "\rPID|1||7||" + name + "\r"
}

func gb(t fataler, text string) string {
	out, err := simplifiedchinese.GB18030.NewEncoder().String(text)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

type fataler interface{ Fatal(args ...any) }

// A declaration that the bytes contradict is refused, also where the bytes can
// be read under it.
func TestDeclarationIsWrong(t *testing.T) {
	t.Parallel()
	for _, charset := range []string{"GB 18030-2000", "GBK", "GB2312", "8859/1"} {
		for _, name := range []string{"张^三", "欧阳^若兰", "王^建国|男，已婚"} {
			_, err := hl7v2.Parse([]byte(named(charset, name)))
			if _, path := outcome.Public(err); !outcome.Is(err, outcome.Invalid) || path != "MSH-18" {
				t.Errorf("%s in UTF-8, declared %s: %v", name, charset, err)
			}
		}
	}
	if _, err := hl7v2.Parse([]byte(named("8859/1", "Müller^Jörg"))); !outcome.Is(err, outcome.Invalid) {
		t.Errorf("Müller in UTF-8, declared 8859/1: %v", err)
	}
	for charset, text := range map[string]string{
		"GB 18030-2000": gb(t, "张^三"), "GBK": gb(t, "李^喆"), "GB2312": gb(t, "陆^苗"), "8859/1": "M\xfcller^J\xf6rg", "UNICODE UTF-8": "张^三",
	} {
		if _, err := hl7v2.Parse([]byte(named(charset, text))); err != nil {
			t.Errorf("%q, declared %s: %v", text, charset, err)
		}
	}
}

// Text without a declaration that is valid UTF-8 by chance.
func TestUndeclaredByChanceUTF8(t *testing.T) {
	t.Parallel()
	for raw, want := range map[string]string{
		gb(t, "陆^苗"): "陆^苗", gb(t, "陆^"): "陆^", gb(t, "张^三"): "张^三", "张^三": "张^三", "M\u00fcller^J\u00f6rg": "Müller^Jörg", "Andr\u00e9^": "André^",
	} {
		m, err := hl7v2.Parse([]byte(named("", raw)))
		if err != nil {
			t.Fatal(err)
		}
		if got := strings.TrimRight(m.Segment("PID").Field(5).First().Whole(), "^"); got != strings.TrimRight(want, "^") {
			t.Errorf("%q was read as %q, want %q", raw, got, want)
		}
	}
}

// Chinese text in GB18030 is read as itself, declared or not, however short.
func TestGB18030IsReadAsItself(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		// The 3,755 characters of level 1 are the rows 16 to 55 of GB 2312.
		raw := ""
		for range rapid.IntRange(1, 12).Draw(t, "length") {
			raw += string([]byte{byte(rapid.IntRange(0xB0, 0xD6).Draw(t, "row")), byte(rapid.IntRange(0xA1, 0xFE).Draw(t, "cell"))})
		}
		want, err := simplifiedchinese.GB18030.NewDecoder().String(raw)
		if err != nil {
			t.Fatal(err)
		}
		for _, charset := range []string{"GB18030", ""} {
			m, err := hl7v2.Parse([]byte(named(charset, raw)))
			if err != nil {
				t.Fatalf("%s: %v", want, err)
			}
			if got := m.Segment("PID").Field(5).First().Text(); got != want {
				t.Fatalf("%q declared %q was read as %q", want, charset, got)
			}
		}
	})
}
