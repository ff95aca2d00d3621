package app

import (
	"bytes"
	"encoding/json"
	"log/slog"
	"strings"
	"testing"
)

// TestAStartSaysWhatItWaitsFor: who started a program that was built without what it
// knows reads at once what it does, that it is not ready meanwhile and how to spare
// it, and when it is over; one that was built whole says nothing.
func TestAStartSaysWhatItWaitsFor(t *testing.T) {
	t.Parallel()
	var log bytes.Buffer
	a := &App{cfg: Config{Logger: slog.New(slog.NewJSONHandler(&log, nil))}}
	a.tellUnbuilt(t.Context(), nil)()
	if log.Len() != 0 {
		t.Errorf("a whole program says %s", &log)
	}
	done := a.tellUnbuilt(t.Context(), []string{"acts"})
	first := log.String()
	done()
	var line struct {
		Level, Msg, Advice string
		Parts              []string
	}
	if err := json.Unmarshal([]byte(first), &line); err != nil {
		t.Fatal(err)
	}
	if line.Level != "WARN" || !strings.Contains(line.Msg, "minutes") || !strings.Contains(line.Msg, "/readyz is 503") ||
		!strings.Contains(line.Advice, "go generate ./knowledge/content") || len(line.Parts) != 1 || line.Parts[0] != "acts" {
		t.Errorf("it says %s", first)
	}
	if after := strings.TrimPrefix(log.String(), first); !strings.Contains(after, "is made") || !strings.Contains(after, "seconds") {
		t.Errorf("at the end it says %q", after)
	}
}
