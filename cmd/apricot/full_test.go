package main

import (
	"bufio"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"apricot.health/services/app/apptest"
)

// disk can be made full and given space again.
type disk struct {
	fill, free func(*testing.T, *process)
}

// limited is a process that may write no more: EFBIG at every write. It works
// everywhere without any right.
func limited() disk {
	set := func(t *testing.T, p *process, soft uint64) {
		t.Helper()
		if err := unix.Prlimit(p.cmd.Process.Pid, unix.RLIMIT_FSIZE, &unix.Rlimit{Cur: soft, Max: unix.RLIM_INFINITY}, nil); err != nil {
			t.Fatal(err)
		}
	}
	return disk{
		fill: func(t *testing.T, p *process) { t.Helper(); set(t, p, 1) },
		free: func(t *testing.T, p *process) { t.Helper(); set(t, p, unix.RLIM_INFINITY) },
	}
}

// small is a folder on a file system of 64 MiB in a mount namespace of its own,
// and the disk it is: ENOSPC, the real thing. It needs user namespaces.
func small(t *testing.T) (site, disk, error) {
	t.Helper()
	dir := t.TempDir()
	holder := exec.Command("unshare", "-rm", "sh", "-c", `mount -t tmpfs -o size=64m tmpfs "$1" && echo mounted && exec sleep 3600`, "sh", dir)
	holder.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	out, err := holder.StdoutPipe()
	if err != nil {
		return site{}, disk{}, err
	}
	if err := holder.Start(); err != nil {
		return site{}, disk{}, err
	}
	t.Cleanup(func() {
		_ = holder.Process.Kill()
		_ = holder.Wait()
	})
	if line, err := bufio.NewReader(out).ReadString('\n'); line != "mounted\n" {
		return site{}, disk{}, errors.Join(errors.New("no file system could be mounted in a namespace"), err)
	}
	root := fmt.Sprintf("/proc/%d/root%s", holder.Process.Pid, dir)
	balloon := filepath.Join(root, "balloon")
	there := site{
		data: filepath.Join(root, "data"), inside: filepath.Join(dir, "data"),
		within: []string{"nsenter", "-t", strconv.Itoa(holder.Process.Pid), "-U", "-m", "--preserve-credentials", "--"},
	}
	return there, disk{
		fill: func(t *testing.T, _ *process) {
			t.Helper()
			f, err := os.Create(balloon)
			if err != nil {
				t.Fatal(err)
			}
			defer f.Close()
			for size := 1 << 20; size >= 512; size /= 2 {
				for err = nil; err == nil; {
					_, err = f.Write(make([]byte, size))
				}
				if !errors.Is(err, syscall.ENOSPC) {
					t.Fatal(err)
				}
			}
		},
		free: func(t *testing.T, _ *process) {
			t.Helper()
			if err := os.Remove(balloon); err != nil && !errors.Is(err, fs.ErrNotExist) {
				t.Fatal(err)
			}
		},
	}, nil
}

// A full disk: what was acknowledged stays, what cannot be kept is refused in
// clear words, and the server goes on by itself when there is space again.
func TestFullDiskNothingIsLost(t *testing.T) {
	t.Parallel()
	t.Run("file size limit", func(t *testing.T) {
		t.Parallel()
		suffer(t, site{data: t.TempDir()}, limited())
	})
	t.Run("small file system", func(t *testing.T) {
		t.Parallel()
		s, d, err := small(t)
		if err != nil {
			t.Skipf("NOT RUN: %v; the limit on file sizes is tested beside this", err)
		}
		suffer(t, s, d)
	})
}

func suffer(t *testing.T, s site, d disk) {
	t.Helper()
	o := newOrdeal(t, s)
	p := o.at.Load()
	o.prepare()
	const rounds = 3
	for range rounds {
		o.busy()
		d.fill(t, p)
		o.refuses()
		time.Sleep(time.Duration(o.rand.IntN(500)) * time.Millisecond)
		d.free(t, p)
		o.until("the server is ready again", func() bool {
			_, _, _ = o.system().Try(http.MethodPost, "/fhir/Patient", map[string]any{"resourceType": "Patient"})
			status, _, err := o.system().Try(http.MethodGet, "/readyz", nil)
			return err == nil && status == http.StatusOK
		})
		select {
		case <-p.done:
			t.Fatalf("the full disk ended the server: %v\n%s", p.exit, p.err)
		default:
		}
	}
	o.finish(fmt.Sprintf("%d times a full disk", rounds))
}

// refuses waits until each door says in its own words that it cannot keep what
// it is sent. A door may still have some room for a while.
func (o *ordeal) refuses() {
	t := o.t
	t.Helper()
	o.until("a FHIR create is refused", func() bool {
		status, body, err := o.system().Try(http.MethodPost, "/fhir/Patient", map[string]any{"resourceType": "Patient"})
		if err != nil {
			t.Errorf("no answer on a full disk: %v", err)
		}
		if status < http.StatusBadRequest {
			return false
		}
		if status != http.StatusServiceUnavailable || !strings.Contains(string(body), `"OperationOutcome"`) || strings.Contains(string(body), "sql") {
			t.Errorf("a create on a full disk was answered %d %s", status, body)
		}
		return true
	})
	n := 0
	o.until("an HL7 message is refused", func() bool {
		n++
		control := fmt.Sprintf("FULL-%d-%d", time.Now().UnixNano(), n)
		answer, err := apptest.Exchange(o.at.Load().MLLP, []byte(strings.Replace(string(apptest.Admission(control)), "|AL|NE|", "||", 1)), tryWithin)
		if err != nil {
			t.Errorf("no answer on a full disk: %v", err)
			return true
		}
		return strings.Contains(answer, "MSA|AR|"+control) && strings.Contains(answer, "send it again")
	})
	if status, _, err := o.system().Try(http.MethodGet, "/readyz", nil); err != nil || status != http.StatusServiceUnavailable {
		t.Errorf("a server on a full disk calls itself ready: %d %v", status, err)
	}
	if status, _, err := o.system().Try(http.MethodGet, "/fhir/metadata", nil); err != nil || status != http.StatusOK {
		t.Errorf("on a full disk nothing is served at all: %d %v", status, err)
	}
}
