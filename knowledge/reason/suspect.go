package reason

import (
	"cmp"
	"slices"
	"strings"

	"apricot.health/knowledge/chart"
	"apricot.health/knowledge/graph"
	"apricot.health/knowledge/logic"
	"apricot.health/knowledge/resemblance"
)

// Suspicion is a red flag that the words of a story resemble and that no fact
// has settled. It is no fact: it raises how soon somebody looks, is asked about
// first, and falls with the answers.
type Suspicion struct {
	Flag string
	// Level is the flag's own, or that of today where the words are only somewhat
	// like its sayings or its first signs were denied.
	Level int
	Score float64
	// Denied is true where so many of its signs were asked for and denied that it
	// is no emergency any more.
	Denied bool
	// Words are the patient's, normalised, and Saying the reviewed sentence that
	// they are nearest to.
	Words, Saying string
}

// The scores from which words are taken for what they resemble; docs/resemblance.md
// has what other values would give. English words score a little higher than
// Chinese ones throughout.
const (
	// suspectEmergency is for the flags of level 1 and 2; suspectToday for those
	// of level 3.
	suspectEmergencyZH = 1.35
	suspectEmergencyEN = 1.8
	suspectToday       = 0.5
	// halfway below suspectEmergency a flag is no emergency yet, but its signs are
	// asked for, and the patient is seen today.
	halfway = 0.35
	// suspectComplaint is for what an opening is about, and offerComplaint for
	// what is offered at the head of the list.
	suspectComplaint = 0.1
	offerComplaint   = 0.02
)

const (
	// mostSuspected bounds the suspicions of one story, the likest first.
	mostSuspected = 2
	// mostOffered is how many complaints go to the head of the list.
	mostOffered = 5
	// askedSigns is how many signs of a suspected flag are asked for. So many
	// denied, and few there, and the suspicion is no emergency any more.
	askedSigns = 3
)

// ComplaintsLike are the chief complaints that words resemble, the likest first:
// for an opening in which none was named. Age is in years, below zero where it
// is not known.
func (e *Engine) ComplaintsLike(text string, age float64) []string {
	return e.complaintsFrom(text, age, suspectComplaint)
}

// ComplaintsAlike are those that they are at least a little like: to be offered,
// not chosen.
func (e *Engine) ComplaintsAlike(text string, age float64) []string {
	all := e.complaintsFrom(text, age, offerComplaint)
	return all[:min(len(all), mostOffered)]
}

func (e *Engine) complaintsFrom(text string, age, least float64) []string {
	var out []string
	for _, h := range e.Resembles(text).Complaints {
		comp, ok := e.g.Complaint(h.ID)
		if ok && h.Score >= least && !(ofChildren(comp) && age >= logic.ChildAge) {
			out = append(out, h.ID)
		}
	}
	return out
}

// suspicions are what the words of the case resemble, without what the facts
// have decided either way and without what a red flag has said already.
func (e *Engine) suspicions(c Case, f logic.Facts, flags []FlagHit) []Suspicion {
	var out []Suspicion
	for _, h := range likest(c.Resembles) {
		flag := e.flag[h.ID]
		if flag == nil {
			continue
		}
		level := suspectedLevel(flag.Level, h)
		if level > today || len(flags) > 0 && flags[0].Level <= level {
			continue
		}
		if logic.Offered(&flag.When, flag.Unless, f) != chart.Unknown {
			continue
		}
		out = append(out, Suspicion{Flag: h.ID, Level: level, Score: h.Score, Words: h.Words, Saying: h.Saying})
	}
	gravest := func(a, b Suspicion) int { return cmp.Compare(a.Level, b.Level) }
	slices.SortStableFunc(out, gravest)
	out = out[:min(len(out), 2*mostSuspected)]
	for i := range out {
		if flag, _ := e.g.RedFlag(out[i].Flag); e.mostlyDenied(flag, c.Chart, f) {
			out[i].Level, out[i].Denied = max(out[i].Level, today), true
		}
	}
	slices.SortStableFunc(out, gravest)
	return out[:min(len(out), mostSuspected)]
}

// today is the level of what is seen today.
const today = 3

// suspectedLevel is the level that words alone give a flag; beyond today is none.
func suspectedLevel(of int, h resemblance.Hit) int {
	if h.Score < suspectToday {
		return today + 1
	}
	emergency := suspectEmergencyZH
	if mostlyLatin(h.Words) {
		emergency = suspectEmergencyEN
	}
	switch {
	case of < today && h.Score >= emergency:
		return of
	case of < today && h.Score >= emergency-halfway, of == today && h.Score >= suspectToday:
		return today
	}
	return today + 1
}

