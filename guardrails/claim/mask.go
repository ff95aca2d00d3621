package claim

import (
	"slices"
	"strings"

	"apricot.health/knowledge/resemblance/linear"
)

// words that a class of names is written as, in a Chinese sentence and in an
// English one.
var words = map[string][2]string{ //nolint:gochecknoglobals // read only
	"drug":          {"药", "medicine"},
	"condition":     {"病", "illness"},
	"investigation": {"检", "test"},
	"amount":        {"量", "amount"},
	"time":          {"时", "period"},
	"number":        {"数", "number"},
	meant:           {"此", "thisone"},
}

// meant is the class of the name that Masked is asked about.
const meant = "meant"

// Masked is Text with the words of their classes in the place of names and
// numbers, and the byte of Text that each byte of it stands for. The range at,
// where it is not empty, is written as the one that is meant.
func (o Outline) Masked(at Span) (text string, from []int32) {
	var few [16]OutlineName // no memory is taken for so many
	names := few[:0]
	for _, n := range o.Names {
		if _, ok := words[n.Kind]; ok {
			names = append(names, n)
		}
	}
	for _, c := range o.Cues {
		if c.Medicine {
			names = append(names, OutlineName{Start: c.Start, End: c.End, Kind: "drug"})
		}
	}
	if at.Start < at.End {
		names = slices.DeleteFunc(names, func(n OutlineName) bool { return n.Start < at.End && at.Start < n.End })
		names = append(names, OutlineName{Start: at.Start, End: at.End, Kind: meant})
	}
	slices.SortStableFunc(names, func(a, b OutlineName) int {
		if a.Start != b.Start {
			return a.Start - b.Start
		}
		return b.End - a.End
	})
	han := strings.ContainsFunc(o.Text, linear.IsHan)
	var b strings.Builder
	const more = 64 // what words of classes may add
	b.Grow(len(o.Text) + more)
	from = make([]int32, 0, len(o.Text)+more)
	done := 0
	copied := func(to int) {
		b.WriteString(o.Text[done:to])
		for ; done < to; done++ {
			from = append(from, int32(done)) //nolint:gosec // a sentence is far shorter than 2 GiB
		}
	}
	for _, n := range names {
		if n.Start < done {
			continue
		}
		copied(n.Start)
		word := words[n.Kind][1]
		if han {
			word = words[n.Kind][0]
		}
		b.WriteString(word)
		for range len(word) {
			from = append(from, int32(n.Start)) //nolint:gosec // as above
		}
		done = n.End
	}
	copied(len(o.Text))
	return b.String(), from
}
