package resemblance

import (
	"cmp"
	"io/fs"
	"slices"

	"apricot.health/knowledge/graph"
	"apricot.health/knowledge/lexicon"
)

// Reader suspects what texts mean. It never changes after it is made and is
// safe for concurrent use.
type Reader struct {
	*model
	gallery gallery
	cutter
	kinds []kind // of each label
	// hung says which conditions of the gallery the graph still has.
	hung []bool
	// with are the sayings that mean something of a kind.
	with [complaint + 1]sayings
}

// kind is what a label stands for in the graph of a reader.
type kind uint8

const (
	unknown kind = iota
	graveFlag
	otherFlag
	complaint
)

// Hit is something that a text resembles.
type Hit struct {
	ID string
	// Score of an emergency is above 0 on the side of danger, with how near its
	// nearest saying is; that of a complaint is from 0 to 1; that of a condition
	// is above 0 and adds up over all that tells of it.
	Score float64
	// Words is the stretch of the normalised text that resembles Saying, the
	// nearest of those that mean the id. A condition that only the graph's own
	// words tell of has no Saying.
	Words, Saying string
}

// Likeness is what a text resembles, the likest first.
type Likeness struct {
	Flags, Complaints, Conditions []Hit
	// Said are the findings that the words name plainly, each once: what they
	// are part of resembles by them.
	Said []string
	// Acuity is how much the whole is told like what has to be seen at once.
	Acuity Acuity
	// Elsewhere is the share of reviewed sayings that are no illness which look at
	// least as much as if they were one, from above 0 to 1; 0 where nobody taught it.
	Elsewhere float64
	// Size is how many Chinese characters and other words the text has.
	Size int
}

// New learns from a bank, whatever the order of its sayings.
func New(g *graph.Graph, lex *lexicon.Lexicon, bank []Saying) *Reader {
	c := cutter{g, lex}
	bank = ordered(slices.Clone(bank))
	readings := make([]reading, len(bank))
	for i, s := range bank {
		readings[i] = c.read(s.Says)
	}
	return newReader(learn(readings, bank, newJudge(g)), hang(c, bank, readings), c)
}

func newReader(m *model, of gallery, c cutter) *Reader {
	r := &Reader{model: m, gallery: of, cutter: c}
	for _, id := range m.labels {
		k := unknown
		switch kindOf(id) {
		case "flag":
			// A flag that a hospital switched off since is not in the graph.
			if f, ok := c.g.RedFlag(id); ok && f.Level <= emergency {
				k = graveFlag
			} else if ok {
				k = otherFlag
			}
		case "comp":
			if _, ok := c.g.Complaint(id); ok {
				k = complaint
			}
		}
		r.kinds = append(r.kinds, k)
	}
	for _, id := range of.conditions {
		_, ok := c.g.Condition(id)
		r.hung = append(r.hung, ok)
	}
	for k := range r.with {
		r.with[k] = newSayings(len(m.bank))
	}
	for i, of := range m.of {
		if m.bank[i].From == "" {
			continue
		}
		for k := range r.with {
			if slices.ContainsFunc(of, func(id uint16) bool { return r.kinds[id] == kind(k) }) { //nolint:gosec // four kinds
				r.with[k].add(int32(i)) //nolint:gosec // some ten thousand
			}
		}
	}
	return r
}

// Learn learns from the bank in the folder sayings of fsys and from the graph's
// own words. A saying of something that the graph does not have is an error.
func Learn(g *graph.Graph, lex *lexicon.Lexicon, fsys fs.FS) (*Reader, error) {
	bank, err := ReadBank(fsys, "sayings")
	if err != nil {
		return nil, err
	}
	if err := check(g, bank); err != nil {
		return nil, err
	}
	return New(g, lex, append(bank, own(cutter{g, lex})...)), nil
}

// Load gives the reader of what was learnt when the program was built, and
// learns anew from the sayings in fsys where there is nothing or it cannot be
// read.
func Load(g *graph.Graph, lex *lexicon.Lexicon, fsys fs.FS, learnt []byte) (*Reader, error) {
	if len(learnt) > 0 {
		if r, err := Open(g, lex, learnt); err == nil {
			return r, nil
		}
	}
	return Learn(g, lex, fsys)
}

// Read gives what a text resembles.
func (r *Reader) Read(text string) Likeness { return r.held(text, "") }

