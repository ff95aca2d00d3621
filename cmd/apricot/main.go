// Command apricot is the medical copilot: one binary that serves a hospital,
// and batch commands on JSON Lines that use the same knowledge and fence.
//
// Exit codes: 0 ok, 1 failed, 2 usage, 3 a gate failed, 130 interrupted.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"slices"
	"syscall"

	"github.com/alecthomas/kong"
)

// The exit codes.
const (
	exitOK          = 0
	exitFailed      = 1
	exitUsage       = 2
	exitGate        = 3
	exitInterrupted = 130
)

// errGate is returned by commands whose check did not hold.
var errGate = errors.New("the check did not hold")

// commands is the command line.
type commands struct {
	Serve   serveCmd   `cmd:"" help:"Serve a hospital."`
	Demo    demoCmd    `cmd:"" help:"Serve the synthetic hospital with demo logins, on loopback only."`
	Extract extractCmd `cmd:"" help:"Text to clinical mentions (JSON Lines on standard input)."`
	Triage  triageCmd  `cmd:"" help:"Story to urgency, department and differential (JSON Lines)."`
	Fence   fenceCmd   `cmd:"" help:"Draft to decision (JSON Lines)."`
	Eval    evalCmd    `cmd:"" help:"Score case files; exit 3 when a gate does not hold."`
	Import  importCmd  `cmd:"" help:"Load FHIR bundles, NDJSON and HL7 v2 files."`
	Inbox   inboxCmd   `cmd:"" help:"Look after the HL7 v2 messages of a running server: list, show, replay."`
	Outbox  outboxCmd  `cmd:"" help:"Look after the HL7 v2 messages that go out: list, retry."`
	Overlay overlayCmd `cmd:"" help:"The hospital's own changes of the knowledge: make a key, sign, check."`
	Policy  policyCmd  `cmd:"" help:"The policy of the fence: sign, check, dry-run, install, rollback; switch departments off."`
	Token   tokenCmd   `cmd:"" help:"Print a short-lived bearer token for /fhir and /api."`
	Migrate migrateCmd `cmd:"" help:"Bring the database to this version's schema."`
	Reindex reindexCmd `cmd:"" help:"Make the search index whole, after an upgrade or, with --force, at any time."`
	Backup  backupCmd  `cmd:"" help:"Copy the data folder, of a running server too, into a new one that a server can start on."`
	Verify  verifyCmd  `cmd:"" help:"Check the audit log against the store. Exit 3 when it does not hold."`
	Version versionCmd `cmd:"" help:"Print the version and the hashes of knowledge and policy."`
}

// terminal is what a command may touch of the process.
type terminal struct {
	in       io.Reader
	out, err io.Writer
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := run(ctx, os.Args[1:], terminal{os.Stdin, os.Stdout, os.Stderr})
	stop()
	os.Exit(code)
}

// helped is "help" and "help eval" as the flag that both mean.
func helped(args []string) []string {
	if len(args) > 0 && args[0] == "help" {
		return append(slices.Clone(args[1:]), "--help")
	}
	return args
}

// run is main without the process: tests call it.
func run(ctx context.Context, args []string, t terminal) int {
	var c commands
	exit := -1
	parser, err := kong.New(&c, kong.Name("apricot"), kong.UsageOnError(), kong.Writers(t.out, t.err),
		kong.Description("Apricot (杏林): a medical copilot for hospitals. Exit codes: 0 ok, 1 failed, 2 usage, 3 gate failed, 130 interrupted."),
		kong.Exit(func(code int) { exit = code }),
		kong.BindTo(ctx, (*context.Context)(nil)), kong.Bind(t))
	if err != nil {
		fmt.Fprintln(t.err, "apricot:", err)
		return exitFailed
	}
	parsed, err := parser.Parse(helped(args))
	if exit >= 0 { // --help
		return exit
	}
	if err != nil {
		fmt.Fprintln(t.err, "apricot:", err)
		return exitUsage
	}
	err = parsed.Run()
	switch {
	case errors.Is(err, errGate):
		fmt.Fprintln(t.err, "apricot:", err)
		return exitGate
	case err != nil && ctx.Err() != nil:
		return exitInterrupted
	case err != nil:
		fmt.Fprintln(t.err, "apricot:", err)
		return exitFailed
	}
	return exitOK
}
