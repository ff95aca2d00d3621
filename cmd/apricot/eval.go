package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"

	"apricot.health/knowledge/content"
	"apricot.health/knowledge/reason"
	"apricot.health/knowledge/resemblance"
	"apricot.health/services/app"
	"apricot.health/services/eval"
)

// evalCmd scores case files. Each gate that does not hold is named, and the
// exit code is then 3.
type evalCmd struct {
	Triage evalTriageCmd `cmd:"" help:"Score vignettes: urgency, differential, questions."`
	Fence  evalFenceCmd  `cmd:"" help:"Score labelled outputs: what the fence stops and what it lets through."`

	Sayings   evalSayingsCmd   `cmd:"" help:"Cross-validate the bank of sayings: what a model suspects in sayings that it has not learnt. Takes minutes."`
	Calibrate evalCalibrateCmd `cmd:"" help:"Walk the thresholds over labelled outputs of the calibration part; write the table of certificates."`
	Curve     evalCurveCmd     `cmd:"" help:"How well each score tells unsafe outputs from safe ones, by audience and language: areas under the curve, and what is caught against what is shown."`
	Frames    evalFramesCmd    `cmd:"" help:"Put medicines that a patient must not get into frames of words that give them, or only speak of them, and count which the fence tells apart."`
	Slips     evalSlipsCmd     `cmd:"" help:"Make one slip at a time (a dose tenfold, another age, a negation dropped) in the safe outputs that are shown, and count which are noticed. No author and no rule chose them."`
	Rewording evalRewordingCmd `cmd:"" help:"Say each output in other words that mean the same, and count the verdicts that change."`
	Bounds    evalBoundsCmd    `cmd:"" help:"What other bounds of the readers of acts and stances would catch and show. The shipped ones decide in every other command."`

	Differential evalDifferentialCmd `cmd:"" help:"Weigh the stories of the bank of sayings, each as if the bank did not hold it: where does each one's condition stand, and why?"`

	Weigh evalWeighCmd `cmd:"" help:"Fit the weights of the differential on vignettes and on half of the stories of the bank."`

	Lines     evalLinesCmd     `cmd:"" help:"Score lines as people type them (text => +id -id ?id !+id): what the rules read in them, and what is hinted at beyond."`
	Mentions  evalMentionsCmd  `cmd:"" help:"Score marked passages: what is read in them, and as what."`
	Negation  evalNegationCmd  `cmd:"" help:"Score sentences with a concept that is denied or not (NegEx, tab-separated). Development data: where it is absent nothing is measured, and that is said."`
	Dialogues evalDialoguesCmd `cmd:"" help:"Score recorded consultations (.jsonl): what is heard of what the doctor wrote down. Development data, as above."`
}

// scored is what every evaluation takes.
type scored struct {
	Paths []string `arg:"" help:"Case files (.jsonl) or folders of them." type:"path"`
	JSON  bool     `help:"Write the report as JSON." name:"json"`
	Gate  []string `help:"Bound on a figure of the whole set, such as 'recall>=0.99'; exit 3 when one does not hold." sep:"none"`
}

type evalTriageCmd struct {
	scored
	Interview bool `help:"Also let the engine ask, one question at a time."`
	Denying   bool `help:"In the interview the patient denies what the story does not tell, instead of not knowing."`
	Public    bool `help:"The files are public vignettes with a gold diagnosis and no urgency."`
	// WithoutResemblance leaves the rules alone, to see what the sayings bring.
	WithoutResemblance bool `help:"Suspect nothing from words: the rules alone."`
}

type evalLinesCmd struct {
	scored
	From float64 `help:"Hint from this score on, from 0 to 1, instead of from those that are shipped." default:"-1"`
}

type evalSayingsCmd struct {
	JSON   bool `help:"Write the report as JSON." name:"json"`
	Folds  int  `help:"How many parts the bank is cut into." default:"4"`
	ByFile bool `help:"Leave out whole files: other writers, other dangers."`
}

type evalDifferentialCmd struct {
	JSON  bool     `help:"Write the report as JSON." name:"json"`
	Dir   string   `arg:"" help:"Folder of the bank (*.tsv)." default:"knowledge/content/sayings" type:"existingdir"`
	Table string   `help:"File for one line a story, tab-separated." type:"path"`
	Gate  []string `help:"Bound on a figure of the whole set; exit 3 when one does not hold." sep:"none"`

	WithoutResemblance bool `help:"By the rules alone: what words and edges do by themselves."`
}