// ReadApart is Read by a reader that does not know the text itself: for the
// stories of its own bank.
func (r *Reader) ReadApart(text string) Likeness { return r.held(text, text) }

func (r *Reader) held(text, apart string) Likeness {
	cut := r.read(text)
	r.know(&cut)
	all := r.stretches(&cut)
	l := r.likeness()
	defer l.done()
	sides := parts(&cut)
	for _, s := range worst(all) {
		l.weigh(r.model, &cut, s)
		r.flags(l, s)
		same := func(p stretch) bool { return p.first == s.first && p.last == s.last }
		if slices.ContainsFunc(sides, same) {
			r.vote(l, s)
			sides = slices.DeleteFunc(sides, same)
		}
	}
	for _, s := range sides {
		l.weigh(r.model, &cut, s)
		r.vote(l, s)
	}
	out := r.told(&cut, l.found)
	out.Conditions, out.Said, out.Acuity = r.look(&cut, apart), cut.said, r.acuity(&cut)
	out.Elsewhere = r.beside(&cut)
	for _, c := range cut.clauses {
		out.Size += c.size
	}
	return out
}

// flags takes the nearest saying of each flag.
func (r *Reader) flags(l *likeness, s stretch) {
	for _, k := range [...]kind{graveFlag, otherFlag} {
		for i := range l.among(r.with[k]) {
			score := l.of[i]
			if score == 0 {
				continue
			}
			if k == graveFlag {
				score += float32(s.danger)
			}
			for _, id := range r.of[i] {
				if b := &l.found[id]; r.kinds[id] == k && (b.score == 0 || score > b.score) {
					*b = best{score, i, s}
				}
			}
		}
	}
}

// share is what the nearest sayings give a label.
type share struct {
	label uint16
	best
}

// vote lets the nearest sayings of complaints decide what a stretch is about:
// the score is the share of a complaint among them times how near its nearest is.
func (r *Reader) vote(l *likeness, s stretch) {
	var room [2 * voters]share
	sum, shares := float32(0), room[:0]
	for _, i := range r.top(l, complaint) {
		sum += l.of[i]
		for _, id := range r.of[i] {
			if r.kinds[id] != complaint {
				continue
			}
			at := slices.IndexFunc(shares, func(x share) bool { return x.label == id })
			if at < 0 {
				at = len(shares)
				shares = append(shares, share{id, best{0, i, s}})
			}
			shares[at].score += l.of[i]
		}
	}
	for _, x := range shares {
		x.score = x.score / sum * l.of[x.saying]
		if x.score > l.found[x.label].score {
			l.found[x.label] = x.best
		}
	}
}

// top are the nearest sayings that mean something of a kind, the nearest first.
func (r *Reader) top(l *likeness, k kind) []int32 {
	out := make([]int32, 0, voters+1)
	least := float32(0)
	for i := range l.among(r.with[k]) {
		near := l.of[i]
		if near <= least {
			continue
		}
		at := len(out)
		for at > 0 && l.of[out[at-1]] < near {
			at--
		}
		if out = slices.Insert(out, at, i); len(out) > voters {
			out = out[:voters]
		}
		if len(out) == voters {
			least = l.of[out[voters-1]]
		}
	}
	return out
}

// floor is the score below which nothing is worth a word.
const floor = -1

func (r *Reader) told(cut *reading, found []best) Likeness {
	n := [complaint + 1]int{}
	for k, b := range found {
		if b.score != 0 && b.score >= floor {
			n[r.kinds[k]]++
		}
	}
	out := Likeness{Flags: make([]Hit, 0, n[graveFlag]+n[otherFlag]), Complaints: make([]Hit, 0, n[complaint])}
	for k, b := range found {
		if b.score == 0 || b.score < floor {
			continue
		}
		words := cut.text[cut.clauses[b.at.first].start:cut.clauses[b.at.last].end]
		h := Hit{r.labels[k], float64(b.score), words, r.bank[b.saying].Says}
		switch r.kinds[k] {
		case graveFlag, otherFlag:
			out.Flags = append(out.Flags, h)
		case complaint:
			out.Complaints = append(out.Complaints, h)
		case unknown:
		}
	}
	for _, hs := range [][]Hit{out.Flags, out.Complaints} {
		slices.SortFunc(hs, func(a, b Hit) int {
			if c := cmp.Compare(b.Score, a.Score); c != 0 {
				return c
			}
			return cmp.Compare(a.ID, b.ID)
		})
	}
	return out
}
