package main

import (
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"apricot.health/services/app/apptest"
)

// TestABackupOfARunningServerIsWhole: all that was acknowledged before it began
// is there when a server starts on it, and its audit log holds.
func TestABackupOfARunningServerIsWhole(t *testing.T) {
	t.Parallel()
	s := site{data: t.TempDir()}
	p, err := launch(s.args("serve", ports()...)...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(p.kill)
	if err := p.ready(); err != nil {
		t.Fatal(err)
	}
	admit := func(mllp, id string) bool {
		ack, err := apptest.Exchange(mllp, apptest.Segments(
			`MSH|^~\&|HIS|H|APRICOT|H|20260301090000||ADT^A01^ADT_A01|`+id+`|P|2.5.1||||||UNICODE UTF-8`,
			`EVN|A01|20260301090000`, `PID|1||`+id+`^^^HIS^MR||张^三||19500102|M`, `PV1|1|I`,
		), time.Minute)
		return err == nil && strings.Contains(ack, "MSA|AA")
	}
	if !admit(p.MLLP, "before") {
		t.Fatal("the message before the backup was not acknowledged")
	}
	var wg sync.WaitGroup
	stop := make(chan struct{})
	wg.Go(func() {
		for i := 0; ; i++ {
			select {
			case <-stop:
				return
			default:
				admit(p.MLLP, "during"+strings.Repeat("x", i%20))
			}
		}
	})
	into := filepath.Join(t.TempDir(), "backup")
	out, _, err := apricot(s.args("backup", into)...)
	close(stop)
	wg.Wait()
	if err != nil || !strings.Contains(out, into) {
		t.Fatalf("%v %s", err, out)
	}
	if _, code, err := apricot(s.args("backup", into)...); err == nil || code != exitFailed {
		t.Errorf("a second backup into the same folder: %d %v", code, err)
	}
	if _, err := os.Stat(into + ".half"); !os.IsNotExist(err) {
		t.Errorf("half a backup is left: %v", err)
	}
	p.kill()

	copied := site{data: into}
	out, _, err = apricot(copied.args("verify")...)
	if err != nil || !strings.Contains(out, "the audit log holds") {
		t.Errorf("verify: %v\n%s", err, out)
	}
	q, err := launch(copied.args("serve", ports()...)...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(q.kill)
	if err := q.ready(); err != nil {
		t.Fatal(err)
	}
	h := &apptest.House{T: t, Base: q.Base, MLLP: q.MLLP, MQTT: q.MQTT, Token: copied.tokens(t), Refusals: &apptest.Buffer{}}
	if ids := h.As(apptest.System()).IDs("/fhir/Patient?identifier=before"); len(ids) != 1 {
		t.Errorf("the patient admitted before the backup is there %d times", len(ids))
	}
}
