package hl7v2_test

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/google/go-cmp/cmp"

	"apricot.health/fhir/hl7v2"
	"apricot.health/fhir/outcome"
)

var epoch = time.Date(2026, 1, 2, 3, 4, 5, 0, time.FixedZone("", 8*3600))

func frames(r io.Reader, limit int) ([]string, error) {
	f := hl7v2.NewFrameReader(r, limit)
	var out []string
	for {
		b, err := f.Next()
		if err != nil {
			return out, err
		}
		out = append(out, string(b))
	}
}

func TestFrames(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		in   string
		want []string
		err  error
	}{
		"plain":             {"\x0bone\x1c\r\x0btwo\x1c\r", []string{"one", "two"}, io.EOF},
		"noise before":      {"hello\r\n\x0bone\x1c\r", []string{"one"}, io.EOF},
		"doubled start":     {"\x0b\x0bone\x1c\r", []string{"one"}, io.EOF},
		"doubled end":       {"\x0bone\x1c\r\x1c\r\x0btwo\x1c\x1c\r", []string{"one", "two"}, io.EOF},
		"no final cr":       {"\x0bone\x1c\x0btwo\x1c", []string{"one", "two"}, io.EOF},
		"empty frame":       {"\x0b\x1c\r\x0bone\x1c\r", []string{"one"}, io.EOF},
		"begun anew":        {"\x0bbrok\x0bone\x1c\r", []string{"one"}, io.EOF},
		"cut short":         {"\x0bone\x1c\r\x0btw", []string{"one"}, io.ErrUnexpectedEOF},
		"another protocol":  {strings.Repeat("GET / HTTP/1.1\r\n", 8192), nil, hl7v2.ErrNoFrame},
		"nothing":           {"", nil, io.EOF},
		"cr inside content": {"\x0ba\rb\r\x1c\r", []string{"a\rb\r"}, io.EOF},
	} {
		for _, r := range []io.Reader{strings.NewReader(c.in), iotest.OneByteReader(strings.NewReader(c.in))} {
			got, err := frames(r, 100)
			if diff := cmp.Diff(c.want, got); diff != "" || !errors.Is(err, c.err) {
				t.Errorf("%s: err %v (-want +got):\n%s", name, err, diff)
			}
		}
	}
}

// A frame that is begun anew is told of with what had come of it; a start block
// that is merely doubled is not.
func TestFramesBegunAnewAreTold(t *testing.T) {
	t.Parallel()
	var told []string
	f := hl7v2.NewFrameReader(strings.NewReader("\x0b\x0bone\x1c\r\x0bbrok\x0b\r\x0btwo\x1c\r"), 100)
	f.OnAnew = func(part []byte) { told = append(told, string(part)) }
	for _, want := range []string{"one", "two"} {
		if got, err := f.Next(); err != nil || string(got) != want {
			t.Fatalf("%q, %v, want %s", got, err, want)
		}
	}
	if diff := cmp.Diff([]string{"brok"}, told); diff != "" {
		t.Error(diff)
	}
}

func TestFrameTooLarge(t *testing.T) {
	t.Parallel()
	_, err := frames(strings.NewReader("\x0b"+strings.Repeat("x", 101)+"\x1c\r"), 100)
	var large *hl7v2.TooLargeError
	if !errors.As(err, &large) || large.Limit != 100 || len(large.Head) != 100 {
		t.Fatalf("got %v", err)
	}
	if got, err := frames(strings.NewReader("\x0b"+strings.Repeat("x", 100)+"\x1c\r"), 100); len(got) != 1 || !errors.Is(err, io.EOF) {
		t.Fatalf("a frame of the limit is refused: %v", err)
	}
}

