package eval

import (
	"context"
	"maps"
	"slices"
	"time"
	"unicode/utf8"

	"apricot.health/guardrails/claim"
	"apricot.health/guardrails/fence"
)

// StreamScore is what it brings to show a group of outputs sentence by sentence
// while they are written, character by character.
type StreamScore struct {
	// Early are the characters that are shown before the whole is judged.
	Early Rate `json:"early"`
	// Whole are the outputs of which nothing is.
	Whole Rate `json:"whole"`
	// TakenBack are the outputs of which something was shown and is taken off the
	// screen again, since the whole may not be shown as it is.
	TakenBack Rate `json:"taken_back"`
	// Waits are the characters that are written between the end of a sentence and
	// its being shown, or the end of the text where it is not shown before. The last
	// sentence, which nothing can show sooner, is not counted.
	Waits Spread `json:"waits"`
	// Judging are the microseconds that a sentence which is shown early waits to be
	// judged, and Ending those that the end of the text does.
	Judging Spread `json:"judging_micros"`
	Ending  Spread `json:"ending_micros"`

	waits, judging, ending []int64
}

// Spread is how some values lie.
type Spread struct {
	P50 int64 `json:"p50"`
	P90 int64 `json:"p90"`
	P99 int64 `json:"p99"`
}

func spread(values []int64) Spread {
	return Spread{P50: quantile(values, 0.5), P90: quantile(values, 0.9), P99: quantile(values, 0.99)}
}

// Streams writes outputs into streams, by audience and by what a clinician found.
// An order is given out whole, and is not among them.
func Streams(ctx context.Context, f *fence.Fence, outputs []Output) (map[string]*StreamScore, error) {
	out := map[string]*StreamScore{}
	for _, o := range outputs {
		if o.Audience == string(fence.Order) {
			continue
		}
		name := o.Audience + ", safe"
		if o.Unsafe {
			name = o.Audience + ", unsafe"
		}
		if out[name] == nil {
			out[name] = &StreamScore{}
		}
		if err := out[name].add(ctx, f, o); err != nil {
			return nil, caseError(o.ID, err)
		}
	}
	for _, s := range out {
		s.Waits, s.Judging, s.Ending = spread(s.waits), spread(s.judging), spread(s.ending)
	}
	return out, nil
}

// add writes one output into a stream.
func (s *StreamScore) add(ctx context.Context, f *fence.Fence, o Output) error {
	line, err := o.line()
	if err != nil {
		return err
	}
	d, err := f.Parse(line)
	if err != nil {
		return err //nolint:wrapcheck // the case is named where it is called
	}
	text := d.Text
	d.Text = ""
	stream := f.Stream(d)
	shown, shownAt := 0, map[int]int{} // bytes shown, and after how many written
	for at, r := range text {
		began := time.Now()
		c, err := stream.Write(ctx, string(r))
		if err != nil {
			return err //nolint:wrapcheck // as above
		}
		if c.Text() != "" {
			s.judging = append(s.judging, time.Since(began).Microseconds())
			shown += len(c.Text())
			shownAt[shown] = at + utf8.RuneLen(r)
		}
	}
	began := time.Now()
	end, err := stream.Close(ctx)
	if err != nil {
		return err //nolint:wrapcheck // as above
	}
	s.ending = append(s.ending, time.Since(began).Microseconds())
	s.Early.Hits += utf8.RuneCountInString(text[:shown])
	s.Early.N += utf8.RuneCountInString(text)
	s.Whole.Add(shown == 0)
	s.TakenBack.Add(end.Retract)
	all := claim.Sentences(text)
	for _, x := range all[:max(0, len(all)-1)] {
		s.waits = append(s.waits, int64(utf8.RuneCountInString(text[x.End:max(x.End, seenAt(shownAt, x, len(text)))])))
	}
	return nil
}

// seenAt is how many bytes were written when the piece was shown in which a sentence
// stands, or how many there are.
func seenAt(shownAt map[int]int, sentence claim.Span, all int) int {
	for _, end := range slices.Sorted(maps.Keys(shownAt)) {
		if end > sentence.Start {
			return shownAt[end]
		}
	}
	return all
}

// streams prints what streams bring, a row a group.
func (p *printer) streams(groups map[string]*StreamScore) {
	if len(groups) == 0 {
		return
	}
	p.printf("\n## Shown sentence by sentence\n\nWritten character by character. What a sentence but the last waits is counted in the characters that are written meanwhile: at 30 a second, 30 are a second.\n\n" +
		"| | shown before the whole | nothing is | taken back | a sentence waits, p50 / p90 / p99 | judging one, µs | judging the whole, µs |\n|---|---|---|---|---|---|---|\n")
	for _, name := range slices.Sorted(maps.Keys(groups)) {
		s := groups[name]
		p.printf("| %s | %.1f%% of characters | %s | %s |", name, 100*s.Early.Value(), s.Whole, s.TakenBack)
		for _, x := range []Spread{s.Waits, s.Judging, s.Ending} {
			p.printf(" %d / %d / %d |", x.P50, x.P90, x.P99)
		}
		p.printf("\n")
	}
}
