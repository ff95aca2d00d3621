package app_test

import (
	"net"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"

	"apricot.health/fhir/outcome"
	"apricot.health/services/app"
)

// A server writes a file beside its place and renames it: what has another name by
// the time it is read is neither an error nor lost.
func TestABackupBearsFilesThatAreRenamed(t *testing.T) {
	t.Parallel()
	data := t.TempDir()
	audit := filepath.Join(data, "audit")
	if err := os.MkdirAll(filepath.Join(audit, "checkpoint"), 0o700); err != nil {
		t.Fatal(err)
	}
	state := filepath.Join(audit, "state.json")
	if err := os.WriteFile(state, []byte("whole"), 0o600); err != nil {
		t.Fatal(err)
	}
	stop := make(chan struct{})
	var writer sync.WaitGroup
	writer.Go(func() {
		for i := 0; ; i++ {
			select {
			case <-stop:
				return
			default:
			}
			beside := state + "." + strconv.Itoa(i)
			if err := os.WriteFile(beside, []byte("whole"), 0o600); err != nil {
				t.Error(err)
				return
			}
			if err := os.Rename(beside, state); err != nil {
				t.Error(err)
				return
			}
		}
	})
	defer writer.Wait()
	defer close(stop)
	for i := range 50 {
		into := filepath.Join(t.TempDir(), "backup"+strconv.Itoa(i))
		if err := app.Backup(t.Context(), app.Config{Data: data, DB: "postgres://elsewhere"}, into); err != nil {
			t.Fatal(err)
		}
		if raw, err := os.ReadFile(filepath.Join(into, "audit", "state.json")); err != nil || string(raw) != "whole" {
			t.Fatalf("%q %v", raw, err)
		}
	}
}

// The log writes its hashes, then how many hold, then what it signs: no backup says
// more of them than it has.
func TestABackupOfTheAuditLogVouchesForWhatItHolds(t *testing.T) {
	t.Parallel()
	data := t.TempDir()
	audit := filepath.Join(data, "audit")
	write := func(name, content string) {
		if err := os.WriteFile(filepath.Join(audit, name+".new"), []byte(content), 0o600); err != nil {
			t.Error(err)
		}
		if err := os.Rename(filepath.Join(audit, name+".new"), filepath.Join(audit, name)); err != nil {
			t.Error(err)
		}
	}
	if err := os.MkdirAll(audit, 0o700); err != nil {
		t.Fatal(err)
	}
	size := 4 << 20 // so that copying it takes a while
	hashes, err := os.OpenFile(filepath.Join(audit, "hashes"), os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o600)
	if err != nil {
		t.Fatal(err)
	}
	if err := hashes.Truncate(int64(size)); err != nil {
		t.Fatal(err)
	}
	write("state.json", strconv.Itoa(size))
	stop := make(chan struct{})
	var writer sync.WaitGroup
	writer.Go(func() {
		for ; ; size++ {
			select {
			case <-stop:
				return
			default:
			}
			if _, err := hashes.Write([]byte("h")); err != nil {
				t.Error(err)
				return
			}
			write("state.json", strconv.Itoa(size+1))
			write("checkpoint", strconv.Itoa(size+1)) // new: the first backups may begin without it
		}
	})
	defer func() { close(stop); writer.Wait(); _ = hashes.Close() }()
	for i := range 20 {
		into := filepath.Join(t.TempDir(), "backup"+strconv.Itoa(i))
		if err := app.Backup(t.Context(), app.Config{Data: data, DB: "postgres://elsewhere"}, into); err != nil {
			t.Fatal(err)
		}
		number := func(name string) int {
			raw, err := os.ReadFile(filepath.Join(into, "audit", name))
			if os.IsNotExist(err) && name == "checkpoint" {
				return 0
			}
			n, err := strconv.Atoi(string(raw))
			if err != nil {
				t.Fatal(err)
			}
			return n
		}
		info, err := os.Stat(filepath.Join(into, "audit", "hashes"))
		if err != nil {
			t.Fatal(err)
		}
		if signed, state := number("checkpoint"), number("state.json"); signed > state || state > int(info.Size()) {
			t.Errorf("signed %d, state %d, hashes %d", signed, state, info.Size())
		}
	}
}

// A linked data folder is the folder, and a linked file, a mounted secret, is a file.
func TestABackupFollowsLinks(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	data, secrets, link := filepath.Join(dir, "data"), filepath.Join(dir, "secrets"), filepath.Join(dir, "link")
	for _, folder := range []string{data, secrets, filepath.Join(data, "v2")} {
		if err := os.MkdirAll(folder, 0o700); err != nil {
			t.Fatal(err)
		}
	}
	for _, file := range []string{filepath.Join(secrets, "key"), filepath.Join(data, "v2", "rules")} {
		if err := os.WriteFile(file, []byte("content"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for at, target := range map[string]string{
		link: data, filepath.Join(data, "key"): filepath.Join(secrets, "key"), filepath.Join(data, "now"): "v2",
	} {
		if err := os.Symlink(target, at); err != nil {
			t.Fatal(err)
		}
	}
	cfg := app.Config{Data: link, DB: "postgres://elsewhere"}
	into := filepath.Join(dir, "backup")
	if err := app.Backup(t.Context(), cfg, into); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"key", "v2/rules", "now/rules"} {
		if raw, err := os.ReadFile(filepath.Join(into, name)); err != nil || string(raw) != "content" {
			t.Errorf("%s: %q %v", name, raw, err)
		}
	}
	if info, err := os.Lstat(filepath.Join(into, "key")); err != nil || !info.Mode().IsRegular() {
		t.Errorf("the secret is %v %v", info, err)
	}
	odd := filepath.Join(data, "odd")
	for i, target := range []string{secrets, filepath.Join(dir, "nowhere"), os.DevNull} {
		if err := os.Symlink(target, odd); err != nil {
			t.Fatal(err)
		}
		if err := app.Backup(t.Context(), cfg, filepath.Join(dir, "other"+strconv.Itoa(i))); err == nil || !strings.Contains(err.Error(), "odd") {
			t.Errorf("a link to %s: %v", target, err)
		}
		if err := os.Remove(odd); err != nil {
			t.Fatal(err)
		}
	}
	socket, err := net.Listen("unix", odd)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = socket.Close() }()
	if err := app.Backup(t.Context(), cfg, filepath.Join(dir, "socket")); err == nil || !strings.Contains(err.Error(), "odd") {
		t.Errorf("a socket: %v", err)
	}
}

func TestABackupIntoTheDataFolderIsRefused(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	data, link := filepath.Join(dir, "b.half"), filepath.Join(dir, "link")
	if err := os.MkdirAll(data, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(data, "key"), []byte("content"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(data, link); err != nil {
		t.Fatal(err)
	}
	for _, into := range []string{filepath.Join(data, "backup"), filepath.Join(data, "new", "backup"), filepath.Join(link, "backup"), filepath.Join(dir, "b")} {
		err := app.Backup(t.Context(), app.Config{Data: data, DB: "postgres://elsewhere"}, into)
		if outcome.KindOf(err) != outcome.Invalid {
			t.Errorf("%s: %v", into, err)
		}
	}
	if _, err := os.Stat(filepath.Join(data, "key")); err != nil {
		t.Error(err)
	}
	if err := app.Backup(t.Context(), app.Config{Data: data, DB: "postgres://elsewhere"}, data+"2"); err != nil {
		t.Errorf("a folder beside it: %v", err)
	}
}
