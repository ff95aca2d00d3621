//go:build unix

package app_test

import (
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"apricot.health/services/app"
)

// TestTheProbesAnswerBeforeTheKnowledgeIsThere: whoever watches a server that takes
// minutes to know what it knows sees that it is alive and not ready, and all else is
// told to come again. The start waits here for an overlay that nobody has written yet.
func TestTheProbesAnswerBeforeTheKnowledgeIsThere(t *testing.T) {
	t.Parallel()
	data := t.TempDir()
	overlay := filepath.Join(data, app.OverlayFile)
	if err := os.MkdirAll(filepath.Dir(overlay), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := syscall.Mkfifo(overlay, 0o600); err != nil {
		t.Fatal(err)
	}
	addr := freePort(t)
	cfg := app.Config{Data: data, HTTP: addr, MLLP: "127.0.0.1:0", MQTT: "127.0.0.1:0", Now: time.Now, Logger: quiet()}
	ended := make(chan error, 1)
	go func() {
		a, err := app.New(context.Background(), cfg)
		if err == nil {
			err = errors.Join(a.Close(), errors.New("an empty overlay was taken"))
		}
		ended <- err
	}()
	for path, want := range map[string]int{"/livez": http.StatusOK, "/readyz": http.StatusServiceUnavailable, "/fhir/Patient": http.StatusServiceUnavailable} {
		res := soon(t, "http://"+addr+path)
		body, _ := io.ReadAll(res.Body)
		_ = res.Body.Close()
		if res.StatusCode != want {
			t.Errorf("%s is %s", path, res.Status)
		}
		if early := res.Header.Get("Retry-After") != "" && strings.Contains(string(body), "starting"); early != (path != "/livez") {
			t.Errorf("%s says %s, %v", path, body, res.Header)
		}
	}
	select {
	case err := <-ended:
		t.Fatalf("the start did not wait: %v", err)
	default:
	}
	pen, err := os.OpenFile(overlay, os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	_ = pen.Close()
	if err := <-ended; err == nil || !strings.Contains(err.Error(), "overlay") {
		t.Error(err)
	}
	if c, err := net.Dial("tcp", addr); err == nil {
		_ = c.Close()
		t.Error("a server that did not start still listens")
	}
}

func freePort(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = l.Close() }()
	return l.Addr().String()
}

// soon asks until somebody listens.
func soon(t *testing.T, url string) *http.Response {
	t.Helper()
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}, Timeout: 10 * time.Second}
	for began := time.Now(); ; time.Sleep(10 * time.Millisecond) {
		res, err := client.Get(url)
		if err == nil {
			return res
		}
		if time.Since(began) > 20*time.Second {
			t.Fatal(err)
		}
	}
}
