package calibration

import (
	"fmt"
	"html"
	"io"
	"strings"
)

// The size of a plot and the risk at its upper edge.
const (
	plotWidth, plotHeight = 640, 360
	plotLeft, plotTop     = 60, 40
	plotRisk              = 0.05
)

// Plot writes the risk against the coverage of one stratum as SVG: the line is
// the measured risk, the band reaches up to its upper bound, the dashed line
// is alpha, and a full dot is a certified threshold.
func Plot(w io.Writer, c Curve, alpha float64) error {
	var b strings.Builder
	title := html.EscapeString(fmt.Sprintf("%s, %s, %s: risk against coverage, %d cases", c.Kind, c.Audience, c.Lang, c.Cases))
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" role="img" font-family="sans-serif" font-size="12"><title>%s</title><text x="%d" y="20">%s</text>`,
		plotWidth+plotLeft+20, plotHeight+plotTop+50, title, plotLeft, title)
	fmt.Fprintf(&b, `<path d="M%d %dV%dH%d" fill="none" stroke="#333"/>`, plotLeft, plotTop, plotTop+plotHeight, plotLeft+plotWidth)
	for i := range 6 {
		x, y := float64(i)/5, float64(i)/5*plotRisk
		fmt.Fprintf(&b, `<text x="%.1f" y="%d" text-anchor="middle">%.0f%%</text><text x="%d" y="%.1f" text-anchor="end">%.0f%%</text>`,
			across(x), plotTop+plotHeight+18, 100*x, plotLeft-6, up(y)+4, 100*y)
	}
	fmt.Fprintf(&b, `<path d="M%d %.1fH%d" stroke="#b00" stroke-dasharray="4 4"/>`, plotLeft, up(alpha), plotLeft+plotWidth)
	var line, band strings.Builder
	for _, p := range c.Points {
		if p.Accepted == 0 {
			continue
		}
		fmt.Fprintf(&line, "%.1f,%.1f ", across(p.Coverage), up(p.Risk))
		fmt.Fprintf(&band, `<path d="M%.1f %.1fV%.1f" stroke="#99b"/>`, across(p.Coverage), up(p.Risk), up(p.Upper))
		fill := "#fff"
		if p.Certified {
			fill = "#225"
		}
		fmt.Fprintf(&band, `<circle cx="%.1f" cy="%.1f" r="3.5" fill="%s" stroke="#225"><title>at least %v: %d of %d wrong, at most %.2f%%</title></circle>`,
			across(p.Coverage), up(p.Risk), fill, p.Threshold, p.Errors, p.Accepted, 100*p.Upper)
	}
	fmt.Fprintf(&b, `<polyline points="%s" fill="none" stroke="#225"/>%s`, strings.TrimSpace(line.String()), band.String())
	fmt.Fprintf(&b, `<text x="%d" y="%d" text-anchor="middle">coverage</text></svg>`+"\n", plotLeft+plotWidth/2, plotTop+plotHeight+40)
	_, err := io.WriteString(w, b.String())
	return err
}

func across(coverage float64) float64 { return plotLeft + coverage*plotWidth }

// up is the place of a risk; what is beyond the upper edge stands on it.
func up(risk float64) float64 { return plotTop + plotHeight*(1-min(risk, plotRisk)/plotRisk) }
