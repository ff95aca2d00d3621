package resemblance

import (
	"io/fs"
	"slices"
	"strings"

	"apricot.health/knowledge/graph"
	"apricot.health/knowledge/lexicon"
	"apricot.health/knowledge/resemblance/linear"
)

// Trial is how a saying was read by a model that had not learnt it.
type Trial struct {
	Saying
	// Danger is true for an emergency, false for what is harmless or can wait.
	Danger bool
	// Score is that of the likest flag of an emergency, and Right whether that
	// flag, or one of the same conditions, is meant.
	Score float64
	Right bool
}

// Validate reads each saying of the bank in fsys with a model of the others: of
// the other folds, or with byFile of the other files, whose dangers are told by
// somebody else or are other dangers. Sayings that say nothing about danger are
// left out. It takes minutes.
func Validate(g *graph.Graph, lex *lexicon.Lexicon, fsys fs.FS, folds int, byFile bool) ([]Trial, error) {
	bank, err := ReadBank(fsys, "sayings")
	if err != nil {
		return nil, err
	}
	c, judge := cutter{g, lex}, newJudge(g)
	bank = slices.DeleteFunc(bank, func(s Saying) bool { return judge.danger(s) == silent })
	mine := own(c)
	fold := folded(bank, folds, byFile)
	var out []Trial
	for k := range folds {
		rest := slices.Clone(mine)
		for i, s := range bank {
			if fold[i] != k {
				s.Means = slices.DeleteFunc(slices.Clone(s.Means), func(id string) bool { return !strings.HasPrefix(id, "flag.") })
				rest = append(rest, s)
			}
		}
		r := New(g, lex, rest)
		for i, s := range bank {
			if fold[i] == k {
				out = append(out, r.try(s, judge))
			}
		}
	}
	return out, nil
}

// ScopeTrial is what was made of a saying by a line that had not learnt it.
type ScopeTrial struct {
	Saying
	// Elsewhere is as that of a Likeness, and Danger whether it tells of what has to
	// be seen at once.
	Elsewhere float64
	Danger    bool
}

// ValidateScope holds each saying that is about somebody's health, and each that
// is about nobody's, against what the others taught.
func ValidateScope(g *graph.Graph, lex *lexicon.Lexicon, fsys fs.FS) ([]ScopeTrial, error) {
	bank, err := ReadBank(fsys, "sayings")
	if err != nil {
		return nil, err
	}
	c := cutter{g, lex}
	bank = ordered(append(bank, own(c)...))
	readings, texts := make([]reading, len(bank)), make([][]linear.Piece, len(bank))
	for i, s := range bank {
		readings[i] = c.read(s.Says)
		texts[i] = readings[i].all()
	}
	m, judge := &model{Vocabulary: linear.NewVocabulary(texts, 1, false), bank: bank}, newJudge(g)
	of := scope{model: m}
	of.draw(readings, judge)
	of.learn()
	var out []ScopeTrial
	for i, v := range of.apart() {
		if s := of.sayings[i]; s.From != "" {
			out = append(out, ScopeTrial{s, m.elsewhere[tongue(of.of[i].text)].AtLeast(v), judge.danger(s) == means || judge.acuity(s) == means})
		}
	}
	return out, nil
}

// folded puts the sayings of each meaning into all folds by turns, or each file
// into one.
func folded(bank []Saying, folds int, byFile bool) []int {
	out, seen, files := make([]int, len(bank)), map[string]int{}, map[string]int{}
	for i, s := range bank {
		if !byFile {
			key := s.Lang + strings.Join(s.Means, " ")
			out[i] = seen[key] % folds
			seen[key]++
			continue
		}
		if _, ok := files[s.From]; !ok {
			files[s.From] = len(files)
		}
		out[i] = files[s.From] % folds
	}
	return out
}

// lowest is below every score.
const lowest = -9

func (r *Reader) try(s Saying, judge judge) Trial {
	t := Trial{Saying: s, Danger: judge.danger(s) == means, Score: lowest}
	for _, h := range r.Read(s.Says).Flags {
		if !judge.grave(h.ID) {
			continue
		}
		t.Score = h.Score
		t.Right = slices.ContainsFunc(s.Means, func(id string) bool { return judge.kin[h.ID][id] })
		break
	}
	return t
}
