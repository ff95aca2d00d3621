package main

import (
	"database/sql"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"apricot.health/services/app/apptest"
)

// TestScripts runs the command line as a user does: the real binary, one
// script for each command in testdata/script. Beside testscript's own commands
// there are
//
//	code N apricot ...    run and want the exit code N
//	server apricot ...    start a server, wait until it is ready, set HTTP, MLLP, MQTT
//	stop [N]              stop it as an operator does and want the exit code N; its output is stdout
//	get STATUS URL        print the body of an HTTP answer
//	get-with STATUS PATH FILE   the same of the server, with the token in a file
//	hl7 FILE              send a message and print the answer
//	sql DB STATEMENT      change an SQLite file behind Apricot's back
//	flip FILE             change the last byte of a file
func TestScripts(t *testing.T) {
	t.Parallel()
	messages, err := filepath.Abs("../../testdata/hl7v2")
	if err != nil {
		t.Fatal(err)
	}
	testscript.Run(t, testscript.Params{
		Dir: "testdata/script",
		Setup: func(env *testscript.Env) error {
			env.Setenv("PATH", filepath.Dir(binary)+string(os.PathListSeparator)+os.Getenv("PATH"))
			env.Setenv("HL7", messages)
			env.Values[serverKey{}] = &running{}
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"code": code, "server": server, "stop": stop, "get": get, "get-with": getWith, "hl7": hl7, "sql": change, "flip": flip,
		},
	})
}

func want(ts *testscript.TestScript, ok bool, usage string) {
	if !ok {
		ts.Fatalf("usage: %s", usage)
	}
}

func code(ts *testscript.TestScript, neg bool, args []string) {
	want(ts, !neg && len(args) > 1, "code N command...")
	got := 0
	var exit *exec.ExitError
	switch err := ts.Exec(args[1], args[2:]...); {
	case errors.As(err, &exit):
		got = exit.ExitCode()
	case err != nil:
		ts.Fatalf("%v", err)
	}
	if strconv.Itoa(got) != args[0] {
		ts.Fatalf("exit code %d, want %s", got, args[0])
	}
}

// running is the server of a script.
type running struct{ *process }

type serverKey struct{}

// variables are those of the design that a script may set for its server.
var variables = []string{"APRICOT_DATA", "APRICOT_DB", "APRICOT_HTTP", "APRICOT_MLLP", "APRICOT_MQTT", "APRICOT_PUBLIC_URL"}

func server(ts *testscript.TestScript, neg bool, args []string) {
	want(ts, !neg && len(args) > 1 && args[0] == "apricot", "server apricot ...")
	env := cleanEnv()
	for _, v := range variables {
		if ts.Getenv(v) != "" {
			env = append(env, v+"="+ts.Getenv(v))
		}
	}
	p, err := launchIn(ts.MkAbs("."), env, args[1:]...)
	ts.Check(err)
	ts.Defer(p.kill)
	ts.Check(p.ready())
	ts.Value(serverKey{}).(*running).process = p
	ts.Setenv("HTTP", p.Base)
	ts.Setenv("MLLP", p.MLLP)
	ts.Setenv("MQTT", p.MQTT)
}

func stop(ts *testscript.TestScript, neg bool, args []string) {
	want(ts, !neg && len(args) == 0, "stop")
	p := ts.Value(serverKey{}).(*running).process
	ts.Check(p.stop())
	_, err := io.WriteString(ts.Stdout(), p.out.String()+p.err.String())
	ts.Check(err)
}

func get(ts *testscript.TestScript, neg bool, args []string) {
	want(ts, !neg && len(args) == 2, "get STATUS URL")
	fetch(ts, args[0], args[1], "")
}

func getWith(ts *testscript.TestScript, neg bool, args []string) {
	want(ts, !neg && len(args) == 3, "get-with STATUS PATH FILE")
	fetch(ts, args[0], ts.Getenv("HTTP")+args[1], strings.TrimSpace(ts.ReadFile(args[2])))
}

func fetch(ts *testscript.TestScript, status, url, token string) {
	req, err := http.NewRequest(http.MethodGet, url, nil)
	ts.Check(err)
	if token != "" {
		req.Header.Set("Authorization", "Bearer "+token)
	}
	res, err := http.DefaultClient.Do(req)
	ts.Check(err)
	defer res.Body.Close()
	_, err = io.Copy(ts.Stdout(), res.Body)
	ts.Check(err)
	if strconv.Itoa(res.StatusCode) != status {
		ts.Fatalf("status %d, want %s", res.StatusCode, status)
	}
}

func hl7(ts *testscript.TestScript, neg bool, args []string) {
	want(ts, !neg && len(args) == 1, "hl7 FILE")
	answer, err := apptest.Exchange(ts.Getenv("MLLP"), []byte(ts.ReadFile(args[0])), 30*time.Second)
	ts.Check(err)
	_, err = fmt.Fprintln(ts.Stdout(), strings.ReplaceAll(answer, "\r", "\n"))
	ts.Check(err)
}

func change(ts *testscript.TestScript, neg bool, args []string) {
	want(ts, !neg && len(args) == 2, "sql DB STATEMENT")
	db, err := sql.Open("sqlite", ts.MkAbs(args[0]))
	ts.Check(err)
	defer db.Close()
	res, err := db.Exec(args[1])
	ts.Check(err)
	if n, err := res.RowsAffected(); err != nil || n == 0 {
		ts.Fatalf("%d rows changed, error %v", n, err)
	}
}

func flip(ts *testscript.TestScript, neg bool, args []string) {
	want(ts, !neg && len(args) == 1, "flip FILE")
	path := ts.MkAbs(args[0])
	raw, err := os.ReadFile(path)
	ts.Check(err)
	raw[len(raw)-1] ^= 1
	ts.Check(os.WriteFile(path, raw, 0o600))
}