// Validate implements kong's check of what was given.
func (c evalSayingsCmd) Validate() error {
	if c.Folds < 2 {
		return errors.New("--folds must be at least 2")
	}
	return nil
}

type (
	evalMentionsCmd  struct{ scored }
	evalNegationCmd  struct{ scored }
	evalDialoguesCmd struct{ scored }
)

// Run implements the command.
func (c evalNegationCmd) Run(ctx context.Context, t terminal) error {
	if c.absent(t) {
		return nil
	}
	k, err := knowledge(ctx, t)
	if err != nil {
		return err
	}
	var rows []eval.NegationRow
	for _, path := range c.Paths {
		of, err := eval.NegationRows(path)
		if err != nil {
			return err
		}
		rows = append(rows, of...)
	}
	r := eval.Negation(k.Graph, rows)
	r.Provenance = c.provenance(k)
	return c.finish(t, r, *r.Scores["all"])
}

// Run implements the command.
func (c evalDialoguesCmd) Run(ctx context.Context, t terminal) error {
	if c.absent(t) {
		return nil
	}
	k, err := knowledge(ctx, t)
	if err != nil {
		return err
	}
	ds, err := eval.Dialogues(c.Paths)
	if err != nil {
		return err
	}
	r := eval.Triage{Graph: k.Graph, Lexicon: k.Lexicon, Engine: k.Engine}.Dialogues(ds)
	r.Provenance = c.provenance(k)
	return c.finish(t, r, *r.Scores["all"])
}

// absent says so where data that never enters the repository is not there.
// Without it a gate cannot hold.
func (c scored) absent(t terminal) bool {
	for _, path := range c.Paths {
		if _, err := os.Stat(path); errors.Is(err, os.ErrNotExist) {
			fmt.Fprintf(t.err, "NOT MEASURED: there is nothing at %s\n", path)
			return len(c.Gate) == 0
		}
	}
	return false
}

// Run implements the command.
func (c evalTriageCmd) Run(ctx context.Context, t terminal) error {
	k, err := knowledge(ctx, t)
	if err != nil {
		return err
	}
	read := eval.Vignettes
	if c.Public {
		read = eval.Public
	}
	cases, err := read(c.Paths)
	if err != nil {
		return err
	}
	if c.WithoutResemblance {
		k.Engine = reason.New(k.Graph, k.Lexicon)
	}
	r, err := eval.Triage{Graph: k.Graph, Lexicon: k.Lexicon, Engine: k.Engine, Denying: c.Denying}.Run(cases, c.Interview)
	if err != nil {
		return err
	}
	r.Provenance = c.provenance(k)
	return c.finish(t, r, *r.Told["all"])
}

// Run implements the command.
func (c evalSayingsCmd) Run(ctx context.Context, t terminal) error {
	k, err := knowledge(ctx, t)
	if err != nil {
		return err
	}
	trials, err := resemblance.Validate(k.Graph, k.Lexicon, content.FS(), c.Folds, c.ByFile)
	if err != nil {
		return err
	}
	r := eval.Sayings(trials)
	scope, err := resemblance.ValidateScope(k.Graph, k.Lexicon, content.FS())
	if err != nil {
		return err
	}
	r.Scope = eval.Scope(scope, k.Engine.OfHealth)
	whole := scored{Paths: []string{"knowledge/content/sayings"}, JSON: c.JSON}
	r.Provenance = whole.provenance(k)
	return whole.finish(t, r, struct{}{})
}

// Run implements the command.
func (c evalDifferentialCmd) Run(ctx context.Context, t terminal) error {
	k, err := knowledge(ctx, t)
	if err != nil {
		return err
	}
	bank, err := resemblance.ReadBank(os.DirFS(c.Dir), ".")
	if err != nil {
		return err
	}
	engine := k.Engine
	if c.WithoutResemblance {
		engine = reason.New(k.Graph, k.Lexicon)
	}
	r, err := eval.Triage{Graph: k.Graph, Lexicon: k.Lexicon, Engine: engine}.Stories(bank)
	if err != nil {
		return err
	}
	whole := scored{Paths: []string{c.Dir}, JSON: c.JSON, Gate: c.Gate}
	r.Provenance = whole.provenance(k)
	if c.Table != "" {
		if err := writeFile(c.Table, r.WriteTable); err != nil {
			return fmt.Errorf("eval differential: %w", err)
		}
	}
	return whole.finish(t, r, *r.Scores["all"])
}

