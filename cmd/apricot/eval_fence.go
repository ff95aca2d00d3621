package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"

	"apricot.health/services/app"
	"apricot.health/services/eval"
)

type evalFenceCmd struct {
	scored
	Notes  bool `help:"The files are public clinical notes (CSV), some with one wrong sentence."`
	Stream bool `help:"Also show each output sentence by sentence, as it would be written: how much waits, and for how long."`
}

// Run implements the command.
func (c evalFenceCmd) Run(ctx context.Context, t terminal) error {
	read := eval.Outputs
	if c.Notes {
		read = eval.Notes
	}
	k, cases, err := c.outputs(ctx, t, read)
	if err != nil {
		return err
	}
	r, err := eval.Fence(ctx, k.Fence, cases)
	if err != nil {
		return err
	}
	if c.Stream {
		if r.Streams, err = eval.Streams(ctx, k.Fence, cases); err != nil {
			return err
		}
	}
	r.Provenance = c.provenance(k)
	return c.finish(t, r, *r.Scores["all"])
}

// outputs are the cases with the knowledge as shipped that judges them.
func (c scored) outputs(ctx context.Context, t terminal, read func([]string) ([]eval.Output, error)) (app.Knowledge, []eval.Output, error) {
	k, err := knowledge(ctx, t)
	if err != nil {
		return app.Knowledge{}, nil, err
	}
	cases, err := read(c.Paths)
	return k, cases, err
}

type evalCalibrateCmd struct {
	scored
	Version string `help:"Name of the table, such as 2026-1." required:""`
	Table   string `help:"File for the table (JSON)." type:"path"`
	Plots   string `help:"Folder for the plots (SVG)." type:"path"`
}

// Run implements the command. No single case is printed.
func (c evalCalibrateCmd) Run(ctx context.Context, t terminal) error {
	k, cases, err := c.outputs(ctx, t, eval.Outputs)
	if err != nil {
		return err
	}
	r, err := eval.Calibrate(ctx, k.Fence, c.Version, cases)
	if err != nil {
		return err
	}
	r.Provenance = c.provenance(k)
	if c.Table != "" {
		raw, err := json.MarshalIndent(r.Table, "", "  ")
		if err != nil {
			return fmt.Errorf("eval calibrate: %w", err)
		}
		if err := os.WriteFile(c.Table, append(raw, '\n'), 0o600); err != nil {
			return fmt.Errorf("eval calibrate: %w", err)
		}
	}
	if c.Plots != "" {
		if err := r.WritePlots(c.Plots); err != nil {
			return err
		}
	}
	return c.finish(t, r, struct{}{})
}

type evalCurveCmd struct {
	scored
	Plots string `help:"Folder for the plots (SVG)." type:"path"`
}

// Run implements the command. No single case is printed.
func (c evalCurveCmd) Run(ctx context.Context, t terminal) error {
	k, cases, err := c.outputs(ctx, t, eval.Outputs)
	if err != nil {
		return err
	}
	r, err := eval.Curves(ctx, k.Fence, cases)
	if err != nil {
		return err
	}
	r.Provenance = c.provenance(k)
	if c.Plots != "" {
		if err := r.WritePlots(c.Plots); err != nil {
			return err
		}
	}
	return c.finish(t, r, struct{}{})
}

type evalBoundsCmd struct {
	scored
	Audience []string `help:"Only these audiences." enum:"patient,care-manager,doctor" default:"patient,care-manager,doctor"`
	Grid     []string `help:"A bound with the values to try, as 'alarm=0.05,0.065'; several are tried in every combination. Without any, each bound is tried by itself around what is shipped." sep:"none"`
}

// Run implements the command. No single case is printed.
func (c evalBoundsCmd) Run(ctx context.Context, t terminal) error {
	grid, err := eval.ParseGrid(c.Grid)
	if err != nil {
		return err
	}
	k, cases, err := c.outputs(ctx, t, eval.Outputs)
	if err != nil {
		return err
	}
	r, err := eval.Bounds(ctx, k.Fence, cases, c.Audience, grid)
	if err != nil {
		return err
	}
	r.Provenance = c.provenance(k)
	return c.finish(t, r, struct{}{})
}

type evalSlipsCmd struct {
	scored
	Missed bool `help:"Print the slips that were not noticed: in the tuning part only."`
}

// Run implements the command.
func (c evalSlipsCmd) Run(ctx context.Context, t terminal) error {
	k, cases, err := c.outputs(ctx, t, eval.Outputs)
	if err != nil {
		return err
	}
	r, err := eval.Slips(ctx, k.Fence, cases, c.Missed)
	if err != nil {
		return err
	}
	r.Provenance = c.provenance(k)
	return c.finish(t, r, struct{}{})
}

type evalRewordingCmd struct{ scored }

// Run implements the command. No single case is printed.
func (c evalRewordingCmd) Run(ctx context.Context, t terminal) error {
	k, cases, err := c.outputs(ctx, t, eval.Outputs)
	if err != nil {
		return err
	}
	r, err := eval.Rewordings(ctx, k.Fence, cases)
	if err != nil {
		return err
	}
	r.Provenance = c.provenance(k)
	return c.finish(t, r, struct{}{})
}

type evalFramesCmd struct {
	scored
	Signs bool `help:"The frames hold a place for a danger sign and none for a medicine."`
	Wrong bool `help:"Print the frames that were misread: in the tuning part only."`

	Grid []string `help:"With --signs: a bound with the values to try, as 'present=0.05,0.1'; several are tried in every combination." sep:"none"`
}

// Run implements the command.
func (c evalFramesCmd) Run(ctx context.Context, t terminal) error {
	k, err := knowledge(ctx, t)
	if err != nil {
		return err
	}
	if c.Signs {
		return c.signs(ctx, t, k)
	}
	frames, err := eval.Frames(c.Paths)
	if err != nil {
		return err
	}
	r, err := eval.InFrames(ctx, k.Fence, frames, c.Wrong)
	if err != nil {
		return err
	}
	r.Provenance = c.provenance(k)
	return c.finish(t, r, struct{}{})
}

func (c evalFramesCmd) signs(ctx context.Context, t terminal, k app.Knowledge) error {
	grid, err := eval.ParseGrid(c.Grid)
	if err != nil {
		return err
	}
	frames, err := eval.SignFrames(c.Paths)
	if err != nil {
		return err
	}
	r, err := eval.InSignFrames(ctx, k.Fence, frames, c.Wrong)
	if err != nil {
		return err
	}
	if len(grid) > 0 {
		if err := r.Try(ctx, k.Fence, frames, grid); err != nil {
			return err
		}
	}
	r.Provenance = c.provenance(k)
	return c.finish(t, r, *r.Scores["all"])
}