func FuzzFrames(f *testing.F) {
	f.Add([]byte("x\x0b\x0bone\x1c\x1c\r\x0btwo\x1c"))
	f.Fuzz(func(t *testing.T, in []byte) {
		got, err := frames(bytes.NewReader(in), 64)
		if err == nil {
			t.Fatal("no end")
		}
		var out bytes.Buffer
		for _, g := range got {
			if len(g) > 64 || strings.ContainsAny(g, "\x0b\x1c") {
				t.Fatalf("bad frame %q", g)
			}
			if err := hl7v2.WriteFrame(&out, []byte(g)); err != nil {
				t.Fatal(err)
			}
		}
		again, _ := frames(&out, 64)
		if diff := cmp.Diff(got, again); diff != "" {
			t.Fatal(diff)
		}
	})
}

func TestAck(t *testing.T) {
	t.Parallel()
	refusal := outcome.At(outcome.Unprocessable, "PID-3.1", "no patient | identifier")
	for name, c := range map[string]struct {
		msh  string
		code hl7v2.AckCode
		err  error
		want string
	}{
		"accept 2.5 utf-8": {
			`MSH|^~\&|HIS^1.2^ISO|第一|APRICOT|XYZ|20250102||ADT^A01^ADT_A01|ZH1|T|2.5||||||UNICODE UTF-8`, hl7v2.AA, nil,
			`MSH|^~\&|APRICOT|XYZ|HIS^1.2^ISO|第一|20260102030405+0800||ACK^A01^ACK|N1|T|2.5||||||UNICODE UTF-8` + "\rMSA|AA|ZH1\r",
		},
		"refuse 2.5": {
			`MSH|^~\&|HIS|A|B|C|2025||ADT^A08|9|P|2.5.1`, hl7v2.AE, refusal,
			`MSH|^~\&|B|C|HIS|A|20260102030405+0800||ACK^A08^ACK|N1|P|2.5.1` + "\r" + `MSA|AE|9|no patient \F\ identifier` + "\r" +
				`ERR||PID^1^3^1^1|101^Required field missing^HL70357|E||||no patient \F\ identifier` + "\r",
		},
		"refuse 2.3, no ERR":     {`MSH|^~\&|HIS|A|B|C|2025||ADT^A08|9|P|2.3`, hl7v2.AE, refusal, `MSH|^~\&|B|C|HIS|A|20260102030405+0800||ACK|N1|P|2.3` + "\r" + `MSA|AE|9|no patient \F\ identifier` + "\r"},
		"the sender's own signs": {"MSH*:;!@*HIS*A*B*C*2025**ADT:A08*9*P*2.3.1", hl7v2.AA, nil, "MSH*:;!@*B*C*HIS*A*20260102030405+0800**ACK:A08*N1*P*2.3.1\rMSA*AA*9\r"},
	} {
		h, err := hl7v2.ParseHeader([]byte(c.msh))
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if diff := cmp.Diff(c.want, string(hl7v2.Ack(h, c.code, c.err, "N1", epoch))); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

func TestAckSpeaksTheSendersCharset(t *testing.T) {
	t.Parallel()
	h, err := hl7v2.ParseHeader([]byte("MSH|^~\\&|HIS|\xb5\xda\xd2\xbb|B|C|2025||ADT^A08|9|P|2.5||||||GB 18030-2000"))
	if err != nil {
		t.Fatal(err)
	}
	if got := hl7v2.Ack(h, hl7v2.AA, nil, "1", epoch); !bytes.Contains(got, []byte("|\xb5\xda\xd2\xbb|")) {
		t.Errorf("got %q", got)
	}
}

func TestRefusalCodes(t *testing.T) {
	t.Parallel()
	data := map[outcome.Kind]bool{
		outcome.Invalid: true, outcome.Unprocessable: true, outcome.Conflict: true,
		outcome.MultipleMatches: true, outcome.PreconditionFailed: true, outcome.NotFound: true,
	}
	for _, k := range outcome.Kinds() {
		want := hl7v2.AR
		if data[k] {
			want = hl7v2.AE
		}
		if got := hl7v2.Refusal(outcome.New(k, "x")); got != want {
			t.Errorf("%s: want %s, got %s", k, want, got)
		}
	}
}

func TestEnhancedMode(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		accept, application                          string
		enhanced, acceptOK, acceptErr, appOK, appErr bool
	}{
		{"", "", false, false, false, false, false},
		{"AL", "NE", true, true, true, false, false},
		{"ER", "AL", true, false, true, true, true},
		{"SU", "", true, true, false, false, false},
	} {
		h := hl7v2.Header{Accept: c.accept, Application: c.application}
		got := []bool{h.Enhanced(), h.WantsAccept(true), h.WantsAccept(false), h.WantsApplication(true), h.WantsApplication(false)}
		if diff := cmp.Diff([]bool{c.enhanced, c.acceptOK, c.acceptErr, c.appOK, c.appErr}, got); diff != "" {
			t.Errorf("%+v: %s", c, diff)
		}
	}
}

func TestHeaderCheck(t *testing.T) {
	t.Parallel()
	for msh, want := range map[string]string{
		`MSH|^~\&|||||||ADT^A01|1|P|2.3`:   "",
		`MSH|^~\&|||||||ADT^A01|1|P|2.8.2`: "",
		`MSH|^~\&|||||||ADT^A01|1|P|2.2`:   "MSH-12",
		`MSH|^~\&|||||||ADT^A01|1|P|2.9`:   "MSH-12",
		`MSH|^~\&|||||||ADT^A01|1|P|x`:     "MSH-12",
		`MSH|^~\&|||||||ADT^A01|1|P|`:      "MSH-12",
		`MSH|^~\&|||||||ADT^A01||P|2.5`:    "MSH-10",
		`MSH|^~\&||||||||1|P|2.5`:          "MSH-9",
	} {
		h, err := hl7v2.ParseHeader([]byte(msh))
		if err != nil {
			t.Fatal(err)
		}
		err = h.Check()
		path := ""
		if err != nil {
			_, path = outcome.Public(err)
		}
		if path != want {
			t.Errorf("%s: want %q, got %v", msh, want, err)
		}
	}
}

func TestTime(t *testing.T) {
	t.Parallel()
	cn := time.FixedZone("", 8*3600)
	for in, want := range map[string][3]string{
		"2025":                     {"2025", "2025", ""},
		"202501":                   {"2025-01", "2025-01", ""},
		"20250102":                 {"2025-01-02", "2025-01-02", ""},
		"2025010209":               {"2025-01-02", "2025-01-02T09:00:00+08:00", ""},
		"202501020930":             {"2025-01-02", "2025-01-02T09:30:00+08:00", ""},
		"20250102093015":           {"2025-01-02", "2025-01-02T09:30:15+08:00", "2025-01-02T09:30:15+08:00"},
		"20250102093015.1200-0530": {"2025-01-02", "2025-01-02T09:30:15.1200-05:30", "2025-01-02T09:30:15.1200-05:30"},
		"20250102093015+0000":      {"2025-01-02", "2025-01-02T09:30:15Z", "2025-01-02T09:30:15Z"},
		"20250230":                 {}, "2025-01-02": {}, "0": {}, "00000000": {}, "202501020930.5": {}, "20250102250000": {}, "x": {}, "20250102+08": {},
	} {
		ts, err := hl7v2.ParseTime(in, cn)
		if want[0] == "" {
			if err == nil {
				t.Errorf("%s parsed", in)
			}
			continue
		}
		if err != nil {
			t.Errorf("%s: %v", in, err)
			continue
		}
		instant, _ := ts.Instant()
		if diff := cmp.Diff(want, [3]string{ts.Date(), ts.DateTime(), instant}); diff != "" {
			t.Errorf("%s: %s", in, diff)
		}
	}
	for in, want := range map[string]string{"09": "09:00:00", "0930": "09:30:00", "093015.5+0800": "09:30:15.5", "9": "", "2560": ""} {
		if got, _ := hl7v2.ParseClock(in); got != want {
			t.Errorf("%s: got %q", in, got)
		}
	}
}