type evalWeighCmd struct {
	scored
	Stories string  `help:"Folder of the bank (*.tsv)." default:"knowledge/content/sayings" type:"existingdir"`
	Out     string  `help:"File for the weights (JSON): knowledge/reason/weights.json is what is shipped." type:"path"`
	Answers float64 `help:"The least share of the first three that is an answer; 0 keeps what is shipped."`
}

// Run implements the command. No single case is printed.
func (c evalWeighCmd) Run(ctx context.Context, t terminal) error {
	k, err := knowledge(ctx, t)
	if err != nil {
		return err
	}
	cases, err := eval.Vignettes(c.Paths)
	if err != nil {
		return err
	}
	bank, err := resemblance.ReadBank(os.DirFS(c.Stories), ".")
	if err != nil {
		return err
	}
	r, err := eval.Triage{Graph: k.Graph, Lexicon: k.Lexicon, Engine: k.Engine}.Weigh(cases, bank, reason.Fitted())
	if err != nil {
		return err
	}
	r.Provenance = c.provenance(k)
	r.Weights.Knowledge = k.Graph.Hash()
	if c.Answers > 0 {
		r.Weights.Answers = c.Answers
	}
	if c.Out != "" {
		raw, err := json.MarshalIndent(r.Weights, "", "  ")
		if err != nil {
			return fmt.Errorf("eval weigh: %w", err)
		}
		if err := os.WriteFile(c.Out, append(raw, '\n'), 0o600); err != nil {
			return fmt.Errorf("eval weigh: %w", err)
		}
	}
	return c.finish(t, r, struct{}{})
}

// writeFile writes a file anew.
func writeFile(path string, write func(io.Writer) error) error {
	f, err := os.Create(path) //nolint:gosec // the path is the caller's
	if err != nil {
		return err
	}
	return errors.Join(write(f), f.Close())
}

// Run implements the command.
func (c evalMentionsCmd) Run(ctx context.Context, t terminal) error {
	k, err := knowledge(ctx, t)
	if err != nil {
		return err
	}
	passages, err := eval.Passages(c.Paths)
	if err != nil {
		return err
	}
	r := eval.Mentions(k.Lexicon, passages)
	r.Provenance = c.provenance(k)
	return c.finish(t, r, *r.Scores["all"])
}

// Run implements the command.
func (c evalLinesCmd) Run(ctx context.Context, t terminal) error {
	k, err := knowledge(ctx, t)
	if err != nil {
		return err
	}
	all, err := eval.EverydayLines(k.Graph, c.Paths)
	if err != nil {
		return err
	}
	r := eval.EverydayReader{Graph: k.Graph, Engine: k.Engine, Hints: eval.HintsBy(k.Engine, c.From)}.Run(all)
	r.Provenance = c.provenance(k)
	return c.finish(t, r, *r.Scores["all"])
}

func (s scored) provenance(k app.Knowledge) eval.Provenance {
	b := k.Fence.Binding("")
	return eval.Provenance{Knowledge: b.Graph, Policy: b.Policy, Acts: b.Acts, Stance: b.Stance, Tables: b.Tables, Paths: s.Paths}
}

func (s scored) finish(t terminal, report interface{ WriteText(io.Writer) error }, whole any) error {
	var gates []eval.Gate
	for _, g := range s.Gate {
		gate, err := eval.ParseGate(g)
		if err != nil {
			return err
		}
		gates = append(gates, gate)
	}
	var err error
	if s.JSON {
		enc := json.NewEncoder(t.out)
		enc.SetIndent("", "  ")
		err = enc.Encode(report)
	} else {
		err = report.WriteText(t.out)
	}
	if err != nil {
		return err
	}
	failed := eval.Failed(gates, whole)
	for _, f := range failed {
		fmt.Fprintln(t.err, "gate:", f)
	}
	if len(failed) > 0 {
		return errGate
	}
	return nil
}
