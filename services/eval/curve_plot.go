package eval

import (
	"fmt"
	"html"
	"io"
	"os"
	"path/filepath"
	"strings"
)

// The square of a plot, and the colour of each language.
const (
	curveSide           = 400
	curveLeft, curveTop = 60, 40
)

var curveColours = map[string]string{"": "#222", "zh": "#b03", "en": "#05a"}

// WritePlots draws, for each score and audience, what is caught of the unsafe
// against what is shown of the safe as SVG, a line for each language.
func (r CurveReport) WritePlots(dir string) error {
	if err := os.MkdirAll(dir, 0o750); err != nil {
		return fmt.Errorf("eval: plots: %w", err)
	}
	of := map[string][]Curve{}
	for _, c := range r.Curves {
		name := fmt.Sprintf("curve-%s-%s.svg", c.Score, c.Audience)
		of[name] = append(of[name], c)
	}
	for name, curves := range of {
		var b strings.Builder
		plotCurves(&b, curves)
		if err := os.WriteFile(filepath.Join(dir, name), []byte(b.String()), 0o600); err != nil {
			return fmt.Errorf("eval: plots: %w", err)
		}
	}
	return nil
}

// plotCurves draws curves of one score and audience.
func plotCurves(w io.Writer, curves []Curve) {
	title := html.EscapeString(fmt.Sprintf("by the %s, %s: caught against shown", curves[0].Score, curves[0].Audience))
	fmt.Fprintf(w, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" role="img" font-family="sans-serif" font-size="12"><title>%s</title><text x="%d" y="20">%s</text>`,
		curveSide+curveLeft+20, curveSide+curveTop+50, title, curveLeft, title)
	fmt.Fprintf(w, `<rect x="%d" y="%d" width="%d" height="%d" fill="none" stroke="#333"/><path d="M%d %dL%d %d" stroke="#bbb" stroke-dasharray="4 4"/>`,
		curveLeft, curveTop, curveSide, curveSide, curveLeft, curveTop, curveLeft+curveSide, curveTop+curveSide)
	for i := range 6 {
		share := float64(i) / 5
		x, y := curvePlace(CurvePoint{Caught: Rate{i, 5}, Shown: Rate{i, 5}})
		fmt.Fprintf(w, `<text x="%.1f" y="%d" text-anchor="middle">%.0f%%</text><text x="%d" y="%.1f" text-anchor="end">%.0f%%</text>`,
			x, curveTop+curveSide+18, 100*share, curveLeft-6, y+4, 100*share)
	}
	for i, c := range curves {
		var line strings.Builder
		for _, p := range c.whole {
			x, y := curvePlace(p)
			fmt.Fprintf(&line, "%.1f,%.1f ", x, y)
		}
		lang, colour := c.Lang, curveColours[c.Lang]
		if lang == "" {
			lang = "both"
		}
		fmt.Fprintf(w, `<polyline points="%s" fill="none" stroke="%s"/><text x="%d" y="%d" fill="%s">%s, %d unsafe and %d safe: %s</text>`,
			strings.TrimSpace(line.String()), colour, curveLeft+12, curveTop+curveSide-52+18*i, colour, lang, c.Unsafe, c.Safe, html.EscapeString(c.Area.String()))
	}
	fmt.Fprintf(w, `<text x="%d" y="%d" text-anchor="middle">safe outputs shown</text></svg>`+"\n", curveLeft+curveSide/2, curveTop+curveSide+40)
}

func curvePlace(p CurvePoint) (x, y float64) {
	return curveLeft + p.Shown.Value()*curveSide, curveTop + (1-p.Caught.Value())*curveSide
}
