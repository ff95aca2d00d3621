// Package pgtest gives tests a PostgreSQL: the one that
// APRICOT_TEST_POSTGRES names, else a container where a Docker daemon answers,
// else a private server from local binaries. A test that can have none fails;
// it is never skipped.
package pgtest

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/testcontainers/testcontainers-go"
	tcpostgres "github.com/testcontainers/testcontainers-go/modules/postgres"
)

// Server is one PostgreSQL, shared by the tests of a process.
type Server struct {
	url  string
	stop func()
	// crash ends the server as a power cut does and starts it again; nil
	// where the server is not ours.
	crash func() error
	n     atomic.Int64
}

// New starts a server that is this test's alone, so that it may crash it. Where
// APRICOT_TEST_POSTGRES names one, that is used.
func New(t testing.TB) *Server {
	t.Helper()
	s, err := start(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.stop() })
	return s
}

// Crash stops the server at once, without a checkpoint, and starts it again.
// Of a server that is not ours it ends every other connection to the database
// of url, and the answer is false.
func (s *Server) Crash(ctx context.Context, url string) (whole bool, err error) {
	if s.crash != nil {
		return true, s.crash()
	}
	c, err := pgx.Connect(ctx, url)
	if err != nil {
		return false, fmt.Errorf("pgtest: %w", err)
	}
	defer func() { _ = c.Close(ctx) }()
	_, err = c.Exec(ctx, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()")
	return false, err
}

// Main runs the tests with a server that starts when first asked for, and ends
// it. A test package calls it from TestMain.
func Main(m *testing.M, use func(get func() (*Server, error))) int {
	var server *Server
	get := sync.OnceValues(func() (s *Server, err error) {
		server, err = start(context.Background())
		return server, err
	})
	use(get)
	code := m.Run()
	if server != nil {
		server.stop()
	}
	return code
}

// Database makes a new database and drops it with the test.
func (s *Server) Database(t testing.TB) string {
	t.Helper()
	ctx := context.Background()
	admin, err := pgx.Connect(ctx, s.url)
	if err != nil {
		t.Fatalf("pgtest: %v", err)
	}
	defer func() { _ = admin.Close(ctx) }()
	name := fmt.Sprintf("apricot_test_%d_%d", os.Getpid(), s.n.Add(1))
	if _, err := admin.Exec(ctx, "CREATE DATABASE "+name); err != nil {
		t.Fatalf("pgtest: %v", err)
	}
	t.Cleanup(func() {
		c, err := pgx.Connect(ctx, s.url)
		if err != nil {
			return // the server is gone and the database with it
		}
		defer func() { _ = c.Close(ctx) }()
		_, _ = c.Exec(ctx, "DROP DATABASE "+name+" WITH (FORCE)")
	})
	at := strings.LastIndex(s.url, "/postgres")
	return s.url[:at] + "/" + name + s.url[at+len("/postgres"):]
}

func start(ctx context.Context) (*Server, error) {
	if url := os.Getenv("APRICOT_TEST_POSTGRES"); url != "" {
		return &Server{url: url, stop: func() {}}, nil
	}
	if exec.CommandContext(ctx, "docker", "info").Run() == nil {
		return container(ctx)
	}
	bin, err := binaries()
	if err != nil {
		return nil, err
	}
	return local(bin)
}

func container(ctx context.Context) (*Server, error) {
	c, err := tcpostgres.Run(ctx, "postgres:17-alpine", tcpostgres.WithDatabase("postgres"), tcpostgres.BasicWaitStrategies())
	if err != nil {
		return nil, fmt.Errorf("pgtest: container: %w", err)
	}
	url, err := c.ConnectionString(ctx, "sslmode=disable")
	if err != nil {
		return nil, fmt.Errorf("pgtest: container: %w", err)
	}
	return &Server{url: url, stop: func() { _ = testcontainers.TerminateContainer(c) }}, nil
}

func binaries() (string, error) {
	found, _ := filepath.Glob("/usr/lib/postgresql/*/bin/initdb") // the pattern is well formed
	if len(found) > 0 {
		return filepath.Dir(found[len(found)-1]), nil
	}
	if path, err := exec.LookPath("initdb"); err == nil {
		return filepath.Dir(path), nil
	}
	return "", fmt.Errorf("pgtest: no PostgreSQL: install the package postgresql, start Docker, or set APRICOT_TEST_POSTGRES to a URL ending in /postgres")
}

// local starts a server on a socket in a temporary folder. initdb refuses
// root, so root hands the folder to the user postgres or nobody.
func local(bin string) (*Server, error) {
	dir, err := os.MkdirTemp("", "apg") // short: socket paths end at 107 bytes
	if err != nil {
		return nil, err
	}
	attr := &syscall.SysProcAttr{Pdeathsig: syscall.SIGQUIT}
	if os.Getuid() == 0 {
		if attr.Credential, err = unprivileged(dir); err != nil {
			return nil, err
		}
	}
	data := filepath.Join(dir, "data")
	init := exec.Command(filepath.Join(bin, "initdb"), "-D", data, "-U", "apricot", "-A", "trust", "-E", "UTF8", "--no-locale")
	init.SysProcAttr, init.Dir = attr, dir
	if out, err := init.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("pgtest: initdb: %w: %s", err, out)
	}
	s := &Server{url: "postgres://apricot@/postgres?host=" + dir}
	var server *exec.Cmd
	run := func() error {
		server = exec.Command(filepath.Join(bin, "postgres"), "-D", data, "-k", dir, "-c", "listen_addresses=",
			"-c", "max_connections=300", "-c", "shared_buffers=64MB")
		server.SysProcAttr, server.Dir = &syscall.SysProcAttr{Credential: attr.Credential}, dir
		if err := server.Start(); err != nil {
			return fmt.Errorf("pgtest: postgres: %w", err)
		}
		return s.ready()
	}
	s.stop = func() {
		_ = server.Process.Signal(syscall.SIGINT) // fast shutdown
		_ = server.Wait()
		_ = os.RemoveAll(dir)
	}
	s.crash = func() error {
		_ = server.Process.Signal(syscall.SIGQUIT) // immediate shutdown: recovery from the log at the next start
		_ = server.Wait()
		return run()
	}
	if err := run(); err != nil {
		s.stop()
		return nil, err
	}
	return s, nil
}

func (s *Server) ready() error {
	var err error
	for range 200 {
		var c *pgx.Conn
		if c, err = pgx.Connect(context.Background(), s.url); err == nil {
			return c.Close(context.Background())
		}
		time.Sleep(100 * time.Millisecond)
	}
	return fmt.Errorf("pgtest: the server does not answer: %w", err)
}

func unprivileged(dir string) (*syscall.Credential, error) {
	for _, name := range []string{"postgres", "nobody"} {
		u, err := user.Lookup(name)
		if err != nil {
			continue
		}
		uid, errU := strconv.ParseUint(u.Uid, 10, 32)
		gid, errG := strconv.ParseUint(u.Gid, 10, 32)
		if errU != nil || errG != nil {
			continue
		}
		if err := os.Chown(dir, int(uid), int(gid)); err != nil {
			return nil, err
		}
		return &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}, nil
	}
	return nil, fmt.Errorf("pgtest: running as root and there is neither a user postgres nor nobody")
}
