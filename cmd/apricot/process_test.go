package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"

	"apricot.health/fhir/actor"
	"apricot.health/fhir/store/storetest/pgtest"
	"apricot.health/services/app/apptest"
)

// binary is the real apricot, built once for all tests of this package.
var binary string

var postgres func() (*pgtest.Server, error)

func TestMain(m *testing.M) {
	os.Exit(testMain(m))
}

func testMain(m *testing.M) int {
	dir, err := os.MkdirTemp("", "apricot-bin")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer func() { _ = os.RemoveAll(dir) }()
	binary = filepath.Join(dir, "apricot")
	if out, err := exec.Command("go", "build", "-o", binary, ".").CombinedOutput(); err != nil {
		fmt.Fprintf(os.Stderr, "build: %v\n%s", err, out)
		return 1
	}
	return pgtest.Main(m, func(get func() (*pgtest.Server, error)) { postgres = get })
}

// process is one run of the binary as a server.
type process struct {
	cmd              *exec.Cmd
	out, err         *apptest.Buffer
	Base, MLLP, MQTT string
	done             chan struct{}
	exit             error
}

const startWithin = 60 * time.Second

var addresses = regexp.MustCompile(`(?s)CDS Hooks\s+(\S+).*\(MLLP\)\s+(\S+).*\(MQTT\)\s+(\S+)\n`)

// launch starts the binary and does not wait for it.
func launch(args ...string) (*process, error) { return launchIn("", cleanEnv(), args...) }

func launchIn(dir string, env []string, args ...string) (*process, error) {
	return launchCommand(exec.Command(binary, args...), dir, env)
}

func launchCommand(cmd *exec.Cmd, dir string, env []string) (*process, error) {
	p := &process{cmd: cmd, out: &apptest.Buffer{}, err: &apptest.Buffer{}, done: make(chan struct{})}
	p.cmd.Stdout, p.cmd.Stderr = p.out, p.err
	p.cmd.Dir, p.cmd.Env = dir, env
	p.cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	if err := p.cmd.Start(); err != nil {
		return nil, err
	}
	go func() {
		p.exit = p.cmd.Wait()
		close(p.done)
	}()
	return p, nil
}

// ready waits until the server says where its doors are.
func (p *process) ready() error {
	for began := time.Now(); time.Since(began) < startWithin; time.Sleep(10 * time.Millisecond) {
		if at := addresses.FindStringSubmatch(p.out.String()); at != nil {
			p.Base, p.MLLP, p.MQTT = at[1], at[2], at[3]
			return nil
		}
		select {
		case <-p.done:
			return fmt.Errorf("the server ended: %w\n%s", errors.Join(p.exit, errors.New("before it was ready")), p.err)
		default:
		}
	}
	return fmt.Errorf("the server is not ready after %s\n%s", startWithin, p.err)
}

// stop asks the server to end as an operator does and waits for it.
func (p *process) stop() error {
	if err := p.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		return err
	}
	<-p.done
	return p.exit
}

// kill ends the process as a power cut does.
func (p *process) kill() {
	_ = p.cmd.Process.Kill() // it may have ended by itself
	<-p.done
}

// cleanEnv is the environment without Apricot's own variables, but for a
// patient deadline.
func cleanEnv() []string {
	var env []string
	for _, v := range os.Environ() {
		if !strings.HasPrefix(v, "APRICOT_") && !strings.HasPrefix(v, "OTEL_") {
			env = append(env, v)
		}
	}
	// Tests run beside one another on few cores: a decision may wait for one.
	return append(env, "APRICOT_DECISION_DEADLINE=60s")
}

// ports are the flags that pick free ports.
func ports() []string {
	return []string{"--http", "127.0.0.1:0", "--mllp", "127.0.0.1:0", "--mqtt", "127.0.0.1:0"}
}

// apricot runs a command to its end.
func apricot(args ...string) (stdout string, code int, err error) {
	ctx, cancel := context.WithTimeout(context.Background(), startWithin)
	defer cancel()
	cmd := exec.CommandContext(ctx, binary, args...)
	cmd.Env = cleanEnv()
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	err = cmd.Run()
	if err != nil {
		err = fmt.Errorf("apricot %s: %w: %s%s", args[0], err, out.String(), errs.String())
	}
	return out.String(), cmd.ProcessState.ExitCode(), err
}

// site is where a test keeps its data: a folder and, for PostgreSQL, a database.
type site struct {
	data, db string
	// within, when set, runs a command where the folder has the name inside.
	within []string
	inside string
}

// serve starts the server on free ports and does not wait for it.
func (s site) serve() (*process, error) {
	if s.within == nil {
		return launch(s.args("serve", ports()...)...)
	}
	there := site{data: s.inside, db: s.db}
	args := append(append(s.within[1:], binary), there.args("serve", ports()...)...)
	return launchCommand(exec.Command(s.within[0], args...), "", cleanEnv())
}

func (s site) args(command string, more ...string) []string {
	args := []string{command, "--data", s.data}
	if s.db != "" {
		args = append(args, "--db", s.db)
	}
	return append(args, more...)
}

// tokens makes bearer tokens with the real command.
func (s site) tokens(t testing.TB) func(actor.Actor) string {
	return func(a actor.Actor) string {
		t.Helper()
		as := a.ID
		if a == apptest.System() {
			as = "system"
		}
		out, _, err := apricot("token", "--data", s.data, "--as", as, "--scope", string(a.Role), "--for", "1h")
		if err != nil {
			t.Fatal(err)
		}
		return strings.TrimSpace(out)
	}
}

// sites are where the server can keep its data.
func sites(t *testing.T, run func(*testing.T, site)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) {
		t.Parallel()
		run(t, site{data: t.TempDir()})
	})
	t.Run("postgres", func(t *testing.T) {
		t.Parallel()
		pg, err := postgres()
		if err != nil {
			t.Fatal(err)
		}
		run(t, site{data: t.TempDir(), db: pg.Database(t)})
	})
}
