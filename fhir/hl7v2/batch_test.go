package hl7v2_test

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"apricot.health/fhir/hl7v2"
	"apricot.health/fhir/outcome"
)

func TestParseBatch(t *testing.T) {
	t.Parallel()
	msh := func(id string) string { return `MSH|^~\&|HIS|H|A|A|20260105||ADT^A04|` + id + "|P|2.5\rPID|1||1\r" }
	for name, tc := range map[string]struct {
		raw      string
		messages int
		file     bool
		counted  bool
		kind     outcome.Kind
	}{
		"batch":            {"BHS|^~\\&|HIS|H|A|A|20260105|||||B1\r" + msh("1") + msh("2") + "BTS|2\r", 2, false, true, 0},
		"file of batches":  {"FHS|^~\\&|HIS|H\rBHS|^~\\&|HIS|H\r" + msh("1") + "BTS|1\rBHS|^~\\&\r" + msh("2") + msh("3") + "BTS|2\rFTS|2\r", 3, true, true, 0},
		"line feeds":       {strings.ReplaceAll("BHS|^~\\&|HIS\r"+msh("1")+"BTS|1", "\r", "\r\n"), 1, false, true, 0},
		"byte order mark":  {"\xef\xbb\xbfBHS|^~\\&|HIS\r" + msh("1"), 1, false, true, 0},
		"no trailer":       {"BHS|^~\\&|HIS\r" + msh("1"), 1, false, true, 0},
		"cut short":        {"BHS|^~\\&|HIS\r" + msh("1") + "BTS|5|\r", 1, false, false, 0},
		"empty":            {"BHS|^~\\&|HIS\rBTS|0\r", 0, false, true, 0},
		"other delimiters": {"BHS#*~\\&#HIS\r" + msh("1") + "BTS#1\r", 1, false, true, 0},
		"stray segment":    {"BHS|^~\\&|HIS\rPID|1\r" + msh("1"), 0, false, true, outcome.Invalid},
		"no delimiters":    {"BHS\r" + msh("1"), 0, false, true, outcome.Invalid},
	} {
		if !hl7v2.IsBatch([]byte(tc.raw)) {
			t.Errorf("%s: not taken for a batch", name)
		}
		b, err := hl7v2.ParseBatch([]byte(tc.raw))
		if tc.kind != 0 {
			if !outcome.Is(err, tc.kind) {
				t.Errorf("%s: %v", name, err)
			}
			continue
		}
		if err != nil || len(b.Messages) != tc.messages || b.File != tc.file || b.Counted != tc.counted {
			t.Errorf("%s: %d messages, file %v, counted %v, %v", name, len(b.Messages), b.File, b.Counted, err)
		}
		for _, m := range b.Messages {
			if _, err := hl7v2.Parse(m); err != nil {
				t.Errorf("%s: %v", name, err)
			}
		}
	}
	if hl7v2.IsBatch([]byte(msh("1"))) {
		t.Error("a message is taken for a batch")
	}
}

func TestBatchAnswer(t *testing.T) {
	t.Parallel()
	b, err := hl7v2.ParseBatch([]byte("FHS|^~\\&|HIS|H|APP|A|20260105||||F7|\rBHS|^~\\&|HIS\rMSH|^~\\&|x\rBTS|3\rFTS|1\r"))
	if err != nil {
		t.Fatal(err)
	}
	got := string(b.Answer([][]byte{[]byte("MSH|a\rMSA|AA|1\r")}, "C1", time.Date(2026, 1, 5, 8, 0, 0, 0, time.UTC)))
	want := "FHS|^~\\&|APP|A|HIS|H|20260105080000+0000||||C1|F7\rBHS|^~\\&|APP|A|HIS|H|20260105080000+0000||||C1|F7\r" +
		"MSH|a\rMSA|AA|1\rBTS|1|the number of messages is not the one that the trailer tells\rFTS|1\r"
	if got != want {
		t.Errorf("got  %q\nwant %q", got, want)
	}
}

func TestUTF16IsRefused(t *testing.T) {
	t.Parallel()
	const msg = "MSH|^~\\&|HIS|H|A|A|2026||ADT^A04|1|P|2.5\rPID|1||1\r"
	var le, be bytes.Buffer
	for _, c := range []byte(msg) {
		le.Write([]byte{c, 0})
		be.Write([]byte{0, c})
	}
	for name, raw := range map[string][]byte{
		"little endian": le.Bytes(), "big endian": be.Bytes(),
		"with mark": append([]byte{0xff, 0xfe}, le.Bytes()...), "big endian with mark": append([]byte{0xfe, 0xff}, be.Bytes()...),
	} {
		for what, err := range map[string]error{
			"parse":  func() error { _, err := hl7v2.Parse(raw); return err }(),
			"header": func() error { _, err := hl7v2.ParseHeader(raw); return err }(),
		} {
			if detail, path := outcome.Public(err); !outcome.Is(err, outcome.NotSupported) || path != "MSH-18" || !strings.Contains(detail, "UTF-16") {
				t.Errorf("%s, %s: %v", name, what, err)
			}
		}
	}
}

// However a batch is made, no message is lost and none is made up.
func FuzzParseBatch(f *testing.F) {
	f.Add([]byte("BHS|^~\\&|HIS\rMSH|^~\\&|a\rPID|1\rBTS|1\r"))
	f.Add([]byte("FHS|^~\\&\rBHS|^~\\&\rMSH|^~\\&|a\rBTS|1\rFTS|1\r"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		b, err := hl7v2.ParseBatch(raw)
		if err != nil {
			return
		}
		starts := 0
		for line := range bytes.FieldsFuncSeq(raw, func(r rune) bool { return r == '\r' || r == '\n' }) {
			if bytes.HasPrefix(line, []byte("MSH")) {
				starts++
			}
		}
		if len(b.Messages) > starts {
			t.Fatalf("%d messages from %d headers", len(b.Messages), starts)
		}
		for _, m := range b.Messages {
			if !bytes.HasPrefix(m, []byte("MSH")) {
				t.Fatalf("%q", m)
			}
		}
		if answer := b.Answer(nil, "1", time.Unix(0, 0)); !hl7v2.IsBatch(answer) {
			t.Fatalf("the answer is no batch: %q", answer)
		}
	})
}
