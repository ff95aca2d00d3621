package hl7v2_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/encoding/simplifiedchinese"
	"pgregory.net/rapid"

	"apricot.health/fhir/hl7v2"
	"apricot.health/fhir/outcome"
)

// sharedData is the development data beside the repository; the tests that
// read it are skipped, loudly, where it is absent.
func sharedData(t *testing.T, pattern string) []string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join("..", "..", "..", "shared", "data", "hl7v2", pattern))
	if err != nil {
		t.Fatal(err)
	}
	if len(files) == 0 {
		t.Skipf("SKIPPED: no development data at ../shared/data/hl7v2/%s; this conformance test did not run", pattern)
	}
	return files
}

func read(t *testing.T, file string) []byte {
	t.Helper()
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func parse(t *testing.T, raw string) *hl7v2.Message {
	t.Helper()
	m, err := hl7v2.Parse([]byte(raw))
	if err != nil {
		t.Fatal(err)
	}
	return m
}

const msh = `MSH|^~\&|HIS|A|APRICOT|B|20250102093000||ADT^A01^ADT_A01|1|P|2.5` + "\r"

func TestEverySharedMessageParses(t *testing.T) {
	t.Parallel()
	for _, file := range sharedData(t, "messages/*.hl7") {
		raw := read(t, file)
		m, err := hl7v2.Parse(raw)
		if err != nil {
			t.Errorf("%s: %v", filepath.Base(file), err)
			continue
		}
		again, err := hl7v2.Parse(m.Encode())
		if err != nil {
			t.Errorf("%s: encoded: %v", filepath.Base(file), err)
			continue
		}
		if !bytes.Equal(m.Raw(), raw) || !bytes.Equal(again.Encode(), m.Encode()) {
			t.Errorf("%s: round trip differs", filepath.Base(file))
		}
		if err := m.Header().Check(); err != nil {
			t.Errorf("%s: header: %v", filepath.Base(file), err)
		}
	}
}

func TestSharedChineseMessages(t *testing.T) {
	t.Parallel()
	want := map[string]struct {
		given   string
		charset hl7v2.Charset
	}{
		"adt-a01-utf8.hl7":                          {"三", hl7v2.UTF8},
		"adt-a01-gb18030.hl7":                       {"三昞", hl7v2.GB18030},
		"adt-a01-gb18030-undeclared.hl7":            {"三", hl7v2.GB18030},
		"adt-a01-gb18030-delimiter-trail-bytes.hl7": {"三亅倈億剕厊唡乛俕僞刕區哵", hl7v2.GB18030},
	}
	for _, file := range sharedData(t, "charset/*.hl7") {
		m, err := hl7v2.Parse(read(t, file))
		if err != nil {
			t.Fatalf("%s: %v", file, err)
		}
		w := want[filepath.Base(file)]
		got := []string{m.Get("PID-5.1"), m.Get("PID-5.2"), m.Get("MSH-4"), m.Get("DG1-3.2"), m.Charset().Code()}
		if diff := cmp.Diff([]string{"张", w.given, "第一人民医院", "急性心肌梗死", w.charset.Code()}, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", filepath.Base(file), diff)
		}
	}
}

// Every character whose trail byte is a delimiter survives; codes that GB18030
// leaves unassigned are refused, never torn.
func TestGB18030TrailBytesAreNotDelimiters(t *testing.T) {
	t.Parallel()
	refused := 0
	for lead := byte(0x81); lead <= 0xFE; lead++ {
		for _, trail := range []byte(`|^~\`) {
			for _, declared := range []string{"", "GB 18030-2000"} {
				raw := []byte(strings.TrimSuffix(msh, "\r") + "||||||" + declared + "\rPID|1||17||")
				raw = append(raw, 0xD5, 0xC5, '^', lead, trail, '^', 'z', '\r')
				m, err := hl7v2.Parse(raw)
				if err != nil {
					refused++
					continue
				}
				if m.Get("PID-5.1") != "张" || m.Get("PID-5.3") != "z" || len([]rune(m.Get("PID-5.2"))) != 1 {
					t.Fatalf("%x%x %q: torn into %q", lead, trail, declared, m.Get("PID-5.2"))
				}
			}
		}
	}
	if refused > 10 {
		t.Errorf("%d of 1008 refused", refused)
	}
}

func TestCharsets(t *testing.T) {
	t.Parallel()
	head := `MSH|^~\&|HIS||APRICOT||20250102||ADT^A01|1|P|2.5||||||`
	for name, c := range map[string]struct {
		declared, body, want string
		kind                 outcome.Kind
	}{
		"latin1 declared":          {"8859/1", "M\xfcller", "Müller", 0},
		"utf8 undeclared":          {"", "Müller", "Müller", 0},
		"utf8 in repetition":       {"~UNICODE UTF-8", "张", "张", 0},
		"gbk by its own name":      {"GBK", "\xd5\xc5", "张", 0},
		"ascii says, bytes do not": {"ASCII", "M\xfcller", "", outcome.Invalid},
		"utf8 says, bytes do not":  {"UNICODE UTF-8", "\xd5\xc5", "", outcome.Invalid},
		"gb18030 says, cut short":  {"GB 18030-2000", "\xd5\xc5\xd5", "", outcome.Invalid},
		"neither":                  {"", "\xff\xff", "", outcome.Invalid},
		"unsupported":              {"ISO IR87", "x", "", outcome.NotSupported},
	} {
		m, err := hl7v2.Parse([]byte(head + c.declared + "\rPID|||1||" + c.body + "\r"))
		if c.want == "" {
			if _, path := outcome.Public(err); !outcome.Is(err, c.kind) || path != "MSH-18" {
				t.Errorf("%s: got %v at %q", name, err, path)
			}
			continue
		}
		if err != nil || m.Get("PID-5.1") != c.want {
			t.Errorf("%s: got %v, %v", name, m, err)
		}
	}
}

func TestSegmentEndsAndByteOrderMark(t *testing.T) {
	t.Parallel()
	for name, raw := range map[string]string{
		"cr":         msh + "PID|1||7\rPV1|1|O\r",
		"lf":         strings.ReplaceAll(msh, "\r", "\n") + "PID|1||7\nPV1|1|O\n",
		"crlf":       strings.ReplaceAll(msh, "\r", "\r\n") + "PID|1||7\r\n\r\nPV1|1|O",
		"mark":       "\ufeff" + msh + "PID|1||7\rPV1|1|O",
		"frame left": "\x0b" + msh + "PID|1||7\rPV1|1|O\r\x1c\r",
	} {
		m := parse(t, raw)
		if len(m.Segments()) != 3 || m.Get("PID-3") != "7" || m.Get("PV1-2") != "O" {
			t.Errorf("%s: got %d segments", name, len(m.Segments()))
		}
	}
}

func TestValues(t *testing.T) {
	t.Parallel()
	m := parse(t, msh+`OBX|1|FT|x^\T\y&sub^""||a\F\b\S\c\T\d\R\e\E\f\X41\\.br\g\H\h\N\\Q\i\|""||p~~q|^`+"\rNTE|1||line one\nline two|L\r")
	obx := m.Segment("OBX")
	for name, pair := range map[string][2]string{
		"first leaf":         {"x", obx.Field(3).Text()},
		"escaped delimiter":  {"&y", obx.Field(3).Component(2).Text()},
		"subcomponent":       {"sub", obx.Field(3).Component(2).Sub(2).Text()},
		"sequences":          {"a|b^c&d~e\\fA\ngh\\Q\\i\\", obx.Field(5).Whole()},
		"repetition":         {"q", obx.Field(8).Reps()[1].Text()},
		"bare line end":      {"line one\nline two", m.Segment("NTE").Field(3).Whole()},
		"field after it":     {"L", m.Get("NTE-4")},
		"absent":             {"", m.Get("ZZZ-1")},
		"delimiters by name": {`^~\&`, m.Get("MSH-2")},
	} {
		if pair[0] != pair[1] {
			t.Errorf("%s: want %q, got %q", name, pair[0], pair[1])
		}
	}
	if f := obx.Field(6); !f.Null() || f.Empty() || f.Valued() || f.Text() != "" {
		t.Error(`"" is not a null`)
	}
	if f := obx.Field(7); f.Null() || !f.Empty() {
		t.Error("an empty field is not empty")
	}
	if !obx.Field(3).Component(3).Null() {
		t.Error("a null component is not null")
	}
}

func TestOwnDelimiters(t *testing.T) {
	t.Parallel()
	m := parse(t, "MSH*:;!@*HIS*A***20250102**ADT:A08*1*P*2.3\rPID*1**7:::X@1.2@ISO;8**张:三!S!\r")
	if m.Get("PID-3.4.2") != "1.2" || m.Segment("PID").Field(3).Reps()[1].Text() != "8" || m.Get("PID-5.2") != "三:" {
		t.Errorf("own delimiters are not honoured: %q", m.Get("PID-5.2"))
	}
}

func TestMalformed(t *testing.T) {
	t.Parallel()
	for raw, path := range map[string]string{
		"": "MSH", "PID|1": "MSH", "MSH": "MSH-1", "MSH|": "MSH-1", "MSHx^~\\&x": "MSH-1",
		"MSH|^|a": "MSH-2", "MSH|^^\\&|a": "MSH-2", "MSH|^~\\&#$|a": "MSH-2",
		msh + "pid|1||7\r": "segment 2", msh + "PID|1||7\rp1|x\r": "segment 3", msh + msh: "segment 2",
	} {
		_, err := hl7v2.Parse([]byte(raw))
		if err == nil {
			t.Errorf("%q parsed", raw)
			continue
		}
		if _, got := outcome.Public(err); got != path || !outcome.Is(err, outcome.Invalid) {
			t.Errorf("%q: want %s, got %v", raw, path, err)
		}
	}
}

func TestSplitFile(t *testing.T) {
	t.Parallel()
	got := hl7v2.Split([]byte("FHS|^~\\&\nBHS|^~\\&\n" + msh + "PID|1\r\n" + msh + "PID|2\nBTS|2\nFTS|1\n"))
	if len(got) != 2 || !strings.Contains(string(got[1]), "PID|2\r") || strings.Contains(string(got[1]), "BTS") {
		t.Errorf("got %q", got)
	}
}

// Any text survives escaping, any message survives encoding, in each charset.
func TestRoundTripProperty(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringOfN(rapid.RuneFrom([]rune(`ab |^~\&#张三氍俕僞刕é"`+"\n")), 0, 30, -1).Draw(t, "text")
		escaped := hl7v2.Escape(text, hl7v2.Standard())
		src := strings.TrimSuffix(msh, "\r") + "||||||GB 18030-2000\rNTE|1||" + escaped + "|end\r"
		bytes18030, err := simplifiedchinese.GB18030.NewEncoder().Bytes([]byte(src))
		if err != nil {
			t.Fatal(err)
		}
		m, err := hl7v2.Parse(bytes18030)
		if err != nil {
			t.Fatal(err)
		}
		if got := m.Segment("NTE").Field(3); got.Raw() != `""` && got.Whole() != strings.TrimSpace(text) {
			t.Fatalf("want %q, got %q", text, got.Whole())
		}
		again, err := hl7v2.Parse(m.Encode())
		if err != nil || !bytes.Equal(again.Encode(), m.Encode()) || again.Get("NTE-4") != "end" {
			t.Fatalf("encode changes the message: %v", err)
		}
	})
}

func FuzzParse(f *testing.F) {
	f.Add([]byte(msh + "PID|1||7^^^A&1.2&ISO^MR||张^三\\X41\\\r"))
	f.Add([]byte("MSH|^~\\&|\xb5\xda|\xbb|\x81|\r"))
	f.Add([]byte("MSH|^~\\&|||||||||||||||||8859/1\rOBX|\\X\\|\\.sp9\\"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		if h, err := hl7v2.ParseHeader(raw); err == nil {
			if _, err := hl7v2.Parse(hl7v2.Ack(h, hl7v2.AE, h.Check(), "c", epoch)); err != nil && h.Charset != hl7v2.ASCII {
				t.Fatalf("the answer cannot be parsed: %v", err)
			}
		}
		m, err := hl7v2.Parse(raw)
		if err != nil {
			return
		}
		for _, s := range m.Segments() {
			for i := range s.Len() {
				for _, rep := range s.Field(i + 1).Reps() {
					_, _ = rep.Component(2).Sub(1).Text(), rep.Whole()
				}
			}
		}
		if m.Charset() == hl7v2.ASCII && bytes.ContainsAny(m.Encode(), "?") {
			return
		}
		once := m.Encode()
		again, err := hl7v2.Parse(once)
		if err != nil {
			t.Fatalf("encoded message does not parse: %v\n%q", err, once)
		}
		if !bytes.Equal(again.Encode(), once) {
			t.Fatalf("not stable:\n%q\n%q", once, again.Encode())
		}
	})
}