// likest merges what several utterances resemble: each flag once, by its best.
func likest(ls []Heard) []resemblance.Hit {
	if len(ls) == 1 {
		return ls[0].Flags
	}
	var out []resemblance.Hit
	for _, l := range ls {
		for _, h := range l.Flags {
			i := slices.IndexFunc(out, func(x resemblance.Hit) bool { return x.ID == h.ID })
			switch {
			case i < 0:
				out = append(out, h)
			case h.Score > out[i].Score:
				out[i] = h
			}
		}
	}
	slices.SortStableFunc(out, func(a, b resemblance.Hit) int { return cmp.Compare(b.Score, a.Score) })
	return out
}

// mostlyDenied is true where so many signs of a flag as are asked for are known
// not to be there, and at most half as many are. A flag of fewer signs than that is
// denied with the last of them that a patient can be asked for. As long as there is
// one to ask for, what was told unasked does not settle it alone.
func (e *Engine) mostlyDenied(flag graph.RedFlag, c chart.Chart, f logic.Facts) bool {
	denied, there, left, answered := 0, 0, 0, false
	for _, id := range flag.When.Facts() {
		x, ok := e.g.Finding(id)
		if !ok || !observed(x) {
			continue
		}
		switch f.Bool(id) {
		case chart.Yes:
			there++
		case chart.No:
			denied++
			answered = answered || e.answeredNo(c, id)
		case chart.Unknown:
			if e.askable(id, f, nil) && e.couldRaise(id, f) {
				left++
			}
		}
	}
	if there == 0 && left == 0 {
		return denied > 0
	}
	return (answered || left == 0) && denied >= askedSigns && denied >= 2*there
}

// answeredNo is true for a sign that was denied when it, or what it is a kind of,
// was asked for.
func (e *Engine) answeredNo(c chart.Chart, id string) bool {
	no := func(id string) bool { return c.Findings[id] == chart.No && c.FindingSource[id].Asked }
	return no(id) || slices.ContainsFunc(e.g.Generals(id), no)
}

// suspectedSign is the first sign of a suspected flag that is worth asking for.
func (e *Engine) suspectedSign(c Case, f logic.Facts, asked map[string]bool) (string, bool) {
	return e.signOf(e.suspicions(c, f, e.flags(f)), f, asked)
}

func (e *Engine) signOf(suspected []Suspicion, f logic.Facts, asked map[string]bool) (string, bool) {
	for _, s := range suspected {
		flag, _ := e.g.RedFlag(s.Flag)
		n := 0
		for _, id := range flag.When.Facts() {
			if asked[id] {
				n++
			}
		}
		for _, id := range flag.When.Facts() {
			if n < askedSigns && e.askable(id, f, asked) && e.couldRaise(id, f) {
				return id, true
			}
		}
	}
	return "", false
}

// Ends reports that nothing more is asked because the patient has to be seen
// now: a red flag of an emergency, or the suspicion of one that the questions
// about it have not taken away. next is the question that would be asked.
func (a Assessment) Ends(next Question, more bool) bool {
	if len(a.RedFlags) > 0 && a.RedFlags[0].Level < today {
		return true
	}
	if a.Acuity >= cried {
		return true // who calls for help or for breath is not asked anything first
	}
	if a.Acuity >= callsNow && !(more && next.Danger) {
		return true
	}
	return a.SuspectsEmergency() && !(more && next.Suspects)
}

// OnlySuspected reports that nothing but words and what they may mean calls the
// patient: no red flag, score or complaint does. It is not told as a fact.
func (a Assessment) OnlySuspected() bool {
	if len(a.RedFlags) > 0 && a.RedFlags[0].Level < today {
		return false // it may stand behind a suspicion of a higher level
	}
	return !slices.ContainsFunc(a.UrgencyBy, func(by string) bool {
		return !strings.HasPrefix(by, ByResembling+":") && by != toldUrgent && !strings.HasPrefix(by, "cond.")
	})
}

// SuspectsEmergency reports that the words resemble an emergency that no fact
// has settled.
func (a Assessment) SuspectsEmergency() bool {
	return slices.ContainsFunc(a.Suspected, func(s Suspicion) bool { return s.Level < today })
}
