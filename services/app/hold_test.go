package app_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"apricot.health/fhir/outcome"
	"apricot.health/services/app"
	"apricot.health/services/app/apptest"
)

// TestADataFolderHasOneServer: the second is refused by name, and the folder is
// free again when the first has ended.
func TestADataFolderHasOneServer(t *testing.T) {
	t.Parallel()
	data := t.TempDir()
	h := newHouse(t, data)
	second, err := app.New(t.Context(), h.cfg)
	if !outcome.Is(err, outcome.Conflict) || !strings.Contains(err.Error(), data) {
		t.Fatalf("a second server on the folder: %v %v", second, err)
	}
	h.stop()
	newHouse(t, data).stop()
}

// TestTheDemoLeavesAHospitalsDataAlone: no made-up patients and no logins
// without a password where there are patients; its own folder it finds again.
func TestTheDemoLeavesAHospitalsDataAlone(t *testing.T) {
	t.Parallel()
	data := t.TempDir()
	h := newHouse(t, data)
	ack := h.Send(apptest.Segments(
		`MSH|^~\&|HIS|H|APRICOT|H|20260301090000||ADT^A01^ADT_A01|C1|P|2.5.1||||||UNICODE UTF-8`,
		`EVN|A01|20260301090000`, `PID|1||9^^^HIS^MR||张^三||19500102|M`, `PV1|1|I`,
	))
	if !strings.Contains(ack, "MSA|AA") {
		t.Fatal(ack)
	}
	h.stop()
	cfg := h.cfg
	cfg.Demo = true
	a, err := app.New(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	err = a.Run(ctx, func() { t.Error("the demo is ready on a hospital's data"); cancel() })
	if err == nil || !strings.Contains(err.Error(), "patients of its own") {
		t.Errorf("the demo ended with %v", err)
	}
}
