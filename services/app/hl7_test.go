package app_test

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"

	"apricot.health/fhir/store/storetest/pgtest"
	"apricot.health/services/app"
	"apricot.health/services/app/apptest"
)

// postgresServer is a private PostgreSQL for the tests of this package.
var postgresServer func() (*pgtest.Server, error)

func TestMain(m *testing.M) {
	code := pgtest.Main(m, func(get func() (*pgtest.Server, error)) { postgresServer = get })
	http.DefaultClient.CloseIdleConnections()
	if err := goleak.Find(); err != nil && code == 0 { // nothing that a test starts may outlive the tests
		fmt.Fprintln(os.Stderr, err)
		code = 1
	}
	os.Exit(code)
}

// numbered gives a message a control id of its own: the shared messages of
// many senders repeat theirs.
func numbered(t *testing.T, file string, n int) []byte {
	t.Helper()
	raw, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	raw = bytes.TrimPrefix(raw, []byte("\xef\xbb\xbf"))
	head, rest, _ := bytes.Cut(raw, []byte{raw[bytes.IndexAny(raw, "\r\n")]})
	fields := bytes.Split(head, raw[3:4])
	fields[9] = fmt.Appendf(nil, "N%d", n)
	return append(append(bytes.Join(fields, raw[3:4]), '\r'), rest...)
}

type inboxPage struct {
	Messages []struct {
		ID                int64
		ControlID, Reason string
		Type, Status      string
	}
	Next int64
}

// All shared messages over a real socket to the real server: none is lost, each
// is mapped or in quarantine with its reason, and sending all again changes
// nothing.
func TestSharedMessagesOnTheServer(t *testing.T) {
	t.Parallel()
	files, _ := filepath.Glob("../../../shared/data/hl7v2/*/*.hl7")
	if len(files) == 0 {
		t.Skip("SKIPPED: no development data at ../shared/data/hl7v2; this conformance test did not run")
	}
	for name, with := range map[string]func(*app.Config){
		"sqlite": func(*app.Config) {},
		"postgres": func(c *app.Config) {
			s, err := postgresServer()
			if err != nil {
				t.Fatal(err)
			}
			c.DB = s.Database(t)
		},
	} {
		t.Run(name, func(t *testing.T) {
			h := newHouse(t, t.TempDir(), with)
			sendAll := func() {
				conn, err := net.Dial("tcp", h.MLLP)
				if err != nil {
					t.Fatal(err)
				}
				defer func() { _ = conn.Close() }()
				_ = conn.SetDeadline(time.Now().Add(2 * time.Minute))
				for i, file := range files {
					if _, err := fmt.Fprintf(conn, "\x0b%s\x1c\r", numbered(t, file, i)); err != nil {
						t.Fatalf("%s: %v", filepath.Base(file), err)
					}
				}
				if err := conn.(*net.TCPConn).CloseWrite(); err != nil {
					t.Fatal(err)
				}
				if _, err := io.Copy(io.Discard, bufio.NewReader(conn)); err != nil {
					t.Fatal(err)
				}
			}
			sendAll()
			states := func() map[string][]string {
				out := map[string][]string{}
				for _, status := range []string{"pending", "mapped", "quarantined"} {
					var page inboxPage
					h.As(apptest.System()).Do(http.MethodGet, "/api/inbox?limit=1000&status="+status, nil, http.StatusOK, &page)
					for _, m := range page.Messages {
						out[status] = append(out[status], m.ControlID+" "+m.Type+" "+m.Reason)
					}
				}
				return out
			}
			before := states()
			t.Logf("%d messages: %d mapped, %d in quarantine", len(files), len(before["mapped"]), len(before["quarantined"]))
			if n := len(before["mapped"]) + len(before["quarantined"]); n != len(files) || len(before["pending"]) != 0 {
				t.Errorf("%d of %d messages have an end, %d have none", n, len(files), len(before["pending"]))
			}
			for _, q := range before["quarantined"] {
				t.Log(q)
				if strings.HasSuffix(q, " ") {
					t.Errorf("no reason: %s", q)
				}
			}
			count := func() int {
				var b struct{ Total int }
				n := 0
				for _, typ := range []string{"Patient", "Encounter", "Observation", "ServiceRequest", "DiagnosticReport", "Practitioner", "Condition"} {
					h.As(apptest.System()).Do(http.MethodGet, "/fhir/"+typ+"?_summary=count", nil, http.StatusOK, &b)
					n += b.Total
				}
				return n
			}
			resources := count()
			sendAll()
			if n := count(); n != resources {
				t.Errorf("%d resources after all were sent again, %d before", n, resources)
			}
			if after := states(); len(after["mapped"]) != len(before["mapped"]) || len(after["quarantined"]) != len(before["quarantined"]) {
				t.Errorf("sent again: %d mapped, %d in quarantine", len(after["mapped"]), len(after["quarantined"]))
			}
		})
	}
}
